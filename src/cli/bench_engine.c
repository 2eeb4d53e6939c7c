// bench_engine.c: the engine's benchmarks: peak, matrix products, training and distillation
// steps.
#include "base/clock.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "cli/bench.h"
#include "cli/peak.h"
#include "cpu/gemm.h"
#include "train/learner.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// ---- peak

static double peak_here(void)
{
    return peak_rate(cria_isa_best(), cria_threads(), cria_clock);
}

cria_status bench_run_peak(bench *b)
{
    const double peak = peak_here();
    return peak > 0 ? bench_value(b, "peak", "multiply-adds on registers", peak, "GFLOP/s")
                    : CRIA_OK;
}

// ---- gemm: the products of babyllama-58m at 4096 rows, and of a text of one

typedef struct product {
    const char *form; // NT: y = x w^T; NN: dx = dy w; TN: dw = dy^T x
    int64_t rows, cols, k;
} product;

static const product products[] = {
    {"NT", 4096, 1536, 512},  {"NT", 4096, 512, 512},   {"NT", 4096, 2048, 512},
    {"NT", 4096, 512, 1024},  {"NT", 4096, 16000, 512}, {"NN", 4096, 512, 2048},
    {"NN", 4096, 512, 16000}, {"TN", 2048, 512, 4096},  {"TN", 16000, 512, 4096},
    {"NT", 1, 2048, 512},     {"NT", 1, 16000, 512},
};

static cria_status filled(float **out, int64_t count)
{
    cria_random r = {.seed = 1, .stream = CRIA_STREAM_INIT};
    CRIA_TRY(cria_slab_alloc(out, (size_t)count * sizeof **out));
    for (int64_t i = 0; i < count; i++)
        (*out)[i] = (float)cria_random_unit(&r) - 0.5f;
    return CRIA_OK;
}

static cria_status time_product(bench *b, const product *p, const cria_gemm *g,
                                const cria_gemm_provider *who)
{
    char what[64];
    snprintf(what, sizeof what, "%s %s %lldx%lldx%lld", who->name, p->form, (long long)p->rows,
             (long long)p->cols, (long long)p->k);
    bench_clear(b);
    for (who->run(g); bench_more(b);) {
        const double started = cria_clock();
        who->run(g);
        bench_stop(b, started);
    }
    return bench_row(b, "gemm", what, 2e-9 * (double)(p->rows * p->cols * p->k), "GFLOP/s");
}

static cria_status run_product(bench *b, const product *p)
{
    const cria_gemm_provider *who = cria_gemm_chosen(cria_isa_best());
    const bool a_along = p->form[0] == 'T', b_along = p->form[1] == 'N';
    float *x = NULL, *w = NULL, *y = NULL;
    cria_gemm g = {.rows = p->rows, .cols = p->cols, .k = p->k, .stride = p->cols};
    cria_status status = filled(&x, p->rows * p->k);
    if (status == CRIA_OK)
        status = filled(&w, p->cols * p->k);
    if (status == CRIA_OK)
        status = filled(&y, p->rows * p->cols);
    g.a = (cria_operand){x, a_along ? p->rows : p->k, a_along};
    g.b = (cria_operand){w, b_along ? p->cols : p->k, b_along};
    g.c = y;
    const size_t scratch = who->scratch ? who->scratch(&g) : 0;
    if (status == CRIA_OK && scratch)
        status = cria_slab_alloc(&g.scratch, scratch);
    if (status == CRIA_OK)
        status = time_product(b, p, &g, who);
    cria_slab_free(g.scratch, scratch);
    cria_slab_free(x, (size_t)(p->rows * p->k) * sizeof *x);
    cria_slab_free(w, (size_t)(p->cols * p->k) * sizeof *w);
    cria_slab_free(y, (size_t)(p->rows * p->cols) * sizeof *y);
    return status;
}

cria_status bench_run_gemm(bench *b)
{
    for (size_t i = 0; i < sizeof products / sizeof *products; i++)
        CRIA_TRY(run_product(b, &products[i]));
    return CRIA_OK;
}

// ---- step, distill

// Everything one training step needs. The rows are random ids, all full.
typedef struct stage {
    cria_options options;
    cria_train_settings train;
    cria_distill_settings distill;
    cria_model *model;
    cria_teachers teachers;
    cria_learner learner;
    cria_loss_form form;
    cria_shard shard;
    cria_rows rows;
    uint16_t *ids;
    uint32_t *items;
    char what[64];
    double flops; // of one step
} stage;

enum { BATCHES = 2, LAST_ID = 60000 };

static cria_status make_rows(stage *s, int64_t vocab_size, int64_t batch, int64_t length)
{
    const int64_t count = BATCHES * batch * length;
    const int64_t ids = vocab_size < LAST_ID ? vocab_size : LAST_ID;
    cria_random r = {.seed = 1, .stream = CRIA_STREAM_POCKET};
    CRIA_TRY(cria_alloc(&s->ids, (size_t)count, sizeof *s->ids));
    CRIA_TRY(cria_alloc(&s->items, (size_t)(BATCHES * batch), sizeof *s->items));
    for (int64_t i = 0; i < count; i++)
        s->ids[i] = (uint16_t)cria_random_below(&r, (uint64_t)ids);
    for (int64_t i = 0; i < BATCHES * batch; i++)
        s->items[i] = (uint32_t)i;
    s->shard = (cria_shard){
        .data = s->ids, .width = sizeof *s->ids, .count = count, .vocab_size = vocab_size};
    cria_hash_bytes(s->shard.hash, s->ids, (size_t)count * sizeof *s->ids);
    const cria_rows_options how = {
        .mode = CRIA_ROWS_FIXED, .length = (int32_t)length, .pad = 0, .eos = -1};
    return cria_rows_open(&s->rows, &s->shard, &how);
}

