// Near duplicates: estimates against known similarities, none missed, linear time.
#include "corpus/pocket_support.h"

#include "base/clock.h"
#include "base/random.h"
#include "corpus/near.h"

// A text of `words` words, of which word number i comes from `seed`, or from `other` when it
// lies in [from, from + changed).
static void make_text(cria_buffer *out, uint64_t seed, uint64_t other, int words, int from,
                      int changed)
{
    cria_random a = {.seed = seed, .stream = 77}, b = {.seed = other, .stream = 78};
    cria_buffer_reset(out);
    for (int i = 0; i < words; i++) {
        const uint64_t x = cria_random_below(&a, 1000000), y = cria_random_below(&b, 1000000);
        const bool replaced = i >= from && i < from + changed;
        must(cria_buffer_printf(out, "w%llu%s", (unsigned long long)(replaced ? y : x),
                                i % 11 == 10 ? ".\n" : " "));
    }
}

static cria_near_sketch sketch_of(const cria_buffer *text)
{
    cria_near_sketch s;
    cria_near_sketch_text(&s, text->data ? text->data : "", text->length);
    return s;
}

// A run of c words replaced in the middle of n spoils c + 4 of n - 4 shingles on each side.
static double known_similarity(int words, int changed)
{
    const double all = words - 4, spoilt = changed ? changed + 4 : 0;
    return (all - spoilt) / (all + spoilt);
}

static int changed_for(int words, double similarity)
{
    const double all = words - 4;
    return (int)(all * (1 - similarity) / (1 + similarity)) - 4;
}

static double same_bins(const cria_near_sketch *a, const cria_near_sketch *b)
{
    int same = 0;
    for (int i = 0; i < CRIA_NEAR_BINS; i++)
        same += a->bin[i] == b->bin[i];
    return same / (double)CRIA_NEAR_BINS;
}

static void estimates_are_near(void **state)
{
    (void)state;
    static const double wanted[] = {0.95, 0.9, 0.8, 0.5, 0.2};
    cria_buffer one = {0}, two = {0};
    for (size_t k = 0; k < sizeof wanted / sizeof *wanted; k++) {
        double sum = 0;
        const int changed = changed_for(2000, wanted[k]);
        const double known = known_similarity(2000, changed);
        for (uint64_t seed = 0; seed < 40; seed++) {
            make_text(&one, seed, seed + 1000, 2000, 0, 0);
            make_text(&two, seed, seed + 1000, 2000, 300, changed);
            const cria_near_sketch pair[2] = {sketch_of(&one), sketch_of(&two)};
            const double estimate = same_bins(&pair[0], &pair[1]);
            // Four standard deviations of a mean of 128 draws.
            assert_true(estimate > known - 0.18 && estimate < known + 0.18);
            sum += estimate;
        }
        const double mean = sum / 40;
        if (mean < known - 0.025 || mean > known + 0.025)
            fail_msg("similarity %.3f is estimated as %.3f", known, mean);
    }
    cria_buffer_free(&one);
    cria_buffer_free(&two);
}

// Most bins of a short text are filled from others: not all from the same one.
static void short_texts_are_estimated(void **state)
{
    (void)state;
    enum { TRIALS = 200, WORDS = 64 };
    cria_buffer one = {0}, two = {0};
    const double known = known_similarity(WORDS, 3);
    double error = 0;
    for (uint64_t seed = 0; seed < TRIALS; seed++) {
        make_text(&one, seed, 0, WORDS, 0, 0);
        make_text(&two, seed, seed + 1000, WORDS, 20, 3);
        const cria_near_sketch a = sketch_of(&one), b = sketch_of(&two);
        const double off = same_bins(&a, &b) - known;
        error += off * off / TRIALS;
    }
    if (error > 0.08 * 0.08)
        fail_msg("a mean square error of %.4f", error);
    cria_buffer_free(&one);
    cria_buffer_free(&two);
}

