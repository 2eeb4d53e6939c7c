// gemm.c owns matrix products over packed panels; the micro-kernel is in gemm_tile.c.
//
// The sum is cut into blocks of STEPS, the same for every element; each block's sum starts at
// zero and the blocks are added in order. What a thread computes is a chunk of the result, cut
// by shape alone. So an element's bits depend on its row of a, its row of b and k, nothing
// else.
//
// Many rows: a group, one block of at most GROUP_COLS columns of b, is packed for all threads
// and stays in cache while it is multiplied; a chunk packs its own rows of a on its stack. Few
// rows (decoding): a is packed once, and a chunk packs one panel of b at a time, so that
// weights are read from memory once and never written.
#include "base/parallel.h"
#include "cpu/simd/gemm_own.h"
#include "cpu/simd/gemm_tile.h"

enum {
    STEPS = 512,                     // of the sum, a block
    CHUNK_TILES = VEC == 16 ? 4 : 8, // at most, tiles one below the other in a chunk
    FEW_ROWS = CHUNK_TILES * TILE_ROWS,
    GROUP_COLS = 2048, // a multiple of TILE_COLS
    CHUNKS_WANTED = 32,
    PACK_LINES = 64, // steps packed in one piece
    PANEL_A = STEPS * TILE_ROWS + PANEL_SLACK,
};

typedef struct product {
    const cria_gemm *g;
    float *packed;      // the shared operand
    int64_t left, cols; // the group's columns
    int64_t step, k;    // the group's block of the sum
    int64_t chunk_rows, chunk_cols, chunks_down;
} product;

static const float *operand_at(const cria_operand *x, int64_t row, int64_t step)
{
    return x->transposed ? x->data + step * x->stride + row : x->data + row * x->stride + step;
}

// Rows [row, row + count) of a, block `step`, as panels PANEL_A apart.
static void pack_a(float *panels, const cria_gemm *g, int64_t row, int64_t count, int64_t step)
{
    const int64_t k = min_of(STEPS, g->k - step);
    if (g->a.transposed) {
        CRIA_ISA(pack_cols_a)
        (panels, PANEL_A, operand_at(&g->a, row, step), g->a.stride, count, k);
        return;
    }
    for (int64_t i = 0; i < count; i += TILE_ROWS)
        CRIA_ISA(pack_rows_a)
    (panels + i / TILE_ROWS * PANEL_A, operand_at(&g->a, row + i, step), g->a.stride,
     min_of(TILE_ROWS, count - i), k);
}

static void multiply(const cria_gemm *g, const float *a, const float *b, int64_t row,
                     int64_t col, int64_t step)
{
    const tile_out out = {
        .c = g->c + row * g->stride + col,
        .stride = g->stride,
        .cols = (int)min_of(TILE_COLS, g->cols - col),
        .bias = step == 0 && g->bias ? g->bias + col : NULL,
        .add = step > 0 || g->add,
    };
    CRIA_ISA(gemm_tile)
    ((int)min_of(TILE_ROWS, g->rows - row), min_of(STEPS, g->k - step), a, TILE_ROWS, b,
     TILE_COLS, &out);
}

static void pack_group_panel(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_operand *const b = &p->g->b;
    const int64_t col = chunk * TILE_COLS;
    (void)thread;
    CRIA_ISA(pack_rows_b)
    (p->packed + col * p->k, operand_at(b, p->left + col, p->step), b->stride,
     min_of(TILE_COLS, p->cols - col), p->k);
}

static void pack_group_lines(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_operand *const b = &p->g->b;
    const int64_t line = chunk * PACK_LINES;
    (void)thread;
    CRIA_ISA(pack_cols_b)
    (p->packed + line * TILE_COLS, p->k * TILE_COLS, operand_at(b, p->left, p->step + line),
     b->stride, p->cols, min_of(PACK_LINES, p->k - line));
}

static void pack_group(product *p)
{
    if (p->g->b.transposed)
        cria_parallel(ceil_div(p->k, PACK_LINES), pack_group_lines, p);
    else
        cria_parallel(ceil_div(p->cols, TILE_COLS), pack_group_panel, p);
}

