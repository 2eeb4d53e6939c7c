// cases.c: see cases.h. LINEAR* and ATTENTION* have tests of their own beside this one; a row
// here, with a rule in reference.c, would add them to the walk.
#include "cpu/cases.h"

#include <math.h>

static void make_embed(trial *t, int64_t rows, int64_t cols, int variant)
{
    t->in[0] = trial_ints(t, rows, 0, 2 * rows);
    t->in[1] = trial_normal(t, 2 * rows, cols, 1);
    t->in[2] = trial_ints(t, rows, 0, 9);
    if (variant)
        t->in[3] = trial_normal(t, 9, cols, 1);
    t->out[0] = matrix_new(rows, cols);
}

static void make_embed_bwd(trial *t, int64_t rows, int64_t cols, int variant)
{
    t->in[0] = trial_normal(t, rows, cols, 1);
    t->in[1] = trial_ints(t, rows, 0, rows / 2 + 1);
    t->out[0] = matrix_new(rows + 5, cols);
    if (!variant)
        return;
    t->in[2] = trial_ints(t, rows, 0, 9);
    t->out[1] = matrix_new(9, cols);
}

static void make_unary(trial *t, int64_t rows, int64_t cols, int variant)
{
    (void)variant;
    t->in[0] = trial_normal(t, rows, cols, 3);
    t->out[0] = matrix_new(rows, cols);
}

static void make_binary(trial *t, int64_t rows, int64_t cols, int variant)
{
    make_unary(t, rows, cols, variant);
    t->in[1] = trial_normal(t, rows, cols, 3);
}

// The norms: variant 1 has the residual sum in front, `width` is that of the statistics.
static void make_norm(trial *t, int64_t rows, int64_t cols, int with_sum, int width)
{
    int in = 0, out = 0;
    t->attr.eps = 1e-5f;
    t->in[in++] = trial_normal(t, rows, cols, 2);
    if (with_sum) {
        t->in[in++] = trial_normal(t, rows, cols, 2);
        t->out[out++] = matrix_new(rows, cols);
    }
    for (int i = 0; i < width; i++)
        t->in[in++] = trial_normal(t, 1, cols, 1);
    t->out[out++] = matrix_new(rows, cols);
    t->out[out] = matrix_new(rows, width);
}

static void make_rms_norm(trial *t, int64_t rows, int64_t cols, int variant)
{
    make_norm(t, rows, cols, variant, 1);
}

static void make_layer_norm(trial *t, int64_t rows, int64_t cols, int variant)
{
    make_norm(t, rows, cols, variant, 2);
}

static void make_norm_bwd(trial *t, int64_t rows, int64_t cols, int variant)
{
    const bool centred = variant == 2;
    trial forward = {.op = centred ? CRIA_OP_LAYER_NORM : CRIA_OP_RMS_NORM,
                     .random = t->random};
    make_norm(&forward, rows, cols, 0, variant);
    reference_run(&forward);
    t->random = forward.random;
    t->attr.eps = forward.attr.eps;
    t->floor = cols == 1 ? 1 / sqrt((double)t->attr.eps) : 0; // of one column nothing is left
    t->in[0] = trial_normal(t, rows, cols, 1);
    t->in[1] = matrix_copy(&forward.in[0]);
    t->in[2] = matrix_copy(&forward.in[1]);
    t->in[3] = matrix_copy(&forward.out[1]);
    t->out[0] = matrix_new(rows, cols);
    for (int i = 1; i <= variant; i++)
        t->out[i] = matrix_new(1, cols);
    trial_free(&forward);
}

static void make_rotary(trial *t, int64_t rows, int64_t cols, int variant)
{
    const int64_t head = cols < 64 ? (cols + 1) / 2 * 2 : 64;
    t->attr.head_dim = (int)head;
    t->attr.theta = 10000;
    t->attr.inverse = variant;
    make_unary(t, rows, cols < 64 ? 3 * head : cols / 64 * 64, 0);
    t->in[1] = trial_ints(t, rows, 0, 3000);
}

static void make_swiglu_bwd(trial *t, int64_t rows, int64_t cols, int variant)
{
    make_binary(t, rows, cols, variant);
    t->in[2] = trial_normal(t, rows, cols, 1);
    t->out[1] = matrix_new(rows, cols);
}

static void make_dropout(trial *t, int64_t rows, int64_t cols, int variant)
{
    make_unary(t, rows, cols, variant);
    t->attr.dropout = 0.1f;
    t->attr.stream = 5;
    t->step.seed = 0x123456789abcdef0u;
    t->step.index = 77;
}

static void make_gather(trial *t, int64_t rows, int64_t cols, int variant)
{
    make_unary(t, rows, cols, variant);
    t->in[1] = trial_ints(t, rows, -1, rows);
}

// variant: teachers + 10 temperature + 100 mix. Every fifth row has no target, every third no
// mask, so that every pair occurs.
static void make_loss(trial *t, int64_t rows, int64_t cols, int variant)
{
    cria_loss_attr *a = &t->attr.loss;
    make_unary(t, rows, cols, 0);
    t->in[1] = trial_ints(t, rows, 0, cols);
    t->in[2] = trial_ints(t, rows, 0, 2);
    t->in[3] = trial_normal(t, 1, 2, 1);
    t->out[1] = matrix_new(rows, 2);
    *a = (cria_loss_attr){
        .teachers = variant % 10,
        .temperature = (float)(variant / 10 % 10),
        .mix = (cria_mix)(variant / 100),
    };
    for (int64_t r = 0; r < rows; r++) {
        t->in[1].x[r] = r % 5 == 1 ? -1 : t->in[1].x[r];
        t->in[2].x[r] = r % 3 != 1;
    }
    for (int k = 0; k < a->teachers; k++) {
        a->weight[k] = a->teachers == 1   ? 1.0f
                       : a->teachers == 2 ? 0.25f + 0.5f * (float)k
                                          : 0.25f * (float)(1 + (k == 1));
        t->in[4 + k] = trial_normal(t, rows, cols, 3);
    }
}

