// rows.h owns how an op's rows are cut into chunks for the threads. A chunk's size depends on
// the shape alone, so the cut is the same for every number of threads.
#ifndef CRIA_CPU_ROWS_H
#define CRIA_CPU_ROWS_H

#include "tensor/op.h"

// cria_rows_body does rows [first, end) of a call; they may be done in any order.
typedef void cria_rows_body(const cria_call *call, const cria_step *step, int64_t first,
                            int64_t end);

// cria_rows_run runs `body` over `rows` rows of `cols` elements each.
void cria_rows_run(const cria_call *call, const cria_step *step, int64_t rows, int64_t cols,
                   cria_rows_body *body);

// cria_row_chunks: `rows` cut into at most `chunks_max` pieces of `size` rows, none below
// `size_min` but the last. For reductions that keep one partial result a chunk.
typedef struct cria_row_chunks {
    int64_t count, size;
} cria_row_chunks;
cria_row_chunks cria_row_chunks_of(int64_t rows, int64_t chunks_max, int64_t size_min);

#endif
