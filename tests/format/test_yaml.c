// YAML: what scalars mean, where keys stand, and what is refused.
#include "format/yaml.h"
#include "scratch.h"

static cria_yaml parse(const char *text)
{
    cria_yaml y;
    assert_ok(cria_yaml_parse(&y, text, strlen(text), "r.yaml"));
    return y;
}

static void scalars_follow_the_core_schema(void **state)
{
    (void)state;
    static const struct {
        const char *yaml, *json;
    } cases[] = {
        {"", "null"},
        {"~", "null"},
        {"Null", "null"},
        {"nULL", "\"nULL\""},
        {"true", "true"},
        {"FALSE", "false"},
        {"yes", "\"yes\""},
        {"on", "\"on\""},
        {"'true'", "\"true\""},
        {"\"12\"", "\"12\""},
        {"|\n  5\n", "\"5\\n\""},
        {"0", "0"},
        {"-12", "-12"},
        {"+7", "7"},
        {"0123", "123"},
        {"0o17", "15"},
        {"0x1F", "31"},
        {"-0x1F", "\"-0x1F\""},
        {"0x", "\"0x\""},
        {"1_000", "\"1_000\""},
        {"12e", "\"12e\""},
        {"2.5e-4", "0.00025"},
        {"1.", "1.0"},
        {".5", "0.5"},
        {"-1E3", "-1000.0"},
        {".", "\".\""},
        {"1.2.3", "\"1.2.3\""},
        {"+", "\"+\""},
        {"2024-01-02", "\"2024-01-02\""},
        {"1e3", "1000.0"},
        {"9223372036854775807", "9223372036854775807"},
        {"\"a\\0b\"", "\"a\\u0000b\""},
        {"a: b", NULL},
    };
    for (size_t i = 0; cases[i].json; i++) {
        char text[64];
        snprintf(text, sizeof text, "k: %s", cases[i].yaml);
        cria_yaml y = parse(text);
        cria_buffer out = {0};
        assert_ok(cria_json_append(&out, json_object_get(y.root, "k")));
        if (strcmp(out.data, cases[i].json) != 0)
            fail_msg("%s became %s, expected %s", cases[i].yaml, out.data, cases[i].json);
        cria_buffer_free(&out);
        cria_yaml_free(&y);
    }
}

static void structure_and_lines(void **state)
{
    (void)state;
    cria_yaml y = parse("# a recipe\n"
                        "name: pocket\n"
                        "students:\n"
                        "  plain:\n"
                        "    seed: 3\n"
                        "    sizes: [1, [2, x: 4],\n"
                        "      3]\n"
                        "teachers:\n"
                        "  - name: g\n"
                        "    steps: 5\n"
                        "  - name: l\n"
                        "empty: {}\n");
    cria_buffer out = {0};
    assert_ok(cria_json_append(&out, y.root));
    assert_string_equal(
        out.data, "{\"name\": \"pocket\", \"students\": {\"plain\": {\"seed\": 3, \"sizes\": "
                  "[1, [2, {\"x\": 4}], 3]}}, \"teachers\": [{\"name\": \"g\", \"steps\": 5}, "
                  "{\"name\": \"l\"}], \"empty\": {}}");
    cria_buffer_free(&out);
    static const struct {
        const char *path;
        int line;
    } lines[] = {{"name", 2},
                 {"students.plain.seed", 5},
                 {"students.plain.sizes.1.1.x", 6},
                 {"students.plain.sizes.2", 7},
                 {"teachers.0.steps", 10},
                 {"teachers.1", 11},
                 {"teachers.1.name", 11},
                 {"empty", 12},
                 {"absent", 0}};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_int_equal(cria_yaml_line(&y, lines[i].path), lines[i].line);
    cria_yaml_free(&y);
}

