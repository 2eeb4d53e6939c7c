// schedule.h owns the number of steps and the learning rate of each, as Hugging Face's Trainer
// has them.
#ifndef CRIA_TRAIN_SCHEDULE_H
#define CRIA_TRAIN_SCHEDULE_H

#include "train/options.h"

typedef struct cria_schedule {
    cria_scheduler kind;
    double peak;
    int64_t warmup, total; // optimizer steps
} cria_schedule;

// cria_schedule_rate: the rate of the step after `done` steps. With s = done:
//   s < warmup: peak s / warmup, so the first step has rate 0
//   cosine:     peak max(0, (1 + cos(pi (s - warmup) / (total - warmup))) / 2)
//   linear:     peak max(0, (total - s) / (total - warmup))
double cria_schedule_rate(const cria_schedule *schedule, int64_t done);

// cria_epoch_steps: optimizer steps in a pass over `rows` rows. Without accumulation
// ceil(rows / micro), with it floor(ceil(rows / micro) / accumulation); at least 1.
int64_t cria_epoch_steps(int64_t rows, int64_t micro, int64_t accumulation);

// cria_total_steps: max_steps if given, else ceil(epochs * epoch_steps).
int64_t cria_total_steps(int64_t epoch_steps, double epochs, int64_t max_steps);

#endif
