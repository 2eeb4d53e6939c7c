// Every gradient kernel against central differences of the forward op's double reference.
#include "cpu/cases.h"
#include "cpu/cpu.h"
#include "cpu/kernel_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NEW = -1, NONE = -2 };

// adjoint: `op` gets the gradient of dy . y, y the first output of `forward`. Input i of the
// forward op is input from[i] of `op`, or new numbers in the shape of the output that is its
// gradient; output i of `op` is the gradient of input of[i].
typedef struct adjoint {
    cria_op op, forward;
    int from[4], of[3];
} adjoint;

static const adjoint adjoints[] = {
    {CRIA_OP_RMS_NORM_BWD, CRIA_OP_RMS_NORM, {1, 2, NONE, NONE}, {0, 1, NONE}},
    {CRIA_OP_LAYER_NORM_BWD, CRIA_OP_LAYER_NORM, {1, 2, NEW, NONE}, {0, 1, 2}},
    {CRIA_OP_SWIGLU_BWD, CRIA_OP_SWIGLU, {1, 2, NONE, NONE}, {0, 1, NONE}},
    {CRIA_OP_GELU_BWD, CRIA_OP_GELU, {1, NONE, NONE, NONE}, {0, NONE, NONE}},
    {CRIA_OP_EMBED_BWD, CRIA_OP_EMBED, {1, NEW, 2, NEW}, {1, 3, NONE}},
    {CRIA_OP_ROTARY, CRIA_OP_ROTARY, {NEW, 1, NONE, NONE}, {0, NONE, NONE}},
    {CRIA_OP_DROPOUT, CRIA_OP_DROPOUT, {NEW, NONE, NONE, NONE}, {0, NONE, NONE}},
};

static const adjoint *adjoint_of(cria_op op)
{
    for (size_t i = 0; i < sizeof adjoints / sizeof *adjoints; i++)
        if (adjoints[i].op == op)
            return &adjoints[i];
    return NULL;
}

// The output of `back` that is the gradient of forward input i.
static const matrix *gradient_shape(const adjoint *a, const trial *back, int i)
{
    for (int k = 0; k < 3; k++)
        if (a->of[k] == i && back->out[k].x)
            return &back->out[k];
    return NULL;
}

static void outputs_like(trial *f, const matrix *dy)
{
    f->out[0] = matrix_new(dy->rows, dy->cols);
    f->out[1] = matrix_new(dy->rows, 2); // the statistics of norms
}

static trial forward_of(const adjoint *a, const trial *back)
{
    trial f = {.op = a->forward, .attr = back->attr, .step = back->step, .random = 5};
    f.attr.inverse = !back->attr.inverse;
    for (int i = 0; i < 4; i++) {
        const matrix *shape = gradient_shape(a, back, i);
        if (a->from[i] >= 0)
            f.in[i] = matrix_copy(&back->in[a->from[i]]);
        else if (a->from[i] == NEW && shape)
            f.in[i] = trial_normal(&f, shape->rows, shape->cols, 1);
    }
    outputs_like(&f, &back->in[0]);
    return f;
}

static double dot(const matrix *a, const matrix *b)
{
    double sum = 0;
    for (int64_t i = 0; i < a->rows * a->cols; i++)
        sum += a->x[i] * b->x[i];
    return sum;
}

static double objective(trial *f, const matrix *dy)
{
    reference_run(f);
    if (f->op != CRIA_OP_LOSS)
        return dot(&f->out[0], dy);
    double sum = 0;
    for (int64_t r = 0; r < f->out[1].rows; r++)
        sum += f->in[3].x[0] * f->out[1].x[2 * r] + f->in[3].x[1] * f->out[1].x[2 * r + 1];
    return sum;
}

// d objective / d input, by central differences, into `gradient`.
static void differences(trial *f, const matrix *dy, matrix *input, matrix *gradient)
{
    const double step = 1e-4;
    for (int64_t i = 0; i < input->rows * input->cols; i++) {
        const double x = input->x[i];
        input->x[i] = x + step;
        const double above = objective(f, dy);
        input->x[i] = x - step;
        const double below = objective(f, dy);
        input->x[i] = x;
        gradient->x[i] = (above - below) / (2 * step);
    }
}

static void compare(const op_case *c, const trial *want, const outcome *o)
{
    int where;
    const double error = outcome_error(o, want, &where);
    if (error > 3e-6)
        print_error("%s variant %d: gradient %d is off by %.3g\n", cria_op_name(c->op),
                    c->variant, where, error);
    assert_true(error <= 3e-6);
}

static void check_adjoint(const op_case *c, const adjoint *a, int64_t rows, int64_t cols)
{
    trial back;
    outcome o;
    case_make(&back, c, rows, cols, 31);
    kernel_run(&o, cria_cpu_backend()->kernel, &back, &(setting){.threads = 1});
    trial f = forward_of(a, &back);
    for (int k = 0; k < 3; k++)
        if (a->of[k] >= 0 && back.out[k].x)
            differences(&f, &back.in[0], &f.in[a->of[k]], &back.out[k]);
    compare(c, &back, &o);
    outcome_free(&o);
    trial_free(&f);
    trial_free(&back);
}

// LOSS is its own adjoint: its first output is the gradient of its second, scaled.
static void check_loss(const op_case *c, int64_t rows, int64_t cols)
{
    trial t, want;
    outcome o;
    case_make(&t, c, rows, cols, 31);
    kernel_run(&o, cria_cpu_backend()->kernel, &t, &(setting){.threads = 1});
    want = t;
    want.out[0] = matrix_new(rows, cols);
    differences(&t, NULL, &t.in[0], &want.out[0]);
    reference_run(&t);
    compare(c, &want, &o);
    outcome_free(&o);
    free(want.out[0].x);
    trial_free(&t);
}

static void test_gradients(void **state)
{
    (void)state;
    size_t checked = 0;
    for (int i = 0; i < op_cases_count; i++) {
        const op_case *c = &op_cases[i];
        for (int64_t cols = 3; cols < 40; cols += 14) {
            if (adjoint_of(c->op))
                check_adjoint(c, adjoint_of(c->op), 4, cols);
            else if (c->op == CRIA_OP_LOSS)
                check_loss(c, 4, cols);
        }
        checked += adjoint_of(c->op) != NULL;
    }
    assert_true(checked >= sizeof adjoints / sizeof *adjoints);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_gradients)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
