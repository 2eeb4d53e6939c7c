// safetensors.h owns the one binary container: tensors by name in a file, read through a map,
// written in one pass. Readers treat every byte as hostile (docs/formats.md lists the rules).
#ifndef CRIA_FORMAT_SAFETENSORS_H
#define CRIA_FORMAT_SAFETENSORS_H

#include "base/file.h"
#include "format/json.h"

typedef enum cria_dtype {
    CRIA_F32,
    CRIA_F16,
    CRIA_BF16,
    CRIA_F64,
    CRIA_I8,
    CRIA_I16,
    CRIA_I32,
    CRIA_I64,
    CRIA_U8,
    CRIA_U16,
    CRIA_U32,
    CRIA_U64,
    CRIA_BOOL,
    CRIA_DTYPES,
} cria_dtype;
size_t cria_dtype_bytes(cria_dtype dtype);
const char *cria_dtype_name(cria_dtype dtype); // "F32"
bool cria_dtype_find(cria_dtype *out, const char *name);

// One number between half-width formats and f32. To f32 every value is exact; from f32 it is
// rounded to nearest, ties to even; too large ones become infinite; a NaN stays one.
float cria_f32_from_f16(uint16_t half);
float cria_f32_from_bf16(uint16_t half);
uint16_t cria_f16_from_f32(float value);
uint16_t cria_bf16_from_f32(float value);

enum { CRIA_TENSOR_RANK = 8 };

typedef struct cria_tensor {
    const char *name; // borrowed from the file, or from the caller when writing
    cria_dtype dtype;
    int rank;
    int64_t shape[CRIA_TENSOR_RANK];
    const void *data; // into the map; NULL for a tensor of no elements
    size_t bytes;
} cria_tensor;

typedef struct cria_safetensors cria_safetensors;
CRIA_MUSTUSE cria_status cria_safetensors_open(cria_safetensors **out, const char *path);
void cria_safetensors_close(cria_safetensors *f);
size_t cria_safetensors_count(const cria_safetensors *f);
const cria_tensor *cria_safetensors_at(const cria_safetensors *f, size_t i); // sorted by name
const cria_tensor *cria_safetensors_find(const cria_safetensors *f,
                                         const char *name);         // or NULL
const json_t *cria_safetensors_metadata(const cria_safetensors *f); // object, or NULL
const char *cria_safetensors_path(const cria_safetensors *f);

// cria_tensor_to_f32 converts F32, F16, BF16, F64 into out[count]; CRIA_EFORMAT for other types
// or another number of elements. The file's data may be unaligned: go through this or memcpy.
CRIA_MUSTUSE cria_status cria_tensor_to_f32(float *out, size_t count, const cria_tensor *t);

// cria_safetensors_writer: the tensors and their sizes are declared first (name, dtype, rank,
// shape; data and bytes are ignored), then each one's bytes are put in the order of the list,
// in as many pieces as the caller likes. The same input gives the same bytes. `metadata` is an
// object of strings or NULL; {"format": "pt"} is always written.
typedef struct cria_safetensors_writer cria_safetensors_writer;
CRIA_MUSTUSE cria_status cria_safetensors_create(cria_safetensors_writer **out,
                                                 const char *path, const cria_tensor *tensors,
                                                 size_t count, const json_t *metadata);
CRIA_MUSTUSE cria_status cria_safetensors_put(cria_safetensors_writer *w, const void *data,
                                              size_t bytes);
// cria_safetensors_commit checks that exactly the declared bytes came; closes the writer,
// failed or not.
CRIA_MUSTUSE cria_status cria_safetensors_commit(cria_safetensors_writer *w);
void cria_safetensors_abort(cria_safetensors_writer *w);

#endif
