// Dumps: pages as the store wants them, and everything that is no whole export refused.
#include "fetch/dump.h"
#include "fetch/packed.h"
#include "fetch/unpack.h"
#include "scratch.h"

#include <stdio.h>

#define HEAD                                                                                   \
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<mediawiki version=\"0.11\" "                 \
    "xmlns=\"http://www.mediawiki.org/xml/export-0.11/\">\n<siteinfo>"                         \
    "<base>https://wiki.example/wiki/Main_Page</base><namespaces>"                             \
    "<namespace key=\"104\">Page</namespace></namespaces></siteinfo>\n"
#define TAIL "</mediawiki>\n"
#define PAGE_OF(title, ns, rest)                                                               \
    "<page><title>" title "</title><ns>" ns "</ns><id>7</id>" rest "</page>\n"
#define REVISION(id, time, text)                                                               \
    "<revision><id>" id "</id><parentid>1</parentid><timestamp>" time "</timestamp>"           \
    "<contributor><username>X</username><id>99</id></contributor><model>wikitext</model>"      \
    "<text bytes=\"3\" xml:space=\"preserve\">" text "</text></revision>"
#define TIME "2025-01-02T03:04:05Z"

// ---- what was taken: one line a page

typedef struct taken {
    cria_buffer lines;
    cria_status answer;
    int before; // pages that are taken all the same
} taken;

static cria_status take(void *context, const cria_wiki_page *p)
{
    taken *const t = context;
    assert_int_equal(strlen(p->text), p->length);
    assert_ok(cria_buffer_printf(&t->lines, "%s|%d|%d|%d|q%d|%s|%s|%s|%s\n", p->title,
                                 (int)p->ns, (int)p->page_id, (int)p->revision, p->quality,
                                 p->timestamp, p->sha1, p->redirect ? p->redirect : "-",
                                 p->text));
    return t->answer == CRIA_OK || t->before-- > 0 ? CRIA_OK
                                                   : cria_fail(t->answer, "the taker says no");
}

static cria_status read_text(taken *t, const char *text, size_t length)
{
    cria_dump_report report;
    cria_buffer_reset(&t->lines);
    assert_ok(cria_file_write(scratch("dump.xml"), text, length));
    return cria_dump_read(scratch("dump.xml"), take, t, &report);
}

static void expect(const char *text, const char *lines)
{
    taken t = {0};
    assert_ok(read_text(&t, text, strlen(text)));
    assert_string_equal(t.lines.data ? t.lines.data : "", lines);
    cria_buffer_free(&t.lines);
}

static void refuse(const char *text, const char *part)
{
    taken t = {0};
    assert_fails(read_text(&t, text, strlen(text)), CRIA_EFORMAT, part);
    cria_buffer_free(&t.lines);
}

// ---- tests

static void pages_come_as_they_are(void **state)
{
    (void)state;
    expect(HEAD TAIL, "");
    expect(HEAD PAGE_OF("Page:EB1911 - Volume 01.djvu/42", "104",
                        REVISION("51", TIME,
                                 "&lt;noinclude&gt;&lt;pagequality level=\"4\" user=\"X\" "
                                 "/&gt;&lt;/noinclude&gt;56&amp;nbsp;m. Æ &#8364;"))
               PAGE_OF("A &amp; B", "0", REVISION("52", TIME, "<![CDATA[<b>]]>\n x ")) TAIL,
           "Page:EB1911 - Volume 01.djvu/42|104|7|51|q4|" TIME
           "||-|<noinclude><pagequality level=\"4\" user=\"X\" /></noinclude>56&nbsp;m. Æ €\n"
           "A & B|0|7|52|q-1|" TIME "||-|<b>\n x \n");
}

static void other_namespaces_are_passed_over(void **state)
{
    (void)state;
    expect(HEAD PAGE_OF("Template:X", "10", REVISION("1", TIME, "no"))
               PAGE_OF("Special:X", "-1", REVISION("1", TIME, "no"))
                   PAGE_OF("A", "0", REVISION("2", TIME, "yes")) TAIL,
           "A|0|7|2|q-1|" TIME "||-|yes\n");
}

