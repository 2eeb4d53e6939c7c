// lanes.h owns sums and maxima over a row. Each keeps sixteen lanes and folds them in a fixed
// order, so that vectors can be used and the result depends on the row alone: not on its place,
// its alignment or the number of threads.
#ifndef CRIA_CPU_SIMD_LANES_H
#define CRIA_CPU_SIMD_LANES_H

#include "tensor/op.h"

enum { LANES = 16 };

static inline float *row_of(const cria_view *view, int64_t row)
{
    return (float *)view->data + row * view->stride;
}

static inline int32_t int_of(const cria_view *view, int64_t row)
{
    return ((const int32_t *)view->data)[row * view->stride];
}

#define DEFINE_FOLD(name, type)                                                                \
    static inline type name(type lane[LANES])                                                  \
    {                                                                                          \
        for (int width = LANES / 2; width > 0; width /= 2)                                     \
            for (int j = 0; j < width; j++)                                                    \
                lane[j] += lane[j + width];                                                    \
        return lane[0];                                                                        \
    }
DEFINE_FOLD(fold_float, float)
DEFINE_FOLD(fold_double, double)

// DEFINE_SUM(name, type, (parameters with n), term) makes a function that sums `term`, an
// expression in the index k, over k in [0, n).
#define DEFINE_SUM(name, type, parameters, term)                                               \
    static inline type name parameters                                                         \
    {                                                                                          \
        type lane[LANES] = {0};                                                                \
        int64_t i = 0;                                                                         \
        for (; i + LANES <= n; i += LANES)                                                     \
            for (int j = 0; j < LANES; j++) {                                                  \
                const int64_t k = i + j;                                                       \
                lane[j] += (term);                                                             \
            }                                                                                  \
        for (int64_t k = i; k < n; k++)                                                        \
            lane[k - i] += (term);                                                             \
        return fold_##type(lane);                                                              \
    }

DEFINE_SUM(sum_of, float, (const float *x, int64_t n), x[k])
DEFINE_SUM(sum_products, float, (const float *x, const float *y, int64_t n), x[k] * y[k])

// max_of: the greatest of a row, NaN left out; -infinity for none.
static inline float max_of(const float *x, int64_t n)
{
    float lane[LANES];
    int64_t i = 0;
    for (int j = 0; j < LANES; j++)
        lane[j] = -__builtin_inff();
    for (; i + LANES <= n; i += LANES)
        for (int j = 0; j < LANES; j++)
            lane[j] = x[i + j] > lane[j] ? x[i + j] : lane[j];
    for (int64_t k = i; k < n; k++)
        lane[k - i] = x[k] > lane[k - i] ? x[k] : lane[k - i];
    for (int j = 1; j < LANES; j++)
        lane[0] = lane[j] > lane[0] ? lane[j] : lane[0];
    return lane[0];
}

// Long rows are summed in blocks of floats, and the blocks' sums in double.
enum { BLOCK = 512 };
static inline int64_t block_size(int64_t first, int64_t n)
{
    return n - first < BLOCK ? n - first : BLOCK;
}

// put: one element of an output that is stored or, where the call says so, added to.
static inline void put(float *y, int64_t i, float value, bool add)
{
    y[i] = add ? y[i] + value : value;
}

#endif
