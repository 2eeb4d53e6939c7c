// bench_text.c: the benchmarks that read text: tokenizer, minimal pairs, generation.
#include "base/clock.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/bench.h"
#include "eval/examine.h"
#include "generate/generator.h"

enum { TEXT_BYTES_MAX = 1 << 30 };

// ---- tokenizer

static cria_status time_training(bench *b, cria_tokenizer **out, double bytes)
{
    cria_options options = {0};
    cria_tokenizer_train_options how;
    CRIA_TRY(cria_options_bind(&options, cria_tokenizer_train_option_table, &how));
    how.vocab_size = b->settings->vocab_size;
    cria_status status = CRIA_OK;
    for (bench_clear(b); status == CRIA_OK && bench_more(b);) {
        cria_tokenizer_close(*out);
        *out = NULL;
        const double started = cria_clock();
        status = cria_tokenizer_train(out, (const char *const *)&b->settings->text, 1, &how);
        bench_stop(b, started);
    }
    cria_options_free(&options);
    CRIA_TRY(status);
    CRIA_TRY(bench_row(b, "tokenizer", "train", bytes * 1e-6, "MB/s"));
    return bench_value(b, "tokenizer", "train", bench_median(b), "s");
}

static cria_status time_encoding(bench *b, const cria_tokenizer *t, const cria_buffer *text)
{
    cria_ids ids = {0};
    cria_status status = CRIA_OK;
    for (bench_clear(b); status == CRIA_OK && bench_more(b);) {
        ids.count = 0;
        const double started = cria_clock();
        status = cria_tokenizer_encode_all(t, &ids, text->data, text->length, NULL);
        bench_stop(b, started);
    }
    const double tokens = (double)ids.count;
    cria_ids_free(&ids);
    CRIA_TRY(status);
    CRIA_TRY(bench_row(b, "tokenizer", "encode", (double)text->length * 1e-6, "MB/s"));
    return bench_row(b, "tokenizer", "encode", tokens * 1e-6, "M tokens/s");
}

cria_status bench_run_tokenizer(bench *b)
{
    cria_tokenizer *t = NULL;
    cria_buffer text = {0};
    if (!b->settings->text)
        return cria_fail(CRIA_EARG, "cria bench tokenizer wants --text FILE");
    CRIA_TRY(cria_file_read(&text, b->settings->text, TEXT_BYTES_MAX));
    cria_status status = time_training(b, &t, (double)text.length);
    if (status == CRIA_OK)
        status = time_encoding(b, t, &text);
    cria_tokenizer_close(t);
    cria_buffer_free(&text);
    return status;
}

// ---- blimp and generate: a model directory, or a configuration with random weights

static cria_status has_weights(bool *out, const char *directory)
{
    static const char *const names[] = {"model.safetensors", "model.safetensors.index.json"};
    *out = false;
    for (int i = 0; i < 2; i++) {
        char *path;
        CRIA_TRY(cria_path_join(&path, directory, names[i]));
        *out |= cria_path_exists(path);
        cria_free(path);
    }
    return CRIA_OK;
}

static cria_status open_model(cria_model **out, const bench *b)
{
    const bench_settings *o = b->settings;
    cria_config config;
    bool weights;
    *out = NULL;
    CRIA_TRY(has_weights(&weights, o->model));
    if (weights) {
        CRIA_TRY(cria_model_load(out, o->model, b->backend, false));
    } else {
        CRIA_TRY(cria_config_read(&config, o->model));
        CRIA_TRY(cria_model_create(out, &config, b->backend, false, (uint64_t)b->common->seed));
    }
    if ((*out)->tokenizer || !o->tokenizer)
        return CRIA_OK;
    const cria_status status = cria_tokenizer_open(&(*out)->tokenizer, o->tokenizer);
    if (status != CRIA_OK) {
        cria_model_free(*out);
        *out = NULL;
    }
    return status;
}

static void keep_first(cria_suite *s, size_t pairs)
{
    s->pairs = 0;
    for (size_t i = 0; i < s->count; i++) {
        if (pairs && s->paradigm[i].count > pairs)
            s->paradigm[i].count = pairs;
        s->pairs += s->paradigm[i].count;
    }
}

static cria_status time_examination(bench *b, cria_model *model, const cria_suite *s)
{
    cria_score_stats stats = {0};
    for (bench_clear(b); bench_more(b);) {
        cria_examination e;
        const double started = cria_clock();
        CRIA_TRY(
            cria_examine(&e, model, s, &cria_protocols[b->settings->protocol], CRIA_TIE_RIGHT));
        bench_stop(b, started);
        stats = e.stats;
        cria_examination_free(&e);
    }
    const char *what = cria_path_name(b->settings->model);
    CRIA_TRY(bench_row(b, "blimp", what, (double)s->pairs, "pairs/s"));
    CRIA_TRY(bench_row(b, "blimp", what, (double)stats.tokens, "tokens/s"));
    return bench_value(b, "blimp", what, (double)stats.inner / (double)stats.tokens,
                       "of tokens computed");
}

cria_status bench_run_blimp(bench *b)
{
    cria_suite suite;
    cria_model *model;
    if (!b->settings->data)
        return cria_fail(CRIA_EARG, "cria bench blimp wants --data DIR");
    CRIA_TRY(open_model(&model, b));
    cria_status status = CRIA_OK;
    if (!model->tokenizer)
        status = cria_fail(CRIA_EARG, "%s has no tokenizer: give --tokenizer FILE",
                           b->settings->model);
    if (status == CRIA_OK)
        status = cria_suite_read(&suite, b->settings->data);
    if (status == CRIA_OK) {
        keep_first(&suite, (size_t)b->settings->pairs);
        status = time_examination(b, model, &suite);
        cria_suite_free(&suite);
    }
    cria_model_free(model);
    return status;
}

static cria_status one_text(cria_generator *g, int64_t *tokens)
{
    const uint32_t prompt = 1;
    int64_t id;
    CRIA_TRY(cria_generator_prompt(g, &prompt, 1));
    *tokens = 0;
    for (int open = 1; open; *tokens += id >= 0)
        CRIA_TRY(cria_generator_next(g, &id, &open));
    return CRIA_OK;
}

static cria_status time_texts(bench *b, cria_generator *g)
{
    int64_t tokens = 0;
    CRIA_TRY(one_text(g, &tokens));
    for (bench_clear(b); bench_more(b);) {
        const double started = cria_clock();
        CRIA_TRY(one_text(g, &tokens));
        bench_stop(b, started);
    }
    return bench_row(b, "generate", cria_path_name(b->settings->model), (double)tokens,
                     "tokens/s");
}

cria_status bench_run_generate(bench *b)
{
    static const cria_sampling usual = {0.7, 50, 0.95};
    cria_model *model;
    cria_generator *g;
    CRIA_TRY(open_model(&model, b));
    model->config.eos = -1; // no text ends early
    cria_status status = cria_generator_open(&g, model, &usual, 1, b->settings->max_tokens,
                                             (uint64_t)b->common->seed);
    if (status == CRIA_OK)
        status = time_texts(b, g);
    cria_generator_close(g);
    cria_model_free(model);
    return status;
}
