// Runs over files: input forms, errors with their place, order, duplicates, parts, threads.
#include "base/hash.h"
#include "base/parallel.h"
#include "corpus_test.h"

static cria_articles clean_file(const char *path, const cria_clean_options *o,
                                cria_counts *counts)
{
    const char *out = scratch("out.jsonl.zst");
    assert_ok(cria_clean_run(o, 1, &path, 1, out, counts, NULL));
    return read_back(out);
}

#define LONG " a harbour and a market of the north coast, with a wall and three gates."

static void records(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    cria_articles a = clean_file(
        put("a.jsonl",
            "{\"title\": \"VEL\", \"slice\": \"I\", \"source\": \"book:7\", \"html\": "
            "\"<p><b>VEL,</b>" LONG "</p>\"}\n\n"
            "{\"title\": \"MOR\", \"text\": \"Mor," LONG "\"}\n"
            "{\"title\": \"X\", \"html\": \"<p>Too short.</p>\"}\n"),
        &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[0].title, "VEL");
    assert_string_equal(a.item[0].text, "Vel," LONG);
    assert_string_equal(a.item[0].source, "book:7:1");
    assert_string_equal(a.item[0].part, "I");
    assert_string_equal(a.item[1].source, "a.jsonl:3");
    assert_int_equal(a.item[1].words, 16);
    assert_int_equal(counts.n[CRIA_COUNT_DROP_SHORT], 1);
    assert_int_equal(counts.n[CRIA_COUNT_WORDS], 32);
    cria_articles_free(&a);
}

static void faults_name_file_and_line(void **state)
{
    static const struct {
        const char *line, *message;
    } faults[] = {
        {"{\"title\": \"A\"}",
         "line 2: expected a member 'html' or 'text' with the article, found 'title'"},
        {"{\"title\": 3, \"html\": \"\"}", "line 2"},
        {"{\"title\": \"A\", \"html\": [1]}", "line 2"},
        {"{\"page\": 1, \"content\": \"x\"}", "found 'page', 'content'; --text-member"},
        {"[]", "line 2: expected a JSON object"},
        {"{\"html\": \"<p>", "line 2"},
    };
    const cria_clean_options o = default_options();
    (void)state;
    for (size_t i = 0; i < sizeof faults / sizeof faults[0]; i++) {
        char text[256];
        cria_counts counts = {0};
        snprintf(text, sizeof text, "{\"html\": \"<p>One.</p>\"}\n%s\n", faults[i].line);
        const char *in = put("bad.jsonl", text), *out = scratch("never.jsonl");
        assert_fails(cria_clean_run(&o, 1, &in, 1, out, &counts, NULL), CRIA_EFORMAT,
                     faults[i].message);
        assert_non_null(strstr(cria_message(), "bad.jsonl"));
        assert_false(cria_path_exists(out));
    }
}

static void refused_inputs(void **state)
{
    cria_clean_options o = default_options();
    cria_counts counts = {0};
    const char *in = scratch_folder, *out = scratch("never.jsonl");
    (void)state;
    o.format = CRIA_CLEAN_WIKISOURCE;
    const char *page = put("page.html", "<p>One.</p>");
    assert_fails(cria_clean_run(&o, 1, &page, 1, out, &counts, NULL), CRIA_EARG,
                 "is no store of wiki pages");
    o.format = CRIA_CLEAN_AUTO;
    assert_fails(cria_clean_run(&o, 1, &in, 0, out, &counts, NULL), CRIA_EARG, "no input");
    const char *empty = scratch("empty");
    assert_ok(cria_directory_make(empty));
    assert_fails(cria_clean_run(&o, 1, &empty, 1, out, &counts, NULL), CRIA_EARG,
                 "holds no file");
    const char *odd = put("odd.html", "<meta charset=x-llama><p>Caf\xE9.</p>");
    assert_fails(cria_clean_run(&o, 1, &odd, 1, out, &counts, NULL), CRIA_EFORMAT, "x-llama");
    static const char *const others[][3] = {
        {"array.json", "[{\"text\": \"One.\"}]", "a JSON array"},
        {"dump.xml", "<mediawiki xmlns=\"x\">", "a wiki's export"},
        {"dump.bz2", "BZh91AY", "packed with bzip2"},
        {"lines.jsonl.gz", "\x1F\x8B\x08", "packed with gzip"},
        {"text.docx", "PK\x03\x04", "packed with zip"},
        {"text.pdf", "%PDF-1.7", "a PDF"},
    };
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        const char *other = put(others[i][0], others[i][1]);
        assert_fails(cria_clean_run(&o, 1, &other, 1, out, &counts, NULL), CRIA_EFORMAT,
                     others[i][2]);
    }
    const char *absent = scratch("absent.html");
    assert_fails(cria_clean_run(&o, 1, &absent, 1, out, &counts, NULL), CRIA_EIO,
                 "absent.html");
}

