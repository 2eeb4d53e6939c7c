// stretch.c owns labelled sections, and the headword that stands in for a label.
#include "wiki/stretch.h"

#include "wiki/bold_head.h"

#include <string.h>

static cria_status add(cria_stretches *s, size_t start, size_t end)
{
    CRIA_TRY(cria_grow(&s->span, &s->capacity, s->count + 1, sizeof *s->span));
    s->span[s->count++] = (cria_stretch){start, end};
    return CRIA_OK;
}

// end_of: where the stretch from label i on ends; *next is the label behind that.
static size_t end_of(cria_stretches *s, const cria_page_text *p, size_t i, const char *end,
                     size_t *next)
{
    *next = end ? cria_page_text_label(p, i, "end", end) : p->count;
    s->no_end |= end && *next == p->count;
    if (*next == p->count)
        return p->body.length;
    return p->label[(*next)++].at;
}

static cria_status find_all(cria_stretches *s, const cria_page_text *p, const char *begin,
                            const char *end)
{
    size_t i = cria_page_text_label(p, 0, "begin", begin);
    s->no_begin = i == p->count;
    while (i < p->count) {
        size_t next;
        const size_t start = p->label[i].at;
        const size_t stop = end_of(s, p, i + 1, end, &next);
        CRIA_TRY(add(s, start, stop));
        i = cria_page_text_label(p, next, "begin", begin);
    }
    return CRIA_OK;
}

// A walk over the places where an article may begin: the page's start, labels, and paragraphs.
typedef struct walk {
    const cria_page_text *p;
    size_t at, gap; // gap: the next blank line's end, if behind `at`
    bool begun;
    cria_buffer head; // of the place, if a headword stands there
    bool bold;
} walk;

static cria_status look(walk *w)
{
    const cria_buffer *body = &w->p->body;
    return cria_bold_head(&w->head, body->data + w->at,
                          cria_page_text_next(w->p, w->at) - w->at, &w->bold);
}

static size_t after_gap(const cria_buffer *body, size_t at)
{
    const char *gap = strstr(body->data + at, "\n\n");
    return gap ? (size_t)(gap - body->data) + 2 : body->length;
}

static cria_status next_place(walk *w, bool *more)
{
    const cria_buffer *body = &w->p->body;
    if (w->begun) {
        if (w->gap <= w->at && w->at < body->length)
            w->gap = after_gap(body, w->at);
        const size_t label = cria_page_text_next(w->p, w->at);
        w->at = w->gap < label ? w->gap : label;
    }
    w->begun = true;
    *more = w->at < body->length;
    return *more ? look(w) : CRIA_OK;
}

// head_after: where that which begins at `start` ends: at the next label or bold headword.
static cria_status head_after(const cria_page_text *p, size_t start, size_t *stop)
{
    walk w = {.p = p};
    bool more = true;
    const size_t label = cria_page_text_next(p, start);
    cria_status status = next_place(&w, &more);
    while (status == CRIA_OK && more && (w.at <= start || (!w.bold && w.at != label)))
        status = next_place(&w, &more);
    *stop = more ? w.at : p->body.length;
    cria_buffer_free(&w.head);
    return status;
}

// The best headword of a page: the first that is alike; else the only one that begins so.
typedef struct best {
    size_t at, alike, begins;
} best;

static cria_status rate(best *b, const walk *w, const char *title)
{
    int rank = 0;
    if (w->bold)
        CRIA_TRY(cria_bold_head_rank(w->head.data, title, &rank));
    if (b->alike == 0 && (rank == 2 || (rank == 1 && b->begins == 0)))
        b->at = w->at;
    b->alike += rank == 2;
    b->begins += rank == 1;
    return CRIA_OK;
}

static cria_status find_head(const cria_page_text *p, const char *title, size_t *at,
                             bool *found)
{
    walk w = {.p = p};
    best b = {0};
    bool more = true;
    cria_status status = next_place(&w, &more);
    while (status == CRIA_OK && more) {
        status = rate(&b, &w, title);
        if (status == CRIA_OK)
            status = next_place(&w, &more);
    }
    *at = b.at;
    *found = b.alike > 0 || b.begins == 1;
    cria_buffer_free(&w.head);
    return status;
}

// replace_label puts the headword in the place of the missing label.
static cria_status replace_label(cria_stretches *s, const cria_page_text *p, const char *end,
                                 const char *title)
{
    size_t start = 0, stop = p->body.length;
    CRIA_TRY(find_head(p, title, &start, &s->by_head));
    if (!s->by_head)
        return CRIA_OK;
    size_t i = end ? cria_page_text_label(p, 0, "end", end) : p->count;
    while (i < p->count && p->label[i].at <= start)
        i = cria_page_text_label(p, i + 1, "end", end);
    if (i < p->count)
        stop = p->label[i].at;
    else if (end)
        CRIA_TRY(head_after(p, start, &stop));
    return add(s, start, stop);
}

cria_status cria_stretches_find(cria_stretches *out, const cria_page_text *p, const char *begin,
                                const char *end, const char *title)
{
    size_t next;
    if (!begin)
        return add(out, 0, end_of(out, p, 0, end, &next));
    CRIA_TRY(find_all(out, p, begin, end));
    if (!out->no_begin || !title)
        return CRIA_OK;
    return replace_label(out, p, end, title);
}

void cria_stretches_free(cria_stretches *s)
{
    cria_free(s->span);
    *s = (cria_stretches){0};
}
