// stretch.c owns labelled sections, and the headword that stands in for a label.
#include "wiki/stretch.h"

#include "wiki/bold_head.h"

#include <string.h>

static cria_status add(cria_stretches *s, size_t start, size_t end)
{
    CRIA_TRY(cria_grow(&s->span, &s->capacity, s->count + 1, sizeof *s->span));
    s->span[s->count++] = (cria_span){start, end};
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
    size_t at, label;
    bool begun;
} walk;

static bool next_place(walk *w, size_t *place)
{
    const cria_buffer *body = &w->p->body;
    if (!w->begun) {
        w->begun = true;
        *place = 0;
        return body->length > 0;
    }
    const char *gap = w->at < body->length ? strstr(body->data + w->at, "\n\n") : NULL;
    while (w->label < w->p->count && w->p->label[w->label].at <= w->at)
        w->label++;
    const size_t paragraph = gap ? (size_t)(gap - body->data) + 2 : body->length;
    const size_t label = w->label < w->p->count ? w->p->label[w->label].at : body->length;
    w->at = *place = paragraph < label ? paragraph : label;
    return *place < body->length;
}

// head_after: the end of what begins at `start`: the next label or bold headword.
static cria_status head_after(const cria_page_text *p, size_t start, cria_buffer *head,
                              size_t *stop)
{
    walk w = {.p = p};
    size_t place;
    *stop = p->body.length;
    while (next_place(&w, &place)) {
        bool bold = false;
        if (place <= start)
            continue;
        const bool label = w.label < p->count && p->label[w.label].at == place;
        if (!label)
            CRIA_TRY(cria_bold_head(head, p->body.data + place, p->body.length - place, &bold));
        if (!label && !bold)
            continue;
        *stop = place;
        return CRIA_OK;
    }
    return CRIA_OK;
}

// find_head: the place of the best headword; only one of the lower rank may be there.
static cria_status find_head(const cria_page_text *p, const char *title, cria_buffer *head,
                             size_t *at, bool *found)
{
    walk w = {.p = p};
    size_t place, alike = 0, begins = 0, last = SIZE_MAX;
    while (next_place(&w, &place)) {
        int rank = 0;
        bool bold;
        CRIA_TRY(cria_bold_head(head, p->body.data + place, p->body.length - place, &bold));
        if (bold)
            CRIA_TRY(cria_bold_head_rank(head->data, title, &rank));
        if (rank == 0 || place == last)
            continue;
        if (rank == 2 ? alike == 0 : begins == 0 && alike == 0)
            *at = place;
        alike += rank == 2;
        begins += rank == 1;
        last = place;
    }
    *found = alike > 0 || begins == 1;
    return CRIA_OK;
}

// replace_label puts the headword in the place of the missing label.
static cria_status replace_label(cria_stretches *s, const cria_page_text *p, const char *end,
                                 const char *title, cria_buffer *head)
{
    size_t start = 0, stop = p->body.length;
    CRIA_TRY(find_head(p, title, head, &start, &s->by_head));
    if (!s->by_head)
        return CRIA_OK;
    size_t i = end ? cria_page_text_label(p, 0, "end", end) : p->count;
    while (i < p->count && p->label[i].at <= start)
        i = cria_page_text_label(p, i + 1, "end", end);
    if (i < p->count)
        stop = p->label[i].at;
    else if (end)
        CRIA_TRY(head_after(p, start, head, &stop));
    return add(s, start, stop);
}

cria_status cria_stretches_find(cria_stretches *out, const cria_page_text *p, const char *begin,
                                const char *end, const char *title)
{
    cria_buffer head = {0};
    size_t next;
    if (!begin)
        return add(out, 0, end_of(out, p, 0, end, &next));
    CRIA_TRY(find_all(out, p, begin, end));
    if (!out->no_begin || !title)
        return CRIA_OK;
    const cria_status status = replace_label(out, p, end, title, &head);
    cria_buffer_free(&head);
    return status;
}

void cria_stretches_free(cria_stretches *s)
{
    cria_free(s->span);
    *s = (cria_stretches){0};
}
