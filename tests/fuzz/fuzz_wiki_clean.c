// Wikitext through the whole of the cleaner: any bytes give valid UTF-8 without a leak, on
// every setting.
#include "fuzz_articles.h"

#include "corpus/clean_input.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

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
    cria_input page = {.kind = CRIA_INPUT_WIKI, .length = size - 1, .number = 1};
    cria_hyphens hyphens = {0};
    cria_cleaned cleaned = {0};
    must(cria_strndup(&page.bytes, text, size - 1));
    must(cria_strdup(&page.title, "T"));
    must(cria_json_object(&page.origin));
    must(cria_hyphens_count(&hyphens, text, size - 1));
    must(cria_clean_input(&cleaned, &page, &hyphens, &options));
    check_articles(&cleaned.articles);
    if (cleaned.articles.count > 1)
        abort();
    cria_cleaned_free(&cleaned);
    cria_hyphens_free(&hyphens);
    cria_input_free(&page);
    return 0;
}
