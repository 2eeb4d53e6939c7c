// bench_peak_avx512.c: fused multiply-adds on registers alone, 512 bits wide.
#include <immintrin.h>
#include <stdint.h>

double bench_peak_avx512(int64_t rounds);

// Twenty-four sums hide the latency; the memory clobbers keep them in registers and alive.
double bench_peak_avx512(int64_t rounds)
{
    __m512 sum[24];
    const __m512 x = _mm512_set1_ps(0.999f), y = _mm512_set1_ps(0.001f);
#pragma GCC unroll 24
    for (int i = 0; i < 24; i++)
        sum[i] = _mm512_set1_ps((float)i);
    for (int64_t r = 0; r < rounds; r++) {
#pragma GCC unroll 24
        for (int i = 0; i < 24; i++)
            sum[i] = _mm512_fmadd_ps(sum[i], x, y);
    }
#pragma GCC unroll 24
    for (int i = 0; i < 24; i++)
        __asm__ volatile("" : : "v"(sum[i]));
    return (double)rounds * 24 * 32;
}
