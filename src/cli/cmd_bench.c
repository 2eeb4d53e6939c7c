// cmd_bench.c: cria bench, the project's benchmarks as a table or as JSON lines.
#include "cli/commands.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/parallel.h"
#include "cli/bench.h"
#include "format/json.h"
#include "tensor/device.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const cria_option table[] = {
    {.name = "model",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(bench_settings, model),
     .fallback = "babyllama-58m",
     .value = "CONFIG",
     .help = "a preset or configuration (random weights), or a model directory",
     .letter = 'm'},
    {.name = "teacher-model",
     .kind = CRIA_OPTION_LIST,
     .offset = offsetof(bench_settings, teachers),
     .value = "CONFIG",
     .help = "distill: a teacher, with random weights; default two llama-16m"},
    {.name = "repeat",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(bench_settings, repeat),
     .fallback = "5",
     .value = "N",
     .min = 1,
     .max = BENCH_REPEAT_MAX,
     .help = "repetitions, after one that is not counted",
     .letter = 'r'},
    {.name = "batch-size",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(bench_settings, batch_size),
     .fallback = "32",
     .value = "N",
     .min = 1,
     .max = 1 << 16,
     .help = "step, distill: sequences"},
    {.name = "sequence-length",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(bench_settings, sequence_length),
     .fallback = "128",
     .value = "N",
     .min = 2,
     .max = 1 << 20,
     .help = "step, distill: tokens of a sequence"},
    {.name = "text",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(bench_settings, text),
     .value = "FILE",
     .help = "tokenizer: the text to learn from and to encode"},
    {.name = "vocab-size",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(bench_settings, vocab_size),
     .fallback = "16000",
     .value = "N",
     .min = 1,
     .max = 1 << 24,
     .help = "tokenizer: tokens in the vocabulary"},
    {.name = "tokenizer",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(bench_settings, tokenizer),
     .value = "FILE",
     .help = "blimp: the tokenizer.json of a model that has none"},
    {.name = "data",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(bench_settings, data),
     .value = "DIR",
     .help = "blimp: a directory of minimal pairs"},
    {.name = "dump",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(bench_settings, dump),
     .value = "FILE",
     .help = "dump: a MediaWiki export, plain or packed with bzip2"},
    {.name = "pairs",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(bench_settings, pairs),
     .fallback = "0",
     .value = "N",
     .min = 0,
     .max = 1e9,
     .help = "blimp: the first N pairs of each file; 0 takes all"},
    {.name = "protocol",
     .kind = CRIA_OPTION_CHOICE,
     .offset = offsetof(bench_settings, protocol),
     .fallback = "2024",
     .choices = "2023|2024|2025",
     .help = "blimp: rules of that year"},
    {.name = "max-tokens",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(bench_settings, max_tokens),
     .fallback = "128",
     .value = "N",
     .min = 2,
     .max = 1e6,
     .help = "generate: tokens of a text"},
    {0},
};

// ---- rows

bool bench_more(const bench *b)
{
    return b->samples < b->settings->repeat && !cria_interrupted();
}

void bench_stop(bench *b, double started)
{
    b->sample[b->samples++] = cria_clock() - started;
}

void bench_clear(bench *b)
{
    b->samples = 0;
}

static int ascending(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return (a > b) - (a < b);
}

typedef struct spread {
    double median, min, max;
} spread;

static spread spread_of(const bench *b)
{
    double sorted[BENCH_REPEAT_MAX];
    const int n = b->samples;
    memcpy(sorted, b->sample, (size_t)n * sizeof *sorted);
    qsort(sorted, (size_t)n, sizeof *sorted, ascending);
    return (spread){(sorted[(n - 1) / 2] + sorted[n / 2]) / 2, sorted[0], sorted[n - 1]};
}

double bench_median(const bench *b)
{
    return spread_of(b).median;
}

