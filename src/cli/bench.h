// bench.h owns what the benchmarks of `cria bench` share: their settings and the rows they
// print.
#ifndef CRIA_CLI_BENCH_H
#define CRIA_CLI_BENCH_H

#include "cli/command.h"
#include "cpu/cpu.h"

enum { BENCH_REPEAT_MAX = 1000 };

typedef struct bench_settings {
    const char *model, *tokenizer, *text, *data, *dump;
    cria_option_list teachers;
    int64_t repeat, batch_size, sequence_length, vocab_size, pairs, max_tokens;
    int protocol;
} bench_settings;

typedef struct bench {
    const bench_settings *settings;
    const common_settings *common;
    const cria_backend *backend;
    bool json, headed;
    int samples;                     // taken so far
    double sample[BENCH_REPEAT_MAX]; // seconds
} bench;

// bench_more: whether another repetition is wanted; bench_stop ends one that began at
// `started`.
bool bench_more(const bench *b);
void bench_stop(bench *b, double started);

// bench_row prints one row and leaves the samples: work done in one repetition, by the seconds
// it took, in `unit`. bench_value prints a number that is no rate. Medians, with the extremes.
CRIA_MUSTUSE cria_status bench_row(bench *b, const char *name, const char *what, double work,
                                   const char *unit);
CRIA_MUSTUSE cria_status bench_value(bench *b, const char *name, const char *what, double value,
                                     const char *unit);
double bench_median(const bench *b); // seconds
void bench_clear(bench *b);          // forgets the samples

// The benchmarks. Each prints its rows.
typedef cria_status benchmark(bench *b);
benchmark bench_run_peak, bench_run_gemm, bench_run_step, bench_run_distill; // engine
benchmark bench_run_tokenizer, bench_run_blimp, bench_run_generate;          // text
benchmark bench_run_dump;                                                    // dump

#endif
