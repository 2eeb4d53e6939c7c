// Encodings of files: what says what it is becomes UTF-8, the rest stays.
#include "corpus/charset.h"
#include "corpus_test.h"

static void check(bool html, const char *bytes, size_t length, const char *expected)
{
    cria_buffer b = {0};
    assert_ok(cria_buffer_append(&b, bytes, length));
    assert_ok(cria_charset_decode(&b, html, "file"));
    assert_string_equal(b.data, expected);
    assert_int_equal(b.length, strlen(expected));
    cria_buffer_free(&b);
}

#define CHECK(html, bytes, expected) check(html, bytes, sizeof(bytes) - 1, expected)

static void marks_of_utf16(void **state)
{
    (void)state;
    CHECK(false, "\xFF\xFE\x43\0\xE9\0\x3D\xD8\x99\xDE", "C\xC3\xA9\xF0\x9F\x9A\x99");
    CHECK(true, "\xFE\xFF\0\x43\0\xE9", "C\xC3\xA9");
    CHECK(false, "\xFF\xFE\x43\0\x00\xD8", "C\xEF\xBF\xBD"); // half a pair, cut
    CHECK(false, "\xFF\xFE\x43\0\x00\xD8\x43\0\x43\0",
          "C\xEF\xBF\xBD"
          "CC"); // not out of step
    CHECK(false, "\xFE\xFF\xDC\x00\0\x43\0",
          "\xEF\xBF\xBD"
          "C\xEF\xBF\xBD");
}

static void declared_in_html(void **state)
{
    (void)state;
    CHECK(true, "<meta charset=\"iso-8859-1\">Caf\xE9 \x93so\x94",
          "<meta charset=\"iso-8859-1\">Caf\xC3\xA9 \xE2\x80\x9Cso\xE2\x80\x9D");
    CHECK(true, "<META content='text/html; CharSet=ISO-8859-15'>5 \xA4",
          "<META content='text/html; CharSet=ISO-8859-15'>5 \xE2\x82\xAC");
    CHECK(true, "<?xml charset = 'latin1'?>\xE6\x81z", // 0x81 has no meaning
          "<?xml charset = 'latin1'?>\xC3\xA6\xEF\xBF\xBDz");
    // The word in a text declares nothing.
    CHECK(true, "<title>Charsets, a charset: KOI8</title><meta charset=latin1>\xE6",
          "<title>Charsets, a charset: KOI8</title><meta charset=latin1>\xC3\xA6");
}

static void stays_as_it_is(void **state)
{
    (void)state;
    CHECK(true, "", "");
    CHECK(true, "<meta charset=iso-8859-1>Caf\xC3\xA9", "<meta charset=iso-8859-1>Caf\xC3\xA9");
    CHECK(true, "<meta charset=utf-8>Caf\xE9", "<meta charset=utf-8>Caf\xE9");
    CHECK(true, "Caf\xE9", "Caf\xE9");
    CHECK(true, "charset=\"\">Caf\xE9", "charset=\"\">Caf\xE9");
    CHECK(true, "On charsets: Caf\xE9", "On charsets: Caf\xE9");
    CHECK(false, "charset=iso-8859-1 Caf\xE9", "charset=iso-8859-1 Caf\xE9");
}

static void unknown_names_are_told(void **state)
{
    (void)state;
    cria_buffer b = {0};
    assert_ok(cria_buffer_puts(&b, "<meta charset=x-llama>Caf\xE9"));
    assert_fails(cria_charset_decode(&b, true, "old.html"), CRIA_EFORMAT, "'x-llama'");
    assert_non_null(strstr(cria_message(), "old.html"));
    cria_buffer_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(marks_of_utf16),
        cmocka_unit_test(declared_in_html),
        cmocka_unit_test(stays_as_it_is),
        cmocka_unit_test(unknown_names_are_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
