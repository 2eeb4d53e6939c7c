// gemm.c owns matrix products over packed panels; the micro-kernel is in gemm_tile.c.
//
// The sum is cut into blocks of STEPS, the same for every element; each block's sum starts at
// zero and the blocks are added in order. What a thread computes is a chunk of the result, cut by
// shape alone. So an element's bits depend on its row of a, its row of b and k, nothing else.
//
// Many rows: b is packed once, shared, a group of blocks at a time; a chunk packs its own rows of
// a on its stack, in cache. Few rows (decoding): a is packed once, and a chunk packs one panel of
// b at a time, so that weights are read from memory once and never written.
#include "base/parallel.h"
#include "cpu/simd/gemm_own.h"
#include "cpu/simd/gemm_tile.h"

#ifndef ST
#define ST 512
#endif
enum {
    STEPS = ST,                        // of the sum, a block
    CHUNK_TILES = VEC == 16 ? 4 : 8, // at most, tiles one below the other in a chunk
    FEW_ROWS = CHUNK_TILES * TILE_ROWS,
    CHUNK_COLS = 2048, // at most, a multiple of TILE_COLS
    CHUNKS_WANTED = 32,
#ifndef GB
#define GB (4<<20)
#endif
    GROUP_BYTES = GB, // of packed b
    PACK_LINES = 64,        // steps packed in one piece; divides STEPS
    PANEL_A = STEPS * TILE_ROWS + PANEL_SLACK,
};

typedef struct product {
    const cria_gemm *g;
    float *packed;         // the shared operand
    int64_t first, last;   // the group: steps of the sum
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
        CRIA_ISA(pack_cols_a)(panels, PANEL_A, operand_at(&g->a, row, step), g->a.stride, count,
                              k);
        return;
    }
    for (int64_t i = 0; i < count; i += TILE_ROWS)
        CRIA_ISA(pack_rows_a)(panels + i / TILE_ROWS * PANEL_A,
                              operand_at(&g->a, row + i, step), g->a.stride,
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
    CRIA_ISA(gemm_tile)((int)min_of(TILE_ROWS, g->rows - row), min_of(STEPS, g->k - step), a,
                        TILE_ROWS, b, TILE_COLS, &out);
}

// Where panel `col` of block `step` lies within the packed group.
static float *shared_panel(const product *p, int64_t col, int64_t step)
{
    const int64_t width = pad_to(p->g->cols, TILE_COLS);
    return p->packed + (step - p->first) * width + col * min_of(STEPS, p->g->k - step);
}

static void pack_shared_panel(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_gemm *const g = p->g;
    const int64_t col = chunk * TILE_COLS;
    (void)thread;
    for (int64_t step = p->first; step < p->last; step += STEPS)
        CRIA_ISA(pack_rows_b)(shared_panel(p, col, step), operand_at(&g->b, col, step),
                              g->b.stride, min_of(TILE_COLS, g->cols - col),
                              min_of(STEPS, g->k - step));
}

static void pack_shared_lines(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_gemm *const g = p->g;
    const int64_t step = p->first + chunk * PACK_LINES, block = step / STEPS * STEPS,
                  k = min_of(STEPS, g->k - block);
    (void)thread;
    CRIA_ISA(pack_cols_b)(shared_panel(p, 0, block) + (step - block) * TILE_COLS, k * TILE_COLS,
                          operand_at(&g->b, 0, step), g->b.stride, g->cols,
                          min_of(PACK_LINES, block + k - step));
}

static void pack_shared(product *p)
{
    if (p->g->b.transposed)
        cria_parallel(ceil_div(p->last - p->first, PACK_LINES), pack_shared_lines, p);
    else
        cria_parallel(ceil_div(p->g->cols, TILE_COLS), pack_shared_panel, p);
}

static void multiply_chunk(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_gemm *const g = p->g;
    const int64_t top = chunk % p->chunks_down * p->chunk_rows,
                  left = chunk / p->chunks_down * p->chunk_cols;
    const int64_t bottom = min_of(top + p->chunk_rows, g->rows),
                  right = min_of(left + p->chunk_cols, g->cols);
    _Alignas(64) float a[CHUNK_TILES][PANEL_A];
    (void)thread;
    for (int64_t step = p->first; step < p->last; step += STEPS) {
        pack_a(a[0], g, top, bottom - top, step);
        for (int64_t col = left; col < right; col += TILE_COLS)
            for (int64_t row = top; row < bottom; row += TILE_ROWS)
                multiply(g, a[(row - top) / TILE_ROWS], shared_panel(p, col, step), row, col,
                         step);
    }
}

static int64_t chunks_of(const product *p)
{
    return ceil_div(p->g->rows, p->chunk_rows) * ceil_div(p->g->cols, p->chunk_cols);
}

// The largest chunks that are still enough to share out. Lower chunks first: narrow ones pack the
// same rows of a again and again.
static void choose_chunks(product *p)
{
    p->chunk_rows = CHUNK_TILES * TILE_ROWS;
    p->chunk_cols = min_of(pad_to(p->g->cols, TILE_COLS), CHUNK_COLS);
    while (p->chunk_rows > TILE_ROWS && chunks_of(p) < CHUNKS_WANTED)
        p->chunk_rows /= 2;
    while (p->chunk_cols > 4 * TILE_COLS && chunks_of(p) < CHUNKS_WANTED)
        p->chunk_cols = pad_to(p->chunk_cols / 2, TILE_COLS);
    p->chunks_down = ceil_div(p->g->rows, p->chunk_rows);
}

static int64_t group_steps(const cria_gemm *g)
{
    const int64_t block_bytes = pad_to(g->cols, TILE_COLS) * STEPS * 4;
    const int64_t blocks = GROUP_BYTES / block_bytes;
    return min_of(blocks > 1 ? blocks * STEPS : STEPS, pad_to(g->k, STEPS));
}

static void gemm_many(const cria_gemm *g)
{
    product p = {.g = g, .packed = g->scratch};
    const int64_t group = group_steps(g);
    choose_chunks(&p);
    for (; p.first < g->k; p.first += group) {
        p.last = min_of(p.first + group, g->k);
        pack_shared(&p);
        cria_parallel(chunks_of(&p), multiply_chunk, &p);
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
    return (size_t)(group_steps(g) * pad_to(g->cols, TILE_COLS)) * sizeof(float);
}

void CRIA_ISA(gemm)(const cria_gemm *g)
{
    (g->rows <= FEW_ROWS ? gemm_few : gemm_many)(g);
}
