// findings.h owns what a cleaning run found out, as one JSON object: the command's --json, the
// facts of a run's stage, and the source of the report page are this object.
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
//    "dropped":   [{"title", "source", "why"}],            the first FINDINGS_DROPPED
//    "samples":   [{"title", "source", "format", "raw", "text", "origin"?}]}
//
// Sections that a run has nothing for (no wiki: notes, templates, hyphens) are left out.
#ifndef CRIA_CORPUS_FINDINGS_H
#define CRIA_CORPUS_FINDINGS_H

#include "corpus/article.h"
#include "corpus/counts.h"
#include "wiki/articles.h"
#include "wiki/tally.h"

enum {
    FINDINGS_SAMPLES = 12,         // random articles, raw beside clean
    FINDINGS_SAMPLE_BYTES = 20000, // of each; longer ones are cut at a character
    FINDINGS_DROPPED = 200,
    FINDINGS_EXAMPLES = 5,
};

#endif
