// Transclusion as MediaWiki does it, case by case: pages and a stub, and what must come out.
#include "wiki_store.h"

#include <time.h>

// The pages of every case; '~' is a seam in what is expected.
static const struct {
    const char *title, *text;
    int quality;
} pages[] = {
    {"<1",
     "<noinclude><pagequality level=\"3\" user=\"X\" />{{rh||A|}}</noinclude>"
     "<section begin=\"s1\" />Alpha.\n<section end=\"s1\" />\n"
     "<section begin=\"s2\" />Beta and the conse-<noinclude>{{smallrefs}}</noinclude>",
     3},
    {"<2",
     "<noinclude>head</noinclude>quence.\n<section end=\"s2\" />\n<section begin='s3'/>Gamma."
     "<section end='s3'/>\n<section begin=\"s4\" />Delta.<section end=\"s4\" />",
     4},
    {"<3",
     "<section begin=a />A1 <section end=a />mid <section begin=a />A2 <section end=a />tail",
     3},
    {"<4", "{{center|<section begin=\"n\" />NESTED<section end=\"n\" />}} after", 3},
    {"<5", "A well-\n", 3},
    {"<6", "known thing.{{nop}}\n", 3},
    {"<7", "\nNew paragraph.", 3},
    {"<8", "{|\n|a\n|}\nBehind.", 3},
    {"<9", ":verse", 3},
    {"<10", "", 0},
    {"<11", "<includeonly>Inc</includeonly><onlyinclude></onlyinclude>", 3},
    {"<12", "no<onlyinclude>Only</onlyinclude>no<onlyinclude> this</onlyinclude>no", 3},
    {"<13", "Before <includeonly>inc </includeonly>after<noinclude>to the end", 3},
    {"<14", "<SECTION Begin=\"Blank Verse\"/>V<Section END='Blank Verse'/> w", 3},
    {"<15", "<section begin=Blank Verse />U<section end=Blank Verse/> w", 3},
    {"<16",
     "<section begin=\"Old\"/>'''JORDAN, WILHELM''' (1819), a poet.\n<section end=\"Old\"/>"
     "\n<section begin=\"B\"/>'''JORTIN, JOHN''' x<section end=\"B\"/>",
     3},
    {"<17", "end of others.\n\n'''JORDAN,''' a river.\n\nIt flows.\n\n'''JORIS''' next", 3},
    {"<18", "<pages index=\"V 01.djvu\" from=3 to=3 />inner", 3},
    {"<19",
     "<ref><section begin=x />r<section end=x /></ref> <nowiki><section begin=x /></nowiki>",
     3},
    {"<20", "<section begin=l />in {{open and [[x <section end=l />rest", 3},
    {"<21", "<!-- {{ -->One<!--\nx\n-->-<section end=z /><!-- c --><noinclude>\n</noinclude>",
     3},
    {"<22",
     "{{sc|x}}<section begin=q />Q<section end=q />[[A|<section begin=k />K<section end=k />]]",
     3},
    {"<23", "line\n  <!-- alone -->  \nnext", 3},
    {"<24", "*item", 3},
    {"<25", "{{Page:V 01.djvu/24}} in text", 3},
    {"<26", "loop {{Page:V 01.djvu/26}} end", 3},
    {"<27", "#REDIRECT [[Page:V 01.djvu/7]]", -1},
    {"<28", "<noinclude>x</noinclude\n>y<noinclude />z", 3},
    {"<29", "next.", 3},
    {"Page:Two.djvu/1", "Note<ref>open and conse-", 3},
    {"Page:Two.djvu/2", "quence</ref> closed. <NoInclude>Kept", 3},
    {"Page:One 3.djvu/2", "Two.", 3},
    {"W/Part", "{{hd|volume=1}}<pages index=\"V 01.djvu\" from=3 to=3 onlysection=a/>", -1},
    {"W/Old name", "#REDIRECT [[W/Part]]", -1},
    {"Page:EB - Volume 03.djvu/7", "Seven.", 3},
};

// A note that must have come, or CRIA_NOTES for none at all.
#define QUIET CRIA_NOTES, ""
#define V     "index=\"V 01.djvu\" "

