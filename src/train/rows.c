// rows.c: see rows.h.
#include "train/rows.h"

#include "base/memory.h"
#include "base/random.h"

#include <stdlib.h>
#include <string.h>

enum { SAMPLE_SEED = 2023 };

// Streams of one epoch: the epoch in the high half.
static cria_random draw(const cria_rows *rows, uint64_t stream, int64_t epoch, uint64_t index)
{
    return (cria_random){rows->options.seed, stream | (uint64_t)epoch << 32, index};
}

static int64_t regular_count(const cria_shard *shard, const cria_rows_options *o)
{
    const int64_t whole = shard->count / o->length, rest = shard->count % o->length;
    if (o->mode == CRIA_ROWS_OFFSET)
        return whole - 1;
    return whole + (rest > 0 && !o->drop_last);
}

static cria_status cut_regular(cria_rows *rows)
{
    const int64_t count = regular_count(rows->shard, &rows->options);
    if (count <= 0)
        return CRIA_OK;
    const int32_t length = rows->options.length;
    CRIA_TRY(cria_alloc(&rows->row, (size_t)count, sizeof *rows->row));
    rows->count = count;
    for (int64_t i = 0; i < count; i++) {
        const int64_t left = rows->shard->count - i * length;
        rows->row[i] = (cria_row){i * length, left < length ? (int32_t)left : length};
    }
    return CRIA_OK;
}

// The rows under construction; the last one is open: a document that fits is added to it.
typedef struct packing {
    cria_rows *rows;
    size_t capacity;
} packing;

static cria_status add_row(packing *p, int64_t first, int32_t length)
{
    cria_rows *rows = p->rows;
    CRIA_TRY(cria_grow(&rows->row, &p->capacity, (size_t)rows->count + 1, sizeof *rows->row));
    rows->row[rows->count++] = (cria_row){first, length};
    return CRIA_OK;
}

static cria_status add_document(packing *p, int64_t first, int64_t length)
{
    cria_rows *rows = p->rows;
    const int32_t room = rows->options.length;
    cria_row *last = rows->count ? &rows->row[rows->count - 1] : NULL;
    if (last && last->length + length <= room) {
        last->length += (int32_t)length;
        return CRIA_OK;
    }
    for (; length > 0; first += room, length -= room)
        CRIA_TRY(add_row(p, first, length < room ? (int32_t)length : room));
    return CRIA_OK;
}

static cria_status cut_documents(cria_rows *rows)
{
    packing p = {.rows = rows};
    int64_t first = 0;
    for (int64_t i = 0; i < rows->shard->count; i++) {
        int32_t id;
        cria_shard_read(rows->shard, i, 1, &id);
        if (id != rows->options.eos && i + 1 < rows->shard->count)
            continue;
        CRIA_TRY(add_document(&p, first, i + 1 - first));
        first = i + 1;
    }
    return CRIA_OK;
}

static cria_status check_rows(const cria_rows *rows)
{
    const bool offset = rows->options.mode == CRIA_ROWS_OFFSET;
    const int64_t needed = offset                    ? 2 * (int64_t)rows->options.length
                           : rows->options.drop_last ? rows->options.length
                                                     : 2;
    if (rows->shard->count < needed || rows->count == 0)
        return cria_fail(
            CRIA_EFORMAT,
            "%s holds %lld ids, rows of %d need at least %lld; use a larger text%s",
            cria_safetensors_path(rows->shard->file), (long long)rows->shard->count,
            rows->options.length, (long long)needed, offset ? " or --rows fixed" : "");
    if (rows->count > UINT32_MAX)
        return cria_fail(CRIA_ELIMIT, "%lld rows are more than 4294967295",
                         (long long)rows->count);
    return CRIA_OK;
}

cria_status cria_rows_open(cria_rows *out, const cria_shard *shard,
                           const cria_rows_options *options)
{
    static cria_status (*const cut[])(cria_rows *) = {
        [CRIA_ROWS_FIXED] = cut_regular,
        [CRIA_ROWS_OFFSET] = cut_regular,
        [CRIA_ROWS_PADDED] = cut_documents,
    };
    CRIA_ASSERT(options->length >= 2);
    *out = (cria_rows){.shard = shard, .options = *options};
    cria_status status = cut[options->mode](out);
    if (status == CRIA_OK)
        status = check_rows(out);
    if (status != CRIA_OK)
        cria_rows_close(out);
    return status;
}

static int compare_u32(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

cria_status cria_rows_sample(cria_rows *out, const cria_shard *shard, int32_t length,
                             int32_t pad, int64_t limit)
{
    CRIA_TRY(cria_rows_open(out, shard,
                            &(cria_rows_options){.mode = CRIA_ROWS_FIXED,
                                                 .length = length,
                                                 .pad = pad,
                                                 .eos = -1,
                                                 .seed = SAMPLE_SEED}));
    if (out->count <= limit)
        return CRIA_OK;
    uint32_t *chosen;
    const cria_status status = cria_alloc(&chosen, (size_t)out->count, sizeof *chosen);
    if (status != CRIA_OK) {
        cria_rows_close(out);
        return status;
    }
    cria_random random = draw(out, CRIA_STREAM_SAMPLE, 0, 0);
    for (int64_t i = 0; i < out->count; i++)
        chosen[i] = (uint32_t)i;
    cria_random_shuffle(&random, chosen, (size_t)out->count);
    qsort(chosen, (size_t)limit, sizeof *chosen, compare_u32);
    for (int64_t i = 0; i < limit; i++)
        out->row[i] = out->row[chosen[i]];
    out->count = limit;
    cria_free(chosen);
    return CRIA_OK;
}

void cria_rows_close(cria_rows *rows)
{
    cria_free(rows->row);
    *rows = (cria_rows){0};
}

void cria_rows_order(const cria_rows *rows, int64_t epoch, uint32_t *order)
{
    for (int64_t i = 0; i < rows->count; i++)
        order[i] = (uint32_t)i;
    cria_random random = draw(rows, CRIA_STREAM_SHUFFLE, epoch, 0);
    cria_random_shuffle(&random, order, (size_t)rows->count);
}

int32_t cria_rows_read(const cria_rows *rows, int64_t epoch, int64_t item, int32_t *ids)
{
    const cria_row row = rows->row[item];
    int64_t first = row.first;
    if (rows->options.mode == CRIA_ROWS_OFFSET) {
        // Four numbers an item keep the draws of neighbours apart.
        cria_random random = draw(rows, CRIA_STREAM_OFFSET, epoch, (uint64_t)item * 4);
        first += (int64_t)cria_random_below(&random, (uint64_t)rows->options.length);
    }
    cria_shard_read(rows->shard, first, row.length, ids);
    for (int32_t t = row.length; t < rows->options.length; t++)
        ids[t] = rows->options.pad >= 0 ? rows->options.pad : 0;
    return row.length;
}

cria_status cria_rows_hash(const cria_rows *rows, char text[CRIA_HASH_TEXT])
{
    cria_hash *hash;
    CRIA_TRY(cria_hash_open(&hash));
    cria_hash_add(hash, rows->shard->hash, CRIA_HASH_TEXT);
    const int64_t settings[] = {rows->options.mode, rows->options.length, rows->count};
    cria_hash_add(hash, settings, sizeof settings);
    for (int64_t i = 0; i < rows->count; i++) {
        const int64_t row[] = {rows->row[i].first, rows->row[i].length};
        cria_hash_add(hash, row, sizeof row);
    }
    cria_hash_close(hash, text);
    return CRIA_OK;
}
