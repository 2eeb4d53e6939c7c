// support.h: what the tests of this room share: a directory that goes away, small shards,
// settings.
#ifndef CRIA_TESTS_TRAIN_SUPPORT_H
#define CRIA_TESTS_TRAIN_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"
#include "format/safetensors.h"
#include "tensor/device.h"
#include "train/run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#define OK(expression)                                                                         \
    do {                                                                                       \
        const cria_status ok_ = (expression);                                                  \
        if (ok_ != CRIA_OK)                                                                    \
            fail_msg("%s: %s", #expression, cria_message());                                   \
    } while (0)

// FAILS: the status, and what the message must say.
#define FAILS(wanted, says, expression)                                                        \
    do {                                                                                       \
        const cria_status fails_ = (expression);                                               \
        if (fails_ != (wanted) || !strstr(cria_message(), says))                               \
            fail_msg("%s: status %d, message: %s", #expression, (int)fails_, cria_message());  \
    } while (0)

// cmocka's own comparison is in float.
#define NEAR(a, b, apart)                                                                      \
    do {                                                                                       \
        const double near_a_ = (double)(a), near_b_ = (double)(b);                             \
        if (!(fabs(near_a_ - near_b_) <= (apart)))                                             \
            fail_msg("%s is %.9g, %s is %.9g", #a, near_a_, #b, near_b_);                      \
    } while (0)

static char test_directory[64];

static inline int test_directory_make(void **state)
{
    (void)state;
    strcpy(test_directory, "/tmp/cria-train-XXXXXX");
    return mkdtemp(test_directory) ? 0 : 1;
}

static inline int test_directory_remove(void **state)
{
    (void)state;
    return cria_directory_remove(test_directory) == CRIA_OK ? 0 : 1;
}

// A path in the test's directory; 64 may be in use at once.
static inline const char *in_test(const char *name)
{
    static char path[64][160];
    static int next;
    char *out = path[next++ % 64];
    snprintf(out, sizeof path[0], "%s/%s", test_directory, name);
    return out;
}

enum { TEST_VOCAB = 61, TEST_EOS = 2 };

// A shard of `count` ids in which something can be learned; eos about every 40. `credits` may
// be NULL.
static inline void write_credited_shard(const char *path, int64_t count, uint64_t seed,
                                        const char *credits)
{
    uint16_t *ids;
    cria_random random = {.seed = seed, .stream = CRIA_STREAM_POCKET};
    OK(cria_alloc(&ids, (size_t)count + 1, sizeof *ids));
    for (int64_t i = 0; i < count; i++) {
        const uint16_t next = (uint16_t)(i ? 3 + (ids[i - 1] * 7 + 1) % (TEST_VOCAB - 3) : 3);
        ids[i] = cria_random_below(&random, 4) ? next
                                               : (uint16_t)(3 + cria_random_below(&random, 20));
        if (cria_random_below(&random, 40) == 0)
            ids[i] = TEST_EOS;
    }
    static const char *const members[][2] = {
        {"kind", "cria tokens"}, {"tokenizer_hash", "00000000000000000000000000000000"},
        {"vocab_size", "61"},    {"words", "10"},
        {"documents", "2"},      {"bytes", "100"},
        {"dropped_bytes", "0"},  {"source_hash", "0"},
    };
    json_t *metadata = json_object();
    for (size_t i = 0; i < sizeof members / sizeof *members; i++)
        json_object_set_new(metadata, members[i][0], json_string(members[i][1]));
    const size_t credits_bytes = credits ? strlen(credits) : 0;
    const cria_tensor tensors[] = {
        {.name = "ids", .dtype = CRIA_U16, .rank = 1, .shape = {count}},
        {.name = "credits", .dtype = CRIA_U8, .rank = 1, .shape = {(int64_t)credits_bytes}}};
    cria_safetensors_writer *w;
    OK(cria_safetensors_create(&w, path, tensors, credits ? 2 : 1, metadata));
    OK(cria_safetensors_put(w, ids, (size_t)count * sizeof *ids));
    if (credits)
        OK(cria_safetensors_put(w, credits, credits_bytes));
    OK(cria_safetensors_commit(w));
    json_decref(metadata);
    cria_free(ids);
}

static inline void write_shard(const char *path, int64_t count, uint64_t seed)
{
    write_credited_shard(path, count, seed, NULL);
}

static inline void write_text(const char *path, const char *text)
{
    OK(cria_file_write(path, text, strlen(text)));
}

// Two shapes of two architectures, small enough for a test.
static inline void write_configs(void)
{
    write_text(
        in_test("llama.json"),
        "{\"model_type\": \"llama\", \"vocab_size\": 61, \"hidden_size\": 16, "
        "\"intermediate_size\": 24, \"num_hidden_layers\": 2, \"num_attention_heads\": 2, "
        "\"num_key_value_heads\": 2, \"max_position_embeddings\": 32, "
        "\"rms_norm_eps\": 1e-6, \"tie_word_embeddings\": false, "
        "\"bos_token_id\": 1, \"eos_token_id\": 2, \"pad_token_id\": 0}");
    write_text(in_test("gpt2.json"),
               "{\"model_type\": \"gpt2\", \"vocab_size\": 61, \"n_embd\": 24, \"n_layer\": 2, "
               "\"n_head\": 2, \"n_positions\": 32, \"embd_pdrop\": 0.1, \"resid_pdrop\": 0.1, "
               "\"attn_pdrop\": 0.1, \"tie_word_embeddings\": true, "
               "\"bos_token_id\": 1, \"eos_token_id\": 2, \"pad_token_id\": 0}");
}

// A run's settings: 16 tokens a row, batches of 4, the defaults otherwise.
typedef struct test_run {
    cria_options options;
    cria_train_settings train;
    cria_distill_settings distill;
} test_run;

static inline void set_option(test_run *r, const char *name, const char *value)
{
    OK(cria_options_set(&r->options, name, value, CRIA_ORIGIN_FLAG));
}

static inline void run_settings(test_run *r, const char *out)
{
    static const char *const values[][2] = {
        {"sequence-length", "16"}, {"batch-size", "4"}, {"learning-rate", "1e-2"},
        {"warmup-steps", "2"},     {"epochs", "2"},     {"log-every", "3"},
    };
    memset(r, 0, sizeof *r);
    OK(cria_options_bind(&r->options, cria_train_option_table, &r->train));
    OK(cria_options_bind(&r->options, cria_distill_option_table, &r->distill));
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        set_option(r, values[i][0], values[i][1]);
    set_option(r, "model", in_test("llama.json"));
    set_option(r, "tokens", in_test("train.tokens"));
    set_option(r, "eval-tokens", in_test("eval.tokens"));
    set_option(r, "out", in_test(out));
}

static inline void run_free(test_run *r)
{
    cria_options_free(&r->options);
}

// CRIA_TEST_LOG in the environment shows what the runs say.
static inline void show_line(void *context, cria_log_level level, const char *line)
{
    (void)context;
    (void)level;
    fprintf(stderr, "  %s\n", line);
}

// ---- runs, each in a process of its own, which can be interrupted or killed.

// The processor's backend with its calls counted; at the `at`-th the process gets `signal`: of
// the runs of programs alone for SIGINT, of the reads of memory too for SIGKILL.
typedef struct trap {
    int signal;
    long at, runs, calls;
} trap;
static trap test_trap;

static inline void count_call(bool run)
{
    test_trap.runs += run;
    test_trap.calls++;
    const bool counted = run || test_trap.signal == SIGKILL;
    const long done = test_trap.signal == SIGKILL ? test_trap.calls : test_trap.runs;
    if (counted && done == test_trap.at)
        raise(test_trap.signal);
}

static const cria_backend *real_backend;

static inline cria_status trapped_run(const cria_call *calls, int count, const cria_step *step)
{
    count_call(true);
    return real_backend->run(calls, count, step);
}

static inline cria_status trapped_get(void *host, const void *from, size_t bytes)
{
    count_call(false);
    return real_backend->get(host, from, bytes);
}

static inline size_t little_memory(void)
{
    return 100000;
}

static inline cria_status run_here(test_run *r, const trap *when, cria_train_result *result)
{
    static cria_backend backend;
    CRIA_TRY(cria_device_open(&real_backend, "cpu"));
    backend = *real_backend;
    test_trap = when ? *when : (trap){0};
    backend.run = trapped_run;
    backend.get = trapped_get;
    if (getenv("CRIA_TEST_LITTLE_MEMORY"))
        backend.available = little_memory;
    const cria_train_job job = {
        .train = &r->train,
        .distill = r->distill.teacher.count ? &r->distill : NULL,
        .backend = &backend,
        .peak_flops = 1, // as measured on a machine that was busy
    };
    return cria_train_run(&job, result);
}

// What a child found, in memory that both processes see.
typedef struct outcome {
    cria_status status;
    long runs, calls;
    cria_train_result result;
    char message[1024];
} outcome;

static inline outcome *shared_outcome(void)
{
    static outcome *shared;
    if (!shared)
        shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                      -1, 0);
    assert_true(shared != MAP_FAILED);
    return shared;
}

// One thread unless a test says otherwise: the models are too small for more.
static int test_threads = 1;

static inline void child(test_run *r, const trap *when, outcome *out)
{
    cria_threads_set(test_threads);
    cria_interrupt_install();
    if (getenv("CRIA_TEST_LOG"))
        cria_log_set(show_line, NULL);
    out->status = run_here(r, when, &out->result);
    out->runs = test_trap.runs;
    out->calls = test_trap.calls;
    snprintf(out->message, sizeof out->message, "%s", out->status ? cria_message() : "");
    _exit(0);
}

// Runs in a child; killed: how it ended is not looked at. `after` microseconds it is killed, if
// > 0.
static inline outcome run_child(test_run *r, const trap *when, useconds_t after)
{
    outcome *out = shared_outcome();
    memset(out, 0, sizeof *out);
    const pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0)
        child(r, when, out);
    if (after) {
        usleep(after);
        kill(pid, SIGKILL);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    const bool may_die = after || (when && when->signal == SIGKILL);
    if (!may_die && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
        fail_msg("the run died (status %d)", status);
    return *out;
}

// A run that must end well.
static inline cria_train_result run_well(test_run *r)
{
    const outcome o = run_child(r, NULL, 0);
    if (o.status != CRIA_OK)
        fail_msg("run failed: %s", o.message);
    return o.result;
}

static inline void run_fails(test_run *r, cria_status wanted, const char *says)
{
    const outcome o = run_child(r, NULL, 0);
    if (o.status != wanted || !strstr(o.message, says))
        fail_msg("status %d, message: %s", (int)o.status, o.message);
}

// A file of a run, whole.
static inline cria_buffer read_file(const char *run, const char *name)
{
    char path[256];
    cria_buffer content = {0};
    snprintf(path, sizeof path, "%s/%s", in_test(run), name);
    OK(cria_file_read(&content, path, (size_t)1 << 30));
    return content;
}

static inline void same_file(const char *run_a, const char *run_b, const char *name)
{
    cria_buffer a = read_file(run_a, name), b = read_file(run_b, name);
    if (a.length != b.length || memcmp(a.data, b.data, a.length) != 0)
        fail_msg("%s differs between %s and %s", name, run_a, run_b);
    cria_buffer_free(&a);
    cria_buffer_free(&b);
}

// metrics.jsonl without what depends on the clock.
static inline cria_buffer read_metrics(const char *run)
{
    cria_buffer all = read_file(run, "metrics.jsonl"), out = {0};
    for (char *line = strtok(all.data, "\n"); line; line = strtok(NULL, "\n")) {
        if (strstr(line, "tokens_per_second") || strstr(line, "mfu"))
            continue;
        *strstr(line, ", \"wall\"") = '\0';
        OK(cria_buffer_printf(&out, "%s\n", line));
    }
    cria_buffer_free(&all);
    return out;
}

static inline void same_metrics(const char *run_a, const char *run_b)
{
    cria_buffer a = read_metrics(run_a), b = read_metrics(run_b);
    assert_string_equal(a.data, b.data);
    cria_buffer_free(&a);
    cria_buffer_free(&b);
}

static inline bool run_has(const char *run, const char *name)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", in_test(run), name);
    return cria_path_exists(path);
}

// log_history without what depends on the clock.
static inline json_t *read_history(const char *run)
{
    static const char *const clocked[] = {"eval_runtime", "eval_samples_per_second",
                                          "eval_steps_per_second"};
    json_t *state;
    char path[256];
    snprintf(path, sizeof path, "%s/trainer_state.json", in_test(run));
    OK(cria_json_read(&state, path, 1 << 24));
    json_t *history = json_incref(json_object_get(state, "log_history"));
    for (size_t i = 0; i < json_array_size(history); i++)
        for (int k = 0; k < 3; k++)
            json_object_del(json_array_get(history, i), clocked[k]);
    json_decref(state);
    return history;
}

// Two finished runs: the same bits in weights, moments, metrics and history.
static inline void same_runs(const char *a, const char *b, int64_t last_step)
{
    char moments[64];
    snprintf(moments, sizeof moments, "checkpoint-%lld/optimizer.safetensors",
             (long long)last_step);
    same_file(a, b, "model.safetensors");
    same_file(a, b, moments);
    same_metrics(a, b);
    json_t *history_a = read_history(a), *history_b = read_history(b);
    assert_true(json_array_size(history_a) > 0);
    assert_true(json_equal(history_a, history_b));
    json_decref(history_a);
    json_decref(history_b);
}

// The largest difference between the weights of two runs.
static inline double weights_apart(const char *a, const char *b)
{
    cria_safetensors *x, *y;
    char path[2][256];
    snprintf(path[0], sizeof path[0], "%s/model.safetensors", in_test(a));
    snprintf(path[1], sizeof path[1], "%s/model.safetensors", in_test(b));
    OK(cria_safetensors_open(&x, path[0]));
    OK(cria_safetensors_open(&y, path[1]));
    double most = 0;
    for (size_t i = 0; i < cria_safetensors_count(x); i++) {
        const cria_tensor *s = cria_safetensors_at(x, i);
        const cria_tensor *t = cria_safetensors_find(y, s->name);
        assert_true(t && t->bytes == s->bytes);
        for (size_t k = 0; k < s->bytes / 4; k++) {
            float u, v;
            memcpy(&u, (const char *)s->data + 4 * k, 4);
            memcpy(&v, (const char *)t->data + 4 * k, 4);
            const double apart = u > v ? (double)u - (double)v : (double)v - (double)u;
            most = apart > most ? apart : most;
        }
    }
    cria_safetensors_close(x);
    cria_safetensors_close(y);
    return most;
}

#endif
