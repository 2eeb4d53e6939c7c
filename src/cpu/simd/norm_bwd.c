// norm_bwd.c owns the gradients of the norms. With xhat the normalised row, g = dy w and means
// over the row:
//   RMS_NORM    dx = inv (g - xhat mean(g xhat))
//   LAYER_NORM  dx = inv (g - mean(g) - xhat mean(g xhat))
// The weights' gradients, sums over rows, are summed a chunk of rows at a time in scratch, then
// over the chunks in order.
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"

#include "base/parallel.h"

#include <string.h>

enum { CHUNKS_MAX = 64, CHUNK_ROWS_MIN = 8 };

DEFINE_SUM(sum_weighted, float,
           (const float *dy, const float *w, const float *x, float mean, int64_t n),
           dy[k] * w[k] * (x[k] - mean))

// One row; dw and db are the chunk's partial sums. mean = 0 and `centred` false for RMS_NORM.
typedef struct bwd_row {
    const float *dy, *x, *w;
    float *dx, *dw, *db;
    float mean, inv;
    int64_t n;
    bool add;
} bwd_row;

static void norm_bwd_row(const bwd_row *r, float shift)
{
    const float *dy = r->dy, *x = r->x, *w = r->w;
    const float mean = r->mean, inv = r->inv;
    const float turn = sum_weighted(dy, w, x, mean, r->n) * inv / (float)r->n;
    float *dx = r->dx, *dw = r->dw;
    const bool add = r->add;
#pragma GCC ivdep
    for (int64_t i = 0; i < r->n; i++) {
        const float d = dy[i], xhat = (x[i] - mean) * inv;
        dw[i] += d * xhat;
        put(dx, i, inv * (d * w[i] - shift - xhat * turn), add);
    }
}

static void rms_norm_bwd_row(const bwd_row *r)
{
    norm_bwd_row(r, 0.0f);
}

static void layer_norm_bwd_row(const bwd_row *r)
{
    for (int64_t i = 0; i < r->n; i++)
        r->db[i] += r->dy[i];
    norm_bwd_row(r, sum_products(r->dy, r->w, r->n) / (float)r->n);
}

typedef struct bwd {
    const cria_call *call;
    const cria_step *step;
    cria_row_chunks chunks;
    void (*row)(const bwd_row *r);
    int sums; // partial sums a chunk keeps: dw, or dw and db
} bwd;

static cria_row_chunks chunks_of(const cria_call *call)
{
    return cria_row_chunks_of(call->in[0].rows, CHUNKS_MAX, CHUNK_ROWS_MIN);
}

static void bwd_chunk(void *context, int64_t chunk, int thread)
{
    const bwd *b = context;
    const cria_call *call = b->call;
    const cria_view *dy = &call->in[0], *stat = &call->in[3];
    const int64_t first = chunk * b->chunks.size, after = first + b->chunks.size;
    float *sums = (float *)call->scratch + chunk * b->sums * dy->cols;
    (void)thread;
    memset(sums, 0, (size_t)(b->sums * dy->cols) * sizeof *sums);
    for (int64_t row = first; row < after && row < dy->rows; row++) {
        const float *s = row_of(stat, row);
        b->row(&(bwd_row){
            .dy = row_of(dy, row),
            .x = row_of(&call->in[1], row),
            .w = call->in[2].data,
            .dx = row_of(&call->out[0], row),
            .dw = sums,
            .db = sums + dy->cols,
            .mean = b->sums == 2 ? s[0] : 0.0f,
            .inv = s[b->sums - 1],
            .n = dy->cols,
            .add = cria_call_adds(call, 0, b->step),
        });
    }
}

// Output 1 + i: partial sum i over the chunks in order.
static void fold_sums(const bwd *b, int i)
{
    const int64_t cols = b->call->in[0].cols;
    const float *partial = (const float *)b->call->scratch + i * cols;
    float *restrict out = b->call->out[1 + i].data;
    if (!out)
        return;
    if (!cria_call_adds(b->call, 1 + i, b->step))
        memset(out, 0, (size_t)cols * sizeof *out);
    for (int64_t chunk = 0; chunk < b->chunks.count; chunk++, partial += b->sums * cols)
        for (int64_t c = 0; c < cols; c++)
            out[c] += partial[c];
}

static size_t scratch_bytes(const cria_call *call, int sums)
{
    return (size_t)(chunks_of(call).count * sums * call->in[0].cols) * sizeof(float);
}

static void run(bwd *b)
{
    b->chunks = chunks_of(b->call);
    cria_parallel(b->chunks.count, bwd_chunk, b);
    for (int i = 0; i < b->sums; i++)
        fold_sums(b, i);
}

size_t CRIA_ISA(rms_norm_bwd_scratch)(const cria_call *call)
{
    return scratch_bytes(call, 1);
}

void CRIA_ISA(rms_norm_bwd)(const cria_call *call, const cria_step *step)
{
    run(&(bwd){.call = call, .step = step, .row = rms_norm_bwd_row, .sums = 1});
}

size_t CRIA_ISA(layer_norm_bwd_scratch)(const cria_call *call)
{
    return scratch_bytes(call, 2);
}

void CRIA_ISA(layer_norm_bwd)(const cria_call *call, const cria_step *step)
{
    run(&(bwd){.call = call, .step = step, .row = layer_norm_bwd_row, .sums = 2});
}
