// trainer.h: a run under way, shared by setup.c (makes it), run.c (steps, evaluation, saving)
// and report.c (what it says). For this room only.
#ifndef CRIA_TRAIN_TRAINER_H
#define CRIA_TRAIN_TRAINER_H

#include "train/checkpoint.h"
#include "train/energy.h"
#include "train/fingerprint.h"
#include "train/learner.h"
#include "train/metrics.h"
#include "train/run.h"
#include "train/schedule.h"

// cria_meter: speed since it was last read.
typedef struct cria_meter {
    double started, reported, lined; // seconds of the clock: run, last log, last progress line
    int64_t first_step, logged_tokens;
    double logged_flops;
    double fastest; // FLOPs a second of any stretch so far
} cria_meter;

typedef struct cria_trainer {
    const cria_train_job *job;
    const cria_train_settings *settings;
    cria_train_result *result;
    cria_config config;
    cria_shard shard, eval_shard;
    cria_rows rows, eval_rows; // eval_rows.count 0: no evaluation
    cria_loss_form form;
    cria_schedule schedule;
    cria_teachers teachers; // count 0: none
    cria_model *model;
    cria_learner learner;
    json_t *fingerprint;
    cria_run_facts facts;
    cria_train_state state;
    int64_t saved; // step of the newest checkpoint, -1
    uint32_t *order;
    int64_t order_epoch;
    cria_metrics *metrics;
    cria_energy energy;
    cria_meter meter;
} cria_trainer;

CRIA_MUSTUSE cria_status cria_trainer_open(cria_trainer *out, const cria_train_job *job,
                                           cria_train_result *result);
void cria_trainer_close(cria_trainer *t);

// What the last step was like.
typedef struct cria_step_report {
    cria_loss_values values;
    double norm, rate;
} cria_step_report;

void cria_report_start(const cria_trainer *t);                        // the table
void cria_report_step(cria_trainer *t, const cria_step_report *step); // the progress line
CRIA_MUSTUSE cria_status cria_report_log(cria_trainer *t, const cria_step_report *step);
CRIA_MUSTUSE cria_status cria_report_eval(cria_trainer *t, const cria_loss_values *values,
                                          double seconds);
void cria_report_end(const cria_trainer *t);

#endif
