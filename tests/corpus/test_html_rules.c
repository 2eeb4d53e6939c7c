// Each rule of the HTML cleaner: a fragment in the source's style, and its text.
#include "corpus_test.h"

typedef struct rule_case {
    const char *html, *text;
} rule_case;

#define HEAD  "<p><span class=\"bold\">VELMAR,<a name=\"ar1\" id=\"ar1\"></a></span> a town"
#define AFTER "<p>It lies low.</p>"

static const rule_case cases[] = {
    // Paragraphs, white space, tags over lines.
    {HEAD " of\nthe  coast.</p>\n\n  <p\n class=\"noind\">Next.</p>",
     "Velmar, a town of the coast.\nNext."},
    {"<p>One &amp; two &#8212; <i\n>three</i> a > b.</p>", "One & two - three a > b."},
    // Page numbers, sidenotes, footnotes.
    {HEAD " on <span class=\"pagenum\"><a name=\"p9\">[v.02\n p.0009]</a></span>\nthe bay.</p>",
     "Velmar, a town on the bay."},
    {HEAD ".</p><p><span class=\"pagenum\">659</span></p>" AFTER,
     "Velmar, a town.\nIt lies low."},
    {"<p>Rules <span class=\"sidenote\">Early kings.</span> were made.</p>",
     "Rules were made."},
    {"<p>Built<a name=\"fa1a\" href=\"#ft1a\"><span class=\"sp\">1</span></a> late.</p><hr "
     "class=\"foot\" /><div class=\"note\"><p><a name=\"ft1a\" href=\"#fa1a\">1</a> A "
     "note.</p></div>" AFTER,
     "Built late.\nIt lies low."},
    {"<p>Old<a name=\"FnAnchor_1a\" href=\"#Footnote_1a\"><sup>[1]</sup></a> way.</p>",
     "Old way."},
    // Superscripts, subscripts, fractions.
    {"<p>mr<span class=\"sp\">2</span> and x<sup>n-1</sup>, H<sub>2</sub>O, the "
     "1<sup>st</sup>, "
     "XIV<sup>e</sup>, 3<sup>h</sup> 4<sup>m</sup>, M<sup>lle</sup>.</p>",
     "mr^2 and x^(n-1), H_2O, the 1st, XIVe, 3h 4m, Mlle."},
    {"<p>1\302\275 and 12&frac34; and 1<span class=\"spp\">3</span>&frasl;<span "
     "class=\"suu\">10</span> and 2<sup>1</sup>/<sub>8</sub>, &frac12; m\302\262.</p>",
     "1 1/2 and 12 3/4 and 1 3/10 and 2 1/8, 1/2 m^2."},
    // Inline elements join, block elements part.
    {"<p><span class=\"scs\">A.D.</span> 9, S<span class=\"sc\">mall</span>, "
     "<span class=\"grk\" title=\"nomos\">&nu;&#972;&mu;&omicron;&sigmaf;</span></p>",
     "A.D. 9, Small, \316\275\317\214\316\274\316\277\317\202"},
    {"<ul><li>One.</li><li>Two.</li></ul><blockquote>Three.</blockquote>",
     "One.\nTwo.\nThree."},
    {"<p>a <span class=\"correction\" title=\"teh\">the</span> line<br />broken</p>",
     "a the line broken"},
    // References.
    {"<p>The Egbo (<i>q.v.</i>). See it (q.v.), or Ral, q.v., or (cf. Mor) that (see <span "
     "class=\"sc\">Mor</span>) one (fig. 2) here (1901).</p>",
     "The Egbo. See it, or Ral, or that one here (1901)."},
    {"<p>Mor (1854-<span class=\"spc\">&nbsp;</span>), a poet ( ; ).</p>",
     "Mor (1854-), a poet."},
    {"<p>It lies (for the Tan, see Mor) low, (see Mor). (For more see Mor.)</p>",
     "It lies low."},
    {"<p>By Tan (<b>29</b><i>a</i>), (<b>10</b>-<b>12</b>) and (<b>3</b> and <b>4</b>) in "
     "(12) or (<b>A</b>).</p>",
     "By Tan, and in (12) or (A)."},
    {"<p>Tails (Mor, as ever, fig. 5), plates (A, fig. 7), Tan (Tan, figs. 3, 4) and Uz "
     "(Plate, fig. 1).</p>",
     "Tails (Mor, as ever), plates, Tan (Tan) and Uz."},
    // What a removal leaves: a comma, a word between two images. A printed word stays.
    {"<p>It is opened, (see Mor). The (Tan,) x, y,... 1, .5 a <i>b</i>, , c.</p>",
     "It is opened. The (Tan) x, y,... 1, .5 a b, c."},
    {"<p>Set it (<img alt=\"\" /> and <img alt=\"\" />) so (<img /> or <img />, &amp;c.), a "
     "fine and (or) end.</p>",
     "Set it so, a fine and (or) end."},
    // An image of a letter.
    {"<p>The forms are <a href=\"x\"><img src=\"x\" alt=\"B\" /></a>. The rounded <img "
     "alt=\"&Beta;\" /> and <img alt=\"/\" /><img alt=\"BC\" /><img alt=\"\" /> end.</p>",
     "The forms are B. The rounded \316\222 and end."},
    {HEAD ".</p><div class=\"figcenter\"><img alt=\"B\" /></div>" AFTER,
     "Velmar, a town.\nIt lies low."},
    // Signatures and equation numbers.
    {HEAD ".</p><div class=\"author\">(N. W. T.)</div>", "Velmar, a town."},
    {HEAD ".</p><p>(W. H. Di.; <span class=\"sc\">X. Br.</span>*)</p>", "Velmar, a town."},
    {HEAD ".</p><div class=\"author\">(12)</div>" AFTER, "Velmar, a town.\nIt lies low."},
    {HEAD " of note. (J. D. B.)</p>", "Velmar, a town of note."},
    {HEAD " in Ohio (U.S.A.)</p>", "Velmar, a town in Ohio (U.S.A.)"},
    // Closing bibliographies.
    {HEAD ".</p><div class=\"condensed\"><p>See L. Mor, <i>Towns</i> (1901).</p></div><div "
          "class=\"author\">(A. B.)</div>",
     "Velmar, a town."},
    {HEAD ".</p><p>See L. Mor, <i>Towns</i> (1901).</p>", "Velmar, a town."},
    {HEAD ".</p><p>Other authorities are: (1) Mor, <i>Towns</i> (1901).</p>",
     "Velmar, a town."},
    {HEAD ".</p><p>Other authorities: Mor, <i>Towns</i> (1901).</p>", "Velmar, a town."},
    {HEAD ".</p><p>Its life was told by L. Mor in the <i>Towns</i> (1847). See also <i>Tan</i> "
          "(1878), and Uz (1883).</p>",
     "Velmar, a town."},
    {HEAD ".</p><p>Its lords were <i>Mor</i> (1401-1410) and <i>Tan</i> (1410-1420). See "
          "Uz.</p>",
     "Velmar, a town.\nIts lords were Mor (1401-1410) and Tan (1410-1420). See Uz."},
    {HEAD
     ".</p><div class=\"condensed\"><p>Authorities.&mdash;Mor, <i>A</i> (1801).</p><p>Tan, a "
     "further one of the sort.</p></div>",
     "Velmar, a town."},
    {HEAD ".</p><div class=\"condenced\"><p>The walls are thick.</p></div>",
     "Velmar, a town.\nThe walls are thick."},
    {HEAD ".</p><div class=\"condensed\"><p class=\"center\">Salts</p><p>Velmar salt is "
          "white.</p></div>",
     "Velmar, a town.\nVelmar salt is white."},
    {HEAD
     ".</p><div class=\"condensed\"><p>The walls are thick.</p>\n</div><p>For <i>Vel</i> it "
     "was bad.</p>",
     "Velmar, a town.\nThe walls are thick.\nFor Vel it was bad."},
    // Tables, formulae, figures.
    {"<p>As follows:&mdash;</p><table class=\"ws\"><tr><td>A</td><td>1</td></tr></table>" AFTER,
     "As follows:\nIt lies low."},
    {"<p>We get</p><table class=\"math0\"><tr><td>a</td></tr><tr><td "
     "class=\"denom\">b</td></tr>"
     "</table><p class=\"noind\">where b is small.</p>",
     "We get\nwhere b is small."},
    {HEAD ".</p><p>We then find</p><p class=\"center\">x = y + 1</p>" AFTER,
     "Velmar, a town.\nIt lies low."},
    {"<p>Then it is known that</p><p class=\"center\">x = y + 1</p><p>or therefore</p><p "
     "class=\"center\">y = x</p>"
     "<div class=\"ref\">(7)</div>" AFTER,
     "Then it is known that\nIt lies low."},
    {"<p>This gives&mdash;</p><p class=\"center\">x = y + 1</p><p>Then in Tan it "
     "lies&mdash;</p><div "
     "class=\"poem\">A grey sea</div>" AFTER,
     "This gives\nThen in Tan it lies -\nA grey sea\nIt lies low."},
    {HEAD ".</p><div class=\"figcenter\">A view of it</div><table class=\"nobctr\"><tr><td "
          "class=\"figcenter\"><img src=\"a\" alt=\"\" /></td></tr><tr><td>Bare "
          "words</td></tr></table>" AFTER,
     "Velmar, a town.\nIt lies low."},
    {HEAD ".</p><p>Fig. 3.</p>" AFTER, "Velmar, a town.\nIt lies low."},
    {HEAD ", a port (see MOR.)</p>" AFTER, "Velmar, a town, a port.\nIt lies low."},
    {HEAD ".</p><div class=\"condensed\"><p>References.&mdash;Mor, <i>A</i> (1801).</p></div>",
     "Velmar, a town."},
    // Verse keeps its lines, in a table too.
    {"<div class=\"poem\"><div class=\"stanza\"><span>A grey sea<br /></span><span>and a "
     "wall</span></div></div>" AFTER,
     "A grey sea\nand a wall\nIt lies low."},
    {"<table class=\"reg\"><tr><td><div class=\"poemr\"><p>A grey sea</p><p>and a "
     "wall</p></div></td></tr></table>",
     "A grey sea\nand a wall"},
    // Headings, ends, debris.
    {HEAD ".</p><p class=\"center\">History</p>" AFTER, "Velmar, a town.\nIt lies low."},
    {HEAD ".</p><hr class=\"art\" /><p>[Page 7]</p><p>A stray figure.</p><pre>\n",
     "Velmar, a town."},
    {"<!-- Page\n499 --><p>One.<!-- two --> Three.</p></body></html>", "One. Three."},
    // Characters.
    {"<p>\342\200\234Yes,\342\200\235 he \342\200\230said\342\200\231&#8230; 1\342\200\2232 "
     "co\302\255op e\314\201 \357\254\201n x\342\200\213y \303\246on 5&prime; o&prime;Cl</p>",
     "\"Yes,\" he 'said'... 1-2 coop \303\251 fin xy \303\246on 5\342\200\262 o'Cl"},
    {"<p>a&amp;eacute;b &amp;amp; &unknown; &#0; &#x110000;c</p>", "a\303\251b & & unknown; c"},
    {"<p>A literal &lt;s&gt; and &lt;/s&gt;, a&lt;b, [[x]] {{y}} |- ____ ''q''</p>",
     "A literal < s> and < /s>, a< b, [ [x] ] { {y} } | - \"q\""},
    {"<p>a , b ; c . d ( e ) .5</p>", "a, b; c. d (e) .5"},
    // What stands around the text of a page of today.
    {"<body><a class=\"skip\" href=\"#main\">Skip to content</a><header>Of rivers</header>"
     "<nav>Home</nav><main><article>The text.</article><article>More of it.</article>"
     "<svg><text>1</text></svg><template><p>none</p></template><noscript>No script</noscript>"
     "<form><label>Mail</label><p>In a form.</p><button>Send</button></form><p "
     "hidden>Hidden</p><details><summary>More</summary>"
     "<p>To read.</p></details><aside><p>Related</p></aside></main>"
     "<div role=\"dialog\">Cookies?</div><footer><p>All rights</p></footer></body>",
     "Of rivers\nThe text.\nMore of it.\nIn a form.\nMore\nTo read."},
    {"<p><a href=\"#main-content\">Skip</a>To <a href=\"#mainz\">Mainz</a> and <a "
     "href=\"#contents\">back</a>.</p>",
     "To Mainz and back."},
    {"<p>As 125 : 100 : 80 or a : b, x : 2, 3 :4, &pound;1: 5: 4, &pound;2&nbsp;: 11 "
     ":&nbsp;3.</p>",
     "As 125 : 100 : 80 or a: b, x: 2, 3:4, \302\2431: 5: 4, \302\2432 : 11 : 3."},
    // Bold within bold is bold once: the inner one's end is not the headword's.
    {"<p><b>VELMAR <b>AND</b> TANGEN,</b> two towns.</p>", "Velmar and Tangen, two towns."},
    // A second name behind the headword.
    {"<p><b>VELMAR,</b> or <span class=\"sc\">VELMARE</span>, a town.</p>",
     "Velmar, or Velmare, a town."},
    {"<p><b>VELMAR</b>, also called SEA-WALL (from sea).</p>",
     "Velmar, also called Sea-Wall (from sea)."},
    {"<p><b>VELMAR</b> or XIV, a king.</p>", "Velmar or XIV, a king."},
    {"<p><b>VELMAR</b> or TAN A.B., also THE town.</p>", "Velmar or TAN A.B., also THE town."},
};

