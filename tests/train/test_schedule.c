// Steps and rates, against the figures of the published logs.
#include "train/schedule.h"
#include "train/support.h"

static void steps_of_the_published_runs(void **state)
{
    (void)state;
    const int64_t rows = 110344;
    assert_int_equal(cria_total_steps(cria_epoch_steps(rows, 8, 16), 4, 0), 3448);
    assert_int_equal(cria_total_steps(cria_epoch_steps(rows, 8, 32), 6, 0), 2586);
    assert_int_equal(cria_total_steps(cria_epoch_steps(rows, 32, 1), 6, 0), 20694);
}

static void steps_at_the_edges(void **state)
{
    (void)state;
    assert_int_equal(cria_epoch_steps(1, 32, 1), 1);
    assert_int_equal(cria_epoch_steps(32, 32, 1), 1);
    assert_int_equal(cria_epoch_steps(33, 32, 1), 2);
    assert_int_equal(cria_epoch_steps(3, 8, 4), 1);  // fewer runs than a step wants
    assert_int_equal(cria_epoch_steps(63, 8, 4), 2); // the short last run counts
    assert_int_equal(cria_epoch_steps(95, 8, 8), 1); // the rest is left out
    assert_int_equal(cria_total_steps(10, 2.55, 0), 26);
    assert_int_equal(cria_total_steps(10, 6, 7), 7);
}

static void rates(void **state)
{
    (void)state;
    cria_schedule s = {CRIA_SCHEDULER_COSINE, 2.5e-4, 200, 20694};
    assert_true(cria_schedule_rate(&s, 0) == 0);
    NEAR(cria_schedule_rate(&s, 100), 1.25e-4, 1e-12);
    assert_true(cria_schedule_rate(&s, 200) == 2.5e-4);
    NEAR(cria_schedule_rate(&s, 200 + (20694 - 200) / 2), 1.25e-4, 1e-12);
    assert_true(cria_schedule_rate(&s, 20693) > 0 && cria_schedule_rate(&s, 20693) < 1e-10);
    assert_true(cria_schedule_rate(&s, 20694) == 0);
    s.kind = CRIA_SCHEDULER_LINEAR;
    NEAR(cria_schedule_rate(&s, 20693), 2.5e-4 / 20494, 1e-12);
    s.kind = CRIA_SCHEDULER_CONSTANT;
    assert_true(cria_schedule_rate(&s, 20693) == 2.5e-4);
    s = (cria_schedule){CRIA_SCHEDULER_COSINE, 1, 0, 4};
    assert_true(cria_schedule_rate(&s, 0) == 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_of_the_published_runs),
        cmocka_unit_test(steps_at_the_edges),
        cmocka_unit_test(rates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
