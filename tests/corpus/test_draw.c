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
    };
    return cmocka_run_group_tests(tests, open_corpus, scratch_close);
}
