// The corpus report: every section of the findings is there, escaped; what is missing is left
// out; leaks are said to be zero, or which are not.
#include "publish/corpus_report.h"
#include "scratch.h"

#include <stdio.h>

static const char clean_findings[] =
    "{\"counters\": {\"removed\": {\"page_numbers\": 28305, \"sidenotes\": 12, \"tables\": 0,\n"
    "  \"duplicate_paragraphs\": 4}, \"leak\": {\"braces\": 0, \"tag\": 0},\n"
    "  \"warning\": {\"symbols\": 1}, \"dropped\": {\"empty\": 1, \"duplicate\": 2},\n"
    "  \"total\": {\"records\": 40, \"raw_bytes\": 5242880, \"articles\": 37,\n"
    "    \"words\": 12345, \"bytes\": 81920}},\n"
    "\"notes\": {\"kinds\": {\"label_missing\": 2, \"loop\": 0}, \"list\": [\n"
    "  {\"kind\": \"redirect\", \"article\": \"Other\", \"detail\": \"elsewhere\"},\n"
    "  {\"kind\": \"label_missing\", \"article\": \"Abbot\", \"detail\": \"label 's1'\"},\n"
    "  {\"kind\": \"label_missing\", \"article\": \"Second\", \"detail\": \"label 's2'\"}]},\n"
    "\"templates\": {\"rare one\": 1, \"common <one>\": 17},\n"
    "\"hyphens\": {\"joined\": 5, \"kept\": 3},\n"
    "\"volumes\": [{\"name\": \"Volume 1\", \"articles\": 30, \"words\": 10000},\n"
    "  {\"name\": \"Volume 2\", \"articles\": 7, \"words\": 2345}],\n"
    "\"quality\": [{\"level\": -1, \"articles\": 1, \"words\": 10},\n"
    "  {\"level\": 4, \"articles\": 36, \"words\": 12335}],\n"
    "\"licences\": {\"CC BY-SA 4.0\": 37},\n"
    "\"warnings\": [{\"name\": \"symbols\", \"meaning\": \"more than one symbol in ten "
    "words\",\n"
    "  \"articles\": 1, \"examples\": [\"Algebra\", \"A<b>\"]}],\n"
    "\"near\": [{\"title\": \"Abbey\", \"source\": \"a:1\", \"of_title\": \"Abbeys\",\n"
    "  \"of_source\": \"b:2\", \"similarity\": 0.93}],\n"
    "\"dropped\": [{\"title\": \"Void\", \"source\": \"v:9\", \"why\": \"empty\"}],\n"
    "\"samples\": [{\"title\": \"<script>alert(1)</script>\", \"source\": \"vol 1\",\n"
    "  \"format\": \"wikitext\", \"raw\": \"'''X''' <script>raw()</script> & {{sc|y}}\",\n"
    "  \"text\": \"X \\\"and\\\" y.\\nA second <script>line\",\n"
    "  \"origin\": {\"index\": \"A - 1.djvu\", \"pages\": [1, 2], \"quality\": 3, \"licence\": "
    "\"CC0\"}}]}";

// The page of these findings; the caller's, to be freed with cria_buffer_free.
static cria_buffer write_page(const char *findings)
{
    cria_buffer page = {0};
    json_t *object = json_loads(findings, 0, NULL);
    assert_non_null(object);
    assert_ok(cria_corpus_report_write(object, scratch("corpus.html")));
    assert_ok(cria_file_read(&page, scratch("corpus.html"), 1 << 24));
    json_decref(object);
    return page;
}

static void assert_has(const cria_buffer *page, const char *part)
{
    if (!strstr(page->data, part))
        fail_msg("'%s' is not in the page", part);
}

