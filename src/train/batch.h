// batch.h owns one micro-batch on the host: B rows of T tokens with their targets and masks, as
// the programs want them.
#ifndef CRIA_TRAIN_BATCH_H
#define CRIA_TRAIN_BATCH_H

#include "tensor/program.h"
#include "train/rows.h"

// How many of each a loss is averaged over.
typedef struct cria_batch_counts {
    int64_t sequences;
    int64_t positions; // that are no padding; the divergence counts them all
    int64_t targets; // positions with a successor in their row; the cross-entropy counts these
} cria_batch_counts;

typedef struct cria_batch {
    int rows, length;      // B, T
    const uint32_t *items; // borrowed: numbers of the first `used` rows
    int used;
    int32_t *ids;       // [B T]
    int32_t *positions; // [B T]: 0 .. T-1 in every row
    int32_t *lengths;   // [B]; 0 for a row that is not used
    int32_t *target;    // [B T]: the next id, -1 for none
    int32_t *mask;      // [B T]: 1 where the divergence counts
    cria_batch_counts tally;
} cria_batch;

CRIA_MUSTUSE cria_status cria_batch_alloc(cria_batch *out, int rows, int length);
// cria_batch_fill takes the rows items[0 .. count) as used in `epoch`; count <= B. `items` is
// kept.
void cria_batch_fill(cria_batch *batch, const cria_rows *rows, int64_t epoch,
                     const uint32_t *items, int count);
// cria_batch_put copies it to the inputs of a program; targets and masks where it has them.
CRIA_MUSTUSE cria_status cria_batch_put(const cria_batch *batch, cria_program *program);
void cria_batch_free(cria_batch *batch);

// cria_batch_counts_of: the tally of the given rows, without reading them.
cria_batch_counts cria_batch_counts_of(const cria_rows *rows, const uint32_t *items,
                                       int64_t count);

#endif
