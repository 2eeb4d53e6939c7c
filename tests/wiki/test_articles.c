// Articles of a store: which pages are articles, their order, what others hold, both ways of
// finding them, and the comparison of the two.
#include "wiki_store.h"

#define V(n)       "index=\"EB - Volume 0" n ".djvu\" "
#define PAGE(v, n) "Page:EB - Volume 0" v ".djvu/" n
#define PROSE      "This is a text of its own, which no other page holds, of a dozen words and more."

typedef struct list {
    cria_wiki_article item[32];
    size_t count;
} list;

static cria_status take(void *context, cria_wiki_article *a)
{
    list *l = context;
    assert_true(l->count < 32);
    l->item[l->count++] = *a;
    *a = (cria_wiki_article){0};
    return CRIA_OK;
}

static void free_list(list *l)
{
    for (size_t i = 0; i < l->count; i++)
        cria_wiki_article_free(&l->item[i]);
    *l = (list){0};
}

// titles: all titles in order, parted by '|'.
static const char *titles(const list *l)
{
    static char text[1024];
    text[0] = '\0';
    for (size_t i = 0; i < l->count; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%s", i ? "|" : "",
                 l->item[i].title);
    return text;
}

static const cria_wiki_article *find(const list *l, const char *title)
{
    for (size_t i = 0; i < l->count; i++)
        if (strcmp(l->item[i].title, title) == 0)
            return &l->item[i];
    fail_msg("no article %s in %s", title, titles(l));
    return NULL;
}

static void fill(cria_store *s)
{
    put_text(s, PAGE("1", "2"),
             "<section begin=\"s1\"/>'''ALPHA''', a letter.\n<section end=\"s1\"/>\n"
             "<section begin=\"s2\"/>'''BETA''', the next let-<section end=\"s2\"/>",
             4);
    put_text(s, PAGE("1", "9"), "[[File:Plate.jpg|center]]\n{|\n|A picture of beta.\n|}", 3);
    put_text(s, PAGE("1", "10"),
             "<section begin=\"s1\"/>ter of all.\n<section end=\"s1\"/>\n"
             "<section begin=\"s2\"/>'''[[Author:X|GAMMA]],''' third.\n<section end=\"s2\"/>",
             3);
    put_text(s, PAGE("1", "11"),
             "More of gamma.\n\n'''DELTA''' (fourth).\n\n'''Climate.''' Dry.", 3);
    put_text(s, PAGE("2", "5"), "'''EPSILON''', of the second volume.", 1);
    put_text(s, "W/Delta", "{{hd|volume=1}}<pages " V("1") "include=11 onlysection=s5 />", -1);
    put_text(s, "W/Gamma", "<pages " V("1") "from=10 to=11 fromsection=s2 />", -1);
    put_text(s, "W/Alpha",
             "{{EB|volume=1|previous=|next=Beta}}\n<pages " V(
                 "1") "from=2 to=2 fromsection=s1 tosection=s1 />\n[[Category:A]]",
             -1);
    put_text(s, "W/Beta",
             "<pages " V("1") "from=2 to=10 fromsection=s2 tosection=s1 exclude=3-8/>", -1);
    put_text(s, "W/Epsilon", "<pages " V("2") "include=5 />", -1);
}

