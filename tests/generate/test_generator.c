// Generation: the cache gives what a pass over the whole text gives, texts do not disturb each
// other, and every end is kept to.
#include "scratch.h"
#include "toy.h"

#include "base/parallel.h"
#include "generate/generator.h"

static const cria_sampling greedy = {0, 0, 1}, usual = {0.9, 40, 0.95};

enum { TEXTS = 5 };

// Generates up to the end; out[k] holds the prompt and what follows, counts[k] how many.
static void generate(cria_model *m, const cria_sampling *how, int texts, int64_t capacity,
                     const uint32_t *prompt, size_t count,
                     uint32_t out[TEXTS][TOY_POSITIONS + 1], size_t counts[TEXTS])
{
    const size_t limit =
        capacity && capacity < TOY_POSITIONS ? (size_t)capacity : TOY_POSITIONS;
    cria_generator *g;
    int64_t id[TEXTS];
    int open = texts;
    assert_ok(cria_generator_open(&g, m, how, texts, capacity, 99));
    assert_ok(cria_generator_prompt(g, prompt, count));
    for (int k = 0; k < texts; k++) {
        memcpy(out[k], prompt, count * sizeof *prompt);
        counts[k] = count;
    }
    while (open) {
        int still = 0;
        assert_ok(cria_generator_next(g, id, &open));
        for (int k = 0; k < texts; k++)
            if (id[k] >= 0) {
                assert_true(counts[k] < limit);
                out[k][counts[k]++] = (uint32_t)id[k];
                still += counts[k] < limit;
            }
        assert_int_equal(open, still);
    }
    assert_ok(cria_generator_next(g, id, &open));
    for (int k = 0; k < texts; k++)
        assert_int_equal(id[k], -1);
    cria_generator_close(g);
}

// A random prompt that is longer than one run of the prompt's program.
static void make_prompt(uint32_t *out, size_t count)
{
    cria_random r = {.seed = 12};
    for (size_t i = 0; i < count; i++)
        out[i] = (uint32_t)(3 + cria_random_below(&r, 250));
}

static uint32_t likeliest(cria_model *m, const uint32_t *ids, size_t count)
{
    float logits[TOY_VOCAB];
    toy_logits(m, ids, count, logits);
    uint32_t best = 0;
    for (uint32_t v = 1; v < TOY_VOCAB; v++)
        best = logits[v] > logits[best] ? v : best;
    return best;
}

static void compare_with_recomputation(const char *preset, size_t count)
{
    cria_model *const m = toy_random(preset);
    uint32_t prompt[TOY_POSITIONS], out[TEXTS][TOY_POSITIONS + 1];
    size_t counts[TEXTS];
    make_prompt(prompt, count);
    generate(m, &greedy, 2, 0, prompt, count, out, counts);
    assert_true(counts[0] > count);
    for (size_t i = count; i < counts[0]; i++)
        if (out[0][i] != likeliest(m, out[0], i))
            fail_msg("%s: token %zu differs from a pass over the whole text", preset, i);
    if (counts[0] < TOY_POSITIONS)
        assert_int_equal(likeliest(m, out[0], counts[0]), m->config.eos);
    assert_int_equal(counts[1], counts[0]);
    assert_memory_equal(out[0], out[1], counts[0] * sizeof(uint32_t));
    cria_model_free(m);
}

static void the_cache_gives_what_a_whole_pass_gives(void **state)
{
    (void)state;
    static const size_t counts[] = {1, 31, 32, 33, 45};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        compare_with_recomputation("babyllama-58m", counts[i]);
        compare_with_recomputation("gpt2-97m", counts[i]);
    }
}

// Feeds ids[0 .. count) to slot 1 of 3 through the CACHE layout, `rows` at a time.
static void cached_logits(cria_model *m, const uint32_t *ids, size_t count, int rows,
                          float logits[TOY_VOCAB])
{
    const cria_program_options options = {.layout = CRIA_LAYOUT_CACHE,
                                          .batch = rows,
                                          .length = 1,
                                          .slots = 3,
                                          .capacity = TOY_POSITIONS,
                                          .logit_rows = 1};
    cria_program *p;
    assert_ok(cria_program_open(&p, m->params.backend, &options));
    const cria_value answer = cria_model_logits(p, m);
    cria_keep(p, answer);
    assert_ok(cria_program_finish(p));
    assert_ok(cria_program_allocate(p));
    const cria_inputs *const in = cria_program_inputs(p);
    for (size_t at = 0; at < count; at += (size_t)rows) {
        int32_t id[TOY_POSITIONS] = {0}, position[TOY_POSITIONS] = {0}, slot[TOY_POSITIONS];
        int32_t wanted = 0;
        for (int i = 0; i < rows; i++)
            slot[i] = -1;
        for (int i = 0; i < rows && at + (size_t)i < count; i++) {
            id[i] = (int32_t)ids[at + (size_t)i];
            position[i] = (int32_t)at + i;
            slot[i] = 1;
            wanted = i;
        }
        assert_ok(cria_program_put(p, in->ids, id));
        assert_ok(cria_program_put(p, in->positions, position));
        assert_ok(cria_program_put(p, in->where, slot));
        assert_ok(cria_program_put(p, in->rows, &wanted));
        assert_ok(cria_program_run(p, &(cria_step){0}));
    }
    assert_ok(cria_program_get(p, answer, logits));
    cria_program_close(p);
}