static void test_sections(void **state)
{
    (void)state;
    static const char *const parts[] = {
        // tiles
        "<span>Articles</span><strong>37</strong><small>from 40 records</small>",
        "<span>Words</span><strong>12,345</strong><small>333 an article on average</small>",
        "<strong>80.0 KiB</strong><small>from 5.0 MiB raw</small>",
        "<div><span>Leaks</span><strong>0</strong>",
        "all 2 counters are zero",
        // amounts: the largest has the longest bar
        "<th scope=\"row\">Volume 1</th><td class=\"number\">30</td>"
        "<td class=\"amount\" style=\"--score:100.0%\">10,000</td>",
        "style=\"--score:23.4%\">2,345</td>",
        ">unknown</th>",
        ">4, validated</th>",
        ">CC BY-SA 4.0</th>",
        // rules, with what they mean
        "28,321 pieces",
        ">printed page numbers</th><td class=\"code\">page_numbers</td>",
        ">Void</th><td class=\"code\">v:9</td><td>articles without text</td>",
        ">more than one symbol in ten words</th>",
        "<td>Algebra; A&lt;b&gt;</td>",
        "left out: 2. Paragraphs seen before, removed: 4.",
        ">93</td>",
        // the wiki's: the first note of a kind, templates by use
        ">section labels not found, nor a headword</th>",
        "<td>Abbot</td><td>label &#39;s1&#39;</td>",
        ">common &lt;one&gt;</th><td class=\"amount\" "
        "style=\"--score:100.0%\">17</td></tr>\n"
        "<tr><th scope=\"row\" class=\"code\">rare one</th>",
        "Words joined: 5. Hyphens kept: 3.",
        // samples
        "<summary>&lt;script&gt;alert(1)&lt;/script&gt; (vol 1)</summary>\n"
        "<p class=\"note\">A - 1.djvu, 2 pages; lowest level of quality: 3; licence: CC0.</p>",
        "<h5>Raw: wikitext</h5>\n<pre>\n&#39;&#39;&#39;X&#39;&#39;&#39; "
        "&lt;script&gt;raw()&lt;/script&gt; &amp; {{sc|y}}</pre>",
        "<p>X &quot;and&quot; y.</p>\n<p>A second &lt;script&gt;line</p>",
    };
    cria_buffer page = write_page(clean_findings);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        assert_has(&page, parts[i]);
    assert_null(strstr(page.data, "<script"));
    assert_null(strstr(page.data, "label &#39;s2&#39;"));
    assert_null(strstr(page.data, ">data tables<")); // a rule that removed nothing
    assert_null(strstr(page.data, "class=\"warning\""));
    cria_buffer_free(&page);
}

static void test_leaks(void **state)
{
    (void)state;
    cria_buffer page =
        write_page("{\"counters\": {\"leak\": {\"braces\": 0, \"tag\": 1200, \"page\": 1}}}");
    assert_has(&page, "2 of 3 counters are not zero (tag 1,200, page 1)");
    assert_has(&page, "<div class=\"warning\"><span>Leaks</span><strong>1,201</strong>");
    assert_has(&page, "<tr class=\"warning\"><th scope=\"row\">&#39;&lt;&#39; before a letter");
    assert_null(strstr(page.data, "are zero"));
    cria_buffer_free(&page);
}

static void test_nothing_odd(void **state)
{
    (void)state;
    cria_buffer page = write_page(
        "{\"warnings\": [{\"name\": \"symbols\", \"meaning\": \"symbols\", \"articles\": 0}]}");
    assert_has(&page, "None, by any of 1 rules.");
    assert_null(strstr(page.data, "<table"));
    cria_buffer_free(&page);
}

// Findings of the wrong kind, or none, give a page that says so little as it knows.
static void test_missing(void **state)
{
    (void)state;
    static const char *const odd[] = {
        "{}",
        "[]",
        "{\"counters\": 1, \"notes\": [], \"templates\": [], \"hyphens\": 3, \"volumes\": {},"
        "\"quality\": [1], \"licences\": {\"x\": \"y\"}, \"warnings\": [{\"examples\": 1}],"
        "\"near\": [null], \"dropped\": [[]], \"samples\": [\"\", {\"title\": 1, \"raw\": "
        "[]}]}",
    };
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        cria_buffer page = write_page(odd[i]);
        assert_has(&page, "<h1>The cleaned corpus</h1>");
        assert_null(strstr(page.data, "are zero"));
        cria_buffer_free(&page);
    }
    cria_buffer page = write_page("{}");
    assert_null(strstr(page.data, "<h2>"));
    cria_buffer_free(&page);
}

static void test_unwritable(void **state)
{
    (void)state;
    json_t *empty = json_object();
    assert_fails(cria_corpus_report_write(empty, scratch("none/corpus.html")), CRIA_EIO,
                 "corpus report");
    json_decref(empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections),    cmocka_unit_test(test_leaks),
        cmocka_unit_test(test_nothing_odd), cmocka_unit_test(test_missing),
        cmocka_unit_test(test_unwritable),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