// Records as others write them: a mark of UTF-8 before the first, the text under another name,
// texts that are null.
static void foreign_records(void **state)
{
    cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    o.text_member = "content";
    cria_articles a =
        clean_file(put("foreign.jsonl", "\xEF\xBB\xBF{\"content\": \"Vel," LONG "\"}\r\n"
                                        "{\"content\": null}\n"
                                        "{\"id\": 1, \"content\": \"Mor," LONG "\"}\n"),
                   &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[0].text, "Vel," LONG);
    assert_int_equal(counts.n[CRIA_COUNT_DROP_EMPTY], 1);
    cria_articles_free(&a);
    // Nor does the mark hide what a file is whose name does not tell.
    a = clean_file(put("foreign.json", "\xEF\xBB\xBF{\"content\": \"Vel," LONG "\"}\n"), &o,
                   &counts);
    assert_string_equal(a.item[0].text, "Vel," LONG);
    cria_articles_free(&a);
}

// A directory's files of known endings, at any depth, by name.
static void directories(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    assert_ok(cria_directory_make(scratch("tree/deep/er")));
    put("tree/z.txt", "Vel," LONG);
    put("tree/deep/er/a.html", "<p>Mor," LONG "</p>");
    put("tree/deep/b.pdf", "%PDF");
    cria_articles a = clean_file(scratch("tree"), &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[0].source, "a.html:1");
    assert_int_equal(counts.n[CRIA_COUNT_RECORDS], 2);
    cria_articles_free(&a);
}

static void invalid_bytes_are_counted_once(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    cria_articles a = clean_file(put("latin.txt", "V\xE9l," LONG), &o, &counts);
    assert_int_equal(counts.n[CRIA_COUNT_BAD_BYTES], 1);
    cria_articles_free(&a);
}

static void plain_forms(void **state)
{
    cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    cria_articles a = clean_file(
        put("deck.txt", "<s> Vel," LONG " </s> <s> Mor," LONG " </s>\n"), &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[1].text, "Mor," LONG);
    cria_articles_free(&a);

    a = clean_file(
        put("one.txt", "Vel," LONG "\nmore of\nit.\n\nSecond \342\200\234part\342\200\235.\n"),
        &o, &counts);
    assert_int_equal(a.count, 1);
    assert_string_equal(a.item[0].text, "Vel," LONG " more of it.\nSecond \"part\".");
    cria_articles_free(&a);

    o.text_unit = CRIA_TEXT_BLANK_LINE;
    a = clean_file(put("many.txt", "Vel," LONG "\n\n\nMor," LONG "\n"), &o, &counts);
    assert_int_equal(a.count, 2);
    cria_articles_free(&a);

    a = clean_file(put("book.html",
                       "<html><head><title>T</title></head><body><p><b>VEL,</b>" LONG
                       "</p><hr class=\"art\"/><p><b>MOR,</b>" LONG "</p>"),
                   &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[0].title, "VEL");
    assert_string_equal(a.item[1].source, "book.html:1.2");
    cria_articles_free(&a);

    a = clean_file(
        put("today.html", "<main><p>Vel," LONG "</p><p><b>NOTE:</b> Mor," LONG "</p></main>"),
        &o, &counts);
    assert_int_equal(a.count, 1);
    cria_articles_free(&a);
}

