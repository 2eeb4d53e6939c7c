// The CPU backend's kernels against the plain double reference: every op, every instruction set
// of this machine, over shapes that reach every branch; strides, places, sums, thread counts.
#include "cpu/cases.h"
#include "cpu/cpu.h"
#include "cpu/kernel_run.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

// Shapes that reach every branch of the loops; large ones are cut into several chunks, and the
// last is one element short of a whole one.
typedef struct shape {
    int64_t rows, cols;
} shape;
static const shape every_shape[] = {
    {1, 1},    {1, 7},    {1, 16},   {1, 17},    {1, 96},     {1, 1000},  {3, 1},
    {3, 7},    {3, 16},   {3, 17},   {3, 64},    {3, 512},    {130, 1},   {130, 7},
    {130, 17}, {130, 64}, {130, 96}, {130, 512}, {130, 1000}, {3, 21845},
};
static const shape few_shapes[] = {{1, 1}, {3, 7}, {3, 17}, {130, 16}, {130, 600}};

// One case at one shape on one kernel table.
typedef struct walk {
    const op_case *c;
    const cria_kernel *table;
    const char *isa;
    int64_t rows, cols;
} walk;

typedef void walk_step(const walk *w);

static void walk_cases(walk_step *step, const shape *shapes, size_t count)
{
    for (int isa = 0; isa < CRIA_ISAS; isa++) {
        const cria_backend *backend = cria_cpu_backend_for((cria_isa)isa);
        for (int i = 0; backend && i < op_cases_count; i++)
            for (size_t k = 0; k < count; k++)
                step(&(walk){&op_cases[i], backend->kernel, cria_isa_name((cria_isa)isa),
                             shapes[k].rows, shapes[k].cols});
    }
}

#define WALK(step, shapes) walk_cases(step, shapes, sizeof(shapes) / sizeof *(shapes))

#define EXPECT(w, condition, ...)                                                              \
    do {                                                                                       \
        if (!(condition)) {                                                                    \
            print_error("%s %s variant %d, %lld x %lld: ", (w)->isa, cria_op_name((w)->c->op), \
                        (w)->c->variant, (long long)(w)->rows, (long long)(w)->cols);          \
            print_error(__VA_ARGS__);                                                          \
            print_error("\n");                                                                 \
            fail();                                                                            \
        }                                                                                      \
    } while (0)

static void make_trial(trial *t, const walk *w)
{
    case_make(t, w->c, w->rows, w->cols, (uint64_t)(w->rows * 1000 + w->cols));
}

// The plain result of a trial that has not been run through the reference.
static void run_plain(outcome *o, const walk *w, const trial *t, int threads)
{
    kernel_run(o, w->table, t, &(setting){.threads = threads});
}

static double error_of(const walk *w, int *where)
{
    trial t;
    outcome o;
    make_trial(&t, w);
    run_plain(&o, w, &t, 1);
    assert_true(reference_run(&t));
    const double error = o.overran ? (double)INFINITY : outcome_error(&o, &t, where);
    outcome_free(&o);
    trial_free(&t);
    return error;
}

static void step_values(const walk *w)
{
    int where = -1;
    const double error = error_of(w, &where);
    EXPECT(w, error <= w->c->tolerance, "output %d is off by %.3g, allowed %.3g", where, error,
           w->c->tolerance);
}

static void test_values(void **state)
{
    (void)state;
    WALK(step_values, every_shape);
}

