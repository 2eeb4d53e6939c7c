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

enum {
    STEPS = 512,                        // of the sum, a block
    CHUNK_TILES = VEC == 16 ? 4 : 8,    // tiles one below the other in a chunk
    CHUNK_ROWS = CHUNK_TILES * TILE_ROWS,
    CHUNK_COLS = 2048, // at most, a multiple of TILE_COLS
    CHUNKS_WANTED = 64,
    GROUP_BYTES = 32 << 20, // of packed b
    PANEL_A = STEPS * TILE_ROWS + PANEL_SLACK,
};

typedef struct product {
    const cria_gemm *g;
    float *packed;         // the shared operand
    int64_t first, last;   // the group: steps of the sum
    int64_t chunk_cols, chunks_down;
} product;

static const float *operand_at(const cria_operand *x, int64_t row, int64_t step)
{
    return x->transposed ? x->data + step * x->stride + row : x->data + row * x->stride + step;
}

static void pack_a(float *panel, const cria_gemm *g, int64_t row, int64_t step, int64_t k)
{
    const int count = (int)min_of(TILE_ROWS, g->rows - row);
    (g->a.transposed ? CRIA_ISA(pack_cols_a) : CRIA_ISA(pack_rows_a))(
        panel, operand_at(&g->a, row, step), g->a.stride, count, k);
}

static void pack_b(float *panel, const cria_gemm *g, int64_t col, int64_t step, int64_t k)
{
    const int count = (int)min_of(TILE_COLS, g->cols - col);
    (g->b.transposed ? CRIA_ISA(pack_cols_b) : CRIA_ISA(pack_rows_b))(
        panel, operand_at(&g->b, col, step), g->b.stride, count, k);
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
    const int64_t width = ceil_div(p->g->cols, TILE_COLS) * TILE_COLS;
    return p->packed + (step - p->first) * width + col * min_of(STEPS, p->g->k - step);
}

static void pack_shared(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const int64_t col = chunk * TILE_COLS;
    (void)thread;
    for (int64_t step = p->first; step < p->last; step += STEPS)
        pack_b(shared_panel(p, col, step), p->g, col, step, min_of(STEPS, p->g->k - step));
}

static void multiply_chunk(void *context, int64_t chunk, int thread)
{
    const product *const p = context;
    const cria_gemm *const g = p->g;
    const int64_t top = chunk % p->chunks_down * CHUNK_ROWS,
                  left = chunk / p->chunks_down * p->chunk_cols;
    const int64_t bottom = min_of(top + CHUNK_ROWS, g->rows),
                  right = min_of(left + p->chunk_cols, g->cols);
    _Alignas(64) float a[CHUNK_TILES][PANEL_A];
    (void)thread;
    for (int64_t step = p->first; step < p->last; step += STEPS) {
        for (int64_t row = top; row < bottom; row += TILE_ROWS)
            pack_a(a[(row - top) / TILE_ROWS], g, row, step, min_of(STEPS, g->k - step));
        for (int64_t col = left; col < right; col += TILE_COLS)
            for (int64_t row = top; row < bottom; row += TILE_ROWS)
                multiply(g, a[(row - top) / TILE_ROWS], shared_panel(p, col, step), row, col,
                         step);
    }
}

// Columns of a chunk: fewer where there would be too few chunks to share out.
static int64_t chunk_width(int64_t cols, int64_t chunks_down)
{
    int64_t width = min_of(ceil_div(cols, TILE_COLS) * TILE_COLS, CHUNK_COLS);
    while (width > 4 * TILE_COLS && chunks_down * ceil_div(cols, width) < CHUNKS_WANTED)
        width = ceil_div(width / 2, TILE_COLS) * TILE_COLS;
    return width;
}

static int64_t group_steps(const cria_gemm *g)
{
    const int64_t block_bytes = ceil_div(g->cols, TILE_COLS) * TILE_COLS * STEPS * 4;
    const int64_t blocks = GROUP_BYTES / block_bytes;
    return min_of(blocks > 1 ? blocks * STEPS : STEPS, ceil_div(g->k, STEPS) * STEPS);
}

static void gemm_many(const cria_gemm *g)
{
    product p = {.g = g, .packed = g->scratch, .chunks_down = ceil_div(g->rows, CHUNK_ROWS)};
    p.chunk_cols = chunk_width(g->cols, p.chunks_down);
    const int64_t group = group_steps(g), panels = ceil_div(g->cols, TILE_COLS),
                  chunks = p.chunks_down * ceil_div(g->cols, p.chunk_cols);
    for (; p.first < g->k; p.first += group) {
        p.last = min_of(p.first + group, g->k);
        cria_parallel(panels, pack_shared, &p);
        cria_parallel(chunks, multiply_chunk, &p);
    }
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
        pack_b(b, g, col, step, min_of(STEPS, g->k - step));
        for (int64_t row = 0; row < g->rows; row += TILE_ROWS)
            multiply(g, few_panel(p, row, step), b, row, col, step);
    }
}

static void gemm_few(const cria_gemm *g)
{
    product p = {.g = g, .packed = g->scratch};
    for (int64_t step = 0; step < g->k; step += STEPS)
        for (int64_t row = 0; row < g->rows; row += TILE_ROWS)
            pack_a(few_panel(&p, row, step), g, row, step, min_of(STEPS, g->k - step));
    cria_parallel(ceil_div(g->cols, TILE_COLS), multiply_panel, &p);
}

size_t CRIA_ISA(gemm_scratch)(const cria_gemm *g)
{
    if (g->rows <= CHUNK_ROWS)
        return (size_t)(ceil_div(g->k, STEPS) * CHUNK_TILES * PANEL_A) * sizeof(float);
    return (size_t)(group_steps(g) * ceil_div(g->cols, TILE_COLS) * TILE_COLS) * sizeof(float);
}

void CRIA_ISA(gemm)(const cria_gemm *g)
{
    (g->rows <= CHUNK_ROWS ? gemm_few : gemm_many)(g);
}
