// attention_bwd.c owns the gradient of attention in the ROWS layout. A task is one key head of
// one sequence, with all query heads that share it, so every sum has one owner and one order.
// With P the probabilities (recomputed from the log-sum-exp), K their dropout, s the scale:
//   dV = (P K)^T dY;  dS = s P (K dY V^T - rowsum(dY Y));  dQ = dS K;  dK = dS^T Q
#include "cpu/simd/attention.h"
#include "cpu/simd/exp.h"
#include "cpu/simd/lanes.h"

enum { HELD_ROWS = 128 }; // rows whose probabilities are held at a time

enum { IN_DY, IN_Y, IN_Q, IN_K, IN_V, IN_LSE, IN_WHERE };

typedef struct buffers {
    float *keys, *values;    // panels, rows as columns: for scores and for dY V^T
    float *key_rows;         // panels, rows as steps: for dQ
    float *q, *dy;           // one tile, packed
    float *q_rows, *dy_rows; // a block as panels, rows as steps: for dK, dV
    float *p, *ds;           // [HELD_ROWS, width]
    float *ds_packed;        // one tile
    float *keep;             // [width]
    float *dk, *dv;          // [T, D padded]: sums over the heads
} buffers;

typedef struct context {
    const cria_call *call;
    const cria_step *step;
} context;

// head: one query head of one sequence.
typedef struct head {
    const context *x;
    const buffers *m;
    int64_t b, h, first, length; // first: the sequence's first row
    int64_t width, d_padded;
    bool adds; // to dk, dv: not the first head of its group
} head;

static size_t buffers_take(buffers *m, float *memory, const cria_attr *attr)
{
    const int64_t t = attr->length, width = pad_to(t, SCORE_PAD), d = attr->head_dim,
                  d_padded = pad_to(d, TILE_COLS), block = min_of(HELD_ROWS, t);
    size_t used = 0;
    m->keys = take(memory, &used, width * d);
    m->values = take(memory, &used, width * d);
    m->key_rows = take(memory, &used, d_padded * t);
    m->q = take(memory, &used, d * TILE_ROWS + PANEL_SLACK);
    m->dy = take(memory, &used, d * TILE_ROWS + PANEL_SLACK);
    m->q_rows = take(memory, &used, d_padded * block);
    m->dy_rows = take(memory, &used, d_padded * block);
    m->p = take(memory, &used, block * width + TILE_ROWS);
    m->ds = take(memory, &used, block * width + TILE_ROWS);
    m->ds_packed = take(memory, &used, width * TILE_ROWS + PANEL_SLACK);
    m->keep = take(memory, &used, width);
    m->dk = take(memory, &used, t * d_padded);
    m->dv = take(memory, &used, t * d_padded);
    return used * sizeof(float);
}

static float *at(const head *a, int in, int64_t t)
{
    return head_at(&a->x->call->in[in], a->first + t, a->h, a->x->call->attr.head_dim);
}

// One row: p holds scores and ds holds dY V^T; they become P K and dS, zero where not visible.
static void soften_row(const head *a, int64_t t, float *p, float *ds)
{
    const cria_call *const call = a->x->call;
    const cria_attr *const attr = &call->attr;
    const float lse = *head_at(&call->in[IN_LSE], a->first + t, a->h, 1), scale = attr->scale;
    const float inner = sum_products(at(a, IN_DY, t), at(a, IN_Y, t), attr->head_dim);
    const int64_t seen = t + 1;
    for (int64_t s = 0; s < seen; s++)
        p[s] = cria_exp(p[s] * scale - lse);
    if (attr->dropout > 0) {
        const float *const keep = a->m->keep;
        CRIA_ISA(attention_keep)(a->m->keep, attr, a->x->step, a->b, a->h, t, seen);
        for (int64_t s = 0; s < seen; s++) {
            ds[s] = scale * p[s] * (keep[s] * ds[s] - inner);
            p[s] *= keep[s];
        }
    } else {
        for (int64_t s = 0; s < seen; s++)
            ds[s] = scale * p[s] * (ds[s] - inner);
    }
    memset(p + seen, 0, (size_t)(a->width - seen) * sizeof *p);
    memset(ds + seen, 0, (size_t)(a->width - seen) * sizeof *ds);
}

// Probabilities, dS and dQ of a tile of rows; p and ds are its first rows in the block.
static void tile_of_rows(const head *a, int64_t top, int rows, float *p, float *ds)
{
    const buffers *const m = a->m;
    const cria_call *const call = a->x->call;
    const int64_t d = call->attr.head_dim, seen = top + rows, cols = pad_to(seen, TILE_COLS);
    CRIA_ISA(pack_rows_a)(m->q, at(a, IN_Q, top), call->in[IN_Q].stride, rows, d);
    CRIA_ISA(pack_rows_a)(m->dy, at(a, IN_DY, top), call->in[IN_DY].stride, rows, d);
    multiply_panels(rows, d, m->q, TILE_ROWS, m->keys, d, cols,
                    (tile_out){.c = p, .stride = a->width});
    multiply_panels(rows, d, m->dy, TILE_ROWS, m->values, d, cols,
                    (tile_out){.c = ds, .stride = a->width});
    for (int r = 0; r < rows; r++)
        soften_row(a, top + r, p + r * a->width, ds + r * a->width);
    CRIA_ISA(pack_rows_a)(m->ds_packed, ds, a->width, rows, seen);
    const tile_out out = {
        .c = head_at(&call->out[0], a->first + top, a->h, (int)d),
        .stride = call->out[0].stride,
        .add = cria_call_adds(call, 0, a->x->step),
    };
    multiply_panels(rows, seen, m->ds_packed, TILE_ROWS, m->key_rows, a->length, d, out);
}

