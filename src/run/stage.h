// stage.h: the stages of a run. For this room only.
//
//   plan.c    the recipe's stages and what each needs      engine.c  keys, stamps, order
//   source_*.c, corpus_stages.c, model_stages.c, exam_stages.c   what each kind does
//   dry.c     the plan with its numbers                    manifest.c  what is written last
#ifndef CRIA_RUN_STAGE_H
#define CRIA_RUN_STAGE_H

#include "base/hash.h"
#include "run/run.h"

enum { STAGES_MAX = 256, STAGE_INPUTS_MAX = 16, STAGE_NAME = 96 };

typedef struct stage stage;
typedef struct run run;

// One kind of stage: what it depends on besides its inputs, and what it does.
typedef struct stage_kind {
    const char *name;
    // check reads the stage's settings, before anything runs; NULL: it has none.
    cria_status (*check)(run *r, stage *s);
    // depends appends text that changes whenever the result would.
    cria_status (*depends)(run *r, stage *s, cria_buffer *out);
    // work leaves its files in the stage's folder and its findings in s->facts.
    cria_status (*work)(run *r, stage *s);
    // describe appends what the plan says of the stage, one line; NULL: nothing.
    cria_status (*describe)(run *r, const stage *s, cria_buffer *out);
    bool resumes; // its folder may hold the state of an interrupted run
    // The option table of a stage whose settings are the recipe's section of its name.
    const cria_option *table;
    size_t settings_bytes;
} stage_kind;

struct stage {
    const stage_kind *kind;
    char name[STAGE_NAME];    // also its folder in the run: "students/plain"
    char section[STAGE_NAME]; // its place in the recipe: "students.1"
    char model[STAGE_NAME];   // "plain": the model's name, without a seed's suffix
    int64_t seed;
    int input[STAGE_INPUTS_MAX]; // earlier stages
    int inputs;
    char key[CRIA_HASH_TEXT];
    json_t *facts;   // owned
    json_t *outputs; // owned: {"relative/path": "hash"}
    double seconds;
    bool resuming; // work begins with an interrupted run's folder
};

struct run {
    const cria_run_job *job;
    cria_recipe recipe;
    const char *out;
    stage stage[STAGES_MAX];
    int stages;
    double started;
    double peak_flops; // measured once when asked for; 0 = not yet
};

extern const stage_kind stage_source, stage_clean, stage_split, stage_tokenizer, stage_tokens;
extern const stage_kind stage_teacher, stage_student;
extern const stage_kind stage_exam, stage_perplexity, stage_samples;

// plan.c
CRIA_MUSTUSE cria_status plan_stages(run *r);
// The first input of this kind, or NULL.
const stage *input_of(const run *r, const stage *s, const stage_kind *kind);
bool is_model(const stage *s);

// Paths of a stage's file and of the run's; text in the recipe's arena.
CRIA_MUSTUSE cria_status stage_path(const char **out, run *r, const stage *s, const char *file);
CRIA_MUSTUSE cria_status run_path(const char **out, run *r, const char *file);

// options.c: settings of a stage from the recipe; `sections` ends with NULL, later ones win.
CRIA_MUSTUSE cria_status stage_options(run *r, cria_options *o, const cria_option *table,
                                       void *settings, const char *const *sections);
// The same for a kind with a table; check and depends of such kinds.
CRIA_MUSTUSE cria_status table_settings(run *r, const stage *s, cria_options *o,
                                        void *settings);
CRIA_MUSTUSE cria_status table_check(run *r, stage *s);
CRIA_MUSTUSE cria_status table_depends(run *r, stage *s, cria_buffer *out);
// Appends "name=value" lines of a table, for a stage's key.
CRIA_MUSTUSE cria_status depends_on_options(const cria_options *o, cria_buffer *out);

// engine.c
// For a plan: the facts of the text's stages, as far as they have been done already.
void stages_recall(run *r);
CRIA_MUSTUSE cria_status run_stages(run *r);
// dry.c
CRIA_MUSTUSE cria_status plan_describe(run *r, cria_buffer *out);
// The rate of large matrix products on the device, FLOP a second.
CRIA_MUSTUSE cria_status measure_peak(run *r);
// manifest.c
CRIA_MUSTUSE cria_status manifest_write(run *r);

#endif
