// load.c owns reading a Hugging Face model directory.
#include "base/file.h"
#include "base/memory.h"
#include "format/safetensors.h"
#include "model/architecture.h"

#include <stdio.h>
#include <string.h>

enum { INDEX_BYTES_MAX = 64 << 20 };

// The files that hold the weights, and for each the tensors seen.
typedef struct weights {
    cria_safetensors **file;
    size_t count, capacity;
} weights;

static cria_status open_file(weights *w, const char *directory, const char *name)
{
    char *path;
    CRIA_TRY(cria_grow(&w->file, &w->capacity, w->count + 1, sizeof *w->file));
    CRIA_TRY(cria_path_join(&path, directory, name));
    const cria_status status = cria_safetensors_open(&w->file[w->count], path);
    cria_free(path);
    w->count += status == CRIA_OK;
    return status;
}

static bool is_open(const weights *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++)
        if (strcmp(cria_path_name(cria_safetensors_path(w->file[i])), name) == 0)
            return true;
    return false;
}

// A sharded model: {"weight_map": {tensor: file}}; a file is a plain name in the directory.
static cria_status open_shards(weights *w, const char *directory, const char *path)
{
    json_t *index;
    CRIA_TRY(cria_json_read(&index, path, INDEX_BYTES_MAX));
    json_t *map = json_object_get(index, "weight_map");
    cria_status status = CRIA_OK;
    if (!json_is_object(map))
        status = cria_fail(CRIA_EFORMAT, "%s: 'weight_map' is missing", path);
    const char *tensor;
    json_t *file;
    json_object_foreach(map, tensor, file)
    {
        const char *name = json_string_value(file);
        if (status == CRIA_OK && (!name || strchr(name, '/')))
            status = cria_fail(CRIA_EFORMAT, "%s: '%s' must name a file", path, tensor);
        if (status == CRIA_OK && !is_open(w, name))
            status = open_file(w, directory, name);
    }
    json_decref(index);
    return status;
}

static bool has_file(const char *directory, const char *name)
{
    char *path;
    if (cria_path_join(&path, directory, name) != CRIA_OK)
        return false;
    const bool exists = cria_path_exists(path);
    cria_free(path);
    return exists;
}

static cria_status open_weights(weights *w, const char *directory)
{
    static const char index_name[] = "model.safetensors.index.json";
    if (has_file(directory, "model.safetensors"))
        return open_file(w, directory, "model.safetensors");
    if (has_file(directory, index_name)) {
        char *path;
        CRIA_TRY(cria_path_join(&path, directory, index_name));
        const cria_status status = open_shards(w, directory, path);
        cria_free(path);
        return status;
    }
    if (has_file(directory, "pytorch_model.bin"))
        return cria_fail(CRIA_EFORMAT,
                         "%s has only pytorch_model.bin, which holds Python objects; save it again "
                         "with save_pretrained(..., safe_serialization=True)",
                         directory);
    return cria_fail(CRIA_EIO, "%s has no model.safetensors", directory);
}

static void close_weights(weights *w)
{
    for (size_t i = 0; i < w->count; i++)
        cria_safetensors_close(w->file[i]);
    cria_free(w->file);
}

static const cria_tensor *find_exact(const weights *w, const char *name)
{
    for (size_t i = 0; i < w->count; i++) {
        const cria_tensor *t = cria_safetensors_find(w->file[i], name);
        if (t)
            return t;
    }
    return NULL;
}

// A tensor by its name, or by its name without the architecture's prefix.
static const cria_tensor *find(const weights *w, const cria_architecture *a, const char *name)
{
    const cria_tensor *t = find_exact(w, name);
    const size_t prefix = strlen(a->prefix);
    if (!t && prefix && strncmp(name, a->prefix, prefix) == 0)
        t = find_exact(w, name + prefix);
    return t;
}

static cria_status check_shape(const cria_param *item, const cria_tensor *t)
{
    const int64_t first = item->transposed ? item->cols : item->rows;
    const int64_t second = item->transposed ? item->rows : item->cols;
    const bool fits = item->vector ? t->rank == 1 && t->shape[0] == item->cols
                                   : t->rank == 2 && t->shape[0] == first && t->shape[1] == second;
    if (fits)
        return CRIA_OK;
    char shape[160] = "";
    for (int i = 0; i < t->rank; i++)
        snprintf(shape + strlen(shape), sizeof shape - strlen(shape), "%s%lld", i ? ", " : "",
                 (long long)t->shape[i]);
    if (item->vector)
        return cria_fail(CRIA_EFORMAT, "tensor %s is [%s], the configuration wants [%lld]",
                         item->name, shape, (long long)item->cols);
    return cria_fail(CRIA_EFORMAT, "tensor %s is [%s], the configuration wants [%lld, %lld]",
                     item->name, shape, (long long)first, (long long)second);
}

// out[rows][cols] = in[cols][rows]
static void transpose(float *out, const float *in, int64_t rows, int64_t cols)
{
    for (int64_t r = 0; r < rows; r++)
        for (int64_t c = 0; c < cols; c++)
            out[r * cols + c] = in[c * rows + r];
}

