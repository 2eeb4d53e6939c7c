// fuse.c owns the rewrites of the forward list. Each is a row of the table at the end and is
// tested against the unfused program.
#include "tensor/internal.h"

// A run of neighbouring weights: rows [begin, end) elements of one model's slab.
typedef struct run {
    const cria_params *params;
    int64_t begin, end, cols;
} run;

static bool is_plain_linear(const cria_program *p, const node *n)
{
    return n->op == CRIA_OP_LINEAR && !n->dead && !n->in[2] &&
           VALUE(p, n->in[1])->kind == VALUE_PARAM;
}

static int64_t weight_end(const value *w)
{
    return w->offset + w->rows * w->cols;
}

// True when weight w touches the run at either end; the run then grows by it.
static bool run_extend(run *r, const value *w)
{
    if (w->params != r->params || w->cols != r->cols)
        return false;
    if (w->offset == r->end)
        r->end = weight_end(w);
    else if (weight_end(w) == r->begin)
        r->begin = w->offset;
    else
        return false;
    return true;
}

static bool run_holds(const run *r, const value *w)
{
    return w->params == r->params && w->offset >= r->begin && weight_end(w) <= r->end;
}

// The widest run of weights around node i's that linears of the same input multiply by.
static run run_around(const cria_program *p, int i)
{
    const value *w = VALUE(p, p->node[i].in[1]);
    run r = {w->params, w->offset, weight_end(w), w->cols};
    for (bool grown = true; grown;) {
        grown = false;
        for (int j = i + 1; j < p->nodes && !grown; j++) {
            const node *n = &p->node[j];
            const value *v = VALUE(p, n->in[1]);
            grown = is_plain_linear(p, n) && n->in[0] == p->node[i].in[0] &&
                    !run_holds(&r, v) && run_extend(&r, v);
        }
    }
    return r;
}

// Linears of one input whose weights are neighbours become one product; the old outputs become
// columns of the new one.
static void fuse_linears(cria_program *p, int i)
{
    if (!is_plain_linear(p, &p->node[i]))
        return;
    const run r = run_around(p, i);
    const int64_t rows = (r.end - r.begin) / r.cols;
    if (rows == VALUE(p, p->node[i].in[1])->rows)
        return;
    value merged = *VALUE(p, p->node[i].in[1]);
    merged.offset = r.begin;
    merged.rows = rows;
    const int x = p->node[i].in[0], w = value_new(p, &merged);
    const int y = value_slab(p, VALUE(p, x)->rows, rows);
    if (p->status != CRIA_OK)
        return;
    for (int j = i; j < p->nodes; j++) {
        node *n = &p->node[j];
        if (!is_plain_linear(p, n) || n->in[0] != x || !run_holds(&r, VALUE(p, n->in[1])))
            continue;
        value *out = VALUE(p, n->out[0]);
        out->kind = VALUE_VIEW;
        out->root = y;
        out->first = (VALUE(p, n->in[1])->offset - r.begin) / r.cols;
        n->dead = j != i;
    }
    p->node[i].in[1] = w;
    p->node[i].out[0] = y;
}

static int producer(const cria_program *p, int id)
{
    for (int i = 0; i < p->nodes; i++)
        if (!p->node[i].dead && (p->node[i].out[0] == id))
            return i;
    return -1;
}

// add, then norm of the sum: one op that writes both.
static void fuse_add_norm(cria_program *p, int i)
{
    node *norm = &p->node[i];
    const bool rms = norm->op == CRIA_OP_RMS_NORM;
    if (norm->dead || (!rms && norm->op != CRIA_OP_LAYER_NORM))
        return;
    const int at = producer(p, norm->in[0]);
    if (at < 0 || p->node[at].op != CRIA_OP_ADD)
        return;
    node *sum = &p->node[at];
    sum->op = rms ? CRIA_OP_ADD_RMS_NORM : CRIA_OP_ADD_LAYER_NORM;
    sum->in[2] = norm->in[1];
    sum->in[3] = norm->in[2];
    sum->out[1] = norm->out[0];
    sum->out[2] = norm->out[1];
    sum->attr = norm->attr;
    norm->dead = true;
}

static void (*const rewrites[])(cria_program *, int) = {
    fuse_linears,
    fuse_add_norm,
};

void fuse_program(cria_program *p)
{
    if (p->options.unfused)
        return;
    for (size_t r = 0; r < sizeof rewrites / sizeof *rewrites; r++)
        for (int i = 0; i < p->nodes && p->status == CRIA_OK; i++)
            rewrites[r](p, i);
    int kept = 0;
    for (int i = 0; i < p->nodes; i++)
        if (!p->node[i].dead)
            p->node[kept++] = p->node[i];
    p->nodes = kept;
}
