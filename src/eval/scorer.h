// scorer.h owns log-probabilities of many texts at once. Texts that begin alike share the work:
// all texts become one trie, whose inner nodes are packed into wide batches. A token's number
// depends on the tokens before it alone, never on the batch.
#ifndef CRIA_EVAL_SCORER_H
#define CRIA_EVAL_SCORER_H

#include "model/model.h"

// cria_texts: token ids of many texts, one after the other. Zero-initialise.
typedef struct cria_texts {
    cria_ids ids;
    size_t *first; // text i is ids[first[i] .. first[i + 1])
    size_t count, capacity;
} cria_texts;
// cria_texts_end closes the text whose ids were appended to t->ids since the last call.
CRIA_MUSTUSE cria_status cria_texts_end(cria_texts *t);
void cria_texts_free(cria_texts *t);

typedef struct cria_score_stats {
    size_t tokens;       // of all texts
    size_t nodes, inner; // of the trie; inner: those that were computed
    double seconds;
} cria_score_stats;

// cria_score: logprob[j] = natural log of the probability of ids[j] given the ids before it in
// its text; 0 for the first of a text. logprob has t->ids.count entries. A text longer than the
// model's context is CRIA_EARG naming it. `stats` may be NULL.
CRIA_MUSTUSE cria_status cria_score(cria_model *model, const cria_texts *t, double *logprob,
                                    cria_score_stats *stats);

#endif
