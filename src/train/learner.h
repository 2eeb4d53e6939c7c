// learner.h owns the model that learns: its programs, its optimizer, one optimizer step, and
// one evaluation.
#ifndef CRIA_TRAIN_LEARNER_H
#define CRIA_TRAIN_LEARNER_H

#include "train/loss.h"
#include "train/optimizer.h"
#include "train/record.h"
#include "train/teachers.h"

typedef struct cria_learner {
    cria_model *model; // borrowed, allocated for training
    const cria_backend *backend;
    cria_loss_form form;
    cria_teachers *teachers; // borrowed; NULL when learning from the text alone
    cria_recorded training, scoring;
    cria_optimizer optimizer;
    cria_batch batch;
    float *parts;       // [B T, 2]
    cria_call score;    // LOSS on the scoring program's logits
    void *score_memory; // device: target, mask, scale, parts, scratch
    size_t score_bytes;
    uint64_t seed;
} cria_learner;

// A whole optimizer step's rows.
typedef struct cria_learner_work {
    const cria_rows *rows;
    int64_t epoch;
    const uint32_t *items; // [count]
    int64_t count;         // at most micro x accumulation
    int64_t step;          // optimizer steps done before this one
    int64_t accumulation;  // micro-batches of a full step
    double rate;
} cria_learner_work;

CRIA_MUSTUSE cria_status cria_learner_open(cria_learner *out, cria_model *model,
                                           cria_teachers *teachers, const cria_loss_form *form,
                                           const cria_train_settings *settings, int micro);
// cria_learner_step runs the micro-batches, clips and updates. The loss is the mean over the
// whole step's rows. A loss or norm that is not finite is CRIA_ENUMERIC; the weights are not
// updated then.
CRIA_MUSTUSE cria_status cria_learner_step(cria_learner *l, const cria_learner_work *work,
                                           cria_loss_values *values, double *norm);
// cria_learner_evaluate: the loss over all rows, without dropout. CRIA_EINTR when interrupted.
CRIA_MUSTUSE cria_status cria_learner_evaluate(cria_learner *l, const cria_rows *rows,
                                               cria_loss_values *values);
void cria_learner_close(cria_learner *l);

#endif
