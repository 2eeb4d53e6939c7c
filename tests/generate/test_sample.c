// Drawing a token: the order temperature, top-k, top-p against values found by hand.
#include "scratch.h"

#include "generate/sample.h"

#include <math.h>

// Probabilities at temperature 1: 0.4, 0.3, 0.2, 0.06, 0.04, in another order of ids.
enum { V = 5 };
static const double probability[V] = {0.2, 0.4, 0.04, 0.3, 0.06};

static cria_sampler sampler;
static float logits[V];

static int prepare(void **state)
{
    (void)state;
    for (int i = 0; i < V; i++)
        logits[i] = (float)log(probability[i]) + 3;
    return cria_sampler_init(&sampler, V) == CRIA_OK ? 0 : -1;
}

static int clean(void **state)
{
    (void)state;
    cria_sampler_free(&sampler);
    return 0;
}

static uint32_t draw(const cria_sampling *how, cria_random *r)
{
    uint32_t id = V;
    assert_ok(cria_sample(&id, &sampler, logits, how, r));
    return id;
}

// Draws many times; the shares must be those of `wanted` (0: never drawn).
static void expect_shares(const cria_sampling *how, const double wanted[V])
{
    enum { DRAWS = 20000 };
    int count[V] = {0};
    cria_random r = {.seed = 17}, numbers = {.seed = 17};
    for (int i = 0; i < DRAWS; i++) {
        count[draw(how, &r)]++;
        (void)cria_random_unit(&numbers);
    }
    assert_true(r.index == numbers.index); // one number a draw
    for (int i = 0; i < V; i++)
        if (wanted[i] == 0 ? count[i] > 0 : fabs(count[i] / (double)DRAWS - wanted[i]) > 0.015)
            fail_msg("token %d: %d of %d draws, expected %g", i, count[i], DRAWS, wanted[i]);
}

static void shares_are_those_of_the_rules(void **state)
{
    (void)state;
    static const struct {
        cria_sampling how;
        double share[V];
    } cases[] = {
        {{1, 0, 1}, {0.2, 0.4, 0.04, 0.3, 0.06}},
        {{1, 3, 1}, {0.2 / 0.9, 0.4 / 0.9, 0, 0.3 / 0.9, 0}},
        {{1, 0, 0.75}, {0.2 / 0.9, 0.4 / 0.9, 0, 0.3 / 0.9, 0}}, // 0.7 is not yet 0.75
        {{1, 0, 0.65}, {0, 4.0 / 7, 0, 3.0 / 7, 0}},             // 0.7 reaches 0.65
        {{1, 0, 0.01}, {0, 1, 0, 0, 0}},                         // never fewer than one
        {{1, 9, 1}, {0.2, 0.4, 0.04, 0.3, 0.06}},                // k beyond the vocabulary
        // top-k first: of 0.4 and 0.3 the first has 4/7 of the mass, which reaches 0.55; top-p
        // first would keep both.
        {{1, 2, 0.55}, {0, 1, 0, 0, 0}},
        // temperature first: at 1/2 the masses go as squares, 0.16, 0.09, 0.04, ... of 0.2952,
        // and two of them reach 0.8; temperature last would keep three.
        {{0.5, 0, 0.8}, {0, 0.64, 0, 0.36, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_shares(&cases[i].how, cases[i].share);
}

// The number drawn picks the token by cumulative mass, likeliest first.
static void each_draw_follows_its_random_number(void **state)
{
    (void)state;
    static const uint32_t order[V] = {1, 3, 0, 4, 2};
    const cria_sampling how = {1, 0, 1};
    cria_random r = {.seed = 4}, again = {.seed = 4};
    for (int i = 0; i < 500; i++) {
        double at = cria_random_unit(&again);
        int k = 0;
        while (k < V - 1 && at >= probability[order[k]])
            at -= probability[order[k++]];
        assert_int_equal(draw(&how, &r), order[k]);
    }
}

static void temperature_zero_takes_the_likeliest(void **state)
{
    (void)state;
    const cria_sampling how = {0, 2, 0.1};
    cria_random r = {.seed = 4};
    assert_int_equal(draw(&how, &r), 1);
    assert_true(r.index == 0);
    logits[4] = logits[1];
    assert_int_equal(draw(&how, &r), 1); // of equals the smaller id
    logits[4] = INFINITY;
    assert_int_equal(draw(&how, &r), 4);
}

static void equal_logits_stand_in_the_order_of_ids(void **state)
{
    (void)state;
    for (int i = 0; i < V; i++)
        logits[i] = 1;
    expect_shares(&(cria_sampling){1, 2, 1}, (const double[V]){0.5, 0.5, 0, 0, 0});
}

static void nan_is_an_error(void **state)
{
    (void)state;
    uint32_t id;
    cria_random r = {.seed = 4};
    logits[3] = NAN;
    assert_fails(cria_sample(&id, &sampler, logits, &(cria_sampling){0, 0, 1}, &r),
                 CRIA_ENUMERIC, "NaN for token 3");
    assert_fails(cria_sample(&id, &sampler, logits, &(cria_sampling){1, 0, 1}, &r),
                 CRIA_ENUMERIC, "NaN for token 3");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(shares_are_those_of_the_rules, prepare, clean),
        cmocka_unit_test_setup_teardown(each_draw_follows_its_random_number, prepare, clean),
        cmocka_unit_test_setup_teardown(temperature_zero_takes_the_likeliest, prepare, clean),
        cmocka_unit_test_setup_teardown(equal_logits_stand_in_the_order_of_ids, prepare, clean),
        cmocka_unit_test_setup_teardown(nan_is_an_error, prepare, clean),
    };
    return cmocka_run_group_tests_name("sample", tests, NULL, NULL);
}
