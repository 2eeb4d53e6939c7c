// linear.c owns the three products of a linear layer, as calls of the matrix product.
#include "base/parallel.h"
#include "cpu/simd/gemm_own.h"
#include "cpu/simd/gemm_tile.h"

#include <stddef.h>

static cria_operand operand_of(const cria_view *v, bool transposed)
{
    return (cria_operand){.data = v->data, .stride = v->stride, .transposed = transposed};
}

static cria_gemm product_into(const cria_call *call, const cria_step *step)
{
    const cria_view *const c = &call->out[0];
    return (cria_gemm){
        .rows = c->rows,
        .cols = c->cols,
        .c = c->data,
        .stride = c->stride,
        .add = step && cria_call_adds(call, 0, step),
        .scratch = call->scratch,
    };
}

// y[N,M] = x[N,K] w[M,K]^T + bias
static cria_gemm linear_product(const cria_call *call, const cria_step *step)
{
    cria_gemm g = product_into(call, step);
    g.k = call->in[0].cols;
    g.a = operand_of(&call->in[0], false);
    g.b = operand_of(&call->in[1], false);
    g.bias = call->in[2].data;
    return g;
}

// dx[N,K] = dy[N,M] w[M,K]
static cria_gemm dx_product(const cria_call *call, const cria_step *step)
{
    cria_gemm g = product_into(call, step);
    g.k = call->in[0].cols;
    g.a = operand_of(&call->in[0], false);
    g.b = operand_of(&call->in[1], true);
    return g;
}

// dw[M,K] = dy[N,M]^T x[N,K]
static cria_gemm dw_product(const cria_call *call, const cria_step *step)
{
    cria_gemm g = product_into(call, step);
    g.k = call->in[0].rows;
    g.a = operand_of(&call->in[0], true);
    g.b = operand_of(&call->in[1], true);
    return g;
}

static void run(const cria_gemm *g)
{
    const cria_isa isa = VEC == 16  ? CRIA_ISA_AVX512
                         : VEC == 8 ? CRIA_ISA_AVX2
                                    : CRIA_ISA_GENERIC;
    cria_gemm_chosen(isa)->run(g);
}

enum { BIAS_COLS = 256, BIAS_ROWS = 64 };

typedef struct column_sums {
    const cria_view *dy;
    float *db;
    bool add;
} column_sums;

// Sums of BIAS_ROWS rows at a time keep the rounding error near that of pairwise summation.
static void sum_columns(void *context, int64_t chunk, int thread)
{
    const column_sums *const s = context;
    const int64_t left = chunk * BIAS_COLS, width = min_of(BIAS_COLS, s->dy->cols - left);
    float total[BIAS_COLS] = {0};
    (void)thread;
    for (int64_t top = 0; top < s->dy->rows; top += BIAS_ROWS) {
        float part[BIAS_COLS] = {0};
        const int64_t bottom = min_of(top + BIAS_ROWS, s->dy->rows);
        for (int64_t row = top; row < bottom; row++) {
            const float *const dy = (const float *)s->dy->data + row * s->dy->stride + left;
            for (int64_t j = 0; j < width; j++)
                part[j] += dy[j];
        }
        for (int64_t j = 0; j < width; j++)
            total[j] += part[j];
    }
    for (int64_t j = 0; j < width; j++)
        s->db[left + j] = s->add ? s->db[left + j] + total[j] : total[j];
}

void CRIA_ISA(linear)(const cria_call *call, const cria_step *step)
{
    const cria_gemm g = linear_product(call, step);
    run(&g);
}

void CRIA_ISA(linear_dx)(const cria_call *call, const cria_step *step)
{
    const cria_gemm g = dx_product(call, step);
    run(&g);
}

void CRIA_ISA(linear_dw)(const cria_call *call, const cria_step *step)
{
    const cria_gemm g = dw_product(call, step);
    run(&g);
    if (!call->out[1].data)
        return;
    column_sums s = {
        .dy = &call->in[0],
        .db = call->out[1].data,
        .add = cria_call_adds(call, 1, step),
    };
    cria_parallel(ceil_div(call->in[0].cols, BIAS_COLS), sum_columns, &s);
}

#define DEFINE_SCRATCH(name, product)                                                          \
    size_t CRIA_ISA(name)(const cria_call *call)                                               \
    {                                                                                          \
        const cria_gemm g = product(call, NULL);                                               \
        return CRIA_ISA(gemm_scratch)(&g);                                                     \
    }
DEFINE_SCRATCH(linear_scratch, linear_product)
DEFINE_SCRATCH(linear_dx_scratch, dx_product)
DEFINE_SCRATCH(linear_dw_scratch, dw_product)
