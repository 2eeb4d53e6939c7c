// The two renderings of a document: text is escaped everywhere, in whatever block it stands.
#include "publish/document.h"
#include "scratch.h"

static const char hostile[] = "a<b>&\"'|`*c*\x01\n[d](e) ~f~ <!-- \\ $x$ g_h _i_";

static void add_everything(cria_document *d)
{
    static const cria_block_kind says[] = {CRIA_BLOCK_PARAGRAPH, CRIA_BLOCK_FINDING,
                                           CRIA_BLOCK_NOTE};
    static const cria_block_kind tables[] = {CRIA_BLOCK_TABLE, CRIA_BLOCK_CARDS,
                                             CRIA_BLOCK_TILES};
    cria_document_heading(d, 1, "%s", hostile);
    for (size_t i = 0; i < 3; i++)
        cria_document_say(d, says[i], "%s", hostile);
    for (size_t i = 0; i < 3; i++) {
        cria_document_table(d, tables[i]);
        for (int k = 0; k < 2; k++)
            cria_document_column(d, k ? CRIA_COLUMN_CODE : CRIA_COLUMN_TEXT, "%s", hostile);
        for (int style = CRIA_ROW_PLAIN; style <= CRIA_ROW_FOREIGN; style++) {
            cria_document_row(d, (cria_row_style)style);
            cria_document_cell(d, "%s", hostile);
            cria_document_cell(d, "%s", hostile);
        }
    }
    cria_document_fold(d, 3, "%s", hostile);
    cria_document_figure(d, "name", "<?xml?><svg></svg>", 18, hostile);
    cria_document_unfold(d);
    assert_ok(cria_document_status(d));
}

static size_t count(const char *text, const char *part)
{
    size_t n = 0;
    for (const char *at = text; (at = strstr(at, part)); at += strlen(part))
        n++;
    return n;
}

// Title twice, three texts, three tables of 2 heads (cards and tiles show none) and 8 cells,
// summary, caption.
enum { SHOWN_HTML = 2 + 3 + 2 + 3 * 8 + 2 };

static void test_html(void **state)
{
    (void)state;
    cria_document d = {0};
    cria_buffer html = {0};
    add_everything(&d);
    assert_ok(cria_document_html(&d, &html));
    assert_int_equal(count(html.data, "a&lt;b&gt;&amp;&quot;&#39;|`*c*\n[d](e)"), SHOWN_HTML);
    assert_null(strstr(html.data, "<b>"));
    assert_null(strstr(html.data, "<!--"));
    assert_null(strstr(html.data, "\x01"));
    assert_null(strstr(html.data, "<?xml"));
    assert_int_equal(count(html.data, "<svg></svg>"), 1);
    cria_buffer_free(&html);
    cria_document_free(&d);
}

// Title, three texts, table of 2 heads and 8 cells, cards and tiles of 8, summary, caption.
enum { SHOWN_MARKDOWN = 1 + 3 + 2 + 8 + 8 + 8 + 2 };

static void test_markdown(void **state)
{
    (void)state;
    static const char escaped[] = "a\\<b\\>\\&\"'\\|\\`\\*c\\* \\[d\\](e) \\~f\\~ "
                                  "\\<\\!-- \\\\ \\$x\\$ g_h \\_i\\_";
    cria_document d = {0};
    cria_buffer text = {0};
    add_everything(&d);
    assert_ok(cria_document_markdown(&d, "plots", &text));
    assert_int_equal(count(text.data, escaped), SHOWN_MARKDOWN);
    assert_int_equal(count(text.data, "](plots/name.svg)"), 1);
    cria_buffer_free(&text);
    cria_document_free(&d);
}

static void test_markdown_line_starts(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"1. one", "1\\. one\n"}, {"- one", "\\- one\n"}, {"---", "\\---\n"},
        {"1.5 is", "1.5 is\n"},   {"-1.5", "-1.5\n"},     {"# one", "\\# one\n"},
        {"10) x", "10\\) x\n"},   {"===", "\\===\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cria_document d = {0};
        cria_buffer text = {0};
        cria_document_say(&d, CRIA_BLOCK_PARAGRAPH, "%s", cases[i][0]);
        assert_ok(cria_document_markdown(&d, "plots", &text));
        assert_string_equal(text.data, cases[i][1]);
        cria_buffer_free(&text);
        cria_document_free(&d);
    }
}

static void test_count(void **state)
{
    (void)state;
    cria_document d = {0};
    assert_string_equal(cria_document_count(&d, 0), "0");
    assert_string_equal(cria_document_count(&d, 999), "999");
    assert_string_equal(cria_document_count(&d, 1000), "1,000");
    assert_string_equal(cria_document_count(&d, -123456), "-123,456");
    assert_string_equal(cria_document_count(&d, INT64_MIN), "-9,223,372,036,854,775,808");
    cria_document_free(&d);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_html),
        cmocka_unit_test(test_markdown),
        cmocka_unit_test(test_markdown_line_starts),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
