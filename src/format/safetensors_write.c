// safetensors_write.c owns the writing of safetensors files. See safetensors.h.
#include "format/safetensors.h"

#include <string.h>

// The data starts on a multiple of this, so that a map of the file is aligned for any kernel.
enum { DATA_ALIGN = 64 };

struct cria_safetensors_writer {
    cria_writer file;
    char *path;
    size_t declared, written; // bytes of data
};

static cria_status tensor_bytes(size_t *out, const cria_tensor *t)
{
    if (t->rank < 0 || t->rank > CRIA_TENSOR_RANK)
        return cria_fail(CRIA_EARG, "tensor '%s' has %d dimensions, at most %d are possible",
                         t->name, t->rank, CRIA_TENSOR_RANK);
    *out = cria_dtype_bytes(t->dtype);
    for (int i = 0; i < t->rank; i++) {
        if (t->shape[i] < 0)
            return cria_fail(CRIA_EARG, "tensor '%s' has a negative size", t->name);
        CRIA_TRY_CTX(cria_mul(out, *out, (size_t)t->shape[i]), "tensor '%s'", t->name);
    }
    return CRIA_OK;
}

static cria_status add_metadata(json_t *header, const json_t *metadata)
{
    json_t *all;
    CRIA_TRY(cria_json_object(&all));
    // Ownership passes to the header at once, so that nothing is lost below.
    CRIA_TRY(cria_json_set(header, "__metadata__", all));
    CRIA_TRY(cria_json_set(all, "format", json_string("pt"))); // older readers insist on it
    json_t *const given = (json_t *)(uintptr_t)metadata;       // iteration changes nothing
    for (void *i = json_object_iter(given); i; i = json_object_iter_next(given, i)) {
        const char *const key = json_object_iter_key(i);
        if (!json_is_string(json_object_iter_value(i)))
            return cria_fail(CRIA_EARG, "metadata \"%s\" is not a string", key);
        if (strcmp(key, "format") != 0)
            CRIA_TRY(cria_json_set(all, key, json_incref(json_object_iter_value(i))));
    }
    return CRIA_OK;
}

static cria_status pushed(json_t *object, const char *key, const int64_t *numbers, int count)
{
    json_t *list;
    CRIA_TRY(cria_json_array(&list));
    CRIA_TRY(cria_json_set(object, key, list));
    for (int i = 0; i < count; i++)
        CRIA_TRY(cria_json_push(list, json_integer(numbers[i])));
    return CRIA_OK;
}

static cria_status add_tensor(json_t *header, const cria_tensor *t, size_t *end)
{
    size_t bytes;
    const int64_t begin = (int64_t)*end;
    CRIA_TRY(tensor_bytes(&bytes, t));
    CRIA_TRY(cria_add(end, *end, bytes));
    if (*end > INT64_MAX)
        return cria_fail(CRIA_ELIMIT, "tensor '%s' ends beyond what a file can hold", t->name);
    if (json_object_get(header, t->name))
        return cria_fail(CRIA_EARG, "two tensors have the name '%s'", t->name);
    json_t *info;
    CRIA_TRY(cria_json_object(&info));
    CRIA_TRY(cria_json_set(header, t->name, info));
    CRIA_TRY(cria_json_set(info, "dtype", json_string(cria_dtype_name(t->dtype))));
    CRIA_TRY(pushed(info, "shape", t->shape, t->rank));
    return pushed(info, "data_offsets", (const int64_t[]){begin, (int64_t)*end}, 2);
}

static cria_status write_header(cria_safetensors_writer *w, json_t *header)
{
    cria_buffer text = {0};
    static const char length_place[8] = {0};
    cria_status status = cria_buffer_append(&text, length_place, sizeof length_place);
    if (status == CRIA_OK)
        status = cria_json_append(&text, header);
    const size_t padding = (DATA_ALIGN - text.length % DATA_ALIGN) % DATA_ALIGN;
    if (status == CRIA_OK)
        status = cria_buffer_printf(&text, "%*s", (int)padding, "");
    if (status == CRIA_OK) {
        for (size_t i = 0; i < sizeof length_place; i++)
            text.data[i] = (char)((text.length - sizeof length_place) >> (8 * i) & 0xFF);
        status = cria_writer_put(&w->file, text.data, text.length);
    }
    cria_buffer_free(&text);
    return status;
}

static cria_status create(cria_safetensors_writer *w, json_t *header, const char *path,
                          const cria_tensor *tensors, size_t count, const json_t *metadata)
{
    CRIA_TRY(cria_strdup(&w->path, path));
    CRIA_TRY(add_metadata(header, metadata));
    for (size_t i = 0; i < count; i++)
        CRIA_TRY(add_tensor(header, &tensors[i], &w->declared));
    CRIA_TRY(cria_writer_open(&w->file, path));
    return write_header(w, header);
}

cria_status cria_safetensors_create(cria_safetensors_writer **out, const char *path,
                                    const cria_tensor *tensors, size_t count,
                                    const json_t *metadata)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    json_t *header;
    cria_status status = cria_json_object(&header);
    if (status == CRIA_OK)
        status = create(*out, header, path, tensors, count, metadata);
    json_decref(header);
    if (status != CRIA_OK) {
        cria_context(status, "writing %s", path);
        cria_safetensors_abort(*out);
        *out = NULL;
    }
    return status;
}

cria_status cria_safetensors_put(cria_safetensors_writer *w, const void *data, size_t bytes)
{
    if (bytes > w->declared - w->written)
        return cria_fail(CRIA_EARG, "%s: more data than the %zu bytes declared", w->path,
                         w->declared);
    w->written += bytes;
    return bytes ? cria_writer_put(&w->file, data, bytes) : CRIA_OK;
}

cria_status cria_safetensors_commit(cria_safetensors_writer *w)
{
    cria_status status = CRIA_OK;
    if (w->written != w->declared)
        status = cria_fail(CRIA_EARG, "%s: %zu of the %zu bytes declared were written", w->path,
                           w->written, w->declared);
    else
        status = cria_writer_commit(&w->file);
    cria_safetensors_abort(w);
    return status;
}

void cria_safetensors_abort(cria_safetensors_writer *w)
{
    if (!w)
        return;
    cria_writer_abort(&w->file);
    cria_free(w->path);
    cria_free(w);
}
