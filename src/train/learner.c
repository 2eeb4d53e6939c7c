// learner.c: see learner.h.
#include "train/learner.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "base/memory.h"

#include <math.h>

static int64_t positions_of(const cria_learner *l)
{
    return (int64_t)l->batch.rows * l->batch.length;
}

static cria_status bind_teachers(cria_learner *l)
{
    for (int i = 0; i < l->form.attr.teachers; i++)
        CRIA_TRY(cria_program_bind(l->training.program, l->training.outside[i],
                                   cria_teachers_logits(l->teachers, i)));
    return CRIA_OK;
}

// The device memory behind the LOSS call that scores evaluation rows; each piece is aligned
// to 64.
typedef struct score_layout {
    size_t target, mask, scale, parts, scratch, bytes;
} score_layout;

static size_t take(size_t *at, size_t bytes)
{
    const size_t place = *at;
    *at += (bytes + 63) / 64 * 64;
    return place;
}

static score_layout lay_out(int64_t n, size_t scratch)
{
    score_layout s;
    s.bytes = 0;
    s.target = take(&s.bytes, (size_t)n * sizeof(int32_t));
    s.mask = take(&s.bytes, (size_t)n * sizeof(int32_t));
    s.scale = take(&s.bytes, 2 * sizeof(float));
    s.parts = take(&s.bytes, (size_t)n * 2 * sizeof(float));
    s.scratch = take(&s.bytes, scratch);
    return s;
}

static cria_view column(void *memory, size_t at, int64_t rows, int64_t cols)
{
    return (cria_view){.data = memory ? (char *)memory + at : NULL,
                       .rows = rows,
                       .cols = cols,
                       .stride = cols};
}

static void make_score_call(cria_learner *l, const score_layout *s)
{
    const int64_t n = positions_of(l);
    const cria_view logits = cria_program_view(l->scoring.program, l->scoring.logits);
    l->score = (cria_call){
        .op = CRIA_OP_LOSS,
        .in = {logits, column(l->score_memory, s->target, n, 1),
               column(l->score_memory, s->mask, n, 1), column(l->score_memory, s->scale, 1, 2)},
        // The gradient nobody wants goes where the logits were.
        .out = {logits, column(l->score_memory, s->parts, n, 2)},
        .attr.loss = l->form.attr,
    };
    for (int i = 0; i < l->form.attr.teachers; i++)
        l->score.in[4 + i] = cria_teachers_logits(l->teachers, i);
    if (l->score_memory)
        l->score.scratch = (char *)l->score_memory + s->scratch;
}

static cria_status open_score(cria_learner *l)
{
    const cria_kernel *kernel = &l->backend->kernel[CRIA_OP_LOSS];
    score_layout s = lay_out(positions_of(l), 0);
    make_score_call(l, &s);
    s = lay_out(positions_of(l), kernel->scratch ? kernel->scratch(&l->score) : 0);
    CRIA_TRY(l->backend->alloc(&l->score_memory, s.bytes));
    l->score_bytes = s.bytes;
    make_score_call(l, &s);
    return CRIA_OK;
}

static cria_status open_all(cria_learner *l, const cria_train_settings *settings, int micro)
{
    const int length = (int)settings->sequence_length;
    CRIA_TRY(cria_batch_alloc(&l->batch, micro, length));
    CRIA_TRY(cria_alloc(&l->parts, (size_t)positions_of(l) * 2, sizeof *l->parts));
    CRIA_TRY(cria_record(&l->training, CRIA_RECORD_TRAINING, l->model, l->backend, micro,
                         length, &l->form.attr));
    CRIA_TRY(cria_program_allocate(l->training.program));
    CRIA_TRY(bind_teachers(l));
    CRIA_TRY(cria_record(&l->scoring, CRIA_RECORD_LOGITS, l->model, l->backend, micro, length,
                         NULL));
    CRIA_TRY(cria_program_allocate(l->scoring.program));
    CRIA_TRY(open_score(l));
    return cria_optimizer_open(&l->optimizer, &l->model->params, settings);
}

cria_status cria_learner_open(cria_learner *out, cria_model *model, cria_teachers *teachers,
                              const cria_loss_form *form, const cria_train_settings *settings,
                              int micro)
{
    *out = (cria_learner){.model = model,
                          .backend = model->params.backend,
                          .form = *form,
                          .teachers = teachers,
                          .seed = (uint64_t)settings->seed};
    const cria_status status = open_all(out, settings, micro);
    if (status != CRIA_OK)
        cria_learner_close(out);
    return status;
}

