// chunks.c: normalised blocks of text (chunks.h).
#include "token/chunks.h"

#include "base/utf8.h"
#include "token/split.h"

enum { BLOCK_BYTES = 1 << 15 };

void cria_chunks_begin(cria_chunks *b, const char *text, size_t length)
{
    b->at = text;
    b->end = text + length;
    b->first = true;
}

// Takes the next raw bytes: to the first safe cut after BLOCK_BYTES.
static void take(cria_chunks *b, const char **data, size_t *length)
{
    const size_t left = (size_t)(b->end - b->at);
    *data = b->at;
    *length = left > BLOCK_BYTES ? cria_split_cut(b->at, left, BLOCK_BYTES) : left;
    b->at += *length;
}

static cria_status repair(cria_chunks *b, const char **data, size_t *length)
{
    cria_buffer_reset(&b->repaired);
    CRIA_TRY(cria_utf8_repair(&b->repaired, *data, *length, NULL));
    *data = b->repaired.data;
    *length = b->repaired.length;
    return CRIA_OK;
}

// Checks the whole block as UTF-8 from `from` on; everything before is known to be good.
static cria_status check(cria_chunks *b, const char **data, size_t *length, size_t from)
{
    const char *end = *data + *length;
    for (const char *at = *data + from; at < end;) {
        const char *before = at;
        if (cria_utf8_next(&at, end) != CRIA_UTF8_BAD)
            continue;
        if (b->repair)
            return repair(b, data, length);
        return cria_fail(CRIA_EFORMAT,
                         "byte %zu of the text is not UTF-8: it cannot be normalised (repair "
                         "the text, or use a tokenizer with normalizer none)",
                         (size_t)(before - b->origin));
    }
    return CRIA_OK;
}

static cria_status normalize(cria_chunks *b, const char **data, size_t *length)
{
    bool bad;
    size_t span = cria_normal_span(b->form, *data, *length, &bad);
    if (span < *length) {
        CRIA_TRY(check(b, data, length, span));
        span = cria_normal_span(b->form, *data, *length, &bad);
    }
    const bool prefix = b->first && b->prefix_space;
    if (span == *length && !prefix)
        return CRIA_OK;
    cria_buffer_reset(&b->normalized);
    CRIA_TRY(cria_buffer_putc(&b->normalized, ' '));
    CRIA_TRY(cria_normalize(&b->normalizer, &b->normalized, b->form, *data, *length));
    // The prefix is not set before text that has a space already.
    const size_t skip = prefix && b->normalized.data[1] != ' ' ? 0 : 1;
    *data = b->normalized.data + skip;
    *length = b->normalized.length - skip;
    return CRIA_OK;
}

static cria_status leave(cria_chunks *b, const char **data, size_t *length)
{
    if (b->repair)
        CRIA_TRY(check(b, data, length, 0));
    if (!b->first || !b->prefix_space || **data == ' ')
        return CRIA_OK;
    cria_buffer_reset(&b->normalized);
    CRIA_TRY(cria_buffer_putc(&b->normalized, ' '));
    CRIA_TRY(cria_buffer_append(&b->normalized, *data, *length));
    *data = b->normalized.data;
    *length = b->normalized.length;
    return CRIA_OK;
}

cria_status cria_chunks_next(cria_chunks *b, const char **data, size_t *length)
{
    *data = NULL;
    *length = 0;
    if (b->at == b->end)
        return CRIA_OK;
    take(b, data, length);
    if (b->form == CRIA_NORMAL_NONE)
        CRIA_TRY(leave(b, data, length));
    else
        CRIA_TRY(normalize(b, data, length));
    b->first = false;
    if (*length > UINT32_MAX)
        return cria_fail(CRIA_ELIMIT,
                         "a stretch of %zu bytes has no place to cut it (limit %u)", *length,
                         UINT32_MAX);
    return CRIA_OK;
}

void cria_chunks_free(cria_chunks *b)
{
    cria_normalizer_free(&b->normalizer);
    cria_buffer_free(&b->repaired);
    cria_buffer_free(&b->normalized);
}
