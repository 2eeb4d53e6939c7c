// save.c owns the writing of a model directory that transformers loads unchanged.
#include "model/architecture.h"

#include "base/file.h"
#include "base/memory.h"
#include "model/weights.h"

// ---- weights

static cria_status put_param(cria_safetensors_writer *w, const cria_params *params, size_t i)
{
    const cria_param *item = &params->item[i];
    const size_t count = (size_t)(item->rows * item->cols);
    float *values = NULL, *turned = NULL;
    cria_status status = cria_alloc(&values, count, sizeof *values);
    if (status == CRIA_OK)
        status = cria_params_get(params, CRIA_SLAB_DATA, i, values);
    if (status == CRIA_OK && item->transposed)
        status = cria_alloc(&turned, count, sizeof *turned);
    if (turned)
        cria_weights_turn(turned, values, item->rows, item->cols);
    if (status == CRIA_OK)
        status = cria_safetensors_put(w, turned ? turned : values, count * sizeof *values);
    cria_free(turned);
    cria_free(values);
    return status;
}

static cria_status put_params(const cria_params *params, const char *path,
                              const cria_tensor *tensors)
{
    cria_safetensors_writer *w;
    CRIA_TRY(cria_safetensors_create(&w, path, tensors, params->count, NULL));
    for (size_t i = 0; i < params->count; i++) {
        const cria_status status = put_param(w, params, i);
        if (status != CRIA_OK) {
            cria_safetensors_abort(w);
            return status;
        }
    }
    return cria_safetensors_commit(w);
}

static cria_status save_weights(const cria_model *model, const char *path)
{
    const cria_params *params = &model->params;
    cria_tensor *tensors;
    CRIA_TRY(cria_alloc(&tensors, params->count, sizeof *tensors));
    for (size_t i = 0; i < params->count; i++)
        cria_weights_tensor(&tensors[i], &params->item[i]);
    const cria_status status = put_params(params, path, tensors);
    cria_free(tensors);
    return status;
}

// ---- JSON files

// Each fills an object that becomes one file.
static cria_status fill_generation(json_t *object, const cria_model *model)
{
    CRIA_TRY(cria_json_set(object, "_from_model_config", json_true()));
    return cria_config_token_ids(object, &model->config);
}

static cria_status fill_special_tokens(json_t *object, const cria_model *model)
{
    const struct {
        const char *key;
        int64_t id;
    } marks[] = {{"bos_token", model->config.bos},
                 {"eos_token", model->config.eos},
                 {"pad_token", model->config.pad}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        size_t length = 0;
        const char *token =
            marks[i].id < 0
                ? NULL
                : cria_tokenizer_token(model->tokenizer, (uint32_t)marks[i].id, &length);
        if (token)
            CRIA_TRY(cria_json_set(object, marks[i].key, json_stringn(token, length)));
    }
    return CRIA_OK;
}

// GPT-2's own tokenizer class would rewrite the pre-tokenizer and add a token beyond the
// vocabulary; the plain class keeps to tokenizer.json, if add_prefix_space says the same.
static cria_status fill_tokenizer_config(json_t *object, const cria_model *model)
{
    CRIA_TRY(cria_json_set(object, "tokenizer_class", json_string("PreTrainedTokenizerFast")));
    CRIA_TRY(cria_json_set(object, "add_prefix_space",
                           json_boolean(cria_tokenizer_prefix_space(model->tokenizer))));
    CRIA_TRY(cria_json_set(object, "clean_up_tokenization_spaces", json_false()));
    CRIA_TRY(cria_json_set(object, "model_max_length", json_integer(model->config.positions)));
    return fill_special_tokens(object, model);
}

static cria_status fill_vocabulary(json_t *object, const cria_model *model)
{
    for (uint32_t id = 0; id < cria_tokenizer_vocab_size(model->tokenizer); id++) {
        size_t length;
        const char *token = cria_tokenizer_token(model->tokenizer, id, &length);
        if (token && json_object_setn_new(object, token, length, json_integer(id)) != 0)
            return cria_fail(CRIA_ENOMEM, "out of memory for the vocabulary");
    }
    return CRIA_OK;
}

