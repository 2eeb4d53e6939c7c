// adjoint.c owns the backward list: from the loss back, every op's adjoint is appended, and
// gradients that meet at one value are summed.
//
// A sum passes its gradient on to both operands as the same value. Adding to such a shared
// gradient is safe once nobody else still waits to read it; else it is copied first.
#include "tensor/internal.h"

#include "base/memory.h"

#include <string.h>

typedef struct gradient {
    int id;       // the value that holds it; 0 = none yet
    bool written; // something has been stored there
} gradient;

typedef struct adjoint {
    cria_program *p;
    gradient *of;  // by forward value
    int *producer; // by forward value: node that makes it, -1 = an input
    int values;    // forward values
    int at;        // the forward node whose adjoint is being made
    int *seen;     // parameter gradients written so far
    int seen_count;
} adjoint;

typedef struct slot {
    int id;
    bool add, add_if;
} slot;

static int new_gradient(adjoint *a, int v)
{
    cria_program *p = a->p;
    const value of = *VALUE(p, v);
    if (of.kind != VALUE_VIEW)
        return value_slab(p, of.rows, of.cols);
    if (!a->of[of.root].id)
        a->of[of.root].id = new_gradient(a, of.root);
    return value_new(p, &(value){.kind = VALUE_VIEW,
                                 .rows = of.rows,
                                 .cols = of.cols,
                                 .root = a->of[of.root].id,
                                 .first = of.first});
}

// True while another value that shares v's gradient has not passed it on yet, or is doing so.
static bool still_read(const adjoint *a, int v)
{
    for (int u = 1; u < a->values; u++)
        if (u != v && a->of[u].id == a->of[v].id && a->producer[u] >= 0 &&
            a->producer[u] <= a->at)
            return true;
    return false;
}

static void append_copy(adjoint *a, int from, int to, bool add)
{
    node *n = node_new(a->p, CRIA_OP_COPY);
    if (!n)
        return;
    n->in[0] = from;
    n->out[0] = to;
    n->add = add;
}

static bool same_param(const value *x, const value *y)
{
    return x->params == y->params && x->offset == y->offset && x->rows == y->rows;
}

static slot param_slot(adjoint *a, int v)
{
    cria_program *p = a->p;
    value grad = *VALUE(p, v);
    grad.kind = VALUE_PARAM_GRAD;
    for (int i = 0; i < a->seen_count; i++)
        if (same_param(VALUE(p, a->seen[i]), &grad))
            return (slot){.id = a->seen[i], .add = true};
    const int id = value_new(p, &grad);
    if (id)
        a->seen[a->seen_count++] = id;
    return (slot){.id = id, .add_if = true};
}

// Where a contribution to v's gradient goes; none for values that need no gradient.
static slot contribute(adjoint *a, int v)
{
    if (!v || a->p->status != CRIA_OK)
        return (slot){0};
    const value_kind kind = VALUE(a->p, v)->kind;
    if (kind == VALUE_PARAM)
        return param_slot(a, v);
    if (kind == VALUE_OWN || kind == VALUE_EXTERNAL)
        return (slot){0};
    if (!a->of[v].id)
        a->of[v].id = new_gradient(a, v);
    if (!a->of[v].written) {
        a->of[v].written = true;
        return (slot){.id = a->of[v].id};
    }
    if (still_read(a, v)) {
        const int copy = value_slab(a->p, VALUE(a->p, v)->rows, VALUE(a->p, v)->cols);
        append_copy(a, a->of[v].id, copy, false);
        a->of[v].id = copy;
    }
    return (slot){.id = a->of[v].id, .add = true};
}

// v's gradient is (also) the finished gradient g.
static void pass_on(adjoint *a, int v, int g)
{
    if (!a->of[v].id && VALUE(a->p, v)->kind == VALUE_SLAB) {
        a->of[v] = (gradient){g, true};
        return;
    }
    const slot s = contribute(a, v);
    if (s.id)
        append_copy(a, g, s.id, s.add);
}

