// peak_loop.c owns the loops of fused multiply-adds on registers alone.
#include "cli/peak_loop.h"

#if defined(__x86_64__)
#include <immintrin.h>

// Enough sums to hide the latency of one; the empty assembly keeps them alive and in registers.
__attribute__((target("avx512f"))) static double loop_avx512(int64_t rounds)
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

__attribute__((target("avx2,fma"))) static double loop_avx2(int64_t rounds)
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

static peak_loop *const loops[CRIA_ISAS] = {
    [CRIA_ISA_AVX2] = loop_avx2, [CRIA_ISA_AVX512] = loop_avx512};
#else
static peak_loop *const loops[CRIA_ISAS] = {NULL};
#endif

peak_loop *peak_loop_for(cria_isa isa)
{
    return loops[isa];
}
