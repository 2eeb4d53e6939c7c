// test_file.c: tokenizer.json, written, read, and refused.
#include "token_test.h"

#define BYTE_LEVEL "{\"type\":\"ByteLevel\",\"add_prefix_space\":false}"
#define GOOD_MODEL                                                                             \
    "{\"type\":\"BPE\",\"vocab\":{\"<s>\":0,\"a\":1,\"b\":2,\"ab\":3},\"merges\":[\"a b\"]}"
#define SPECIALS "[{\"id\":0,\"content\":\"<s>\",\"special\":true}]"

// A file with some members exchanged.
static cria_status parse(cria_tokenizer **t, const char *added, const char *normalizer,
                         const char *pre, const char *post, const char *model)
{
    static char text[8192];
    const int n = snprintf(text, sizeof(text),
                           "{\"version\":\"1.0\",\"added_tokens\":%s,\"normalizer\":%s,"
                           "\"pre_tokenizer\":%s,\"post_processor\":%s,\"decoder\":" BYTE_LEVEL
                           ",\"model\":%s}",
                           added, normalizer, pre, post, model);
    return cria_tokenizer_parse(t, text, (size_t)n, "here");
}

static cria_status parse_model(cria_tokenizer **t, const char *model)
{
    return parse(t, SPECIALS, "null", BYTE_LEVEL, "null", model);
}

static void old_and_new_forms(void **state)
{
    (void)state;
    static const char *const models[] = {
        GOOD_MODEL,
        "{\"vocab\":{\"<s>\":0,\"a\":1,\"b\":2,\"ab\":3},\"merges\":[[\"a\",\"b\"]]}",
        "{\"type\":\"BPE\",\"dropout\":null,\"continuing_subword_prefix\":\"\","
        "\"fuse_unk\":true,\"vocab\":{\"a\":1,\"b\":2,\"ab\":3},\"merges\":[\"a b\"]}",
        "{\"dropout\":0.0,\"ignore_merges\":false,"
        "\"vocab\":{\"<s>\":0,\"a\":1,\"b\":2,\"ab\":3},\"merges\":[\"a b\",[\"a\",\"b\"]]}",
    };
    char first[CRIA_HASH_TEXT], hash[CRIA_HASH_TEXT];
    for (size_t i = 0; i < 4; i++) {
        cria_tokenizer *t;
        expect_ok(parse_model(&t, models[i]));
        assert_string_equal(tokens_of(t, "<s>abab", 7, NULL), "<s>|ab|ab");
        expect_ok(cria_tokenizer_hash(t, i == 0 ? first : hash));
        if (i > 0)
            assert_string_equal(hash, first);
        cria_tokenizer_close(t);
    }
}

static void hash_tells_settings_apart(void **state)
{
    (void)state;
    char hash[4][CRIA_HASH_TEXT];
    for (int i = 0; i < 4; i++) {
        cria_tokenizer *t;
        expect_ok(parse(&t, i == 3 ? "[]" : SPECIALS, i == 1 ? "{\"type\":\"NFC\"}" : "null",
                        i == 2 ? "{\"type\":\"ByteLevel\"}" : BYTE_LEVEL, "null", GOOD_MODEL));
        expect_ok(cria_tokenizer_hash(t, hash[i]));
        for (int j = 0; j < i; j++)
            assert_string_not_equal(hash[i], hash[j]);
        cria_tokenizer_close(t);
    }
}

static void templates(void **state)
{
    (void)state;
    const cria_encode_options with = {.add_template = true};
    cria_tokenizer *t;
    const char post[] = "{\"type\":\"Sequence\",\"processors\":[" BYTE_LEVEL
                        ",{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{"
                        "\"id\":\"<s>\",\"type_id\":0}},{\"Sequence\":{\"id\":\"A\","
                        "\"type_id\":0}}],\"pair\":[],\"special_tokens\":{}}]}";
    expect_ok(parse(&t, SPECIALS, "null", BYTE_LEVEL, post, GOOD_MODEL));
    for (int round = 0; round < 2; round++) {
        assert_string_equal(tokens_of(t, "ab", 2, NULL), "ab");
        assert_string_equal(tokens_of(t, "ab", 2, &with), "<s>|ab");
        // the same after a save
        const char *path = scratch("template.json");
        expect_ok(cria_tokenizer_save(t, path));
        cria_tokenizer_close(t);
        expect_ok(cria_tokenizer_open(&t, path));
        remove(path);
    }
    cria_tokenizer_close(t);
}

static void saved_and_read_is_the_same_file(void **state)
{
    (void)state;
    const char corpus[] = "one two \"two\" \\ two <s> one\n\xc3\xa9\xc3\xa9\n";
    cria_tokenizer *t = train_on(corpus, strlen(corpus), options_of(300, 0, true, 0)), *again;
    const char *first = scratch("first.json"), *second = scratch("second.json");
    expect_ok(cria_tokenizer_save(t, first));
    expect_ok(cria_tokenizer_open(&again, first));
    expect_ok(cria_tokenizer_save(again, second));
    cria_buffer a = {0}, b = {0};
    expect_ok(cria_file_read(&a, first, 1 << 20));
    expect_ok(cria_file_read(&b, second, 1 << 20));
    assert_string_equal(a.data, b.data);
    char hash[2][CRIA_HASH_TEXT];
    expect_ok(cria_tokenizer_hash(t, hash[0]));
    expect_ok(cria_tokenizer_hash(again, hash[1]));
    assert_string_equal(hash[0], hash[1]);
    remove(first);
    remove(second);
    cria_buffer_free(&a);
    cria_buffer_free(&b);
    cria_tokenizer_close(t);
    cria_tokenizer_close(again);
}

