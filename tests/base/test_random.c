// Random numbers against known answers, and parallel loops that do not depend on threads.
#include "base/parallel.h"
#include "base/random.h"
#include "scratch.h"

#include <math.h>

// From the test vectors published with the generator.
static void philox_known_answers(void **state)
{
    (void)state;
    static const struct {
        uint32_t counter[4];
        uint64_t key;
        uint32_t out[4];
    } cases[] = {
        {{0, 0, 0, 0}, 0, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{UINT32_MAX, UINT32_MAX, UINT32_MAX, UINT32_MAX},
         UINT64_MAX,
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         0x299f31d0a4093822,
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint32_t out[4];
        cria_philox(out, cases[i].counter, cases[i].key);
        assert_memory_equal(out, cases[i].out, sizeof out);
    }
}

static void a_reader_resumes_anywhere(void **state)
{
    (void)state;
    cria_random r = {.seed = 3, .stream = CRIA_STREAM_SHUFFLE};
    uint32_t first[40];
    for (int i = 0; i < 40; i++)
        first[i] = cria_random_u32(&r);
    for (uint64_t i = 0; i < 40; i++) {
        cria_random again = {.seed = 3, .stream = CRIA_STREAM_SHUFFLE, .index = i};
        assert_int_equal(cria_random_u32(&again), first[i]);
    }
    cria_random other = {.seed = 3, .stream = CRIA_STREAM_SHUFFLE | (uint64_t)1 << 32};
    assert_int_not_equal(cria_random_u32(&other), first[0]);
}

// Chi-square with 9 degrees of freedom: above 33.7 once in ten thousand.
static void below_is_even(void **state)
{
    (void)state;
    enum { BINS = 10, DRAWS = 100000 };
    int bins[BINS] = {0};
    cria_random r = {.seed = 11, .stream = CRIA_STREAM_OFFSET};
    for (int i = 0; i < DRAWS; i++)
        bins[cria_random_below(&r, BINS)]++;
    double chi = 0;
    for (int i = 0; i < BINS; i++)
        chi += pow(bins[i] - DRAWS / BINS, 2) / (DRAWS / BINS);
    assert_true(chi < 33.7);
    // A plain remainder would fall in the lower half of this bound two times in three.
    const uint64_t bound = (uint64_t)3 << 62;
    int low = 0;
    for (int i = 0; i < 20000; i++)
        low += cria_random_below(&r, bound) < bound / 2;
    assert_in_range(low, 9700, 10300);
    assert_int_equal(cria_random_below(&r, 1), 0);
}

static void units_and_normals_have_their_moments(void **state)
{
    (void)state;
    cria_random r = {.seed = 5, .stream = CRIA_STREAM_INIT};
    double sum = 0, square = 0, unit = 0;
    enum { DRAWS = 100000 };
    for (int i = 0; i < DRAWS; i++) {
        const double u = cria_random_unit(&r), x = cria_random_normal(&r);
        assert_true(u >= 0 && u < 1 && isfinite(x));
        unit += u;
        sum += x;
        square += x * x;
    }
    assert_true(fabs(unit / DRAWS - 0.5) < 0.005);
    assert_true(fabs(sum / DRAWS) < 0.015);
    assert_true(fabs(square / DRAWS - 1) < 0.02);
}

static void shuffle_is_a_permutation(void **state)
{
    (void)state;
    enum { COUNT = 1000 };
    uint32_t items[COUNT];
    bool seen[COUNT] = {false};
    for (uint32_t i = 0; i < COUNT; i++)
        items[i] = i;
    cria_random r = {.seed = 1, .stream = CRIA_STREAM_SHUFFLE};
    cria_random_shuffle(&r, items, COUNT);
    int fixed = 0;
    for (uint32_t i = 0; i < COUNT; i++) {
        assert_false(seen[items[i]]);
        seen[items[i]] = true;
        fixed += items[i] == i;
    }
    assert_true(fixed < 10);
}

typedef struct partials {
    double sum[64];
    int calls[64];
    bool thread_in_range;
} partials;

static void add_chunk(void *context, int64_t chunk, int thread)
{
    partials *const p = context;
    if (thread < 0 || thread >= cria_threads())
        p->thread_in_range = false;
    for (int i = 0; i < 1000; i++)
        p->sum[chunk] += 1.0 / (double)(chunk * 1000 + i + 1);
    p->calls[chunk]++;
}

static void loops_do_not_depend_on_threads(void **state)
{
    (void)state;
    partials one = {.thread_in_range = true};
    cria_threads_set(1);
    cria_parallel(64, add_chunk, &one);
    for (int threads = 2; threads <= 9; threads += 7) {
        partials many = {.thread_in_range = true};
        cria_threads_set(threads);
        assert_int_equal(cria_threads(), threads);
        cria_parallel(64, add_chunk, &many);
        assert_true(many.thread_in_range);
        for (int i = 0; i < 64; i++)
            assert_int_equal(many.calls[i], 1);
        assert_memory_equal(many.sum, one.sum, sizeof one.sum);
    }
    cria_threads_set(0);
    assert_true(cria_threads() >= 1);
    cria_parallel(0, add_chunk, NULL);
}

static void nest(void *context, int64_t chunk, int thread)
{
    (void)thread;
    cria_parallel(64, add_chunk, (partials *)context + chunk);
}

static void a_loop_in_a_loop_is_whole(void **state)
{
    (void)state;
    partials p[4] = {{.thread_in_range = true},
                     {.thread_in_range = true},
                     {.thread_in_range = true},
                     {.thread_in_range = true}};
    cria_threads_set(2);
    cria_parallel(4, nest, p);
    for (int i = 0; i < 4; i++) {
        assert_true(p[i].thread_in_range);
        for (int c = 0; c < 64; c++)
            assert_int_equal(p[i].calls[c], 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_known_answers),
        cmocka_unit_test(a_reader_resumes_anywhere),
        cmocka_unit_test(below_is_even),
        cmocka_unit_test(units_and_normals_have_their_moments),
        cmocka_unit_test(shuffle_is_a_permutation),
        cmocka_unit_test(loops_do_not_depend_on_threads),
        cmocka_unit_test(a_loop_in_a_loop_is_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
