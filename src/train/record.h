// record.h owns the programs a run needs, recorded and finished but not allocated, so that the
// estimate and the run itself use the same ones.
#ifndef CRIA_TRAIN_RECORD_H
#define CRIA_TRAIN_RECORD_H

#include "model/model.h"

typedef struct cria_recorded {
    cria_program *program;                 // owned
    cria_value hidden, logits, parts;      // kept, where the program makes them
    cria_value outside[CRIA_TEACHERS_MAX]; // to be bound: teacher logits, or hidden states
} cria_recorded;

// What is recorded, for a batch of B rows of T:
//   TRAINING  loss and gradients; outside = teacher logits [B T, V]; parts
//   LOGITS    inference; logits [B T, V]
//   HIDDEN    inference up to the final norm; hidden [B T, C]
//   HEAD      the head alone; outside[0] = hidden; logits
typedef enum cria_recording {
    CRIA_RECORD_TRAINING,
    CRIA_RECORD_LOGITS,
    CRIA_RECORD_HIDDEN,
    CRIA_RECORD_HEAD,
    CRIA_RECORDINGS,
} cria_recording;

// cria_record: `loss` is read for TRAINING only.
CRIA_MUSTUSE cria_status cria_record(cria_recorded *out, cria_recording what, cria_model *model,
                                     const cria_backend *backend, int batch, int length,
                                     const cria_loss_attr *loss);
void cria_recorded_close(cria_recorded *recorded);

#endif
