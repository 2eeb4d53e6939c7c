// test_train.c: what a small corpus teaches, merge by merge.
#include "token_test.h"

#include "base/log.h"

static const char *merges_of(const cria_tokenizer *t)
{
    static char joined[4096];
    size_t used = 0;
    joined[0] = '\0';
    for (uint32_t i = 0; i < cria_tokenizer_merges(t); i++) {
        uint32_t id[2];
        size_t n[2];
        cria_tokenizer_merge(t, i, &id[0], &id[1]);
        const char *left = cria_tokenizer_token(t, id[0], &n[0]);
        const char *right = cria_tokenizer_token(t, id[1], &n[1]);
        used += (size_t)snprintf(joined + used, sizeof(joined) - used, "%s%.*s+%.*s",
                                 i > 0 ? " " : "", (int)n[0], left, (int)n[1], right);
    }
    return joined;
}

static void expect_merges(const char *text, const char *wanted)
{
    cria_tokenizer *t = train_on(text, strlen(text), options_of(1000, 2, false, 1));
    assert_string_equal(merges_of(t), wanted);
    cria_tokenizer_close(t);
}

// The expected merges are those of Hugging Face tokenizers 0.23.
static void merges(void **state)
{
    (void)state;
    expect_merges("ab ab", "a+b");
    expect_merges("abab", "a+b");
    expect_merges("ab cd ab cd", "a+b c+d \xc4\xa0+cd"); // a tie: the smaller ids first
    expect_merges("aaaa", "a+a");
    expect_merges("aaaa aaaa", "a+a aa+aa");
    expect_merges("abc\nabc\nabc", "a+b ab+c");
    expect_merges("x", "");
    expect_merges("", "");
}

// Each line is split by itself, its newline with it, and gets its own prefix space.
static void lines(void **state)
{
    (void)state;
    const char text[] = "ab\n\n\nab\r\nab";
    cria_tokenizer *t = train_on(text, sizeof(text) - 1, options_of(1000, 0, true, 1));
    assert_string_equal(merges_of(t), "a+b \xc4\xa0+ab \xc4\xa0+\xc4\x8a");
    cria_tokenizer_close(t);
}

static void alphabets(void **state)
{
    (void)state;
    cria_tokenizer *t = train_on("b a\n", 4, options_of(300, 0, false, 1));
    assert_int_equal(cria_tokenizer_vocab_size(t), 3 + 4);
    assert_int_equal(cria_tokenizer_id(t, "<pad>"), 0);
    assert_int_equal(cria_tokenizer_id(t, "</s>"), 2);
    assert_int_equal(cria_tokenizer_id(t, "a"), 3);
    assert_int_equal(cria_tokenizer_id(t, "b"), 4);
    assert_int_equal(cria_tokenizer_id(t, "\xc4\x8a"), 5); // newline is U+010A
    assert_int_equal(cria_tokenizer_id(t, "\xc4\xa0"), 6); // space is U+0120
    assert_int_equal(cria_tokenizer_id(t, "c"), -1);
    assert_false(cria_tokenizer_has_byte(t, 'c'));
    cria_tokenizer_close(t);
    t = train_on("b a\n", 4, options_of(300, 0, false, 0));
    assert_int_equal(cria_tokenizer_vocab_size(t), 3 + 256);
    assert_int_equal(cria_tokenizer_id(t, "!"), 3);
    for (int b = 0; b < 256; b++)
        assert_true(cria_tokenizer_has_byte(t, (unsigned char)b));
    cria_tokenizer_close(t);
}

static void special_tokens_are_ordinary_text_here(void **state)
{
    (void)state;
    const char text[] = "<s> x </s>\n<s> y </s>\n";
    cria_tokenizer *t = train_on(text, sizeof(text) - 1, options_of(300, 0, true, 1));
    assert_string_equal(merges_of(t), "\xc4\xa0+< \xc4\xa0<+/");
    cria_tokenizer_close(t);
}

static void bad_bytes_count_as_replacement(void **state)
{
    (void)state;
    cria_tokenizer *t = train_on("\xff\xff", 2, options_of(300, 0, false, 1));
    assert_int_equal(cria_tokenizer_vocab_size(t), 3 + 3 + 2); // EF BF BD and two merges
    cria_tokenizer_close(t);
}