static const struct {
    const char *stub, *out;
    cria_note_kind kind;
    const char *detail;
} cases[] = {
    // from, to and their sections
    {"<pages " V "from=1 to=2 fromsection=\"s1\" />",
     "Alpha.\n\nBeta and the conse-~quence.\n\nGamma.\nDelta.", QUIET},
    {"<pages " V "from=1 to=2 fromsection=\"s2\" tosection=\"s2\" />",
     "Beta and the conse-~quence.\n", QUIET},
    {"<pages " V "from=1 to=2 tosection=s3 />",
     "Alpha.\n\nBeta and the conse-~quence.\n\nGamma.", QUIET},
    {"<pages " V "from=1 to=1 fromsection=s1 tosection=s1 />", "Alpha.\n", QUIET},
    {"<pages " V "from=1 to=1 fromsection=s1 />", "Alpha.\n\nBeta and the conse-", QUIET},
    {"<pages " V "from=2 to=2 fromsection=s3 tosection=s4 />", "Gamma.\nDelta.", QUIET},
    {"<pages " V "from=1 to=3 fromsection=s2 />",
     "Beta and the conse-~quence.\n\nGamma.\nDelta.~A1 mid A2 tail", QUIET},
    // onlysection, on each page, before the others
    {"<pages " V "from=3 to=3 onlysection=a fromsection=zz tosection=zz />", "A1 A2 ", QUIET},
    {"<pages " V "include=3 onlysection=\"a\" />", "A1 A2 ", QUIET},
    {"<pages " V "from=3 to=3 fromsection=a tosection=a />", "A1 A2 ", QUIET},
    {"<pages " V "from=3 to=3 onlysection=\"\" fromsection=zz />", "A1 mid A2 tail", QUIET},
    // lists of pages
    {"<pages " V "include=\"9,3 , 5-6\" />",
     "A1 mid A2 tail~A well-\n~known thing.{{nop}}\n~\n:verse", QUIET},
    {"<pages " V "from=2 to=9 exclude=\"2,4-8\" />", "A1 mid A2 tail~\n:verse", QUIET},
    {"<pages " V "from=3 to=9 step=3 />", "A1 mid A2 tail~known thing.{{nop}}\n~\n:verse",
     QUIET},
    {"<pages " V "from=3 to=3 include=5 />", "A1 mid A2 tail~A well-\n", QUIET},
    {"<pages " V "from=7 to=5 />", "", QUIET},
    {"<pages " V "from=x to=5 />", "", QUIET},
    {"<pages from=3 to=5 />", "", QUIET},
    {"<pages " V "to=1 />", "Alpha.\n\nBeta and the conse-", QUIET},
    {"<pages " V "from=28 />", "yz~next.", QUIET},
    {"<pages " V "from=1 to=2000 />", "", CRIA_NOTE_LIMIT, "V 01.djvu"},
    {"<pages " V "from=1 to=1001 exclude=\"2-1001\" />", "Alpha.\n\nBeta and the conse-",
     QUIET},
    // quotes, letter case, blanks
    {"<PAGES INDEX='V 01.djvu' From = 14 TO='14' FromSection=\" Blank \n Verse\" "
     "tosection='Blank Verse'/>",
     "V", QUIET},
    {"<pages index=V_01.djvu include=14 onlysection=x />", "", QUIET},
    {"<pages index=v_01.djvu include=15 onlysection=\"Blank Verse\"></pages>", "U", QUIET},
    {"<pages " V "from=14 to=14 onlysection=\"blank verse\" />", "", CRIA_NOTE_LABEL_MISSING,
     "label 'blank verse' on Page:V 01.djvu/14"},
    // a volume of one digit, and one that has two
    {"<pages index=\"EB - Volume 3.djvu\" include=7 />", "Seven.", QUIET},
    {"<pages index=\"One 3.djvu\" from=1 to=2 />", "Two.", CRIA_NOTE_PAGE_MISSING,
     "Page:One 3.djvu/1"},
    // labels that are not there, or not at the top level
    {"<pages " V "from=1 to=1 fromsection=zzz tosection=zzz />", "", CRIA_NOTE_LABEL_MISSING,
     "zzz"},
    {"<pages " V "from=1 to=2 fromsection=S1 />", "quence.\n\nGamma.\nDelta.",
     CRIA_NOTE_LABEL_MISSING, "label 'S1'"},
    {"<pages " V "from=1 to=2 fromsection=s2 tosection=zzz />",
     "Beta and the conse-~quence.\n\nGamma.\nDelta.", CRIA_NOTE_END_MISSING,
     "label 'zzz' on Page:V 01.djvu/2"},
    {"<pages " V "include=4 onlysection=n />", "", CRIA_NOTE_LABEL_MISSING, "'n'"},
    {"<pages " V "include=19 onlysection=x />", "", CRIA_NOTE_LABEL_MISSING, "'x'"},
    {"<pages " V "include=20 onlysection=l />", "in {{open and [[x ", QUIET},
    {"<pages " V "include=22 onlysection=q />", "Q", QUIET},
    {"<pages " V "include=22 onlysection=k />", "K", QUIET},
    // seams
    {"<pages " V "from=5 to=7 />", "A well-\n~known thing.{{nop}}\n~\nNew paragraph.", QUIET},
    {"<pages " V "include=\"7,8\" />", "\nNew paragraph.~\n{|\n|a\n|}\nBehind.", QUIET},
    {"<pages " V "include=\"7,9,24\" />", "\nNew paragraph.~\n:verse~\n*item", QUIET},
    {"<pages " V "include=\"9,10,14\" />", "\n:verse~V w", QUIET},
    {"<pages " V "include=\"21,29\" />", "One-~next.", QUIET},
    {"<pages " V "include=23 />", "line\nnext", QUIET},
    {"well-<pages " V "include=\"10,11,29\" />", "well-next.", QUIET},
    // what a page opens, no other page ends
    {"<pages index=Two.djvu from=1 />", "Noteopen and conse-~quence</ref> closed. Kept", QUIET},
    // pages that are not there
    {"<pages " V "include=\"3,200,5\" />", "A1 mid A2 tail~A well-\n", CRIA_NOTE_PAGE_MISSING,
     "Page:V 01.djvu/200"},
    // wrappers
    {"<pages " V "include=11 />", "", QUIET},
    {"<pages " V "include=12 />", "Only this", QUIET},
    {"<pages " V "include=13 />", "Before inc after", QUIET},
    {"<pages " V "include=28 />", "yz", QUIET},
    {"a<includeonly>b</includeonly><noinclude>c</noinclude><onlyinclude>d</onlyinclude>", "acd",
     QUIET},
    // <pages> in a page; other ways; redirects; loops
    {"<pages " V "include=18 />", "inner", QUIET},
    {"x {{Page:V 01.djvu/9}}", "x \n:verse", CRIA_NOTE_OTHER_WAY, "Page:V 01.djvu/9"},
    {"x {{ page:V_01.djvu/6 |num=6}}", "x known thing.{{nop}}\n", CRIA_NOTE_OTHER_WAY, "/6"},
    {"{{#lst:Page:V 01.djvu/3|a}}", "A1 A2 ", CRIA_NOTE_OTHER_WAY, "/3"},
    {"{{#section:Page:V 01.djvu/2|s3|s4}}", "Gamma.\nDelta.", CRIA_NOTE_OTHER_WAY, "/2"},
    {"{{#lst:Page:V 01.djvu/2||s2}}", "quence.\n", CRIA_NOTE_OTHER_WAY, "/2"},
    {"{{page|V 01.djvu/2|num=2|section=s3}}", "Gamma.", CRIA_NOTE_OTHER_WAY, "/2"},
    {"{{center|{{Page|V 01.djvu/7}}}}", "{{center|\nNew paragraph.}}", CRIA_NOTE_OTHER_WAY,
     "/7"},
    {"{{:W/Part}}", "{{hd|volume=1}}A1 A2 ", CRIA_NOTE_OTHER_WAY, "W/Part"},
    {"{{:W/Old name}}", "{{hd|volume=1}}A1 A2 ", CRIA_NOTE_OTHER_WAY, "W/Old name"},
    {"{{:W/Gone}}", "", CRIA_NOTE_PAGE_MISSING, "W/Gone"},
    {"<pages " V "include=27 />", "\nNew paragraph.", QUIET},
    {"<pages " V "include=25 />", "\n*item in text", CRIA_NOTE_OTHER_WAY, "/24"},
    {"<pages " V "include=26 />", "loop  end", CRIA_NOTE_LOOP, "/26"},
    {"me {{:Stub/Jordan, Wilhelm}}", "me ", CRIA_NOTE_LOOP, "Stub/Jordan, Wilhelm"},
    {"<nowiki><pages " V "include=1 />{{Page:V 01.djvu/1}}</nowiki>",
     "<nowiki><pages " V "include=1 />{{Page:V 01.djvu/1}}</nowiki>", QUIET},
    {"<!-- <pages " V "include=1 /> -->x", "x", QUIET},
    // the headword in the place of a missing label
    {"<pages " V "from=16 to=16 fromsection=s7 tosection=s7 />",
     "'''JORDAN, WILHELM''' (1819), a poet.\n", CRIA_NOTE_LABEL_REPLACED,
     "label 's7' on Page:V 01.djvu/16"},
    {"<pages " V "from=16 to=16 fromsection=s7 tosection=Old />",
     "'''JORDAN, WILHELM''' (1819), a poet.\n", CRIA_NOTE_LABEL_REPLACED, "/16"},
    {"<pages " V "from=16 to=9 fromsection=s7 />", "", QUIET},
    {"<pages " V "from=17 to=17 onlysection=s7 />", "'''JORDAN,''' a river.\n\nIt flows.\n\n",
     CRIA_NOTE_LABEL_REPLACED, "/17"},
    {"<pages " V "from=16 to=17 fromsection=s7 tosection=s8 />",
     "'''JORDAN, WILHELM''' (1819), a poet.\n\n'''JORTIN, JOHN''' x~end of others.\n\n"
     "'''JORDAN,''' a river.\n\nIt flows.\n\n'''JORIS''' next",
     CRIA_NOTE_END_MISSING, "/17"},
};

