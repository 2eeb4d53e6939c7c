// draft.c owns the step from a document's bytes to the characters of a block.
#include "corpus/draft.h"

#include "base/utf8.h"
#include "corpus/entity.h"

#include <utf8proc.h>

cria_status cria_draft_put(cria_draft *d, char c)
{
    return cria_buffer_putc(&d->out->text, c);
}

static cria_status put_code(cria_draft *d, uint32_t code)
{
    char bytes[4];
    const bool space = code == ' ' || (code >= 9 && code <= 13);
    if (space)
        return cria_draft_put(d, ' ');
    // Transcribers' marks of italics, or ruled blanks; ours come later and only mean "below".
    if (code == '_')
        return CRIA_OK;
    if (code < 32 || code == 127) {
        d->counts->n[CRIA_COUNT_CONTROLS]++;
        return CRIA_OK;
    }
    const int n = cria_utf8_put(bytes, code);
    return cria_buffer_append(&d->out->text, bytes, (size_t)n);
}

// next_code: the next character of a text or of an attribute's value, references decoded.
static uint32_t next_code(const char **at, const char *end)
{
    uint32_t code;
    const size_t n = **at == '&' ? cria_entity_decode(*at, end, &code) : 0;
    *at += n;
    if (n == 0)
        code = cria_utf8_next(at, end);
    return code == CRIA_UTF8_BAD ? 0xFFFD : code;
}

// plain_run: bytes that need no care.
static size_t plain_run(const char *at, const char *end)
{
    const char *start = at;
    while (at < end && (unsigned char)*at >= ' ' && *at != '&' && *at != '_' && *at != 127)
        at++;
    return (size_t)(at - start);
}

cria_status cria_draft_text(cria_draft *d, const char *text, size_t length)
{
    const char *at = text, *end = at + length;
    while (at < end) {
        const size_t run = plain_run(at, end);
        if (run) {
            CRIA_TRY(cria_buffer_append(&d->out->text, at, run));
            at += run;
            continue;
        }
        CRIA_TRY(put_code(d, next_code(&at, end)));
    }
    return CRIA_OK;
}

cria_status cria_draft_letter(cria_draft *d, const char *text, size_t length, bool *is_letter)
{
    *is_letter = false;
    if (length == 0)
        return CRIA_OK;
    const char *at = text;
    const uint32_t code = next_code(&at, text + length);
    const utf8proc_category_t c = utf8proc_category((utf8proc_int32_t)code);
    *is_letter = at == text + length && c >= UTF8PROC_CATEGORY_LU && c <= UTF8PROC_CATEGORY_LO;
    return *is_letter ? put_code(d, code) : CRIA_OK;
}

bool cria_draft_unhyphen(cria_draft *d)
{
    cria_buffer *text = &d->out->text;
    if (cria_draft_last(d) != '-' || text->length - d->start < 2 ||
        ((unsigned char)text->data[text->length - 2] | 32) < 'a')
        return false;
    text->length--;
    return true;
}

bool cria_draft_blank(cria_draft *d)
{
    const cria_buffer *text = &d->out->text;
    d->blank = d->blank > d->start ? d->blank : d->start;
    while (d->blank < text->length && (unsigned char)text->data[d->blank] <= ' ')
        d->blank++;
    return d->blank == text->length;
}

char cria_draft_last(const cria_draft *d)
{
    const cria_buffer *text = &d->out->text;
    return text->length > d->start ? text->data[text->length - 1] : ' ';
}

cria_status cria_draft_add(cria_draft *d, cria_block_kind kind, bool fine)
{
    cria_blocks *o = d->out;
    CRIA_TRY(cria_grow(&o->block, &o->capacity, o->count + 1, sizeof *o->block));
    o->block[o->count++] = (cria_block){.kind = kind,
                                        .start = d->start,
                                        .length = o->text.length - d->start,
                                        .fine = d->fine || fine,
                                        .after_rule = d->after_rule,
                                        .italics = d->italics};
    d->start = o->text.length;
    d->italics = 0;
    d->after_rule = d->fine = d->math = false;
    return CRIA_OK;
}

cria_status cria_draft_end(cria_draft *d, cria_block_kind kind, bool fine)
{
    if (!cria_draft_blank(d))
        return cria_draft_add(d, kind, fine);
    d->out->text.length = d->blank = d->start;
    d->fine = false;
    if (!d->math)
        return CRIA_OK;
    d->counts->n[CRIA_COUNT_FORMULAE]--; // it is counted as a block
    return cria_draft_add(d, CRIA_BLOCK_FORMULA, fine);
}
