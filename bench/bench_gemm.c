// bench_gemm.c: rates of matrix products at the shapes of our models, against the rate of a
// loop of fused multiply-adds on registers alone, for every instruction set of this machine and
// every library of this build.
//
// usage: bench_gemm [--threads N] [--repeat N] [--only NAME] [--form NT|NN|TN]
//                   [--quick] [--cpu]
//   --cpu  divide by the processor time of the process (one thread; on a busy machine)
#include "base/clock.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "cli/peak.h"
#include "cpu/gemm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct shape {
    const char *form; // NT: y = x w^T; NN: dx = dy w; TN: dw = dy^T x
    int64_t rows, cols, k;
} shape;

static const shape shapes[] = {
    {"NT", 4096, 512, 512},   {"NT", 4096, 1536, 512},  {"NT", 4096, 1024, 512},
    {"NT", 4096, 2048, 512},  {"NT", 4096, 512, 1024},  {"NT", 4096, 16000, 512},
    {"NN", 4096, 512, 512},   {"NN", 4096, 512, 2048},  {"NN", 4096, 1024, 512},
    {"NN", 4096, 512, 16000}, {"TN", 512, 512, 4096},   {"TN", 2048, 512, 4096},
    {"TN", 512, 1024, 4096},  {"TN", 16000, 512, 4096}, {"NT", 4096, 3072, 1024},
    {"NT", 4096, 1024, 3072}, {"NT", 2048, 6144, 1536}, {"NT", 2048, 1536, 6144},
    {"NT", 32, 512, 512},     {"NT", 8, 2048, 512},     {"NT", 1, 2048, 512},
    {"NT", 1, 16000, 512},
};
enum { SHAPES = sizeof shapes / sizeof *shapes, QUICK = 12, REPEAT_MAX = 200 };

typedef struct options {
    int threads, repeat, shapes;
    const char *only, *form;
    peak_clock *clock;
} options;

typedef struct memory {
    float *a, *b, *c;
    void *scratch;
} memory;

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double processor_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static cria_gemm product(const shape *s, const memory *m)
{
    const bool a_along = strcmp(s->form, "TN") == 0, b_along = strcmp(s->form, "NT") != 0;
    return (cria_gemm){
        .rows = s->rows,
        .cols = s->cols,
        .k = s->k,
        .a = {m->a, a_along ? s->rows : s->k, a_along},
        .b = {m->b, b_along ? s->cols : s->k, b_along},
        .c = m->c,
        .stride = s->cols,
        .scratch = m->scratch,
    };
}

static void measure(const cria_gemm_provider *who, const shape *s, const memory *m,
                    const options *o)
{
    const cria_gemm g = product(s, m);
    const double flop = 2.0 * (double)s->rows * (double)s->cols * (double)s->k;
    const int repeat = flop < 1e8 ? REPEAT_MAX : o->repeat;
    double rate[REPEAT_MAX];
    who->run(&g);
    for (int i = 0; i < repeat; i++) {
        const double start = o->clock();
        who->run(&g);
        rate[i] = flop / (o->clock() - start) * 1e-9;
    }
    qsort(rate, (size_t)repeat, sizeof *rate, ascending);
    printf(" %7.1f (%7.1f)", rate[repeat / 2], rate[repeat - 1]);
    fflush(stdout);
}

static bool wanted(const options *o, const char *name)
{
    return !o->only || strstr(name, o->only);
}

static int who_list(const cria_gemm_provider *who[16], const options *o)
{
    int count = 0;
    for (int isa = CRIA_ISAS - 1; isa >= 0; isa--)
        if (isa <= (int)cria_isa_best() && wanted(o, cria_gemm_own((cria_isa)isa)->name))
            who[count++] = cria_gemm_own((cria_isa)isa);
    for (const cria_gemm_provider *l = cria_gemm_libraries(); l->name; l++)
        if (wanted(o, l->name))
            who[count++] = l;
    return count;
}

