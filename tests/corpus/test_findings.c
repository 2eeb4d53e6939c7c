// Findings of a cleaning run: every section, samples that depend on the seed alone.
#include "base/parallel.h"
#include "wiki_corpus.h"

enum { ARTICLES = 60 };

static void make_store(const char *path)
{
    cria_store *s = open_wiki(path);
    for (int i = 0; i < ARTICLES; i++) {
        char name[32], text[512];
        snprintf(name, sizeof name, "Town %d", i);
        snprintf(text, sizeof text,
                 "<noinclude><pagequality level=\"%d\" user=\"A\" /></noinclude><section "
                 "begin=\"s1\" />'''TOWN %c%c,''' a harbour of the north, with {{Odd "
                 "template|a wall}} and gates, and a market of the coast at %d.<section "
                 "end=\"s1\" />",
                 i % 5, 'A' + i / 26, 'A' + i % 26, i * 37);
        put_scan(s, 10 + i, i % 5, text);
        put_stub(s, name, 10 + i, 10 + i, "s1");
    }
    put_stub(s, "Absent", 500, 500, "s1");
    put_scan(s, 400, 1, "<section begin=\"s1\" />Too short.<section end=\"s1\" />");
    put_stub(s, "Short", 400, 400, "s1");
    close_wiki(s);
}

static json_t *findings_of(const char *path, uint64_t seed, cria_clean_options o)
{
    cria_counts counts = {0};
    json_t *f = NULL;
    assert_ok(cria_clean_run(&o, seed, &path, 1, scratch("out.jsonl"), &counts, &f));
    assert_int_equal(counts.n[CRIA_COUNT_ARTICLES], ARTICLES);
    return f;
}

static int64_t at(const json_t *o, const char *a, const char *b, const char *c)
{
    o = json_object_get(json_object_get(o, a), b);
    return json_integer_value(c ? json_object_get(o, c) : o);
}

static void every_section_is_filled(void **state)
{
    cria_clean_options o = default_options();
    (void)state;
    o.near = o.compare_borders = true;
    json_t *f = findings_of(scratch("wiki.db"), 42, o);
    assert_int_equal(at(f, "counters", "total", "articles"), ARTICLES);
    assert_int_equal(at(f, "counters", "removed", "unknown_templates"), ARTICLES);
    assert_int_equal(at(f, "templates", "Odd template", NULL), ARTICLES);
    assert_true(at(f, "notes", "kinds", "no_text") == 1);
    assert_int_equal(at(f, "licences", "CC BY-SA 4.0", NULL), ARTICLES);
    assert_true(json_is_array(json_object_get(f, "near")));

    const json_t *volume = json_array_get(json_object_get(f, "volumes"), 0);
    assert_string_equal(json_string_value(json_object_get(volume, "name")), "Volume 7");
    assert_int_equal(json_integer_value(json_object_get(volume, "articles")), ARTICLES);
    const json_t *quality = json_object_get(f, "quality");
    assert_int_equal(json_array_size(quality), 5);
    const json_t *level = json_array_get(quality, 4);
    assert_int_equal(json_integer_value(json_object_get(level, "level")), 4);
    assert_int_equal(json_integer_value(json_object_get(level, "articles")), ARTICLES / 5);

    const json_t *dropped = json_array_get(json_object_get(f, "dropped"), 0);
    assert_string_equal(json_string_value(json_object_get(dropped, "title")), "Short");
    assert_string_equal(json_string_value(json_object_get(dropped, "why")), "too_few_words");
    const json_t *warning = json_array_get(json_object_get(f, "warnings"), 0);
    assert_string_equal(json_string_value(json_object_get(warning, "name")), "under_50_words");
    assert_int_equal(json_integer_value(json_object_get(warning, "articles")), ARTICLES);
    assert_int_equal(json_array_size(json_object_get(warning, "examples")), 5);
    json_decref(f);
}