static void faults_have_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *message;
    } cases[] = {
        {"a: 1\nb: 2\na: 3\n", "r.yaml, line 3: the key 'a' appears twice"},
        {"a: &x 1\n", "line 1: anchors"},
        {"a: &x [1]\n", "line 1: anchors"},
        {"a: 1\nb: *x\n", "line 2: aliases"},
        {"a: !!str 5\n", "line 1: anchors and tags"},
        {"a: !mine {}\n", "line 1: anchors and tags"},
        {"a: 1\n---\nb: 2\n", "second document"},
        {"- 1\n- 2\n", "line 1: the document must be a mapping"},
        {"word\n", "the document must be a mapping"},
        {"", "r.yaml: the file is empty"},
        {"# nothing\n", "empty"},
        {"a: [1, 2\n", "r.yaml, line 2, column"},
        {"a: 1\n  b: 2\n", "r.yaml, line 2"},
        {"a: \xFF\n", "r.yaml, byte 3"},
        {"? [a]\n: 1\n", "line 1: a key must be a plain word"},
        {"? {a: 1}\n: 1\n", "line 1: a key must be a plain word"},
        {"? \n: 1\n", "line 1: a key must have"},
        {"\"a\\0\": 1\n", "a key must have"},
        {"a: .inf\n", "line 1: the number .inf is not finite"},
        {"a: -.Inf\n", "not finite"},
        {"a: .nan\n", "not finite"},
        {"a: 1e999\n", "not finite"},
        {"a: 9223372036854775808\n", "line 1: the number 9223372036854775808 does not fit"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cria_yaml y;
        const cria_status status =
            cria_yaml_parse(&y, cases[i].text, strlen(cases[i].text), "r.yaml");
        if (status != CRIA_EFORMAT || !strstr(cria_message(), cases[i].message))
            fail_msg("case %zu: %s: %s", i, cria_status_name(status), cria_message());
        assert_null(y.root);
    }
}

static void size_and_depth_are_limited(void **state)
{
    (void)state;
    cria_buffer text = {0};
    cria_yaml y;
    assert_ok(cria_buffer_puts(&text, "a: "));
    for (int i = 0; i < 63; i++)
        assert_ok(cria_buffer_putc(&text, '['));
    for (int i = 0; i < 63; i++)
        assert_ok(cria_buffer_putc(&text, ']'));
    assert_ok(cria_yaml_parse(&y, text.data, text.length, "deep"));
    cria_yaml_free(&y);
    cria_buffer_reset(&text);
    for (int i = 0; i < 100000; i++)
        assert_ok(cria_buffer_putc(&text, i ? '[' : '{'));
    text.data[1] = 'k';
    text.data[2] = ':';
    text.data[3] = ' ';
    assert_fails(cria_yaml_parse(&y, text.data, text.length, "bomb"), CRIA_EFORMAT, "deeply");
    cria_buffer_reset(&text);
    for (int i = 0; i < 1 << 17; i++)
        assert_ok(cria_buffer_puts(&text, "# filler"));
    assert_ok(cria_file_write(scratch("exact.yaml"), text.data, text.length));
    assert_fails(cria_yaml_read(&y, scratch("exact.yaml")), CRIA_EFORMAT, "empty");
    assert_ok(cria_buffer_putc(&text, '\n'));
    assert_ok(cria_file_write(scratch("big.yaml"), text.data, text.length));
    assert_fails(cria_yaml_read(&y, scratch("big.yaml")), CRIA_ELIMIT, "big.yaml");
    assert_fails(cria_yaml_parse(&y, text.data, text.length, "big"), CRIA_ELIMIT, "at most");
    cria_buffer_free(&text);
}

// Few bytes can spell long paths for very many values.
static void paths_are_bounded(void **state)
{
    (void)state;
    cria_buffer text = {0};
    cria_yaml y;
    for (int depth = 0; depth < 40; depth++)
        assert_ok(cria_buffer_printf(&text, "%s%0*d: ", depth ? "{" : "", 200, depth));
    assert_ok(cria_buffer_puts(&text, "[1"));
    for (int i = 0; i < 100000; i++)
        assert_ok(cria_buffer_puts(&text, ", 1"));
    assert_fails(cria_yaml_parse(&y, text.data, text.length, "wide"), CRIA_EFORMAT, "too many");
    cria_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(scalars_follow_the_core_schema),
        cmocka_unit_test(structure_and_lines),
        cmocka_unit_test(faults_have_file_and_line),
        cmocka_unit_test(size_and_depth_are_limited),
        cmocka_unit_test(paths_are_bounded),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
