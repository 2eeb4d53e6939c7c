// plan.c owns the memory plan: which values may share memory, and each one's place in one slab,
// from the first node that touches it to the last.
#include "tensor/internal.h"

#include "base/memory.h"

#include <stdlib.h>

enum { ALIGN_BYTES = 64 };

// Ops that may write output `out` over input `in`.
static const struct {
    cria_op op;
    int in, out;
} in_place[] = {
    {CRIA_OP_ADD, 0, 0},      {CRIA_OP_ROTARY, 0, 0},  {CRIA_OP_GELU, 0, 0},
    {CRIA_OP_GELU_BWD, 0, 0}, {CRIA_OP_DROPOUT, 0, 0}, {CRIA_OP_LOSS, 0, 0},
};

// Columns of a slab value that a value covers.
typedef struct region {
    int root;
    int64_t first, end;
} region;

static region region_of(const cria_program *p, int id)
{
    int64_t first = 0;
    const int64_t cols = VALUE(p, id)->cols;
    while (VALUE(p, id)->kind == VALUE_VIEW) {
        first += VALUE(p, id)->first;
        id = VALUE(p, id)->root;
    }
    return (region){id, first, first + cols};
}

static bool touches(const cria_program *p, int id, region r)
{
    if (!id)
        return false;
    const region other = region_of(p, id);
    return other.root == r.root && other.first < r.end && r.first < other.end;
}

static bool reads(const cria_program *p, const node *n, region r)
{
    bool any = false;
    for (int i = 0; i < CRIA_OP_IN; i++)
        any |= touches(p, n->in[i], r);
    return any;
}

static bool writes(const cria_program *p, const node *n, region r)
{
    bool any = false;
    for (int i = 0; i < CRIA_OP_OUT; i++)
        any |= touches(p, n->out[i], r);
    return any;
}

static bool is_plain(const cria_program *p, int id)
{
    return VALUE(p, id)->kind == VALUE_SLAB && !VALUE(p, id)->keep;
}

static void become_view(cria_program *p, int id, int of)
{
    value *v = VALUE(p, id);
    v->kind = VALUE_VIEW;
    v->root = of;
    v->first = 0;
}

// y over x: nobody reads x after node i, and x lives in the slab.
static bool output_over_input(cria_program *p, int i, int x, int y)
{
    const region r = region_of(p, x);
    if (!is_plain(p, y) || !is_plain(p, r.root))
        return false;
    for (int k = i + 1; k < p->nodes; k++)
        if (reads(p, &p->node[k], r) || writes(p, &p->node[k], r))
            return false;
    become_view(p, y, x);
    return true;
}

// x over y, where y is a range of columns: x is read by node i alone, and nobody touches that
// range from x's first write until node i.
static void input_over_output(cria_program *p, int i, int x, int y)
{
    const region rx = region_of(p, x), ry = region_of(p, y);
    if (!is_plain(p, x) || VALUE(p, y)->kind != VALUE_VIEW || !is_plain(p, ry.root))
        return;
    bool begun = false;
    for (int k = 0; k < p->nodes; k++) {
        const node *n = &p->node[k];
        begun |= writes(p, n, rx);
        if (k != i && reads(p, n, rx))
            return;
        if (begun && k < i && (reads(p, n, ry) || writes(p, n, ry)))
            return;
    }
    become_view(p, x, y);
}

static void share_memory(cria_program *p)
{
    for (int i = 0; i < p->nodes; i++)
        for (size_t k = 0; k < sizeof in_place / sizeof *in_place; k++) {
            const node *n = &p->node[i];
            if (n->op != in_place[k].op || n->add || n->add_if)
                continue;
            const int x = n->in[in_place[k].in], y = n->out[in_place[k].out];
            if (y && !output_over_input(p, i, x, y))
                input_over_output(p, i, x, y);
        }
}

static void touch(cria_program *p, int id, int at)
{
    if (!id)
        return;
    value *v = VALUE(p, value_storage(p, id));
    if (v->begin < 0)
        v->begin = at;
    v->end = v->keep ? p->nodes : at;
}

