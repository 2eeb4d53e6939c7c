// report_data.h owns what a report is about, read from the runs' manifests: models, groups of
// models that differ by seed alone, and what was measured. For the report's files only.
//
// A manifest is foreign data: whatever is missing or of the wrong type becomes NULL, NAN or
// UNKNOWN, and is reported as not measured.
#ifndef CRIA_PUBLISH_REPORT_DATA_H
#define CRIA_PUBLISH_REPORT_DATA_H

#include "base/memory.h"
#include "format/json.h"

enum { REPORT_UNKNOWN = -1 };

typedef struct report_run {
    const char *path;   // as given
    const char *folder; // the last part of it
    const json_t *manifest, *stages;
    const char *recipe, *title, *notes, *version;
} report_run;

typedef struct report_group {
    size_t run;
    const char *label; // unique in the report
    bool student, distilled;
    int64_t parameters; // of its first model
    size_t models;
} report_group;

typedef struct report_model {
    size_t run, group;
    const char *stage, *name;
    const json_t *facts, *teachers;
    int64_t seed, parameters, steps, best_step, train_tokens;
    double best_loss, eval_ce, eval_kd, seconds, joules;
    double perplexity, bits_per_byte;
    const json_t *samples; // a list, or NULL
} report_model;

// One suite under one protocol.
typedef struct report_suite {
    const char *name, *protocol;
    const char *label;     // unique in the report
    int64_t paradigms;     // of the first examination on it
    const char *published; // "blimp" or "supplement": the suite that published rows speak of
} report_suite;

typedef struct report_exam {
    size_t model, suite;
    double mean; // percent
    const char *mean_is;
    int64_t pairs, ties;
    double seconds;
    json_t *phenomena, *paradigms; // {name: 0..1}; NULL if unknown
} report_exam;

typedef struct report_data {
    report_run *run;
    size_t runs;
    report_group *group;
    size_t groups, groups_capacity;
    report_model *model;
    size_t models, models_capacity;
    report_suite *suite;
    size_t suites, suites_capacity;
    report_exam *exam;
    size_t exams, exams_capacity;
    json_t *kept; // every JSON document that the above borrows from
    cria_arena arena;
} report_data;

// cria_report_read: free with cria_report_free, failed or not.
CRIA_MUSTUSE cria_status cria_report_read(report_data *out, const char *const *runs, int count);
void cria_report_free(report_data *data);

// Members of an object that may be anything.
const char *cria_report_text(const json_t *object, const char *key); // NULL
double cria_report_real(const json_t *object, const char *key);      // NAN
int64_t cria_report_integer(const json_t *object, const char *key);  // REPORT_UNKNOWN, or >= 0
json_t *cria_report_object(const json_t *object, const char *key);
json_t *cria_report_array(const json_t *object, const char *key);

// cria_report_file: *out = the path of a run's file that a manifest names (cria_free). Names
// that lead out of the run are CRIA_EFORMAT.
CRIA_MUSTUSE cria_status cria_report_file(char **out, const report_run *run, const char *name);

const report_exam *cria_report_exam(const report_data *data, size_t model, size_t suite);

// cria_report_value: a number that a model has; NAN when not measured.
typedef double cria_report_value(const report_data *data, size_t model, size_t which);
double cria_report_score(const report_data *data, size_t model, size_t suite);  // percent
double cria_report_scaled(const report_data *data, size_t model, size_t suite); // a million
double cria_report_perplexity(const report_data *data, size_t model, size_t unused);

// cria_report_spread: of a value over the models of a group that have it; n may be 0.
typedef struct report_spread {
    double mean, low, high;
    size_t n;
} report_spread;
report_spread cria_report_spread(const report_data *data, size_t group,
                                 cria_report_value *value, size_t which);

#endif
