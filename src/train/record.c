// record.c: see record.h.
#include "train/record.h"

static int64_t rows_of(const cria_program *p)
{
    const cria_program_options *o = cria_program_options_of(p);
    return (int64_t)o->batch * o->length;
}

static void record_training(cria_recorded *r, cria_model *model, const cria_loss_attr *loss)
{
    for (int i = 0; i < loss->teachers; i++)
        r->outside[i] =
            cria_external(r->program, rows_of(r->program), model->config.vocab_size);
    const cria_value logits = cria_model_logits(r->program, model);
    r->parts = cria_loss(r->program, logits, r->outside, loss);
}

static void record_logits(cria_recorded *r, cria_model *model, const cria_loss_attr *loss)
{
    (void)loss;
    r->logits = cria_model_logits(r->program, model);
    cria_keep(r->program, r->logits);
}

static void record_hidden(cria_recorded *r, cria_model *model, const cria_loss_attr *loss)
{
    (void)loss;
    r->hidden = cria_model_hidden(r->program, model);
    cria_keep(r->program, r->hidden);
}

static void record_head(cria_recorded *r, cria_model *model, const cria_loss_attr *loss)
{
    (void)loss;
    r->outside[0] = cria_external(r->program, rows_of(r->program), model->config.width);
    r->logits = cria_model_head(r->program, model, r->outside[0]);
    cria_keep(r->program, r->logits);
}

cria_status cria_record(cria_recorded *out, cria_recording what, cria_model *model,
                        const cria_backend *backend, int batch, int length,
                        const cria_loss_attr *loss)
{
    static void (*const record[CRIA_RECORDINGS])(cria_recorded *, cria_model *,
                                                 const cria_loss_attr *) = {
        [CRIA_RECORD_TRAINING] = record_training,
        [CRIA_RECORD_LOGITS] = record_logits,
        [CRIA_RECORD_HIDDEN] = record_hidden,
        [CRIA_RECORD_HEAD] = record_head,
    };
    *out = (cria_recorded){0};
    const cria_program_options options = {.layout = CRIA_LAYOUT_ROWS,
                                          .batch = batch,
                                          .length = length,
                                          .training = what == CRIA_RECORD_TRAINING};
    CRIA_TRY(cria_program_open(&out->program, backend, &options));
    record[what](out, model, loss);
    const cria_status status = cria_program_finish(out->program);
    if (status != CRIA_OK)
        cria_recorded_close(out);
    return status;
}

void cria_recorded_close(cria_recorded *recorded)
{
    cria_program_close(recorded->program);
    *recorded = (cria_recorded){0};
}
