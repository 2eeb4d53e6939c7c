// UTF-8: every code point there and back, every kind of bad byte refused.
#include "base/utf8.h"
#include "scratch.h"

static void every_code_point_returns(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char text[4];
        const int length = cria_utf8_put(text, code);
        const char *at = text;
        const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
        const uint32_t found = cria_utf8_next(&at, text + length);
        if (found != (surrogate ? CRIA_UTF8_BAD : code) ||
            at != text + (surrogate ? 1 : length))
            fail_msg("U+%04X came back as %X", code, found);
    }
}

static void bad_bytes_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",             // continuation alone
        "\xC0\x80",         // overlong
        "\xC1\xBF",         // overlong
        "\xE0\x9F\xBF",     // overlong
        "\xF0\x8F\xBF\xBF", // overlong
        "\xED\xA0\x80",     // surrogate
        "\xF4\x90\x80\x80", // beyond U+10FFFF
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xC3",
        "\xE2\x82",
        "\xF0\x9F\x98",
        "\xC3(", // cut short by another character
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *at = bad[i];
        assert_int_equal(cria_utf8_next(&at, bad[i] + strlen(bad[i])), CRIA_UTF8_BAD);
        assert_ptr_equal(at, bad[i] + 1);
    }
    assert_fails(cria_utf8_check("ab\xC3", 3), CRIA_EFORMAT, "byte 2 (0xc3)");
    assert_ok(cria_utf8_check("\xC3\xA6\0x", 4));
}

static void repair_replaces_bytes(void **state)
{
    (void)state;
    cria_buffer out = {0};
    size_t replaced = 2;
    assert_ok(cria_utf8_repair(&out, "a\xFF\xC3\xA6\xE2\x82z", 7, &replaced));
    assert_string_equal(out.data, "a\xEF\xBF\xBD\xC3\xA6\xEF\xBF\xBD\xEF\xBF\xBDz");
    assert_int_equal(replaced, 5);
    cria_buffer_free(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_code_point_returns),
        cmocka_unit_test(bad_bytes_are_refused),
        cmocka_unit_test(repair_replaces_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
