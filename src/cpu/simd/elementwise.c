// elementwise.c owns ADD, SWIGLU, GELU and their gradients. An output may be the very memory of
// an input; `ivdep` says that elements do not depend on each other then.
#include "cpu/rows.h"
#include "cpu/simd/exp.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"

static void add_rows(const cria_call *call, const cria_step *step, int64_t first, int64_t end)
{
    (void)step;
    for (int64_t row = first; row < end; row++) {
        const float *a = row_of(&call->in[0], row), *b = row_of(&call->in[1], row);
        float *y = row_of(&call->out[0], row);
#pragma GCC ivdep
        for (int64_t i = 0; i < call->out[0].cols; i++)
            y[i] = a[i] + b[i];
    }
}

static void swiglu_rows(const cria_call *call, const cria_step *step, int64_t first,
                        int64_t end)
{
    (void)step;
    for (int64_t row = first; row < end; row++) {
        const float *gate = row_of(&call->in[0], row), *up = row_of(&call->in[1], row);
        float *y = row_of(&call->out[0], row);
#pragma GCC ivdep
        for (int64_t i = 0; i < call->out[0].cols; i++)
            y[i] = gate[i] * cria_sigmoid(gate[i]) * up[i];
    }
}

// One row of SWIGLU's gradients: with s = sigmoid(g), d(g s)/dg = s (1 + g (1 - s)).
static void swiglu_bwd_row(float *dgate, float *dup, const float *dy, const float *gate,
                           const float *up, int64_t n, bool add_gate, bool add_up)
{
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) {
        const float d = dy[i], g = gate[i], u = up[i];
        const cria_gate s = cria_gate_of(g);
        put(dgate, i, d * u * (s.open * (1.0f + g * s.shut)), add_gate);
        put(dup, i, d * (g * s.open), add_up);
    }
}

static void swiglu_bwd_rows(const cria_call *call, const cria_step *step, int64_t first,
                            int64_t end)
{
    const bool add_gate = cria_call_adds(call, 0, step), add_up = cria_call_adds(call, 1, step);
    for (int64_t row = first; row < end; row++)
        swiglu_bwd_row(row_of(&call->out[0], row), row_of(&call->out[1], row),
                       row_of(&call->in[0], row), row_of(&call->in[1], row),
                       row_of(&call->in[2], row), call->out[0].cols, add_gate, add_up);
}

// The tanh form of GELU: x (1 + tanh u) / 2 = x sigmoid(2 u), u = sqrt(2 / pi) (x + 0.044715
// x^3).
#define GELU_LINEAR 1.595769121605731f   // 2 sqrt(2 / pi)
#define GELU_CUBIC  0.07135481282636716f // 0.044715 of that

static inline float gelu_bend(float x)
{
    return x * (GELU_LINEAR + GELU_CUBIC * (x * x));
}

static void gelu_rows(const cria_call *call, const cria_step *step, int64_t first, int64_t end)
{
    (void)step;
    for (int64_t row = first; row < end; row++) {
        const float *x = row_of(&call->in[0], row);
        float *y = row_of(&call->out[0], row);
#pragma GCC ivdep
        for (int64_t i = 0; i < call->out[0].cols; i++)
            y[i] = x[i] * cria_sigmoid(gelu_bend(x[i]));
    }
}

static void gelu_bwd_row(float *dx, const float *dy, const float *x, int64_t n, bool add)
{
#pragma GCC ivdep
    for (int64_t i = 0; i < n; i++) {
        const cria_gate s = cria_gate_of(gelu_bend(x[i]));
        const float slope = x[i] * (GELU_LINEAR + 3.0f * GELU_CUBIC * (x[i] * x[i]));
        put(dx, i, dy[i] * (s.open * (1.0f + s.shut * slope)), add);
    }
}

static void gelu_bwd_rows(const cria_call *call, const cria_step *step, int64_t first,
                          int64_t end)
{
    const bool add = cria_call_adds(call, 0, step);
    for (int64_t row = first; row < end; row++)
        gelu_bwd_row(row_of(&call->out[0], row), row_of(&call->in[0], row),
                     row_of(&call->in[1], row), call->out[0].cols, add);
}

#define X(name)                                                                                \
    void CRIA_ISA(name)(const cria_call *call, const cria_step *step)                          \
    {                                                                                          \
        cria_rows_run(call, step, call->out[0].rows, call->out[0].cols, name##_rows);          \
    }
X(add)
X(swiglu)
X(gelu)
X(swiglu_bwd)
X(gelu_bwd)
#undef X
