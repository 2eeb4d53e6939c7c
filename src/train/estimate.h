// estimate.h owns what is known of a run before it starts: steps, tokens, FLOPs, memory.
// Nothing is allocated on the device.
#ifndef CRIA_TRAIN_ESTIMATE_H
#define CRIA_TRAIN_ESTIMATE_H

#include "model/config.h"
#include "tensor/op.h"
#include "train/options.h"

typedef struct cria_train_estimate {
    int64_t parameters; // of the model that learns
    int64_t rows, eval_rows;
    int64_t micro, accumulation; // sequences a run, runs a step
    int64_t epoch_steps, steps;
    int64_t tokens;          // of all steps, as if every row were full
    double step_flops;       // of a full step, teachers included
    double flops;            // of all steps, evaluations left out
    double cache_disk_bytes; // teacher caches
    size_t parameter_bytes;  // weights, gradients, moments of the learner
    size_t activation_bytes; // its programs
    size_t teacher_bytes;    // weights and programs of the teachers
    size_t bytes;            // all of it
} cria_train_estimate;

typedef struct cria_estimate_input {
    const cria_config *config;  // of the learner
    const cria_config *teacher; // [teachers]
    int teachers;               // 0: learning from the text alone
    const cria_train_settings *train;
    const cria_distill_settings *distill; // NULL when there are no teachers
    const cria_backend *backend;
    int64_t rows, eval_rows; // see cria_rows_expected when there is no shard yet
} cria_estimate_input;

CRIA_MUSTUSE cria_status cria_train_estimate_make(cria_train_estimate *out,
                                                  const cria_estimate_input *input);
// cria_train_estimate_check: CRIA_ENOMEM with need, what is there, and what to lower.
CRIA_MUSTUSE cria_status cria_train_estimate_check(const cria_train_estimate *e,
                                                   const cria_backend *backend);
// cria_train_micro: sequences a run; CRIA_EARG when it does not divide the batch.
CRIA_MUSTUSE cria_status cria_train_micro(int64_t *out, const cria_train_settings *settings);
// cria_rows_expected: training rows of a stream of `ids` ids (PADDED rows as if FIXED).
int64_t cria_rows_expected(int64_t ids, const cria_train_settings *settings);

#endif