// Adds a block of rows [top, top + count) to dK and dV. A key at s is seen from row s on.
static void block_to_keys(const head *a, int64_t top, int64_t count)
{
    const buffers *const m = a->m;
    const int64_t d_padded = a->d_padded;
    for (int64_t s = 0; s < top + count; s += TILE_ROWS) {
        const int64_t skip = s > top ? s - top : 0;
        const int rows = (int)min_of(TILE_ROWS, a->length - s);
        const bool first = s >= top; // no earlier block saw these keys
        for (int i = 0; i < 2; i++) {
            const float *const from = (i ? m->ds : m->p) + skip * a->width + s;
            const float *const panels = (i ? m->q_rows : m->dy_rows) + skip * TILE_COLS;
            const tile_out out = {
                .c = (i ? m->dk : m->dv) + s * d_padded,
                .stride = d_padded,
                .add = a->adds || !first,
            };
            multiply_panels(rows, count - skip, from, a->width, panels, count, d_padded, out);
        }
    }
}

static void head_backward(const head *a)
{
    const cria_call *const call = a->x->call;
    const buffers *const m = a->m;
    const int d = call->attr.head_dim;
    for (int64_t top = 0; top < a->length; top += HELD_ROWS) {
        const int64_t count = min_of(HELD_ROWS, a->length - top);
        for (int64_t i = 0; i < count; i += TILE_ROWS)
            tile_of_rows(a, top + i, (int)min_of(TILE_ROWS, count - i), m->p + i * a->width,
                         m->ds + i * a->width);
        pack_values(m->q_rows, at(a, IN_Q, top), call->in[IN_Q].stride, count, d);
        pack_values(m->dy_rows, at(a, IN_DY, top), call->in[IN_DY].stride, count, d);
        block_to_keys(a, top, count);
    }
}

// Writes one head's gradient; rows that are not real get zeros.
static void put_rows(const cria_view *to, int64_t first, int64_t key_head, const float *from,
                     int64_t stride, int64_t real, const cria_attr *attr, bool add)
{
    for (int64_t t = 0; t < attr->length; t++) {
        float *const y = head_at(to, first + t, key_head, attr->head_dim);
        for (int i = 0; i < attr->head_dim; i++)
            put(y, i, t < real ? from[t * stride + i] : 0, add);
    }
}

static void clear_tail(const head *a)
{
    const cria_call *const call = a->x->call;
    const int d = call->attr.head_dim;
    if (cria_call_adds(call, 0, a->x->step))
        return;
    for (int64_t t = a->length; t < call->attr.length; t++)
        memset(head_at(&call->out[0], a->first + t, a->h, d), 0, (size_t)d * sizeof(float));
}

static void backward(const void *context_, int64_t task, float *memory)
{
    const context *const x = context_;
    const cria_call *const call = x->call;
    const cria_attr *const attr = &call->attr;
    const int64_t group = attr->heads / attr->kv_heads, b = task / attr->kv_heads,
                  key_head = task % attr->kv_heads, first = b * attr->length;
    const int64_t real = rows_length(&call->in[IN_WHERE], b, attr->length);
    buffers m;
    buffers_take(&m, memory, attr);
    head a = {.x = x, .m = &m, .b = b, .first = first, .length = real};
    a.width = pad_to(attr->length, SCORE_PAD);
    a.d_padded = pad_to(attr->head_dim, TILE_COLS);
    const cria_view *const k = &call->in[IN_K], *const v = &call->in[IN_V];
    const float *const keys = head_at(k, first, key_head, attr->head_dim);
    pack_keys(m.keys, keys, k->stride, real, attr->head_dim);
    pack_values(m.key_rows, keys, k->stride, real, attr->head_dim);
    pack_keys(m.values, head_at(v, first, key_head, attr->head_dim), v->stride, real,
              attr->head_dim);
    for (int64_t i = 0; i < group; i++) {
        a.h = key_head * group + i;
        a.adds = i > 0;
        head_backward(&a);
        clear_tail(&a);
    }
    put_rows(&call->out[1], first, key_head, m.dk, a.d_padded, real, attr,
             cria_call_adds(call, 1, x->step));
    put_rows(&call->out[2], first, key_head, m.dv, a.d_padded, real, attr,
             cria_call_adds(call, 2, x->step));
}

static tasks all_tasks(const cria_call *call)
{
    buffers m;
    return (tasks){
        .count = (int64_t)call->attr.batch * call->attr.kv_heads,
        .run = backward,
        .memory = call->scratch,
        .bytes = buffers_take(&m, NULL, &call->attr),
    };
}

void CRIA_ISA(attention_bwd)(const cria_call *call, const cria_step *step)
{
    const context x = {call, step};
    tasks t = all_tasks(call);
    t.context = &x;
    run_tasks(&t);
}

size_t CRIA_ISA(attention_bwd_scratch)(const cria_call *call)
{
    const tasks t = all_tasks(call);
    return tasks_scratch(t.count, t.bytes);
}
