// The loss and AdamW against values that PyTorch computed (make_loss_vectors.py,
// make_adamw_vectors.py), for every form of the loss and every instruction set; and the loss at
// the size of training against double.
#include "cpu/adamw_vectors.h"
#include "cpu/cpu.h"
#include "cpu/kernel_run.h"
#include "cpu/loss_vectors.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static matrix matrix_from(const float *x, int64_t rows, int64_t cols)
{
    matrix m = matrix_new(rows, cols);
    for (int64_t i = 0; i < rows * cols; i++)
        m.x[i] = (double)x[i];
    return m;
}

static matrix matrix_from_ints(const int32_t *x, int64_t rows)
{
    matrix m = matrix_new(rows, 1);
    for (int64_t i = 0; i < rows; i++)
        m.x[i] = x[i];
    m.integer = true;
    return m;
}

static trial loss_trial(const loss_vector *want)
{
    const int32_t ones[LOSS_ROWS] = {1, 1, 1, 1};
    trial t = {.op = CRIA_OP_LOSS};
    t.attr.loss = (cria_loss_attr){
        .teachers = want->teachers, .mix = want->mix, .temperature = want->temperature};
    t.in[0] = matrix_from(loss_logits, LOSS_ROWS, LOSS_COLS);
    t.in[1] = matrix_from_ints(loss_target, LOSS_ROWS);
    t.in[2] = matrix_from_ints(ones, LOSS_ROWS);
    t.in[3] = matrix_from(want->scale, 1, 2);
    for (int k = 0; k < want->teachers; k++) {
        t.in[4 + k] =
            matrix_from(loss_teachers + k * LOSS_ROWS * LOSS_COLS, LOSS_ROWS, LOSS_COLS);
        t.attr.loss.weight[k] = want->weight[k];
    }
    t.out[0] = matrix_new(LOSS_ROWS, LOSS_COLS);
    t.out[1] = matrix_new(LOSS_ROWS, 2);
    return t;
}

static void check_loss(const cria_backend *backend, const loss_vector *want)
{
    trial t = loss_trial(want);
    outcome o;
    double loss = 0;
    kernel_run(&o, backend->kernel, &t, &(setting){.threads = 1});
    for (int64_t r = 0; r < LOSS_ROWS; r++)
        loss += (double)want->scale[0] * (double)o.y[1][2 * r] +
                (double)want->scale[1] * (double)o.y[1][2 * r + 1];
    assert_true(fabs(loss - want->loss) <= 1e-6 * want->loss);
    for (int64_t i = 0; i < LOSS_ROWS * LOSS_COLS; i++)
        assert_true(fabs((double)o.y[0][i] - want->gradient[i]) <= 1e-6);
    outcome_free(&o);
    trial_free(&t);
}

static void test_loss(void **state)
{
    (void)state;
    for (int isa = 0; isa < CRIA_ISAS; isa++)
        for (size_t i = 0; i < sizeof loss_vectors / sizeof *loss_vectors; i++)
            if (cria_cpu_backend_for((cria_isa)isa))
                check_loss(cria_cpu_backend_for((cria_isa)isa), &loss_vectors[i]);
}

static void step_adamw(const cria_backend *backend, trial *t, int step, float *x[3])
{
    outcome o;
    double squares = 0;
    for (int i = 0; i < ADAMW_COUNT; i++) {
        const float g = adamw_gradients[step * ADAMW_COUNT + i];
        t->in[0].x[i] = (double)g;
        squares += (double)g * (double)g;
        for (int k = 0; k < 3; k++)
            t->out[k].x[i] = (double)x[k][i];
    }
    t->in[1].x[0] = sqrt(squares);
    t->step.learning_rate = adamw_rates[step];
    t->step.update = step + 1;
    kernel_run(&o, backend->kernel, t, &(setting){.threads = 1});
    for (int k = 0; k < 3; k++)
        memcpy(x[k], o.y[k], ADAMW_COUNT * sizeof(float));
    outcome_free(&o);
}

