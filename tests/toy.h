// toy.h owns small models whose answers a test can know: random ones, and ones whose
// probabilities are poured into the weights. Included behind scratch.h.
#ifndef CRIA_TESTS_TOY_H
#define CRIA_TESTS_TOY_H

#include "base/memory.h"
#include "base/random.h"
#include "model/model.h"
#include "tensor/device.h"

#include <math.h>

enum { TOY_VOCAB = 320, TOY_POSITIONS = 64 };

static const char toy_text[] =
    "the cat sees the dog. the dogs see the cat. a cat sleeps and the dogs sleep.\n"
    "who sees the cat? the dog sees the cat. the cats see a dog and the dogs see a cat.\n"
    "sleeping dogs sleep. seeing cats see. the dog sleeps. a dog and a cat see the dogs.\n";

// toy_tokenizer: 256 bytes, or only those of toy_text without its line breaks.
static inline cria_tokenizer *toy_tokenizer(bool all_bytes)
{
    cria_tokenizer *t;
    const char *const path = scratch("toy.txt");
    const cria_tokenizer_train_options options = {.vocab_size = all_bytes ? TOY_VOCAB : 60,
                                                  .min_frequency = 2,
                                                  .prefix_space = false,
                                                  .alphabet = !all_bytes};
    char text[sizeof toy_text];
    memcpy(text, toy_text, sizeof text);
    for (char *at = text; !all_bytes && (at = strchr(at, '\n'));)
        *at = ' ';
    assert_ok(cria_file_write(path, text, sizeof text - 1));
    assert_ok(cria_tokenizer_train(&t, &path, 1, &options));
    return t;
}

static inline cria_config toy_config(const char *preset, int64_t width)
{
    cria_config c;
    assert_ok(cria_config_read(&c, preset));
    c.vocab_size = TOY_VOCAB;
    c.positions = TOY_POSITIONS;
    c.width = width;
    c.inner = 2 * width;
    c.layers = 2;
    c.heads = c.kv_heads = 4;
    c.head_dim = width / 4;
    c.init_range = 0.3;
    return c;
}

static inline cria_model *toy_of(const cria_config *config)
{
    const cria_backend *backend;
    cria_model *m;
    assert_ok(cria_device_open(&backend, "cpu"));
    assert_ok(cria_model_create(&m, config, backend, false, 7));
    m->tokenizer = toy_tokenizer(true);
    return m;
}

// toy_random: two layers with large random weights; "babyllama-58m" or "gpt2-97m".
static inline cria_model *toy_random(const char *preset)
{
    const cria_config c = toy_config(preset, 32);
    return toy_of(&c);
}

// toy_fill sets a parameter from a function of row and column.
typedef float toy_entry(const double *table, int64_t row, int64_t col, int64_t cols);
static inline void toy_fill(cria_model *m, int index, toy_entry *entry, const double *table)
{
    const cria_param *const p = &m->params.item[index];
    float *values;
    assert_ok(cria_alloc(&values, (size_t)(p->rows * p->cols), sizeof *values));
    for (int64_t i = 0; i < p->rows * p->cols; i++)
        values[i] = entry(table, i / p->cols, i % p->cols, p->cols);
    assert_ok(cria_params_put(&m->params, CRIA_SLAB_DATA, (size_t)index, values));
    cria_free(values);
}

static inline float toy_zero_entry(const double *table, int64_t row, int64_t col, int64_t cols)
{
    (void)table, (void)row, (void)col, (void)cols;
    return 0;
}

static inline float toy_one_hot(const double *table, int64_t row, int64_t col, int64_t cols)
{
    (void)table, (void)cols;
    return row == col;
}

static inline float toy_one_entry(const double *table, int64_t row, int64_t col, int64_t cols)
{
    (void)table, (void)row, (void)col, (void)cols;
    return 1;
}

// The final norm turns a one-hot row into one entry of 1 / sqrt(1/C + eps).
static inline float toy_head_entry(const double *table, int64_t row, int64_t col, int64_t cols)
{
    return (float)(table[col * cols + row] * sqrt(1.0 / (double)cols + 1e-6));
}

