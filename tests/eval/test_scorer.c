// The scorer: numbers against a forward pass of every beginning, independence of the company a
// text keeps and of threads, and what it refuses.
#include "scratch.h"
#include "toy.h"

#include "base/parallel.h"
#include "eval/perplexity.h"
#include "eval/scorer.h"

// A random text over the vocabulary; texts share beginnings because few ids are used.
static void add_random(cria_texts *t, cria_random *r, size_t length, uint64_t ids)
{
    for (size_t i = 0; i < length; i++) {
        assert_ok(cria_grow(&t->ids.id, &t->ids.capacity, t->ids.count + 1, sizeof *t->ids.id));
        t->ids.id[t->ids.count++] = (uint32_t)cria_random_below(r, ids);
    }
    assert_ok(cria_texts_end(t));
}

static double *scores(cria_model *m, const cria_texts *t, cria_score_stats *stats)
{
    double *logprob;
    assert_ok(cria_alloc(&logprob, t->ids.count, sizeof *logprob));
    assert_ok(cria_score(m, t, logprob, stats));
    return logprob;
}

static void compare_with_recomputation(const char *preset)
{
    cria_model *const m = toy_random(preset);
    cria_random r = {.seed = 3};
    cria_texts t = {0};
    for (int i = 0; i < 6; i++)
        add_random(&t, &r, 1 + (size_t)i * 3, i < 3 ? 2 : TOY_VOCAB);
    add_random(&t, &r, TOY_POSITIONS, TOY_VOCAB);
    double *const got = scores(m, &t, NULL);
    for (size_t i = 0; i < t.count; i++) {
        const uint32_t *const ids = t.ids.id + t.first[i];
        assert_true(got[t.first[i]] == 0);
        for (size_t j = 1; j < t.first[i + 1] - t.first[i]; j++) {
            const double wanted = toy_logprob(m, ids, j);
            if (!(fabs(got[t.first[i] + j] - wanted) < 1e-5))
                fail_msg("%s text %zu token %zu: %.9g, recomputed %.9g", preset, i, j,
                         got[t.first[i] + j], wanted);
        }
    }
    cria_free(got);
    cria_texts_free(&t);
    cria_model_free(m);
}

static void every_token_equals_a_pass_over_its_own_beginning(void **state)
{
    (void)state;
    compare_with_recomputation("babyllama-58m");
    compare_with_recomputation("gpt2-97m");
}

// 5,000 texts fill many batches; each has some twins, so batches begin in the middle of the
// trie.
static void a_text_scores_alone_as_among_thousands(void **state)
{
    (void)state;
    cria_model *const m = toy_random("babyllama-58m");
    cria_random r = {.seed = 5};
    cria_texts all = {0};
    cria_score_stats stats;
    for (int i = 0; i < 5000; i++)
        add_random(&all, &r, 1 + cria_random_below(&r, 12), i % 2 ? 3 : TOY_VOCAB);
    double *const crowd = scores(m, &all, &stats);
    assert_true(stats.tokens == all.ids.count);
    assert_true(stats.inner > 3 * 1024 && stats.inner < stats.nodes);
    assert_true(stats.nodes < all.ids.count);
    for (size_t i = 0; i < all.count; i += 97) {
        cria_texts one = {0};
        const size_t length = all.first[i + 1] - all.first[i];
        assert_ok(cria_grow(&one.ids.id, &one.ids.capacity, length, sizeof *one.ids.id));
        memcpy(one.ids.id, all.ids.id + all.first[i], length * sizeof *one.ids.id);
        one.ids.count = length;
        assert_ok(cria_texts_end(&one));
        double *const alone = scores(m, &one, NULL);
        assert_memory_equal(alone, crowd + all.first[i], length * sizeof *alone);
        cria_free(alone);
        cria_texts_free(&one);
    }
    cria_free(crowd);
    cria_texts_free(&all);
    cria_model_free(m);
}

static void threads_do_not_change_a_bit(void **state)
{
    (void)state;
    cria_model *const m = toy_random("gpt2-97m");
    cria_random r = {.seed = 6};
    cria_texts t = {0};
    for (int i = 0; i < 300; i++)
        add_random(&t, &r, 2 + cria_random_below(&r, 20), 40);
    cria_threads_set(1);
    double *const one = scores(m, &t, NULL);
    for (int threads = 2; threads <= 3; threads++) {
        cria_threads_set(threads);
        double *const many = scores(m, &t, NULL);
        assert_memory_equal(one, many, t.ids.count * sizeof *one);
        cria_free(many);
    }
    cria_threads_set(0);
    cria_free(one);
    cria_texts_free(&t);
    cria_model_free(m);
}

static void what_cannot_be_scored_is_refused(void **state)
{
    (void)state;
    cria_model *const m = toy_random("babyllama-58m");
    cria_random r = {.seed = 8};
    cria_texts t = {0};
    double logprob[2 * TOY_POSITIONS];
    assert_ok(cria_score(m, &t, logprob, NULL));
    add_random(&t, &r, 3, 5);
    add_random(&t, &r, TOY_POSITIONS + 1, 5);
    assert_fails(cria_score(m, &t, logprob, NULL), CRIA_EARG, "text 2 is 65 tokens long");
    cria_texts_free(&t);
    add_random(&t, &r, 2, 5);
    t.ids.id[1] = TOY_VOCAB;
    assert_fails(cria_score(m, &t, logprob, NULL), CRIA_EFORMAT, "token 320 is outside");
    cria_texts_free(&t);
    cria_model_free(m);
}

// Windows overlap by one token, so the bigram model's perplexity does not depend on them.
static void perplexity_is_the_table_s(void **state)
{
    (void)state;
    double *const table = toy_table(false, 11);
    cria_model *const m = toy_bigram(table);
    cria_random r = {.seed = 9};
    cria_texts t = {0};
    add_random(&t, &r, 100, 255);
    double nats = 0;
    size_t bytes = 0, length;
    for (size_t i = 1; i < 100; i++) {
        nats -= table[t.ids.id[i - 1] * TOY_VOCAB + t.ids.id[i]];
        bytes += cria_tokenizer_bytes(m->tokenizer, t.ids.id[i], &length) ? length : 0;
    }
    static const int64_t windows[] = {0, 2, 7, 64};
    for (size_t i = 0; i < sizeof windows / sizeof *windows; i++) {
        cria_perplexity p;
        assert_ok(cria_perplexity_of(&p, m, t.ids.id, 100, windows[i]));
        assert_true(p.tokens == 99 && p.bytes == bytes);
        assert_true(fabs(p.nats - nats) < 1e-3);
        assert_true(fabs(p.perplexity / exp(nats / 99) - 1) < 1e-5);
        assert_true(fabs(p.bits_per_byte - nats / log(2) / (double)bytes) < 1e-4);
    }
    cria_perplexity p;
    assert_fails(cria_perplexity_of(&p, m, t.ids.id, 100, 65), CRIA_EARG, "window of 65");
    assert_fails(cria_perplexity_of(&p, m, t.ids.id, 1, 0), CRIA_EARG, "at least two");
    cria_texts_free(&t);
    cria_model_free(m);
    cria_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_token_equals_a_pass_over_its_own_beginning),
        cmocka_unit_test(a_text_scores_alone_as_among_thousands),
        cmocka_unit_test(threads_do_not_change_a_bit),
        cmocka_unit_test(what_cannot_be_scored_is_refused),
        cmocka_unit_test(perplexity_is_the_table_s),
    };
    return cmocka_run_group_tests_name("scorer", tests, scratch_open, scratch_close);
}