static int gradient_of(const adjoint *a, int v)
{
    return v && a->of[v].written ? a->of[v].id : 0;
}

static void set_output(node *n, int i, slot s)
{
    n->out[i] = s.id;
    n->add |= (uint32_t)s.add << i;
    n->add_if |= (uint32_t)s.add_if << i;
}

// Appends `op` with inputs `in` (terminated by -1) and outputs that contribute to the gradients
// of the values `to` (terminated by -1).
static void append(adjoint *a, cria_op op, const cria_attr *attr, const int *in, const int *to)
{
    slot slots[CRIA_OP_OUT] = {0};
    int outputs = 0;
    bool wanted = false;
    for (; to[outputs] >= 0; outputs++) {
        slots[outputs] = contribute(a, to[outputs]);
        wanted |= slots[outputs].id != 0;
    }
    node *n = wanted ? node_new(a->p, op) : NULL;
    if (!n)
        return;
    n->attr = *attr;
    for (int i = 0; in[i] >= 0; i++)
        n->in[i] = in[i];
    for (int i = 0; i < outputs; i++)
        set_output(n, i, slots[i]);
}

#define LIST(...) ((const int[]){__VA_ARGS__, -1})

static void adjoint_embed(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_EMBED_BWD, &n->attr, LIST(dy, n->in[0], n->in[2]),
           LIST(n->in[1], n->in[3]));
}

static void adjoint_linear(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_LINEAR_DX, &n->attr, LIST(dy, n->in[1]), LIST(n->in[0]));
    append(a, CRIA_OP_LINEAR_DW, &n->attr, LIST(dy, n->in[0]), LIST(n->in[1], n->in[2]));
}

static void adjoint_rms_norm(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_RMS_NORM_BWD, &n->attr, LIST(dy, n->in[0], n->in[1], n->out[1]),
           LIST(n->in[0], n->in[1]));
}

static void adjoint_layer_norm(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_LAYER_NORM_BWD, &n->attr, LIST(dy, n->in[0], n->in[1], n->out[1]),
           LIST(n->in[0], n->in[1], n->in[2]));
}

static void adjoint_add(adjoint *a, const node *n, int dy)
{
    pass_on(a, n->in[0], dy);
    pass_on(a, n->in[1], dy);
}

// The fused forms: the norm's part first, then the sum's. The norm reads the sum, so its
// gradient is added to the one that came to the sum from elsewhere.
static void adjoint_add_norm(adjoint *a, const node *n, int only_sum)
{
    const bool rms = n->op == CRIA_OP_ADD_RMS_NORM;
    const node norm = {
        .in = {n->out[0], n->in[2], n->in[3]}, .out = {n->out[1], n->out[2]}, .attr = n->attr};
    const int dy = gradient_of(a, n->out[1]);
    (void)only_sum; // the sum's gradient grows first
    if (dy)
        (rms ? adjoint_rms_norm : adjoint_layer_norm)(a, &norm, dy);
    const int total = gradient_of(a, n->out[0]);
    if (total)
        adjoint_add(a, n, total);
}

static void adjoint_rotary(adjoint *a, const node *n, int dy)
{
    cria_attr attr = n->attr;
    attr.inverse = !attr.inverse;
    append(a, CRIA_OP_ROTARY, &attr, LIST(dy, n->in[1]), LIST(n->in[0]));
}

static void adjoint_attention(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_ATTENTION_BWD, &n->attr,
           LIST(dy, n->out[0], n->in[0], n->in[1], n->in[2], n->out[1], n->in[3]),
           LIST(n->in[0], n->in[1], n->in[2]));
}

static void adjoint_swiglu(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_SWIGLU_BWD, &n->attr, LIST(dy, n->in[0], n->in[1]),
           LIST(n->in[0], n->in[1]));
}

