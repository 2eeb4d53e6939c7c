// run.h owns a training run from its settings to the finished model: learning from text, or
// from teachers.
//
// OUT becomes a Hugging Face model directory with the best state (lowest evaluation loss; the
// last state without evaluation), and holds metrics.jsonl, tensorboard/, trainer_state.json and
// checkpoint-<step>/. A run may be interrupted or killed at any point: with `resume` it ends
// with the same bits as one that was not.
#ifndef CRIA_TRAIN_RUN_H
#define CRIA_TRAIN_RUN_H

#include "train/estimate.h"
#include "train/loss.h"

typedef struct cria_train_job {
    const cria_train_settings *train;
    const cria_distill_settings *distill; // NULL: learn from the text alone
    const cria_backend *backend;
    double peak_flops; // of the device, a second; 0: unknown, and no MFU is shown
} cria_train_job;

typedef struct cria_train_result {
    cria_train_estimate plan;
    int64_t steps;              // done in all
    int64_t best_step;          // -1: no evaluation
    double best;                // what the best state was chosen by
    cria_loss_values trained;   // of the last step
    cria_loss_values evaluated; // the evaluation of the best state; zeros if none
    double seconds;             // of this process
    double joules;              // of the whole run; -1: unknown
} cria_train_result;

// cria_train_run. CRIA_EARG: settings that do not fit each other, the data or the run in OUT;
// CRIA_EFORMAT: data; CRIA_ENOMEM: does not fit, found out before anything is allocated;
// CRIA_ENUMERIC: diverged, the last checkpoint is kept; CRIA_EINTR: interrupted, state saved.
// *result is filled as far as the run came.
CRIA_MUSTUSE cria_status cria_train_run(const cria_train_job *job, cria_train_result *result);

#endif
