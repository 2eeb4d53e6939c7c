// peak_loop.h: multiply-adds on registers alone, which no product of matrices can outrun; for
// `cria bench peak` and bench/bench_gemm.c.
#ifndef CRIA_CLI_PEAK_LOOP_H
#define CRIA_CLI_PEAK_LOOP_H

#include "cpu/cpu.h"

// A loop runs `rounds` times and says how many operations that were.
typedef double peak_loop(int64_t rounds);

// peak_loop_for: NULL where it is not known how to measure.
peak_loop *peak_loop_for(cria_isa isa);

#endif
