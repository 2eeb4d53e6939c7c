// HTML: any bytes give valid UTF-8 without a leak, on every setting.
#include "fuzz_articles.h"

#include "corpus/clean.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const int bits = data[0];
    const cria_clean_options options = {.headings = CRIA_KEEP + (bits & 1),
                                        .tables = CRIA_KEEP + (bits >> 1 & 1),
                                        .bibliography = CRIA_KEEP + (bits >> 2 & 1),
                                        .formula = bits >> 3 & 1,
                                        .quotes = bits >> 4 & 1,
                                        .dashes = bits >> 5 & 3,
                                        .title_case = bits >> 7 & 1};
    cria_articles list = {0};
    cria_counts counts = {0};
    if (cria_clean_html(&list, (const char *)data + 1, size - 1, "", false, &options,
                        &counts) != CRIA_OK)
        abort();
    check_articles(&list);
    cria_articles_free(&list);
    return 0;
}
