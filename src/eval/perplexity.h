// perplexity.h owns perplexity of running text, and bits a byte, which do not depend on the
// vocabulary and so compare models with different tokenizers.
#ifndef CRIA_EVAL_PERPLEXITY_H
#define CRIA_EVAL_PERPLEXITY_H

#include "eval/scorer.h"

typedef struct cria_perplexity {
    double nats;       // sum of -log p over the scored tokens
    size_t tokens;     // scored
    size_t bytes;      // of the text they stand for (after normalisation)
    double perplexity; // exp(nats / tokens)
    double bits_per_byte;
    double seconds;
} cria_perplexity;

// cria_perplexity_of: the ids are cut into windows of `window` tokens (0: the model's context)
// that overlap by one, so that every token but the first is scored once.
CRIA_MUSTUSE cria_status cria_perplexity_of(cria_perplexity *out, cria_model *model,
                                            const uint32_t *ids, size_t count, int64_t window);

#endif