static void check(cria_store *s, size_t i)
{
    cria_buffer out = {0};
    cria_notes notes = {0};
    const char *stub = "Stub/Jordan, Wilhelm";
    put_text(s, stub, cases[i].stub, -1);
    assert_ok(cria_wiki_join(s, stub, &out, &notes));
    show_seams(out.data);
    const char *found = out.data ? out.data : "";
    if (strcmp(found, cases[i].out) != 0)
        fail_msg("%s\n  gives    \"%s\"\n  expected \"%s\"", cases[i].stub, found,
                 cases[i].out);
    if (cases[i].kind == CRIA_NOTES && cases[i].out[0] && notes.count > 0)
        fail_msg("%s: note %s %s", cases[i].stub, cria_note_table[notes.note[0].kind].name,
                 notes.note[0].detail);
    if (cases[i].kind != CRIA_NOTES && !has_note(&notes, cases[i].kind, cases[i].detail))
        fail_msg("%s: no note %s of '%s'", cases[i].stub, cria_note_table[cases[i].kind].name,
                 cases[i].detail);
    cria_buffer_free(&out);
    cria_notes_free(&notes);
}

static void all_cases(void **state)
{
    cria_store *s = new_store();
    (void)state;
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++)
        put_text(s, pages[i].title, pages[i].text, pages[i].quality);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check(s, i);
    cria_store_close(s);
}

