// test_tokenizer.c: text to ids and back.
#include "token_test.h"

static const char corpus[] =
    "<s> hello hello yellow fellow hello </s>\nlow low hello 1911 1911\n"
    "caf\xc3\xa9 caf\xc3\xa9 caf\xc3\xa9\n";

static cria_tokenizer *small(int normalizer, bool prefix, int alphabet)
{
    return train_on(corpus, sizeof(corpus) - 1, options_of(400, normalizer, prefix, alphabet));
}

static void expect_tokens(const cria_tokenizer *t, const char *text, const char *wanted,
                          const cria_encode_options *o)
{
    assert_string_equal(tokens_of(t, text, strlen(text), o), wanted);
}

static void prefix_space(void **state)
{
    (void)state;
    const cria_encode_options off = {.prefix_space = CRIA_PREFIX_OFF},
                              on = {.prefix_space = CRIA_PREFIX_ON};
    cria_tokenizer *t = small(0, true, 0), *bare = small(0, false, 0);
    expect_tokens(t, "", "", NULL);
    expect_tokens(t, "hello", "\xc4\xa0hello", NULL);
    expect_tokens(t, " hello", "\xc4\xa0hello", NULL);
    expect_tokens(t, "hello", "hello", &off);
    expect_tokens(t, "\n", "\xc4\xa0|\xc4\x8a", NULL);
    // NFKC makes a space of a no-break space, which then is the prefix
    expect_tokens(t, "\xc2\xa0hello", "\xc4\xa0hello", NULL);
    assert_true(cria_tokenizer_prefix_space(t));
    assert_false(cria_tokenizer_prefix_space(bare));
    assert_string_equal(tokens_of(bare, "\xc2\xa0hello", 7, &on), "\xc4\xa0hello");
    cria_tokenizer_close(t);
    cria_tokenizer_close(bare);
}

static void special_tokens(void **state)
{
    (void)state;
    const cria_encode_options plain = {.plain_specials = true};
    cria_tokenizer *t = small(0, true, 0);
    expect_tokens(t, "<s>hello</s>hello", "<s>|\xc4\xa0hello|</s>|\xc4\xa0hello", NULL);
    expect_tokens(t, "<s> hello", "<s>|\xc4\xa0hello", NULL);
    expect_tokens(t, "<s><s>", "<s>|<s>", NULL);
    expect_tokens(t, "<s", "\xc4\xa0<|s", NULL);
    expect_tokens(t, "<s>", "\xc4\xa0<|s|>", &plain);
    // full-width signs become "<s>" only after the special tokens were looked for
    expect_tokens(t, "\xef\xbc\x9cs\xef\xbc\x9e", "\xc4\xa0<|s|>", NULL);
    assert_true(cria_tokenizer_is_special(t, 2));
    assert_false(cria_tokenizer_is_special(t, 3));
    cria_tokenizer_close(t);
}

static void longest_special_token_wins(void **state)
{
    (void)state;
    const char *names[] = {"<a", "<a>", "of the"};
    cria_tokenizer_train_options o = *options_of(300, 2, false, 0);
    o.special = (cria_option_list){names, 3};
    cria_tokenizer *t = train_on("x", 1, &o);
    expect_tokens(t, "x<a><a", "x|<a>|<a", NULL);
    cria_ids one = {0}, all = {0};
    cria_buffer text = {0};
    // a part's border may not fall into "of the"
    while (text.length < 3u << 20)
        expect_ok(cria_buffer_puts(&text, "of the<a>of the"));
    expect_ok(cria_tokenizer_encode(t, &one, text.data, text.length, NULL));
    expect_ok(cria_tokenizer_encode_all(t, &all, text.data, text.length, NULL));
    assert_int_equal(one.count, text.length / 15 * 3);
    assert_int_equal(one.count, all.count);
    assert_memory_equal(one.id, all.id, one.count * sizeof(*one.id));
    cria_ids_free(&one);
    cria_ids_free(&all);
    cria_buffer_free(&text);
    cria_tokenizer_close(t);
}

static void dropped_bytes(void **state)
{
    (void)state;
    cria_tokenizer *t = small(0, true, 1);
    cria_ids ids = {0};
    for (size_t round = 1; round <= 3; round++) {
        ids.count = 0;
        expect_ok(cria_tokenizer_encode(t, &ids, "heXllo hello \xe2\x82\xac", 16, NULL));
        // X and the three bytes of the euro sign; what stands on both sides of X joins
        assert_int_equal(ids.dropped_bytes, 4 * round);
        assert_int_equal(ids.count, 3);
    }
    cria_ids_free(&ids);
    expect_tokens(t, "heXllo", "\xc4\xa0hello", NULL);
    cria_tokenizer_close(t);
}