static void make_logprob(trial *t, int64_t rows, int64_t cols, int variant)
{
    (void)variant;
    const int64_t logit_rows = rows / 2 + 1;
    t->in[0] = trial_normal(t, logit_rows, cols, 5);
    t->in[1] = trial_ints(t, rows, -1, logit_rows);
    t->in[2] = trial_ints(t, rows, 0, cols);
    t->out[0] = matrix_new(rows, 1);
}

static void make_sum_squares(trial *t, int64_t rows, int64_t cols, int variant)
{
    (void)variant;
    t->in[0] = trial_normal(t, 1, rows * cols, 1);
    t->out[0] = matrix_new(1, 1);
}

// variant: 1 = clipped, 2 = norm not finite, 3 = rate 0.
static void make_adamw(trial *t, int64_t rows, int64_t cols, int variant)
{
    const int64_t n = rows * cols;
    t->in[0] = trial_normal(t, 1, n, 0.1);
    t->in[1] = matrix_new(1, 1);
    t->in[1].x[0] = variant == 2 ? (double)NAN : 12.5;
    for (int i = 0; i < 3; i++)
        t->out[i] = trial_normal(t, 1, n, i ? 0.1 : 1);
    for (int64_t i = 0; i < n; i++)
        t->out[2].x[i] = (double)(float)(t->out[2].x[i] * t->out[2].x[i]);
    t->range[0] = (cria_adamw_range){0, n / 3, true};
    t->range[1] = (cria_adamw_range){n / 3, n / 2, false};
    t->range[2] = (cria_adamw_range){n / 2, n, true};
    t->attr.adamw = (cria_adamw_attr){.beta1 = 0.9,
                                      .beta2 = 0.999,
                                      .eps = 1e-8,
                                      .weight_decay = 0.1,
                                      .clip = variant == 1 ? 1.0 : 0.0,
                                      .range = t->range,
                                      .ranges = 3};
    t->step.learning_rate = variant == 3 ? 0.0f : 1e-2f;
    t->step.update = 3;
}

const op_case op_cases[] = {
    {CRIA_OP_EMBED, make_embed, 0, 0, 0, {0}},
    {CRIA_OP_EMBED, make_embed, 1, 1e-7, 0, {0}},
    {CRIA_OP_EMBED_BWD, make_embed_bwd, 0, 1e-6, 1, {0}},
    {CRIA_OP_EMBED_BWD, make_embed_bwd, 1, 1e-6, 3, {0}},
    {CRIA_OP_GATHER, make_gather, 0, 0, 0, {0}},
    {CRIA_OP_COPY, make_unary, 0, 1e-7, 1, {0}},
    {CRIA_OP_ADD, make_binary, 0, 1e-7, 0, {1}},
    {CRIA_OP_RMS_NORM, make_rms_norm, 0, 1e-6, 0, {0}},
    {CRIA_OP_LAYER_NORM, make_layer_norm, 0, 1e-6, 0, {0}},
    {CRIA_OP_ADD_RMS_NORM, make_rms_norm, 1, 1e-6, 0, {0}},
    {CRIA_OP_ADD_LAYER_NORM, make_layer_norm, 1, 1e-6, 0, {0}},
    {CRIA_OP_RMS_NORM_BWD, make_norm_bwd, 1, 1e-6, 3, {0}},
    {CRIA_OP_LAYER_NORM_BWD, make_norm_bwd, 2, 1e-6, 7, {0}},
    {CRIA_OP_ROTARY, make_rotary, 0, 1e-6, 1, {1}},
    {CRIA_OP_ROTARY, make_rotary, 1, 1e-6, 1, {1}},
    {CRIA_OP_SWIGLU, make_binary, 0, 1e-6, 0, {0}},
    {CRIA_OP_SWIGLU_BWD, make_swiglu_bwd, 0, 1e-6, 3, {2, 3}},
    {CRIA_OP_GELU, make_unary, 0, 1e-6, 0, {1}},
    {CRIA_OP_GELU_BWD, make_binary, 0, 1e-6, 1, {1}},
    {CRIA_OP_DROPOUT, make_dropout, 0, 1e-6, 1, {1}},
    {CRIA_OP_LOSS, make_loss, 10, 1e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 11, 1e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 21, 2e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 31, 1e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 22, 2e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 33, 1e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 112, 3e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 122, 3e-6, 0, {1}},
    {CRIA_OP_LOSS, make_loss, 133, 3e-6, 0, {1}},
    {CRIA_OP_LOGPROB, make_logprob, 0, 1e-6, 0, {0}},
    {CRIA_OP_SUM_SQUARES, make_sum_squares, 0, 1e-7, 0, {0}},
    {CRIA_OP_ADAMW, make_adamw, 0, 1e-6, 0, {0}},
    {CRIA_OP_ADAMW, make_adamw, 1, 1e-6, 0, {0}},
    {CRIA_OP_ADAMW, make_adamw, 2, 0, 0, {0}},
    {CRIA_OP_ADAMW, make_adamw, 3, 1e-6, 0, {0}},
};
const int op_cases_count = (int)(sizeof op_cases / sizeof *op_cases);

void case_make(trial *t, const op_case *c, int64_t rows, int64_t cols, uint64_t seed)
{
    *t = (trial){.op = c->op, .random = seed};
    c->make(t, rows, cols, c->variant);
}
