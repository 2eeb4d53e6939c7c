// decode.c: ids to text (tokenizer.h).
#include "token/model.h"

static cria_status bytes_of(const cria_tokenizer *t, uint32_t id, bool skip_special,
                            const char **bytes, size_t *length)
{
    *bytes = cria_tokenizer_bytes(t, id, length);
    if (*bytes == NULL)
        return cria_fail(CRIA_EARG, "token id %u is not below the vocabulary size %zu", id,
                         t->tokens);
    if (skip_special && t->token[id].special)
        *length = 0;
    return CRIA_OK;
}

cria_status cria_tokenizer_decode(const cria_tokenizer *t, cria_buffer *out,
                                  const uint32_t *ids, size_t count, bool skip_special)
{
    for (size_t i = 0; i < count; i++) {
        const char *bytes;
        size_t length;
        CRIA_TRY(bytes_of(t, ids[i], skip_special, &bytes, &length));
        CRIA_TRY(cria_buffer_append(out, bytes, length));
    }
    return CRIA_OK;
}

// The second byte of a character has a narrower range after these first bytes.
typedef struct lead {
    unsigned char first, last; // range of first bytes
    unsigned char low, high;   // range of the second byte
    unsigned char length;
} lead;

static const lead leads[] = {
    {0x00, 0x7f, 0x00, 0x00, 1}, {0xc2, 0xdf, 0x80, 0xbf, 2}, {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3}, {0xed, 0xed, 0x80, 0x9f, 3}, {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4}, {0xf1, 0xf3, 0x80, 0xbf, 4}, {0xf4, 0xf4, 0x80, 0x8f, 4},
};

static const lead *lead_of(unsigned char byte)
{
    for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    }
    return NULL;
}

static bool may_follow(const lead *l, size_t place, unsigned char byte)
{
    return place == 1 ? byte >= l->low && byte <= l->high : (byte & 0xc0) == 0x80;
}

static cria_status put_byte(cria_decoder *d, cria_buffer *out, unsigned char byte)
{
    if (d->held_bytes > 0 &&
        !may_follow(lead_of((unsigned char)d->held[0]), d->held_bytes, byte))
        CRIA_TRY(cria_decoder_end(d, out));
    if (d->held_bytes == 0 && lead_of(byte) == NULL)
        return cria_buffer_puts(out, "\xef\xbf\xbd");
    d->held[d->held_bytes++] = (char)byte;
    if (d->held_bytes < lead_of((unsigned char)d->held[0])->length)
        return CRIA_OK;
    const size_t length = d->held_bytes;
    d->held_bytes = 0;
    return cria_buffer_append(out, d->held, length);
}

cria_status cria_decoder_put(cria_decoder *d, const cria_tokenizer *t, cria_buffer *out,
                             uint32_t id)
{
    const char *bytes;
    size_t length;
    CRIA_TRY(bytes_of(t, id, d->skip_special, &bytes, &length));
    for (size_t i = 0; i < length; i++)
        CRIA_TRY(put_byte(d, out, (unsigned char)bytes[i]));
    return CRIA_OK;
}

cria_status cria_decoder_end(cria_decoder *d, cria_buffer *out)
{
    if (d->held_bytes == 0)
        return CRIA_OK;
    d->held_bytes = 0;
    return cria_buffer_puts(out, "\xef\xbf\xbd");
}
