// Every row of the template table, by the lines of templates.txt.
#include "base/file.h"
#include "wiki/template_table.h"
#include "wiki/wikitext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MAX_ROWS = 4096 };

typedef struct table {
    const cria_wiki_template *row;
    size_t count;
    bool seen[MAX_ROWS];
} table;

static table exact, prefixes;

static void see(table *t, const cria_wiki_template *row)
{
    if (row >= t->row && row < t->row + t->count)
        t->seen[row - t->row] = true;
}

static void see_all(const char *source, size_t length)
{
    char key[CRIA_TEMPLATE_NAME_MAX + 1];
    for (const char *at = source; (at = strstr(at, "{{")) && at < source + length; at++) {
        const cria_wiki_template *row = cria_template_find(at + 2, strcspn(at + 2, "|}"), key);
        see(&exact, row);
        see(&prefixes, row);
    }
}

static void check_line(const char *line, int number)
{
    char *arrow = strstr(line, " => ");
    if (*line == '#' || *line == '\0')
        return;
    if (!arrow)
        fail_msg("templates.txt:%d: no ' => '", number);
    cria_wikitext w = {0};
    const size_t length = (size_t)(arrow - line);
    assert_int_equal(cria_wikitext_html(&w, line, length), CRIA_OK);
    char *to = w.html.data;
    for (const char *from = to; *from; from++)
        if (*from != '\n')
            *to++ = *from;
    *to = '\0';
    if (strcmp(w.html.data, arrow + 4) != 0)
        fail_msg("templates.txt:%d: %.*s\n  gives    %s\n  not      %s", number, (int)length,
                 line, w.html.data, arrow + 4);
    if (w.unmatched || w.unclosed || w.deep ||
        w.unknown.count != (strncmp(line, "{{SC", 4) == 0))
        fail_msg("templates.txt:%d: something was counted", number);
    see_all(line, length);
    cria_wikitext_free(&w);
}

static void check_seen(const table *t)
{
    for (size_t i = 0; i < t->count; i++)
        if (!t->seen[i])
            fail_msg("no line in templates.txt has {{%s}}", t->row[i].name);
}

static void test_rows(void **state)
{
    (void)state;
    char *path;
    cria_buffer text = {0};
    const char *source = getenv("CRIA_TEST_SOURCE");
    assert_int_equal(cria_path_join(&path, source ? source : ".", "tests/wiki/templates.txt"),
                     CRIA_OK);
    assert_int_equal(cria_file_read(&text, path, 1 << 20), CRIA_OK);
    exact.row = cria_template_rows(&exact.count);
    prefixes.row = cria_template_prefixes(&prefixes.count);
    assert_in_range(exact.count, 1, MAX_ROWS);
    int number = 1;
    for (char *line = text.data, *end; (end = strchr(line, '\n')); line = end + 1, number++) {
        *end = '\0';
        check_line(line, number);
    }
    check_seen(&exact);
    check_seen(&prefixes);
    cria_buffer_free(&text);
    cria_free(path);
}

static void test_order(void **state)
{
    (void)state;
    size_t count;
    const cria_wiki_template *row = cria_template_rows(&count);
    for (size_t i = 1; i < count; i++)
        if (strcmp(row[i - 1].name, row[i].name) >= 0)
            fail_msg("'%s' does not stand before '%s'", row[i - 1].name, row[i].name);
}

static void test_names(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        cria_template_action action;
    } cases[] = {
        {" Block_center\n", CRIA_TPL_BLOCK},
        {"template: sc", CRIA_TPL_LAST},
        {"Sc", CRIA_TPL_LAST},
        {"SC", CRIA_TPL_UNKNOWN},
        {"EB1911 TAs", CRIA_TPL_INITIALS},
        {"EB1911 tas", CRIA_TPL_UNKNOWN},
        {"EB1911 Abcdefg", CRIA_TPL_UNKNOWN},
        {"", CRIA_TPL_UNKNOWN},
        {"EB1911", CRIA_TPL_DROP},
        {"#switch:x", CRIA_TPL_LAST},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char key[CRIA_TEMPLATE_NAME_MAX + 1];
        const cria_wiki_template *row =
            cria_template_find(cases[i].name, strlen(cases[i].name), key);
        assert_int_equal(row->action, cases[i].action);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
