// sample.h owns the choice of the next token from a row of logits.
#ifndef CRIA_GENERATE_SAMPLE_H
#define CRIA_GENERATE_SAMPLE_H

#include "base/random.h"
#include "base/status.h"

typedef struct cria_sampling {
    double temperature; // 0 = the likeliest token, ties to the smaller id
    int64_t top_k;      // 0 = off
    double top_p;       // the smallest set whose mass reaches it, at least one token; 1 = off
} cria_sampling;

// cria_sampler: scratch memory for a vocabulary.
typedef struct cria_sampler {
    struct candidate *candidate;
    int64_t vocab_size;
} cria_sampler;
CRIA_MUSTUSE cria_status cria_sampler_init(cria_sampler *s, int64_t vocab_size);
void cria_sampler_free(cria_sampler *s);

// cria_sample draws in Hugging Face's order: temperature, top-k, top-p. One number of `random`
// is used for each draw (none at temperature 0). CRIA_ENUMERIC when a logit is NaN.
CRIA_MUSTUSE cria_status cria_sample(uint32_t *id, cria_sampler *s, const float *logits,
                                     const cria_sampling *how, cria_random *random);

#endif
