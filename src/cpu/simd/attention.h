// attention.h owns what the files of attention share: places in a head, dropout of
// probabilities, memory for each worker.
#ifndef CRIA_CPU_SIMD_ATTENTION_H
#define CRIA_CPU_SIMD_ATTENTION_H

#include "base/parallel.h"
#include "base/random.h"
#include "cpu/simd/gemm_tile.h"

#include <stdatomic.h>

// Rows of scores are padded to whole groups of SCORE_PAD, for vectors and for tiles.
enum { SCORE_PAD = 32 };

// tasks: independent pieces of work, each of which needs `bytes` of memory while it runs. There
// are as many places for them as memory allows, whatever the number of threads; a result
// depends neither on the place nor on the thread.
typedef struct tasks {
    atomic_llong next;
    int64_t count;
    void (*run)(const void *context, int64_t task, float *memory);
    const void *context;
    char *memory;
    size_t bytes; // a multiple of 64
} tasks;

static inline int64_t task_places(int64_t count, size_t bytes)
{
    const int64_t most = (64 << 20) / (int64_t)(bytes + 1);
    return min_of(count, most < 16 ? 16 : most > 256 ? 256 : most);
}

static inline void run_place(void *context, int64_t place, int thread)
{
    tasks *const t = context;
    (void)thread;
    for (;;) {
        const int64_t task = atomic_fetch_add(&t->next, 1);
        if (task >= t->count)
            return;
        t->run(t->context, task, (float *)(t->memory + (size_t)place * t->bytes));
    }
}

static inline void run_tasks(tasks *t)
{
    cria_parallel(task_places(t->count, t->bytes), run_place, t);
}

static inline size_t tasks_scratch(int64_t count, size_t bytes)
{
    return (size_t)task_places(count, bytes) * bytes;
}

// take: the next `count` floats of a worker's memory, in units of 64 bytes. With a null memory
// the sum of all takes is the size that is needed.
static inline float *take(float *memory, size_t *used, int64_t count)
{
    float *const taken = memory ? memory + *used : NULL;
    *used += (size_t)pad_to(count, 16);
    return taken;
}

// head_at: the columns of one head in row `row`.
static inline float *head_at(const cria_view *v, int64_t row, int64_t head, int head_dim)
{
    return (float *)v->data + row * v->stride + head * head_dim;
}

static inline int32_t number_at(const cria_view *v, int64_t row)
{
    return ((const int32_t *)v->data)[row * v->stride];
}

// rows_length: how many rows of sequence b are real.
static inline int64_t rows_length(const cria_view *where, int64_t b, int64_t length)
{
    const int64_t real = where->data ? number_at(where, b) : length;
    return real < 0 ? 0 : min_of(real, length);
}

// pack_along_rows, pack_along_cols: all panels of a head's [rows, head_dim], rows as the tile's
// columns (scores) or as its steps (sums over rows). Panel p starts at p times the panel's
// size.
static inline void pack_keys(float *panels, const float *from, int64_t stride, int64_t rows,
                             int head_dim)
{
    for (int64_t row = 0; row < rows; row += TILE_COLS)
        CRIA_ISA(pack_rows_b)
    (panels + row * head_dim, from + row * stride, stride, min_of(TILE_COLS, rows - row),
     head_dim);
}

static inline void pack_values(float *panels, const float *from, int64_t stride, int64_t rows,
                               int head_dim)
{
    CRIA_ISA(pack_cols_b)(panels, rows * TILE_COLS, from, stride, head_dim, rows);
}

// multiply_panels: out[rows, cols] from a packed tile and `cols` columns of panels of k steps.
static inline void multiply_panels(int rows, int64_t k, const float *a, int64_t a_stride,
                                   const float *panels, int64_t panel_steps, int64_t cols,
                                   tile_out out)
{
    float *const c = out.c;
    for (int64_t col = 0; col < cols; col += TILE_COLS) {
        out.c = c + col;
        out.cols = (int)min_of(TILE_COLS, cols - col);
        CRIA_ISA(gemm_tile)(rows, k, a, a_stride, panels + col * panel_steps, TILE_COLS, &out);
    }
}

// attention_softmax: score[0 .. visible) of scaled scores become probabilities, up to `padded`
// (a multiple of SCORE_PAD) zeros. Returns the log-sum-exp. visible > 0.
float CRIA_ISA(attention_softmax)(float *score, int64_t visible, int64_t padded, float scale);

// attention_keep: keep[s] = 0 or 1 / (1 - p) for row t of head h of sequence b.
void CRIA_ISA(attention_keep)(float *keep, const cria_attr *attr, const cria_step *step,
                              int64_t b, int64_t h, int64_t t, int64_t count);

// attention_paths: the layouts in which every row has a list of keys of its own.
void CRIA_ISA(attention_paths)(const cria_call *call);
size_t CRIA_ISA(attention_paths_scratch)(const cria_call *call);

#endif
