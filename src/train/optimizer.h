// optimizer.h owns one AdamW update of a model's parameters: the gradient's norm, then the
// update, as two ops on the flat slabs.
#ifndef CRIA_TRAIN_OPTIMIZER_H
#define CRIA_TRAIN_OPTIMIZER_H

#include "tensor/params.h"
#include "train/options.h"

typedef struct cria_optimizer {
    const cria_backend *backend;
    cria_call call[2]; // SUM_SQUARES, ADAMW
    void *norm;        // device, one float
    void *scratch;
    size_t scratch_bytes;
} cria_optimizer;

// cria_optimizer_open: the parameters must be allocated for training and outlive the optimizer.
CRIA_MUSTUSE cria_status cria_optimizer_open(cria_optimizer *out, const cria_params *params,
                                             const cria_train_settings *settings);
// cria_optimizer_step: update number `update` (from 1). *norm = the gradient's norm before
// clipping; when it is not finite nothing is updated.
CRIA_MUSTUSE cria_status cria_optimizer_step(cria_optimizer *o, double rate, int64_t update,
                                             double *norm);
void cria_optimizer_close(cria_optimizer *o);

#endif
