// One model parameter slab, three AdamW steps, against the formula in double.
#include "train/optimizer.h"
#include "train/support.h"

enum { COUNT = 6, STEPS = 3 };

// p -= lr wd p (decayed ones); m, v; p -= lr mhat / (sqrt(vhat) + eps).
static void expected(double *p, const double grads[STEPS][COUNT], double clip, double lr)
{
    double m[COUNT] = {0}, v[COUNT] = {0};
    for (int t = 1; t <= STEPS; t++) {
        double sum = 0;
        for (int i = 0; i < COUNT; i++)
            sum += grads[t - 1][i] * grads[t - 1][i];
        const double factor = clip > 0 ? fmin(1, clip / (sqrt(sum) + 1e-6)) : 1;
        for (int i = 0; i < COUNT; i++) {
            const double g = grads[t - 1][i] * factor;
            m[i] = 0.9 * m[i] + 0.1 * g;
            v[i] = 0.99 * v[i] + 0.01 * g * g;
            p[i] -= i < 4 ? lr * 0.5 * p[i] : 0; // the last two are a norm's weights
            p[i] -= lr * (m[i] / (1 - pow(0.9, t))) / (sqrt(v[i] / (1 - pow(0.99, t))) + 1e-3);
        }
    }
}

static void steps_follow_the_formula(double clip)
{
    static const double grads[STEPS][COUNT] = {
        {1, -2, 3, 0.5, -0.1, 2}, {0.1, 0.2, -0.3, 0, 0.05, -0.1}, {4, 4, -4, 1, 2, -3}};
    const cria_train_settings settings = {.weight_decay = 0.5,
                                          .adam_beta1 = 0.9,
                                          .adam_beta2 = 0.99,
                                          .adam_epsilon = 1e-3,
                                          .max_grad_norm = clip};
    const cria_param rows[] = {{.name = "w", .rows = 2, .cols = 2, .decay = true},
                               {.name = "n", .rows = 1, .cols = 2}};
    const cria_backend *backend;
    cria_params params = {0};
    cria_optimizer optimizer;
    float values[COUNT];
    double wanted[COUNT];
    int index;
    OK(cria_device_open(&backend, "cpu"));
    OK(cria_params_add(&params, &rows[0], &index));
    OK(cria_params_add(&params, &rows[1], &index));
    OK(cria_params_allocate(&params, backend, true));
    for (int i = 0; i < COUNT; i++)
        wanted[i] = params.slab[CRIA_SLAB_DATA][i] = (float)(i + 1);
    OK(cria_optimizer_open(&optimizer, &params, &settings));
    for (int t = 0; t < STEPS; t++) {
        double norm, sum = 0;
        for (int i = 0; i < COUNT; i++) {
            params.slab[CRIA_SLAB_GRAD][i] = (float)grads[t][i];
            sum += grads[t][i] * grads[t][i];
        }
        OK(cria_optimizer_step(&optimizer, 0.1, t + 1, &norm));
        NEAR(norm, sqrt(sum), 1e-5);
    }
    expected(wanted, grads, clip, 0.1);
    OK(backend->get(values, params.slab[CRIA_SLAB_DATA], sizeof values));
    for (int i = 0; i < COUNT; i++)
        NEAR(values[i], wanted[i], 2e-6);
    cria_optimizer_close(&optimizer);
    cria_params_free(&params);
}

static void clipped(void **state)
{
    (void)state;
    steps_follow_the_formula(1);
}

static void unclipped(void **state)
{
    (void)state;
    steps_follow_the_formula(0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(clipped), cmocka_unit_test(unclipped)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