static cria_status open_student(stage *s, const bench *b)
{
    cria_config config;
    CRIA_TRY(cria_options_bind(&s->options, cria_train_option_table, &s->train));
    CRIA_TRY(cria_options_bind(&s->options, cria_distill_option_table, &s->distill));
    s->train.batch_size = b->settings->batch_size;
    s->train.sequence_length = b->settings->sequence_length;
    CRIA_TRY(cria_config_read(&config, b->settings->model));
    CRIA_TRY(make_rows(s, config.vocab_size, s->train.batch_size, s->train.sequence_length));
    return cria_model_create(&s->model, &config, b->backend, true, (uint64_t)b->common->seed);
}

static cria_status open_learner(stage *s, const bench *b)
{
    cria_teachers *teachers = s->teachers.count ? &s->teachers : NULL;
    CRIA_TRY(cria_loss_form_make(&s->form, teachers ? &s->distill : NULL));
    CRIA_TRY(cria_learner_open(&s->learner, s->model, teachers, &s->form, &s->train,
                               (int)s->train.batch_size));
    s->flops = cria_program_flops(s->learner.training.program);
    for (int i = 0; i < s->teachers.count; i++)
        s->flops += cria_program_flops(s->teachers.teacher[i].whole.program);
    snprintf(s->what, sizeof s->what, "%s %lldx%lld", cria_path_name(b->settings->model),
             (long long)s->train.batch_size, (long long)s->train.sequence_length);
    return CRIA_OK;
}

static cria_status one_step(stage *s, int64_t number)
{
    const int64_t batch = s->train.batch_size;
    const cria_learner_work work = {.rows = &s->rows,
                                    .items = s->items + number % BATCHES * batch,
                                    .count = batch,
                                    .step = number,
                                    .accumulation = 1,
                                    .rate = 1e-5};
    cria_loss_values values;
    double norm;
    return cria_learner_step(&s->learner, &work, &values, &norm);
}

static cria_status time_steps(bench *b, stage *s, const char *name)
{
    bench_clear(b);
    CRIA_TRY(one_step(s, 0));
    while (bench_more(b)) {
        const double started = cria_clock();
        CRIA_TRY(one_step(s, b->samples + 1));
        bench_stop(b, started);
    }
    const double tokens = (double)(s->train.batch_size * s->train.sequence_length);
    CRIA_TRY(bench_row(b, name, s->what, tokens, "tokens/s"));
    CRIA_TRY(bench_row(b, name, s->what, s->flops * 1e-9, "GFLOP/s"));
    const double peak = peak_here(), rate = s->flops * 1e-9 / bench_median(b);
    return peak > 0 ? bench_value(b, name, s->what, rate / peak, "of peak") : CRIA_OK;
}

static void close_stage(stage *s)
{
    cria_learner_close(&s->learner);
    cria_teachers_close(&s->teachers);
    cria_rows_close(&s->rows);
    cria_model_free(s->model);
    cria_free(s->ids);
    cria_free(s->items);
    cria_options_free(&s->options);
}

cria_status bench_run_step(bench *b)
{
    stage s = {0};
    cria_status status = open_student(&s, b);
    if (status == CRIA_OK)
        status = open_learner(&s, b);
    if (status == CRIA_OK)
        status = time_steps(b, &s, "step");
    close_stage(&s);
    return status;
}

static cria_status open_teacher(stage *s, const bench *b, const char *name)
{
    cria_config config;
    CRIA_TRY(cria_config_read(&config, name));
    config.vocab_size = s->model->config.vocab_size;
    cria_teacher *one = &s->teachers.teacher[s->teachers.count++];
    CRIA_TRY(cria_model_create(&one->model, &config, b->backend, false,
                               (uint64_t)s->teachers.count));
    return cria_model_hash(one->model, one->hash);
}

static cria_status open_teachers(stage *s, const bench *b, const char *cache)
{
    static const char *usual[] = {"llama-16m", "llama-16m"};
    const cria_option_list two = {usual, 2};
    s->distill.teacher = b->settings->teachers.count ? b->settings->teachers : two;
    if (s->distill.teacher.count > CRIA_TEACHERS_MAX)
        return cria_fail(CRIA_EARG, "at most %d teachers", CRIA_TEACHERS_MAX);
    s->teachers = (cria_teachers){.backend = b->backend,
                                  .micro = (int)s->train.batch_size,
                                  .length = (int)s->train.sequence_length};
    for (int i = 0; i < s->distill.teacher.count; i++)
        CRIA_TRY(open_teacher(s, b, s->distill.teacher.item[i]));
    return cria_teachers_start(&s->teachers, cache, &s->rows, NULL);
}

static cria_status distill(bench *b, const char *name, const char *cache)
{
    stage s = {0};
    cria_status status = open_student(&s, b);
    if (status == CRIA_OK)
        status = open_teachers(&s, b, cache);
    if (status == CRIA_OK)
        status = open_learner(&s, b);
    if (status == CRIA_OK)
        status = time_steps(b, &s, name);
    close_stage(&s);
    return status;
}

cria_status bench_run_distill(bench *b)
{
    const char *base = getenv("TMPDIR");
    char folder[512];
    CRIA_TRY(distill(b, "distill", NULL));
    snprintf(folder, sizeof folder, "%s/cria-bench-XXXXXX", base && *base ? base : "/tmp");
    if (!mkdtemp(folder))
        return cria_fail_errno("cannot make %s", folder);
    const cria_status status = distill(b, "distill cached", folder);
    const cria_status removed = cria_directory_remove(folder);
    return status != CRIA_OK ? status : removed;
}
