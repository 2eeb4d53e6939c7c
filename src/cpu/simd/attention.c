// attention.c owns attention in the ROWS layout. A task is one key head of one sequence: its
// keys and values are packed once, then the query heads that share them go tile by tile.
#include "cpu/simd/attention.h"

typedef struct buffers {
    float *keys, *values; // panels
    float *q;             // one tile, packed
    float *scores;        // [TILE_ROWS, width]
    float *weights;       // the same, packed
    float *keep;          // [width]
} buffers;

typedef struct context {
    const cria_call *call;
    const cria_step *step;
} context;

typedef struct head_place {
    int64_t b, h, key_head, length;
} head_place;

static size_t buffers_take(buffers *m, float *memory, const cria_attr *attr)
{
    const int64_t width = pad_to(attr->length, SCORE_PAD), d = attr->head_dim;
    size_t used = 0;
    m->keys = take(memory, &used, width * d);
    m->values = take(memory, &used, pad_to(d, TILE_COLS) * attr->length);
    m->q = take(memory, &used, d * TILE_ROWS + PANEL_SLACK);
    m->scores = take(memory, &used, TILE_ROWS * width);
    m->weights = take(memory, &used, width * TILE_ROWS + PANEL_SLACK);
    m->keep = take(memory, &used, width);
    return used * sizeof(float);
}

static void drop_weights(const context *x, const buffers *m, const head_place *at, int64_t t,
                         float *weight)
{
    CRIA_ISA(attention_keep)(m->keep, &x->call->attr, x->step, at->b, at->h, t, t + 1);
    for (int64_t s = 0; s <= t; s++)
        weight[s] *= m->keep[s];
}

static void attend_tile(const context *x, const buffers *m, const head_place *at, int64_t top)
{
    const cria_call *const call = x->call;
    const cria_attr *const attr = &call->attr;
    const int64_t d = attr->head_dim, width = pad_to(attr->length, SCORE_PAD);
    const int rows = (int)min_of(TILE_ROWS, at->length - top);
    const int64_t seen = top + rows, first = at->b * attr->length + top;
    const float *const q = head_at(&call->in[0], first, at->h, attr->head_dim);
    CRIA_ISA(pack_rows_a)(m->q, q, call->in[0].stride, rows, d);
    multiply_panels(rows, d, m->q, TILE_ROWS, m->keys, d, pad_to(seen, TILE_COLS),
                    (tile_out){.c = m->scores, .stride = width});
    for (int r = 0; r < rows; r++) {
        float *const row = m->scores + r * width;
        const float lse =
            CRIA_ISA(attention_softmax)(row, top + r + 1, pad_to(seen, SCORE_PAD), attr->scale);
        if (call->out[1].data)
            *head_at(&call->out[1], first + r, at->h, 1) = lse;
        if (attr->dropout > 0)
            drop_weights(x, m, at, top + r, row);
    }
    CRIA_ISA(pack_rows_a)(m->weights, m->scores, width, rows, seen);
    multiply_panels(rows, seen, m->weights, TILE_ROWS, m->values, at->length, d,
                    (tile_out){.c = head_at(&call->out[0], first, at->h, attr->head_dim),
                               .stride = call->out[0].stride});
}

static void clear_tail(const cria_call *call, const head_place *at)
{
    const cria_attr *const attr = &call->attr;
    for (int64_t t = at->length; t < attr->length; t++) {
        const int64_t row = at->b * attr->length + t;
        memset(head_at(&call->out[0], row, at->h, attr->head_dim), 0,
               (size_t)attr->head_dim * sizeof(float));
        if (call->out[1].data)
            *head_at(&call->out[1], row, at->h, 1) = 0;
    }
}

static void attend(const void *context_, int64_t task, float *memory)
{
    const context *const x = context_;
    const cria_call *const call = x->call;
    const cria_attr *const attr = &call->attr;
    const int64_t group = attr->heads / attr->kv_heads, b = task / attr->kv_heads;
    head_place at = {.b = b, .key_head = task % attr->kv_heads};
    at.length = rows_length(&call->in[3], b, attr->length);
    buffers m;
    buffers_take(&m, memory, attr);
    const float *const k = head_at(&call->in[1], b * attr->length, at.key_head, attr->head_dim),
                       *const v =
                           head_at(&call->in[2], b * attr->length, at.key_head, attr->head_dim);
    pack_keys(m.keys, k, call->in[1].stride, at.length, attr->head_dim);
    pack_values(m.values, v, call->in[2].stride, at.length, attr->head_dim);
    for (int64_t i = 0; i < group; i++) {
        at.h = at.key_head * group + i;
        for (int64_t top = 0; top < at.length; top += TILE_ROWS)
            attend_tile(x, &m, &at, top);
        clear_tail(call, &at);
    }
}

static tasks all_tasks(const cria_call *call)
{
    buffers m;
    return (tasks){
        .count = (int64_t)call->attr.batch * call->attr.kv_heads,
        .run = attend,
        .memory = call->scratch,
        .bytes = buffers_take(&m, NULL, &call->attr),
    };
}

void CRIA_ISA(attention)(const cria_call *call, const cria_step *step)
{
    if (call->attr.layout != CRIA_LAYOUT_ROWS) {
        CRIA_ISA(attention_paths)(call);
        return;
    }
    const context x = {call, step};
    tasks t = all_tasks(call);
    t.context = &x;
    run_tasks(&t);
}

size_t CRIA_ISA(attention_scratch)(const cria_call *call)
{
    if (call->attr.layout != CRIA_LAYOUT_ROWS)
        return CRIA_ISA(attention_paths_scratch)(call);
    const tasks t = all_tasks(call);
    return tasks_scratch(t.count, t.bytes);
}
