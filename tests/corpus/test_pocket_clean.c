// The pocket corpus through the cleaner: from the pages, troubles and all, comes the clean
// text.
#include "corpus/pocket_support.h"

#include "corpus/clean.h"

static void pages_come_out_clean(void **state)
{
    (void)state;
    char directory[4096], in[8192], out[8192];
    cria_options options = {0};
    cria_clean_options settings;
    cria_counts counts = {0};
    scratch(directory, sizeof directory);
    snprintf(in, sizeof in, "%s/pages.jsonl.zst", directory);
    snprintf(out, sizeof out, "%s/cleaned.jsonl", directory);
    const char *const inputs[] = {in};
    must(cria_pocket_write(share_dir(), directory, 42, 300000));
    must(cria_options_bind(&options, cria_clean_option_table, &settings));
    must(cria_clean_run(&settings, 1, inputs, 1, out, &counts, NULL));
    json_t *expected = records(directory, "clean.jsonl.zst");
    json_t *found = records(directory, "cleaned.jsonl");
    assert_int_equal(json_array_size(found), json_array_size(expected));
    for (size_t i = 0; i < json_array_size(expected); i++)
        assert_string_equal(text_in(json_array_get(found, i), "text"),
                            text_in(json_array_get(expected, i), "text"));
    json_decref(expected);
    json_decref(found);
    cria_options_free(&options);
    must(cria_directory_remove(directory));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_come_out_clean)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
