// A store of wiki pages, cleaned: whole articles as expected; MediaWiki's rendering of a page
// gives the text of its wikitext.
#include "wiki_corpus.h"

static const char PAGE_10[] =
    "<noinclude><pagequality level=\"4\" user=\"A\" />{{EB1911 Page Heading|10|VEL|| "
    "}}</noinclude><section begin=\"Uz\" />rest of Uz, a town.\n<section end=\"Uz\" />\n"
    "<section begin=\"Vel\" />'''VEL, ORA''' (1801\342\200\2231870), a "
    "[[Author:Q|sculptor]] of the {{sc|north}} ({{EB1911 lkpl|Mor}}, ''q.v.''), who cut "
    "all the {{EB1911 Shoulder HeadingSmall|Early works.}}stone of the har-\n"
    "bour walls<ref>Some say half.</ref> and the custom-house.\n"
    "She had a table-\nland of 12{{EB1911 tfrac|1|2}} acres, which she\n"
    "{|\n|-\n|[[File:Wall.png]]\n|-\n|<poem>A. Gate.\nB. Tower.</poem>\n|}\n"
    "never sold. Water is H{{sub|2}}O.\n\n"
    "'''SECOND WALL,''' as it was called, fell in 1850, and the long harbour is<section "
    "end=\"Vel\" /><noinclude>{{smallrefs}}</noinclude>";
static const char PAGE_11[] =
    "<noinclude><pagequality level=\"3\" user=\"B\" /></noinclude><section begin=\"Vel\" />now "
    "open to the sea.\n<section end=\"Vel\" />";
static const char PAGE_12[] =
    "<noinclude><pagequality level=\"3\" user=\"B\" /></noinclude><section begin=\"Vel\" "
    "/>{{nop}}"
    "\nHer verses are few:\n<poem>O wall, O wall,\nthou shalt not fall.</poem>\n"
    "The harbour and the table-land are hers.\n\n"
    "{{EB1911 fine print/s}}\nSee P. Tor, ''Life of Vel'' (1899). {{Fs|108%|{{EB1911 footer "
    "initials|Paul Tor|P. T.}}}}\n{{EB1911 fine print/e}}\n<section end=\"Vel\" />\n"
    "<section begin=\"Voss\" />'''VOSS,''' a market of the south, where a thing of little "
    "worth is sold, and &lt;s> is no mark.\n<section end=\"Voss\" />";

static const char VEL[] =
    "Vel, Ora (1801-1870), a sculptor of the north, who cut all the stone of the harbour walls "
    "and the custom-house. She had a table-land of 12 1/2 acres, which she never sold. Water "
    "is H_2O.\n"
    "SECOND WALL, as it was called, fell in 1850, and the long harbour is now open to the "
    "sea.\n"
    "Her verses are few:\nO wall, O wall,\nthou shalt not fall.\n"
    "The harbour and the table-land are hers.";
static const char VOSS[] = "Voss, a market of the south, where a thing of little worth is "
                           "sold, and < s> is no mark.";

static void make_store(const char *path)
{
    cria_store *s = open_wiki(path);
    put_scan(s, 10, 4, PAGE_10);
    put_scan(s, 11, 3, PAGE_11);
    put_scan(s, 12, 3, PAGE_12);
    put_stub(s, "Vel, Ora", 10, 12, "Vel");
    put_stub(s, "Voss", 12, 12, "Voss");
    close_wiki(s);
}

static cria_articles clean(const char *path, const cria_clean_options *o, cria_counts *counts,
                           json_t **findings)
{
    const char *out = scratch("out.jsonl");
    assert_ok(cria_clean_run(o, 1, &path, 1, out, counts, findings));
    return read_back(out);
}