static void samples_depend_on_the_seed(void **state)
{
    const cria_clean_options o = default_options();
    (void)state;
    cria_threads_set(1);
    json_t *a = findings_of(scratch("wiki.db"), 42, o);
    cria_threads_set(3);
    json_t *b = findings_of(scratch("wiki.db"), 42, o);
    cria_threads_set(0);
    json_t *c = findings_of(scratch("wiki.db"), 43, o);
    assert_true(json_equal(a, b));
    const json_t *samples = json_object_get(a, "samples");
    assert_false(json_equal(samples, json_object_get(c, "samples")));
    assert_int_equal(json_array_size(samples), 12);
    size_t i;
    int before = -1;
    json_t *s;
    json_array_foreach(samples, i, s)
    {
        assert_string_equal(json_string_value(json_object_get(s, "format")), "wikitext");
        const char *raw = json_string_value(json_object_get(s, "raw"));
        const char *text = json_string_value(json_object_get(s, "text"));
        // Raw and clean are of one article: its number ends both.
        assert_non_null(strstr(raw, "'''TOWN "));
        assert_non_null(strstr(raw, strstr(text, "and gates, and a market")));
        // They stand in the order of the articles, none twice.
        const int number = atoi(strstr(text, "coast at ") + strlen("coast at "));
        assert_true(number > before);
        before = number;
    }
    json_decref(a);
    json_decref(b);
    json_decref(c);
}

// Without a wiki its sections are left out; a sample's raw text is the record's HTML.
static void a_book_has_no_notes(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    json_t *f = NULL;
    (void)state;
    const char *in =
        put("book.jsonl", "{\"title\": \"VEL\", \"slice\": \"I\", \"html\": \"<p><b>VEL,</b> a "
                          "harbour of the north, with a <i>wall</i> and gates.</p>\"}\n");
    assert_ok(cria_clean_run(&o, 1, &in, 1, scratch("out.jsonl"), &counts, &f));
    assert_null(json_object_get(f, "notes"));
    assert_null(json_object_get(f, "templates"));
    assert_null(json_object_get(f, "near"));
    assert_null(json_object_get(f, "quality"));
    const json_t *s = json_array_get(json_object_get(f, "samples"), 0);
    assert_string_equal(json_string_value(json_object_get(s, "format")), "html");
    assert_string_equal(json_string_value(json_object_get(s, "raw")),
                        "<p><b>VEL,</b> a harbour of the north, with a <i>wall</i> and "
                        "gates.</p>");
    json_decref(f);
}

// An article without a title is called by its file.
static void examples_have_names(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    json_t *f = NULL;
    (void)state;
    const char *in = put("plain.txt", "A harbour of the north, with a wall and four gates.\n");
    assert_ok(cria_clean_run(&o, 1, &in, 1, scratch("out.jsonl"), &counts, &f));
    const json_t *warning = json_array_get(json_object_get(f, "warnings"), 0);
    assert_string_equal(
        json_string_value(json_array_get(json_object_get(warning, "examples"), 0)),
        "plain.txt:1");
    json_decref(f);
}

#define SAME                                                                                   \
    " a harbour of the north, with a wall and three gates, where in the last century the "     \
    "salt "                                                                                    \
    "of the coast was sold to the ships of the south, until the new road took the trade away " \
    "from the town and the quays fell to ruin, and the salt pans were given up one by one"

static void near_duplicates_are_named(void **state)
{
    cria_clean_options o = default_options();
    cria_counts counts = {0};
    json_t *f = NULL;
    (void)state;
    o.near = true;
    const char *in = put(
        "near.jsonl", "{\"title\": \"Vel\", \"text\": \"Vel," SAME ".\"}\n"
                      "{\"title\": \"Mor\", \"text\": \"Nothing of this sort stands in any of "
                      "the others, but rather something else.\"}\n"
                      "{\"title\": \"Velmar\", \"text\": \"Vel," SAME " again.\"}\n");
    assert_ok(cria_clean_run(&o, 1, &in, 1, scratch("out.jsonl"), &counts, &f));
    const json_t *near = json_object_get(f, "near");
    assert_int_equal(json_array_size(near), 1);
    const json_t *pair = json_array_get(near, 0);
    assert_string_equal(json_string_value(json_object_get(pair, "title")), "Velmar");
    assert_string_equal(json_string_value(json_object_get(pair, "source")), "near.jsonl:3");
    assert_string_equal(json_string_value(json_object_get(pair, "of_title")), "Vel");
    assert_true(json_real_value(json_object_get(pair, "similarity")) > 0.8);
    json_decref(f);
}

static int open_store(void **state)
{
    const int status = scratch_open(state);
    make_store(scratch("wiki.db"));
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_section_is_filled),
        cmocka_unit_test(samples_depend_on_the_seed),
        cmocka_unit_test(a_book_has_no_notes),
        cmocka_unit_test(examples_have_names),
        cmocka_unit_test(near_duplicates_are_named),
    };
    return cmocka_run_group_tests(tests, open_store, scratch_close);
}
