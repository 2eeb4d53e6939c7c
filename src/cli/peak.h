// peak.h owns the measurement of what a processor can multiply and add on registers alone,
// which no product of matrices can outrun; for `cria bench peak` and bench/bench_gemm.c.
#ifndef CRIA_CLI_PEAK_H
#define CRIA_CLI_PEAK_H

#include "cpu/cpu.h"

typedef double peak_clock(void); // seconds

// peak_rate: the best of several tries in GFLOP/s, `threads` at once; 0 where it is not known
// how to measure it.
double peak_rate(cria_isa isa, int threads, peak_clock *clock);

#endif