static void multiply_chunk(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_gemm *const g = p->g;
    const int64_t top = chunk % p->chunks_down * p->chunk_rows,
                  left = chunk / p->chunks_down * p->chunk_cols;
    const int64_t bottom = min_of(top + p->chunk_rows, g->rows),
                  right = min_of(left + p->chunk_cols, p->cols);
    _Alignas(64) float a[CHUNK_TILES][PANEL_A];
    (void)thread;
    pack_a(a[0], g, top, bottom - top, p->step);
    for (int64_t col = left; col < right; col += TILE_COLS)
        for (int64_t row = top; row < bottom; row += TILE_ROWS)
            multiply(g, a[(row - top) / TILE_ROWS], p->packed + col * p->k, row, p->left + col,
                     p->step);
}

static int64_t chunks_of(const product *p)
{
    return ceil_div(p->g->rows, p->chunk_rows) * ceil_div(p->cols, p->chunk_cols);
}

// The largest chunks that are still enough to share out. Lower chunks first: narrow ones pack
// the same rows of a again and again.
static void choose_chunks(product *p)
{
    p->chunk_rows = CHUNK_TILES * TILE_ROWS;
    p->chunk_cols = pad_to(p->cols, TILE_COLS);
    while (p->chunk_rows > TILE_ROWS && chunks_of(p) < CHUNKS_WANTED)
        p->chunk_rows /= 2;
    while (p->chunk_cols > 4 * TILE_COLS && chunks_of(p) < CHUNKS_WANTED)
        p->chunk_cols = pad_to(p->chunk_cols / 2, TILE_COLS);
    p->chunks_down = ceil_div(p->g->rows, p->chunk_rows);
}

static void gemm_many(const cria_gemm *g)
{
    product p = {.g = g, .packed = g->scratch};
    for (; p.left < g->cols; p.left += GROUP_COLS) {
        p.cols = min_of(GROUP_COLS, g->cols - p.left);
        choose_chunks(&p);
        for (p.step = 0; p.step < g->k; p.step += STEPS) {
            p.k = min_of(STEPS, g->k - p.step);
            pack_group(&p);
            cria_parallel(chunks_of(&p), multiply_chunk, &p);
        }
    }
}

static void pack_b(float *panel, const cria_gemm *g, int64_t col, int64_t step)
{
    const int64_t count = min_of(TILE_COLS, g->cols - col), k = min_of(STEPS, g->k - step);
    const float *const from = operand_at(&g->b, col, step);
    if (g->b.transposed)
        CRIA_ISA(pack_cols_b)(panel, 0, from, g->b.stride, count, k);
    else
        CRIA_ISA(pack_rows_b)(panel, from, g->b.stride, count, k);
}

static float *few_panel(const product *p, int64_t row, int64_t step)
{
    const int64_t down = ceil_div(p->g->rows, TILE_ROWS);
    return p->packed + (step / STEPS * down + row / TILE_ROWS) * PANEL_A;
}

static void multiply_panel(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_gemm *const g = p->g;
    const int64_t col = chunk * TILE_COLS;
    _Alignas(64) float b[STEPS * TILE_COLS];
    (void)thread;
    for (int64_t step = 0; step < g->k; step += STEPS) {
        pack_b(b, g, col, step);
        for (int64_t row = 0; row < g->rows; row += TILE_ROWS)
            multiply(g, few_panel(p, row, step), b, row, col, step);
    }
}

static void gemm_few(const cria_gemm *g)
{
    product p = {.g = g, .packed = g->scratch};
    for (int64_t step = 0; step < g->k; step += STEPS)
        pack_a(few_panel(&p, 0, step), g, 0, g->rows, step);
    cria_parallel(ceil_div(g->cols, TILE_COLS), multiply_panel, &p);
}

size_t CRIA_ISA(gemm_scratch)(const cria_gemm *g)
{
    if (g->rows <= FEW_ROWS)
        return (size_t)(ceil_div(g->k, STEPS) * CHUNK_TILES * PANEL_A) * sizeof(float);
    return (size_t)(min_of(STEPS, g->k) * min_of(pad_to(g->cols, TILE_COLS), GROUP_COLS)) *
           sizeof(float);
}

void CRIA_ISA(gemm)(const cria_gemm *g)
{
    (g->rows <= FEW_ROWS ? gemm_few : gemm_many)(g);
}
