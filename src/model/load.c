// load.c owns the reading of a Hugging Face model directory. Names and shapes of all tensors
// are checked before any memory is taken; everything that does not fit is told at once.
#include "model/architecture.h"

#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "model/weights.h"

#include <stdlib.h>
#include <string.h>

enum { INDEX_BYTES_MAX = 64 << 20, PROBLEMS_SHOWN = 5 };

typedef struct name_index {
    const char *name;
    size_t index;
} name_index;

typedef struct loading {
    cria_model *model;
    const char *directory;
    cria_safetensors **file;
    size_t files, file_capacity;
    name_index *names;         // the parameters, sorted by name
    const cria_tensor **found; // [parameters]
    const cria_tensor *head;   // the head's tensor in the file of a tied model
    cria_buffer problems;
    size_t problem_count;
} loading;

// ---- files

static cria_status open_file(loading *l, const char *name)
{
    char *path;
    CRIA_TRY(cria_grow(&l->file, &l->file_capacity, l->files + 1, sizeof *l->file));
    CRIA_TRY(cria_path_join(&path, l->directory, name));
    const cria_status status = cria_safetensors_open(&l->file[l->files], path);
    l->files += status == CRIA_OK;
    cria_free(path);
    return status;
}

static bool is_open(const loading *l, const char *name)
{
    for (size_t i = 0; i < l->files; i++)
        if (strcmp(cria_path_name(cria_safetensors_path(l->file[i])), name) == 0)
            return true;
    return false;
}

static cria_status open_mapped(loading *l, const json_t *map, const char *path)
{
    json_t *const object = (json_t *)(uintptr_t)map; // iteration changes nothing
    for (void *i = json_object_iter(object); i; i = json_object_iter_next(object, i)) {
        const char *name;
        CRIA_TRY(cria_json_text(&name, map, json_object_iter_key(i), path));
        if (strchr(name, '/') || *name == '.')
            return cria_fail(CRIA_EFORMAT, "%s: '%s' is not the name of a file beside it", path,
                             name);
        if (!is_open(l, name))
            CRIA_TRY(open_file(l, name));
    }
    return CRIA_OK;
}

// A sharded model: {"weight_map": {tensor: file, ...}}.
static cria_status open_index(loading *l, const char *path)
{
    json_t *index;
    CRIA_TRY(cria_json_read(&index, path, INDEX_BYTES_MAX));
    const json_t *map = json_object_get(index, "weight_map");
    const cria_status status =
        json_is_object(map)
            ? open_mapped(l, map, path)
            : cria_fail(CRIA_EFORMAT, "%s: \"weight_map\" must be an object", path);
    json_decref(index);
    return status;
}

static cria_status open_whole(loading *l, const char *path)
{
    return open_file(l, cria_path_name(path));
}

static cria_status refuse_pickle(loading *l, const char *path)
{
    (void)l;
    return cria_fail(CRIA_EFORMAT,
                     "there is no model.safetensors, and %s cannot be read safely; convert it "
                     "with transformers: AutoModelForCausalLM.from_pretrained(DIR)"
                     ".save_pretrained(DIR)",
                     path);
}

static cria_status open_weights(loading *l)
{
    static const struct {
        const char *name;
        cria_status (*open)(loading *l, const char *path);
    } kinds[] = {
        {"model.safetensors", open_whole},
        {"model.safetensors.index.json", open_index},
        {"pytorch_model.bin", refuse_pickle},
        {"pytorch_model.bin.index.json", refuse_pickle},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        char *path;
        CRIA_TRY(cria_path_join(&path, l->directory, kinds[i].name));
        const bool there = cria_path_exists(path);
        const cria_status status = there ? kinds[i].open(l, path) : CRIA_OK;
        cria_free(path);
        if (there)
            return status;
    }
    return cria_fail(CRIA_EIO, "there is no model.safetensors");
}

// ---- matching tensors with parameters

static int by_name(const void *a, const void *b)
{
    return strcmp(((const name_index *)a)->name, ((const name_index *)b)->name);
}