static void redirects_are_known(void **state)
{
    (void)state;
    expect(
        HEAD PAGE_OF("A", "0",
                     "<redirect title=\"B &amp;c.\"/>" REVISION("2", TIME, "#REDIRECT [[b]]"))
            PAGE_OF("C", "0", REVISION("3", TIME, "#redirect [[D_e#f]]"))
                PAGE_OF("G", "0", REVISION("4", TIME, "none")) TAIL,
        "A|0|7|2|q-1|" TIME "||B &c.|#REDIRECT [[b]]\n"
        "C|0|7|3|q-1|" TIME "||D e|#redirect [[D_e#f]]\n"
        "G|0|7|4|q-1|" TIME "||-|none\n");
}

static void the_newest_revision_counts(void **state)
{
    (void)state;
    expect(HEAD PAGE_OF("A", "0",
                        REVISION("5", "2024-01-01T00:00:00Z", "old")
                            REVISION("3", "2025-06-01T00:00:00Z", "new")
                                REVISION("2", "2025-06-01T00:00:00Z", "same time, lower id")
                                    REVISION("9", "2023-01-01T00:00:00Z", "oldest")) TAIL,
           "A|0|7|3|q-1|2025-06-01T00:00:00Z||-|new\n");
}

// To base 36 in dumps, hexadecimal in the API and the store; from the element or the attribute.
static void sha1_is_hexadecimal(void **state)
{
    (void)state;
#define SUMMED(attribute, element)                                                             \
    "<revision><id>1</id><timestamp>" TIME "</timestamp><text" attribute ">x</text>" element   \
    "</revision>"
    expect(HEAD PAGE_OF("A", "0", SUMMED("", "<sha1>phoiac9h4m842xq45sp7s6u21eteeq1</sha1>"))
               PAGE_OF("B", "0", SUMMED(" sha1=\"0000000000000000000000000000011\"", "<sha1/>"))
                   PAGE_OF("C", "0", SUMMED("", "<sha1>zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz</sha1>"))
                       PAGE_OF("D", "0", SUMMED("", "<sha1>phoiac9h4m</sha1>")) TAIL,
           "A|0|7|1|q-1|" TIME "|da39a3ee5e6b4b0d3255bfef95601890afd80709|-|x\n"
           "B|0|7|1|q-1|" TIME "|0000000000000000000000000000000000000025|-|x\n"
           "C|0|7|1|q-1|" TIME "||-|x\n"
           "D|0|7|1|q-1|" TIME "||-|x\n");
}

// Other slots of a revision, comments, deleted and empty texts.
static void what_else_stands_there(void **state)
{
    (void)state;
    expect(HEAD "<!-- between --><logitem><id>1</id></logitem>" PAGE_OF(
               "A", "0",
               "<revision><id>1</id><timestamp>" TIME "</timestamp><text bytes=\"1\">a</text>"
               "<content><role>x</role><text bytes=\"1\">slot</text></content></revision>")
               PAGE_OF("B", "0",
                       "<revision><id>1</id><text bytes=\"5\" deleted=\"deleted\"/></revision>")
                   PAGE_OF("C", "0", "<revision><id>1</id><text bytes=\"0\"/></revision>")
                       PAGE_OF("D", "0", "") TAIL,
           "A|0|7|1|q-1|" TIME "||-|a\nC|0|7|1|q-1|||-|\n");
}

static void what_is_no_export_is_refused(void **state)
{
    (void)state;
    refuse("no XML at all", "line 1");
    refuse("<html><body/></html>", "expected a MediaWiki export");
    refuse("<!DOCTYPE m [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]>\n" HEAD TAIL, "DOCTYPE");
    refuse(HEAD PAGE_OF("A", "0", REVISION("1", TIME, "&nbsp;")) TAIL, "undefined entity");
    refuse(HEAD PAGE_OF("A", "zero", "") TAIL, "line 4: expected a whole number, found zero");
    refuse(HEAD PAGE_OF("A", "", "") TAIL, "expected a whole number");
    refuse(HEAD "<page><revision/></page>" TAIL, "before its page's <title>");
    refuse(HEAD PAGE_OF("A", "0", "<revision><text bytes=\"9\"/></revision>") TAIL, "stubs");
    refuse(HEAD PAGE_OF("A", "0", REVISION("1", TIME, "\xff\xfe")) TAIL, "not well-formed");
    refuse(HEAD TAIL HEAD TAIL, "line 5");
}

