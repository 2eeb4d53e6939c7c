// The two renderings of a document: text is escaped everywhere, in whatever block it stands.
#include "publish/document.h"
#include "scratch.h"

static const char hostile[] = "a<b>&\"'|`*c*\x01\n[d](e) ~f~ <!-- \\ $x$ g_h _i_";

enum { SAYS = 4, TABLES = 4, ROWS = CRIA_ROW_WARNING + 1, CELLS = 2 * ROWS };

static void add_everything(cria_document *d)
{
    static const cria_document_kind says[SAYS] = {CRIA_DOCUMENT_PARAGRAPH,
                                                  CRIA_DOCUMENT_FINDING, CRIA_DOCUMENT_NOTE,
                                                  CRIA_DOCUMENT_WARNING};
    static const cria_document_kind tables[TABLES] = {
        CRIA_DOCUMENT_TABLE, CRIA_DOCUMENT_CARDS, CRIA_DOCUMENT_TILES, CRIA_DOCUMENT_BESIDE};
    cria_document_heading(d, 1, "%s", hostile);
    for (size_t i = 0; i < SAYS; i++)
        cria_document_say(d, says[i], "%s", hostile);
    for (size_t i = 0; i < TABLES; i++) {
        cria_document_table(d, tables[i]);
        for (int k = 0; k < 2; k++)
            cria_document_column(d, k ? CRIA_COLUMN_CODE : CRIA_COLUMN_TEXT, "%s", hostile);
        for (int style = CRIA_ROW_PLAIN; style <= CRIA_ROW_WARNING; style++) {
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

// Title twice, texts, a table with its 2 heads, cards, tiles; of texts beside each other the
// heads of every row and the code (of the others each line is a paragraph); summary, caption.
enum { SHOWN_HTML = 2 + SAYS + 2 + 3 * CELLS + CELLS + ROWS + 2 };

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
    assert_int_equal(count(html.data, "<p>[d](e) ~f~ &lt;!-- "), ROWS);
    assert_int_equal(count(html.data, "<svg></svg>"), 1);
    cria_buffer_free(&html);
    cria_document_free(&d);
}

// Title, texts, a table with its 2 heads, cards, tiles; of texts beside each other the heads of
// every row and the texts (code is indented instead); summary, caption.
enum { SHOWN_MARKDOWN = 1 + SAYS + 2 + 3 * CELLS + CELLS + ROWS + 2 };

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
    assert_int_equal(count(text.data, "\n    a<b>"), ROWS);
    assert_int_equal(count(text.data, "\n    [d](e)"), ROWS);
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
        cria_document_say(&d, CRIA_DOCUMENT_PARAGRAPH, "%s", cases[i][0]);
        assert_ok(cria_document_markdown(&d, "plots", &text));
        assert_string_equal(text.data, cases[i][1]);
        cria_buffer_free(&text);
        cria_document_free(&d);
    }
}

// A bar is a share of 100, or of the largest amount of the column; what is no number has none.
static void test_bars(void **state)
{
    (void)state;
    static const char *const rows[][2] = {{"12.5", "1,000"}, {"101", "2,000"}, {"x", "none"}};
    cria_document d = {0};
    cria_buffer html = {0};
    cria_document_table(&d, CRIA_DOCUMENT_TABLE);
    cria_document_column(&d, CRIA_COLUMN_TEXT, "name");
    cria_document_column(&d, CRIA_COLUMN_SCORE, "score");
    cria_document_column(&d, CRIA_COLUMN_AMOUNT, "amount");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cria_document_row(&d, CRIA_ROW_PLAIN);
        cria_document_cell(&d, "name");
        cria_document_cell(&d, "%s", rows[i][0]);
        cria_document_cell(&d, "%s", rows[i][1]);
    }
    assert_ok(cria_document_html(&d, &html));
    assert_non_null(strstr(html.data, "style=\"--score:12.5%\">12.5<"));
    assert_non_null(strstr(html.data, "style=\"--score:50.0%\">1,000<"));
    assert_non_null(strstr(html.data, "style=\"--score:100.0%\">2,000<"));
    assert_int_equal(count(html.data, "style=\"--score"), 3);
    cria_buffer_free(&html);
    cria_document_free(&d);
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
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_count),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
