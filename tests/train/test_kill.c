// Killed at any point, a run goes on from its last checkpoint and ends with the same bits.
#include "train/support.h"

enum { STEPS = 14, KILLS = 12 };

static int prepare(void **state)
{
    if (test_directory_make(state))
        return 1;
    write_configs();
    write_shard(in_test("train.tokens"), 16 * 24 + 5, 1);
    write_shard(in_test("eval.tokens"), 16 * 6 + 3, 2);
    return 0;
}

static void settings(test_run *r, const char *out)
{
    run_settings(r, out);
    set_option(r, "save-every", "2");
    set_option(r, "eval-every", "3");
    set_option(r, "save-total-limit", "1");
}

// Calls are steps, evaluations, and reads of weights while a checkpoint is written.
static void killed_at_any_call(void **state)
{
    (void)state;
    test_run r;
    settings(&r, "through");
    const outcome whole = run_child(&r, NULL, 0);
    if (whole.status != CRIA_OK)
        fail_msg("%s", whole.message);
    run_free(&r);
    cria_random random = {.seed = 11, .stream = CRIA_STREAM_POCKET};
    settings(&r, "killed");
    r.train.resume = true;
    for (int i = 0; i < KILLS; i++) {
        // two kills on the way, then to the end
        for (int k = 0; k < 2; k++) {
            const uint64_t bound = (uint64_t)whole.calls;
            const trap when = {.signal = SIGKILL,
                               .at = 1 + (long)cria_random_below(&random, bound)};
            run_child(&r, &when, 0);
        }
        run_well(&r);
        same_runs("through", "killed", STEPS);
        OK(cria_directory_remove(in_test("killed")));
    }
    run_free(&r);
}

static void killed_at_any_time(void **state)
{
    (void)state;
    test_run r;
    cria_random random = {.seed = 12, .stream = CRIA_STREAM_POCKET};
    settings(&r, "timed");
    r.train.resume = true;
    for (int i = 0; i < KILLS; i++)
        run_child(&r, NULL, (useconds_t)(500 + cria_random_below(&random, 60000)));
    run_well(&r);
    same_runs("through", "timed", STEPS);
    cria_names names;
    OK(cria_directory_list(&names, in_test("timed")));
    for (size_t i = 0; i < names.count; i++)
        if (names.name[i][0] == '.' || strstr(names.name[i], ".old"))
            fail_msg("%s was left behind", names.name[i]);
    cria_names_free(&names);
    run_free(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_any_call),
        cmocka_unit_test(killed_at_any_time),
    };
    return cmocka_run_group_tests(tests, prepare, test_directory_remove);
}