static void every_rule(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_clean(cases[i].html, cases[i].text);
}

// One article is not parted at its headwords, and a sentence that MediaWiki's paragraphs or a
// table cut goes on.
static void whole_documents(void **state)
{
    static const struct {
        const char *html, *text;
    } wholes[] = {
        {HEAD ".</p><p><b>TANGEN,</b> a part.</p><hr class=\"art\" /><p>Its end.</p>",
         "Velmar, a town.\nTANGEN, a part.\nIts end."},
        {"<div>Its long\n<p>walls are of\n</p>\nstone,\n<table><tr><td>1</td></tr></table>\nof "
         "Mor,\n<p>Tan and\n</p><p>Uz. And</p><p>More.</p></div>",
         "Its long walls are of stone, of Mor, Tan and\nUz. And\nMore."},
        {"<p>It gives&mdash;</p><table><tr><td>1</td></tr></table><p>where it lies.</p>",
         "It gives\nwhere it lies."},
        {"<p>It is found that</p><p><math>x</math></p><p>where it lies.</p>",
         "It is found that\nwhere it lies."},
        {"<p>Its <math>x</math> lies.</p><dl><dd>a</dd><dd>b</dd></dl>", "Its lies.\na\nb"},
        {"<p>It lies. <link rel='x'>So <meta property='y'>be it.</p>", "It lies. So be it."},
        {"<p>It lies.</p><figure><figcaption>A</figcaption></figure><span "
         "class='error'>E</span>",
         "It lies."},
    };
    const cria_clean_options o = default_options();
    (void)state;
    for (size_t i = 0; i < sizeof wholes / sizeof wholes[0]; i++) {
        cria_articles out = {0};
        cria_counts counts = {0};
        const char *html = wholes[i].html;
        assert_ok(cria_clean_html(&out, html, strlen(html), "", true, &o, &counts));
        assert_int_equal(out.count, 1);
        assert_string_equal(out.item[0].text, wholes[i].text);
        cria_articles_free(&out);
    }
}

