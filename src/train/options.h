// options.h owns the settings of a training run and their option tables: names as users of
// llm.c and transformers know them, defaults those of the recipe's student.
#ifndef CRIA_TRAIN_OPTIONS_H
#define CRIA_TRAIN_OPTIONS_H

#include "base/option.h"

// The order of each enumeration is that of the option's choices.
typedef enum cria_scheduler {
    CRIA_SCHEDULER_COSINE,
    CRIA_SCHEDULER_LINEAR,
    CRIA_SCHEDULER_CONSTANT,
} cria_scheduler;

typedef enum cria_rows_mode {
    CRIA_ROWS_FIXED,  // neighbours without overlap, the short last one padded and masked
    CRIA_ROWS_OFFSET, // a fresh random start 0 .. length - 1 at each use
    CRIA_ROWS_PADDED, // by whole documents: small ones share a row, big ones are split
} cria_rows_mode;

typedef enum cria_select {
    CRIA_SELECT_LOSS, // the evaluation loss as trained (combined, when distilling)
    CRIA_SELECT_CE,   // its cross-entropy alone
} cria_select;

typedef enum cria_reduction {
    CRIA_REDUCTION_BATCHMEAN, // divergence summed over positions, divided by sequences
    CRIA_REDUCTION_TOKENMEAN, // divided by the positions counted
} cria_reduction;

typedef struct cria_train_settings {
    const char *model;       // preset, config.json, or a directory that holds one
    const char *tokens;      // training shard
    const char *eval_tokens; // evaluation shard; NULL: no evaluation
    const char *out;         // the run's directory
    double learning_rate, weight_decay, epochs;
    double adam_beta1, adam_beta2, adam_epsilon;
    double max_grad_norm;                 // 0: no clipping
    int64_t warmup_steps, max_steps;      // max_steps 0: by epochs
    int64_t batch_size, micro_batch_size; // sequences a step, a run; micro 0: the whole batch
    int64_t sequence_length, vocab_size;  // vocab_size 0: the configuration's
    int64_t eval_every, eval_rows;        // steps, 0: each epoch; rows at most
    int64_t save_every, save_total_limit; // steps, 0: at each evaluation; 0: keep all
    int64_t log_every, seed;
    int lr_scheduler, rows, select_on; // cria_scheduler, cria_rows_mode, cria_select
    bool drop_last, resume, overwrite;
} cria_train_settings;

typedef struct cria_distill_settings {
    cria_option_list teacher;        // Hugging Face directories
    cria_option_list teacher_weight; // one a teacher, or none: equal
    double alpha;                    // weight of the cross-entropy
    double temperature;
    int mix, kd_reduction;     // cria_mix, cria_reduction
    const char *teacher_cache; // directory; NULL: teachers run in every step
} cria_distill_settings;

extern const cria_option cria_train_option_table[];
extern const cria_option cria_distill_option_table[];

#endif
