// bench_peak.c owns the measurement of what all threads can multiply and add.
#include "base/clock.h"
#include "base/parallel.h"
#include "cli/bench.h"
#include "cli/peak_loop.h"

enum { ROUNDS = 1000000, TRIES = 9, THREADS_MAX = 4096 };

typedef struct work {
    peak_loop *loop;
    double flop[THREADS_MAX];
} work;

static void run_chunk(void *context, int64_t chunk, int thread)
{
    work *const w = context;
    (void)thread;
    w->flop[chunk] = w->loop(ROUNDS);
}

static double one_try(work *w, int threads)
{
    const double started = cria_clock();
    cria_parallel(threads, run_chunk, w);
    const double seconds = cria_clock() - started;
    double flop = 0;
    for (int i = 0; i < threads; i++)
        flop += w->flop[i];
    return flop / seconds * 1e-9;
}

double bench_peak(void)
{
    work w = {.loop = peak_loop_for(cria_isa_best())};
    const int threads = cria_threads() < THREADS_MAX ? cria_threads() : THREADS_MAX;
    double best = 0;
    for (int i = 0; i < TRIES && w.loop; i++) {
        const double rate = one_try(&w, threads);
        best = rate > best ? rate : best;
    }
    return best;
}
