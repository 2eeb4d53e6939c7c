// Pages built to hurt: time and memory stay linear. Each is tried in one size and in four times
// that size; more than linear time would show as sixteen times as long.
#include "processor_time.h"
#include "wiki/wikitext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { TIMES = 25000, GROWTH = 32, SLACK = 1024 };

typedef struct page {
    const char *head, *before, *middle, *after, *tail; // before and after are repeated
} page;

static const page pages[] = {
    {"", "{{", "", "", ""},
    {"", "[[", "", "", ""},
    {"", "{{{", "", "", ""},
    {"", "[http://a ", "", "", ""},
    {"", "{|\n", "", "", ""},
    {"", "{|\n|", "", "\n|}\n", ""},
    {"", "<table><tr><td>", "", "</td></tr></table>", ""},
    {"", "{{a|", "b", "}}", ""},
    {"", "{{sup|''", "b", "}}", ""},
    {"", "{{sup|<ref>", "b", "</ref>}}", ""},
    {"", "{", "", "}", ""},
    {"", "[", "", "]", ""},
    {"", "'", "", "", ""},
    {"", "'''a''b'''''c ", "", "", ""},
    {"", "<!--", "", "", ""},
    {"", "<!-- -->  ", "", "", ""},
    {"", "<ref>", "", "", ""},
    {"", "<ref>a</ref>", "", "", ""},
    {"<poem>{{{{{{", "<ref>a</ref>", "", "", "</poem>"},
    {"", "<nowiki>", "", "", ""},
    {"", "<b ", "", "", ""},
    {"", "<", "", "", ""},
    {"", "{{fine block/s}}", "", "", ""},
    {"", "{{c/e}}", "", "", ""},
    {"{{sc|", "|", "", "", "}}"},
    {"{{sc|", "1=a|", "", "", "}}"},
    {"[[a|", "|", "", "", "]]"},
    {"{|\n", "|a|", "", "", "\n|}"},
    {"", "*a\n:b\n", "", "", ""},
    {"", "{{sfrac|1}}", "", "", ""},
    {"<poem>", "\n", "", "", "</poem>"},
    {"<nowiki>", "<", "", "", "</nowiki>"},
    {"{|\n", "[[File:a]]", "", "", "\n|}"},
    {"", "[[File:a]]", "", "", ""},
    {"", "_", "", "", ""},
    {"", "a-\x1e", "", "", ""},
    {"", "\n", "", "", ""},
    {"", "=", "", "", ""},
    {"", "{{EB1911 footer initials|a|b}}", "", "", ""},
    // What reads an argument twice takes twice the time with each level.
    {"", "{{1911link|b|A ", "c", "}}", ""},
    {"", "{{1911link|", "c", "|b}}", ""},
    {"", "{{EB1911 article link|A ", "c", "|b}}", ""},
    {"", "{{EB1911 footer initials|", "a", "|b}}", ""},
    {"", "{{EB1911 footer initials|a|", "b", "}}", ""},
    {"", "([[Author:A|", "a", "]])", ""},
    {"", "{{sfrac|", "a", "|b}}", ""},
    {"", "{{sfrac|b|", "a", "}}", ""},
    {"", "{{lps|", "a", "|b}}", ""},
    {"", "{{EB1911 Coordinates|", "a", "|b}}", ""},
    {"", "{{fs|", "a", "}}", ""},
    {"", "{{lb|", "a", "}}", ""},
    {"", "{{ppoem|", "a", "}}", ""},
    {"", "{{{a|", "b", "}}}", ""},
    {"", "{{SIC|", "a", "|b}}", ""},
    {"", "{{#if:a|", "a", "|b}}", ""},
    {"", "{{Center|", "a", "}}", ""},
};

static void repeat(cria_buffer *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times && *text; i++)
        assert_int_equal(cria_buffer_puts(out, text), CRIA_OK);
}

// processor seconds the page takes, repeated so many times; the best of three tries.
static double measure(const page *p, size_t times)
{
    cria_buffer text = {0};
    double best = 1e9;
    repeat(&text, p->head, 1);
    repeat(&text, p->before, times);
    repeat(&text, p->middle, 1);
    repeat(&text, p->after, times);
    repeat(&text, p->tail, 1);
    for (int i = 0; i < 3; i++) {
        cria_wikitext w = {0};
        const double start = processor_time();
        assert_int_equal(cria_wikitext_html(&w, text.data, text.length), CRIA_OK);
        const double took = processor_time() - start;
        best = took < best ? took : best;
        assert_true(w.html.length <= GROWTH * text.length + SLACK);
        cria_wikitext_free(&w);
    }
    cria_buffer_free(&text);
    return best;
}

static void test_linear(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        const double small = measure(&pages[i], TIMES), large = measure(&pages[i], 4 * TIMES);
        if (large > 10 * small + 0.1)
            fail_msg("%s%s...: %.3f s, four times as much %.3f s", pages[i].head,
                     pages[i].before, small, large);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_linear)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
