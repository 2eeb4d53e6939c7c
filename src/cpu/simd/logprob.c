// logprob.c owns LOGPROB: picked elements of log softmax.
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/softmax.h"

#include <math.h>

// The row's log-sum-exp as max + log sum; `row` says whose it is.
typedef struct normaliser {
    int32_t row;
    float max;
    double log_sum;
} normaliser;

static normaliser normaliser_of(const cria_view *logits, int32_t row)
{
    CRIA_ASSERT(row < logits->rows);
    const float *z = row_of(logits, row), max = max_of(z, logits->cols);
    return (normaliser){row, max, log(exp_sum(z, max, logits->cols))};
}

static void logprob_rows(const cria_call *call, const cria_step *step, int64_t first,
                         int64_t end)
{
    const cria_view *logits = &call->in[0];
    normaliser last = {.row = -1};
    (void)step;
    for (int64_t pick = first; pick < end; pick++) {
        const int32_t row = int_of(&call->in[1], pick), id = int_of(&call->in[2], pick);
        float *y = row_of(&call->out[0], pick);
        *y = 0.0f;
        if (row < 0)
            continue;
        CRIA_ASSERT(id >= 0 && id < logits->cols);
        if (row != last.row) // picks of one row often follow each other
            last = normaliser_of(logits, row);
        *y = (float)((double)row_of(logits, row)[id] - (double)last.max - last.log_sum);
    }
}

void CRIA_ISA(logprob)(const cria_call *call, const cria_step *step)
{
    cria_rows_run(call, step, call->out[0].rows, call->in[0].cols, logprob_rows);
}
