// loss.h owns the arithmetic of the training loss: what is averaged over what (recipe: as
// published, or per token), and the scales the loss op gets.
//
// With sums over a batch of ce = -log p[target] and kl = the divergence of a position:
//   CE   = sum ce / targets
//   KD   = T^2 sum kl / sequences (batchmean), / positions (tokenmean)
//   loss = alpha CE + (1 - alpha) KD
#ifndef CRIA_TRAIN_LOSS_H
#define CRIA_TRAIN_LOSS_H

#include "train/batch.h"
#include "train/options.h"

typedef struct cria_loss_form {
    cria_loss_attr attr; // teachers 0: cross-entropy alone, alpha 1
    double alpha;
    cria_reduction reduction;
} cria_loss_form;

typedef struct cria_loss_sums {
    double ce, kl;
    cria_batch_counts tally;
} cria_loss_sums;

typedef struct cria_loss_values {
    double loss, ce, kd; // as above
    double kl;           // nats a position
} cria_loss_values;

// cria_loss_form_make: `distill` may be NULL. Weights are checked and made to sum to 1.
CRIA_MUSTUSE cria_status cria_loss_form_make(cria_loss_form *out,
                                             const cria_distill_settings *distill);
// cria_loss_scale: what the op wants, for a batch of this tally.
void cria_loss_scale(const cria_loss_form *form, const cria_batch_counts *tally,
                     float scale[2]);
// cria_loss_add adds the parts [B T, 2] of a micro-batch.
void cria_loss_add(cria_loss_sums *sums, const cria_batch *batch, const float *parts);
cria_loss_values cria_loss_evaluate(const cria_loss_form *form, const cria_loss_sums *sums);

#endif
