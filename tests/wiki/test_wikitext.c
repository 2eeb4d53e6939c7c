// Wikitext to HTML: brackets, quotes, tags, lines, tables, seams.
#include "wiki/wikitext.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

typedef struct text_case {
    const char *text, *html; // line ends of the HTML left out where `text` has none
} text_case;

static void check(const text_case *c)
{
    cria_wikitext w = {0};
    assert_int_equal(cria_wikitext_html(&w, c->text, strlen(c->text)), CRIA_OK);
    const char *html = w.html.data ? w.html.data : "";
    size_t length = strlen(html);
    while (length > 0 && html[length - 1] == '\n')
        length--;
    if (length != strlen(c->html) || memcmp(html, c->html, length) != 0)
        fail_msg("%s\n  gives    %s\n  not      %s", c->text, html, c->html);
    cria_wikitext_free(&w);
}

#define CHECK(cases)                                                                           \
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)                                \
    check(&cases[i])

static void test_brackets(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"{{sc|a{{c|b}}}}", "<p>a</p>\n<div><p>b</p>\n</div>"},
        {"{{sc|{{sc|a}} {{nowrap|b|c}}}}", "<p>a c</p>"},
        // Only the innermost bracket closes; what never closes is text, with its bars.
        {"{{sc|a [[b}} c", "<p>{{sc|a [[b}} c</p>"},
        {"{{sc|a [[b}} [[c]] {{sc|d}}", "<p>{{sc|a [[b}} c d</p>"},
        {"{{sc|[http://a.b c}} d", "<p>[http://a.b c d</p>"},
        {"a }} b ]] c", "<p>a }} b ]] c</p>"},
        // Runs of braces: three are a parameter, the inner first.
        {"{{{a|b}}}", "<p>b</p>"},
        {"{{{a}}}x", "<p>x</p>"},
        {"{{{{{a|sc}}}|b}}", "<p>b</p>"},
        {"{{{{sc|a}}}}", "<p>{a}</p>"},
        {"{{sc|{a}}}", "<p>{a}</p>"},
        {"x {{{sc|a}} y", "<p>x {a y</p>"},
        // Comments and raw tags hide brackets.
        {"{{sc|a<!-- {{ }} -->b}}", "<p>ab</p>"},
        {"{{sc<!-- x -->|a}}", "<p>a</p>"},
        {"{{sc|<math>x^{2}}}</math> b}}", "<p><math></math> b</p>"},
        {"{{sc|<nowiki>}}</nowiki>}}", "<p>&#125;&#125;</p>"},
        {"<nowiki>''a'' {{b}} <i></nowiki>",
         "<p>&#39;&#39;a&#39;&#39; &#123;&#123;b&#125;&#125; &#60;i&#62;</p>"},
        {"<nowiki>&quot;&#39;&x;& ;#</nowiki>", "<p>&quot;&#39;&x;& &#59;&#35;</p>"},
        {"<nowiki/>''a''", "<p><i>a</i></p>"},
        {"a\n<!-- b -->\nc", "<p>a\nc</p>"},
        {"a <!-- b", "<p>a </p>"},
        // Links.
        {"[[A]] [[A|b]]s [[Author:A B|C]] [[:Category:X|y]] [[#s|t]] [[/Sub/]]",
         "<p>A bs C y t Sub</p>"},
        {"[[Category:X]][[fr:Y]]a [[File:x.png|200px|{{sc|cap}} [[b]]]] c",
         "<p>a  c</p>\n<div class=\"figcenter\"></div>"},
        {"a [[Image:brace.svg|12px]] b", "<p>a <img> b</p>"},
        {"[http://a.b c ''d''] [//e.f] http://g.h", "<p>c <i>d</i>  http://g.h</p>"},
        {"[[a\n{|\n|b\n|}\n]]", "<p>[[a</p>\n<table><tr><td>b</td></tr>\n</table>\n<p>]]</p>"},
        {"[[a|b [[c]]", "<p>[[a|b c</p>"},
        {"[[{{sc|a}}|b {{sc|c}}|d]]", "<p>b c&#124;d</p>"},
        {"a[[b ]]c [[ d|e]]", "<p>ab c e</p>"},
    };
    CHECK(cases);
}