// Names, tags and depth have bounds; so has a text, whose page is left out.
static void bounds_hold(void **state)
{
    (void)state;
    cria_buffer b = {0};
    taken t = {0};
    assert_ok(cria_buffer_puts(&b, HEAD "<page><title>"));
    for (int i = 0; i < 5000; i++)
        assert_ok(cria_buffer_putc(&b, 't'));
    refuse(b.data, "the content of title");
    cria_buffer_reset(&b);
    assert_ok(cria_buffer_puts(&b, HEAD));
    for (int i = 0; i < 100; i++)
        assert_ok(cria_buffer_puts(&b, "<x>"));
    refuse(b.data, "nested too deep");
    cria_buffer_reset(&b);
    assert_ok(cria_buffer_puts(&b, HEAD "<page a=\""));
    for (int i = 0; i < 20 << 20; i++)
        assert_ok(cria_buffer_putc(&b, 'a'));
    refuse(b.data, "tag or comment too long");
    cria_buffer_reset(&b);
    assert_ok(cria_buffer_puts(
        &b,
        HEAD PAGE_OF(
            "A", "0",
            REVISION("1", TIME, "small")) "<page><title>B</title><ns>0</ns><revision><text>"));
    for (int i = 0; i < (CRIA_WIKI_TEXT_MAX >> 6) + 1; i++)
        assert_ok(cria_buffer_puts(
            &b, "0123456789012345678901234567890123456789012345678901234567890123"));
    assert_ok(cria_buffer_puts(&b, "</text></revision></page>" TAIL));
    assert_ok(read_text(&t, b.data, b.length));
    assert_string_equal(t.lines.data, "A|0|7|1|q-1|" TIME "||-|small\n");
    cria_buffer_free(&b);
    cria_buffer_free(&t.lines);
}

// At every byte: never CRIA_OK, and what was given stays given.
static void cut_exports_are_refused(void **state)
{
    (void)state;
    static const char text[] = HEAD PAGE_OF("A", "0", REVISION("1", TIME, "x &amp; y"))
        PAGE_OF("B", "0", REVISION("2", TIME, "z")) "</mediawiki>";
    taken t = {0};
    for (size_t length = 0; length + 1 < sizeof text; length++)
        assert_int_equal(read_text(&t, text, length), CRIA_EFORMAT);
    assert_non_null(strstr(cria_message(), "ends too early"));
    assert_string_equal(t.lines.data,
                        "A|0|7|1|q-1|" TIME "||-|x & y\nB|0|7|2|q-1|" TIME "||-|z\n");
    cria_buffer_free(&t.lines);
}

static void the_taker_can_stop(void **state)
{
    (void)state;
    static const char text[] = HEAD PAGE_OF("A", "0", REVISION("1", TIME, "x"))
        PAGE_OF("B", "0", REVISION("2", TIME, "z")) TAIL;
    taken t = {.answer = CRIA_EINTR};
    assert_fails(read_text(&t, text, sizeof text - 1), CRIA_EINTR, "the taker says no");
    assert_string_equal(t.lines.data, "A|0|7|1|q-1|" TIME "||-|x\n");
    cria_buffer_free(&t.lines);
}

// Plain, in one stream, and in many that end anywhere: the same pages.
static void packing_makes_no_difference(void **state)
{
    (void)state;
    cria_buffer text = {0}, one = {0}, many = {0};
    assert_ok(cria_buffer_puts(&text, HEAD));
    for (int i = 0; i < 3000; i++)
        assert_ok(cria_buffer_printf(&text,
                                     PAGE_OF("Page:%d", "104", REVISION("%d", TIME, "%d æ %d")),
                                     i, i, i * i, i * 7));
    assert_ok(cria_buffer_puts(&text, TAIL));
    pack_append(&one, text.data, text.length, 9);
    for (size_t at = 0; at < text.length; at += 9973) {
        const size_t left = text.length - at;
        pack_append(&many, text.data + at, left < 9973 ? left : 9973, 9);
    }
    taken t[3] = {0};
    assert_ok(read_text(&t[0], text.data, text.length));
    assert_ok(read_text(&t[1], one.data, one.length));
    assert_ok(read_text(&t[2], many.data, many.length));
    assert_true(t[0].lines.length > 100000);
    assert_string_equal(t[0].lines.data, t[1].lines.data);
    assert_string_equal(t[0].lines.data, t[2].lines.data);
    cria_dump_report report;
    assert_ok(cria_dump_read(scratch("dump.xml"), take, &t[0], &report));
    assert_int_equal(report.pages, 3000);
    assert_string_equal(report.site, "https://wiki.example");
    assert_int_equal(report.bytes, text.length);
    assert_int_equal(report.packed_bytes, many.length);
    assert_int_equal(report.streams, (text.length + 9972) / 9973);
    for (int i = 0; i < 3; i++)
        cria_buffer_free(&t[i].lines);
    cria_buffer_free(&text);
    cria_buffer_free(&one);
    cria_buffer_free(&many);
}