static void ordered(void **state)
{
    cria_store *s = new_store();
    cria_notes notes = {0};
    list l = {0};
    (void)state;
    fill(s);
    put_text(s, "W/Alpha/History", "<pages " V("1") "include=2 onlysection=s1 />", -1);
    put_text(s, "W/ALPHA", "<pages " V("1") "from=2 to=2 onlysection=s1 />", -1);
    put_text(s, "W/Gamma/Part", "<pages " V("1") "include=10 onlysection=s2 />", -1);
    put_text(s, "W/Gone", "<pages " V("7") "from=3 to=4 />", -1);
    put_text(s, "W/Torn", "<pages " V("1") "from=300 to=301 />", -1);
    put_text(s, "W/Old", "#REDIRECT [[W/Alpha]]", -1);
    put_text(s, "W/Which",
             "{{EB|volume=1}}\n'''Which''' may be:\n* [[W/Alpha|Alpha]], a letter of the "
             "Greek alphabet\n* {{EB1911 article link|Beta}}",
             -1);
    put_text(s, "W/Vol 1:2", "{|\n|[[W/Alpha]]||2\n|-\n|[[W/Beta]]||2\n|}", -1);
    put_text(s, "W", "Main page of the work.", -1);
    put_text(s, "W/Own", "{{EB|volume=1|previous=A}}\n" PROSE "\n[[Category:A]]", -1);
    put_text(s, "W/Both", PROSE "\n<pages " V("2") "include=5 />", -1);
    put_text(s, "Single work", PROSE, -1);
    assert_ok(cria_wiki_articles(s, CRIA_BORDERS_STUBS, &notes, take, &l));
    assert_string_equal(titles(&l), "Single work|Own|ALPHA|Beta|Gamma|Delta|Both");
    assert_int_equal(notes.n[CRIA_NOTE_COVERED], 4);
    assert_true(has_note(&notes, CRIA_NOTE_COVERED, "W/Alpha/History"));
    assert_true(has_note(&notes, CRIA_NOTE_COVERED, "W/Gamma/Part"));
    assert_int_equal(notes.n[CRIA_NOTE_OUTSIDE], 1);
    assert_true(has_note(&notes, CRIA_NOTE_OUTSIDE, "EB - Volume 07.djvu"));
    assert_int_equal(notes.n[CRIA_NOTE_NO_TEXT], 1);
    assert_int_equal(notes.n[CRIA_NOTE_PAGE_MISSING], 2);
    assert_int_equal(notes.n[CRIA_NOTE_REDIRECT], 1);
    assert_int_equal(notes.n[CRIA_NOTE_LINKS_ONLY], 3);
    assert_int_equal(notes.n[CRIA_NOTE_OWN_TEXT], 3);
    assert_int_equal(notes.n[CRIA_NOTE_PLATE], 1);
    assert_int_equal(notes.n[CRIA_NOTE_LABEL_REPLACED], 1);
    assert_string_equal(find(&l, "Own")->text, "\n" PROSE "\n[[Category:A]]");
    assert_non_null(strstr(find(&l, "Both")->text, "EPSILON"));
    free_list(&l);
    cria_notes_free(&notes);
    cria_store_close(s);
}

static void texts(void **state)
{
    cria_store *s = new_store();
    cria_notes notes = {0};
    list l = {0};
    (void)state;
    fill(s);
    assert_ok(cria_wiki_articles(s, CRIA_BORDERS_STUBS, &notes, take, &l));
    for (size_t i = 0; i < l.count; i++) {
        show_seams(l.item[i].text);
        assert_int_equal(strlen(l.item[i].text), l.item[i].length);
    }
    assert_string_equal(find(&l, "Alpha")->text, "'''ALPHA''', a letter.\n");
    assert_string_equal(find(&l, "Beta")->text, "'''BETA''', the next let-~ter of all.\n");
    assert_string_equal(find(&l, "Delta")->text,
                        "'''DELTA''' (fourth).\n\n'''Climate.''' Dry.");
    char *origin = json_dumps(find(&l, "Beta")->origin, JSON_COMPACT | JSON_SORT_KEYS);
    assert_string_equal(
        origin, "{\"index\":\"EB - Volume 01.djvu\",\"licence\":\"CC BY-SA 4.0\","
                "\"pages\":[\"Page:EB - Volume 01.djvu/2\",\"Page:EB - Volume 01.djvu/10\"],"
                "\"quality\":3,\"revisions\":[100,100],\"site\":\"https://wiki.example\","
                "\"title\":\"W/Beta\",\"volume\":1,\"work\":\"W\"}");
    free(origin);
    free_list(&l);
    cria_notes_free(&notes);
    cria_store_close(s);
}

