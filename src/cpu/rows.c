// rows.c: see rows.h.
#include "cpu/rows.h"

#include "base/parallel.h"

// Elements a chunk: enough to hide the cost of handing it out, few enough to balance the
// threads.
enum { CHUNK_ELEMENTS = 32768 };

typedef struct work {
    const cria_call *call;
    const cria_step *step;
    cria_rows_body *body;
    int64_t rows, size;
} work;

static void run_chunk(void *context, int64_t chunk, int thread)
{
    const work *w = context;
    const int64_t first = chunk * w->size, left = w->rows - first;
    (void)thread;
    w->body(w->call, w->step, first, first + (left < w->size ? left : w->size));
}

void cria_rows_run(const cria_call *call, const cria_step *step, int64_t rows, int64_t cols,
                   cria_rows_body *body)
{
    const int64_t fit = CHUNK_ELEMENTS / (cols > 0 ? cols : 1);
    work w = {call, step, body, rows, fit > 0 ? fit : 1};
    cria_parallel((rows + w.size - 1) / w.size, run_chunk, &w);
}

cria_row_chunks cria_row_chunks_of(int64_t rows, int64_t chunks_max, int64_t size_min)
{
    int64_t size = (rows + chunks_max - 1) / chunks_max;
    size = size > size_min ? size : size_min;
    return (cria_row_chunks){(rows + size - 1) / size, size};
}