// Pages, each with its number, that are many pieces.
static void many_pages(cria_buffer *text)
{
    assert_ok(cria_buffer_puts(text, HEAD));
    for (int i = 0; text->length < 5000000; i++)
        assert_ok(cria_buffer_printf(text, PAGE_OF("%d", "104", REVISION("1", TIME, "%x %x")),
                                     i, (unsigned)i * 2654435761u, (unsigned)i * 40503u));
    assert_ok(cria_buffer_puts(text, TAIL));
}

// The pages before a fault are given, all of them, and then the fault is told.
static void pages_before_a_fault(void **state)
{
    (void)state;
    taken plain = {0}, packed = {0};
    cria_buffer text = {0}, file = {0};
    cria_unpack *u;
    const char *bytes;
    size_t length, sound = 0;
    many_pages(&text);
    pack_append(&file, text.data, text.length, 1);
    file.data[file.length / 3 * 2] ^= 1;
    assert_fails(read_text(&packed, file.data, file.length), CRIA_EFORMAT, "block is damaged");
    assert_ok(cria_unpack_open(&u, scratch("dump.xml")));
    while (cria_unpack_next(u, &bytes, &length) == CRIA_OK)
        sound += length;
    cria_unpack_close(u);
    assert_fails(read_text(&plain, text.data, sound), CRIA_EFORMAT, "ends too early");
    assert_true(plain.lines.length > 500000);
    assert_int_equal(packed.lines.length, plain.lines.length);
    assert_string_equal(packed.lines.data, plain.lines.data);
    cria_buffer_free(&plain.lines);
    cria_buffer_free(&packed.lines);
    cria_buffer_free(&text);
    cria_buffer_free(&file);
}

// Early or late, while the rest is unpacked.
static void the_taker_can_stop_anywhere(void **state)
{
    (void)state;
    cria_buffer text = {0}, file = {0};
    many_pages(&text);
    pack_append(&file, text.data, text.length, 1);
    for (int pages = 1; pages < 12000; pages *= 3) {
        taken t = {.answer = CRIA_EIO, .before = pages - 1};
        int lines = 0;
        assert_fails(read_text(&t, file.data, file.length), CRIA_EIO, "the taker says no");
        for (const char *c = t.lines.data; *c; c++)
            lines += *c == '\n';
        assert_int_equal(lines, pages);
        cria_buffer_free(&t.lines);
    }
    cria_buffer_free(&text);
    cria_buffer_free(&file);
}

static cria_status count(void *context, const cria_wiki_page *page)
{
    (void)page;
    ++*(int *)context;
    return CRIA_OK;
}

static void the_fixture_is_read(void **state)
{
    (void)state;
    const char *source = getenv("CRIA_TEST_SOURCE");
    char path[512];
    snprintf(path, sizeof path, "%s/../shared/data/wikisource/eb1911-small-import.xml",
             source ? source : ".");
    if (!cria_path_exists(path)) {
        print_message("skipped: %s is absent\n", path);
        skip();
    }
    cria_dump_report report;
    int pages = 0;
    assert_ok(cria_dump_read(path, count, &pages, &report));
    assert_int_equal(pages, 27); // 20 scanned pages, 5 stubs, a redirect, the root page
    assert_int_equal(report.pages, 27);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_come_as_they_are),
        cmocka_unit_test(other_namespaces_are_passed_over),
        cmocka_unit_test(redirects_are_known),
        cmocka_unit_test(the_newest_revision_counts),
        cmocka_unit_test(sha1_is_hexadecimal),
        cmocka_unit_test(what_else_stands_there),
        cmocka_unit_test(what_is_no_export_is_refused),
        cmocka_unit_test(bounds_hold),
        cmocka_unit_test(cut_exports_are_refused),
        cmocka_unit_test(the_taker_can_stop),
        cmocka_unit_test(packing_makes_no_difference),
        cmocka_unit_test(pages_before_a_fault),
        cmocka_unit_test(the_taker_can_stop_anywhere),
        cmocka_unit_test(the_fixture_is_read),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
