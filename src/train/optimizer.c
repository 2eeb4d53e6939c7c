// optimizer.c: see optimizer.h.
#include "train/optimizer.h"

#include <math.h>

enum { NORM_BYTES = sizeof(float) };

static cria_view flat(float *data, int64_t n)
{
    return (cria_view){.data = data, .rows = 1, .cols = n, .stride = n};
}

static void make_calls(cria_optimizer *o, const cria_params *p, const cria_train_settings *s)
{
    const cria_view grad = flat(p->slab[CRIA_SLAB_GRAD], p->elements);
    const cria_view norm = flat(o->norm, 1);
    o->call[0] = (cria_call){.op = CRIA_OP_SUM_SQUARES, .in = {grad}, .out = {norm}};
    o->call[1] = (cria_call){
        .op = CRIA_OP_ADAMW,
        .in = {grad, norm},
        .out = {flat(p->slab[CRIA_SLAB_DATA], p->elements),
                flat(p->slab[CRIA_SLAB_M], p->elements),
                flat(p->slab[CRIA_SLAB_V], p->elements)},
        .attr.adamw = {.beta1 = s->adam_beta1,
                       .beta2 = s->adam_beta2,
                       .eps = s->adam_epsilon,
                       .weight_decay = s->weight_decay,
                       .clip = s->max_grad_norm,
                       .range = p->range,
                       .ranges = p->ranges},
    };
}

static size_t scratch_of(const cria_optimizer *o)
{
    size_t most = 0;
    for (int i = 0; i < 2; i++) {
        const cria_kernel *kernel = &o->backend->kernel[o->call[i].op];
        const size_t bytes = kernel->scratch ? kernel->scratch(&o->call[i]) : 0;
        most = bytes > most ? bytes : most;
    }
    return most;
}

cria_status cria_optimizer_open(cria_optimizer *out, const cria_params *params,
                                const cria_train_settings *settings)
{
    *out = (cria_optimizer){.backend = params->backend};
    CRIA_TRY(out->backend->alloc(&out->norm, NORM_BYTES));
    make_calls(out, params, settings);
    out->scratch_bytes = scratch_of(out);
    if (out->scratch_bytes) {
        const cria_status status = out->backend->alloc(&out->scratch, out->scratch_bytes);
        if (status != CRIA_OK) {
            cria_optimizer_close(out);
            return status;
        }
    }
    out->call[0].scratch = out->call[1].scratch = out->scratch;
    return CRIA_OK;
}

cria_status cria_optimizer_step(cria_optimizer *o, double rate, int64_t update, double *norm)
{
    const cria_step step = {.learning_rate = (float)rate, .update = update};
    float value;
    CRIA_TRY(o->backend->run(&o->call[0], 1, &step));
    CRIA_TRY(o->backend->get(&value, o->norm, sizeof value));
    *norm = (double)value;
    return isfinite(value) ? o->backend->run(&o->call[1], 1, &step) : CRIA_OK;
}

void cria_optimizer_close(cria_optimizer *o)
{
    if (o->norm)
        o->backend->free(o->norm, NORM_BYTES);
    if (o->scratch)
        o->backend->free(o->scratch, o->scratch_bytes);
    *o = (cria_optimizer){0};
}