static void test_quotes(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"''a'' '''b''' '''''c'''''", "<p><i>a</i> <b>b</b> <i><b>c</b></i></p>"},
        {"l'''Aventure''", "<p>l'<i>Aventure</i></p>"},
        {"''a'' l'''b''", "<p><i>a</i> l'<i>b</i></p>"},
        // One letter before it is the best place for the apostrophe, a blank the worst.
        {"x''' a''b'''c '''d", "<p>x'<i> a</i>b<b>c </b>d</p>"},
        {"''a '''b", "<p><i>a '</i>b</p>"},
        {"''a b'''c d'''e f'''g''", "<p><i>a b<b>c d</b>e f<b>g</b></i><b></b></p>"},
        {"'''a''' ''b'' xx'''y d'''z'' '''w",
         "<p><b>a</b> <i>b</i> xx<b>y d'<i>z</i> </b>w</p>"},
        {"'''''a''b'''", "<p><b><i>a</i>b</b></p>"},
        {"'''''a'''b''", "<p><i><b>a</b>b</i></p>"},
        {"''a'''b''c'''", "<p><i>a<b>b</b></i><b>c</b></p>"},
        {"''''a'''", "<p>'<b>a</b></p>"},
        {"'''''''a'''''", "<p>&#39;&#39;<i><b>a</b></i></p>"},
        {"''a\nb'' c", "<p><i>a</i>\nb<i> c</i></p>"},
        {"<span title=\"''x''\">''a''</span>", "<p><span><i>a</i></span></p>"},
        {"<x'''y>z", "<p>&lt;x<b>y>z</b></p>"},
        {"a'</poem>'b", "<p>a'&#39;b</p>"},
        {"don't", "<p>don't</p>"},
        // A template's quotes are its own.
        {"[http://a ''b'']''c'' [[d|''e'']]''f''", "<p><i>b</i><i>c</i> <i>e</i><i>f</i></p>"},
        {"{{sc|''a''}}''b'' l'{{sc|''c''}}", "<p><i>a</i><i>b</i> l'<i>c</i></p>"},
        {"''a{{greek|''b''}}''{{greek|''c''}}", "<p><i>a</i>b<i></i><i>c</i></p>"},
        {"{|\n|''a||b''\n|}", "<table><tr><td><i>a</i></td><td>b<i></i></td></tr>\n</table>"},
    };
    CHECK(cases);
}

static void test_tags(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"a<ref>b\n\n''c''</ref>.", "<p>a<sup class=\"reference\">b  <i>c</i></sup>.</p>"},
        {"a<ref name=\"x\"/><ref name=x />b",
         "<p>a<sup class=\"reference\"></sup><sup class=\"reference\"></sup>b</p>"},
        {"a<REF follow='x'>{{c|b}}</Ref >c", "<p>a<sup class=\"reference\">b</sup>c</p>"},
        {"a<ref>{{sc|b</ref>c", "<p>a<sup class=\"reference\">{{sc|b</sup>c</p>"},
        {"a<ref>b", "<p>ab</p>"},
        {"a<references/>b<references>x</references>", "<p>ab</p>"},
        {"<noinclude>x</noinclude>a<noinclude\">y</noinclude>", "<p>a</p>"},
        {"a<noinclude>x {{sc|", "<p>a</p>"},
        {"<includeonly>a</includeonly><onlyinclude>b</onlyinclude>", "<p>ab</p>"},
        {"<section begin=\"s\" />a<section end=s/><pagequality level=\"3\" user=\"\"/>",
         "<p>a</p>"},
        {"a\n<section end=s />\n<section begin=t />b", "<p>a</p>\n<p>b</p>"},
        {"<del>bad</del><ins>good</ins>", "<p><ins>good</ins></p>"},
        {"a < b <c> <3 </x> 1<sup>st</sup> &lt; &nbsp;&c.",
         "<p>a &lt; b &lt;c> &lt;3 &lt;/x> 1<sup>st</sup> &lt; &nbsp;&c.</p>"},
        {"<SPAN Class='x y' style=\"a\">b</SPAN><br clear=all />c",
         "<p><span class=\"x y\">b</span><br>c</p>"},
        {"<span style=\"a;>b</span> \"c\"", "<p><span>b</span> \"c\"</p>"},
        {"<div class=\"a{{peh}}b\">c</div>", "<div class=\"a-\"><p>c</p>\n</div>"},
        {"<span title=kosmos>{{Greek|κόσμος}}</span>", "<p><span>κόσμος</span></p>"},
        {"<table {{Ts|ma}}><tr><td>a</td></tr></table>", "<table><tr><td>a</td></tr></table>"},
        {"<gallery>\nFile:a.png|b\n</gallery>a<score>c</score><hiero>d</hiero>",
         "<p>a</p>\n<div class=\"figcenter\"></div>"},
        {"__NOTOC__a__b__ _c", "<p>a__b__ _c</p>"},
        {"<pre>''a''</pre>", "<pre><p>&#39;&#39;a&#39;&#39;</p>\n</pre>"},
        {"a\x01"
         "b\x7f"
         "c\r\nd",
         "<p>abc\nd</p>"},
    };
    CHECK(cases);
}

