// dump_page.c: see dump_page.h.
#include "fetch/dump_page.h"

#include "base/log.h"

#include <stdio.h>
#include <string.h>

void cria_dump_revision_clear(cria_dump_revision *v)
{
    v->id = 0;
    v->has_text = v->deleted = v->promised = v->too_long = false;
    cria_buffer_reset(&v->timestamp);
    cria_buffer_reset(&v->sha1);
    cria_buffer_reset(&v->text);
}

void cria_dump_page_clear(cria_dump_page *p)
{
    p->ns = p->id = 0;
    p->has_ns = p->has_revision = false;
    cria_buffer_reset(&p->title);
    cria_buffer_reset(&p->redirect);
    cria_dump_revision_clear(&p->now);
    cria_dump_revision_clear(&p->newest);
}

static void revision_free(cria_dump_revision *v)
{
    cria_buffer_free(&v->timestamp);
    cria_buffer_free(&v->sha1);
    cria_buffer_free(&v->text);
}

void cria_dump_page_free(cria_dump_page *p)
{
    cria_buffer_free(&p->title);
    cria_buffer_free(&p->redirect);
    revision_free(&p->now);
    revision_free(&p->newest);
}

bool cria_dump_page_wanted(const cria_dump_page *p)
{
    return p->ns == CRIA_WIKI_MAIN || p->ns == CRIA_WIKI_PAGE;
}

static const char *text_of(const cria_buffer *b)
{
    return b->length ? b->data : "";
}

// Times in ISO 8601 are in the order of their bytes.
static bool newer(const cria_dump_revision *a, const cria_dump_revision *b)
{
    const int order = strcmp(text_of(&a->timestamp), text_of(&b->timestamp));
    return order > 0 || (order == 0 && a->id > b->id);
}

void cria_dump_page_keep_newest(cria_dump_page *p)
{
    if (!p->has_revision || newer(&p->now, &p->newest)) {
        const cria_dump_revision older = p->newest;
        p->newest = p->now;
        p->now = older;
    }
    p->has_revision = true;
}

static cria_status give(cria_dump_page *p, cria_store_taker *take, void *context)
{
    const cria_dump_revision *const v = &p->newest;
    char sha1[CRIA_SHA1_TEXT];
    bool leads = p->redirect.length > 0;
    if (!leads)
        CRIA_TRY(cria_wiki_redirect(&p->redirect, text_of(&v->text), v->text.length, &leads));
    cria_dump_sha1(sha1, text_of(&v->sha1));
    const cria_wiki_page page = {
        .ns = p->ns,
        .page_id = p->id,
        .revision = v->id,
        .quality =
            p->ns == CRIA_WIKI_PAGE ? cria_wiki_quality(text_of(&v->text), v->text.length) : -1,
        .title = p->title.data,
        .timestamp = text_of(&v->timestamp),
        .sha1 = sha1,
        .redirect = leads ? p->redirect.data : NULL,
        .text = text_of(&v->text),
        .length = v->text.length,
    };
    return take(context, &page);
}

cria_status cria_dump_page_give(cria_dump_page *p, cria_store_taker *take, void *context,
                                bool *given)
{
    *given = false;
    if (!p->has_revision || !cria_dump_page_wanted(p) || p->newest.deleted ||
        !p->newest.has_text)
        return CRIA_OK;
    if (p->newest.too_long) {
        cria_warning("left out: %s, whose text is longer than %d MiB", p->title.data,
                     CRIA_WIKI_TEXT_MAX >> 20);
        return CRIA_OK;
    }
    *given = true;
    return give(p, take, context);
}

bool cria_dump_number(int64_t *out, const char *text)
{
    const bool minus = text && text[0] == '-';
    int64_t value = 0;
    int digits = 0;
    *out = 0;
    for (const char *c = text ? text + minus : ""; *c; c++, digits++) {
        if (*c < '0' || *c > '9' || digits == 18)
            return false;
        value = value * 10 + (*c - '0');
    }
    *out = minus ? -value : value;
    return digits > 0;
}

static int digit36(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10 : -1;
}

void cria_dump_sha1(char out[CRIA_SHA1_TEXT], const char *text)
{
    enum { DIGITS = 31, WORDS = 5 }; // 36^31 is a little more than 2^160
    uint32_t word[WORDS] = {0};
    out[0] = '\0';
    if (strlen(text) != DIGITS)
        return;
    for (int i = 0; i < DIGITS; i++) {
        uint64_t carry = (uint64_t)digit36(text[i]);
        if (digit36(text[i]) < 0)
            return;
        for (int w = WORDS - 1; w >= 0; w--) {
            carry += (uint64_t)word[w] * 36;
            word[w] = (uint32_t)carry;
            carry >>= 32;
        }
        if (carry)
            return;
    }
    snprintf(out, CRIA_SHA1_TEXT, "%08x%08x%08x%08x%08x", word[0], word[1], word[2], word[3],
             word[4]);
}
