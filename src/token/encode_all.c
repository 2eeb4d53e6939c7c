// encode_all.c: encoding of large texts in parallel (tokenizer.h). The text is cut before
// single spaces between ASCII letters or digits (split.h): there normalisation, split and
// prefix space give on both sides what they give on the whole; and never inside a special
// token.
#include "base/parallel.h"
#include "token/model.h"
#include "token/split.h"

#include <stdio.h>

enum { PART_BYTES = 1 << 20, MESSAGE_BYTES = 512 };

typedef struct part {
    size_t start, length;
    cria_ids ids;
    cria_status status;
    char message[MESSAGE_BYTES]; // a failure's text stays with the thread it happened on
} part;

typedef struct job {
    const cria_tokenizer *t;
    const char *text;
    cria_encode_options options;
    part *parts;
    size_t count;
} job;

// Whether a special token covers the bytes on both sides of `cut`.
static bool inside_added(const cria_tokenizer *t, const char *text, size_t length, size_t cut)
{
    for (size_t i = 0; i < t->added_count; i++) {
        const cria_token *token = &t->token[t->added[i].id];
        const size_t size = token->text_length;
        for (size_t at = cut >= size ? cut - size + 1 : 0; at < cut && at + size <= length;
             at++) {
            if (memcmp(text + at, t->pool.data + token->text, size) == 0)
                return true;
        }
    }
    return false;
}

static size_t next_cut(const cria_tokenizer *t, const char *text, size_t length, size_t from,
                       bool plain)
{
    size_t cut = cria_split_cut(text, length, from);
    while (!plain && cut < length && inside_added(t, text, length, cut))
        cut = cria_split_cut(text, length, cut + 1);
    return cut;
}

static void encode_part(void *context, int64_t chunk, int thread)
{
    (void)thread;
    const job *j = context;
    part *p = &j->parts[chunk];
    p->status = cria_tokenizer_encode_part(j->t, &p->ids, j->text, j->text + p->start,
                                           p->length, &j->options);
    if (p->status != CRIA_OK)
        snprintf(p->message, sizeof(p->message), "%s", cria_message());
}

static cria_status cut_parts(job *j, size_t length)
{
    CRIA_TRY(cria_alloc(&j->parts, length / PART_BYTES + 1, sizeof(*j->parts)));
    for (size_t at = 0; at < length;) {
        const size_t left = length - at;
        const size_t end = left <= PART_BYTES ? length
                                              : next_cut(j->t, j->text, length, at + PART_BYTES,
                                                         j->options.plain_specials);
        j->parts[j->count++] = (part){.start = at, .length = end - at};
        at = end;
    }
    return CRIA_OK;
}

static cria_status gather(const job *j, cria_ids *out)
{
    size_t total = out->count;
    for (size_t i = 0; i < j->count; i++) {
        const part *p = &j->parts[i];
        if (p->status != CRIA_OK)
            return cria_fail(p->status, "%s", p->message);
        CRIA_TRY(cria_add(&total, total, p->ids.count));
    }
    CRIA_TRY(cria_grow(&out->id, &out->capacity, total, sizeof(*out->id)));
    for (size_t i = 0; i < j->count; i++) {
        const cria_ids *ids = &j->parts[i].ids;
        if (ids->count > 0)
            memcpy(out->id + out->count, ids->id, ids->count * sizeof(*out->id));
        out->count += ids->count;
        out->dropped_bytes += ids->dropped_bytes;
    }
    return CRIA_OK;
}

static cria_status add(cria_ids *out, const uint32_t *id, size_t count)
{
    CRIA_TRY(cria_grow(&out->id, &out->capacity, out->count + count, sizeof(*out->id)));
    memcpy(out->id + out->count, id, count * sizeof(*id));
    out->count += count;
    return CRIA_OK;
}

static cria_status encode_parts(job *j, cria_ids *out, size_t length, bool add_template)
{
    const cria_template *around = &j->t->template;
    CRIA_TRY(cut_parts(j, length));
    cria_parallel((int64_t)j->count, encode_part, j);
    if (add_template)
        CRIA_TRY(add(out, around->before, around->before_count));
    CRIA_TRY(gather(j, out));
    return add_template ? add(out, around->after, around->after_count) : CRIA_OK;
}

cria_status cria_tokenizer_encode_all(const cria_tokenizer *t, cria_ids *out, const char *text,
                                      size_t length, const cria_encode_options *options)
{
    if (length <= PART_BYTES)
        return cria_tokenizer_encode(t, out, text, length, options);
    job j = {.t = t, .text = text};
    if (options != NULL)
        j.options = *options;
    const bool add_template = j.options.add_template;
    j.options.add_template = false;
    const size_t count = out->count, dropped = out->dropped_bytes;
    const cria_status status = encode_parts(&j, out, length, add_template);
    if (status != CRIA_OK) {
        out->count = count;
        out->dropped_bytes = dropped;
    }
    for (size_t i = 0; j.parts != NULL && i < j.count; i++)
        cria_ids_free(&j.parts[i].ids);
    cria_free(j.parts);
    return status;
}