static void test_lines(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"a\nb\n\nc\n \nd", "<p>a\nb</p>\n<p>c</p>\n<p>d</p>"},
        {" a", "<p>a</p>"},
        {"== A ''b'' ==\nc", "<h2>A <i>b</i></h2>\n<p>c</p>"},
        {"=a", "<p>=a</p>"},
        {"a\n----\nb", "<p>a</p>\n<hr>\n<p>b</p>"},
        {"a\n*b\n*# c\n;d\ne", "<p>a</p>\n<ul><li>b</li><li>c</li><li>d</li></ul>\n<p>e</p>"},
        {"a\n:b\n:: c\nd", "<p>a</p>\n<div class=\"poem\">b<br>\nc</div>\n<p>d</p>"},
        {"<poem>\n''a\n  b''\n\n:c\n*d\n</poem>",
         "<div class=\"poem\"><i>a</i><br>\nb<i></i><br>\n<br>\nc<br>\n*d</div>"},
        {"{{fine block|a\n\nb}}c",
         "<div class=\"condensed\"><p>a</p>\n<p>b</p>\n</div><p>c</p>"},
        {"a{{img float|file=b|cap={{sc|c}}}} d\ne\n\nf",
         "<p>a d\ne</p>\n<div class=\"figcenter\"></div><p>f</p>"},
        {"<div>a\n\nb</div>", "<div><p>a</p>\n<p>b</p>\n</div>"},
    };
    CHECK(cases);
}

static void test_tables(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"a\n{| class=x\n|+ C\n! h !! i\n|-\n|colspan=2|b||c\nd\n\ne\n|}f",
         "<p>a</p>\n<table><tr><td> C</td></tr>\n<tr><td> h </td><td> i</td></tr>\n"
         "<tr><td>b</td><td>c\nd\ne</td></tr>\n</table>\n<p>f</p>"},
        {"{|\n|a\n{|\n|b\n|}\n|c\n|}",
         "<table><tr><td>a<table><tr><td>b</td></tr>\n</table>\n</td><td>c</td></tr>\n"
         "</table>"},
        // A table with a picture is a figure, whatever stands beside the picture.
        {"{|\n|[[File:a.png|200px]]||<poem>b</poem>\n|}",
         "<table class=\"pic\"><tr><td><div class=\"figcenter\"></div></td><td>"
         "<div class=\"poem\">b</div></td></tr>\n</table>"},
        {"{|\n|[[File:a.png|12px]]b\n|}", "<table><tr><td><img>b</td></tr>\n</table>"},
        {"{|\n|a [[b|c|d]]\n|}", "<table><tr><td>a c&#124;d</td></tr>\n</table>"},
        {"{|\n|[[a|b]]{{!}}{{sc|c}}\n|}", "<table><tr><td>c</td></tr>\n</table>"},
        {"{|\nx\n|-\n|a\n|}", "<table><tr><td>x</td></tr>\n<tr><td>a</td></tr>\n</table>"},
        {":{|\n|a\n|}", "<table><tr><td>a</td></tr>\n</table>"},
        {"a\n|-\n|}\n| b", "<p>a\n| b</p>"},
        {"{|\n|a", "<table><tr><td>a</td></tr>\n</table>"},
    };
    CHECK(cases);
}

static void test_seams(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"conse-\x1equence", "<p>consequence</p>"},
        {"a\x1e"
         "b",
         "<p>a b</p>"},
        {"well-\n\x1eknown", "<p>well-\n known</p>"},
        {"a\n\x1e\nb", "<p>a\n \nb</p>"},
        {"a\n\n\x1e"
         "b",
         "<p>a</p>\n<p>b</p>"},
        {"a{{nop}}\x1e"
         "b",
         "<p>a</p>\n<div></div><p>b</p>"},
        {"sea{{peh}}\x1eside", "<p>sea-side</p>"},
        {"a\x1e\n{|\n|b\n|}", "<p>a </p>\n<table><tr><td>b</td></tr>\n</table>"},
        {"a {{hws|frag|fragment}}\x1e{{hwe|ment|fragment}} b", "<p>a fragment  b</p>"},
        {"a<ref>cut-\x1eting</ref>", "<p>a<sup class=\"reference\">cutting</sup></p>"},
        {"{{EB1911 fine print/s}}a-\x1e"
         "b{{EB1911 fine print/e}}",
         "<div class=\"condensed\"><p>ab</p>\n</div>"},
    };
    CHECK(cases);
}

