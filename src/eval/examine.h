// examine.h owns the examination on minimal pairs: which sentence of each pair the model gives
// more probability, and the means over paradigms and phenomena.
#ifndef CRIA_EVAL_EXAMINE_H
#define CRIA_EVAL_EXAMINE_H

#include "eval/pairs.h"
#include "eval/protocol.h"
#include "format/json.h"

typedef enum cria_tie {
    CRIA_TIE_RIGHT, // as the official scorers count
    CRIA_TIE_HALF,
    CRIA_TIE_WRONG,
} cria_tie;

typedef struct cria_paradigm_result {
    double accuracy;    // 0 .. 1, with ties counted as asked
    size_t right, ties; // right: strictly more probable
    size_t close;       // |difference| under 1e-3 nats, ties included
    size_t first_score; // into `good` and `bad`
} cria_paradigm_result;

typedef struct cria_examination {
    const cria_suite *suite;
    const cria_protocol *protocol;
    cria_tie tie;
    cria_paradigm_result *result; // one a paradigm
    double *good, *bad;           // summed log-probabilities, all pairs in order
    size_t dropped_bytes;         // of sentences, missing in the vocabulary
    cria_score_stats stats;
} cria_examination;

CRIA_MUSTUSE cria_status cria_examine(cria_examination *out, cria_model *model,
                                      const cria_suite *suite, const cria_protocol *protocol,
                                      cria_tie tie);
void cria_examination_free(cria_examination *e);

// Means, 0 .. 1: over paradigms; over phenomena (accuracy of all pairs of a phenomenon, then
// the mean), with s-selection folded into argument_structure (12) or apart (13); over pairs.
typedef struct cria_means {
    double paradigms, phenomena_12, phenomena_13, pooled, official; // official: the protocol's
} cria_means;
cria_means cria_examination_means(const cria_examination *e);

// cria_examination_json: the whole result; keys are documented in docs/user-guide.md.
CRIA_MUSTUSE cria_status cria_examination_json(json_t **out, const cria_examination *e);
// cria_examination_table appends a table for people.
CRIA_MUSTUSE cria_status cria_examination_table(cria_buffer *out, const cria_examination *e);
// cria_examination_predictions writes the BabyLM pipeline's predictions.json, or, where the
// name ends in .jsonl, one object a pair with both scores.
CRIA_MUSTUSE cria_status cria_examination_predictions(const cria_examination *e,
                                                      const char *path);

#endif
