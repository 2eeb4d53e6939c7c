// Twenty genuine pages: nothing of the markup is left, and no template is unknown. Skipped
// without the data.
#include "base/file.h"
#include "format/json.h"
#include "wiki/wikitext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const files[] = {"abbey_pages.json", "alloys_pages.json",
                                    "blank_verse_pages.json"};

static char *folder;

static void check_page(const char *text, int number)
{
    static const char *const never[] = {"{{", "}}", "[[", "]]", "|-", "{|", "|}", "''", "\x1e"};
    cria_wikitext w = {0};
    assert_int_equal(cria_wikitext_html(&w, text, strlen(text)), CRIA_OK);
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (strstr(w.html.data, never[i]))
            fail_msg("page %d: '%s' is left", number, never[i]);
    if (w.unknown.count > 0)
        fail_msg("page %d: {{%s}} is unknown", number, w.unknown.row[0].name);
    if (w.unclosed + w.deep > 0)
        fail_msg("page %d: unclosed or deep", number);
    // What remains is about the text: markup is a small part of these pages.
    assert_in_range(w.html.length, strlen(text) * 6 / 10, strlen(text) * 11 / 10);
    cria_wikitext_free(&w);
}

static void test_pages(void **state)
{
    (void)state;
    int pages = 0;
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        char *path;
        assert_int_equal(cria_path_join(&path, folder, files[i]), CRIA_OK);
        json_t *list = json_load_file(path, 0, NULL), *page;
        size_t k;
        assert_true(json_is_array(list));
        json_array_foreach(list, k, page)
        {
            check_page(json_string_value(json_object_get(page, "raw_text")),
                       (int)json_integer_value(json_object_get(page, "page_number")));
            pages++;
        }
        json_decref(list);
        cria_free(path);
    }
    assert_int_equal(pages, 20);
}

int main(void)
{
    const char *source = getenv("CRIA_TEST_SOURCE");
    if (cria_path_join(&folder, source ? source : ".", "../shared/data/wikisource") != CRIA_OK)
        return 1;
    if (!cria_path_is_directory(folder)) {
        printf("skipped: no pages at %s\n", folder);
        cria_free(folder);
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pages)};
    const int failed = cmocka_run_group_tests(tests, NULL, NULL);
    cria_free(folder);
    return failed;
}
