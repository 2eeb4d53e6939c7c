// Options: kinds, bounds, precedence, flags, messages, help.
#include "base/option.h"
#include "scratch.h"

#include <stddef.h>

typedef struct settings {
    bool quiet, dropout;
    int64_t steps;
    double rate;
    const char *out;
    cria_option_list teacher;
    int norm;
} settings;

static const cria_option table[] = {
    {"quiet", CRIA_OPTION_FLAG, offsetof(settings, quiet), .help = "Say less", .letter = 'q'},
    {"dropout", CRIA_OPTION_FLAG, offsetof(settings, dropout), .fallback = "true",
     .help = "Drop activations while training"},
    {"max-steps", CRIA_OPTION_INT, offsetof(settings, steps), .fallback = "100", .value = "N",
     .min = 1, .max = 1e18, .help = "Stop after this many optimizer steps", .letter = 'n'},
    {"learning-rate", CRIA_OPTION_REAL, offsetof(settings, rate), .fallback = "0.00025",
     .value = "RATE", .max = 10,
     .help =
         "The highest learning rate, reached at the end of the warm-up and lowered from there"},
    {"out", CRIA_OPTION_TEXT, offsetof(settings, out), .value = "DIR",
     .help = "Where to write"},
    {"teacher", CRIA_OPTION_LIST, offsetof(settings, teacher), .value = "DIR",
     .help = "A teacher"},
    {"normalizer", CRIA_OPTION_CHOICE, offsetof(settings, norm), .fallback = "nfc",
     .choices = "nfkc|nfc|none", .help = "How text is normalized"},
    {0},
};

typedef struct fixture {
    settings s;
    cria_options o;
    cria_option_list rest;
} fixture;

static void begin(fixture *f)
{
    *f = (fixture){0};
    assert_ok(cria_options_bind(&f->o, table, &f->s));
}

#define PARSE(f, ...)                                                                          \
    cria_options_arguments(&(f)->o, sizeof((char *[]){__VA_ARGS__}) / sizeof(char *),          \
                           (char *[]){__VA_ARGS__}, &(f)->rest)

static void defaults_are_bound(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    assert_false(f.s.quiet);
    assert_true(f.s.dropout);
    assert_int_equal(f.s.steps, 100);
    assert_true(f.s.rate > 0.0002499 && f.s.rate < 0.0002501);
    assert_null(f.s.out);
    assert_int_equal(f.s.teacher.count, 0);
    assert_int_equal(f.s.norm, 1);
    cria_options_free(&f.o);
}

static void arguments_of_every_form(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    assert_ok(PARSE(&f, "in.txt", "--max_steps=5", "-q", "--no-dropout", "--learning-rate",
                    "1e-3", "--teacher", "a,b", "--teacher=c", "-", "--normalizer", "none",
                    "--", "--quiet"));
    assert_true(f.s.quiet);
    assert_false(f.s.dropout);
    assert_int_equal(f.s.steps, 5);
    assert_true(f.s.rate > 0.000999 && f.s.rate < 0.001001);
    assert_int_equal(f.s.teacher.count, 2);
    assert_string_equal(f.s.teacher.item[0], "a,b");
    assert_string_equal(f.s.teacher.item[1], "c");
    assert_int_equal(f.s.norm, 2);
    assert_int_equal(f.rest.count, 3);
    assert_string_equal(f.rest.item[1], "-");
    assert_string_equal(f.rest.item[2], "--quiet");
    assert_ok(PARSE(&f, "-qn10k"));
    assert_int_equal(f.s.steps, 10000);
    assert_ok(PARSE(&f, "-n", "7", "--quiet=false"));
    assert_int_equal(f.s.steps, 7);
    assert_false(f.s.quiet);
    cria_options_free(&f.o);
}

static void faults_are_named(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    assert_fails(PARSE(&f, "--learning-rate", "fast"), CRIA_EARG,
                 "--learning-rate wants a number between 0 and 10, got 'fast'");
    assert_fails(PARSE(&f, "--learning-rate", "11"), CRIA_EARG, "got '11'");
    assert_fails(PARSE(&f, "--learning-rate", "nan"), CRIA_EARG, "got 'nan'");
    assert_fails(PARSE(&f, "--learning-rate", "1x"), CRIA_EARG, "got '1x'");
    assert_fails(PARSE(&f, "--max-steps", "0"), CRIA_EARG,
                 "--max-steps wants a whole number of at least 1, got '0'");
    assert_fails(PARSE(&f, "-n", "99999999999999999999"), CRIA_EARG, "got '9999");
    assert_fails(PARSE(&f, "-n", "9999999999999G"), CRIA_EARG, "whole number");
    assert_fails(PARSE(&f, "-n", "1.5"), CRIA_EARG, "whole number");
    assert_fails(PARSE(&f, "--normalizer", "nf"), CRIA_EARG, "one of nfkc|nfc|none, got 'nf'");
    assert_fails(PARSE(&f, "--quiet=maybe"), CRIA_EARG, "true or false");
    assert_fails(PARSE(&f, "--out"), CRIA_EARG, "--out wants a value (DIR)");
    assert_fails(PARSE(&f, "--out", "--quiet"), CRIA_EARG, "--out=--quiet");
    assert_fails(PARSE(&f, "--learnin-rate", "1"), CRIA_EARG, "did you mean --learning-rate?");
    assert_fails(PARSE(&f, "--zzzzzzzz"), CRIA_EARG, "there is no option --zzzzzzzz");
    assert_null(strstr(cria_message(), "mean"));
    assert_fails(PARSE(&f, "--no-out"), CRIA_EARG, "no-out");
    assert_fails(PARSE(&f, "-x"), CRIA_EARG, "-x");
    assert_fails(cria_options_set(&f.o, "max_step", "1", CRIA_ORIGIN_RECIPE), CRIA_EARG,
                 "did you mean max_steps?");
    assert_int_equal(f.s.steps, 100); // nothing was changed on the way
    cria_options_free(&f.o);
}

