// JSON: limits and places when reading, typed members, and what is written.
#include "format/json.h"
#include "scratch.h"

#include <math.h>

static json_t *parse(const char *text)
{
    json_t *value;
    assert_ok(cria_json_parse(&value, text, strlen(text), "test"));
    return value;
}

static void bad_text_is_refused_with_its_place(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"{\"a\": 1,\n \"a\": 2}", "c.json, line 2, column"},
        {"{\"a\": 1} x", "c.json, column 10"},
        {"", "c.json, column"},
        {"[1, 2", "invalid JSON"},
        {"[\"\xFF\"]", "invalid JSON"},
        {"[\"\xED\xA0\x80\"]", "invalid JSON"},
        {"[99999999999999999999]", "too big integer"},
        {"[1e999]", "overflow"},
        {"[NaN]", "invalid JSON"},
        {"{\"a\\u0000\": 1}", "invalid JSON"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        json_t *value = (json_t *)1;
        assert_fails(cria_json_parse(&value, cases[i].text, strlen(cases[i].text), "c.json"),
                     CRIA_EFORMAT, cases[i].message);
        assert_null(value);
    }
}

static void depth_is_limited(void **state)
{
    (void)state;
    enum { MANY = 1 << 20 };
    char *bomb;
    json_t *value;
    assert_ok(cria_alloc(&bomb, MANY, 1));
    memset(bomb, '[', MANY);
    bomb[1] = '\n';
    assert_fails(cria_json_parse(&value, bomb, MANY, "bomb"), CRIA_EFORMAT,
                 "line 2, column 64: nested deeper than 64");
    memset(bomb, '[', 64);
    memset(bomb + 64, ']', 64);
    assert_ok(cria_json_parse(&value, bomb, 128, "just right"));
    json_decref(value);
    cria_free(bomb);
    // Brackets in a string do not count, nor does an escaped quote end it.
    char text[128] = "[\"\\\"";
    memset(text + 4, '[', 80);
    memcpy(text + 84, "\"]", 3);
    value = parse(text);
    json_decref(value);
}

static void members_are_typed(void **state)
{
    (void)state;
    json_t *o = parse("{\"i\": 5, \"r\": 2.5, \"t\": \"x\", \"b\": true, \"n\": null,"
                      " \"nul\": \"a\\u0000b\", \"o\": {}}");
    int64_t i;
    double r;
    bool b;
    const char *t;
    assert_ok(cria_json_int(&i, o, "i", 5, 5, "w"));
    assert_int_equal(i, 5);
    assert_fails(cria_json_int(&i, o, "i", 6, 9, "w"), CRIA_EFORMAT,
                 "w: \"i\" must be an integer between 6 and 9, found 5");
    assert_fails(cria_json_int(&i, o, "r", 0, 9, "w"), CRIA_EFORMAT, "found 2.5");
    assert_fails(cria_json_int(&i, o, "none", 0, 9, "w"), CRIA_EFORMAT, "\"none\" is missing");
    assert_fails(cria_json_int(&i, o, "n", 0, 9, "w"), CRIA_EFORMAT, "missing");
    assert_ok(cria_json_int_or(&i, o, "n", 0, 9, 77, "w"));
    assert_int_equal(i, 77);
    assert_fails(cria_json_int_or(&i, o, "t", 0, 9, 7, "w"), CRIA_EFORMAT, "found \"x\"");
    assert_ok(cria_json_real_or(&r, o, "i", 0, 9, 1, "w"));
    assert_true(fabs(r - 5) < 1e-12);
    assert_fails(cria_json_real_or(&r, o, "r", 0, 2, 1, "w"), CRIA_EFORMAT, "between 0 and 2");
    assert_ok(cria_json_bool_or(&b, o, "b", false, "w"));
    assert_true(b);
    assert_fails(cria_json_bool_or(&b, o, "i", false, "w"), CRIA_EFORMAT, "true or false");
    assert_ok(cria_json_text(&t, o, "t", "w"));
    assert_string_equal(t, "x");
    assert_fails(cria_json_text(&t, o, "nul", "w"), CRIA_EFORMAT, "NUL");
    assert_fails(cria_json_text(&t, o, "o", "w"), CRIA_EFORMAT, "found an object");
    assert_ok(cria_json_text_or(&t, o, "none", NULL, "w"));
    assert_null(t);
    assert_fails(cria_json_text(&t, NULL, "t", "w"), CRIA_EFORMAT, "found nothing");
    assert_fails(cria_json_text(&t, json_object_get(o, "i"), "t", "w"), CRIA_EFORMAT,
                 "found 5");
    json_decref(o);
}

static void writing_is_stable(void **state)
{
    (void)state;
    static const char text[] = "{\"z\": [1, 1.0, 0.1, -2.5e-07], \"a\": {\"e\": [], \"f\": {}},"
                               " \"t\": \"\xC3\xA6\\n\", \"n\": null}";
    json_t *value = parse(text);
    cria_buffer out = {0};
    assert_ok(cria_json_append(&out, value));
    assert_string_equal(out.data, text);
    cria_buffer_free(&out);
    assert_ok(cria_json_write(value, scratch("v.json")));
    assert_ok(cria_file_read(&out, scratch("v.json"), 1000));
    assert_string_equal(out.data,
                        "{\n  \"z\": [\n    1,\n    1.0,\n    0.1,\n    -2.5e-07\n  ],\n"
                        "  \"a\": {\n    \"e\": [],\n    \"f\": {}\n  },\n"
                        "  \"t\": \"\xC3\xA6\\n\",\n  \"n\": null\n}\n");
    cria_buffer_free(&out);
    json_t *again;
    assert_ok(cria_json_read(&again, scratch("v.json"), 1000));
    assert_true(json_equal(value, again));
    json_decref(again);
    assert_fails(cria_json_read(&again, scratch("v.json"), 10), CRIA_ELIMIT, "v.json");
    assert_fails(cria_json_read(&again, scratch("no.json"), 10), CRIA_EIO, "no.json");
    json_decref(value);
}

static void too_deep_is_not_written(void **state)
{
    (void)state;
    json_t *value = json_array();
    for (int i = 0; i < 70; i++) {
        json_t *outer = json_array();
        json_array_append_new(outer, value);
        value = outer;
    }
    cria_buffer out = {0};
    assert_ok(cria_buffer_puts(&out, "kept"));
    assert_fails(cria_json_append(&out, value), CRIA_ELIMIT, "deeper than 64");
    assert_string_equal(out.data, "kept");
    cria_buffer_free(&out);
    json_decref(value);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_text_is_refused_with_its_place),
        cmocka_unit_test(depth_is_limited),
        cmocka_unit_test(members_are_typed),
        cmocka_unit_test(writing_is_stable),
        cmocka_unit_test(too_deep_is_not_written),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
