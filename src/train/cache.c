// cache.c: see cache.h.
#include "train/cache.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "base/memory.h"
#include "train/batch.h"

#include <stdio.h>
#include <string.h>

enum { PART_BYTES = 1 << 27, FORMAT_VERSION = 1 };

double cria_cache_bytes(int64_t rows, int64_t length, int64_t width)
{
    return (double)rows * (double)length * (double)width * sizeof(float);
}

// The folder of this teacher and these rows.
static cria_status folder_of(char **out, const cria_cache_job *job)
{
    struct {
        char model[CRIA_HASH_TEXT], rows[CRIA_HASH_TEXT];
        char version;
    } identity = {.version = FORMAT_VERSION};
    char key[CRIA_HASH_TEXT];
    memcpy(identity.model, job->model_hash, CRIA_HASH_TEXT);
    CRIA_TRY(cria_rows_hash(job->rows, identity.rows));
    cria_hash_bytes(key, &identity, sizeof identity);
    return cria_path_join(out, job->directory, key);
}

static cria_status part_path(char **out, const char *folder, size_t part)
{
    char name[48];
    snprintf(name, sizeof name, "part-%05zu.safetensors", part);
    return cria_path_join(out, folder, name);
}

static int64_t rows_in_part(const cria_cache *c, size_t part)
{
    const int64_t left = c->rows - (int64_t)part * c->part_rows;
    return left < c->part_rows ? left : c->part_rows;
}

static cria_tensor part_tensor(const cria_cache *c, const cria_cache_job *job, size_t part)
{
    return (cria_tensor){
        .name = "hidden",
        .dtype = CRIA_F32,
        .rank = 3,
        .shape = {rows_in_part(c, part), job->rows->options.length, job->model->config.width}};
}

// What building needs; made on first use, since a complete cache needs none of it.
typedef struct builder {
    const cria_cache_job *job;
    cria_recorded recorded;
    cria_batch batch;
    float *hidden; // [B T, C]
    uint32_t *items;
    cria_progress progress;
} builder;

static cria_status builder_open(builder *b, const cria_cache *c)
{
    const cria_cache_job *job = b->job;
    const int length = job->rows->options.length;
    const size_t floats = (size_t)job->micro * c->row_floats;
    CRIA_TRY(cria_record(&b->recorded, CRIA_RECORD_HIDDEN, job->model, job->backend, job->micro,
                         length, NULL));
    CRIA_TRY(cria_program_allocate(b->recorded.program));
    CRIA_TRY(cria_batch_alloc(&b->batch, job->micro, length));
    CRIA_TRY(cria_alloc(&b->hidden, floats, sizeof *b->hidden));
    CRIA_TRY(cria_alloc(&b->items, (size_t)job->micro, sizeof *b->items));
    cria_progress_begin(&b->progress, "teacher cache", "rows", (double)c->rows);
    return CRIA_OK;
}

static void builder_close(builder *b)
{
    cria_recorded_close(&b->recorded);
    cria_batch_free(&b->batch);
    cria_free(b->hidden);
    cria_free(b->items);
}

static cria_status run_rows(builder *b, int64_t first, int count)
{
    const cria_step step = {0};
    for (int i = 0; i < count; i++)
        b->items[i] = (uint32_t)(first + i);
    cria_batch_fill(&b->batch, b->job->rows, 0, b->items, count);
    CRIA_TRY(cria_batch_put(&b->batch, b->recorded.program));
    CRIA_TRY(cria_program_run(b->recorded.program, &step));
    return cria_program_get(b->recorded.program, b->recorded.hidden, b->hidden);
}

static cria_status write_rows(builder *b, const cria_cache *c, size_t part,
                              cria_safetensors_writer *w)
{
    const int64_t first = (int64_t)part * c->part_rows, end = first + rows_in_part(c, part);
    for (int64_t at = first; at < end; at += b->job->micro) {
        const int count = end - at < b->job->micro ? (int)(end - at) : b->job->micro;
        if (cria_interrupted())
            return cria_fail(CRIA_EINTR, "interrupted while building the teacher cache; "
                                         "the parts that are complete are kept");
        CRIA_TRY(run_rows(b, at, count));
        CRIA_TRY(cria_safetensors_put(w, b->hidden,
                                      (size_t)count * c->row_floats * sizeof *b->hidden));
        cria_progress_at(&b->progress, (double)(at + count));
    }
    return CRIA_OK;
}

