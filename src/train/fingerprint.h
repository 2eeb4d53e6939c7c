// fingerprint.h owns what a run is: everything that its numbers depend on. A run may be resumed
// only with the same.
#ifndef CRIA_TRAIN_FINGERPRINT_H
#define CRIA_TRAIN_FINGERPRINT_H

#include "model/config.h"
#include "train/options.h"
#include "train/rows.h"
#include "train/teachers.h"

typedef struct cria_run_identity {
    const cria_train_settings *train;
    const cria_distill_settings *distill; // NULL: none
    const cria_config *config;
    const cria_rows *rows, *eval_rows; // eval_rows NULL: none
    const cria_teachers *teachers;     // NULL: none
} cria_run_identity;

// cria_fingerprint: a flat object of texts: options (but for those that do not change the
// numbers, such as --save-every), the configuration, and hashes of data, tokenizer and
// teachers.
CRIA_MUSTUSE cria_status cria_fingerprint(json_t **out, const cria_run_identity *identity);
// cria_fingerprint_check: CRIA_EARG naming everything that differs, with both values.
CRIA_MUSTUSE cria_status cria_fingerprint_check(const json_t *before, const json_t *now,
                                                const char *where);

#endif
