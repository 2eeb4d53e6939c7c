// Reading minimal pairs: every spelling that the field's files have, and errors that name file
// and line.
#include "scratch.h"

#include "eval/pairs.h"

static void put(const char *name, const char *text)
{
    assert_ok(cria_file_write(scratch(name), text, strlen(text)));
}

static void fresh(void)
{
    assert_ok(cria_directory_remove(scratch("set")));
    assert_ok(cria_directory_make(scratch("set")));
}

static void escapes_ends_and_fields(void **state)
{
    (void)state;
    cria_suite s;
    fresh();
    put("set/b.jsonl",
        "{\"sentence_good\": \"Who?\\nHe said \\\"caf\\u00e9\\\".\", \"sentence_bad\": \"x\", "
        "\"pair_id\": \"p7\", \"unknown\": [1, {\"a\": null}]}\r\n"
        "{\"sentence_bad\": \"y\", \"sentence_good\": \"z\", \"pairID\": \"9\", \"pair_id\": "
        "3}\n"
        "{\"sentence_bad\": \"y\", \"sentence_good\": \"z\", \"pair_id\": 3}\n"
        "{\"sentence_bad\": \"y\", \"sentence_good\": \"z\"}\n"
        "\r\n");
    put("set/a.jsonl",
        "{\"sentence_good\": \"g\", \"sentence_bad\": \"b\", \"UID\": \"the_uid\", "
        "\"linguistics_term\": \"binding\", \"field\": \"syntax\"}");
    put("set/readme.txt", "not a file of pairs");
    assert_ok(cria_suite_read(&s, scratch("set")));
    assert_int_equal(s.count, 2);
    assert_int_equal(s.pairs, 5);
    assert_string_equal(s.paradigm[0].name, "the_uid");
    assert_string_equal(s.paradigm[0].phenomenon, "binding");
    assert_string_equal(s.paradigm[0].field, "syntax");
    const cria_paradigm *const p = &s.paradigm[1];
    assert_string_equal(p->name, "b");
    assert_string_equal(p->phenomenon, "");
    assert_int_equal(p->count, 4);
    assert_string_equal(p->pair[0].good, "Who?\nHe said \"caf\xc3\xa9\".");
    assert_int_equal(p->pair[0].good_bytes, strlen(p->pair[0].good));
    static const char *const ids[] = {"p7", "9", "3", "3"};
    for (int i = 0; i < 4; i++)
        assert_string_equal(p->pair[i].id, ids[i]);
    cria_suite_free(&s);
}

static void faults_name_file_and_line(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
        cria_status status;
    } cases[] = {
        {"{\"sentence_good\": \"a\", \"sentence_bad\": \"b\"}\n\n{\"sentence_good\": \"a\"}\n",
         "set/x.jsonl, line 3", CRIA_EFORMAT},
        {"{\"sentence_good\": \"a\"}\n", "sentence_bad", CRIA_EFORMAT},
        {"{\"sentence_good\": 5, \"sentence_bad\": \"b\"}\n", "sentence_good", CRIA_EFORMAT},
        {"{\"sentence_good\": \"\", \"sentence_bad\": \"b\"}\n",
         "line 1: sentence_good is empty", CRIA_EFORMAT},
        {"{\"sentence_good\": \"a\", \"sentence_bad\": \"b\"\n", "set/x.jsonl, line 1",
         CRIA_EFORMAT},
        {"[1, 2]\n", "line 1: expected a JSON object", CRIA_EFORMAT},
        {"\n\n", "x.jsonl holds no pairs", CRIA_EFORMAT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cria_suite s;
        fresh();
        put("set/x.jsonl", cases[i].text);
        assert_fails(cria_suite_read(&s, scratch("set")), cases[i].status, cases[i].says);
    }
    cria_suite s;
    fresh();
    assert_fails(cria_suite_read(&s, scratch("set")), CRIA_EIO, "no *.jsonl files");
    assert_fails(cria_suite_read(&s, scratch("absent")), CRIA_EIO, "absent");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(escapes_ends_and_fields),
        cmocka_unit_test(faults_name_file_and_line),
    };
    return cmocka_run_group_tests_name("pairs", tests, scratch_open, scratch_close);
}
