// embed.c owns what moves whole rows: EMBED, EMBED_BWD, GATHER, COPY.
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"

#include "base/parallel.h"

#include <string.h>

static void copy_row(float *to, const float *from, int64_t n)
{
    memcpy(to, from, (size_t)n * sizeof *to);
}

static void add_row(float *restrict to, const float *restrict from, int64_t n)
{
    for (int64_t i = 0; i < n; i++)
        to[i] += from[i];
}

static const float *table_row(const cria_view *table, int32_t row)
{
    CRIA_ASSERT(row >= 0 && row < table->rows);
    return row_of(table, row);
}

static void embed_rows(const cria_call *call, const cria_step *step, int64_t first, int64_t end)
{
    const cria_view *ids = &call->in[0], *positions = &call->in[2], *y = &call->out[0];
    (void)step;
    for (int64_t row = first; row < end; row++) {
        copy_row(row_of(y, row), table_row(&call->in[1], int_of(ids, row)), y->cols);
        if (call->in[3].data)
            add_row(row_of(y, row), table_row(&call->in[3], int_of(positions, row)), y->cols);
    }
}

void CRIA_ISA(embed)(const cria_call *call, const cria_step *step)
{
    cria_rows_run(call, step, call->out[0].rows, call->out[0].cols, embed_rows);
}

static void gather_rows(const cria_call *call, const cria_step *step, int64_t first,
                        int64_t end)
{
    const cria_view *y = &call->out[0];
    (void)step;
    for (int64_t row = first; row < end; row++) {
        const int32_t from = int_of(&call->in[1], row);
        if (from < 0)
            memset(row_of(y, row), 0, (size_t)y->cols * sizeof(float));
        else
            copy_row(row_of(y, row), table_row(&call->in[0], from), y->cols);
    }
}

void CRIA_ISA(gather)(const cria_call *call, const cria_step *step)
{
    cria_rows_run(call, step, call->out[0].rows, call->out[0].cols, gather_rows);
}

static void copy_rows(const cria_call *call, const cria_step *step, int64_t first, int64_t end)
{
    const cria_view *x = &call->in[0], *y = &call->out[0];
    for (int64_t row = first; row < end; row++)
        (cria_call_adds(call, 0, step) ? add_row : copy_row)(row_of(y, row), row_of(x, row),
                                                             y->cols);
}

void CRIA_ISA(copy)(const cria_call *call, const cria_step *step)
{
    cria_rows_run(call, step, call->out[0].rows, call->out[0].cols, copy_rows);
}

// The gradient of one table: every chunk owns a range of the table's rows, looks through all
// indices, and adds in the order of the batch, so the sums do not depend on the threads.
typedef struct scatter {
    const cria_view *dy, *index, *table;
    cria_row_chunks chunks;
    bool add;
} scatter;

static void scatter_chunk(void *context, int64_t chunk, int thread)
{
    const scatter *s = context;
    const int64_t first = chunk * s->chunks.size, after = first + s->chunks.size;
    const int64_t end = after < s->table->rows ? after : s->table->rows;
    (void)thread;
    if (!s->add)
        for (int64_t row = first; row < end; row++)
            memset(row_of(s->table, row), 0, (size_t)s->table->cols * sizeof(float));
    for (int64_t n = 0; n < s->dy->rows; n++) {
        const int32_t row = int_of(s->index, n);
        if (row >= first && row < end)
            add_row(row_of(s->table, row), row_of(s->dy, n), s->table->cols);
    }
}

void CRIA_ISA(embed_bwd)(const cria_call *call, const cria_step *step)
{
    for (int i = 0; i < 2; i++) {
        scatter s = {
            .dy = &call->in[0],
            .index = &call->in[1 + i],
            .table = &call->out[i],
            .chunks = cria_row_chunks_of(call->out[i].rows, 64, 32),
            .add = cria_call_adds(call, i, step),
        };
        if (s.table->data)
            cria_parallel(s.chunks.count, scatter_chunk, &s);
    }
}