static void find_lifetimes(cria_program *p)
{
    for (int v = 0; v < p->values; v++)
        VALUE(p, v)->begin = VALUE(p, v)->end = -1;
    for (int i = 0; i < p->nodes; i++) {
        for (int k = 0; k < CRIA_OP_IN; k++)
            touch(p, p->node[i].in[k], i);
        for (int k = 0; k < CRIA_OP_OUT; k++)
            touch(p, p->node[i].out[k], i);
    }
}

static size_t value_bytes(const value *v)
{
    const size_t bytes = (size_t)v->rows * (size_t)v->cols * sizeof(float);
    return (bytes + ALIGN_BYTES - 1) & ~(size_t)(ALIGN_BYTES - 1);
}

static int by_size(const void *x, const void *y)
{
    const value *a = *(const value *const *)x, *b = *(const value *const *)y;
    const size_t sa = value_bytes(a), sb = value_bytes(b);
    if (sa != sb)
        return sa < sb ? 1 : -1;
    return a < b ? -1 : 1;
}

static int by_offset(const void *x, const void *y)
{
    const value *a = *(const value *const *)x, *b = *(const value *const *)y;
    return (a->offset > b->offset) - (a->offset < b->offset);
}

// The lowest gap that fits among the placed values alive at the same time.
static int64_t lowest_gap(value **alive, int count, size_t bytes)
{
    qsort(alive, (size_t)count, sizeof *alive, by_offset);
    int64_t at = 0;
    for (int i = 0; i < count; i++) {
        if (alive[i]->offset - at >= (int64_t)bytes)
            break;
        const int64_t end = alive[i]->offset + (int64_t)value_bytes(alive[i]);
        at = end > at ? end : at;
    }
    return at;
}

// Largest first, each at the lowest place that is free for its whole life.
static void place(cria_program *p, value **order, value **alive)
{
    int count = 0;
    for (int v = 1; v < p->values; v++)
        if (VALUE(p, v)->kind == VALUE_SLAB && VALUE(p, v)->begin >= 0)
            order[count++] = VALUE(p, v);
    qsort(order, (size_t)count, sizeof *order, by_size);
    for (int i = 0; i < count; i++) {
        int living = 0;
        for (int k = 0; k < i; k++)
            if (order[k]->begin <= order[i]->end && order[i]->begin <= order[k]->end)
                alive[living++] = order[k];
        const size_t bytes = value_bytes(order[i]);
        order[i]->offset = lowest_gap(alive, living, bytes);
        const size_t end = (size_t)order[i]->offset + bytes;
        p->slab_bytes = end > p->slab_bytes ? end : p->slab_bytes;
    }
}

static void measure(cria_program *p)
{
    for (int v = 1; v < p->values; v++)
        if (VALUE(p, v)->kind == VALUE_OWN)
            p->own_bytes += value_bytes(VALUE(p, v));
    for (int i = 0; i < p->nodes; i++) {
        cria_call call;
        resolve_call(p, &p->node[i], &call);
        const cria_kernel *kernel = &p->backend->kernel[call.op];
        const size_t bytes = kernel->scratch ? kernel->scratch(&call) : 0;
        p->scratch_bytes = bytes > p->scratch_bytes ? bytes : p->scratch_bytes;
    }
}

void plan_program(cria_program *p)
{
    if (p->status != CRIA_OK)
        return;
    value **order = NULL, **alive = NULL;
    share_memory(p);
    find_lifetimes(p);
    cria_status status = cria_alloc(&order, (size_t)p->values, sizeof *order);
    if (status == CRIA_OK)
        status = cria_alloc(&alive, (size_t)p->values, sizeof *alive);
    if (status == CRIA_OK) {
        place(p, order, alive);
        measure(p);
    } else {
        cria_program_fail(p, status);
    }
    cria_free(order);
    cria_free(alive);
}
