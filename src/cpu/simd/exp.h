// exp.h owns exp, log and what follows from them, written without branches so that the compiler
// turns a loop over them into vectors. Errors were measured against double
// (tests/cpu/test_exp.c).
#ifndef CRIA_CPU_SIMD_EXP_H
#define CRIA_CPU_SIMD_EXP_H

#include <stdint.h>
#include <string.h>

#define LN2_HIGH 0x1.63p-1f            // nine bits: its product with an exponent is exact
#define LN2_LOW  (-2.121944400547e-4f) // ln 2 - LN2_HIGH

static inline float float_of(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t bits_of(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

// 2^e for e in [-126, 127].
static inline float power_of_two(int32_t e)
{
    return float_of((uint32_t)(e + 127) << 23);
}

// cria_exp: e^x within 1 ulp for every float, with gradual underflow, overflow to infinity, NaN
// for NaN. x = n ln 2 + r; e^r by a minimax polynomial; 2^n in two factors, as n may be 128.
static inline float cria_exp(float x)
{
    const float round = 0x1.8p23f; // adding it rounds to an integer, left in the low bits
    x = x > 89.0f ? 89.0f : x;     // NaN passes both tests
    x = x < -104.5f ? -104.5f : x;
    const float shifted = x * 1.44269504f + round;
    const float n = shifted - round;
    const float r = (x - n * LN2_HIGH) - n * LN2_LOW;
    const float q = (((1.381453789e-3f * r + 8.368745320e-3f) * r + 4.166839083e-2f) * r +
                     1.666652040e-1f) *
                        r +
                    4.999999343e-1f;
    const float p = 1.0f + (r + r * r * q);
    const int32_t e = (int32_t)(bits_of(shifted) - bits_of(round)), half = e >> 1;
    return p * power_of_two(half) * power_of_two(e - half);
}

// cria_sigmoid: 1 / (1 + e^-x).
static inline float cria_sigmoid(float x)
{
    return 1.0f / (1.0f + cria_exp(-x));
}

// cria_gate: s = sigmoid(x) and 1 - s, neither by subtraction, so both keep their relative
// accuracy (down to 1e-30).
typedef struct cria_gate {
    float open, shut;
} cria_gate;
static inline cria_gate cria_gate_of(float x)
{
    float e = cria_exp(-x);
    e = e > 1e30f ? 1e30f : e; // infinity times 0 would be NaN
    const float open = 1.0f / (1.0f + e);
    return (cria_gate){open, e * open};
}

// cria_log: log x for positive normal x. x = 2^e m with m in [sqrt(1/2), sqrt(2)).
static inline float cria_log(float x)
{
    const uint32_t root_half = 0x3f3504f3u;
    const int32_t e = (int32_t)(bits_of(x) - root_half) >> 23;
    const float f = float_of(bits_of(x) - ((uint32_t)e << 23)) - 1.0f, n = (float)e;
    const float q = (((((((-7.635588232e-2f * f + 1.276330033e-1f) * f - 1.316059523e-1f) * f +
                         1.420155754e-1f) *
                            f -
                        1.662329750e-1f) *
                           f +
                       2.000123317e-1f) *
                          f -
                      2.500082274e-1f) *
                         f +
                     3.333333166e-1f);
    return n * LN2_HIGH + (f + (f * f * (f * q - 0.5f) + n * LN2_LOW));
}

#endif
