// bench_peak_avx2.c: fused multiply-adds on registers alone, 256 bits wide.
#include <immintrin.h>
#include <stdint.h>

double bench_peak_avx2(int64_t rounds);

// Twelve sums hide the latency; the empty assembly keeps them alive.
double bench_peak_avx2(int64_t rounds)
{
    __m256 sum[12];
    const __m256 x = _mm256_set1_ps(0.999f), y = _mm256_set1_ps(0.001f);
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++)
        sum[i] = _mm256_set1_ps((float)i);
    for (int64_t r = 0; r < rounds; r++) {
#pragma GCC unroll 12
        for (int i = 0; i < 12; i++)
            sum[i] = _mm256_fmadd_ps(sum[i], x, y);
    }
#pragma GCC unroll 12
    for (int i = 0; i < 12; i++)
        __asm__ volatile("" : : "x"(sum[i]));
    return (double)rounds * 12 * 16;
}
