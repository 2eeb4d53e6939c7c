// golden.h: reading the vectors of tests/model/golden, and a model directory made from one.
#ifndef CRIA_TESTS_MODEL_GOLDEN_H
#define CRIA_TESTS_MODEL_GOLDEN_H

#include "tests_model.h"

#include "format/safetensors.h"

typedef struct golden {
    cria_safetensors *file;
    int batch, length;
    char folder[256]; // a model directory with the file's configuration and weights
} golden;

static inline const cria_tensor *golden_tensor(const golden *g, const char *prefix,
                                               const char *name)
{
    char full[160];
    snprintf(full, sizeof full, "%s%s", prefix, name);
    const cria_tensor *t = cria_safetensors_find(g->file, full);
    if (!t)
        fail_msg("%s has no %s", cria_safetensors_path(g->file), full);
    return t;
}

static inline size_t golden_count(const cria_tensor *t)
{
    return t->bytes / cria_dtype_bytes(t->dtype);
}

// golden_floats: the tensor's values, converted; free with cria_free.
static inline float *golden_floats(const golden *g, const char *prefix, const char *name)
{
    const cria_tensor *t = golden_tensor(g, prefix, name);
    float *values;
    assert_ok(cria_alloc(&values, golden_count(t), sizeof *values));
    assert_ok(cria_tensor_to_f32(values, golden_count(t), t));
    return values;
}

static inline void golden_write_weights(const golden *g)
{
    char path[300];
    cria_tensor list[128];
    size_t count = 0;
    for (size_t i = 0; i < cria_safetensors_count(g->file); i++) {
        const cria_tensor *t = cria_safetensors_at(g->file, i);
        if (strncmp(t->name, "w.", 2) == 0) {
            assert_true(count < 128);
            list[count] = *t;
            list[count++].name = t->name + 2;
        }
    }
    snprintf(path, sizeof path, "%s/model.safetensors", g->folder);
    cria_safetensors_writer *w;
    assert_ok(cria_safetensors_create(&w, path, list, count, NULL));
    for (size_t i = 0; i < count; i++)
        assert_ok(cria_safetensors_put(w, list[i].data, list[i].bytes));
    assert_ok(cria_safetensors_commit(w));
}

// golden_open reads golden/NAME.safetensors and makes the model directory.
static inline void golden_open(golden *g, const char *name)
{
    char path[512];
    const char *source = getenv("CRIA_TEST_SOURCE");
    snprintf(path, sizeof path, "%s/tests/model/golden/%s.safetensors", source ? source : ".",
             name);
    assert_ok(cria_safetensors_open(&g->file, path));
    const cria_tensor *ids = golden_tensor(g, "", "ids");
    g->batch = (int)ids->shape[0];
    g->length = (int)ids->shape[1];
    snprintf(g->folder, sizeof g->folder, "%s", scratch(name));
    assert_ok(cria_directory_make(g->folder));
    const json_t *config = json_object_get(cria_safetensors_metadata(g->file), "config");
    write_text(g->folder, "config.json", json_string_value(config));
    golden_write_weights(g);
}

static inline void golden_close(golden *g)
{
    cria_safetensors_close(g->file);
}

#endif