static void adjoint_gelu(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_GELU_BWD, &n->attr, LIST(dy, n->in[0]), LIST(n->in[0]));
}

static void adjoint_dropout(adjoint *a, const node *n, int dy)
{
    append(a, CRIA_OP_DROPOUT, &n->attr, LIST(dy), LIST(n->in[0]));
}

static void (*const rules[CRIA_OPS])(adjoint *, const node *, int dy) = {
    [CRIA_OP_EMBED] = adjoint_embed,
    [CRIA_OP_LINEAR] = adjoint_linear,
    [CRIA_OP_RMS_NORM] = adjoint_rms_norm,
    [CRIA_OP_LAYER_NORM] = adjoint_layer_norm,
    [CRIA_OP_ADD] = adjoint_add,
    [CRIA_OP_ADD_RMS_NORM] = adjoint_add_norm,
    [CRIA_OP_ADD_LAYER_NORM] = adjoint_add_norm,
    [CRIA_OP_ROTARY] = adjoint_rotary,
    [CRIA_OP_ATTENTION] = adjoint_attention,
    [CRIA_OP_SWIGLU] = adjoint_swiglu,
    [CRIA_OP_GELU] = adjoint_gelu,
    [CRIA_OP_DROPOUT] = adjoint_dropout,
};

static void find_producers(adjoint *a)
{
    for (int v = 0; v < a->values; v++)
        a->producer[v] = -1;
    for (int i = 0; i < a->p->nodes; i++)
        for (int o = 0; o < CRIA_OP_OUT; o++)
            a->producer[a->p->node[i].out[o]] = i;
    for (int v = 1; v < a->values; v++)
        if (VALUE(a->p, v)->kind == VALUE_VIEW)
            a->producer[v] = a->producer[value_storage(a->p, v)];
}

// A column range's gradient is part of its root's: once all ranges are written, so is the root.
static bool any_view_written(const adjoint *a, int root)
{
    for (int v = 1; v < a->values; v++)
        if (VALUE(a->p, v)->kind == VALUE_VIEW && VALUE(a->p, v)->root == root &&
            a->of[v].written)
            return true;
    return false;
}

static void walk_back(adjoint *a)
{
    for (a->at = a->p->forward_nodes - 1; a->at >= 0 && a->p->status == CRIA_OK; a->at--) {
        const node n = a->p->node[a->at]; // a copy: the list grows
        if (n.op == CRIA_OP_LOSS)
            continue;
        if (a->of[n.out[0]].id && any_view_written(a, n.out[0]))
            a->of[n.out[0]].written = true;
        const int dy = gradient_of(a, n.out[0]);
        if (!dy && !gradient_of(a, n.out[1]))
            continue;
        if (!rules[n.op]) {
            cria_program_fail(a->p, cria_fail(CRIA_EFAIL, "op %s cannot be trained through",
                                              cria_op_name(n.op)));
            return;
        }
        rules[n.op](a, &n, dy);
    }
}

void adjoint_program(cria_program *p)
{
    p->forward_nodes = p->nodes;
    if (p->loss < 0 || p->status != CRIA_OK)
        return;
    adjoint a = {.p = p, .values = p->values};
    const size_t count = (size_t)p->values;
    cria_status status = cria_alloc(&a.of, count, sizeof *a.of);
    if (status == CRIA_OK)
        status = cria_alloc(&a.producer, count, sizeof *a.producer);
    if (status == CRIA_OK)
        status = cria_alloc(&a.seen, count, sizeof *a.seen);
    if (status == CRIA_OK) {
        find_producers(&a);
        for (int i = 0; i < p->nodes; i++)
            if (p->node[i].op == CRIA_OP_LOSS)
                a.of[p->node[i].in[0]] = (gradient){p->node[i].out[0], true};
        walk_back(&a);
    } else {
        cria_program_fail(p, status);
    }
    cria_free(a.of);
    cria_free(a.producer);
    cria_free(a.seen);
}