static void broken_models(void **state)
{
    (void)state;
    static const struct {
        const char *model, *words;
    } cases[] = {
        {"{\"type\":\"WordPiece\"}", "WordPiece"},
        {"[]", "no model"},
        {"{\"vocab\":{},\"merges\":[],\"dropout\":0.1}", "dropout"},
        {"{\"vocab\":{},\"merges\":[],\"unk_token\":\"?\"}", "unk_token"},
        {"{\"vocab\":{},\"merges\":[],\"byte_fallback\":true}", "byte_fallback"},
        {"{\"vocab\":{},\"merges\":[],\"ignore_merges\":true}", "ignore_merges"},
        {"{\"vocab\":{},\"merges\":[],\"end_of_word_suffix\":\"</w>\"}", "end_of_word_suffix"},
        {"{\"vocab\":[],\"merges\":[]}", "vocab"},
        {"{\"vocab\":{\"a\":1},\"merges\":{}}", "merges"},
        {"{\"vocab\":{\"a\":-1},\"merges\":[]}", "'a'"},
        {"{\"vocab\":{\"a\":1e9},\"merges\":[]}", "'a'"},
        {"{\"vocab\":{\"a\":99999999999},\"merges\":[]}", "'a'"},
        {"{\"vocab\":{\"a\":1,\"b\":1},\"merges\":[]}", "both have the id 1"},
        {"{\"vocab\":{\"a\":0},\"merges\":[]}", "both have the id 0"},
        {"{\"vocab\":{\"a\":1,\"<s>\":2},\"merges\":[]}", "is there twice"},
        {"{\"vocab\":{\"a\":2},\"merges\":[]}", "no token has the id 1"},
        {"{\"vocab\":{\"\":1},\"merges\":[]}", "0 bytes"},
        {"{\"vocab\":{\"a\":1},\"merges\":[\"a a\"]}", "'aa'"},
        {"{\"vocab\":{\"a\":1},\"merges\":[\"a\"]}", "merge 0"},
        {"{\"vocab\":{\"a\":1},\"merges\":[\"a a a\"]}", "merge 0"},
        {"{\"vocab\":{\"a\":1},\"merges\":[[\"a\"]]}", "merge 0"},
        {"{\"vocab\":{\"a\":1},\"merges\":[[1,2]]}", "merge 0"},
        {"{\"vocab\":{\"a\":1},\"merges\":[\" a\"]}", "merge 0"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        cria_tokenizer *t;
        expect_failure(parse_model(&t, cases[i].model), CRIA_EFORMAT, cases[i].words);
        assert_null(t);
    }
}

static void other_features(void **state)
{
    (void)state;
    static const struct {
        const char *added, *normalizer, *pre, *post, *words;
    } cases[] = {
        {"{}", "null", BYTE_LEVEL, "null", "added_tokens"},
        {"[7]", "null", BYTE_LEVEL, "null", "added_tokens"},
        {"[{\"id\":0}]", "null", BYTE_LEVEL, "null", "content"},
        {"[{\"id\":0,\"content\":\"<s>\",\"lstrip\":true}]", "null", BYTE_LEVEL, "null",
         "lstrip"},
        {"[{\"id\":0,\"content\":\"<s>\",\"normalized\":true}]", "{\"type\":\"NFC\"}",
         BYTE_LEVEL, "null", "normalized"},
        {SPECIALS, "{\"type\":\"Lowercase\"}", BYTE_LEVEL, "null", "Lowercase"},
        {SPECIALS, "7", BYTE_LEVEL, "null", "normalizer"},
        {SPECIALS, "{\"type\":\"Sequence\",\"normalizers\":[{},{}]}", BYTE_LEVEL, "null",
         "Sequence"},
        {SPECIALS, "null", "null", "null", "pre_tokenizer"},
        {SPECIALS, "null", "{\"type\":\"Metaspace\"}", "null", "Metaspace"},
        {SPECIALS, "null", "{\"type\":\"ByteLevel\",\"use_regex\":false}", "null", "use_regex"},
        {SPECIALS, "null", BYTE_LEVEL, "{\"type\":\"BertProcessing\"}", "BertProcessing"},
        {SPECIALS, "null", BYTE_LEVEL, "{\"type\":\"TemplateProcessing\",\"single\":[]}",
         "without the text"},
        {SPECIALS, "null", BYTE_LEVEL,
         "{\"type\":\"TemplateProcessing\",\"single\":[{\"SpecialToken\":{\"id\":\"?\"}}]}",
         "'?'"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        cria_tokenizer *t;
        expect_failure(parse(&t, cases[i].added, cases[i].normalizer, cases[i].pre,
                             cases[i].post, GOOD_MODEL),
                       CRIA_EFORMAT, cases[i].words);
        assert_null(t);
    }
}

static void truncated_anywhere(void **state)
{
    (void)state;
    const char text[] = "{\"added_tokens\":" SPECIALS ",\"pre_tokenizer\":" BYTE_LEVEL
                        ",\"decoder\":" BYTE_LEVEL ",\"model\":" GOOD_MODEL "}";
    cria_tokenizer *t;
    for (size_t length = 0; length < sizeof(text) - 1; length++) {
        assert_int_equal(cria_tokenizer_parse(&t, text, length, "here"), CRIA_EFORMAT);
        assert_null(t);
    }
    expect_ok(cria_tokenizer_parse(&t, text, sizeof(text) - 1, "here"));
    cria_tokenizer_close(t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(old_and_new_forms),  cmocka_unit_test(hash_tells_settings_apart),
        cmocka_unit_test(templates),          cmocka_unit_test(saved_and_read_is_the_same_file),
        cmocka_unit_test(broken_models),      cmocka_unit_test(other_features),
        cmocka_unit_test(truncated_anywhere),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
