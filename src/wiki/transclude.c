// transclude.c owns the walk from a stub through the pages that it transcludes, and its bounds.
#include "wiki/transclude.h"

#include "wiki/call.h"
#include "wiki/frame.h"
#include "wiki/stretch.h"

#include <string.h>

enum { DEPTH = 8, REDIRECTS = 3, PAGES_READ_MAX = 10000, BYTES_READ_MAX = CRIA_WIKI_TEXT_MAX };

void cria_loaded_free(cria_loaded *page)
{
    cria_page_text_free(&page->text);
    cria_free(page->title);
    *page = (cria_loaded){0};
}

cria_status cria_frame_note(const cria_frame *f, cria_note_kind kind, const char *detail)
{
    return cria_notes_add(f->t->notes, kind, f->t->article, "%s", detail);
}

static cria_status call(void *context, bool tag, const char *text, size_t length,
                        cria_buffer *body, bool *taken);

static cria_status limit(const cria_frame *f, const char *detail)
{
    if (f->t->limited)
        return CRIA_OK;
    f->t->limited = true;
    return cria_frame_note(f, CRIA_NOTE_LIMIT, detail);
}

// may_read: whether the bounds let another page be read; says so once, if they do not.
static cria_status may_read(const cria_frame *f, const char *title, size_t length, bool *may)
{
    cria_transclusion *t = f->t;
    int same = 0;
    for (const cria_frame *up = f; up; up = up->up)
        same += strcmp(up->title, title) == 0;
    *may = false;
    if (same > 0)
        return cria_frame_note(f, CRIA_NOTE_LOOP, title);
    *may = f->depth < DEPTH && t->pages < PAGES_READ_MAX && t->bytes + length < BYTES_READ_MAX;
    t->pages++;
    t->bytes += length;
    return *may ? CRIA_OK : limit(f, title);
}

// fetch finds the page, behind redirects. Its text is borrowed from the store.
static cria_status fetch(const cria_frame *f, const char *title, char **final,
                         cria_wiki_page *page, bool *found)
{
    CRIA_TRY(cria_strdup(final, title));
    for (int hop = 0; hop <= REDIRECTS; hop++) {
        CRIA_TRY(cria_store_get(f->t->store, *final, page, found));
        if (!*found || !page->redirect)
            return CRIA_OK;
        char *next;
        CRIA_TRY(cria_strdup(&next, page->redirect));
        cria_free(*final);
        *final = next;
    }
    *found = false;
    return cria_frame_note(f, CRIA_NOTE_LOOP, title);
}

static cria_status read_page(const cria_frame *f, cria_loaded *out, const cria_wiki_page *page,
                             bool in_pages)
{
    const cria_frame below = {.t = f->t,
                              .up = f,
                              .title = out->title,
                              .depth = f->depth + 1,
                              .in_pages =
                                  f->in_pages || in_pages || page->ns == CRIA_WIKI_PAGE};
    const cria_text_caller caller = {.context = (void *)(uintptr_t)&below, .call = call};
    out->revision = page->revision;
    out->quality =
        page->quality >= 0 ? page->quality : cria_wiki_quality(page->text, page->length);
    return cria_page_text_read(&out->text, page->text, page->length, CRIA_TEXT_INCLUDED,
                               &caller);
}

static cria_status note_missing(const cria_frame *f, const char *title)
{
    size_t index;
    uint32_t number;
    cria_use_place(title, &index, &number);
    if (index > 0 && !f->t->sought)
        CRIA_TRY(cria_strndup(&f->t->sought, title + strlen("Page:"), index));
    return cria_frame_note(f, CRIA_NOTE_PAGE_MISSING, title);
}

cria_status cria_frame_load(const cria_frame *f, const char *title, bool in_pages,
                            cria_loaded *out, bool *found)
{
    cria_wiki_page page;
    *out = (cria_loaded){0};
    CRIA_TRY(fetch(f, title, &out->title, &page, found));
    if (!*found)
        return note_missing(f, title);
    CRIA_TRY(may_read(f, out->title, page.length, found));
    return *found ? read_page(f, out, &page, in_pages) : CRIA_OK;
}

cria_status cria_use_add(cria_transclusion *t, const cria_loaded *page, cria_stretch span)
{
    cria_use use = {.quality = page->quality,
                    .revision = page->revision,
                    .start = span.start,
                    .end = span.end};
    CRIA_TRY(cria_grow(&t->use, &t->use_capacity, t->uses + 1, sizeof *t->use));
    CRIA_TRY(cria_strdup(&use.page, page->title));
    cria_use_place(use.page, &use.index, &use.number);
    t->use[t->uses++] = use;
    return CRIA_OK;
}

bool cria_begins_block(const char *text, size_t length)
{
    if (length > 0 && *text && strchr(":;#*", *text))
        return true;
    return length > 1 && memcmp(text, "{|", 2) == 0;
}

static cria_status note_labels(const cria_frame *f, const cria_loaded *page,
                               const cria_stretches *s, const char *begin, const char *end)
{
    if (s->no_begin)
        CRIA_TRY(cria_notes_add(f->t->notes,
                                s->by_head ? CRIA_NOTE_LABEL_REPLACED : CRIA_NOTE_LABEL_MISSING,
                                f->t->article, "label '%s' on %s", begin, page->title));
    if (s->no_end)
        return cria_notes_add(f->t->notes, CRIA_NOTE_END_MISSING, f->t->article,
                              "label '%s' on %s", end, page->title);
    return CRIA_OK;
}

