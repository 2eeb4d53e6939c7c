// model.c owns a model's life: the parameter table laid out, allocated, initialised, hashed;
// and the recording of its forward pass.
#include "model/architecture.h"

#include "base/hash.h"
#include "base/memory.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

static int64_t size_of(const cria_config *c, cria_size size)
{
    const int64_t q = c->heads * c->head_dim, k = c->kv_heads * c->head_dim;
    const int64_t sizes[] = {
        [CRIA_SIZE_1] = 1,        [CRIA_SIZE_V] = c->vocab_size, [CRIA_SIZE_P] = c->positions,
        [CRIA_SIZE_C] = c->width, [CRIA_SIZE_F] = c->inner,      [CRIA_SIZE_Q] = q,
        [CRIA_SIZE_K] = k,        [CRIA_SIZE_QKV] = q + 2 * k,
    };
    return sizes[size];
}

// Adds the rows of one table; their indices go to the fields of `indices`.
static cria_status add_rows(cria_model *m, const cria_param_row *row, const char *prefix,
                            void *indices)
{
    for (; row->name; row++) {
        const bool vector = row->rows == CRIA_SIZE_1;
        cria_param param = {.rows = size_of(&m->config, row->rows),
                            .cols = size_of(&m->config, row->cols),
                            .vector = vector,
                            .transposed = row->transposed,
                            .decay = !vector,
                            .init = row->init};
        snprintf(param.name, sizeof param.name, "%s%s", prefix, row->name);
        CRIA_TRY(cria_params_add(&m->params, &param, (int *)((char *)indices + row->field)));
    }
    return CRIA_OK;
}

static cria_status add_layers(cria_model *m)
{
    CRIA_TRY(cria_alloc(&m->layer, (size_t)m->config.layers, sizeof *m->layer));
    memset(m->layer, 0xff, (size_t)m->config.layers * sizeof *m->layer); // every index -1
    for (int64_t l = 0; l < m->config.layers; l++) {
        char prefix[64];
        snprintf(prefix, sizeof prefix, "%s%lld.", m->config.architecture->layer_prefix,
                 (long long)l);
        CRIA_TRY(add_rows(m, m->config.architecture->layer, prefix, &m->layer[l]));
    }
    return CRIA_OK;
}

// The rows behind the layers; a tied head is the embedding and has none.
static cria_status add_after(cria_model *m)
{
    cria_param_row rows[8] = {0};
    int count = 0;
    for (const cria_param_row *row = m->config.architecture->after; row->name; row++)
        if (!m->config.tied || row->field != offsetof(cria_model, head)) {
            CRIA_ASSERT(count < 7);
            rows[count++] = *row;
        }
    m->head = m->embed;
    return add_rows(m, rows, "", m);
}

static cria_status lay_out(cria_model *m)
{
    CRIA_TRY(add_rows(m, m->config.architecture->before, "", m));
    CRIA_TRY(add_layers(m));
    return add_after(m);
}

static cria_status plan(cria_model **out, const cria_config *config)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_model *m = *out;
    m->config = *config;
    m->embed = m->position_embed = m->norm = m->norm_bias = m->head = -1;
    const cria_status status = lay_out(m);
    if (status != CRIA_OK) {
        cria_model_free(m);
        *out = NULL;
    }
    return status;
}

int64_t cria_config_parameters(const cria_config *config)
{
    cria_model *m;
    if (plan(&m, config) != CRIA_OK)
        return -1;
    const int64_t count = m->params.elements;
    cria_model_free(m);
    return count;
}

cria_status cria_model_plan(cria_model **out, const cria_config *config)
{
    *out = NULL;
    CRIA_TRY(cria_config_check(config, "model"));
    return plan(out, config);
}

cria_status cria_model_create(cria_model **out, const cria_config *config,
                              const cria_backend *backend, bool training, uint64_t seed)
{
    CRIA_TRY(cria_model_plan(out, config));
    cria_model *m = *out;
    cria_status status = cria_params_allocate(&m->params, backend, training);
    if (status == CRIA_OK)
        status = cria_params_init(&m->params, seed, config->init_range, (int)config->layers);
    if (status != CRIA_OK) {
        cria_model_free(m);
        *out = NULL;
    }
    return status;
}

static cria_status hash_config(cria_hash *hash, const cria_config *config)
{
    json_t *json;
    cria_buffer text = {0};
    CRIA_TRY(cria_config_json(&json, config));
    const cria_status status = cria_json_append(&text, json);
    if (status == CRIA_OK)
        cria_hash_add(hash, text.data, text.length);
    cria_buffer_free(&text);
    json_decref(json);
    return status;
}

static cria_status hash_weights(cria_hash *hash, const cria_params *params)
{
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < params->count && status == CRIA_OK; i++) {
        const size_t count = (size_t)(params->item[i].rows * params->item[i].cols);
        float *values;
        CRIA_TRY(cria_alloc(&values, count, sizeof *values));
        status = cria_params_get(params, CRIA_SLAB_DATA, i, values);
        if (status == CRIA_OK)
            cria_hash_add(hash, values, count * sizeof *values);
        cria_free(values);
    }
    return status;
}

cria_status cria_model_hash(const cria_model *model, char text[33])
{
    cria_hash *hash;
    CRIA_TRY(cria_hash_open(&hash));
    cria_status status = hash_config(hash, &model->config);
    if (status == CRIA_OK)
        status = hash_weights(hash, &model->params);
    cria_hash_close(hash, text);
    return status;
}

void cria_model_free(cria_model *model)
{
    if (!model)
        return;
    cria_params_free(&model->params);
    cria_tokenizer_close(model->tokenizer);
    cria_buffer_free(&model->credits);
    cria_free(model->layer);
    cria_free(model);
}

cria_value cria_model_hidden(cria_program *p, cria_model *model)
{
    const int64_t length = cria_program_options_of(p)->length;
    if (cria_program_options_of(p)->layout == CRIA_LAYOUT_ROWS &&
        length > model->config.positions) {
        cria_program_fail(p, cria_fail(CRIA_EARG,
                                       "sequences of %lld tokens do not fit a model of %lld "
                                       "positions",
                                       (long long)length, (long long)model->config.positions));
        return (cria_value){0};
    }
    return model->config.architecture->hidden(p, model);
}

cria_value cria_model_head(cria_program *p, cria_model *model, cria_value hidden)
{
    return cria_head(p, hidden, cria_weight(p, model, model->head));
}

cria_value cria_model_logits(cria_program *p, cria_model *model)
{
    return cria_model_head(p, model, cria_model_hidden(p, model));
}
