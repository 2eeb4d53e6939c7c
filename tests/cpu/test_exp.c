// The exponential and the logarithm of the kernels against double: every exponent range, with
// denormals, infinities and NaN.
#include "cpu/simd/exp.h"

#include <float.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

// Distance of a float from the true value in units of the last place of the float near it.
static double ulps(float got, double want)
{
    int exponent;
    frexp(want, &exponent);
    const double unit = ldexp(1, exponent - 24 > -149 ? exponent - 24 : -149);
    return fabs((double)got - want) / unit;
}

static void test_exp(void **state)
{
    (void)state;
    double worst = 0;
    for (uint32_t bits = 0; bits < 0x7f800000u; bits += 251)
        for (uint32_t sign = 0; sign < 2; sign++) {
            const float x = float_of(bits | sign << 31), got = cria_exp(x);
            const double want = exp((double)x);
            if (want > (double)FLT_MAX) {
                assert_true(isinf(got) || ulps(got, want) <= 1.5);
                continue;
            }
            worst = fmax(worst, ulps(got, want));
        }
    print_message("exp: %.3f ulp\n", worst);
    assert_true(worst <= 1.0);
    assert_true(cria_exp(0.0f) == 1.0f && cria_exp(-0.0f) == 1.0f);
    assert_true(cria_exp(INFINITY) == INFINITY && cria_exp(-INFINITY) == 0.0f);
    assert_true(cria_exp(88.72283f) < INFINITY && cria_exp(88.72284f) == INFINITY);
    assert_true(cria_exp(-103.9f) == 0x1p-149f && cria_exp(-104.0f) == 0.0f);
    assert_true(isnan(cria_exp(NAN)) && isnan(cria_exp(-NAN)));
}

static void test_log(void **state)
{
    (void)state;
    double worst = 0;
    for (uint32_t bits = 0x00800000u; bits < 0x7f800000u; bits += 251) {
        const float x = float_of(bits);
        worst = fmax(worst, ulps(cria_log(x), log((double)x)));
    }
    print_message("log: %.3f ulp\n", worst);
    assert_true(worst <= 2.0);
    assert_true(cria_log(1.0f) == 0.0f);
}

static void test_gates(void **state)
{
    (void)state;
    for (float x = -80.0f; x < 80.0f; x += 0.0137f) {
        const double open = 1 / (1 + exp(-(double)x)), shut = 1 / (1 + exp((double)x));
        const cria_gate gate = cria_gate_of(x);
        assert_true(ulps(cria_sigmoid(x), open) <= 2.5);
        assert_true(fabs((double)gate.open - open) <= 3e-7 * open + 1e-30);
        assert_true(fabs((double)gate.shut - shut) <= 3e-7 * shut + 1e-30);
    }
    assert_true(cria_sigmoid(INFINITY) == 1.0f && cria_sigmoid(-INFINITY) == 0.0f);
    assert_true(isnan(cria_sigmoid(NAN)) && isnan(cria_gate_of(NAN).open));
    assert_true(cria_gate_of(-INFINITY).shut == 1.0f && cria_gate_of(INFINITY).shut == 0.0f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_exp),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_gates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