// Runs micro-batch number `index` of the step on the rows items[0 .. count).
static cria_status run_micro(cria_learner *l, const cria_learner_work *w, int64_t index,
                             const uint32_t *items, int count, cria_loss_sums *sums)
{
    const cria_step step = {.seed = l->seed,
                            .index = (uint64_t)(w->step * w->accumulation + index),
                            .accumulate = index > 0};
    cria_batch_fill(&l->batch, w->rows, w->epoch, items, count);
    if (l->teachers)
        CRIA_TRY(cria_teachers_run(l->teachers, &l->batch, CRIA_SET_TRAIN));
    CRIA_TRY(cria_batch_put(&l->batch, l->training.program));
    CRIA_TRY(cria_program_run(l->training.program, &step));
    CRIA_TRY(cria_program_get(l->training.program, l->training.parts, l->parts));
    cria_loss_add(sums, &l->batch, l->parts);
    return CRIA_OK;
}

static cria_status not_finite(const char *what, double value, int64_t step)
{
    return cria_fail(
        CRIA_ENUMERIC,
        "%s is %g at step %lld: training has diverged; the last checkpoint is kept. "
        "Lower --learning-rate or lengthen --warmup-steps",
        what, value, (long long)step + 1);
}

cria_status cria_learner_step(cria_learner *l, const cria_learner_work *w,
                              cria_loss_values *values, double *norm)
{
    const cria_batch_counts tally = cria_batch_counts_of(w->rows, w->items, w->count);
    const int micro = l->batch.rows;
    cria_loss_sums sums = {0};
    float scale[2];
    cria_loss_scale(&l->form, &tally, scale);
    CRIA_TRY(cria_program_put(l->training.program,
                              cria_program_inputs(l->training.program)->scale, scale));
    for (int64_t at = 0, index = 0; at < w->count; at += micro, index++) {
        const int count = w->count - at < micro ? (int)(w->count - at) : micro;
        CRIA_TRY(run_micro(l, w, index, w->items + at, count, &sums));
    }
    *values = cria_loss_evaluate(&l->form, &sums);
    if (!isfinite(values->loss))
        return not_finite("the loss", values->loss, w->step);
    CRIA_TRY(cria_optimizer_step(&l->optimizer, w->rate, w->step + 1, norm));
    return isfinite(*norm) ? CRIA_OK : not_finite("the gradient's norm", *norm, w->step);
}

static cria_status score_micro(cria_learner *l, const cria_rows *rows, const uint32_t *items,
                               int count, cria_loss_sums *sums)
{
    const cria_step step = {0};
    const size_t n = (size_t)positions_of(l);
    cria_batch_fill(&l->batch, rows, 0, items, count);
    if (l->teachers)
        CRIA_TRY(cria_teachers_run(l->teachers, &l->batch, CRIA_SET_EVAL));
    CRIA_TRY(cria_batch_put(&l->batch, l->scoring.program));
    CRIA_TRY(l->backend->put(l->score.in[1].data, l->batch.target, n * sizeof(int32_t)));
    CRIA_TRY(l->backend->put(l->score.in[2].data, l->batch.mask, n * sizeof(int32_t)));
    CRIA_TRY(cria_program_run(l->scoring.program, &step));
    CRIA_TRY(l->backend->run(&l->score, 1, &step));
    CRIA_TRY(l->backend->get(l->parts, l->score.out[1].data, n * 2 * sizeof(float)));
    cria_loss_add(sums, &l->batch, l->parts);
    return CRIA_OK;
}

cria_status cria_learner_evaluate(cria_learner *l, const cria_rows *rows,
                                  cria_loss_values *values)
{
    const int micro = l->batch.rows;
    cria_loss_sums sums = {0};
    uint32_t *items;
    CRIA_TRY(cria_alloc(&items, (size_t)micro, sizeof *items));
    cria_status status = CRIA_OK;
    cria_progress progress;
    cria_progress_begin(&progress, "evaluation", "rows", (double)rows->count);
    for (int64_t at = 0; at < rows->count && status == CRIA_OK; at += micro) {
        const int count = rows->count - at < micro ? (int)(rows->count - at) : micro;
        for (int i = 0; i < count; i++)
            items[i] = (uint32_t)(at + i);
        status = cria_interrupted() ? cria_fail(CRIA_EINTR, "interrupted while evaluating")
                                    : score_micro(l, rows, items, count, &sums);
        cria_progress_at(&progress, (double)(at + count));
    }
    cria_free(items);
    *values = cria_loss_evaluate(&l->form, &sums);
    return status;
}

void cria_learner_close(cria_learner *l)
{
    cria_optimizer_close(&l->optimizer);
    if (l->score_memory)
        l->backend->free(l->score_memory, l->score_bytes);
    cria_recorded_close(&l->training);
    cria_recorded_close(&l->scoring);
    cria_batch_free(&l->batch);
    cria_free(l->parts);
    *l = (cria_learner){0};
}
