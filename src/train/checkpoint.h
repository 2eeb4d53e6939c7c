// checkpoint.h owns the checkpoints in a run's directory: OUT/checkpoint-<step>/ is a Hugging
// Face model directory with optimizer.safetensors (tensors "m.<parameter>", "v.<parameter>",
// F32) and trainer_state.json. It appears by rename when whole; one that has its name is
// complete.
#ifndef CRIA_TRAIN_CHECKPOINT_H
#define CRIA_TRAIN_CHECKPOINT_H

#include "model/model.h"
#include "train/state.h"

CRIA_MUSTUSE cria_status cria_checkpoint_path(char **out, const char *run, int64_t step);
// cria_checkpoint_step: the step in a checkpoint's name; -1 for any other name.
int64_t cria_checkpoint_step(const char *name);
// cria_checkpoint_newest: *step = -1 when there is none.
CRIA_MUSTUSE cria_status cria_checkpoint_newest(int64_t *step, const char *run);
CRIA_MUSTUSE cria_status cria_checkpoint_save(const char *run, const cria_model *model,
                                              const cria_train_state *state,
                                              const cria_run_facts *facts);
// cria_checkpoint_moments reads optimizer.safetensors into the model's m and v.
CRIA_MUSTUSE cria_status cria_checkpoint_moments(cria_model *model, const char *directory);
// cria_checkpoint_prune removes all but the newest `limit` and `best`; limit 0 keeps all.
CRIA_MUSTUSE cria_status cria_checkpoint_prune(const char *run, int64_t limit, int64_t best);

#endif