static void dashes_that_lead_nowhere_are_counted(void **state)
{
    cria_clean_options o = default_options();
    cria_counts counts = {0};
    const char *html = "<p>So&mdash;</p><p class=\"center\">x = y</p><p>It lies.</p>";
    (void)state;
    cria_articles a = clean_with(&o, html, &counts);
    assert_int_equal(counts.n[CRIA_COUNT_WARN_FORMULA_LEAD], 1);
    cria_articles_free(&a);
    o.formula = CRIA_FORMULA_MARK;
    assert_clean_with(&o, html, "So -\n[formula]\nIt lies.");
}

static void options_keep_what_they_name(void **state)
{
    (void)state;
    cria_clean_options o = default_options();
    o.headings = o.tables = o.bibliography = CRIA_KEEP;
    o.formula = CRIA_FORMULA_MARK;
    o.title_case = false;
    o.quotes = 1;
    o.dashes = 3;
    assert_clean_with(
        &o,
        HEAD "&mdash;&ldquo;so&rdquo;.</p><h3>Trade</h3><table class=\"ws\"><tr><td>"
             "Pozzuo-<br />lana</td><td>2</td></tr><tr><td>B</td><td>3</td></tr>"
             "</table><table class=\"math\"><tr><td>x</td></tr></table><p>See Mor, "
             "<i>A</i> (1801).</p>",
        "VELMAR, a town\342\200\224\342\200\234so\342\200\235.\nTrade\nPozzuolana; "
        "2\nB; 3\n[formula]\nSee Mor, A (1801).");
}

