// rotary.c owns ROTARY (Su et al. 2021): element i of a head turns against element i + D/2.
// Angles are reduced in double, so a far position is as exact as a near one.
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"

#include <math.h>
#include <string.h>

enum { HALF_MAX = 512 };

// cos x and sin x from a polynomial on [-pi/4, pi/4] and the quadrant; |x| < 2^31.
static inline void turn_of(double x, float *cosine, float *sine)
{
    const double round = 0x1.8p52; // adding it rounds to an integer, left in the low bits
    const double shifted = x * 0.63661977236758134 + round, n = shifted - round;
    const double r = (x - n * 0x1.921fb544p0) - n * 0x1.0b4611a626331p-34, u = r * r;
    uint64_t quadrant;
    memcpy(&quadrant, &shifted, sizeof quadrant);
    const double s = r + r * u *
                             (((2.7182371848348033e-06 * u - 1.983932712491557e-04) * u +
                               8.3333293622346663e-03) *
                                  u -
                              1.6666666641425987e-01);
    const double c = 1.0 - 0.5 * u +
                     u * u *
                         (((-2.7209546374546439e-07 * u + 2.4799511744649695e-05) * u -
                           1.3888883722537571e-03) *
                              u +
                          4.1666666622475819e-02);
    const double a = quadrant & 1 ? s : c, b = quadrant & 1 ? c : s;
    *cosine = (float)((quadrant + 1) & 2 ? -a : a);
    *sine = (float)(quadrant & 2 ? -b : b);
}

static void turn_head(float *y, const float *x, const float *cosine, const float *sine,
                      int64_t half, bool add)
{
#pragma GCC ivdep
    for (int64_t i = 0; i < half; i++) {
        const float a = x[i], b = x[i + half];
        put(y, i, a * cosine[i] - b * sine[i], add);
        put(y, i + half, b * cosine[i] + a * sine[i], add);
    }
}

static void rotary_rows(const cria_call *call, const cria_step *step, int64_t first,
                        int64_t end)
{
    const int64_t head = call->attr.head_dim, half = head / 2;
    const double *frequency = call->scratch;
    const bool add = cria_call_adds(call, 0, step);
    float cosine[HALF_MAX], sine[HALF_MAX];
    for (int64_t row = first; row < end; row++) {
        const double position = int_of(&call->in[1], row);
        for (int64_t i = 0; i < half; i++)
            turn_of(position * frequency[i], &cosine[i], &sine[i]);
        for (int64_t at = 0; at < call->out[0].cols; at += head)
            turn_head(row_of(&call->out[0], row) + at, row_of(&call->in[0], row) + at, cosine,
                      sine, half, add);
    }
}

size_t CRIA_ISA(rotary_scratch)(const cria_call *call)
{
    return (size_t)call->attr.head_dim / 2 * sizeof(double);
}

void CRIA_ISA(rotary)(const cria_call *call, const cria_step *step)
{
    const int head = call->attr.head_dim;
    const double direction = call->attr.inverse ? -1 : 1;
    double *frequency = call->scratch;
    CRIA_ASSERT(head % 2 == 0 && head / 2 <= HALF_MAX);
    for (int i = 0; i < head / 2; i++)
        frequency[i] = direction * pow((double)call->attr.theta, -2.0 * i / head);
    cria_rows_run(call, step, call->out[0].rows, call->out[0].cols, rotary_rows);
}
