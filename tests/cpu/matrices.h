// matrices.h owns random matrices for the tests of products and attention: rows that are wider
// than they need be, with a mark behind every row that no kernel may touch.
#ifndef CRIA_TESTS_CPU_MATRICES_H
#define CRIA_TESTS_CPU_MATRICES_H

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "cpu/cpu.h"
#include "scratch.h"

#include <math.h>
#include <string.h>

static const float MARK = 12345.0f;

// A matrix of random numbers in (-1, 1); `extra` columns of marks behind every row.
static inline cria_view matrix(int64_t rows, int64_t cols, int64_t extra, uint64_t seed)
{
    cria_view v = {.rows = rows, .cols = cols, .stride = cols + extra};
    float *data;
    assert_int_equal(cria_slab_alloc(&data, (size_t)(rows * v.stride) * sizeof *data), CRIA_OK);
    for (int64_t i = 0; i < rows; i++)
        for (int64_t j = 0; j < v.stride; j++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            data[i * v.stride + j] = j < cols ? (float)(int32_t)(seed >> 32) * 0x1p-31f : MARK;
        }
    v.data = data;
    return v;
}

static inline cria_view integers(const int32_t *from, int64_t rows)
{
    cria_view v = {.rows = rows, .cols = 1, .stride = 1};
    assert_int_equal(cria_slab_alloc(&v.data, (size_t)rows * 4), CRIA_OK);
    memcpy(v.data, from, (size_t)rows * 4);
    return v;
}

static inline void matrix_free(cria_view *v)
{
    cria_slab_free(v->data, (size_t)(v->rows * v->stride) * 4);
    v->data = NULL;
}

static inline float *row(const cria_view *v, int64_t i)
{
    return (float *)v->data + i * v->stride;
}

static inline void marks_are_whole(const cria_view *v)
{
    for (int64_t i = 0; i < v->rows; i++)
        for (int64_t j = v->cols; j < v->stride; j++)
            assert_true(row(v, i)[j] == MARK);
}

// The same bits in rows [first_a, ..) of a and [first_b, ..) of b.
static inline bool rows_equal(const cria_view *a, int64_t first_a, const cria_view *b,
                              int64_t first_b, int64_t rows)
{
    for (int64_t i = 0; i < rows; i++)
        if (memcmp(row(a, first_a + i), row(b, first_b + i), (size_t)a->cols * 4) != 0)
            return false;
    return true;
}

static inline void run_call(cria_isa isa, cria_call *call, const cria_step *step)
{
    const cria_kernel *const kernel = &cria_cpu_backend_for(isa)->kernel[call->op];
    const size_t bytes = kernel->scratch ? kernel->scratch(call) : 0;
    assert_int_equal(cria_slab_alloc(&call->scratch, bytes + 64), CRIA_OK);
    memset(call->scratch, 0xff, bytes + 64); // NaN: what is read must have been written
    kernel->run(call, step);
    for (int i = 0; i < 64; i++)
        assert_int_equal(((unsigned char *)call->scratch)[bytes + (size_t)i], 0xff);
    cria_slab_free(call->scratch, bytes + 64);
}

#endif