static void duplicates_go(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
#define PARAGRAPH                                                                              \
    "The town was twice burnt by the men of the isles, and each time built again in "          \
    "stone, until nothing of wood was left."
    cria_articles a =
        clean_file(put("dup.jsonl", "{\"text\": \"Vel," LONG "\\n" PARAGRAPH "\"}\n"
                                    "{\"text\": \"VEL," LONG "\\n" PARAGRAPH "\"}\n"
                                    "{\"text\": \"Mor," LONG "\\n" PARAGRAPH "\\nLast.\"}\n"),
                   &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[1].text, "Mor," LONG "\nLast.");
    assert_int_equal(counts.n[CRIA_COUNT_DROP_DUPLICATE], 1);
    assert_int_equal(counts.n[CRIA_COUNT_DUPLICATE_PARAGRAPHS], 1);
    cria_articles_free(&a);
}

static void parts_are_joined(void **state)
{
    const cria_clean_options o = default_options();
    cria_counts counts = {0};
    (void)state;
    cria_articles a =
        clean_file(put("cut.jsonl", "{\"title\":\"VEL\",\"html\":\"<p><b>VEL</b> (<i>continued "
                                    "from part 2</i>)</p><p>... "
                                    "of the coast.</p>\"}\n"
                                    "{\"title\":\"MOR\",\"html\":\"<p><b>MOR,</b>" LONG
                                    " It is ...</p><p>(<i>Continued in "
                                    "volume 8, slice 4, page 1.</i>)</p>\"}\n"
                                    "{\"title\":\"VEL\",\"html\":\"<p><b>VEL,</b>" LONG
                                    " It is first ...</p><p><i>(continued "
                                    "in part 3)</i></p>\"}\n"
                                    "{\"title\":\"TAN\",\"html\":\"<p><b>TAN,</b> "
                                    "[<i>Continued from volume XV.</i>]</p><p>... "
                                    "and a short end.</p>\"}\n"),
                   &o, &counts);
    assert_int_equal(a.count, 2);
    assert_string_equal(a.item[0].text, "Mor," LONG);
    assert_string_equal(a.item[1].text, "Vel," LONG " It is first of the coast.");
    assert_int_equal(counts.n[CRIA_COUNT_JOINED], 1);
    assert_int_equal(counts.n[CRIA_COUNT_DROP_FRAGMENT], 1);
    assert_int_equal(counts.n[CRIA_COUNT_WARN_CUT], 1);
    cria_articles_free(&a);
}

// One run of some thousand records and its counters, on `threads` threads.
static void run_many(int threads, char hash[CRIA_HASH_TEXT], cria_counts *counts)
{
    const cria_clean_options o = default_options();
    const char *in = scratch("many.jsonl"), *out = scratch("many.out.jsonl");
    cria_threads_set(threads);
    assert_ok(cria_clean_run(&o, 1, &in, 1, out, counts, NULL));
    cria_threads_set(0);
    assert_ok(cria_hash_file(hash, out));
}

static void threads_change_nothing(void **state)
{
    cria_buffer b = {0};
    char one[CRIA_HASH_TEXT], four[CRIA_HASH_TEXT];
    cria_counts c1 = {0}, c4 = {0};
    (void)state;
    for (int i = 0; i < 3000; i++)
        assert_ok(
            cria_buffer_printf(&b,
                               "{\"title\": \"T%d\", \"html\": \"<p><b>TOWN %d,</b>%s No. "
                               "%d (<i>q.v.</i>).</p>\"}\n",
                               i, i % 50, LONG, i % 900));
    assert_ok(cria_file_write(scratch("many.jsonl"), b.data, b.length));
    cria_buffer_free(&b);
    run_many(1, one, &c1);
    run_many(4, four, &c4);
    assert_string_equal(one, four);
    assert_memory_equal(&c1, &c4, sizeof c1);
    assert_int_equal(c1.n[CRIA_COUNT_CROSS_REFERENCES], 3000);
    assert_int_equal(c1.n[CRIA_COUNT_ARTICLES], 900);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records),          cmocka_unit_test(faults_name_file_and_line),
        cmocka_unit_test(refused_inputs),   cmocka_unit_test(foreign_records),
        cmocka_unit_test(directories),      cmocka_unit_test(invalid_bytes_are_counted_once),
        cmocka_unit_test(plain_forms),      cmocka_unit_test(duplicates_go),
        cmocka_unit_test(parts_are_joined), cmocka_unit_test(threads_change_nothing),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
