// sample.c: see sample.h.
#include "generate/sample.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

struct candidate {
    uint32_t id;
    float logit;
    double weight; // unnormalised probability
};

cria_status cria_sampler_init(cria_sampler *s, int64_t vocab_size)
{
    s->vocab_size = vocab_size;
    return cria_alloc(&s->candidate, (size_t)vocab_size, sizeof *s->candidate);
}

void cria_sampler_free(cria_sampler *s)
{
    cria_free(s->candidate);
    *s = (cria_sampler){0};
}

// Likeliest first, ties to the smaller id: the order is the same everywhere.
static int by_logit(const void *x, const void *y)
{
    const struct candidate *a = x, *b = y;
    if (a->logit != b->logit)
        return a->logit < b->logit ? 1 : -1;
    return a->id < b->id ? -1 : 1;
}

static uint32_t likeliest(const float *logits, int64_t count)
{
    int64_t best = 0;
    for (int64_t i = 1; i < count; i++)
        if (logits[i] > logits[best])
            best = i;
    return (uint32_t)best;
}

// The number of leading candidates whose mass reaches top_p, and that mass.
static int64_t nucleus(const struct candidate *c, int64_t count, double top_p, double *mass)
{
    double total = 0, sum = 0;
    for (int64_t i = 0; i < count; i++)
        total += c[i].weight;
    int64_t kept = 0;
    do
        sum += c[kept++].weight;
    while (kept < count && sum < top_p * total);
    *mass = sum;
    return kept;
}

cria_status cria_sample(uint32_t *id, cria_sampler *s, const float *logits,
                        const cria_sampling *how, cria_random *random)
{
    struct candidate *c = s->candidate;
    for (int64_t i = 0; i < s->vocab_size; i++) {
        if (isnan(logits[i]))
            return cria_fail(CRIA_ENUMERIC, "the model gives NaN for token %lld", (long long)i);
        c[i] = (struct candidate){.id = (uint32_t)i, .logit = logits[i]};
    }
    if (how->temperature <= 0) {
        *id = likeliest(logits, s->vocab_size);
        return CRIA_OK;
    }
    qsort(c, (size_t)s->vocab_size, sizeof *c, by_logit);
    const bool limited = how->top_k > 0 && how->top_k < s->vocab_size;
    const int64_t count = limited ? how->top_k : s->vocab_size;
    for (int64_t i = 0; i < count; i++)
        c[i].weight = exp(((double)c[i].logit - (double)c[0].logit) / how->temperature);
    double mass;
    const int64_t kept = nucleus(c, count, how->top_p, &mass);
    double at = cria_random_unit(random) * mass;
    int64_t chosen = 0;
    while (chosen + 1 < kept && at >= c[chosen].weight)
        at -= c[chosen++].weight;
    *id = c[chosen].id;
    return CRIA_OK;
}