static void a_store_gives_whole_articles(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    make_store(scratch("wiki.db"));
    cria_articles a = clean(scratch("wiki.db"), &o, &counts, NULL);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[0].text, VEL);
    assert_string_equal(a.item[1].text, VOSS);
    assert_string_equal(a.item[0].title, "Vel, Ora");
    assert_string_equal(a.item[0].source, WORK "/Vel, Ora");
    assert_string_equal(a.item[0].part, "Volume 7");
    const json_t *origin = a.item[0].origin;
    assert_int_equal(json_array_size(json_object_get(origin, "pages")), 3);
    assert_int_equal(json_integer_value(json_object_get(origin, "quality")), 3);
    const json_t *authors = json_object_get(origin, "authors");
    assert_string_equal(json_string_value(json_array_get(authors, 0)), "Paul Tor");
    cria_articles_free(&a);
    assert_int_equal(cria_counts_leaks(&counts), 0);
    assert_int_equal(counts.n[CRIA_COUNT_SIDENOTES], 1);
    assert_int_equal(counts.n[CRIA_COUNT_FOOTNOTE_MARKS], 1);
    assert_int_equal(counts.n[CRIA_COUNT_AUTHORS], 1);
    assert_int_equal(counts.n[CRIA_COUNT_BIBLIOGRAPHIES], 1);
    assert_int_equal(counts.n[CRIA_COUNT_HYPHENS], 1);
    assert_int_equal(counts.n[CRIA_COUNT_HYPHENS_KEPT], 1);
}

// RENDERED is what MediaWiki makes of Vel's page.
static const char RENDERED[] =
    "<div class='mw-parser-output'><div id='headerContainer' class='wst-header ws-header "
    "ws-noexport noprint'><link rel='mw-deduplicated-inline-style' href='x'><meta property='y'>"
    "<a href='/wiki/Uz'>Uz</a> sister projects: disclaimer</div>\n<div "
    "class='prp-pages-output' lang='en'>\n<p><span><span class='pagenum ws-pagenum' id='10' "
    "title='Page:" INDEX
    "/10'>&#8203;</span></span><b>VEL, ORA</b> (1801\342\200\2231870), a <a "
    "href='/wiki/Q'>sculptor</a> of the <span class='wst-sc'>north</span> (<a "
    "href='/wiki/Mor'><span class='wst-sc'>Mor</span></a>, <i>q.v.</i>), who cut all the <span "
    "class='wst-shoulder-heading' style='float:left'>Early works.</span>stone of the harbour "
    "walls<sup id='cite_ref-1' class='reference'><a href='#cite_note-1'>[1]</a></sup> and the "
    "custom-house.\nShe had a table-land of 12<span class='sfrac'><sup>1</sup>\342\201\204"
    "<sub>2</sub></span> acres, which she\n</p>\n<table>\n<tbody><tr>\n<td><span "
    "typeof='mw:File'><a class='mw-file-description'><img src='w.png'></a></span>\n</td></tr>"
    "<tr><td><div class='poem'>\n<p>A. Gate.<br />\nB. Tower.\n</p>\n</div></td></tr></tbody>"
    "</table>\n<p>never sold. Water is H<sub>2</sub>O.\n</p><p><b>SECOND WALL,</b> as it was "
    "called, fell in 1850, and the long har<span class='pagenum' title='Page:" INDEX
    "/11'>&#8203;</span>bour is now open to the sea.\n</p>\n<p>Her verses are few:\n</p>\n<div "
    "class='poem'>\n<p>O wall, O wall,<br />\nthou shalt not fall.\n</p>\n</div>\n<p>The "
    "harbour and the table-land are hers.\n</p>\n<div class='wst-smaller-block'>\n<p>See P. "
    "Tor, <i>Life of Vel</i> (1899). <span class='wst-eb1911-footer-initials'>(<a "
    "href='/wiki/T'>P. T.</a>)</span>\n</p>\n</div>\n</div><ol class='references'><li><span "
    "class='mw-cite-backlink'>^</span> Some say half.</li></ol></div>";

static const char *const records[] = {
    "{\"page\": \"" WORK "/Vel, Ora\", \"revid\": 7, \"volume\": 7, \"content\": \"%s\"}\n",
    "{\"name\": \"" WORK "/Vel, Ora\", \"url\": \"https://wiki.example/wiki/V\", \"version\": "
    "{\"identifier\": 7}, \"article_body\": {\"html\": \"%s\"}}\n",
    "{\"parse\": {\"title\": \"" WORK "/Vel, Ora\", \"revid\": 7, \"text\": \"%s\"}}\n",
    "{\"parse\": {\"title\": \"" WORK
    "/Vel, Ora\", \"revid\": 7, \"text\": {\"*\": \"%s\"}}}\n",
};

