// source.h: where a run's pages come from: one of three kinds of source. For this room only.
#ifndef CRIA_RUN_SOURCE_H
#define CRIA_RUN_SOURCE_H

#include "run/stage.h"

// One kind of source, a member of the recipe's section "source".
typedef struct source_kind {
    cria_status (*check)(run *r); // before anything runs
    cria_status (*depends)(run *r, cria_buffer *out);
    cria_status (*work)(run *r, stage *s);
    // describe appends what the plan says of it; NULL: nothing.
    cria_status (*describe)(run *r, const stage *s, cria_buffer *out);
    bool stored; // the pages are in the stage's pages.db
} source_kind;

extern const source_kind source_paths, source_pocket, source_wikisource;

// source_of: `paths` wins over `wikisource`, so that a recipe that fetches can be pointed at
// local files; NULL: none.
const source_kind *source_of(const run *r);
// source_path: entry i of source.paths; NULL behind the last.
CRIA_MUSTUSE cria_status source_path(const char **out, run *r, size_t i);
// Appends a line for each file: its name and what is in it.
CRIA_MUSTUSE cria_status source_hash_path(const char *path, cria_buffer *out);

enum { SOURCE_PATHS_MAX = 256 };
// source_inputs: the files and folders that hold the pages.
CRIA_MUSTUSE cria_status source_inputs(run *r, const stage *source,
                                       const char *inputs[SOURCE_PATHS_MAX], int *count);

#endif
