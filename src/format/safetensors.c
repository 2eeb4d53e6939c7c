// safetensors.c owns the reading of safetensors files: every rule of the format is checked
// before a tensor is handed out. See safetensors.h.
#include "format/safetensors.h"

#include <stdlib.h>
#include <string.h>

enum { HEADER_MAX_BYTES = 100000000, LENGTH_BYTES = 8 };

struct cria_safetensors {
    char *path;
    cria_map map;
    json_t *header; // owns names and metadata
    const unsigned char *buffer;
    size_t buffer_bytes;
    cria_tensor *tensor; // sorted by name
    size_t count;
};

// Where a tensor lies in the byte buffer.
typedef struct span {
    size_t begin, end;
    const char *name;
} span;

static cria_status read_header(cria_safetensors *f)
{
    if (f->map.bytes < LENGTH_BYTES)
        return cria_fail(CRIA_EFORMAT, "%s: %zu bytes are too few for a safetensors file",
                         f->path, f->map.bytes);
    uint64_t length = 0;
    for (int i = LENGTH_BYTES - 1; i >= 0; i--)
        length = length << 8 | f->map.data[i];
    const size_t most = f->map.bytes - LENGTH_BYTES;
    if (length > HEADER_MAX_BYTES || length > most)
        return cria_fail(CRIA_EFORMAT,
                         "%s: not a safetensors file, or cut off: the header is "
                         "said to have %llu bytes, at most %zu are possible",
                         f->path, (unsigned long long)length,
                         most < HEADER_MAX_BYTES ? most : HEADER_MAX_BYTES);
    const char *const text = (const char *)f->map.data + LENGTH_BYTES;
    if (length == 0 || text[0] != '{')
        return cria_fail(CRIA_EFORMAT, "%s: the header does not start with '{'", f->path);
    f->buffer = f->map.data + LENGTH_BYTES + length;
    f->buffer_bytes = most - (size_t)length;
    CRIA_TRY(cria_json_parse(&f->header, text, (size_t)length, f->path));
    return CRIA_OK;
}

static cria_status check_metadata(const cria_safetensors *f)
{
    json_t *const metadata = json_object_get(f->header, "__metadata__");
    if (metadata && !json_is_object(metadata))
        return cria_fail(CRIA_EFORMAT, "%s: __metadata__ is not an object", f->path);
    for (void *i = json_object_iter(metadata); i; i = json_object_iter_next(metadata, i))
        if (!json_is_string(json_object_iter_value(i)))
            return cria_fail(CRIA_EFORMAT, "%s: __metadata__ \"%s\" is not a string", f->path,
                             json_object_iter_key(i));
    return CRIA_OK;
}

static cria_status read_shape(const cria_safetensors *f, cria_tensor *t, const json_t *shape)
{
    const size_t rank = json_array_size(shape);
    if (!json_is_array(shape) || rank > CRIA_TENSOR_RANK)
        return cria_fail(CRIA_EFORMAT,
                         "%s: the shape of tensor '%s' is not a list of at most %d "
                         "sizes",
                         f->path, t->name, CRIA_TENSOR_RANK);
    t->rank = (int)rank;
    t->bytes = cria_dtype_bytes(t->dtype);
    for (size_t i = 0; i < rank; i++) {
        const json_t *const size = json_array_get(shape, i);
        t->shape[i] = json_integer_value(size);
        if (!json_is_integer(size) || t->shape[i] < 0)
            return cria_fail(CRIA_EFORMAT,
                             "%s: size %zu of tensor '%s' is not a whole number "
                             "from 0",
                             f->path, i, t->name);
        CRIA_TRY_CTX(cria_mul(&t->bytes, t->bytes, (size_t)t->shape[i]), "%s: tensor '%s'",
                     f->path, t->name);
    }
    return CRIA_OK;
}

static cria_status read_span(const cria_safetensors *f, span *s, const json_t *offsets)
{
    const json_t *const begin = json_array_get(offsets, 0), *const end =
                                                                json_array_get(offsets, 1);
    if (json_array_size(offsets) != 2 || !json_is_integer(begin) || !json_is_integer(end) ||
        json_integer_value(begin) < 0 || json_integer_value(end) < json_integer_value(begin))
        return cria_fail(CRIA_EFORMAT, "%s: data_offsets of tensor '%s' are not [begin, end]",
                         f->path, s->name);
    s->begin = (size_t)json_integer_value(begin);
    s->end = (size_t)json_integer_value(end);
    if (s->end > f->buffer_bytes)
        return cria_fail(CRIA_EFORMAT,
                         "%s: tensor '%s' ends at byte %zu of the data, which has "
                         "%zu (is the file cut off?)",
                         f->path, s->name, s->end, f->buffer_bytes);
    return CRIA_OK;
}