static char *escaped(const char *text)
{
    cria_buffer b = {0};
    for (; *text; text++)
        assert_ok(*text == '\n' ? cria_buffer_puts(&b, "\\n") : cria_buffer_putc(&b, *text));
    return cria_buffer_take(&b);
}

static void a_rendering_gives_the_text_of_its_wikitext(void **state)
{
    const cria_clean_options o = default_options();
    char *html = escaped(RENDERED);
    (void)state;
    for (size_t i = 0; i < sizeof records / sizeof records[0]; i++) {
        cria_buffer line = {0};
        cria_counts counts = {0};
        const char *body = strstr(records[i], "%s");
        assert_ok(cria_buffer_append(&line, records[i], (size_t)(body - records[i])));
        assert_ok(cria_buffer_puts(&line, html));
        assert_ok(cria_buffer_puts(&line, body + 2));
        cria_articles a = clean(put("rendered.jsonl", line.data), &o, &counts, NULL);
        assert_int_equal(a.count, 1);
        assert_string_equal(a.item[0].text, VEL);
        assert_string_equal(a.item[0].title, "Vel, Ora");
        assert_string_equal(a.item[0].source, WORK "/Vel, Ora");
        const json_t *revisions = json_object_get(a.item[0].origin, "revisions");
        assert_int_equal(json_integer_value(json_array_get(revisions, 0)), 7);
        cria_articles_free(&a);
        cria_buffer_free(&line);
        assert_int_equal(counts.n[CRIA_COUNT_AUTHORS], 1);
    }
    cria_free(html);

    // One article by its form alone, and a title without the work's name.
    cria_counts counts = {0};
    cria_articles a =
        clean(put("one.jsonl", "{\"page\": \"Vel\", \"volume\": \"7\", \"content\": "
                               "\"<p><b>VEL,</b> a town of the north coast.</p><p>"
                               "<b>TANGEN,</b> a part of it.</p>\"}\n"),
              &o, &counts, NULL);
    assert_int_equal(a.count, 1);
    assert_string_equal(a.item[0].title, "Vel");
    assert_string_equal(a.item[0].part, "Volume 7");
    cria_articles_free(&a);
    a = clean(put("rendered.html", RENDERED), &o, &counts, NULL);
    assert_int_equal(a.count, 1);
    assert_string_equal(a.item[0].text, VEL);
    cria_articles_free(&a);
}

static void options_of_a_store(void **state)
{
    cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    o.hyphens = CRIA_HYPHENS_KEEP;
    o.format = CRIA_CLEAN_WIKISOURCE;
    cria_articles a = clean(scratch("wiki.db"), &o, &counts, NULL);
    assert_non_null(strstr(a.item[0].text, "the har- bour walls"));
    cria_articles_free(&a);

    o.borders = CRIA_BORDERS_PAGES;
    o.compare_borders = true;
    a = clean(scratch("wiki.db"), &o, &counts, NULL);
    assert_true(a.count >= 2);
    assert_true(counts.n[CRIA_COUNT_BORDERS_ALIKE] >= 1);
    cria_articles_free(&a);

    const char *in = scratch("wiki.db");
    o.format = CRIA_CLEAN_HTML;
    assert_fails(cria_clean_run(&o, 1, &in, 1, scratch("no.jsonl"), &counts, NULL), CRIA_EARG,
                 "is a store of wiki pages, not html");
    const char *broken = put("broken.db", "no database");
    o.format = CRIA_CLEAN_AUTO;
    assert_fails(cria_clean_run(&o, 1, &broken, 1, scratch("no.jsonl"), &counts, NULL),
                 CRIA_EFORMAT, "broken.db");
}

// A store is known by its bytes, whatever its name, and in a folder by the end of its name.
static void stores_are_recognised(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    assert_ok(cria_directory_make(scratch("folder")));
    make_store(scratch("folder/pages.db"));
    make_store(scratch("pages.txt"));
    cria_articles a = clean(scratch("folder"), &o, &counts, NULL);
    assert_int_equal(a.count, 2);
    cria_articles_free(&a);
    a = clean(scratch("pages.txt"), &o, &counts, NULL);
    assert_int_equal(a.count, 2);
    cria_articles_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_store_gives_whole_articles),
        cmocka_unit_test(a_rendering_gives_the_text_of_its_wikitext),
        cmocka_unit_test(options_of_a_store),
        cmocka_unit_test(stores_are_recognised),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