static void no_pair_is_missed(void **state)
{
    (void)state;
    enum { TRIALS = 500 };
    cria_random draw = {.seed = 5, .stream = 79};
    cria_buffer text = {0};
    cria_near_sketch *sketch = calloc(2 * TRIALS, sizeof *sketch);
    for (uint64_t i = 0; i < TRIALS; i++) {
        const int words = 120 + (int)cria_random_below(&draw, 2000);
        const double wanted = 0.9 + 0.1 * cria_random_unit(&draw);
        int changed = changed_for(words, wanted);
        changed = changed < 0 ? 0 : changed;
        make_text(&text, i, 0, words, 0, 0);
        sketch[i] = sketch_of(&text);
        make_text(&text, i, i + 5000, words, words / 3, changed);
        sketch[TRIALS + i] = sketch_of(&text);
    }
    cria_near_pair *found;
    size_t count;
    must(cria_near_pairs(&found, &count, sketch, 2 * TRIALS, 0.7));
    assert_int_equal(count, TRIALS); // and none that is no pair
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(found[i].first, i);
        assert_int_equal(found[i].second, TRIALS + i);
        assert_true(found[i].similarity == same_bins(&sketch[i], &sketch[TRIALS + i]));
    }
    cria_free(found);
    free(sketch);
    cria_buffer_free(&text);
}

static void words_are_compared_without_dress(void **state)
{
    (void)state;
    static const char one[] = "The Owl, an old bird, sat on École street; it slept.";
    static const char two[] = "the owl - an OLD bird (sat) on \"école\"\nstreet it slept";
    cria_near_sketch a, b;
    cria_near_sketch_text(&a, one, sizeof one - 1);
    cria_near_sketch_text(&b, two, sizeof two - 1);
    assert_int_equal(a.shingles, 7);
    assert_memory_equal(&a, &b, sizeof a);
    cria_near_sketch_text(&a, "only four words here", 20);
    assert_int_equal(a.shingles, 0);
    cria_near_sketch_text(&a, "", 0);
    assert_int_equal(a.shingles, 0);
}

static void short_texts_pair_with_none(void **state)
{
    (void)state;
    cria_near_sketch sketch[3];
    for (int i = 0; i < 3; i++)
        cria_near_sketch_text(&sketch[i], "one two three", 13);
    cria_near_pair *found;
    size_t count;
    must(cria_near_pairs(&found, &count, sketch, 3, 0));
    assert_int_equal(count, 0);
    cria_free(found);
    must(cria_near_pairs(&found, &count, NULL, 0, 0.8));
    assert_int_equal(count, 0);
    cria_free(found);
}

static int compare_pairs(const void *a, const void *b)
{
    const cria_near_pair *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    return (x->second > y->second) - (x->second < y->second);
}

// 20,000 different texts, and 20,000 copies of one: neither may cost the square.
static void time_is_linear(void **state)
{
    (void)state;
    enum { MANY = 20000 };
    cria_near_sketch *sketch = calloc(MANY, sizeof *sketch);
    cria_random draw = {.seed = 6, .stream = 80};
    cria_near_pair *found;
    size_t count;
    for (size_t i = 0; i < MANY; i++) {
        sketch[i].shingles = 1000;
        for (int k = 0; k < CRIA_NEAR_BINS; k++)
            sketch[i].bin[k] = cria_random_u32(&draw);
    }
    double before = cria_clock();
    must(cria_near_pairs(&found, &count, sketch, MANY, 0.8));
    const double different = cria_clock() - before;
    assert_int_equal(count, 0);
    cria_free(found);
    for (size_t i = 1; i < MANY; i++)
        sketch[i] = sketch[0];
    before = cria_clock();
    must(cria_near_pairs(&found, &count, sketch, MANY, 0.8));
    const double same = cria_clock() - before;
    printf("20,000 sketches: %.2f s different, %.2f s all the same\n", different, same);
    for (size_t i = 1; i < MANY; i++) // each hangs on the one before it
        assert_non_null(bsearch(&(cria_near_pair){.first = i - 1, .second = i}, found, count,
                                sizeof *found, compare_pairs));
    assert_true(count < MANY * 33);
    cria_free(found);
    free(sketch);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_are_near),
        cmocka_unit_test(short_texts_are_estimated),
        cmocka_unit_test(no_pair_is_missed),
        cmocka_unit_test(words_are_compared_without_dress),
        cmocka_unit_test(short_texts_pair_with_none),
        cmocka_unit_test(time_is_linear),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