static void bordered(void **state)
{
    cria_store *s = new_store();
    cria_notes notes = {0};
    list l = {0};
    (void)state;
    fill(s);
    assert_ok(cria_wiki_articles(s, CRIA_BORDERS_PAGES, &notes, take, &l));
    // Page 11 has no sections, so its paragraphs part it; "Climate." is no headword.
    assert_string_equal(titles(&l), "ALPHA|BETA|GAMMA|DELTA|EPSILON");
    for (size_t i = 0; i < l.count; i++)
        show_seams(l.item[i].text);
    assert_string_equal(find(&l, "BETA")->text, "'''BETA''', the next let-~ter of all.\n\n");
    assert_string_equal(find(&l, "GAMMA")->text,
                        "'''[[Author:X|GAMMA]],''' third.\n~More of gamma.\n\n");
    assert_null(json_object_get(find(&l, "BETA")->origin, "work"));
    assert_int_equal(notes.n[CRIA_NOTE_PLATE], 1);
    free_list(&l);
    cria_notes_free(&notes);
    cria_store_close(s);
}

static void compared(void **state)
{
    cria_store *s = new_store();
    cria_notes notes = {0};
    uint64_t same;
    (void)state;
    fill(s);
    put_text(s, PAGE("2", "6"), "'''ZETA''', which no stub names.", 1);
    put_text(s, "W/Own", "{{EB|volume=1|previous=A}}\n" PROSE, -1);
    assert_ok(cria_wiki_compare(s, &notes, &same));
    assert_int_equal(same, 4); // Gamma's stub runs on into Delta
    assert_int_equal(notes.n[CRIA_NOTE_BORDERS_DIFFER], 1);
    assert_true(has_note(&notes, CRIA_NOTE_BORDERS_DIFFER, "W/Gamma"));
    assert_int_equal(notes.n[CRIA_NOTE_ONLY_PAGES], 1);
    assert_true(has_note(&notes, CRIA_NOTE_ONLY_PAGES, "ZETA"));
    assert_int_equal(notes.n[CRIA_NOTE_ONLY_STUB], 1);
    assert_true(has_note(&notes, CRIA_NOTE_ONLY_STUB, "W/Own"));
    cria_notes_free(&notes);
    cria_store_close(s);
}

// The order in which pages are stored changes nothing.
static void order_of_storing(void **state)
{
    cria_store *a = new_store(), *b = new_store();
    cria_notes notes = {0};
    list x = {0}, y = {0};
    (void)state;
    fill(a);
    put_text(b, "W/Epsilon", "<pages " V("2") "include=5 />", -1);
    put_text(b, PAGE("2", "5"), "x", 1);
    fill(b);
    assert_ok(cria_wiki_articles(a, CRIA_BORDERS_STUBS, &notes, take, &x));
    assert_ok(cria_wiki_articles(b, CRIA_BORDERS_STUBS, &notes, take, &y));
    assert_int_equal(x.count, y.count);
    for (size_t i = 0; i < x.count; i++) {
        assert_string_equal(x.item[i].title, y.item[i].title);
        assert_string_equal(x.item[i].text, y.item[i].text);
        assert_true(json_equal(x.item[i].origin, y.item[i].origin));
    }
    free_list(&x);
    free_list(&y);
    cria_notes_free(&notes);
    cria_store_close(a);
    cria_store_close(b);
}

static cria_status refuse(void *context, cria_wiki_article *a)
{
    (void)context;
    (void)a;
    return cria_fail(CRIA_EFAIL, "enough");
}

static void refused(void **state)
{
    cria_store *s = new_store();
    cria_notes notes = {0};
    (void)state;
    fill(s);
    assert_fails(cria_wiki_articles(s, CRIA_BORDERS_STUBS, &notes, refuse, NULL), CRIA_EFAIL,
                 "enough");
    assert_fails(cria_wiki_articles(s, CRIA_BORDERS_PAGES, &notes, refuse, NULL), CRIA_EFAIL,
                 "enough");
    cria_notes_free(&notes);
    cria_store_close(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordered),  cmocka_unit_test(texts),
        cmocka_unit_test(bordered), cmocka_unit_test(compared),
        cmocka_unit_test(refused),  cmocka_unit_test(order_of_storing),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
