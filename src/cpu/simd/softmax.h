// softmax.h owns one row's exponentials, the heart of LOSS and LOGPROB.
#ifndef CRIA_CPU_SIMD_SOFTMAX_H
#define CRIA_CPU_SIMD_SOFTMAX_H

#include "cpu/simd/exp.h"
#include "cpu/simd/lanes.h"

// exp_row: e = exp((z - max) / T) and its sum. e may be z.
static inline double exp_row(float *e, const float *z, float max, float inverse_t, int64_t n)
{
    double sum = 0;
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t count = block_size(at, n);
#pragma GCC ivdep
        for (int64_t i = at; i < at + count; i++)
            e[i] = cria_exp((z[i] - max) * inverse_t);
        sum += (double)sum_of(e + at, count);
    }
    return sum;
}

// exp_sum: exp_row without keeping the row.
static inline double exp_sum(const float *z, float max, int64_t n)
{
    float e[BLOCK];
    double sum = 0;
    for (int64_t at = 0; at < n; at += BLOCK) {
        const int64_t count = block_size(at, n);
        for (int64_t i = 0; i < count; i++)
            e[i] = cria_exp(z[at + i] - max);
        sum += (double)sum_of(e, count);
    }
    return sum;
}

#endif