static cria_status save_filled(const cria_model *model, const char *path,
                               cria_status (*fill)(json_t *, const cria_model *))
{
    json_t *object;
    CRIA_TRY(cria_json_object(&object));
    cria_status status = fill(object, model);
    if (status == CRIA_OK)
        status = cria_json_write(object, path);
    json_decref(object);
    return status;
}

static cria_status save_config(const cria_model *model, const char *path)
{
    json_t *object;
    CRIA_TRY(cria_config_json(&object, &model->config));
    const cria_status status = cria_json_write(object, path);
    json_decref(object);
    return status;
}

static cria_status save_generation(const cria_model *model, const char *path)
{
    return save_filled(model, path, fill_generation);
}

static cria_status save_special_tokens(const cria_model *model, const char *path)
{
    return save_filled(model, path, fill_special_tokens);
}

static cria_status save_tokenizer_config(const cria_model *model, const char *path)
{
    return save_filled(model, path, fill_tokenizer_config);
}

static cria_status save_vocabulary(const cria_model *model, const char *path)
{
    return save_filled(model, path, fill_vocabulary);
}

// ---- the rest of the tokenizer

static cria_status save_tokenizer(const cria_model *model, const char *path)
{
    return cria_tokenizer_save(model->tokenizer, path);
}

static cria_status add_merges(cria_buffer *text, const cria_tokenizer *t)
{
    CRIA_TRY(cria_buffer_puts(text, "#version: 0.2\n"));
    for (uint32_t rank = 0; rank < cria_tokenizer_merges(t); rank++) {
        uint32_t left, right;
        size_t left_length, right_length;
        cria_tokenizer_merge(t, rank, &left, &right);
        const char *a = cria_tokenizer_token(t, left, &left_length);
        const char *b = cria_tokenizer_token(t, right, &right_length);
        CRIA_TRY(cria_buffer_append(text, a, left_length));
        CRIA_TRY(cria_buffer_putc(text, ' '));
        CRIA_TRY(cria_buffer_append(text, b, right_length));
        CRIA_TRY(cria_buffer_putc(text, '\n'));
    }
    return CRIA_OK;
}

static cria_status save_merges(const cria_model *model, const char *path)
{
    cria_buffer text = {0};
    cria_status status = add_merges(&text, model->tokenizer);
    if (status == CRIA_OK)
        status = cria_file_write(path, text.data, text.length);
    cria_buffer_free(&text);
    return status;
}

static cria_status save_credits(const cria_model *model, const char *path)
{
    return cria_file_write(path, model->credits.data, model->credits.length);
}

// ---- the directory

static bool has_tokenizer(const cria_model *model)
{
    return model->tokenizer != NULL;
}

static bool has_credits(const cria_model *model)
{
    return model->credits.length > 0;
}

static const struct output {
    const char *name;
    cria_status (*save)(const cria_model *model, const char *path);
    bool (*wanted)(const cria_model *model); // NULL: always
} outputs[] = {
    {"config.json", save_config, NULL},
    {"generation_config.json", save_generation, NULL},
    {"tokenizer.json", save_tokenizer, has_tokenizer},
    {"tokenizer_config.json", save_tokenizer_config, has_tokenizer},
    {"special_tokens_map.json", save_special_tokens, has_tokenizer},
    {"vocab.json", save_vocabulary, has_tokenizer},
    {"merges.txt", save_merges, has_tokenizer},
    {"CREDITS", save_credits, has_credits},
    {"model.safetensors", save_weights, NULL},
};

cria_status cria_model_save(const cria_model *model, const char *directory)
{
    for (size_t i = 0; i < sizeof outputs / sizeof *outputs; i++) {
        char *path;
        if (outputs[i].wanted && !outputs[i].wanted(model))
            continue;
        CRIA_TRY(cria_path_join(&path, directory, outputs[i].name));
        const cria_status status = outputs[i].save(model, path);
        cria_free(path);
        CRIA_TRY_CTX(status, "saving the model to %s", directory);
    }
    return CRIA_OK;
}
