// HTML: any bytes give valid UTF-8 without a leak, on every setting.
#include "base/utf8.h"
#include "corpus/clean.h"
#include "corpus/leaks.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const cria_articles *list)
{
    cria_counts counts = {0};
    for (size_t i = 0; i < list->count; i++) {
        cria_leaks_count(&list->item[i], &counts);
        if (cria_utf8_check(list->item[i].text, list->item[i].length) != CRIA_OK)
            abort();
    }
    // The leaks that no input may cause; the others can be words of a text.
    static const cria_count never[] = {CRIA_COUNT_LEAK_BRACES,  CRIA_COUNT_LEAK_BRACKETS,
                                       CRIA_COUNT_LEAK_TAG,     CRIA_COUNT_LEAK_ENTITY,
                                       CRIA_COUNT_LEAK_TABLE,   CRIA_COUNT_LEAK_QUOTES,
                                       CRIA_COUNT_LEAK_CONTROL, CRIA_COUNT_LEAK_UNDERSCORES};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (counts.n[never[i]] > 0)
            abort();
}

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
    check(&list);
    cria_articles_free(&list);
    return 0;
}
