// run.h owns a recipe being carried out in a directory: its stages in order, each run only if
// what it depends on has changed.
#ifndef CRIA_RUN_RUN_H
#define CRIA_RUN_RUN_H

#include "run/recipe.h"
#include "tensor/op.h"

typedef struct cria_run_job {
    const char *recipe;   // file
    const char *out;      // directory; NULL: runs/<recipe's name>
    cria_option_list set; // "key=value"
    const char *until;    // last stage to run; NULL: all
    const char *share;    // where the pocket corpus' rules are
    const char *version;  // of the program, for the manifest
    const cria_backend *backend;
    bool dry_run;
} cria_run_job;

// cria_run_recipe carries the recipe out, or (dry_run) appends the plan to *plan. A stage that
// was interrupted goes on where it stopped the next time. CRIA_EARG: the recipe; CRIA_ENOMEM: a
// model that cannot fit, found out before anything runs; CRIA_EINTR: interrupted, state saved.
CRIA_MUSTUSE cria_status cria_run_recipe(const cria_run_job *job, cria_buffer *plan);

#endif
