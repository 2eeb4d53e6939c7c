// stub.c owns the decision what of a stub is text: what it transcludes, and what it says
// itself.
#include "wiki/stub.h"

#include "base/text.h"
#include "wiki/plate.h"
#include "wiki/scan.h"

#include <string.h>

// Text of a page's own counts from so many words on, if so few of them are links.
enum { OWN_WORDS = 8, WORDS_A_LINK = 6 };

// put_outside appends the text without what was transcluded.
static cria_status put_outside(cria_buffer *out, const cria_buffer *body,
                               const cria_transclusion *t)
{
    size_t at = 0;
    for (size_t i = 0; i < t->spans; i++) {
        CRIA_TRY(cria_buffer_append(out, body->data + at, t->span[i].start - at));
        at = t->span[i].end;
    }
    return cria_buffer_append(out, body->data + at, body->length - at);
}

// put_inside appends what was transcluded, as paragraphs.
static cria_status put_inside(cria_buffer *out, const cria_buffer *body,
                              const cria_transclusion *t)
{
    for (size_t i = 0; i < t->spans; i++) {
        const cria_stretch s = t->span[i];
        if (out->length > 0)
            CRIA_TRY(cria_buffer_puts(out, "\n\n"));
        CRIA_TRY(cria_buffer_append(out, body->data + s.start, s.end - s.start));
    }
    return cria_buffer_puts(out, "");
}

static bool has_word(const char *text, size_t length, const char *word)
{
    return cria_scan_word(text, text + length, word) != NULL;
}

// header_length: the bytes of a template at the text's start that names the neighbours.
static size_t header_length(const char *text, size_t length)
{
    const char *at = text + strspn(text, " \n\t"), *end = text + length;
    const char *close =
        cria_begins(at, (size_t)(end - at), "{{") ? cria_scan_pair(at, end, "{{", "}}") : NULL;
    if (!close)
        return 0;
    const bool header = has_word(at, (size_t)(close - at), "previous") ||
                        has_word(at, (size_t)(close - at), "volume") ||
                        has_word(at, (size_t)(close - at), "{{header");
    return header ? (size_t)(close - text) : 0;
}

static bool says_something(const cria_buffer *own)
{
    size_t links;
    const size_t words = cria_plate_words(own->data, own->length, &links);
    const bool choice = has_word(own->data, own->length, "{{disambig") ||
                        has_word(own->data, own->length, "__disambig__");
    return words >= OWN_WORDS && words >= WORDS_A_LINK * links && !choice;
}

static cria_status add_note(cria_stub *s, cria_note_kind kind, const char *detail)
{
    return cria_notes_add(&s->notes, kind, s->title, "%s", detail);
}

// choose_text: the whole page where it has text of its own, else what it transcludes.
static cria_status choose_text(cria_stub *s, const cria_buffer *body, const cria_buffer *own)
{
    const size_t header = header_length(body->data, body->length);
    if (says_something(own)) {
        CRIA_TRY(
            add_note(s, CRIA_NOTE_OWN_TEXT, s->t.tagged ? "beside what it transcludes" : ""));
        return cria_buffer_append(&s->text, body->data + header, body->length - header);
    }
    if (!s->t.tagged)
        s->reason = CRIA_NOTE_LINKS_ONLY;
    return put_inside(&s->text, body, &s->t);
}

static cria_status understand(cria_stub *s, const cria_wiki_page *page)
{
    cria_buffer body = {0}, own = {0};
    cria_status status = cria_transclude(&s->t, page->text, page->length, &body);
    if (status == CRIA_OK)
        status = put_outside(&own, &body, &s->t);
    if (status == CRIA_OK)
        status = choose_text(s, &body, &own);
    if (status == CRIA_OK && s->reason == CRIA_NOTES &&
        cria_blank_is(s->text.data, s->text.length))
        s->reason = CRIA_NOTE_NO_TEXT;
    cria_buffer_free(&body);
    cria_buffer_free(&own);
    return status;
}

cria_status cria_stub_read(cria_stub *out, cria_store *store, const char *title)
{
    cria_wiki_page page;
    bool found;
    *out = (cria_stub){.reason = CRIA_NOTE_NO_TEXT};
    CRIA_TRY(cria_strdup(&out->title, title));
    CRIA_TRY(cria_store_get(store, title, &page, &found));
    if (!found)
        return CRIA_OK;
    out->reason = page.redirect ? CRIA_NOTE_REDIRECT : CRIA_NOTES;
    out->revision = page.revision;
    out->t = (cria_transclusion){.store = store, .notes = &out->notes, .article = out->title};
    return page.redirect ? CRIA_OK : understand(out, &page);
}

void cria_stub_free(cria_stub *s)
{
    cria_transclusion_free(&s->t);
    cria_buffer_free(&s->text);
    cria_notes_free(&s->notes);
    cria_free(s->title);
    *s = (cria_stub){0};
}