// Pages that each transclude the next several times must not grow without end.
static void bounded(void **state)
{
    cria_store *s = new_store();
    cria_notes notes = {0};
    cria_buffer out = {0}, text = {0};
    (void)state;
    for (int i = 1; i <= 9; i++) {
        char title[16];
        cria_buffer_reset(&text);
        for (int k = 0; k < 40; k++)
            assert_ok(cria_buffer_printf(&text, "x{{Page:V 01.djvu/%d}}", i + 1));
        snprintf(title, sizeof title, "<%d", i);
        put_text(s, title, text.data, 3);
    }
    put_text(s, "Stub", "{{Page:V 01.djvu/1}}", -1);
    assert_ok(cria_wiki_join(s, "Stub", &out, &notes));
    assert_true(notes.n[CRIA_NOTE_LIMIT] == 1);
    assert_true(out.length < 1 << 20);
    cria_buffer_free(&out);
    cria_buffer_free(&text);
    cria_notes_free(&notes);
    cria_store_close(s);
}

// Hostile nesting in a page of a few megabytes takes no more than a moment.
static void linear(void **state)
{
    static const char *const units[] = {"{{",
                                        "[[",
                                        "<!--",
                                        "<noinclude>",
                                        "<ref>",
                                        "<section ",
                                        "{{{",
                                        "{{Page:",
                                        "}}",
                                        "<pages",
                                        "</",
                                        "<onlyinclude>",
                                        "[[File:",
                                        "<section begin=q />",
                                        "<section begin=a />x",
                                        "'''A''' \n\n"};
    (void)state;
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        cria_store *s = new_store();
        cria_notes notes = {0};
        cria_buffer out = {0}, text = {0};
        while (text.length < 1 << 20)
            assert_ok(cria_buffer_puts(&text, units[i]));
        put_text(s, "<1", text.data, 3);
        put_text(s, "<2", text.data, 3);
        put_text(s, "Stub", "<pages " V "from=1 to=3 fromsection=a tosection=b />", -1);
        const clock_t start = clock(); // of this process, so a busy machine does not matter
        assert_ok(cria_wiki_join(s, "Stub", &out, &notes));
        if (clock() - start > 20 * (clock_t)CLOCKS_PER_SEC)
            fail_msg("%s: a text of 1 MiB of it takes over 20 s", units[i]);
        cria_buffer_free(&out);
        cria_buffer_free(&text);
        cria_notes_free(&notes);
        cria_store_close(s);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_cases),
        cmocka_unit_test(bounded),
        cmocka_unit_test(linear),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
