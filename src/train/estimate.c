// estimate.c: see estimate.h.
#include "train/estimate.h"

#include "train/cache.h"
#include "train/loss.h"
#include "train/record.h"
#include "train/schedule.h"

cria_status cria_train_micro(int64_t *out, const cria_train_settings *s)
{
    *out = s->micro_batch_size ? s->micro_batch_size : s->batch_size;
    if (*out > s->batch_size || s->batch_size % *out)
        return cria_fail(CRIA_EARG,
                         "a batch of %lld sequences cannot be run in pieces of %lld: "
                         "give a --micro-batch-size that divides --batch-size",
                         (long long)s->batch_size, (long long)*out);
    return CRIA_OK;
}

int64_t cria_rows_expected(int64_t ids, const cria_train_settings *s)
{
    const int64_t whole = ids / s->sequence_length, rest = ids % s->sequence_length;
    if (s->rows == CRIA_ROWS_OFFSET)
        return whole > 1 ? whole - 1 : 0;
    return whole + (rest > 0 && !s->drop_last);
}

// Bytes and FLOPs of one recording of a model.
typedef struct cost {
    size_t bytes;
    double flops;
} cost;

static cria_status measure(cost *out, cria_recording what, const cria_estimate_input *in,
                           cria_model *model, int64_t micro, const cria_loss_attr *loss)
{
    cria_recorded recorded;
    CRIA_TRY(cria_record(&recorded, what, model, in->backend, (int)micro,
                         (int)in->train->sequence_length, loss));
    *out = (cost){cria_program_bytes(recorded.program), cria_program_flops(recorded.program)};
    cria_recorded_close(&recorded);
    return CRIA_OK;
}

// Adds one teacher; *flops grows by those of a micro-batch.
static cria_status add_teacher(cria_train_estimate *e, const cria_estimate_input *in,
                               const cria_config *config, double *flops)
{
    const bool cached = in->distill->teacher_cache != NULL;
    cria_model *model;
    cost run = {0}, build = {0};
    CRIA_TRY(cria_model_plan(&model, config));
    cria_status status = measure(&run, cached ? CRIA_RECORD_HEAD : CRIA_RECORD_LOGITS, in,
                                 model, e->micro, NULL);
    if (status == CRIA_OK && cached)
        status = measure(&build, CRIA_RECORD_HIDDEN, in, model, e->micro, NULL);
    const size_t bytes = run.bytes > build.bytes ? run.bytes : build.bytes;
    e->teacher_bytes += cria_params_bytes(&model->params, false) + bytes;
    if (cached)
        e->cache_disk_bytes +=
            cria_cache_bytes(e->rows + e->eval_rows, in->train->sequence_length, config->width);
    *flops += run.flops;
    cria_model_free(model);
    return status;
}

static cria_status add_learner(cria_train_estimate *e, const cria_estimate_input *in,
                               const cria_loss_form *form, double *flops)
{
    cria_model *model;
    cost training = {0}, scoring = {0};
    CRIA_TRY(cria_model_plan(&model, in->config));
    cria_status status =
        measure(&training, CRIA_RECORD_TRAINING, in, model, e->micro, &form->attr);
    if (status == CRIA_OK)
        status = measure(&scoring, CRIA_RECORD_LOGITS, in, model, e->micro, NULL);
    e->parameters = model->params.elements;
    e->parameter_bytes = cria_params_bytes(&model->params, true);
    e->activation_bytes = training.bytes + scoring.bytes;
    *flops += training.flops;
    cria_model_free(model);
    return status;
}

static cria_status add_costs(cria_train_estimate *e, const cria_estimate_input *in)
{
    cria_loss_form form;
    double flops = 0; // of a micro-batch
    CRIA_TRY(cria_loss_form_make(&form, in->teachers ? in->distill : NULL));
    CRIA_TRY(add_learner(e, in, &form, &flops));
    for (int i = 0; i < in->teachers; i++)
        CRIA_TRY(add_teacher(e, in, &in->teacher[i], &flops));
    e->step_flops = flops * (double)e->accumulation;
    e->flops = e->step_flops * (double)e->steps;
    e->bytes = e->parameter_bytes + e->activation_bytes + e->teacher_bytes;
    return CRIA_OK;
}

cria_status cria_train_estimate_make(cria_train_estimate *out, const cria_estimate_input *in)
{
    const cria_train_settings *s = in->train;
    *out = (cria_train_estimate){.rows = in->rows, .eval_rows = in->eval_rows};
    CRIA_TRY(cria_train_micro(&out->micro, s));
    out->accumulation = s->batch_size / out->micro;
    out->epoch_steps = cria_epoch_steps(in->rows, out->micro, out->accumulation);
    out->steps = cria_total_steps(out->epoch_steps, s->epochs, s->max_steps);
    out->tokens = out->steps * s->batch_size * s->sequence_length;
    return add_costs(out, in);
}

cria_status cria_train_estimate_check(const cria_train_estimate *e, const cria_backend *backend)
{
    const size_t available = backend->available();
    if (!available || e->bytes <= available)
        return CRIA_OK;
    const double mib = 1.0 / (1 << 20);
    return cria_fail(
        CRIA_ENOMEM,
        "this run needs %.0f MiB (%.0f parameters with gradients and moments, %.0f "
        "activations, %.0f teachers), %.0f MiB are free on %s; lower "
        "--micro-batch-size%s",
        (double)e->bytes * mib, (double)e->parameter_bytes * mib,
        (double)e->activation_bytes * mib, (double)e->teacher_bytes * mib,
        (double)available * mib, backend->name,
        e->teacher_bytes ? ", or use --teacher-cache" : "");
}
