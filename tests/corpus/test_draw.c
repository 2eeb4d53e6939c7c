// The split: whole articles, no article twice, enough words, the same draw for the same seed.
#include "corpus/split.h"
#include "corpus_test.h"

enum { ARTICLES = 200, WORDS = 10 };

static void write_corpus(const char *path)
{
    cria_line_writer *w;
    assert_ok(cria_line_writer_open(&w, path));
    for (int i = 0; i < ARTICLES; i++) {
        char text[128], line[256];
        snprintf(text, sizeof text, "Town %d, of the north.\\nIt <s> has </s> walls.", i);
        const int n = snprintf(line, sizeof line, "{\"title\": \"T\", \"text\": \"%s\"}", text);
        assert_ok(cria_line_put(w, line, (size_t)n));
    }
    assert_ok(cria_line_writer_commit(w));
}

static cria_split_report split(int64_t train, int64_t eval, uint64_t seed, int breaks)
{
    const cria_split_options o = {.train_words = train, .eval_words = eval, .breaks = breaks};
    cria_split_report report;
    assert_ok(cria_split_run(&o, seed, scratch("in.jsonl.zst"), scratch("split"), &report));
    return report;
}

static char *file_text(const char *name)
{
    cria_buffer b = {0};
    char path[64];
    snprintf(path, sizeof path, "split/%s", name);
    assert_ok(cria_file_read(&b, scratch(path), 1 << 20));
    assert_ok(cria_buffer_putc(&b, '\0'));
    return cria_buffer_take(&b);
}

// mark_towns counts each town's articles in a file of lines.
static int mark_towns(const char *text, int seen[ARTICLES])
{
    int lines = 0;
    for (const char *at = text; *at; at = strchr(at, '\n') + 1, lines++) {
        int town = -1;
        assert_int_equal(sscanf(at, "<s> Town %d,", &town), 1);
        const char *end = strchr(at, '\n');
        assert_memory_equal(end - 5, " </s>", 5);
        seen[town]++;
    }
    return lines;
}

static void draws_whole_articles_once(void **state)
{
    int seen[ARTICLES] = {0};
    (void)state;
    const cria_split_report r = split(995, 300, 42, CRIA_BREAKS_SPACE);
    char *train = file_text("train.txt"), *eval = file_text("eval.txt");
    assert_int_equal(r.articles, ARTICLES);
    assert_int_equal(r.words, ARTICLES * WORDS);
    assert_int_equal(r.train.articles, 100);
    assert_int_equal(r.train.words, 1000);
    assert_int_equal(mark_towns(train, seen), 100);
    assert_int_equal(mark_towns(eval, seen), 30);
    for (int i = 0; i < ARTICLES; i++)
        assert_true(seen[i] <= 1);
    // A mark inside a text is no mark.
    assert_null(strstr(train, "It <s> has"));
    assert_non_null(strstr(train, "of the north. It < s> has < /s> walls. </s>\n"));
    cria_free(train);
    cria_free(eval);
}

static void seed_decides(void **state)
{
    (void)state;
    const cria_split_report a = split(500, 100, 1, CRIA_BREAKS_SPACE);
    const cria_split_report b = split(500, 100, 1, CRIA_BREAKS_SPACE);
    const cria_split_report c = split(500, 100, 2, CRIA_BREAKS_SPACE);
    assert_string_equal(a.train.hash, b.train.hash);
    assert_string_equal(a.eval.hash, b.eval.hash);
    assert_string_not_equal(a.train.hash, c.train.hash);
    char *json = file_text("split.json");
    assert_non_null(strstr(json, c.train.hash));
    assert_non_null(strstr(json, "\"seed\": 2"));
    cria_free(json);
}

static void rest_and_breaks(void **state)
{
    (void)state;
    const cria_split_report r = split(0, 300, 5, CRIA_BREAKS_NEWLINE);
    assert_int_equal(r.eval.articles, 30);
    assert_int_equal(r.train.articles, 170);
    char *text = file_text("train.txt");
    assert_non_null(strstr(text, "of the north.\nIt <"));
    cria_free(text);
}

