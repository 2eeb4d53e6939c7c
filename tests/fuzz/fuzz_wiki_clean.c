// Wikitext through the whole of the cleaner: any bytes give valid UTF-8 without a leak, on
// every setting.
#include "base/utf8.h"
#include "corpus/clean_page.h"
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

static void must(cria_status status)
{
    if (status != CRIA_OK)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const int bits = data[0];
    const char *text = (const char *)data + 1;
    const cria_clean_options options = {.headings = CRIA_KEEP + (bits & 1),
                                        .tables = CRIA_KEEP + (bits >> 1 & 1),
                                        .bibliography = CRIA_KEEP + (bits >> 2 & 1),
                                        .formula = bits >> 3 & 1,
                                        .style = bits >> 4 & 1,
                                        .dashes = bits >> 5 & 3,
                                        .title_case = bits >> 7 & 1};
    cria_page page = {.kind = CRIA_DOCUMENT_WIKI, .length = size - 1, .number = 1};
    cria_hyphens hyphens = {0};
    cria_cleaned cleaned = {0};
    must(cria_strndup(&page.bytes, text, size - 1));
    must(cria_strdup(&page.title, "T"));
    must(cria_json_object(&page.origin));
    must(cria_hyphens_count(&hyphens, text, size - 1));
    must(cria_clean_page(&cleaned, &page, &hyphens, &options));
    check(&cleaned.articles);
    if (cleaned.articles.count > 1)
        abort();
    cria_cleaned_free(&cleaned);
    cria_hyphens_free(&hyphens);
    cria_page_free(&page);
    return 0;
}
