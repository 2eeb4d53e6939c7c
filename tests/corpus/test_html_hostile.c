// Hostile documents: whatever comes in, text comes out, in time, without a leak.
#include "base/utf8.h"
#include "corpus/leaks.h"
#include "corpus_test.h"
#include "processor_time.h"

static cria_counts clean_bytes(const char *html, size_t length)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    cria_articles out = {0};
    const double start = processor_time();
    assert_ok(cria_clean_html(&out, html, length, "", false, &o, &counts));
    assert_true(processor_time() - start < 5);
    for (size_t i = 0; i < out.count; i++) {
        assert_ok(cria_utf8_check(out.item[i].text, out.item[i].length));
        cria_leaks_count(&out.item[i], &counts);
    }
    assert_int_equal(cria_counts_leaks(&counts), 0);
    cria_articles_free(&out);
    return counts;
}

// repeated: `text` n times.
static char *repeated(const char *text, size_t n, size_t *length)
{
    cria_buffer b = {0};
    for (size_t i = 0; i < n; i++)
        assert_ok(cria_buffer_puts(&b, text));
    *length = b.length;
    return cria_buffer_take(&b);
}

static void deep_and_endless(void **state)
{
    static const char *const pieces[] = {
        "<div>",
        "<p><b>",
        "<table><tr><td>",
        "<sup>x",
        "<a \"",
        "<a ='",
        "<!--",
        "<",
        "&amp;",
        "&#x3c;s>",
        "(",
        "(q.v. ",
        "</div>",
        "<br>-",
        "[[",
        "'",
        "<p><b>AB</b>",
        "\xF0\x9F",
        "<td class='figcenter'>",
        "<div class=poem><table>",
        "<p<a href=\"</i> class=\"x\"&gt;", // no '>' outside of quotes
    };
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t length;
        char *html = repeated(pieces[i], 100000, &length);
        const cria_counts counts = clean_bytes(html, length);
        if (i == 0)
            assert_int_equal(counts.n[CRIA_COUNT_DEEP], 100000 - 256);
        cria_free(html);
    }
}

// Lists of books at an article's end are looked through once, whatever their length.
static void endless_books(void **state)
{
    static const char *const parts[][2] = {
        {"<p>VELMAR, a town.</p>", "<p>See A. Mor, <i>The Hills</i> (1801), B (1802).</p>"},
        {"<p>VELMAR, a town.</p><div class=condensed><p>References.&mdash;<i>A</i> (1801).</p>",
         "<p>B on C.</p>"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        cria_buffer html = {0};
        size_t length;
        char *rest = repeated(parts[i][1], 200000, &length);
        assert_ok(cria_buffer_puts(&html, parts[i][0]));
        assert_ok(cria_buffer_append(&html, rest, length));
        const cria_counts counts = clean_bytes(html.data, html.length);
        assert_true(counts.n[CRIA_COUNT_BIBLIOGRAPHIES] >= 200000);
        cria_buffer_free(&html);
        cria_free(rest);
    }
}

// Bold text and cells that hold nothing leave marks, which are not walked again and again.
static void endless_nothing(void **state)
{
    static const char *const pieces[] = {"<b></b> ", "<td><b></b></td>"};
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof pieces[0]; i++) {
        size_t length;
        char *html = repeated(pieces[i], 200000, &length);
        clean_bytes(html, length);
        cria_free(html);
    }
}

static void odd_bytes(void **state)
{
    static const char nul[] = "<p>a\0b <b\0>c</b> \x01\x05\x06 \xC2\x85 \xFF\xC0\x80 d</p>";
    (void)state;
    const cria_counts counts = clean_bytes(nul, sizeof nul - 1);
    assert_true(counts.n[CRIA_COUNT_BAD_BYTES] >= 3);
    assert_true(counts.n[CRIA_COUNT_CONTROLS] >= 5);
    clean_bytes("", 0);
    clean_bytes("<", 1);
    clean_bytes("</", 2);
    clean_bytes("<a title=\"x", 11);
}

static void huge_attribute(void **state)
{
    cria_buffer b = {0};
    (void)state;
    assert_ok(cria_buffer_puts(&b, "<p>one <a title=\""));
    for (int i = 0; i < 1 << 21; i++)
        assert_ok(cria_buffer_putc(&b, i % 7 ? 'x' : '>'));
    assert_ok(cria_buffer_puts(&b, "\">two</a></p>"));
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    cria_articles out = {0};
    assert_ok(cria_clean_html(&out, b.data, b.length, "", false, &o, &counts));
    assert_string_equal(out.item[0].text, "one two");
    cria_articles_free(&out);
    cria_buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(deep_and_endless), cmocka_unit_test(endless_books),
        cmocka_unit_test(endless_nothing),  cmocka_unit_test(odd_bytes),
        cmocka_unit_test(huge_attribute),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