static void check_adamw(const cria_backend *backend)
{
    float data[ADAMW_COUNT], m[ADAMW_COUNT] = {0}, v[ADAMW_COUNT] = {0};
    trial t = {.op = CRIA_OP_ADAMW};
    t.range[0] = (cria_adamw_range){0, ADAMW_DECAYED, true};
    t.range[1] = (cria_adamw_range){ADAMW_DECAYED, ADAMW_COUNT, false};
    t.attr.adamw = (cria_adamw_attr){.beta1 = 0.9,
                                     .beta2 = 0.999,
                                     .eps = 1e-8,
                                     .weight_decay = 0.1,
                                     .clip = 1,
                                     .ranges = 2};
    t.in[0] = matrix_new(1, ADAMW_COUNT);
    t.in[1] = matrix_new(1, 1);
    for (int k = 0; k < 3; k++)
        t.out[k] = matrix_new(1, ADAMW_COUNT);
    memcpy(data, adamw_start, sizeof data);
    for (int step = 0; step < ADAMW_STEPS; step++) {
        step_adamw(backend, &t, step, (float *[3]){data, m, v});
        for (int i = 0; i < ADAMW_COUNT; i++)
            assert_true(fabs((double)data[i] - adamw_results[step * ADAMW_COUNT + i]) <= 5e-7);
    }
    trial_free(&t);
}

static void test_adamw(void **state)
{
    (void)state;
    for (int isa = 0; isa < CRIA_ISAS; isa++)
        if (cria_cpu_backend_for((cria_isa)isa))
            check_adamw(cria_cpu_backend_for((cria_isa)isa));
}

// Logits as a model gives them at V = 16,000: `gap` apart from the teachers', and a common
// offset that a softmax does not see.
static trial wide_trial(int teachers, cria_mix mix, double gap)
{
    enum { WIDE_ROWS = 3, WIDE_COLS = 16000 };
    trial t = {.op = CRIA_OP_LOSS, .random = 99};
    t.attr.loss = (cria_loss_attr){
        .teachers = teachers, .mix = mix, .temperature = 2, .weight = {0.5f, 0.5f}};
    t.attr.loss.weight[0] = teachers == 1 ? 1.0f : 0.5f;
    t.in[0] = trial_normal(&t, WIDE_ROWS, WIDE_COLS, 2.5);
    t.in[1] = trial_ints(&t, WIDE_ROWS, 0, WIDE_COLS);
    t.in[2] = trial_ints(&t, WIDE_ROWS, 1, 2);
    t.in[3] = matrix_from((float[]){0, 1}, 1, 2);
    for (int k = 0; k < teachers; k++) {
        t.in[4 + k] = trial_normal(&t, WIDE_ROWS, WIDE_COLS, gap);
        for (int64_t i = 0; i < WIDE_ROWS * WIDE_COLS; i++)
            t.in[4 + k].x[i] =
                (double)(float)(t.in[4 + k].x[i] + t.in[0].x[i] + (gap > 0 ? 7 * k - 4 : 0));
    }
    t.out[0] = matrix_new(WIDE_ROWS, WIDE_COLS);
    t.out[1] = matrix_new(WIDE_ROWS, 2);
    return t;
}

static void check_wide(const cria_backend *backend, int teachers, cria_mix mix, double gap)
{
    trial t = wide_trial(teachers, mix, gap);
    outcome o;
    kernel_run(&o, backend->kernel, &t, &(setting){.threads = 1});
    reference_run(&t);
    for (int64_t r = 0; r < t.in[0].rows; r++) {
        const double divergence = (double)o.y[1][2 * r + 1], want = t.out[1].x[2 * r + 1];
        const double allowed = gap > 0 ? 2e-6 * want + 2e-7 : 0;
        assert_true(fabs((double)o.y[1][2 * r] / t.out[1].x[2 * r] - 1) <= 1e-6);
        assert_true(fabs(divergence - (gap > 0 ? want : 0)) <= allowed);
    }
    for (int64_t i = 0; gap == 0 && i < o.count[0]; i++)
        assert_true(fabsf(o.y[0][i]) <= 1e-7f);
    outcome_free(&o);
    trial_free(&t);
}

static void test_wide_loss(void **state)
{
    (void)state;
    for (int isa = 0; isa < CRIA_ISAS; isa++) {
        const cria_backend *backend = cria_cpu_backend_for((cria_isa)isa);
        if (!backend)
            continue;
        for (double gap = 0.03; gap < 2; gap *= 4) {
            check_wide(backend, 1, CRIA_MIX_PROBABILITIES, gap);
            check_wide(backend, 2, CRIA_MIX_PROBABILITIES, gap);
            check_wide(backend, 2, CRIA_MIX_LOGITS, gap);
        }
        check_wide(backend, 1, CRIA_MIX_PROBABILITIES, 0); // the student is the teacher
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_loss),
        cmocka_unit_test(test_adamw),
        cmocka_unit_test(test_wide_loss),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