static cria_status put_stretches(const cria_frame *f, const cria_loaded *page,
                                 const cria_stretches *s, cria_buffer *out)
{
    const size_t before = out->length;
    for (size_t i = 0; i < s->count; i++) {
        const cria_stretch span = s->span[i];
        const char *text = page->text.body.data + span.start;
        if (out->length == before && cria_begins_block(text, span.end - span.start))
            CRIA_TRY(cria_buffer_putc(out, '\n'));
        CRIA_TRY(cria_buffer_append(out, text, span.end - span.start));
        if (span.end > span.start)
            CRIA_TRY(cria_use_add(f->t, page, span));
    }
    return CRIA_OK;
}

// The name under which the article's headword may stand: behind the last slash.
static const char *own_name(const char *title)
{
    const char *slash = strrchr(title, '/');
    return slash ? slash + 1 : title;
}

cria_status cria_frame_put(const cria_frame *f, const cria_loaded *page, const char *begin,
                           const char *end, cria_buffer *out)
{
    cria_stretches s = {0};
    cria_status status =
        cria_stretches_find(&s, &page->text, begin, end, own_name(f->t->article));
    if (status == CRIA_OK)
        status = note_labels(f, page, &s, begin, end);
    if (status == CRIA_OK)
        status = put_stretches(f, page, &s, out);
    cria_stretches_free(&s);
    return status;
}

// put_call replaces a transclusion in braces.
static cria_status put_call(const cria_frame *f, const cria_wiki_call *c, cria_buffer *body)
{
    cria_loaded page;
    bool found;
    CRIA_TRY(cria_frame_note(f, CRIA_NOTE_OTHER_WAY, c->title));
    cria_status status = cria_frame_load(f, c->title, false, &page, &found);
    if (status == CRIA_OK && found)
        status = cria_frame_put(f, &page, c->begin, c->end, body);
    cria_loaded_free(&page);
    return status;
}

static cria_status add_span(cria_transclusion *t, size_t start, size_t end)
{
    CRIA_TRY(cria_grow(&t->span, &t->span_capacity, t->spans + 1, sizeof *t->span));
    t->span[t->spans++] = (cria_stretch){start, end};
    return CRIA_OK;
}

static cria_status put_braces(const cria_frame *f, const char *text, size_t length,
                              cria_buffer *body, bool *taken)
{
    cria_wiki_call c = {0};
    cria_status status = cria_wiki_call_read(&c, text, length, taken);
    if (status == CRIA_OK && *taken)
        status = put_call(f, &c, body);
    cria_wiki_call_free(&c);
    return status;
}

static cria_status call(void *context, bool tag, const char *text, size_t length,
                        cria_buffer *body, bool *taken)
{
    const cria_frame *f = context;
    const size_t start = body->length;
    *taken = tag;
    if (!tag)
        CRIA_TRY(put_braces(f, text, length, body, taken));
    else if (!f->in_pages)
        CRIA_TRY(cria_frame_pages(f, text, length, body));
    if (*taken && f->depth == 0) {
        f->t->tagged = true;
        return add_span(f->t, start, body->length);
    }
    return CRIA_OK;
}

cria_status cria_transclude(cria_transclusion *t, const char *text, size_t length,
                            cria_buffer *body)
{
    const cria_frame stub = {.t = t, .title = t->article};
    const cria_text_caller caller = {.context = (void *)(uintptr_t)&stub, .call = call};
    cria_page_text own = {0};
    cria_status status = cria_page_text_read(&own, text, length, CRIA_TEXT_OWN, &caller);
    if (status == CRIA_OK)
        status = cria_buffer_append(body, own.body.data, own.body.length);
    cria_page_text_free(&own);
    return status;
}

cria_status cria_transclude_page(cria_transclusion *t, const char *title, cria_loaded *out,
                                 bool *found)
{
    const cria_frame top = {.t = t, .title = ""};
    t->pages = t->bytes = 0;
    t->limited = false;
    return cria_frame_load(&top, title, true, out, found);
}

void cria_transclusion_free(cria_transclusion *t)
{
    for (size_t i = 0; i < t->uses; i++)
        cria_free(t->use[i].page);
    cria_free(t->use);
    cria_free(t->span);
    cria_free(t->sought);
    *t = (cria_transclusion){0};
}

void cria_use_place(const char *title, size_t *index, uint32_t *number)
{
    static const char space[] = "Page:";
    const char *slash = strrchr(title, '/');
    *index = 0;
    *number = 0;
    if (strncmp(title, space, strlen(space)) != 0 || !slash || slash - title < 6)
        return;
    const size_t digits = strspn(slash + 1, "0123456789");
    if (digits == 0 || digits > 7 || slash[1 + digits])
        return;
    *index = (size_t)(slash - title) - strlen(space);
    for (size_t i = 1; i <= digits; i++)
        *number = *number * 10 + (uint32_t)(slash[i] - '0');
}
