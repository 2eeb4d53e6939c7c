// attention_paths.c owns attention where every row has keys of its own: TREE (a row's
// ancestors) and CACHE (a slot's positions). A task is one key head of one row; the query heads
// that share it are the rows of a tile. Scores and sums take the same steps in the same order
// as in the ROWS layout, so the same path gives the same bits.
#include "cpu/simd/attention.h"

typedef struct buffers {
    float *q;       // one tile, packed
    float *rows;    // [TILE_COLS, D]: keys side by side
    float *panel;   // of keys or values
    float *scores;  // [TILE_ROWS, width]
    float *weights; // the same, packed
    int32_t *path;  // rows of keys and values, in order
} buffers;

// How many keys a row may see, at most.
static int64_t path_limit(const cria_call *call)
{
    return call->attr.layout == CRIA_LAYOUT_CACHE ? call->attr.capacity : call->in[0].rows;
}

static size_t buffers_take(buffers *m, float *memory, const cria_call *call)
{
    const int64_t width = pad_to(path_limit(call), SCORE_PAD), d = call->attr.head_dim;
    size_t used = 0;
    m->q = take(memory, &used, d * TILE_ROWS + PANEL_SLACK);
    m->rows = take(memory, &used, TILE_COLS * d);
    m->panel = take(memory, &used, TILE_COLS * (width > d ? width : d));
    m->scores = take(memory, &used, TILE_ROWS * width);
    m->weights = take(memory, &used, width * TILE_ROWS + PANEL_SLACK);
    m->path = (int32_t *)take(memory, &used, width);
    return used * sizeof(float);
}

// Fills the path of a row, first key first; returns its length, 0 for an unused row.
static int64_t tree_path(const cria_call *call, int64_t row, int32_t *path)
{
    int64_t length = 0, at = row;
    for (; at >= 0; at = number_at(&call->in[3], at))
        length++;
    at = row;
    for (int64_t i = length; i > 0; at = number_at(&call->in[3], at))
        path[--i] = (int32_t)at;
    return length;
}

static int64_t cache_path(const cria_call *call, int64_t row, int32_t *path)
{
    const int32_t slot = number_at(&call->in[3], row), position = number_at(&call->in[4], row);
    if (slot < 0)
        return 0;
    for (int32_t i = 0; i <= position; i++)
        path[i] = slot * call->attr.capacity + i;
    return (int64_t)position + 1;
}

// Panel of the keys path[first .. first + count).
static void pack_path_keys(const buffers *m, const cria_view *k, int64_t head, int64_t d,
                           int64_t first, int count)
{
    for (int i = 0; i < count; i++)
        memcpy(m->rows + i * d, head_at(k, m->path[first + i], head, (int)d),
               (size_t)d * sizeof(float));
    CRIA_ISA(pack_rows_b)(m->panel, m->rows, d, count, d);
}

// Panel of `count` columns, from `col` on, of the values along the path.
static void pack_path_values(const buffers *m, const cria_view *v, int64_t head, int64_t d,
                             int64_t length, int64_t col, int count)
{
    for (int64_t i = 0; i < length; i++)
        CRIA_ISA(pack_cols_b)
    (m->panel + i * TILE_COLS, 0, head_at(v, m->path[i], head, (int)d) + col, 0, count, 1);
}

static void attend_heads(const cria_call *call, const buffers *m, int64_t row, int64_t key_head,
                         int64_t length, int64_t first_head, int heads)
{
    const bool cached = call->attr.layout == CRIA_LAYOUT_CACHE;
    const cria_view *const k = &call->in[cached ? 5 : 1], *const v = &call->in[cached ? 6 : 2];
    const int64_t d = call->attr.head_dim, width = pad_to(length, SCORE_PAD);
    float *const y = head_at(&call->out[0], row, first_head, (int)d);
    CRIA_ISA(pack_rows_a)(m->q, head_at(&call->in[0], row, first_head, (int)d), d, heads, d);
    for (int64_t col = 0; col < length; col += TILE_COLS) {
        pack_path_keys(m, k, key_head, d, col, (int)min_of(TILE_COLS, length - col));
        multiply_panels(heads, d, m->q, TILE_ROWS, m->panel, d, TILE_COLS,
                        (tile_out){.c = m->scores + col, .stride = width});
    }
    for (int h = 0; h < heads; h++) {
        const float lse =
            CRIA_ISA(attention_softmax)(m->scores + h * width, length, width, call->attr.scale);
        if (call->out[1].data)
            *head_at(&call->out[1], row, first_head + h, 1) = lse;
    }
    CRIA_ISA(pack_rows_a)(m->weights, m->scores, width, heads, length);
    for (int64_t col = 0; col < d; col += TILE_COLS) {
        const int count = (int)min_of(TILE_COLS, d - col);
        pack_path_values(m, v, key_head, d, length, col, count);
        multiply_panels(heads, length, m->weights, TILE_ROWS, m->panel, length, count,
                        (tile_out){.c = y + col, .stride = d});
    }
}

static void clear_heads(const cria_call *call, int64_t row, int64_t first_head, int64_t heads)
{
    const int d = call->attr.head_dim;
    memset(head_at(&call->out[0], row, first_head, d), 0, (size_t)(heads * d) * sizeof(float));
    if (call->out[1].data)
        memset(head_at(&call->out[1], row, first_head, 1), 0, (size_t)heads * sizeof(float));
}

static void attend(const void *context, int64_t task, float *memory)
{
    const cria_call *const call = context;
    const cria_attr *const attr = &call->attr;
    const int64_t row = task / attr->kv_heads, key_head = task % attr->kv_heads;
    const int64_t group = attr->heads / attr->kv_heads, first = key_head * group;
    buffers m;
    buffers_take(&m, memory, call);
    const int64_t length = attr->layout == CRIA_LAYOUT_CACHE ? cache_path(call, row, m.path)
                                                             : tree_path(call, row, m.path);
    if (length == 0)
        clear_heads(call, row, first, group);
    for (int64_t h = 0; length > 0 && h < group; h += TILE_ROWS)
        attend_heads(call, &m, row, key_head, length, first + h,
                     (int)min_of(TILE_ROWS, group - h));
}

static void store_rows(const cria_call *call)
{
    const size_t bytes = (size_t)call->in[1].cols * sizeof(float);
    for (int64_t row = 0; row < call->in[1].rows; row++) {
        const int64_t slot = number_at(&call->in[3], row);
        if (slot < 0)
            continue;
        const int64_t to = slot * call->attr.capacity + number_at(&call->in[4], row);
        for (int i = 0; i < 2; i++)
            memcpy(head_at(&call->in[5 + i], to, 0, 0), head_at(&call->in[1 + i], row, 0, 0),
                   bytes);
    }
}

static tasks all_tasks(const cria_call *call)
{
    buffers m;
    return (tasks){
        .count = call->in[0].rows * call->attr.kv_heads,
        .run = attend,
        .context = call,
        .memory = call->scratch,
        .bytes = buffers_take(&m, NULL, call),
    };
}

void CRIA_ISA(attention_paths)(const cria_call *call)
{
    if (call->attr.layout == CRIA_LAYOUT_CACHE)
        store_rows(call);
    tasks t = all_tasks(call);
    run_tasks(&t);
}

size_t CRIA_ISA(attention_paths_scratch)(const cria_call *call)
{
    const tasks t = all_tasks(call);
    return tasks_scratch(t.count, t.bytes);
}