static void invalid_bytes(void **state)
{
    (void)state;
    cria_tokenizer *t = small(0, true, 0), *raw = small(2, false, 0);
    cria_ids ids = {0};
    expect_ok(cria_tokenizer_encode(t, &ids, "low", 3, NULL));
    expect_failure(cria_tokenizer_encode(t, &ids, "<s>ab\xff\xfe", 7, NULL), CRIA_EFORMAT,
                   "byte 5 ");
    assert_int_equal(ids.count, 1); // what was there before stays alone
    cria_buffer out = {0};
    ids.count = 0;
    expect_ok(cria_tokenizer_encode(raw, &ids, "a\xff\x00\xc3 b", 6, NULL));
    expect_ok(cria_tokenizer_decode(raw, &out, ids.id, ids.count, false));
    assert_int_equal(out.length, 6);
    assert_memory_equal(out.data, "a\xff\x00\xc3 b", 6);
    cria_buffer_free(&out);
    cria_ids_free(&ids);
    cria_tokenizer_close(t);
    cria_tokenizer_close(raw);
}

static void decoding(void **state)
{
    (void)state;
    cria_tokenizer *t = small(2, false, 0);
    const char text[] = "<s>caf\xc3\xa9 \xf0\x9f\x91\xa9\r\n</s>";
    cria_ids ids = {0};
    cria_buffer out = {0};
    expect_ok(cria_tokenizer_encode(t, &ids, text, strlen(text), NULL));
    expect_ok(cria_tokenizer_decode(t, &out, ids.id, ids.count, false));
    assert_string_equal(out.data, text);
    cria_buffer_reset(&out);
    expect_ok(cria_tokenizer_decode(t, &out, ids.id, ids.count, true));
    assert_int_equal(out.length, strlen(text) - 7);
    const uint32_t beyond = cria_tokenizer_vocab_size(t);
    expect_failure(cria_tokenizer_decode(t, &out, &beyond, 1, false), CRIA_EARG, "vocabulary");
    cria_buffer_free(&out);
    cria_ids_free(&ids);
    cria_tokenizer_close(t);
}

// The id of one byte.
static uint32_t byte_id(const cria_tokenizer *t, char byte)
{
    cria_ids ids = {0};
    expect_ok(cria_tokenizer_encode(t, &ids, &byte, 1, NULL));
    const uint32_t id = ids.id[0];
    cria_ids_free(&ids);
    return id;
}

static void streaming_holds_back_unfinished_characters(void **state)
{
    (void)state;
    cria_tokenizer *t = train_on("", 0, options_of(259, 2, false, 0));
    // é, a cut 3-byte character, a stray byte, a 4-byte character, a cut one at the end
    const char text[] = "\xc3\xa9\xe2\x82x\x80\xf0\x9f\x91\xa9\xf0\x9f";
    cria_decoder d = {0};
    cria_buffer out = {0};
    size_t lengths[sizeof(text)];
    for (size_t i = 0; i + 1 < sizeof(text); i++) {
        expect_ok(cria_decoder_put(&d, t, &out, byte_id(t, text[i])));
        lengths[i] = out.length;
        expect_ok(cria_utf8_check(out.data != NULL ? out.data : "", out.length));
    }
    assert_int_equal(lengths[0], 0);
    assert_int_equal(lengths[1], 2);
    assert_int_equal(lengths[3], 2);
    assert_int_equal(lengths[8], lengths[5]);
    expect_ok(cria_decoder_end(&d, &out));
    assert_string_equal(out.data,
                        "\xc3\xa9\xef\xbf\xbdx\xef\xbf\xbd\xf0\x9f\x91\xa9\xef\xbf\xbd");
    cria_buffer_free(&out);
    cria_tokenizer_close(t);
}

// Encoding by the definition: each merge in turn, everywhere, from the left.
static size_t by_definition(const cria_tokenizer *t, const char *word, size_t length,
                            uint32_t *id)
{
    size_t count = 0;
    for (size_t i = 0; i < length; i++)
        id[count++] = byte_id(t, word[i]);
    for (uint32_t rank = 0; rank < cria_tokenizer_merges(t); rank++) {
        uint32_t left, right;
        char joined[256];
        size_t n[2];
        cria_tokenizer_merge(t, rank, &left, &right);
        const char *a = cria_tokenizer_token(t, left, &n[0]);
        const char *b = cria_tokenizer_token(t, right, &n[1]);
        snprintf(joined, sizeof(joined), "%.*s%.*s", (int)n[0], a, (int)n[1], b);
        size_t kept = 0;
        for (size_t i = 0; i < count; i++) {
            const bool here = i + 1 < count && id[i] == left && id[i + 1] == right;
            id[kept++] = here ? (uint32_t)cria_tokenizer_id(t, joined) : id[i];
            i += here;
        }
        count = kept;
    }
    return count;
}