static cria_status load_param(cria_model *m, size_t i, const cria_tensor *t)
{
    const cria_param *item = &m->params.item[i];
    const size_t count = (size_t)(item->rows * item->cols);
    float *values = NULL, *turned = NULL;
    CRIA_TRY(check_shape(item, t));
    cria_status status = cria_alloc(&values, count, sizeof *values);
    if (status == CRIA_OK)
        status = cria_tensor_to_f32(values, count, t);
    if (status == CRIA_OK && item->transposed)
        status = cria_alloc(&turned, count, sizeof *turned);
    if (status == CRIA_OK && turned)
        transpose(turned, values, item->rows, item->cols);
    if (status == CRIA_OK)
        status = cria_params_put(&m->params, CRIA_SLAB_DATA, i, turned ? turned : values);
    cria_free(values);
    cria_free(turned);
    return status;
}

static bool ends_with(const char *text, const char *end)
{
    const size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static bool is_ignored(const cria_architecture *a, const char *name)
{
    for (const char *const *end = a->ignored; *end; end++)
        if (ends_with(name, *end))
            return true;
    return false;
}

// A tied head may be in the file, if it is what it says.
static cria_status check_tied_head(const cria_model *m, const weights *w, const cria_tensor *head)
{
    const cria_param *embed = &m->params.item[m->embed];
    const cria_tensor *t = find(w, m->config.architecture, embed->name);
    if (!t || t->bytes != head->bytes || t->dtype != head->dtype ||
        memcmp(t->data, head->data, t->bytes) != 0)
        return cria_fail(CRIA_EFORMAT, "config.json ties the head to the embedding, but the file's "
                                       "lm_head.weight differs from %s", embed->name);
    return CRIA_OK;
}

// True when a tensor of the file is a parameter of ours, under its full or its short name.
static bool is_param(const cria_model *m, const char *name)
{
    const char *prefix = m->config.architecture->prefix;
    for (size_t i = 0; i < m->params.count; i++) {
        const char *ours = m->params.item[i].name;
        if (strcmp(ours, name) == 0)
            return true;
        if (*prefix && strncmp(ours, prefix, strlen(prefix)) == 0 &&
            strcmp(ours + strlen(prefix), name) == 0)
            return true;
    }
    return false;
}

static cria_status check_others(const cria_model *m, const weights *w)
{
    for (size_t f = 0; f < w->count; f++)
        for (size_t i = 0; i < cria_safetensors_count(w->file[f]); i++) {
            const cria_tensor *t = cria_safetensors_at(w->file[f], i);
            if (is_param(m, t->name) || is_ignored(m->config.architecture, t->name))
                continue;
            if (!m->config.tied || strcmp(t->name, "lm_head.weight") != 0)
                return cria_fail(CRIA_EFORMAT, "%s holds tensor %s, which a %s of this "
                                 "configuration does not have",
                                 cria_safetensors_path(w->file[f]), t->name,
                                 m->config.architecture->name);
            CRIA_TRY(check_tied_head(m, w, t));
        }
    return CRIA_OK;
}

static cria_status load_params(cria_model *m, const weights *w)
{
    for (size_t i = 0; i < m->params.count; i++) {
        const cria_tensor *t = find(w, m->config.architecture, m->params.item[i].name);
        if (!t)
            return cria_fail(CRIA_EFORMAT, "tensor %s is missing", m->params.item[i].name);
        CRIA_TRY(load_param(m, i, t));
    }
    return check_others(m, w);
}

static cria_status load_tokenizer(cria_model *m, const char *directory)
{
    if (!has_file(directory, "tokenizer.json"))
        return CRIA_OK;
    char *path;
    CRIA_TRY(cria_path_join(&path, directory, "tokenizer.json"));
    const cria_status status = cria_tokenizer_open(&m->tokenizer, path);
    cria_free(path);
    return status;
}

static cria_status load_all(cria_model *m, const char *directory, const cria_backend *backend,
                            bool training)
{
    weights w = {0};
    cria_status status = open_weights(&w, directory);
    if (status == CRIA_OK)
        status = cria_params_allocate(&m->params, backend, training);
    if (status == CRIA_OK)
        status = load_params(m, &w);
    if (status == CRIA_OK)
        status = load_tokenizer(m, directory);
    close_weights(&w);
    return status;
}

cria_status cria_model_load(cria_model **out, const char *directory, const cria_backend *backend,
                            bool training)
{
    cria_config config;
    *out = NULL;
    if (!cria_path_is_directory(directory))
        return cria_fail(CRIA_EIO, "%s is not a model directory", directory);
    CRIA_TRY(cria_config_read(&config, directory));
    CRIA_TRY(cria_model_plan(out, &config));
    const cria_status status = load_all(*out, directory, backend, training);
    if (status != CRIA_OK) {
        cria_model_free(*out);
        *out = NULL;
        return cria_context(status, "%s", directory);
    }
    return CRIA_OK;
}