// Whatever the strides, places and threads: the same bits, and nothing written beside them.
static void step_layouts(const walk *w)
{
    const setting settings[] = {
        {.threads = 2},
        {.threads = 3, .pad = 5},
        {.threads = 5, .pad = 16},
        {.threads = 1, .in_place = {w->c->in_place[0], w->c->in_place[1]}},
        {.threads = 2, .pad = 3, .in_place = {w->c->in_place[0], w->c->in_place[1]}},
        {.threads = 1, .in_place = {w->c->in_place[0], 0}},
        {.threads = 1, .in_place = {0, w->c->in_place[1]}},
        {.threads = 1, .add_if = w->c->adds},
    };
    trial t;
    outcome plain, other;
    make_trial(&t, w);
    run_plain(&plain, w, &t, 1);
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        kernel_run(&other, w->table, &t, &settings[i]);
        EXPECT(w, outcome_same(&plain, &other), "setting %zu gives other bits", i);
        EXPECT(w, !other.overran, "setting %zu: padding was written to", i);
        outcome_free(&other);
    }
    outcome_free(&plain);
    trial_free(&t);
}

static void test_layouts(void **state)
{
    (void)state;
    WALK(step_layouts, few_shapes);
}

// Outputs that are added to: the sum of what was there and the plain result, output by output.
static void step_sums(const walk *w)
{
    for (uint32_t add = 1; add <= w->c->adds; add++) {
        if (add & ~w->c->adds)
            continue;
        trial t;
        outcome plain, sum, sum_if;
        make_trial(&t, w);
        for (int i = 0; i < CRIA_OP_OUT; i++)
            for (int64_t k = 0; t.out[i].x && k < t.out[i].rows * t.out[i].cols; k++)
                t.out[i].x[k] = (double)(float)(trial_uniform(&t) - 0.5);
        run_plain(&plain, w, &t, 1);
        kernel_run(&sum, w->table, &t, &(setting){.threads = 2, .pad = 5, .add = add});
        kernel_run(&sum_if, w->table, &t,
                   &(setting){.threads = 2, .add_if = add, .accumulate = true});
        EXPECT(w, outcome_same(&sum, &sum_if), "add and add_if differ");
        for (int i = 0; i < CRIA_OP_OUT; i++)
            for (int64_t k = 0; k < plain.count[i]; k++) {
                const double before = add >> i & 1 ? t.out[i].x[k] : 0;
                t.out[i].x[k] = before + (double)plain.y[i][k];
            }
        int where;
        const double error = outcome_error(&sum, &t, &where);
        EXPECT(w, error <= 1e-6, "output %d, added to, is off by %.3g", where, error);
        outcome_free(&plain);
        outcome_free(&sum);
        outcome_free(&sum_if);
        trial_free(&t);
    }
}

static void test_sums(void **state)
{
    (void)state;
    WALK(step_sums, few_shapes);
}

// A row's result does not depend on the rows around it: the last row alone gives the same bits.
static void step_rows(const walk *w)
{
    const cria_op by_row[] = {CRIA_OP_RMS_NORM, CRIA_OP_LAYER_NORM, CRIA_OP_ADD_RMS_NORM,
                              CRIA_OP_ROTARY,   CRIA_OP_SWIGLU,     CRIA_OP_GELU,
                              CRIA_OP_LOSS,     CRIA_OP_EMBED};
    bool wanted = false;
    for (size_t i = 0; i < sizeof by_row / sizeof *by_row; i++)
        wanted |= w->c->op == by_row[i];
    if (!wanted)
        return;
    trial t, last;
    outcome all, one;
    make_trial(&t, w);
    last = t;
    for (int i = 0; i < CRIA_OP_IN; i++)
        if (t.in[i].x && t.in[i].rows == w->rows && w->rows > 1) {
            last.in[i].x += (t.in[i].rows - 1) * t.in[i].cols;
            last.in[i].rows = 1;
        }
    for (int i = 0; i < CRIA_OP_OUT; i++)
        last.out[i].rows = 1;
    run_plain(&all, w, &t, 1);
    run_plain(&one, w, &last, 1);
    for (int i = 0; i < CRIA_OP_OUT; i++)
        EXPECT(w,
               !one.y[i] || memcmp(all.y[i] + all.count[i] - one.count[i], one.y[i],
                                   (size_t)one.count[i] * sizeof(float)) == 0,
               "output %d of the last row differs when it is alone", i);
    outcome_free(&all);
    outcome_free(&one);
    trial_free(&t);
}