static void headwords_become_titles(void **state)
{
    static const rule_case heads[] = {
        {"ABBOT, GEORGE", "Abbot, George"},
        {"McKINLEY, JOHN", "McKinley, John"},
        {"MacMAHON", "MacMahon"},
        {"D'ERLON, JEAN", "D'Erlon, Jean"},
        {"HUMBOLDT, KARL, BARON VON", "Humboldt, Karl, Baron von"},
        {"DE VERE, AUBREY", "De Vere, Aubrey"},
        {"BOURG-EN-BRESSE", "Bourg-en-Bresse"},
        {"JAMES III.", "James III."},
        {"JEWELLER'S ART", "Jeweller's Art"},
        {"B\305\252\341\271\242\304\252R\304\252", "B\305\253\341\271\243\304\253r\304\253"},
        {"\303\206ON, A. B.", "\303\206on, A. B."},
        {"Texts", "Texts"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        char html[256], text[256];
        snprintf(html, sizeof html, "<p><b>%s</b> (1700), a name.</p>", heads[i].html);
        snprintf(text, sizeof text, "%s (1700), a name.", heads[i].text);
        assert_clean(html, text);
    }
}

static void missed_borders_are_found(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    cria_articles a = clean_with(
        &o,
        "<p><b>DERN, ANN,</b> a poet.</p><p><b>Texts.</b> Few remain.</p><hr class=\"art\" />"
        "<p><b>DE MOR, LEO</b> (1801-1850), a painter.</p><p>\"<b>A&#7826;AN WAR</b>,\" an "
        "epic."
        "</p><p><b>B</b> The second letter.</p><p><b>P</b> = 4 here.</p>",
        &counts);
    assert_int_equal(a.count, 4);
    assert_string_equal(a.item[0].text, "Dern, Ann, a poet.\nTexts. Few remain.");
    assert_string_equal(a.item[1].text, "De Mor, Leo (1801-1850), a painter.");
    assert_string_equal(a.item[1].title, "DE MOR, LEO");
    assert_string_equal(a.item[2].text, "\"A\341\272\223an War,\" an epic.");
    assert_string_equal(a.item[3].text, "B The second letter.\nP = 4 here.");
    assert_int_equal(counts.n[CRIA_COUNT_RESPLIT], 3);
    cria_articles_free(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule),
        cmocka_unit_test(whole_documents),
        cmocka_unit_test(dashes_that_lead_nowhere_are_counted),
        cmocka_unit_test(options_keep_what_they_name),
        cmocka_unit_test(headwords_become_titles),
        cmocka_unit_test(missed_borders_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