static void refusals(void **state)
{
    (void)state;
    const char *path = scratch("refusals.txt"), *none = scratch("absent.txt");
    cria_tokenizer *t;
    expect_ok(cria_file_write(path, "a b", 3));
    expect_failure(cria_tokenizer_train(&t, &path, 1, options_of(200, 0, true, 0)), CRIA_EARG,
                   "259");
    assert_null(t);
    expect_failure(cria_tokenizer_train(&t, &none, 1, options_of(300, 0, true, 0)), CRIA_EIO,
                   "absent.txt");
    const char *twice[] = {"<s>", "<s>"};
    cria_tokenizer_train_options o = *options_of(300, 0, true, 0);
    o.special = (cria_option_list){twice, 2};
    expect_failure(cria_tokenizer_train(&t, &path, 1, &o), CRIA_EARG, "<s>");
    remove(path);
}

static void note_warning(void *context, cria_log_level level, const char *line)
{
    if (level == CRIA_LOG_WARNING)
        snprintf(context, 256, "%s", line);
}

// A vocabulary smaller than the one asked for is said.
static void too_little_text_is_said(void **state)
{
    (void)state;
    char said[256] = "";
    cria_log_set(note_warning, said);
    cria_tokenizer_close(train_on("ab ab ab", 8, options_of(300, 0, true, 0)));
    assert_non_null(strstr(said, "not the 300 asked for"));
    said[0] = '\0';
    cria_tokenizer_close(train_on("ab ab ab", 8, options_of(260, 0, true, 0)));
    assert_string_equal(said, "");
    cria_log_set(NULL, NULL);
}

// Files are counted in parts; no part may begin inside a word, nor get a prefix space too many.
static void parts_cut_no_words(void **state)
{
    (void)state;
    cria_buffer text = {0};
    for (const char *between = "\n "; *between != '\0'; between++) {
        cria_buffer_reset(&text);
        while (text.length < 3u << 20)
            expect_ok(cria_buffer_printf(&text, "word%c", *between));
        cria_tokenizer_train_options o = *options_of(300, 2, true, 1);
        o.min_frequency = 0;
        cria_tokenizer *t = train_on(text.data, text.length - 1, &o);
        assert_int_equal(cria_tokenizer_merges(t), 4);
        assert_int_equal(cria_tokenizer_vocab_size(t), 3 + (*between == '\n' ? 6 : 5) + 4);
        cria_tokenizer_close(t);
    }
    cria_buffer_free(&text);
}

// A long line is counted in parts; threads and the way of storage change nothing.
static void any_number_of_threads(void **state)
{
    (void)state;
    cria_buffer text = {0};
    cria_random r = {.seed = 5};
    while (text.length < 5u << 20) {
        char word[16];
        const uint64_t n = 1 + cria_random_below(&r, 7);
        for (uint64_t i = 0; i < n; i++)
            word[i] = (char)('a' + cria_random_below(&r, 1 + cria_random_below(&r, 26)));
        word[n] = " \n  ."[cria_random_below(&r, 5)];
        if (text.length < 3u << 20 && word[n] == '\n')
            word[n] = ' '; // 3 MiB of one line first
        expect_ok(cria_buffer_append(&text, word, n + 1));
    }
    char hash[2][CRIA_HASH_TEXT];
    for (int threads = 1; threads <= 3; threads += 2) {
        cria_threads_set(threads);
        cria_tokenizer *t = train_on(text.data, text.length, options_of(600, 0, true, 0));
        expect_ok(cria_tokenizer_hash(t, hash[threads / 2]));
        assert_int_equal(cria_tokenizer_vocab_size(t), 600);
        cria_tokenizer_close(t);
    }
    cria_threads_set(0);
    assert_string_equal(hash[0], hash[1]);
    cria_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(merges),
        cmocka_unit_test(lines),
        cmocka_unit_test(alphabets),
        cmocka_unit_test(special_tokens_are_ordinary_text_here),
        cmocka_unit_test(bad_bytes_count_as_replacement),
        cmocka_unit_test(refusals),
        cmocka_unit_test(too_little_text_is_said),
        cmocka_unit_test(parts_cut_no_words),
        cmocka_unit_test(any_number_of_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