// Words on both sides of the border between the two ways of merging.
static void merges_in_order_of_learning(void **state)
{
    (void)state;
    cria_random r = {.seed = 2};
    cria_buffer text = {0};
    for (int i = 0; i < 4000; i++)
        expect_ok(cria_buffer_putc(&text, "aabc "[cria_random_below(&r, i % 9 ? 4 : 5)]));
    cria_tokenizer *t = train_on(text.data, text.length, options_of(330, 2, false, 0));
    for (int round = 0; round < 400; round++) {
        char word[120];
        uint32_t wanted[120];
        const size_t length = 1 + cria_random_below(&r, sizeof(word));
        for (size_t i = 0; i < length; i++)
            word[i] = "aabc"[cria_random_below(&r, 4)];
        const size_t count = by_definition(t, word, length, wanted);
        cria_ids ids = {0};
        expect_ok(cria_tokenizer_encode(t, &ids, word, length, NULL));
        assert_int_equal(ids.count, count);
        assert_memory_equal(ids.id, wanted, count * sizeof(*wanted));
        cria_ids_free(&ids);
    }
    cria_buffer_free(&text);
    cria_tokenizer_close(t);
}

// One word of a megabyte and other extremes end soon, and long merges equal short ones.
static void extremes(void **state)
{
    (void)state;
    enum { BYTES = 1 << 20 };
    cria_tokenizer *t = train_on("aaaa aaaa", 9, options_of(400, 0, false, 0));
    static char text[BYTES];
    cria_ids ids = {0};
    memset(text, 'a', BYTES);
    expect_ok(cria_tokenizer_encode(t, &ids, text, BYTES, NULL));
    assert_int_equal(ids.count, BYTES / 4);
    ids.count = 0;
    expect_ok(cria_tokenizer_encode(t, &ids, text, 50, NULL));
    assert_int_equal(ids.count, 13);
    memset(text, ' ', BYTES);
    ids.count = 0;
    expect_ok(cria_tokenizer_encode_all(t, &ids, text, BYTES, NULL));
    assert_int_equal(ids.count, BYTES);
    cria_ids_free(&ids);
    cria_tokenizer_close(t);
}

static void in_parallel_as_in_one_call(void **state)
{
    (void)state;
    static const char *const atoms[] = {"hello ", "low",       "yellow's ",    "\n",
                                        "  ",     "<s>",       "caf\xc3\xa9 ", "e\xcc\x81",
                                        "1911 ",  "\xc2\xbd ", "\xe2\x80\x94"};
    cria_tokenizer *t = small(0, true, 0);
    cria_buffer text = {0};
    cria_random r = {.seed = 11};
    while (text.length < 4u << 20)
        expect_ok(cria_buffer_puts(&text, atoms[cria_random_below(&r, 11)]));
    cria_ids one = {0}, all = {0};
    expect_ok(cria_tokenizer_encode(t, &one, text.data, text.length, NULL));
    for (int threads = 1; threads <= 4; threads++) {
        cria_threads_set(threads);
        all.count = 0;
        expect_ok(cria_tokenizer_encode_all(t, &all, text.data, text.length, NULL));
        assert_int_equal(all.count, one.count);
        assert_memory_equal(all.id, one.id, one.count * sizeof(*one.id));
    }
    cria_threads_set(0);
    text.data[text.length - 9] = (char)0xff;
    char offset[64];
    snprintf(offset, sizeof(offset), "byte %zu ", text.length - 9);
    expect_failure(cria_tokenizer_encode_all(t, &all, text.data, text.length, NULL),
                   CRIA_EFORMAT, offset);
    cria_ids_free(&one);
    cria_ids_free(&all);
    cria_buffer_free(&text);
    cria_tokenizer_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(prefix_space),
        cmocka_unit_test(special_tokens),
        cmocka_unit_test(longest_special_token_wins),
        cmocka_unit_test(dropped_bytes),
        cmocka_unit_test(invalid_bytes),
        cmocka_unit_test(decoding),
        cmocka_unit_test(streaming_holds_back_unfinished_characters),
        cmocka_unit_test(merges_in_order_of_learning),
        cmocka_unit_test(extremes),
        cmocka_unit_test(in_parallel_as_in_one_call),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