// A second table beside the first, its options without bounds.
static void tables_stand_side_by_side(void **state)
{
    (void)state;
    struct more {
        int64_t count;
        double scale;
    } more;
    static const cria_option other[] = {
        {"count", CRIA_OPTION_INT, offsetof(struct more, count), .value = "N", .help = "Count"},
        {"scale", CRIA_OPTION_REAL, offsetof(struct more, scale), .value = "X",
         .help = "Scale"},
        {0},
    };
    fixture f;
    begin(&f);
    assert_ok(cria_options_bind(&f.o, other, &more));
    assert_ok(PARSE(&f, "--count", "-3M", "--max-steps", "8", "--scale=-1e300"));
    assert_int_equal(more.count, -3000000);
    assert_int_equal(f.s.steps, 8);
    assert_true(more.scale < -9e299);
    assert_fails(PARSE(&f, "--scale", "inf"), CRIA_EARG, "--scale wants a number, got 'inf'");
    assert_fails(PARSE(&f, "--scale", "1e999"), CRIA_EARG, "got '1e999'");
    assert_fails(PARSE(&f, "--scale", ""), CRIA_EARG, "got ''");
    assert_fails(PARSE(&f, "--count", "9999999999999G"), CRIA_EARG, "a whole number, got");
    assert_fails(PARSE(&f, "--count", " 5"), CRIA_EARG, "got ' 5'");
    cria_options_free(&f.o);
}

static void higher_origin_wins_in_any_order(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    setenv("CRIA_MAX_STEPS", "3", 1);
    setenv("CRIA_TEACHER", "x,y", 1);
    setenv("CRIA_OUT", "", 1);
    assert_ok(PARSE(&f, "--learning-rate=2"));
    assert_ok(cria_options_environment(&f.o));
    assert_ok(cria_options_set(&f.o, "max_steps", "4", CRIA_ORIGIN_RECIPE));
    assert_ok(cria_options_set(&f.o, "learning_rate", "1", CRIA_ORIGIN_RECIPE));
    assert_ok(cria_options_set(&f.o, "out", "runs", CRIA_ORIGIN_RECIPE));
    assert_int_equal(f.s.steps, 3);
    assert_true(f.s.rate > 1.9);
    assert_string_equal(f.s.out, "runs");
    assert_int_equal(f.s.teacher.count, 2);
    assert_ok(PARSE(&f, "--teacher", "z"));
    assert_int_equal(f.s.teacher.count, 1); // a flag replaces what the environment said
    assert_fails(cria_options_set(&f.o, "learning_rate", "-1", CRIA_ORIGIN_RECIPE), CRIA_EARG,
                 "learning_rate wants"); // a loser is checked all the same
    setenv("CRIA_MAX_STEPS", "many", 1);
    assert_fails(cria_options_environment(&f.o), CRIA_EARG, "CRIA_MAX_STEPS wants");
    cria_buffer out = {0};
    assert_ok(cria_options_print(&f.o, &out));
    assert_non_null(strstr(out.data, "max-steps                   3"));
    assert_non_null(strstr(out.data, "(environment)"));
    assert_non_null(strstr(out.data, "(recipe)"));
    assert_non_null(strstr(out.data, "(flag)"));
    assert_non_null(strstr(out.data, "(default)"));
    cria_buffer_free(&out);
    cria_options_free(&f.o);
}

static void help_is_aligned_and_wrapped(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    cria_buffer out = {0};
    assert_ok(cria_options_help(&f.o, &out));
    assert_string_equal(
        out.data,
        "  -q, --quiet               Say less\n"
        "      --[no-]dropout        Drop activations while training\n"
        "  -n, --max-steps N         Stop after this many optimizer steps (default 100)\n"
        "      --learning-rate RATE  The highest learning rate, reached at the end of the\n"
        "                            warm-up and lowered from there (default 0.00025)\n"
        "      --out DIR             Where to write\n"
        "      --teacher DIR...      A teacher\n"
        "      --normalizer nfkc|nfc|none\n"
        "                            How text is normalized (default nfc)\n");
    cria_buffer_free(&out);
    cria_options_free(&f.o);
}

static void texts_read_back(void **state)
{
    (void)state;
    fixture f;
    begin(&f);
    assert_ok(PARSE(&f, "--teacher", "a", "--teacher", "b", "--out", "d"));
    static const char *const expected[] = {"false", "true", "100", "0.00025",
                                           "d",     "a,b",  "nfc"};
    for (int i = 0; i < 7; i++) {
        cria_buffer out = {0};
        assert_ok(cria_options_text(&f.o.binding[0], i, &out));
        assert_string_equal(out.data, expected[i]);
        cria_buffer_free(&out);
    }
    cria_options_free(&f.o);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(defaults_are_bound),
        cmocka_unit_test(arguments_of_every_form),
        cmocka_unit_test(faults_are_named),
        cmocka_unit_test(tables_stand_side_by_side),
        cmocka_unit_test(higher_origin_wins_in_any_order),
        cmocka_unit_test(help_is_aligned_and_wrapped),
        cmocka_unit_test(texts_read_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
