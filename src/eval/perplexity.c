// perplexity.c: see perplexity.h.
#include "eval/perplexity.h"

#include "base/memory.h"

#include <math.h>
#include <string.h>

static cria_status cut_windows(cria_texts *out, const uint32_t *ids, size_t count,
                               size_t window)
{
    for (size_t first = 0; first + 1 < count; first += window - 1) {
        const size_t length = first + window < count ? window : count - first;
        const size_t needed = out->ids.count + length;
        CRIA_TRY(cria_grow(&out->ids.id, &out->ids.capacity, needed, sizeof *out->ids.id));
        memcpy(out->ids.id + out->ids.count, ids + first, length * sizeof *ids);
        out->ids.count += length;
        CRIA_TRY(cria_texts_end(out));
    }
    return CRIA_OK;
}

static size_t byte_count(const cria_model *model, const uint32_t *ids, size_t count)
{
    size_t bytes = 0, length;
    for (size_t i = 0; i < count; i++)
        if (cria_tokenizer_bytes(model->tokenizer, ids[i], &length))
            bytes += length;
    return bytes;
}

cria_status cria_perplexity_of(cria_perplexity *out, cria_model *model, const uint32_t *ids,
                               size_t count, int64_t window)
{
    const int64_t context = model->config.positions;
    const int64_t wanted = window > 0 ? window : context;
    *out = (cria_perplexity){0};
    if (count < 2)
        return cria_fail(CRIA_EARG, "perplexity wants a text of at least two tokens");
    if (wanted < 2 || wanted > context)
        return cria_fail(CRIA_EARG, "a window of %lld tokens: this model takes 2 to %lld",
                         (long long)wanted, (long long)context);
    cria_texts texts = {0};
    double *logprob = NULL;
    cria_score_stats stats = {0};
    cria_status status = cut_windows(&texts, ids, count, (size_t)wanted);
    if (status == CRIA_OK)
        status = cria_alloc(&logprob, texts.ids.count, sizeof *logprob);
    if (status == CRIA_OK)
        status = cria_score(model, &texts, logprob, &stats);
    for (size_t j = 0; j < texts.ids.count && status == CRIA_OK; j++)
        out->nats -= logprob[j];
    cria_texts_free(&texts);
    cria_free(logprob);
    out->tokens = count - 1;
    out->bytes = byte_count(model, ids + 1, count - 1);
    out->perplexity = exp(out->nats / (double)out->tokens);
    out->bits_per_byte = out->nats / log(2) / (double)out->bytes;
    out->seconds = stats.seconds;
    return status;
}
