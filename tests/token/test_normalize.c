// test_normalize.c: NFC and NFKC on the cases that are easily got wrong.
#include "token_test.h"

#include "processor_time.h"
#include "token/chunks.h"

static void expect_form(cria_normal_form form, const char *text, const char *wanted)
{
    cria_normalizer n = {0};
    cria_buffer out = {0};
    expect_ok(cria_normalize(&n, &out, form, text, strlen(text)));
    assert_string_equal(out.data, wanted);
    cria_buffer_free(&out);
    cria_normalizer_free(&n);
}

static void known_cases(void **state)
{
    (void)state;
    static const struct {
        const char *text, *nfc, *nfkc;
    } cases[] = {
        {"plain", "plain", "plain"},
        {"e\xcc\x81", "\xc3\xa9", "\xc3\xa9"},
        // dot below is ordered before acute, and joins first
        {"e\xcc\x81\xcc\xa3", "\xe1\xba\xb9\xcc\x81", "\xe1\xba\xb9\xcc\x81"},
        {"\xc3\xa9\xcc\xa3", "\xe1\xba\xb9\xcc\x81", "\xe1\xba\xb9\xcc\x81"},
        // equal classes stay in order
        {"q\xcc\x8d\xcc\x8e\xcc\xa3", "q\xcc\xa3\xcc\x8d\xcc\x8e", "q\xcc\xa3\xcc\x8d\xcc\x8e"},
        {"12\xc2\xbd", "12\xc2\xbd",
         "121\xe2\x81\x84"
         "2"},
        {"m\xc2\xb2", "m\xc2\xb2", "m2"},
        {"\xef\xac\x81", "\xef\xac\x81", "fi"},
        {"a\xc2\xa0"
         "b",
         "a\xc2\xa0"
         "b",
         "a b"},
        {"\xe2\x84\xab", "\xc3\x85", "\xc3\x85"},                                 // Angstrom
        {"\xe1\x84\x80\xe1\x85\xa1\xe1\x86\xa8", "\xea\xb0\x81", "\xea\xb0\x81"}, // Hangul
        {"\xe0\xa5\x98", "\xe0\xa4\x95\xe0\xa4\xbc", "\xe0\xa4\x95\xe0\xa4\xbc"}, // excluded
        // unassigned in the reference's data: U+32FF and the pair U+11935 U+11930
        {"\xe3\x8b\xbf\xcc\x81", "\xe3\x8b\xbf\xcc\x81", "\xe3\x8b\xbf\xcc\x81"},
        {"\xe3\x8b\xbf", "\xe3\x8b\xbf", "\xe3\x8b\xbf"},
        {"\xf0\x91\xa4\xb5\xf0\x91\xa4\xb0", "\xf0\x91\xa4\xb5\xf0\x91\xa4\xb0",
         "\xf0\x91\xa4\xb5\xf0\x91\xa4\xb0"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        expect_form(CRIA_NORMAL_NFC, cases[i].text, cases[i].nfc);
        expect_form(CRIA_NORMAL_NFKC, cases[i].text, cases[i].nfkc);
    }
}

// A long run of marks in the wrong order: sorted by class, equals in order, in linear time.
static void long_run_of_marks(void **state)
{
    (void)state;
    enum { PAIRS = 1 << 18 };
    cria_buffer text = {0}, wanted = {0}, out = {0};
    cria_normalizer n = {0};
    for (int i = 0; i < PAIRS; i++)
        expect_ok(cria_buffer_puts(&text, "\xcc\x80\xcc\xa7")); // class 230, class 202
    for (int i = 0; i < PAIRS; i++)
        expect_ok(cria_buffer_puts(&wanted, "\xcc\xa7"));
    for (int i = 0; i < PAIRS; i++)
        expect_ok(cria_buffer_puts(&wanted, "\xcc\x80"));
    const double started = processor_time();
    expect_ok(cria_normalize(&n, &out, CRIA_NORMAL_NFC, text.data, text.length));
    assert_true(processor_time() - started < 5);
    assert_int_equal(out.length, wanted.length);
    assert_memory_equal(out.data, wanted.data, out.length);
    cria_buffer_free(&text);
    cria_buffer_free(&wanted);
    cria_buffer_free(&out);
    cria_normalizer_free(&n);
}

static void blocks_join_to_the_whole(void **state)
{
    (void)state;
    cria_buffer text = {0}, whole = {0}, parts = {0};
    cria_normalizer n = {0};
    for (int i = 0; i < 20000; i++)
        expect_ok(cria_buffer_puts(&text, i % 7 ? "word " : "fe\xcc\x81te \xcc\xa7 \xc2\xbd"));
    expect_ok(cria_normalize(&n, &whole, CRIA_NORMAL_NFKC, text.data, text.length));
    cria_chunks b = {.form = CRIA_NORMAL_NFKC};
    const char *data;
    size_t length, blocks = 0;
    cria_chunks_begin(&b, text.data, text.length);
    for (expect_ok(cria_chunks_next(&b, &data, &length)); data != NULL;
         expect_ok(cria_chunks_next(&b, &data, &length))) {
        expect_ok(cria_buffer_append(&parts, data, length));
        blocks++;
    }
    assert_true(blocks > 2);
    assert_string_equal(parts.data, whole.data);
    cria_chunks_free(&b);
    cria_normalizer_free(&n);
    cria_buffer_free(&text);
    cria_buffer_free(&whole);
    cria_buffer_free(&parts);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_cases),
        cmocka_unit_test(long_run_of_marks),
        cmocka_unit_test(blocks_join_to_the_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
