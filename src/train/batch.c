// batch.c: see batch.h.
#include "train/batch.h"

#include "base/memory.h"

#include <string.h>

cria_status cria_batch_alloc(cria_batch *out, int rows, int length)
{
    const size_t n = (size_t)rows * (size_t)length;
    *out = (cria_batch){.rows = rows, .length = length};
    cria_status status = cria_alloc(&out->ids, n, sizeof *out->ids);
    if (status == CRIA_OK)
        status = cria_alloc(&out->positions, n, sizeof *out->positions);
    if (status == CRIA_OK)
        status = cria_alloc(&out->lengths, (size_t)rows, sizeof *out->lengths);
    if (status == CRIA_OK)
        status = cria_alloc(&out->target, n, sizeof *out->target);
    if (status == CRIA_OK)
        status = cria_alloc(&out->mask, n, sizeof *out->mask);
    if (status != CRIA_OK) {
        cria_batch_free(out);
        return status;
    }
    for (size_t i = 0; i < n; i++)
        out->positions[i] = (int32_t)(i % (size_t)length);
    return CRIA_OK;
}

static void add_to_tally(cria_batch_counts *tally, int32_t length)
{
    tally->sequences++;
    tally->positions += length;
    tally->targets += length > 0 ? length - 1 : 0;
}

static void mark(cria_batch *b, int row, int32_t length)
{
    const size_t at = (size_t)row * (size_t)b->length;
    b->lengths[row] = length;
    for (int32_t t = 0; t < b->length; t++) {
        b->target[at + (size_t)t] = t + 1 < length ? b->ids[at + (size_t)t + 1] : -1;
        b->mask[at + (size_t)t] = t < length;
    }
}

void cria_batch_fill(cria_batch *b, const cria_rows *rows, int64_t epoch, const uint32_t *items,
                     int count)
{
    CRIA_ASSERT(count <= b->rows && rows->options.length == b->length);
    b->tally = (cria_batch_counts){0};
    b->items = items;
    b->used = count;
    for (int row = 0; row < b->rows; row++) {
        int32_t *ids = b->ids + (size_t)row * (size_t)b->length;
        if (row >= count) {
            memset(ids, 0, (size_t)b->length * sizeof *ids);
            mark(b, row, 0);
            continue;
        }
        const int32_t length = cria_rows_read(rows, epoch, items[row], ids);
        mark(b, row, length);
        add_to_tally(&b->tally, length);
    }
}

cria_status cria_batch_put(const cria_batch *b, cria_program *program)
{
    const cria_inputs *in = cria_program_inputs(program);
    CRIA_TRY(cria_program_put(program, in->ids, b->ids));
    CRIA_TRY(cria_program_put(program, in->positions, b->positions));
    CRIA_TRY(cria_program_put(program, in->where, b->lengths));
    if (!in->target.id)
        return CRIA_OK;
    CRIA_TRY(cria_program_put(program, in->target, b->target));
    return cria_program_put(program, in->mask, b->mask);
}

void cria_batch_free(cria_batch *b)
{
    cria_free(b->ids);
    cria_free(b->positions);
    cria_free(b->lengths);
    cria_free(b->target);
    cria_free(b->mask);
    *b = (cria_batch){0};
}

cria_batch_counts cria_batch_counts_of(const cria_rows *rows, const uint32_t *items,
                                       int64_t count)
{
    cria_batch_counts tally = {0};
    for (int64_t i = 0; i < count; i++)
        add_to_tally(&tally, rows->row[items[i]].length);
    return tally;
}