// toy_constant: every weight 0, so all tokens are equally likely everywhere.
static inline cria_model *toy_constant(void)
{
    cria_model *const m = toy_random("babyllama-58m");
    for (size_t i = 0; i < m->params.count; i++)
        toy_fill(m, (int)i, toy_zero_entry, NULL);
    return m;
}

// toy_bigram: P(b | a) = exp(table[a V + b]), whatever comes before a. Attention and the feed-
// forward part add nothing, the embedding is one-hot, and the head holds the table.
static inline cria_model *toy_bigram(const double *table)
{
    const cria_config c = toy_config("babyllama-58m", TOY_VOCAB);
    cria_model *const m = toy_of(&c);
    for (size_t i = 0; i < m->params.count; i++)
        toy_fill(m, (int)i, toy_zero_entry, NULL);
    toy_fill(m, m->norm, toy_one_entry, NULL);
    toy_fill(m, m->embed, toy_one_hot, NULL);
    toy_fill(m, m->head, toy_head_entry, table);
    return m;
}

// toy_table: TOY_VOCAB x TOY_VOCAB log-probabilities; rows are alike if `unigram`. cria_free.
static inline double *toy_table(bool unigram, uint64_t seed)
{
    double *table;
    assert_ok(cria_alloc(&table, TOY_VOCAB * TOY_VOCAB, sizeof *table));
    for (int a = 0; a < TOY_VOCAB; a++) {
        cria_random r = {.seed = seed + (unigram ? 0 : (uint64_t)a)};
        double sum = 0;
        for (int b = 0; b < TOY_VOCAB; b++)
            sum += exp(table[a * TOY_VOCAB + b] = 2 * cria_random_normal(&r));
        for (int b = 0; b < TOY_VOCAB; b++)
            table[a * TOY_VOCAB + b] -= log(sum);
    }
    return table;
}

// toy_logits: what the model says after ids[0 .. count), by a forward pass over just these.
static inline void toy_logits(cria_model *m, const uint32_t *ids, size_t count,
                              float logits[TOY_VOCAB])
{
    const cria_program_options options = {
        .layout = CRIA_LAYOUT_ROWS, .batch = 1, .length = (int)count};
    int32_t in_ids[TOY_POSITIONS], positions[TOY_POSITIONS], length = (int32_t)count;
    float *rows;
    cria_program *p;
    for (size_t i = 0; i < count; i++) {
        in_ids[i] = (int32_t)ids[i];
        positions[i] = (int32_t)i;
    }
    assert_ok(cria_program_open(&p, m->params.backend, &options));
    const cria_value answer = cria_model_logits(p, m);
    cria_keep(p, answer);
    assert_ok(cria_program_finish(p));
    assert_ok(cria_program_allocate(p));
    const cria_inputs *const in = cria_program_inputs(p);
    assert_ok(cria_program_put(p, in->ids, in_ids));
    assert_ok(cria_program_put(p, in->positions, positions));
    assert_ok(cria_program_put(p, in->where, &length));
    assert_ok(cria_program_run(p, &(cria_step){0}));
    assert_ok(cria_alloc(&rows, count * TOY_VOCAB, sizeof *rows));
    assert_ok(cria_program_get(p, answer, rows));
    memcpy(logits, rows + (count - 1) * TOY_VOCAB, TOY_VOCAB * sizeof *logits);
    cria_free(rows);
    cria_program_close(p);
}

// toy_logprob: log P of ids[at] given the ids before it, in double from the logits.
static inline double toy_logprob(cria_model *m, const uint32_t *ids, size_t at)
{
    float logits[TOY_VOCAB];
    double most = -INFINITY, sum = 0;
    toy_logits(m, ids, at, logits);
    for (int v = 0; v < TOY_VOCAB; v++)
        most = fmax(most, (double)logits[v]);
    for (int v = 0; v < TOY_VOCAB; v++)
        sum += exp((double)logits[v] - most);
    return (double)logits[ids[at]] - most - log(sum);
}

#endif