static cria_status build_part(builder *b, const cria_cache *c, size_t part, const char *path)
{
    if (!b->recorded.program)
        CRIA_TRY(builder_open(b, c));
    const cria_tensor tensor = part_tensor(c, b->job, part);
    cria_safetensors_writer *w;
    CRIA_TRY(cria_safetensors_create(&w, path, &tensor, 1, NULL));
    const cria_status status = write_rows(b, c, part, w);
    if (status == CRIA_OK)
        return cria_safetensors_commit(w);
    cria_safetensors_abort(w);
    return status;
}

static cria_status map_part(cria_cache *c, const cria_cache_job *job, size_t part,
                            const char *path)
{
    const cria_tensor wanted = part_tensor(c, job, part);
    CRIA_TRY(cria_safetensors_open(&c->part[part], path));
    const cria_tensor *t = cria_safetensors_find(c->part[part], "hidden");
    if (!t || t->dtype != CRIA_F32 || t->rank != 3 ||
        memcmp(t->shape, wanted.shape, 3 * sizeof *t->shape) != 0)
        return cria_fail(CRIA_EFORMAT,
                         "%s does not hold 'hidden' F32 [%lld, %lld, %lld]; remove it to have "
                         "it made again",
                         path, (long long)wanted.shape[0], (long long)wanted.shape[1],
                         (long long)wanted.shape[2]);
    return CRIA_OK;
}

static cria_status complete_part(cria_cache *c, builder *b, const char *folder, size_t part)
{
    char *path;
    CRIA_TRY(part_path(&path, folder, part));
    cria_status status = CRIA_OK;
    if (!cria_path_exists(path))
        status = build_part(b, c, part, path);
    if (status == CRIA_OK)
        status = map_part(c, b->job, part, path);
    cria_free(path);
    return status;
}

static cria_status complete(cria_cache *c, const cria_cache_job *job, const char *folder)
{
    builder b = {.job = job};
    cria_status status = cria_directory_make(folder);
    for (size_t part = 0; part < c->parts && status == CRIA_OK; part++)
        status = complete_part(c, &b, folder, part);
    if (status == CRIA_OK && b.recorded.program)
        cria_progress_end(&b.progress, (double)c->rows);
    builder_close(&b);
    return status;
}

static cria_status plan_parts(cria_cache *c, const cria_cache_job *job)
{
    c->rows = job->rows->count;
    c->row_floats = (size_t)job->rows->options.length * (size_t)job->model->config.width;
    // Independent of the micro-batch, so that a run with another one can use the cache.
    c->part_rows = 1 + (int64_t)(PART_BYTES / (c->row_floats * sizeof(float)));
    c->parts = (size_t)((c->rows + c->part_rows - 1) / c->part_rows);
    return cria_alloc(&c->part, c->parts, sizeof *c->part);
}

cria_status cria_cache_open(cria_cache *out, const cria_cache_job *job)
{
    *out = (cria_cache){0};
    if (job->rows->options.mode == CRIA_ROWS_OFFSET)
        return cria_fail(CRIA_EARG, "a teacher cache needs rows that stay the same: use --rows "
                                    "fixed, or no --teacher-cache");
    char *folder = NULL;
    cria_status status = plan_parts(out, job);
    if (status == CRIA_OK)
        status = folder_of(&folder, job);
    if (status == CRIA_OK)
        status = complete(out, job, folder);
    cria_free(folder);
    if (status == CRIA_OK)
        return CRIA_OK;
    cria_cache_close(out);
    return cria_context(status, "teacher cache of %s", job->name);
}

void cria_cache_read(const cria_cache *c, int64_t item, float *hidden)
{
    const size_t bytes = c->row_floats * sizeof *hidden;
    const cria_tensor *t = cria_safetensors_at(c->part[item / c->part_rows], 0);
    memcpy(hidden, (const char *)t->data + (size_t)(item % c->part_rows) * bytes, bytes);
}

void cria_cache_close(cria_cache *c)
{
    for (size_t i = 0; i < c->parts && c->part; i++)
        cria_safetensors_close(c->part[i]);
    cria_free(c->part);
    *c = (cria_cache){0};
}
