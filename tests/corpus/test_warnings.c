// Measured warnings: articles whose measures were counted by hand, and the bounds on both
// sides.
#include "corpus/pocket_support.h"

#include "base/clock.h"
#include "corpus/repeats.h"
#include "corpus/warnings.h"

// An article without a warning: 67 words, 332 bytes, six sentences.
static const char plain[] =
    "Amberham, a town on the Niden, is chiefly known for gloves. It lies at the foot of a hill "
    "that no map shows.\n"
    "The town was founded by twenty dukes, and the last of them still owes his fare. Visitors "
    "ask to be shown the bell. Few come back with it. Every glove sold in Middlemoor was made "
    "here, or stolen here by someone who had none.";

static uint64_t warnings_of(const char *text)
{
    const cria_article a = {.text = (char *)(uintptr_t)text, .length = strlen(text)};
    return cria_warnings_of(&a);
}

// The names of the bits, parted by blanks.
static const char *names_of(uint64_t bits)
{
    static char text[1024];
    int k = 0;
    *text = '\0';
    for (int i = 0; i < CRIA_COUNTS; i++)
        if (cria_count_table[i].group == CRIA_GROUP_WARNING && bits >> k++ & 1) {
            if (*text)
                strcat(text, " ");
            strcat(text, cria_count_table[i].name);
        }
    return text;
}

static void assert_warns(const char *text, const char *names)
{
    assert_string_equal(names_of(warnings_of(text)), names);
}

static void plain_with(cria_buffer *out, const char *more)
{
    cria_buffer_reset(out);
    must(cria_buffer_printf(out, "%s%s", plain, more));
}

static void a_plain_article_earns_none(void **state)
{
    (void)state;
    assert_warns(plain, "");
}

static void each_warning_has_its_text(void **state)
{
    (void)state;
    static const struct {
        const char *more, *names;
    } cases[] = {
        {"\nIt ends here:", "line_ends"},
        {"\nEnd there.", "line_words"},
        {"\nIt ends \"here.\"", ""},
        {"\nA set is {so}.", "braces"},
        {"\n# # # # # # # # here.", "symbols"}, // 8 of 76
        {"\n# # # # # # # here.", ""},          // 7 of 75
        // 67 of 83 with a letter, 67 of 84.
        {"\n1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16.", ""},
        {"\n1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17.", "letters"},
        {"\nHe waits a while...\nShe waits as well...", "ellipsis_lines"}, // 2 of 4
        {"\nHe waits a while...", "ellipsis_lines"},                       // 1 of 3
        {"\nAnd so he did.\nHe waits a while...", ""},                     // 1 of 4
    };
    cria_buffer text = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        plain_with(&text, cases[i].more);
        assert_warns(text.data, cases[i].names);
    }
    cria_buffer_free(&text);
}

static void lengths_have_bounds(void **state)
{
    (void)state;
    cria_buffer text = {0};
    assert_warns("", "under_50_words word_length letters stop_words sentences");
    assert_warns(
        "He went to the town of Ham. It was late. He slept. So did she. Then day came.",
        "under_50_words");
    for (int i = 0; i < 100001; i++)
        must(cria_buffer_printf(&text, "w%05d. ", i));
    assert_warns(text.data, "over_100000_words stop_words line_ends");
    text.data[text.length - 1] = '\0';
    assert_warns(text.data, "over_100000_words stop_words");
    cria_buffer_reset(&text);
    for (int i = 0; i < 60; i++)
        must(cria_buffer_printf(&text, "%s%05dletters.", i ? " the " : "", i));
    assert_warns(text.data, "");
    cria_buffer_reset(&text);
    for (int i = 0; i < 60; i++)
        must(cria_buffer_printf(&text, "%s%05dverylong.", i ? " of " : "", i));
    assert_warns(text.data, ""); // a mean of (60 x 14 + 59 x 2) / 119
    cria_buffer_reset(&text);
    for (int i = 0; i < 60; i++)
        must(cria_buffer_printf(&text, "%s%05dveryverylong.", i ? " of " : "", i));
    assert_warns(text.data, "word_length"); // (60 x 18 + 59 x 2) / 119
    cria_buffer_free(&text);
}