static void measure_all(const memory *m, const options *o)
{
    const cria_gemm_provider *who[16];
    const int count = who_list(who, o);
    printf("%-22s", "form rows cols k");
    for (int i = 0; i < count; i++)
        printf(" %17s", who[i]->name);
    printf("\n");
    for (int i = 0; i < o->shapes; i++) {
        const shape *const s = &shapes[i];
        if (o->form && strcmp(o->form, s->form) != 0)
            continue;
        printf("%s %5d %5d %5d   ", s->form, (int)s->rows, (int)s->cols, (int)s->k);
        for (int j = 0; j < count; j++)
            measure(who[j], s, m, o);
        printf("\n");
    }
}

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

static cria_status memory_open(memory *m)
{
    size_t a = 0, b = 0, c = 0, scratch = 0;
    for (int i = 0; i < SHAPES; i++) {
        const shape *const s = &shapes[i];
        const cria_gemm g = product(s, m);
        a = most(a, (size_t)(s->rows * s->k));
        b = most(b, (size_t)(s->cols * s->k));
        c = most(c, (size_t)(s->rows * s->cols));
        for (int isa = 0; isa < CRIA_ISAS; isa++)
            scratch = most(scratch, cria_gemm_own((cria_isa)isa)->scratch(&g));
    }
    CRIA_TRY(cria_slab_alloc(&m->a, a * sizeof(float)));
    CRIA_TRY(cria_slab_alloc(&m->b, b * sizeof(float)));
    CRIA_TRY(cria_slab_alloc(&m->c, c * sizeof(float)));
    CRIA_TRY(cria_slab_alloc(&m->scratch, scratch));
    cria_random r = {.seed = 1, .stream = CRIA_STREAM_INIT};
    for (size_t i = 0; i < a; i++)
        m->a[i] = (float)cria_random_unit(&r) - 0.5f;
    for (size_t i = 0; i < b; i++)
        m->b[i] = (float)cria_random_unit(&r) - 0.5f;
    return CRIA_OK;
}

static void read_options(options *o, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        const char *const value = i + 1 < argc ? argv[i + 1] : "";
        if (strcmp(argv[i], "--threads") == 0)
            o->threads = atoi(value);
        else if (strcmp(argv[i], "--repeat") == 0)
            o->repeat = atoi(value) < REPEAT_MAX ? atoi(value) : REPEAT_MAX;
        else if (strcmp(argv[i], "--only") == 0)
            o->only = value;
        else if (strcmp(argv[i], "--form") == 0)
            o->form = value;
        else if (strcmp(argv[i], "--cpu") == 0)
            o->clock = processor_clock;
        else if (strcmp(argv[i], "--quick") == 0)
            o->shapes = QUICK;
    }
}

// The libraries read their number of threads when they are loaded.
static void restart_with_threads(const options *o, char **argv)
{
    static const char *const names[] = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"};
    char number[16];
    snprintf(number, sizeof number, "%d", o->threads);
    const char *const now = getenv(names[0]);
    if (now && strcmp(now, number) == 0)
        return;
    for (int i = 0; i < 2; i++)
        setenv(names[i], number, 1);
    execv("/proc/self/exe", argv);
}

int main(int argc, char **argv)
{
    options o = {.threads = 1, .repeat = 7, .shapes = SHAPES, .clock = cria_clock};
    memory m = {0};
    read_options(&o, argc, argv);
    restart_with_threads(&o, argv);
    cria_threads_set(o.threads);
    if (memory_open(&m) != CRIA_OK) {
        fprintf(stderr, "bench_gemm: no memory\n");
        return 1;
    }
    printf("threads %d; GFLOP/s: median (best) of %d\n", o.threads, o.repeat);
    for (int isa = cria_isa_best(); isa > CRIA_ISA_GENERIC; isa--)
        printf("peak of fused multiply-adds, %s: %.1f\n", cria_isa_name((cria_isa)isa),
               peak_rate((cria_isa)isa, o.threads, o.clock));
    measure_all(&m, &o);
    return 0;
}