static cria_status sort_names(loading *l)
{
    const cria_params *params = &l->model->params;
    CRIA_TRY(cria_alloc(&l->found, params->count, sizeof *l->found));
    CRIA_TRY(cria_alloc(&l->names, params->count, sizeof *l->names));
    for (size_t i = 0; i < params->count; i++)
        l->names[i] = (name_index){params->item[i].name, i};
    qsort(l->names, params->count, sizeof *l->names, by_name);
    return CRIA_OK;
}

// The parameter of a tensor, by its name or by its name behind the architecture's prefix.
static const name_index *find_name(const loading *l, const char *name)
{
    const size_t count = l->model->params.count;
    char longer[sizeof(((cria_param *)0)->name)];
    name_index key = {.name = name};
    const name_index *found = bsearch(&key, l->names, count, sizeof key, by_name);
    const char *base = l->model->config.architecture->base;
    if (found || strlen(base) + strlen(name) >= sizeof longer)
        return found;
    memcpy(longer, base, strlen(base));
    memcpy(longer + strlen(base), name, strlen(name) + 1);
    key.name = longer;
    return bsearch(&key, l->names, count, sizeof key, by_name);
}

CRIA_MUSTUSE static cria_status problem(loading *l, const char *what, const cria_tensor *t,
                                        const cria_tensor *expected)
{
    char shape[CRIA_SHAPE_TEXT], wanted[CRIA_SHAPE_TEXT];
    if (l->problem_count++ >= PROBLEMS_SHOWN)
        return CRIA_OK;
    CRIA_TRY(cria_buffer_printf(&l->problems, "%s%s %.96s %s", l->problem_count > 1 ? "; " : "",
                                what, t->name, cria_weights_shape(shape, t)));
    return expected ? cria_buffer_printf(&l->problems, " where the configuration wants %s",
                                         cria_weights_shape(wanted, expected))
                    : CRIA_OK;
}

static bool is_ignored(const cria_architecture *a, const char *name)
{
    const size_t length = strlen(name);
    for (const char *const *end = a->ignored; *end; end++)
        if (length > strlen(*end) && strcmp(name + length - strlen(*end), *end) == 0)
            return true;
    return false;
}

static cria_status match_other(loading *l, const cria_tensor *t)
{
    const cria_config *config = &l->model->config;
    if (is_ignored(config->architecture, t->name))
        return CRIA_OK;
    if (!config->tied || strcmp(t->name, "lm_head.weight") != 0)
        return problem(l, "unexpected tensor", t, NULL);
    l->head = t;
    return CRIA_OK;
}

static cria_status match_tensor(loading *l, const cria_tensor *t)
{
    const name_index *name = find_name(l, t->name);
    if (!name)
        return match_other(l, t);
    if (l->found[name->index])
        return problem(l, "second tensor", t, NULL);
    l->found[name->index] = t;
    cria_tensor wanted;
    cria_weights_tensor(&wanted, &l->model->params.item[name->index]);
    const size_t shape_bytes = (size_t)wanted.rank * sizeof *wanted.shape;
    if (t->rank != wanted.rank || memcmp(t->shape, wanted.shape, shape_bytes) != 0)
        return problem(l, "tensor", t, &wanted);
    return CRIA_OK;
}

static cria_status match_missing(loading *l)
{
    for (size_t i = 0; i < l->model->params.count; i++) {
        cria_tensor wanted;
        cria_weights_tensor(&wanted, &l->model->params.item[i]);
        if (!l->found[i])
            CRIA_TRY(problem(l, "missing tensor", &wanted, NULL));
    }
    return CRIA_OK;
}

// A tied head may be in the file if it is what it says: the embedding.
static cria_status match_head(loading *l)
{
    const cria_tensor *embed = l->found[l->model->embed], *head = l->head;
    if (!head || !embed)
        return CRIA_OK;
    if (head->dtype == embed->dtype && head->bytes == embed->bytes &&
        memcmp(head->data, embed->data, head->bytes) == 0)
        return CRIA_OK;
    return problem(l, "although \"tie_word_embeddings\" is true, the embedding differs from",
                   head, NULL);
}

