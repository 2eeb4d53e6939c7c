// letters.h owns the count of letters that tells headwords: they are set in capitals.
#ifndef CRIA_WIKI_LETTERS_H
#define CRIA_WIKI_LETTERS_H

#include <stdbool.h>
#include <stddef.h>

// Characters of a text, by Unicode's categories.
typedef struct cria_letters {
    size_t all, capital; // letters
    size_t figures;
} cria_letters;

cria_letters cria_letters_count(const char *text, size_t length);

// cria_letters_shout: seven letters of ten are capitals ("McKINLEY"), and there is one.
bool cria_letters_shout(const cria_letters *n);

#endif
