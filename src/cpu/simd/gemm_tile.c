// gemm_tile.c: the micro-kernel; see gemm_tile.h.
#include "cpu/simd/gemm_tile.h"

typedef void tile_body(int64_t k, const float *a, int64_t a_stride, const float *b,
                       int64_t b_stride, const tile_out *out);

static void finish_part(int rows, const float *sum, const tile_out *out)
{
    for (int r = 0; r < rows; r++)
        for (int j = 0; j < out->cols; j++) {
            float *c = out->c + r * out->stride + j;
            const float value =
                out->bias ? sum[r * TILE_COLS + j] + out->bias[j] : sum[r * TILE_COLS + j];
            *c = out->add ? *c + value : value;
        }
}

ALWAYS_INLINE void finish(const int rows, vec sum[TILE_ROWS][TILE_VECS], const tile_out *out)
{
    if (out->cols < TILE_COLS) {
        float part[TILE_ROWS * TILE_COLS];
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < TILE_VECS; v++)
                vec_store(part + r * TILE_COLS + v * VEC, sum[r][v]);
        finish_part(rows, part, out);
        return;
    }
    if (out->bias)
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < TILE_VECS; v++)
                sum[r][v] = vec_add(sum[r][v], vec_load(out->bias + v * VEC));
    if (out->add)
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++)
            for (int v = 0; v < TILE_VECS; v++)
                sum[r][v] = vec_add(vec_load(out->c + r * out->stride + v * VEC), sum[r][v]);
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++)
        for (int v = 0; v < TILE_VECS; v++)
            vec_store(out->c + r * out->stride + v * VEC, sum[r][v]);
}

ALWAYS_INLINE void tile(const int rows, int64_t k, const float *a, int64_t a_stride,
                        const float *b, int64_t b_stride, const tile_out *out)
{
    vec sum[TILE_ROWS][TILE_VECS];
#pragma GCC unroll 16
    for (int r = 0; r < rows; r++) {
        __builtin_prefetch(out->c + r * out->stride, 1);
        __builtin_prefetch(out->c + r * out->stride + TILE_COLS - 1, 1);
#pragma GCC unroll 4
        for (int v = 0; v < TILE_VECS; v++)
            sum[r][v] = vec_all(0);
    }
#pragma GCC unroll 1
    for (; k > 0; k--, a += a_stride, b += b_stride) {
        vec x[TILE_VECS];
#pragma GCC unroll 4
        for (int v = 0; v < TILE_VECS; v++)
            x[v] = vec_load(b + v * VEC);
#pragma GCC unroll 16
        for (int r = 0; r < rows; r++) {
            const vec y = vec_all(a[r]);
#pragma GCC unroll 4
            for (int v = 0; v < TILE_VECS; v++)
                sum[r][v] = vec_fma(y, x[v], sum[r][v]);
        }
    }
    finish(rows, sum, out);
}

#define DEFINE_TILE(rows)                                                                      \
    static void tile_##rows(int64_t k, const float *a, int64_t a_stride, const float *b,       \
                            int64_t b_stride, const tile_out *out)                             \
    {                                                                                          \
        tile(rows, k, a, a_stride, b, b_stride, out);                                          \
    }
DEFINE_TILE(1)
DEFINE_TILE(2)
DEFINE_TILE(3)
DEFINE_TILE(4)
DEFINE_TILE(5)
DEFINE_TILE(6)
#if defined(__AVX512F__)
DEFINE_TILE(7)
DEFINE_TILE(8)
DEFINE_TILE(9)
DEFINE_TILE(10)
DEFINE_TILE(11)
DEFINE_TILE(12)
DEFINE_TILE(13)
DEFINE_TILE(14)
#endif

static tile_body *const bodies[TILE_ROWS + 1] = {
    NULL,   tile_1, tile_2, tile_3,  tile_4,  tile_5,  tile_6,
#if defined(__AVX512F__)
    tile_7, tile_8, tile_9, tile_10, tile_11, tile_12, tile_13, tile_14,
#endif
};

void CRIA_ISA(gemm_tile)(int rows, int64_t k, const float *a, int64_t a_stride, const float *b,
                         int64_t b_stride, const tile_out *out)
{
    bodies[rows](k, a, a_stride, b, b_stride, out);
}
