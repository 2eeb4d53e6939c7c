// save.c owns writing a directory that transformers loads unchanged.
#include "base/file.h"
#include "base/memory.h"
#include "format/safetensors.h"
#include "model/architecture.h"

#include <string.h>

static cria_status write_json(const char *directory, const char *name, json_t *value)
{
    char *path;
    if (!value)
        return cria_fail(CRIA_ENOMEM, "out of memory for %s", name);
    cria_status status = cria_path_join(&path, directory, name);
    if (status == CRIA_OK)
        status = cria_json_write(value, path);
    cria_free(path);
    json_decref(value);
    return status;
}

static cria_tensor declare(const cria_param *item)
{
    cria_tensor t = {.name = item->name, .dtype = CRIA_F32, .rank = item->vector ? 1 : 2};
    t.shape[0] = item->vector ? item->cols : item->transposed ? item->cols : item->rows;
    t.shape[1] = item->vector ? 0 : item->transposed ? item->rows : item->cols;
    return t;
}

// out[cols][rows] = in[rows][cols]
static void transpose(float *out, const float *in, int64_t rows, int64_t cols)
{
    for (int64_t c = 0; c < cols; c++)
        for (int64_t r = 0; r < rows; r++)
            out[c * rows + r] = in[r * cols + c];
}

static cria_status put_param(cria_safetensors_writer *w, const cria_model *m, size_t i)
{
    const cria_param *item = &m->params.item[i];
    const size_t count = (size_t)(item->rows * item->cols);
    float *values = NULL, *turned = NULL;
    cria_status status = cria_alloc(&values, count, sizeof *values);
    if (status == CRIA_OK)
        status = cria_params_get(&m->params, CRIA_SLAB_DATA, i, values);
    if (status == CRIA_OK && item->transposed)
        status = cria_alloc(&turned, count, sizeof *turned);
    if (status == CRIA_OK && turned)
        transpose(turned, values, item->rows, item->cols);
    if (status == CRIA_OK)
        status = cria_safetensors_put(w, turned ? turned : values, count * sizeof *values);
    cria_free(values);
    cria_free(turned);
    return status;
}

static cria_status put_params(const cria_model *m, const char *path, const cria_tensor *tensors)
{
    cria_safetensors_writer *w;
    CRIA_TRY(cria_safetensors_create(&w, path, tensors, m->params.count, NULL));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < m->params.count && status == CRIA_OK; i++)
        status = put_param(w, m, i);
    if (status == CRIA_OK)
        return cria_safetensors_commit(w);
    cria_safetensors_abort(w);
    return status;
}

static cria_status save_weights(const cria_model *m, const char *directory)
{
    char *path = NULL;
    cria_tensor *tensors = NULL;
    cria_status status = cria_path_join(&path, directory, "model.safetensors");
    if (status == CRIA_OK)
        status = cria_alloc(&tensors, m->params.count, sizeof *tensors);
    for (size_t i = 0; i < m->params.count && status == CRIA_OK; i++)
        tensors[i] = declare(&m->params.item[i]);
    if (status == CRIA_OK)
        status = put_params(m, path, tensors);
    cria_free(tensors);
    cria_free(path);
    return status;
}

static json_t *id_or_null(int64_t id)
{
    return id >= 0 ? json_integer(id) : json_null();
}

// The text of a special token, or null.
static json_t *token_or_null(const cria_model *m, int64_t id)
{
    size_t length;
    const char *text = id >= 0 ? cria_tokenizer_token(m->tokenizer, (uint32_t)id, &length) : NULL;
    return text ? json_stringn(text, length) : json_null();
}

static cria_status save_tokenizer(const cria_model *m, const char *directory)
{
    char *path;
    CRIA_TRY(cria_path_join(&path, directory, "tokenizer.json"));
    const cria_status status = cria_tokenizer_save(m->tokenizer, path);
    cria_free(path);
    CRIA_TRY(status);
    const cria_config *c = &m->config;
    // GPT-2's own class would rewrite the pre-tokenizer; the plain class keeps the file's meaning.
    CRIA_TRY(write_json(directory, "tokenizer_config.json",
                        json_pack("{s:s, s:b, s:b, s:I, s:o, s:o, s:o}", "tokenizer_class",
                                  "PreTrainedTokenizerFast", "add_prefix_space",
                                  cria_tokenizer_prefix_space(m->tokenizer),
                                  "clean_up_tokenization_spaces", 0, "model_max_length",
                                  (json_int_t)c->positions, "bos_token", token_or_null(m, c->bos),
                                  "eos_token", token_or_null(m, c->eos), "pad_token",
                                  token_or_null(m, c->pad))));
    return write_json(directory, "special_tokens_map.json",
                      json_pack("{s:o*, s:o*, s:o*}", "bos_token", token_or_null(m, c->bos),
                                "eos_token", token_or_null(m, c->eos), "pad_token",
                                token_or_null(m, c->pad)));
}

cria_status cria_model_save(const cria_model *m, const char *directory)
{
    json_t *config;
    CRIA_TRY(cria_config_json(&config, &m->config));
    CRIA_TRY(write_json(directory, "config.json", config));
    CRIA_TRY(write_json(directory, "generation_config.json",
                        json_pack("{s:o, s:o, s:o}", "bos_token_id", id_or_null(m->config.bos),
                                  "eos_token_id", id_or_null(m->config.eos), "pad_token_id",
                                  id_or_null(m->config.pad))));
    CRIA_TRY(save_weights(m, directory));
    return m->tokenizer ? save_tokenizer(m, directory) : CRIA_OK;
}
