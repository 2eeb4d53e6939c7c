// rows.h owns how a stream of ids is cut into rows of `length` tokens, and their order.
//
// Everything drawn at random depends on (seed, epoch, item) alone, so a run that was
// interrupted sees the same rows.
#ifndef CRIA_TRAIN_ROWS_H
#define CRIA_TRAIN_ROWS_H

#include "train/options.h"
#include "train/shard.h"

typedef struct cria_row {
    int64_t first;  // id in the shard
    int32_t length; // 1 .. rows.length; the rest is padding
} cria_row;

typedef struct cria_rows_options {
    cria_rows_mode mode;
    int32_t length;
    bool drop_last;   // FIXED: no short last row
    int32_t pad, eos; // ids; a document ends after eos; -1 = none
    uint64_t seed;
} cria_rows_options;

typedef struct cria_rows {
    const cria_shard *shard; // borrowed
    cria_rows_options options;
    cria_row *row; // owned
    int64_t count;
} cria_rows;

// cria_rows_open cuts the shard (n ids, rows of T):
//   FIXED   ceil(n / T) rows, floor(n / T) with drop_last
//   OFFSET  floor(n / T) - 1 rows; row i starts at i T + a random number in [0, T)
//   PADDED  documents in their order; one that fits behind the last shares its row, else it
//   starts a
//           row and is split if longer than T
// A shard too small for one row with a target is CRIA_EFORMAT with the number of ids needed.
CRIA_MUSTUSE cria_status cria_rows_open(cria_rows *out, const cria_shard *shard,
                                        const cria_rows_options *options);
// cria_rows_sample: for evaluation; FIXED rows, at most `limit`, the draw always the same.
CRIA_MUSTUSE cria_status cria_rows_sample(cria_rows *out, const cria_shard *shard,
                                          int32_t length, int32_t pad, int64_t limit);
void cria_rows_close(cria_rows *rows);

// cria_rows_order fills order[count] with the epoch's permutation.
void cria_rows_order(const cria_rows *rows, int64_t epoch, uint32_t *order);
// cria_rows_read writes row `item` as used in `epoch` to ids[length], padded; returns its
// length.
int32_t cria_rows_read(const cria_rows *rows, int64_t epoch, int64_t item, int32_t *ids);
// cria_rows_hash: of the ids and of how they are cut.
CRIA_MUSTUSE cria_status cria_rows_hash(const cria_rows *rows, char text[CRIA_HASH_TEXT]);

#endif