static void test_rows(void **state)
{
    (void)state;
    WALK(step_rows, few_shapes);
}

// Every op is in the walk, or in one of the tests beside this one.
static void test_complete(void **state)
{
    (void)state;
    bool seen[CRIA_OPS] = {
        [CRIA_OP_LINEAR] = true,    [CRIA_OP_LINEAR_DX] = true,     [CRIA_OP_LINEAR_DW] = true,
        [CRIA_OP_ATTENTION] = true, [CRIA_OP_ATTENTION_BWD] = true,
    };
    for (int i = 0; i < op_cases_count; i++)
        seen[op_cases[i].op] = true;
    for (int op = 0; op < CRIA_OPS; op++)
        assert_true(seen[op]);
    for (int isa = 0; isa < CRIA_ISAS; isa++)
        for (int op = 0; op < CRIA_OPS; op++)
            if (cria_cpu_backend_for((cria_isa)isa))
                assert_non_null(cria_cpu_backend_for((cria_isa)isa)->kernel[op].run);
}

// CRIA_ISA picks the instruction set; what the machine lacks is not picked.
static void test_choice(void **state)
{
    (void)state;
    const cria_backend *best = cria_cpu_backend_for(cria_isa_best());
    for (int isa = 0; isa < CRIA_ISAS; isa++) {
        const cria_backend *backend = cria_cpu_backend_for((cria_isa)isa);
        setenv("CRIA_ISA", cria_isa_name((cria_isa)isa), 1);
        assert_ptr_equal(cria_cpu_backend(), backend ? backend : best);
    }
    setenv("CRIA_ISA", "mmx", 1);
    assert_ptr_equal(cria_cpu_backend(), best);
    unsetenv("CRIA_ISA");
    assert_ptr_equal(cria_cpu_backend(), best);
}

static void test_memory(void **state)
{
    (void)state;
    const cria_backend *backend = cria_cpu_backend();
    const float in[3] = {1, 2, 3};
    float out[4] = {0};
    void *memory;
    assert_int_equal(backend->alloc(&memory, sizeof out), CRIA_OK);
    assert_int_equal((uintptr_t)memory % 64, 0);
    assert_int_equal(backend->put(memory, in, sizeof in), CRIA_OK);
    assert_int_equal(backend->get(out, memory, sizeof out), CRIA_OK);
    assert_true(out[0] == 1 && out[1] == 2 && out[2] == 3 && out[3] == 0);
    backend->free(memory, sizeof out);
}

// The comparison has teeth: a kernel that is off by a thousandth in one element fails it.
static void run_nudged(const cria_call *call, const cria_step *step)
{
    const cria_view *y = &call->out[0];
    cria_cpu_backend_for(CRIA_ISA_GENERIC)->kernel[call->op].run(call, step);
    float *last = (float *)y->data + (y->rows - 1) * y->stride + y->cols - 1;
    *last += 1e-3f * (fabsf(*last) + 1);
}

static void test_wrong_kernels_fail(void **state)
{
    (void)state;
    cria_kernel wrong[CRIA_OPS];
    memcpy(wrong, cria_cpu_backend_for(CRIA_ISA_GENERIC)->kernel, sizeof wrong);
    for (int i = 0; i < op_cases_count; i++) {
        const walk w = {&op_cases[i], wrong, "generic, made wrong", 3, 17};
        int where = -1;
        const cria_kernel right = wrong[w.c->op];
        EXPECT(&w, error_of(&w, &where) <= w.c->tolerance, "fails before it is made wrong");
        wrong[w.c->op].run = run_nudged;
        EXPECT(&w, error_of(&w, &where) > w.c->tolerance, "a wrong kernel was not seen");
        wrong[w.c->op] = right;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_choice),   cmocka_unit_test(test_memory),
        cmocka_unit_test(test_complete), cmocka_unit_test(test_wrong_kernels_fail),
        cmocka_unit_test(test_values),   cmocka_unit_test(test_layouts),
        cmocka_unit_test(test_sums),     cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
