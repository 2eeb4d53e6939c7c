// findings.h owns what a cleaning run found out, as one JSON object: the command's --json, the
// facts of a run's stage (without the samples), and the source of the report page are this
// object.
//
//   {"counters":  {"removed": {name: n}, "leak": {...}, ...},            as cria_counts_json
//    "notes":     {"kinds": {name: n}, "list": [{"kind", "article", "detail"}]},
//    "templates": {name: n},                   unknown templates; their last argument was kept
//    "hyphens":   {"joined": n, "kept": n},    hyphens at line ends, by vote
//    "volumes":   [{"name", "articles", "words"}],      by part, in the order first met
//    "quality":   [{"level", "articles", "words"}],     -1 = unknown; lowest of the pages
//    "licences":  {name: articles},
//    "warnings":  [{"name", "meaning", "articles", "examples": [title, ...]}],
//    "near":      [{"title", "source", "of_title", "of_source", "similarity"}],
//    "dropped":   [{"title", "source", "why"}],            the first CRIA_FINDINGS_DROPPED
//    "samples":   [{"title", "source", "format", "raw", "text", "origin"?}]}
//
// Sections that a run has nothing for (no wiki: notes, templates, hyphens) are left out.
#ifndef CRIA_CORPUS_FINDINGS_H
#define CRIA_CORPUS_FINDINGS_H

#include "corpus/clean_input.h"
#include "corpus/near.h"

#define CRIA_FINDINGS_SIMILARITY 0.8 // from which on two articles are near duplicates

enum {
    CRIA_FINDINGS_SAMPLES = 12,         // random articles, raw beside clean
    CRIA_FINDINGS_SAMPLE_BYTES = 20000, // of each; longer ones are cut at a character
    CRIA_FINDINGS_DROPPED = 200,
    CRIA_FINDINGS_EXAMPLES = 5,
    CRIA_FINDINGS_LEVELS = 6, // of quality: -1 to 4
};

typedef struct cria_finding_amount {
    uint64_t articles, words;
} cria_finding_amount;

typedef struct cria_finding_sample {
    uint64_t place; // of the article in the output
    json_t *object; // owned
} cria_finding_sample;

// What is kept of each article written, for near duplicates.
typedef struct cria_finding_name {
    char *title, *source; // in `names`
} cria_finding_name;

// Findings under construction. Zero-initialise, set `seed`; free with cria_findings_free. All
// calls are in the order of the corpus, on one thread.
typedef struct cria_findings {
    uint64_t seed, drawn, articles;
    bool near;                  // sketches are given
    json_t *volumes, *licences; // objects: name -> amounts, in the order first met; or NULL
    cria_finding_amount quality[CRIA_FINDINGS_LEVELS];
    bool origins;                    // some article has one
    json_t *examples[CRIA_WARNINGS]; // arrays of titles; NULL: none
    json_t *dropped;                 // array; NULL: none
    cria_finding_sample sample[CRIA_FINDINGS_SAMPLES];
    size_t samples;
    cria_arena names;
    cria_finding_name *name;
    cria_near_sketch *sketch;
    size_t sketches, name_capacity, sketch_capacity;
    cria_tally unknown;
} cria_findings;

// cria_findings_article notes an article that is written. `input` is its source, NULL for one
// joined from two; `sketch` is NULL without the search for near duplicates; `warnings` as from
// cria_warnings_of.
CRIA_MUSTUSE cria_status cria_findings_article(cria_findings *f, const cria_article *a,
                                               const cria_input *input,
                                               const cria_clean_options *options,
                                               const cria_near_sketch *sketch,
                                               uint64_t warnings);
CRIA_MUSTUSE cria_status cria_findings_drop(cria_findings *f, const char *title,
                                            const char *source, cria_count why);
// cria_findings_json: *out is owned by the caller.
CRIA_MUSTUSE cria_status cria_findings_json(json_t **out, cria_findings *f,
                                            const cria_counts *counts, const cria_wikis *wikis);
void cria_findings_free(cria_findings *f);

#endif