static void too_small_is_refused(void **state)
{
    const cria_split_options o = {.train_words = 1800, .eval_words = 300};
    cria_split_report report;
    (void)state;
    assert_fails(cria_split_run(&o, 1, scratch("in.jsonl.zst"), scratch("none"), &report),
                 CRIA_EARG, "2000 words in 200 articles");
    assert_false(cria_path_exists(scratch("none")));
}

// Whose text the training part holds: by work, each article on a line, whatever the order
// drawn.
static void credits_name_every_article(void **state)
{
    static const char articles[] =
        "{\"title\": \"Vel\", \"text\": \"Vel is a town of the north.\", \"source\": "
        "\"W/Vel\", "
        "\"origin\": {\"site\": \"https://wiki.example\", \"work\": \"W\", \"title\": "
        "\"W/Vel\", "
        "\"volume\": 4, \"pages\": [\"Page:V/9\", \"Page:V/10\", \"Page:V/12\"], "
        "\"revisions\": "
        "[7, 8, 9], \"licence\": \"CC BY-SA 4.0\"}}\n"
        "{\"title\": \"Tor\", \"text\": \"Tor is a town.\", \"source\": \"book:5:3\"}\n"
        "{\"title\": \"Mor\", \"text\": \"Mor is a harbour.\", \"source\": \"W/Mor\", "
        "\"origin\": "
        "{\"site\": \"https://wiki.example\", \"work\": \"W\", \"index\": \"V\\n\", \"pages\": "
        "[\"Page:V/2\"], \"revisions\": [4], \"licence\": \"CC BY-SA 4.0\"}}\n"
        "{\"title\": \"Uz\", \"text\": \"Uz too.\", \"source\": \"book:5:4.2\"}\n";
    static const char credits[] =
        "CREDITS\n\nThe training text is made of these articles, cleaned of markup, notes and "
        "tables.\n\nW\nhttps://wiki.example\nLicence: CC BY-SA 4.0\n2 articles, 11 words\n\n"
        "Mor; V ; page 2; revision 4\nVel; volume 4; pages 9-10, 12; revisions 7, 8, 9\n"
        "\nOther sources\n\nbook:5: 2 articles, 6 words\n";
    const cria_split_options o = {.train_words = 0};
    cria_split_report a, b;
    (void)state;
    const char *in = put("credited.jsonl", articles);
    assert_ok(cria_split_run(&o, 1, in, scratch("split"), &a));
    char *text = file_text("CREDITS"), *json = file_text("split.json");
    assert_string_equal(text, credits);
    assert_non_null(strstr(json, a.credits_hash));
    assert_non_null(strstr(json, "\"work\": \"book:5\""));
    cria_free(text);
    cria_free(json);
    assert_ok(cria_split_run(&o, 3, scratch("credited.jsonl"), scratch("split"), &b));
    assert_string_not_equal(a.train.hash, b.train.hash);
    assert_string_equal(a.credits_hash, b.credits_hash);
}

// What went into evaluation only is not credited.
static void credits_are_for_training(void **state)
{
    (void)state;
    const cria_split_report r = split(500, 1500, 1, CRIA_BREAKS_SPACE);
    char *text = file_text("CREDITS");
    assert_int_equal(r.train.articles, 50);
    assert_non_null(strstr(text, ": 50 articles, 500 words\n"));
    cria_free(text);
}

static int open_corpus(void **state)
{
    const int status = scratch_open(state);
    write_corpus(scratch("in.jsonl.zst"));
    return status;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(draws_whole_articles_once),
        cmocka_unit_test(seed_decides),
        cmocka_unit_test(rest_and_breaks),
        cmocka_unit_test(too_small_is_refused),
        cmocka_unit_test(credits_name_every_article),
        cmocka_unit_test(credits_are_for_training),
    };
    return cmocka_run_group_tests(tests, open_corpus, scratch_close);
}