static cria_status print_row(const char *name, const char *what, const spread *s,
                             const char *unit, int repetitions)
{
    json_t *row =
        json_pack("{s:s, s:s, s:f, s:s, s:i, s:f, s:f, s:f, s:i, s:s, s:s}", "name", name,
                  "what", what, "value", s->median, "unit", unit, "repetitions", repetitions,
                  "median", s->median, "min", s->min, "max", s->max, "threads", cria_threads(),
                  "isa", cria_isa_name(cria_isa_best()), "version", CRIA_VERSION);
    cria_buffer text = {0};
    cria_status status =
        row ? cria_json_append(&text, row) : cria_fail(CRIA_ENOMEM, "out of memory for a row");
    if (status == CRIA_OK)
        puts(text.data);
    cria_buffer_free(&text);
    json_decref(row);
    return status;
}

static cria_status print(bench *b, const char *name, const char *what, const spread *s,
                         const char *unit, int repetitions)
{
    if (b->json)
        return print_row(name, what, s, unit, repetitions);
    if (!b->headed)
        printf("cria " CRIA_VERSION ", %d threads, %s\n%-10s %-32s %12s %12s %12s %s\n",
               cria_threads(), cria_isa_name(cria_isa_best()), "benchmark", "what", "median",
               "min", "max", "unit");
    b->headed = true;
    printf("%-10s %-32s %12.4g %12.4g %12.4g %s\n", name, what, s->median, s->min, s->max,
           unit);
    fflush(stdout);
    return CRIA_OK;
}

cria_status bench_row(bench *b, const char *name, const char *what, double work,
                      const char *unit)
{
    if (b->samples == 0)
        return cria_fail(CRIA_EINTR, "interrupted before the first repetition of %s", name);
    const spread seconds = spread_of(b);
    const spread rate = {work / seconds.median, work / seconds.max, work / seconds.min};
    return print(b, name, what, &rate, unit, b->samples);
}

cria_status bench_value(bench *b, const char *name, const char *what, double value,
                        const char *unit)
{
    return print(b, name, what, &(spread){value, value, value}, unit, 1);
}

// ---- the command

static const struct row {
    const char *name;
    benchmark *run;
    bool alone; // runs without a file, so it is part of `cria bench`
} rows[] = {
    {"peak", bench_run_peak, true},
    {"gemm", bench_run_gemm, true},
    {"step", bench_run_step, true},
    {"distill", bench_run_distill, true},
    {"tokenizer", bench_run_tokenizer, false},
    {"blimp", bench_run_blimp, false},
    {"generate", bench_run_generate, true},
    {"dump", bench_run_dump, false},
};
enum { ROWS = sizeof rows / sizeof *rows };

static cria_status run_one(bench *b, const struct row *row)
{
    bench_clear(b);
    return cria_interrupted() ? cria_fail(CRIA_EINTR, "interrupted") : row->run(b);
}

static cria_status run_named(bench *b, const char *name)
{
    for (int i = 0; i < ROWS; i++)
        if (!name ? rows[i].alone : strcmp(rows[i].name, name) == 0) {
            CRIA_TRY(run_one(b, &rows[i]));
            if (name)
                return CRIA_OK;
        }
    return !name ? CRIA_OK
                 : cria_fail(CRIA_EARG,
                             "no benchmark '%s'; known: peak, gemm, step, distill, "
                             "tokenizer, blimp, generate, dump",
                             name);
}

static cria_status run(const invocation *call)
{
    bench b = {
        .settings = call->settings[0], .common = call->common, .json = call->common->json};
    cria_interrupt_install();
    CRIA_TRY(cria_device_open(&b.backend, call->common->device));
    return run_named(&b, call->arguments.count ? call->arguments.item[0] : NULL);
}

const command command_bench = {
    .name = "bench",
    .arguments = "[NAME]",
    .summary = "the project's benchmarks",
    .details =
        "NAME is peak (multiply-adds on registers), gemm (the student's matrix products), "
        "step (one training step), distill (one step with teachers, online and cached), "
        "tokenizer (training and encoding of --text), blimp (scoring of --data), generate "
        "(one text at a time) or dump (unpacking and reading of --dump). Without NAME all that "
        "need no file. Values are medians; "
        "--json prints one object a row.",
    .example = "cria bench step --model babyllama-58m",
    .tables = {{table, sizeof(bench_settings)}},
    .arguments_max = 1,
    .run = run,
};