static cria_status read_tensor(const cria_safetensors *f, cria_tensor *t, span *s,
                               const json_t *info)
{
    const char *const dtype = json_string_value(json_object_get(info, "dtype"));
    s->name = t->name;
    if (!dtype || !cria_dtype_find(&t->dtype, dtype))
        return cria_fail(CRIA_EFORMAT, "%s: tensor '%s' has the unknown dtype %s", f->path,
                         t->name, dtype ? dtype : "(none)");
    CRIA_TRY(read_shape(f, t, json_object_get(info, "shape")));
    CRIA_TRY(read_span(f, s, json_object_get(info, "data_offsets")));
    if (s->end - s->begin != t->bytes)
        return cria_fail(CRIA_EFORMAT,
                         "%s: tensor '%s' needs %zu bytes for its shape, its "
                         "offsets give %zu",
                         f->path, t->name, t->bytes, s->end - s->begin);
    t->data = t->bytes ? f->buffer + s->begin : NULL;
    return CRIA_OK;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(((const cria_tensor *)a)->name, ((const cria_tensor *)b)->name);
}

// By place; an empty tensor stands before the one that begins where it lies.
static int compare_spans(const void *a, const void *b)
{
    const span *const x = a, *const y = b;
    if (x->begin != y->begin)
        return x->begin < y->begin ? -1 : 1;
    return (x->end > y->end) - (x->end < y->end);
}

// The tensors must cover the buffer without gap or overlap.
static cria_status check_cover(const cria_safetensors *f, span *spans)
{
    size_t covered = 0;
    if (f->count)
        qsort(spans, f->count, sizeof *spans, compare_spans);
    for (size_t i = 0; i < f->count; i++) {
        if (spans[i].begin != covered)
            return cria_fail(CRIA_EFORMAT,
                             "%s: tensor '%s' begins at byte %zu of the data, "
                             "expected %zu (%s)",
                             f->path, spans[i].name, spans[i].begin, covered,
                             spans[i].begin < covered ? "tensors overlap" : "a gap");
        covered = spans[i].end;
    }
    if (covered != f->buffer_bytes)
        return cria_fail(CRIA_EFORMAT,
                         "%s: the tensors end at byte %zu of the data, which has "
                         "%zu",
                         f->path, covered, f->buffer_bytes);
    return CRIA_OK;
}

static cria_status read_tensors(cria_safetensors *f, span *spans)
{
    for (void *i = json_object_iter(f->header); i; i = json_object_iter_next(f->header, i)) {
        const char *const name = json_object_iter_key(i);
        if (strcmp(name, "__metadata__") == 0)
            continue;
        cria_tensor *const t = &f->tensor[f->count];
        t->name = name;
        CRIA_TRY(read_tensor(f, t, &spans[f->count], json_object_iter_value(i)));
        f->count++;
    }
    CRIA_TRY(check_cover(f, spans));
    if (f->count)
        qsort(f->tensor, f->count, sizeof *f->tensor, compare_names);
    return CRIA_OK;
}

static cria_status load(cria_safetensors *f, const char *path)
{
    CRIA_TRY(cria_strdup(&f->path, path));
    CRIA_TRY(cria_map_open(&f->map, path));
    CRIA_TRY(read_header(f));
    CRIA_TRY(check_metadata(f));
    const size_t most = json_object_size(f->header);
    CRIA_TRY(cria_alloc(&f->tensor, most, sizeof *f->tensor));
    span *spans;
    CRIA_TRY(cria_alloc(&spans, most, sizeof *spans));
    const cria_status status = read_tensors(f, spans);
    cria_free(spans);
    return status;
}

cria_status cria_safetensors_open(cria_safetensors **out, const char *path)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    const cria_status status = load(*out, path);
    if (status != CRIA_OK) {
        cria_safetensors_close(*out);
        *out = NULL;
    }
    return status;
}

void cria_safetensors_close(cria_safetensors *f)
{
    if (!f)
        return;
    json_decref(f->header);
    cria_map_close(&f->map);
    cria_free(f->tensor);
    cria_free(f->path);
    cria_free(f);
}

size_t cria_safetensors_count(const cria_safetensors *f)
{
    return f->count;
}

const cria_tensor *cria_safetensors_at(const cria_safetensors *f, size_t i)
{
    CRIA_ASSERT(i < f->count);
    return &f->tensor[i];
}

const cria_tensor *cria_safetensors_find(const cria_safetensors *f, const char *name)
{
    const cria_tensor wanted = {.name = name};
    return bsearch(&wanted, f->tensor, f->count, sizeof wanted, compare_names);
}

const json_t *cria_safetensors_metadata(const cria_safetensors *f)
{
    return json_object_get(f->header, "__metadata__");
}

const char *cria_safetensors_path(const cria_safetensors *f)
{
    return f->path;
}
