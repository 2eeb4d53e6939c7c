// norm.c owns RMS_NORM, LAYER_NORM and their forms fused with the residual sum (Zhang and
// Sennrich 2019; Ba, Kiros and Hinton 2016).
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"

#include <math.h>

DEFINE_SUM(sum_deviations, float, (const float *x, float mean, int64_t n),
           (x[k] - mean) * (x[k] - mean))

// Where one row's norm goes; inv or stat may be NULL.
typedef struct norm_row {
    const float *x, *w, *b;
    float *y, *stat;
    int64_t n;
    float eps;
} norm_row;

static void rms_norm_row(const norm_row *r)
{
    const float *x = r->x, *w = r->w;
    const float inv = 1.0f / sqrtf(sum_products(x, x, r->n) / (float)r->n + r->eps);
    float *y = r->y;
#pragma GCC ivdep
    for (int64_t i = 0; i < r->n; i++)
        y[i] = x[i] * inv * w[i];
    if (r->stat)
        r->stat[0] = inv;
}

static void layer_norm_row(const norm_row *r)
{
    const float *x = r->x, *w = r->w, *b = r->b;
    const float mean = sum_of(x, r->n) / (float)r->n;
    const float inv = 1.0f / sqrtf(sum_deviations(x, mean, r->n) / (float)r->n + r->eps);
    float *y = r->y;
#pragma GCC ivdep
    for (int64_t i = 0; i < r->n; i++)
        y[i] = (x[i] - mean) * inv * w[i] + b[i];
    if (r->stat) {
        r->stat[0] = mean;
        r->stat[1] = inv;
    }
}

static float *maybe_row(const cria_view *view, int64_t row)
{
    return view->data ? row_of(view, row) : NULL;
}

// The norm of `x`, with weights from input `weight` on and outputs from output `out` on.
static norm_row norm_row_of(const cria_call *call, const cria_view *x, int weight, int out,
                            int64_t row)
{
    return (norm_row){
        .x = row_of(x, row),
        .w = call->in[weight].data,
        .b = call->in[weight + 1].data,
        .y = row_of(&call->out[out], row),
        .stat = maybe_row(&call->out[out + 1], row),
        .n = x->cols,
        .eps = call->attr.eps,
    };
}

static void add_row(const cria_call *call, int64_t row)
{
    const float *a = row_of(&call->in[0], row), *b = row_of(&call->in[1], row);
    float *sum = row_of(&call->out[0], row);
#pragma GCC ivdep
    for (int64_t i = 0; i < call->out[0].cols; i++)
        sum[i] = a[i] + b[i];
}

#define X(name)                                                                                \
    static void name##_rows(const cria_call *call, const cria_step *step, int64_t first,       \
                            int64_t end)                                                       \
    {                                                                                          \
        (void)step;                                                                            \
        for (int64_t row = first; row < end; row++) {                                          \
            const norm_row r = norm_row_of(call, &call->in[0], 1, 0, row);                     \
            name##_row(&r);                                                                    \
        }                                                                                      \
    }                                                                                          \
    static void add_##name##_rows(const cria_call *call, const cria_step *step, int64_t first, \
                                  int64_t end)                                                 \
    {                                                                                          \
        (void)step;                                                                            \
        for (int64_t row = first; row < end; row++) {                                          \
            const norm_row r = norm_row_of(call, &call->out[0], 2, 1, row);                    \
            add_row(call, row);                                                                \
            name##_row(&r);                                                                    \
        }                                                                                      \
    }                                                                                          \
    void CRIA_ISA(name)(const cria_call *call, const cria_step *step)                          \
    {                                                                                          \
        cria_rows_run(call, step, call->in[0].rows, call->in[0].cols, name##_rows);            \
    }                                                                                          \
    void CRIA_ISA(add_##name)(const cria_call *call, const cria_step *step)                    \
    {                                                                                          \
        cria_rows_run(call, step, call->in[0].rows, call->in[0].cols, add_##name##_rows);      \
    }
X(rms_norm)
X(layer_norm)
#undef X