static cria_status match_all(loading *l)
{
    CRIA_TRY(sort_names(l));
    for (size_t f = 0; f < l->files; f++)
        for (size_t i = 0; i < cria_safetensors_count(l->file[f]); i++)
            CRIA_TRY(match_tensor(l, cria_safetensors_at(l->file[f], i)));
    CRIA_TRY(match_missing(l));
    CRIA_TRY(match_head(l));
    if (!l->problem_count)
        return CRIA_OK;
    const size_t more =
        l->problem_count -
        (l->problem_count > PROBLEMS_SHOWN ? (size_t)PROBLEMS_SHOWN : l->problem_count);
    if (more)
        CRIA_TRY(cria_buffer_printf(&l->problems, "; and %zu more", more));
    return cria_fail(CRIA_EFORMAT, "the weights do not fit config.json: %s", l->problems.data);
}

// ---- values

static cria_status read_param(loading *l, size_t i)
{
    cria_params *params = &l->model->params;
    const cria_param *item = &params->item[i];
    const size_t count = (size_t)(item->rows * item->cols);
    float *values = NULL, *turned = NULL;
    cria_status status = cria_alloc(&values, count, sizeof *values);
    if (status == CRIA_OK)
        status = cria_tensor_to_f32(values, count, l->found[i]);
    if (status == CRIA_OK && item->transposed)
        status = cria_alloc(&turned, count, sizeof *turned);
    if (turned)
        cria_weights_turn(turned, values, item->cols, item->rows);
    if (status == CRIA_OK)
        status = cria_params_put(params, CRIA_SLAB_DATA, i, turned ? turned : values);
    cria_free(turned);
    cria_free(values);
    return status;
}

static cria_status read_tokenizer(loading *l)
{
    char *path;
    CRIA_TRY(cria_path_join(&path, l->directory, "tokenizer.json"));
    const cria_status status =
        cria_path_exists(path) ? cria_tokenizer_open(&l->model->tokenizer, path) : CRIA_OK;
    cria_free(path);
    CRIA_TRY(status);
    const int64_t size = l->model->config.vocab_size;
    if (l->model->tokenizer && cria_tokenizer_vocab_size(l->model->tokenizer) > size)
        cria_warning("%s: the tokenizer has %u tokens, the model %lld; the last ones cannot be "
                     "used",
                     l->directory, cria_tokenizer_vocab_size(l->model->tokenizer),
                     (long long)size);
    return CRIA_OK;
}

static cria_status read_credits(loading *l)
{
    char *path;
    CRIA_TRY(cria_path_join(&path, l->directory, "CREDITS"));
    const cria_status status = cria_path_exists(path) ? cria_file_read(&l->model->credits, path,
                                                                       CRIA_CREDITS_BYTES_MAX)
                                                      : CRIA_OK;
    cria_free(path);
    return status;
}

static cria_status load_all(loading *l, const cria_backend *backend, bool training)
{
    CRIA_TRY(open_weights(l));
    CRIA_TRY(match_all(l));
    CRIA_TRY(cria_params_allocate(&l->model->params, backend, training));
    for (size_t i = 0; i < l->model->params.count; i++)
        CRIA_TRY(read_param(l, i));
    CRIA_TRY(read_tokenizer(l));
    return read_credits(l);
}

static void free_loading(loading *l)
{
    for (size_t i = 0; i < l->files; i++)
        cria_safetensors_close(l->file[i]);
    cria_free(l->file);
    cria_free(l->names);
    cria_free(l->found);
    cria_buffer_free(&l->problems);
}

cria_status cria_model_load(cria_model **out, const char *directory,
                            const cria_backend *backend, bool training)
{
    cria_config config;
    *out = NULL;
    if (!cria_path_is_directory(directory))
        return cria_fail(CRIA_EIO, "%s is not a model directory", directory);
    CRIA_TRY(cria_config_read(&config, directory));
    CRIA_TRY(cria_model_plan(out, &config));
    loading l = {.model = *out, .directory = directory};
    const cria_status status = load_all(&l, backend, training);
    free_loading(&l);
    if (status == CRIA_OK)
        return CRIA_OK;
    cria_model_free(*out);
    *out = NULL;
    return cria_context(status, "model %s", directory);
}

cria_status cria_model_need_tokenizer(cria_model **model, const char *directory)
{
    if ((*model)->tokenizer)
        return CRIA_OK;
    cria_model_free(*model);
    *model = NULL;
    return cria_fail(CRIA_EFORMAT, "%s has no tokenizer.json", directory);
}
