// kernel_run.c: see kernel_run.h.
#include "cpu/kernel_run.h"

#include "base/parallel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { GUARD = 16 };                         // elements after the end
static const uint32_t sentinel = 0x7fc0dead; // a NaN: whoever reads it shows

// block: one operand in memory.
typedef struct block {
    uint32_t *data;
    int64_t rows, cols, stride;
} block;

static block block_new(const matrix *m, int64_t pad)
{
    block b = {NULL, m->rows, m->cols, m->cols + pad};
    const int64_t size = b.rows * b.stride + GUARD;
    b.data = aligned_alloc(64, (size_t)(size * 4 + 63) / 64 * 64);
    for (int64_t i = 0; i < size; i++)
        b.data[i] = sentinel;
    return b;
}

static void block_fill(const block *b, const matrix *m)
{
    for (int64_t row = 0; row < m->rows; row++)
        for (int64_t i = 0; i < m->cols; i++) {
            const double x = m->x[row * m->cols + i];
            const float number = (float)x;
            uint32_t *to = &b->data[row * b->stride + i];
            if (m->integer)
                *to = (uint32_t)(int32_t)x;
            else
                memcpy(to, &number, sizeof number);
        }
}

static cria_view block_view(const block *b)
{
    return (cria_view){b->data, b->rows, b->cols, b->stride};
}

// True when an element of a row behind its columns, or behind the last row, was written to.
static bool block_overran(const block *b)
{
    bool overran = false;
    for (int64_t row = 0; row < b->rows; row++)
        for (int64_t i = row * b->stride + b->cols; i < (row + 1) * b->stride; i++)
            overran |= b->data[i] != sentinel;
    for (int64_t i = 0; i < GUARD; i++)
        overran |= b->data[b->rows * b->stride + i] != sentinel;
    return overran;
}

// An update reads its outputs; a sum adds to them. All others find the sentinel.
static bool starts_filled(const trial *t, const setting *s, int i)
{
    return t->op == CRIA_OP_ADAMW || ((s->add | s->add_if) >> i & 1);
}

static void read_output(outcome *o, int i, const cria_view *view)
{
    o->count[i] = view->rows * view->cols;
    o->y[i] = malloc((size_t)o->count[i] * sizeof(float) + 1);
    for (int64_t row = 0; row < view->rows; row++)
        memcpy(o->y[i] + row * view->cols, (const float *)view->data + row * view->stride,
               (size_t)view->cols * sizeof(float));
}

static void run_with_scratch(outcome *o, const cria_kernel *kernel, cria_call *call,
                             const cria_step *step)
{
    const size_t bytes = kernel->scratch ? kernel->scratch(call) : 0;
    unsigned char *scratch = aligned_alloc(64, (bytes + GUARD + 63) / 64 * 64);
    memset(scratch, 0xff, bytes + GUARD);
    call->scratch = scratch;
    kernel->run(call, step);
    for (int i = 0; i < GUARD; i++)
        o->overran |= scratch[bytes + (size_t)i] != 0xff;
    free(scratch);
}

void kernel_run(outcome *o, const cria_kernel *table, const trial *t, const setting *s)
{
    block in[CRIA_OP_IN] = {{0}}, out[CRIA_OP_OUT] = {{0}};
    cria_call call = {.op = t->op, .attr = t->attr, .add = s->add, .add_if = s->add_if};
    cria_step step = t->step;
    *o = (outcome){0};
    step.accumulate = s->accumulate;
    call.attr.adamw.range = t->range;
    for (int i = 0; i < CRIA_OP_IN; i++)
        if (t->in[i].x) {
            in[i] = block_new(&t->in[i], s->pad);
            block_fill(&in[i], &t->in[i]);
            call.in[i] = block_view(&in[i]);
        }
    for (int i = 0; i < CRIA_OP_OUT; i++)
        if (t->out[i].x) {
            const int over = i < 2 ? s->in_place[i] : 0;
            if (!over)
                out[i] = block_new(&t->out[i], s->pad);
            if (!over && starts_filled(t, s, i))
                block_fill(&out[i], &t->out[i]);
            call.out[i] = block_view(over ? &in[over - 1] : &out[i]);
        }
    cria_threads_set(s->threads);
    run_with_scratch(o, &table[t->op], &call, &step);
    for (int i = 0; i < CRIA_OP_OUT; i++)
        if (call.out[i].data)
            read_output(o, i, &call.out[i]);
    for (int i = 0; i < CRIA_OP_IN; i++) {
        o->overran |= in[i].data && block_overran(&in[i]);
        free(in[i].data);
    }
    for (int i = 0; i < CRIA_OP_OUT; i++) {
        o->overran |= out[i].data && block_overran(&out[i]);
        free(out[i].data);
    }
}

void outcome_free(outcome *o)
{
    for (int i = 0; i < CRIA_OP_OUT; i++)
        free(o->y[i]);
}

bool outcome_same(const outcome *a, const outcome *b)
{
    for (int i = 0; i < CRIA_OP_OUT; i++)
        if (a->count[i] != b->count[i] ||
            (a->y[i] && memcmp(a->y[i], b->y[i], (size_t)a->count[i] * sizeof(float)) != 0))
            return false;
    return true;
}

static double output_error(const float *got, const matrix *want, double floor)
{
    const int64_t n = want->rows * want->cols;
    double squares = 0, worst = 0;
    for (int64_t i = 0; i < n; i++)
        squares += want->x[i] * want->x[i];
    const double scale = sqrt(squares / (double)n) + floor;
    for (int64_t i = 0; i < n; i++) {
        const double gap = fabs((double)got[i] - want->x[i]);
        const double error = gap == 0 ? 0 : gap / (fabs(want->x[i]) + scale);
        worst = error <= worst ? worst : isnan(error) ? (double)INFINITY : error;
    }
    return worst;
}

double outcome_error(const outcome *o, const trial *want, int *where)
{
    double worst = 0;
    *where = -1;
    for (int i = 0; i < CRIA_OP_OUT; i++) {
        const double error = o->y[i] ? output_error(o->y[i], &want->out[i], want->floor) : 0;
        if (error > worst) {
            worst = error;
            *where = i;
        }
    }
    return worst;
}
