// teachers.h owns the teachers: models whose logits the student's programs read as outside
// values. Logits come from the whole model run on each micro-batch, or from cached hidden
// states and the head alone; both give the same bits.
#ifndef CRIA_TRAIN_TEACHERS_H
#define CRIA_TRAIN_TEACHERS_H

#include "train/batch.h"
#include "train/cache.h"
#include "train/record.h"

typedef enum cria_row_set {
    CRIA_SET_TRAIN,
    CRIA_SET_EVAL,
    CRIA_SETS,
} cria_row_set;

typedef struct cria_teacher {
    cria_model *model;
    cria_recorded whole; // LOGITS, or HEAD when cached
    char hash[CRIA_HASH_TEXT];
    cria_cache cache[CRIA_SETS]; // open when cached
    void *hidden;                // device [B T, C], when cached
    float *staging;              // host [B T, C], when cached
} cria_teacher;

typedef struct cria_teachers {
    const cria_backend *backend;
    int count, micro, length;
    bool cached;
    cria_teacher teacher[CRIA_TEACHERS_MAX];
} cria_teachers;

// cria_teachers_open loads the directories. Another vocabulary size, another tokenizer than
// `tokenizer_hash`, or too few positions is CRIA_EARG naming teacher and both values.
CRIA_MUSTUSE cria_status cria_teachers_open(cria_teachers *out,
                                            const cria_distill_settings *settings,
                                            const cria_backend *backend, int micro, int length,
                                            int64_t vocab_size, const char *tokenizer_hash);
// cria_teachers_start makes the programs; with a cache directory, the caches of both row sets
// are completed first (`eval` may be NULL).
CRIA_MUSTUSE cria_status cria_teachers_start(cria_teachers *t, const char *cache_directory,
                                             const cria_rows *train, const cria_rows *eval);
// cria_teachers_run leaves each teacher's logits of the batch (rows of `set`) in its view.
CRIA_MUSTUSE cria_status cria_teachers_run(cria_teachers *t, const cria_batch *batch,
                                           cria_row_set set);
cria_view cria_teachers_logits(const cria_teachers *t, int teacher);
void cria_teachers_close(cria_teachers *t);

#endif
