// gemm_pack.c: operands copied into panels; see gemm_tile.h.
#include "cpu/simd/gemm_tile.h"

// One block of VEC steps by VEC rows, from row `first` of the operand on.
ALWAYS_INLINE void pack_block(float *panel, const int width, const float *from, int64_t stride,
                              int first, int count)
{
    vec x[VEC];
#pragma GCC unroll 16
    for (int r = 0; r < VEC; r++)
        x[r] = first + r < count ? vec_load(from + (first + r) * stride) : vec_all(0);
    vec_transpose(x);
#pragma GCC unroll 16
    for (int i = 0; i < VEC; i++)
        vec_store(panel + i * width + first, x[i]);
}

// The groups of VEC rows go last to first: what one spills into the next step, the first group
// of that step overwrites.
ALWAYS_INLINE void pack_rows(float *panel, const int width, const float *from, int64_t stride,
                             int count, int64_t k)
{
    int64_t i = 0;
    for (; i + VEC <= k; i += VEC)
        for (int first = (width - 1) / VEC * VEC; first >= 0; first -= VEC)
            pack_block(panel + i * width, width, from + i, stride, first, count);
    for (; i < k; i++)
        for (int r = 0; r < width; r++)
            panel[i * width + r] = r < count ? from[r * stride + i] : 0;
}

ALWAYS_INLINE void pack_cols(float *panel, const int width, const float *from, int64_t stride,
                             int count, int64_t k)
{
    if (count == width) {
        for (int64_t i = 0; i < k; i++)
            memcpy(panel + i * width, from + i * stride, (size_t)width * sizeof *panel);
        return;
    }
    for (int64_t i = 0; i < k; i++)
        for (int r = 0; r < width; r++)
            panel[i * width + r] = r < count ? from[i * stride + r] : 0;
}

#define DEFINE_PACK(kind, side, width)                                                         \
    void CRIA_ISA(kind##_##side)(float *panel, const float *from, int64_t stride, int count,   \
                                 int64_t k)                                                    \
    {                                                                                          \
        kind(panel, width, from, stride, count, k);                                            \
    }
DEFINE_PACK(pack_rows, a, TILE_ROWS)
DEFINE_PACK(pack_rows, b, TILE_COLS)
DEFINE_PACK(pack_cols, a, TILE_ROWS)
DEFINE_PACK(pack_cols, b, TILE_COLS)
