// session.c owns the public API's model and session (include/cria.h): thin over model/ and the
// generator.
#include "cria.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "generate/generator.h"
#include "tensor/device.h"

#include <string.h>

struct cria_session {
    cria_model *model;
    cria_generator *generator;
    cria_decoder decoder;
    cria_buffer piece;
    bool begun, ended;
};

cria_status cria_model_open(cria_model **out, const char *directory,
                            const cria_model_options *options)
{
    *out = NULL;
    const cria_backend *backend;
    if (options && options->threads > 0)
        cria_threads_set(options->threads);
    CRIA_TRY(cria_device_open(&backend, options && options->device ? options->device : "auto"));
    CRIA_TRY(cria_model_load(out, directory, backend, false));
    return cria_model_need_tokenizer(out, directory);
}

void cria_model_close(cria_model *model)
{
    cria_model_free(model);
}

int64_t cria_model_parameters(const cria_model *model)
{
    return model->params.elements;
}

int cria_model_vocab_size(const cria_model *model)
{
    return (int)model->config.vocab_size;
}

int cria_model_context(const cria_model *model)
{
    return (int)model->config.positions;
}

cria_status cria_model_tokenize(const cria_model *model, const char *text, uint32_t *ids,
                                size_t capacity, size_t *count)
{
    cria_ids all = {0};
    const cria_status status =
        cria_tokenizer_encode(model->tokenizer, &all, text, strlen(text), NULL);
    const size_t given = all.count < capacity ? all.count : capacity;
    *count = all.count;
    if (status == CRIA_OK && given)
        memcpy(ids, all.id, given * sizeof *ids);
    cria_ids_free(&all);
    return status;
}

static cria_status check_options(const cria_session_options *o)
{
    if (!(o->temperature >= 0) || o->top_k < 0 || !(o->top_p > 0 && o->top_p <= 1) ||
        o->max_tokens < 0)
        return cria_fail(CRIA_EARG,
                         "sampling wants temperature >= 0, top_k >= 0, 0 < top_p <= 1 "
                         "and max_tokens >= 0");
    return CRIA_OK;
}

cria_status cria_session_open(cria_session **out, cria_model *model,
                              const cria_session_options *options)
{
    static const cria_session_options defaults = {0.7, 50, 0.95, 100, 42};
    const cria_session_options *o = options ? options : &defaults;
    *out = NULL;
    CRIA_TRY(check_options(o));
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    (*out)->model = model;
    const cria_sampling how = {o->temperature, o->top_k, o->top_p};
    const cria_status status =
        cria_generator_open(&(*out)->generator, model, &how, 1, o->max_tokens, o->seed);
    if (status != CRIA_OK) {
        cria_session_close(*out);
        *out = NULL;
    }
    return status;
}

cria_status cria_session_prompt(cria_session *s, const char *text)
{
    cria_ids ids = {0};
    cria_status status =
        cria_tokenizer_encode(s->model->tokenizer, &ids, text, strlen(text), NULL);
    if (status == CRIA_OK)
        status = cria_generator_prompt(s->generator, ids.id, ids.count);
    cria_ids_free(&ids);
    s->decoder = (cria_decoder){.skip_special = true};
    s->begun = status == CRIA_OK;
    s->ended = false;
    return status;
}

cria_status cria_session_next(cria_session *s, const char **piece)
{
    *piece = NULL;
    if (!s->begun)
        return cria_fail(CRIA_EARG, "cria_session_next before cria_session_prompt");
    if (s->ended)
        return CRIA_OK;
    cria_buffer_reset(&s->piece);
    int64_t id;
    int open;
    CRIA_TRY(cria_generator_next(s->generator, &id, &open));
    s->ended = open == 0;
    if (id >= 0)
        CRIA_TRY(cria_decoder_put(&s->decoder, s->model->tokenizer, &s->piece, (uint32_t)id));
    if (s->ended)
        CRIA_TRY(cria_decoder_end(&s->decoder, &s->piece));
    CRIA_TRY(cria_buffer_puts(&s->piece, ""));
    *piece = s->piece.data;
    return CRIA_OK;
}

void cria_session_close(cria_session *s)
{
    if (!s)
        return;
    cria_generator_close(s->generator);
    cria_buffer_free(&s->piece);
    cria_free(s);
}
