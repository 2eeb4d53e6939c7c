// Real articles, where the shared data is at hand: nothing leaks, and little is lost.
#include "base/parallel.h"
#include "corpus_test.h"

#include <stdio.h>

// Both generations of markup, and the parts of one article.
static const char *const files[] = {"30073", "30685", "27479", "13600", "41264", "36226"};

static const char *shared(void)
{
    static char path[1024];
    const char *given = getenv("CRIA_SHARED"), *source = getenv("CRIA_TEST_SOURCE");
    if (given)
        snprintf(path, sizeof path, "%s", given);
    else
        snprintf(path, sizeof path, "%s/../shared", source ? source : ".");
    return path;
}

static void nothing_leaks(void **state)
{
    enum { FILES = sizeof files / sizeof files[0] };
    const cria_clean_options o = default_options();
    char path[FILES][1200];
    const char *inputs[FILES];
    cria_counts c = {0};
    (void)state;
    for (int i = 0; i < FILES; i++) {
        snprintf(path[i], sizeof path[i], "%s/data/eb1911/%s.jsonl.zst", shared(), files[i]);
        inputs[i] = path[i];
    }
    assert_ok(cria_clean_run(&o, 1, inputs, FILES, scratch("out.jsonl.zst"), &c, NULL));
    assert_int_equal(cria_counts_leaks(&c), 0);
    assert_true(c.n[CRIA_COUNT_ARTICLES] >= c.n[CRIA_COUNT_RECORDS]);
    assert_true(c.n[CRIA_COUNT_RESPLIT] >= 17);
    assert_int_equal(c.n[CRIA_COUNT_JOINED], 1);
    assert_true(c.n[CRIA_COUNT_WORDS] > 780000 && c.n[CRIA_COUNT_WORDS] < 810000);
}

int main(void)
{
    char probe[1200];
    snprintf(probe, sizeof probe, "%s/data/eb1911", shared());
    if (!cria_path_is_directory(probe)) {
        printf("skipped: no encyclopaedia in %s\n", probe);
        return 77;
    }
    const struct CMUnitTest tests[] = {cmocka_unit_test(nothing_leaks)};
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
