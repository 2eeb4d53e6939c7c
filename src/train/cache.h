// cache.h owns the teacher cache: the final hidden states of one teacher for every row of one
// row set, fp32 and exact, in parts that appear whole; a build that was interrupted goes on at
// the first part that is missing.
//
// DIR/<key>/part-00000.safetensors: tensor hidden [rows, T, C]. The key is the hash of the
// format's version, the teacher's hash and the rows' hash, so another teacher or another
// cutting has another folder.
#ifndef CRIA_TRAIN_CACHE_H
#define CRIA_TRAIN_CACHE_H

#include "train/record.h"
#include "train/rows.h"

typedef struct cria_cache {
    int64_t rows, part_rows;
    size_t row_floats; // T C
    cria_safetensors **part;
    size_t parts;
} cria_cache;

typedef struct cria_cache_job {
    const char *directory;
    const cria_rows *rows; // FIXED or PADDED: the same ids at each use
    cria_model *model;
    const char *model_hash, *name; // name: for messages
    const cria_backend *backend;
    int micro;
} cria_cache_job;

// cria_cache_open completes the cache and maps it. CRIA_EARG for rows at random offsets,
// CRIA_EINTR when interrupted (parts made so far stay), CRIA_EFORMAT for a part that is not
// what it should be, naming it.
CRIA_MUSTUSE cria_status cria_cache_open(cria_cache *out, const cria_cache_job *job);
// cria_cache_read copies row `item`: T C floats.
void cria_cache_read(const cria_cache *cache, int64_t item, float *hidden);
void cria_cache_close(cria_cache *cache);

// cria_cache_bytes: disk space for `rows` rows.
double cria_cache_bytes(int64_t rows, int64_t length, int64_t width);

#endif
