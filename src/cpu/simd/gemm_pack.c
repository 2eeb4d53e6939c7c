// gemm_pack.c: operands copied into panels; see gemm_tile.h.
#include "cpu/simd/gemm_tile.h"

// Vectors or lines to prefetch ahead: rows are too many and too far apart for the processor to
// guess.
enum { AHEAD = 8 };

// One block of VEC steps by VEC rows, from row `first` of the operand on.
ALWAYS_INLINE void pack_block(float *panel, const int width, const float *from, int64_t stride,
                              int first, int64_t count)
{
    vec x[VEC];
#pragma GCC unroll 16
    for (int r = 0; r < VEC; r++) {
        x[r] = first + r < count ? vec_load(from + (first + r) * stride) : vec_all(0);
        __builtin_prefetch(from + (first + r) * stride + AHEAD * VEC);
    }
    vec_transpose(x);
#pragma GCC unroll 16
    for (int i = 0; i < VEC; i++)
        vec_store(panel + i * width + first, x[i]);
}

// Rows [first, first + span) of the panel's width. Groups of VEC rows go last to first: what
// one spills into the next step, the first group of that step overwrites.
ALWAYS_INLINE void pack_span(float *panel, const int width, const float *from, int64_t stride,
                             const int first, const int span, int64_t count, int64_t k)
{
    int64_t i = 0;
    for (; i + VEC <= k; i += VEC)
        for (int group = first + (span - 1) / VEC * VEC; group >= first; group -= VEC)
            pack_block(panel + i * width, width, from + i, stride, group, count);
    for (; i < k; i++)
        for (int r = first; r < first + span; r++)
            panel[i * width + r] = r < count ? from[r * stride + i] : 0;
}

// Sixteen rows at a time: read from more places at once, memory is slower.
ALWAYS_INLINE void pack_rows(float *panel, const int width, const float *from, int64_t stride,
                             int64_t count, int64_t k)
{
    const int span = width % 16 == 0 ? 16 : width;
    for (int first = 0; first < width; first += span)
        pack_span(panel, width, from, stride, first, span, count, k);
}

// Line by line through all panels, so that memory is read in order.
ALWAYS_INLINE void pack_cols(float *panels, const int width, int64_t panel_floats,
                             const float *from, int64_t stride, int64_t count, int64_t k)
{
    const int64_t whole = count / width * width;
    for (int64_t i = 0; i < k; i++, from += stride, panels += width) {
        float *to = panels;
        for (int64_t r = 0; r < count; r += 16)
            __builtin_prefetch(from + AHEAD * stride + r);
        for (int64_t r = 0; r < whole; r += width, to += panel_floats)
            memcpy(to, from + r, (size_t)width * sizeof *to);
        for (int64_t r = whole; r < count; r++)
            to[r - whole] = from[r];
        for (int64_t r = count; count > whole && r < whole + width; r++)
            to[r - whole] = 0;
    }
}

#define DEFINE_PACK(side, width)                                                               \
    void CRIA_ISA(pack_rows_##side)(float *panel, const float *from, int64_t stride,           \
                                    int64_t count, int64_t k)                                  \
    {                                                                                          \
        pack_rows(panel, width, from, stride, count, k);                                       \
    }                                                                                          \
    void CRIA_ISA(pack_cols_##side)(float *panels, int64_t panel_floats, const float *from,    \
                                    int64_t stride, int64_t count, int64_t k)                  \
    {                                                                                          \
        pack_cols(panels, width, panel_floats, from, stride, count, k);                        \
    }
DEFINE_PACK(a, TILE_ROWS)
DEFINE_PACK(b, TILE_COLS)
