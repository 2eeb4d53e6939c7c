// peak.c owns the loops of fused multiply-adds on registers alone, and their rate on all
// threads.
#include "cli/peak.h"

#include "base/parallel.h"

enum { ROUNDS = 1000000, TRIES = 9, THREADS_MAX = 4096 };

// A loop runs `rounds` times and says how many operations that were.
typedef double loop(int64_t rounds);

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

static loop *const loops[CRIA_ISAS] = {
    [CRIA_ISA_AVX2] = loop_avx2, [CRIA_ISA_AVX512] = loop_avx512};
#else
static loop *const loops[CRIA_ISAS] = {NULL};
#endif

typedef struct work {
    loop *run;
    double flop[THREADS_MAX];
} work;

static void run_chunk(void *context, int64_t chunk, int thread)
{
    work *const w = context;
    (void)thread;
    w->flop[chunk] = w->run(ROUNDS);
}

static double one_try(work *w, int threads, peak_clock *clock)
{
    const double started = clock();
    cria_parallel(threads, run_chunk, w);
    const double seconds = clock() - started;
    double flop = 0;
    for (int i = 0; i < threads; i++)
        flop += w->flop[i];
    return flop / seconds * 1e-9;
}

double peak_rate(cria_isa isa, int threads, peak_clock *clock)
{
    work w = {.run = loops[isa]};
    double best = 0;
    threads = threads < THREADS_MAX ? threads : THREADS_MAX;
    for (int i = 0; i < TRIES && w.run; i++) {
        const double rate = one_try(&w, threads, clock);
        best = rate > best ? rate : best;
    }
    return best;
}
