// pocket_pages SHARE DIR SEED WORDS: writes the pocket corpus with its pages.
#include "corpus/pocket.h"

#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    if (argc != 5) {
        fprintf(stderr, "usage: pocket_pages SHARE DIR SEED WORDS\n");
        return 2;
    }
    const uint64_t seed = strtoull(argv[3], NULL, 10);
    if (cria_pocket_write(argv[1], argv[2], seed, atoll(argv[4])) == CRIA_OK)
        return 0;
    fprintf(stderr, "%s\n", cria_message());
    return 1;
}