static void cached_logits_are_close_however_they_are_fed(void **state)
{
    (void)state;
    static const char *const presets[] = {"babyllama-58m", "gpt2-97m"};
    static const int rows[] = {1, 7, 32};
    uint32_t ids[40];
    make_prompt(ids, 40);
    for (int i = 0; i < 2; i++) {
        cria_model *const m = toy_random(presets[i]);
        float whole[TOY_VOCAB], cached[TOY_VOCAB];
        toy_logits(m, ids, 40, whole);
        for (int k = 0; k < 3; k++) {
            cached_logits(m, ids, 40, rows[k], cached);
            for (int v = 0; v < TOY_VOCAB; v++)
                if (!(fabsf(whole[v] - cached[v]) <= 1e-5f * (1 + fabsf(whole[v]))))
                    fail_msg("%s, %d rows: logit %d is %.9g, whole %.9g", presets[i], rows[k],
                             v, (double)cached[v], (double)whole[v]);
        }
        cria_model_free(m);
    }
}

static void a_text_does_not_depend_on_its_company(void **state)
{
    (void)state;
    cria_model *const m = toy_random("babyllama-58m");
    uint32_t prompt[TOY_POSITIONS], alone[TEXTS][TOY_POSITIONS + 1];
    uint32_t many[TEXTS][TOY_POSITIONS + 1];
    size_t alone_counts[TEXTS], many_counts[TEXTS];
    make_prompt(prompt, 6);
    for (int threads = 1; threads <= 3; threads += 2) {
        cria_threads_set(threads);
        generate(m, &usual, 1, 0, prompt, 6, alone, alone_counts);
        generate(m, &usual, TEXTS, 0, prompt, 6, many, many_counts);
        assert_int_equal(alone_counts[0], many_counts[0]);
        assert_memory_equal(alone[0], many[0], alone_counts[0] * sizeof(uint32_t));
        assert_memory_not_equal(many[0], many[1], 12 * sizeof(uint32_t));
    }
    cria_threads_set(0);
    cria_model_free(m);
}

static void a_second_prompt_starts_anew(void **state)
{
    (void)state;
    cria_model *const m = toy_random("gpt2-97m");
    uint32_t prompt[TOY_POSITIONS];
    int64_t first[8], second[8];
    int open;
    cria_generator *g;
    make_prompt(prompt, 20);
    assert_ok(cria_generator_open(&g, m, &usual, 1, 0, 5));
    assert_ok(cria_generator_prompt(g, prompt, 4));
    for (int i = 0; i < 8; i++)
        assert_ok(cria_generator_next(g, &first[i], &open));
    assert_ok(cria_generator_prompt(g, prompt, 20));
    assert_ok(cria_generator_next(g, &second[0], &open));
    assert_ok(cria_generator_prompt(g, prompt, 4));
    for (int i = 0; i < 8; i++)
        assert_ok(cria_generator_next(g, &second[i], &open));
    assert_memory_equal(first, second, sizeof first);
    cria_generator_close(g);
    cria_model_free(m);
}

// Greedy on a table: token a is always followed by a + 1, and 60 by </s>.
static double *chain(void)
{
    double *const table = toy_table(false, 3);
    for (int a = 0; a < TOY_VOCAB; a++)
        table[a * TOY_VOCAB + (a == 60 ? 2 : a + 1) % TOY_VOCAB] = 3;
    return table;
}

static void texts_end_at_the_mark_or_the_limit(void **state)
{
    (void)state;
    double *const table = chain();
    cria_model *const m = toy_bigram(table);
    uint32_t out[TEXTS][TOY_POSITIONS + 1];
    size_t counts[TEXTS];
    const uint32_t near_end = 57, far = 70, at_end = 60;
    generate(m, &greedy, 1, 0, &near_end, 1, out, counts);
    assert_int_equal(counts[0], 4); // 57 58 59 60, and </s> is not given out
    assert_int_equal(out[0][3], 60);
    generate(m, &greedy, 1, 0, &at_end, 1, out, counts);
    assert_int_equal(counts[0], 1);
    generate(m, &greedy, 1, 10, &far, 1, out, counts);
    assert_int_equal(counts[0], 10);
    assert_int_equal(out[0][9], 79);
    generate(m, &greedy, TEXTS, 1000, &far, 1, out, counts); // never beyond the context
    for (int k = 0; k < TEXTS; k++)
        assert_int_equal(counts[k], TOY_POSITIONS);
    cria_model_free(m);
    cria_free(table);
}

static void impossible_prompts_are_refused(void **state)
{
    (void)state;
    cria_model *const m = toy_random("babyllama-58m");
    uint32_t prompt[TOY_POSITIONS + 2];
    cria_generator *g;
    make_prompt(prompt, TOY_POSITIONS + 2);
    assert_ok(cria_generator_open(&g, m, &usual, 2, 0, 5));
    assert_fails(cria_generator_prompt(g, prompt, 0), CRIA_EARG, "empty prompt");
    assert_fails(cria_generator_prompt(g, prompt, TOY_POSITIONS), CRIA_EARG,
                 "64 tokens long and leaves no room");
    assert_fails(cria_generator_prompt(g, prompt, TOY_POSITIONS + 2), CRIA_EARG, "limit is 64");
    prompt[3] = TOY_VOCAB;
    assert_fails(cria_generator_prompt(g, prompt, 5), CRIA_EARG, "token 320 is outside");
    cria_generator_close(g);
    cria_model_free(m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_cache_gives_what_a_whole_pass_gives),
        cmocka_unit_test(cached_logits_are_close_however_they_are_fed),
        cmocka_unit_test(a_text_does_not_depend_on_its_company),
        cmocka_unit_test(a_second_prompt_starts_anew),
        cmocka_unit_test(texts_end_at_the_mark_or_the_limit),
        cmocka_unit_test(impossible_prompts_are_refused),
    };
    return cmocka_run_group_tests_name("generator", tests, scratch_open, scratch_close);
}