static void bullets_are_known(void **state)
{
    (void)state;
    cria_buffer text = {0};
    for (int i = 0; i < 11; i++)
        must(cria_buffer_printf(&text, "%salpha%d the beta%d and gamma%d.",
                                i == 0  ? ""
                                : i % 2 ? "\n- "
                                        : "\n* ",
                                i, i, i));
    assert_warns(text.data, "bullet_lines"); // 10 of 11
    text.length = (size_t)(strstr(text.data, "\n* alpha10") - text.data);
    text.data[text.length] = '\0';
    assert_warns(text.data, ""); // 9 of 10
    cria_buffer_free(&text);
}

static void close_to(double found, double wanted)
{
    if (found < wanted - 1e-12 || found > wanted + 1e-12)
        fail_msg("found %.9f, not %.9f", found, wanted);
}

static void repeats_are_counted(void **state)
{
    (void)state;
    cria_repeats r;
    must(cria_repeats_measure(&r, "a b c d\na b c d\nx y", 19));
    close_to(r.lines, 1 / 3.0);
    close_to(r.line_bytes, 7 / 19.0);
    close_to(r.top[0], 2 * 3 / 19.0);
    close_to(r.top[1], 2 * 5 / 19.0);
    close_to(r.top[2], 2 * 7 / 19.0);
    close_to(r.duplicate[0], 0);
    must(cria_repeats_measure(&r, "one two three four five six one two three four five six.",
                              56));
    close_to(r.lines, 0);
    close_to(r.top[0], 2 * 10 / 56.0); // "three four", of four pairs that come twice
    close_to(r.duplicate[0], 23 / 56.0);
    close_to(r.duplicate[1], 0);
    must(cria_repeats_measure(&r, "a a a a a a a a a a a a", 23));
    close_to(r.top[0], 11 * 3 / 23.0);
    close_to(r.duplicate[0], 2 * 9 / 23.0); // at the second word and at the seventh
    close_to(r.duplicate[5], 1 * 19 / 23.0);
    must(cria_repeats_measure(&r, "", 0));
    close_to(r.lines, 0);
}

static void repetition_warns(void **state)
{
    (void)state;
    static const char line[] =
        "Nobody who has entered it has ever complained of being hurried.";
    cria_buffer text = {0}, more = {0};
    must(cria_buffer_printf(&more, "\n%s", line));
    plain_with(&text, more.data);
    assert_warns(text.data, ""); // once
    must(cria_buffer_printf(&more, "\n%s", line));
    plain_with(&text, more.data);
    // Twice: 1 line of 4; 10 of its 11 words in a row are 54 of 460 bytes, 9 are 48.
    assert_warns(text.data, "duplicate_10_grams");
    must(cria_buffer_printf(&more, "\n%s", line));
    plain_with(&text, more.data);
    assert_int_equal(
        warnings_of(text.data) >> (CRIA_COUNT_WARN_LINES - CRIA_COUNT_WARN_SHORT) & 3, 3);
    cria_buffer_free(&text);
    cria_buffer_free(&more);
}

static void time_is_linear(void **state)
{
    (void)state;
    cria_buffer text = {0};
    while (text.length < (size_t)8 << 20)
        must(cria_buffer_printf(&text, "The %zu owls of %zu, said to be %zu, slept. ",
                                text.length * 31 % 1009, text.length * 7919 % 10007,
                                text.length));
    double before = cria_clock();
    (void)warnings_of(text.data);
    const double whole = cria_clock() - before;
    const size_t part = 1200;
    before = cria_clock();
    for (size_t at = 0; at + part < text.length; at += part) {
        const cria_article a = {.text = text.data + at, .length = part};
        (void)cria_warnings_of(&a);
    }
    const double parts = cria_clock() - before;
    printf("8 MiB: %.0f MB/s as one article, %.0f MB/s as many\n", 8.4 / whole, 8.4 / parts);
    cria_buffer_free(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_plain_article_earns_none),
        cmocka_unit_test(each_warning_has_its_text),
        cmocka_unit_test(lengths_have_bounds),
        cmocka_unit_test(bullets_are_known),
        cmocka_unit_test(repeats_are_counted),
        cmocka_unit_test(repetition_warns),
        cmocka_unit_test(time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
