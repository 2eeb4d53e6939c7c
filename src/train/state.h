// state.h owns what a run has to remember besides weights and moments, and its form on disk:
// trainer_state.json with the keys of Hugging Face's Trainer and one member "cria" with ours.
// No random state is kept: every draw depends on (seed, epoch, step) alone.
#ifndef CRIA_TRAIN_STATE_H
#define CRIA_TRAIN_STATE_H

#include "format/json.h"
#include "train/loss.h"

typedef struct cria_train_state {
    int64_t step;      // optimizer steps done
    int64_t evaluated; // step of the last evaluation, -1: none
    int64_t tokens;    // positions trained on, padding not counted
    double flops;
    double joules; // used so far; -1: unknown
    // Since the last log line: sums over window_steps steps.
    cria_loss_values window;
    int64_t window_steps;
    int64_t best_step; // -1: none
    double best;
    cria_loss_values best_values; // of the evaluation at best_step
    int64_t metrics_bytes;        // length of metrics.jsonl
    json_t *history;              // owned; log_history
} cria_train_state;

// What stays the same during a run and is written beside it.
typedef struct cria_run_facts {
    const cria_train_settings *settings;
    int64_t epoch_steps, total_steps, accumulation;
    const json_t *fingerprint; // fingerprint.h
} cria_run_facts;

CRIA_MUSTUSE cria_status cria_train_state_begin(cria_train_state *out);
CRIA_MUSTUSE cria_status cria_train_state_write(const cria_train_state *state,
                                                const cria_run_facts *facts, const char *path);
// cria_train_state_read: *fingerprint (owned by the caller) is what the run was started with.
CRIA_MUSTUSE cria_status cria_train_state_read(cria_train_state *out, json_t **fingerprint,
                                               const char *path);
void cria_train_state_free(cria_train_state *state);

#endif