static void test_halves(void **state)
{
    (void)state;
    static const text_case cases[] = {
        {"{{fine block/s}}a\n\nb{{fine block/e}}c",
         "<div class=\"condensed\"><p>a</p>\n<p>b</p>\n</div><p>c</p>"},
        // Other names of fine print match, other templates do not.
        {"{{EB1911 fine print/s}}a{{smaller block/e}}b",
         "<div class=\"condensed\"><p>a</p>\n</div><p>b</p>"},
        {"{{c/s}}{{fine block/s}}a{{fine block/e}}{{c/e}}",
         "<div><div class=\"condensed\"><p>a</p>\n</div></div>"},
        // Alone: fine print to the next blank line, or nothing.
        {"{{fine block/s}}a\n\nb", "<div class=\"condensed\"><p>a</p>\n</div>\n<p>b</p>"},
        {"{{fine block/s}}a", "<div class=\"condensed\"><p>a</p>\n</div>"},
        {"a{{fine block/e}}b", "<p>ab</p>"},
        {"{{c/s}}a\n\nb", "<p>a</p>\n<p>b</p>"},
    };
    CHECK(cases);
}

static void put(cria_wikitext *w, const char *text)
{
    assert_int_equal(cria_wikitext_html(w, text, strlen(text)), CRIA_OK);
}

static void test_counts(void **state)
{
    (void)state;
    cria_wikitext w = {0};
    put(&w, "{{foo bar|a|b}} {{ Foo_bar |c}} {{baz|x=1}}");
    assert_string_equal(w.html.data, "<p>b c </p>\n");
    assert_int_equal(w.unknown.count, 3);
    assert_string_equal(w.unknown.row[1].name, "baz");
    put(&w, "{{EB1911 article link|Iron and Steel|steel}} {{EB1911 lkpl|iron|Iron}}");
    assert_int_equal(w.swapped.count, 1);
    assert_string_equal(w.swapped.row[0].name, "Iron and Steel | steel");
    put(&w, "{{EB1911 footer initials|Ann ''Bell'' (1850-1900)|A. B.|name2=Cy&nbsp;Day}} "
            "{{EB1911 footer initials|Ann Bell|A. B.}} ([[Author:Dan Fox|D. F.]]) "
            "([[Author:Eve Gow|a book]]) [[Author:Hal Ivy|H. I.]]");
    assert_int_equal(w.authors.count, 3);
    assert_string_equal(w.authors.name[0], "Ann Bell");
    assert_string_equal(w.authors.name[1], "Cy Day");
    assert_string_equal(w.authors.name[2], "Dan Fox");
    assert_int_equal(w.unclosed + w.unmatched + w.deep, 0);
    put(&w, "{{a [[b <!-- c");
    assert_int_equal(w.unclosed, 3);
    put(&w, "<ref>a");
    assert_int_equal(w.unclosed, 4);
    put(&w, "{|\n|a\n{|\n|b");
    assert_int_equal(w.unclosed, 6);
    put(&w, "{{c/e}}{{fine block/s}}{{fine block/s}}{{fine block/e}}");
    assert_int_equal(w.unmatched, 2);
    cria_wikitext_free(&w);
}

static void repeat(cria_buffer *out, const char *text, size_t times)
{
    for (size_t i = 0; i < times; i++)
        assert_int_equal(cria_buffer_puts(out, text), CRIA_OK);
}

static void check_depth(size_t levels, const char *html, uint64_t deep)
{
    cria_buffer text = {0};
    cria_wikitext w = {0};
    repeat(&text, "{{sc|a", levels);
    repeat(&text, "}}", levels);
    assert_int_equal(cria_wikitext_html(&w, text.data, text.length), CRIA_OK);
    assert_int_equal(strspn(w.html.data + 3, "a"), CRIA_WIKITEXT_DEPTH);
    assert_string_equal(w.html.data + 3 + CRIA_WIKITEXT_DEPTH, html);
    assert_int_equal(w.deep, deep);
    cria_wikitext_free(&w);
    cria_buffer_free(&text);
}

static void test_depth(void **state)
{
    (void)state;
    check_depth(CRIA_WIKITEXT_DEPTH, "</p>\n", 0);
    check_depth(CRIA_WIKITEXT_DEPTH + 1, "</p>\n", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brackets), cmocka_unit_test(test_quotes),
        cmocka_unit_test(test_tags),     cmocka_unit_test(test_lines),
        cmocka_unit_test(test_tables),   cmocka_unit_test(test_seams),
        cmocka_unit_test(test_halves),   cmocka_unit_test(test_counts),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
