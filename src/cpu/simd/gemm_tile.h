// gemm_tile.h owns the contract of the micro-kernel, the one place where products are summed:
// everything that multiplies matrices (linear layers, attention) packs its operands and calls
// it.
//
// An element's sum starts at zero and takes its terms in the order of k, one fused multiply-add
// each. It depends neither on the element's place in the tile nor on the tile's size, so a
// row's bits are the same in every batch.
#ifndef CRIA_CPU_SIMD_GEMM_TILE_H
#define CRIA_CPU_SIMD_GEMM_TILE_H

#include "cpu/simd/isa.h"
#include "cpu/simd/vector.h"

// A tile is TILE_ROWS by TILE_COLS: as many accumulators as there are registers for.
enum {
    TILE_ROWS = VEC == 16 ? 14 : 6,
    TILE_VECS = 2,
    TILE_COLS = TILE_VECS * VEC,
};

// tile_out: where a tile goes. element = (add ? element : 0) + (sum + bias).
typedef struct tile_out {
    float *c; // [rows, cols], row stride `stride`
    int64_t stride;
    int cols;          // <= TILE_COLS; only these are written
    const float *bias; // [cols], NULL for none
    bool add;
} tile_out;

// gemm_tile: c[r][j] from sum over i < k of a[i a_stride + r] b[i b_stride + j], r < rows <=
// TILE_ROWS, j < TILE_COLS (b must be readable up to there).
void CRIA_ISA(gemm_tile)(int rows, int64_t k, const float *a, int64_t a_stride, const float *b,
                         int64_t b_stride, const tile_out *out);

// Packing into panels [k][width], width TILE_ROWS (a) or TILE_COLS (b): line i of a panel is
// step i of the sum. Places beyond `count` are zero. Lines are stored as whole vectors, so a
// panel of a must have PANEL_SLACK floats behind it.
enum { PANEL_SLACK = VEC };

// pack_rows: panel[i][r] = from[r][i]: the operand's rows lie along k. count <= width.
void CRIA_ISA(pack_rows_a)(float *panel, const float *from, int64_t stride, int64_t count,
                           int64_t k);
void CRIA_ISA(pack_rows_b)(float *panel, const float *from, int64_t stride, int64_t count,
                           int64_t k);
// pack_cols: panel r / width [i][r % width] = from[i][r]: the operand's columns lie along k.
// Any count: panel p starts at p * panel_floats.
void CRIA_ISA(pack_cols_a)(float *panels, int64_t panel_floats, const float *from,
                           int64_t stride, int64_t count, int64_t k);
void CRIA_ISA(pack_cols_b)(float *panels, int64_t panel_floats, const float *from,
                           int64_t stride, int64_t count, int64_t k);

static inline int64_t ceil_div(int64_t a, int64_t b)
{
    return (a + b - 1) / b;
}

static inline int64_t pad_to(int64_t n, int64_t unit)
{
    return ceil_div(n, unit) * unit;
}

static inline int64_t min_of(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

#endif
