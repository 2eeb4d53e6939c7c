// borders.c owns the walk over the pages of each index, and the cutting at headwords.
#include "wiki/borders.h"

#include "wiki/attributes.h"
#include "wiki/bold_head.h"
#include "wiki/indexes.h"
#include "wiki/plate.h"
#include "wiki/wikitext.h"

#include <stdlib.h>
#include <string.h>

// A page's place among all.
typedef struct place {
    uint32_t index, number;
} place;

typedef struct walk {
    cria_notes *notes;
    cria_bordered_taker *take;
    void *context;
    cria_transclusion t; // its uses are those of the article that is open
    cria_indexes indexes;
    place *page;
    size_t pages, page_capacity;
    // the article that is open
    bool open, seam;
    cria_buffer title, text;
} walk;

static cria_status add_page(void *context, const char *title)
{
    walk *w = context;
    place p;
    bool numbered;
    CRIA_TRY(cria_indexes_add(&w->indexes, title, &p.index, &p.number, &numbered));
    if (!numbered)
        return CRIA_OK;
    CRIA_TRY(cria_grow(&w->page, &w->page_capacity, w->pages + 1, sizeof *w->page));
    w->page[w->pages++] = p;
    return CRIA_OK;
}

static int in_order(const void *a, const void *b)
{
    const place *x = a, *y = b;
    if (x->index != y->index)
        return x->index < y->index ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static void forget(walk *w)
{
    for (size_t i = 0; i < w->t.uses; i++)
        cria_free(w->t.use[i].page);
    w->t.uses = 0;
    w->open = w->seam = false;
    cria_buffer_reset(&w->text);
}

static cria_status finish(walk *w)
{
    const cria_bordered a = {
        .title = w->title.data, .text = &w->text, .use = w->t.use, .uses = w->t.uses};
    cria_status status = CRIA_OK;
    if (w->open && !cria_blank_is(w->text.data, w->text.length))
        status = w->take(w->context, &a);
    forget(w);
    return status;
}

// begin opens an article; a section's label is its title, if it says the same as the headword.
static cria_status begin(walk *w, const cria_buffer *head, const cria_label *label)
{
    int rank = 0;
    bool labelled = false;
    CRIA_TRY(finish(w));
    cria_buffer_reset(&w->title);
    if (label)
        CRIA_TRY(cria_attribute_get(&w->title, label->attributes, label->length, "begin",
                                    &labelled));
    if (labelled)
        CRIA_TRY(cria_bold_head_rank(head->data, w->title.data, &rank));
    w->open = true;
    if (rank == 2)
        return CRIA_OK;
    cria_buffer_reset(&w->title);
    return cria_buffer_append(&w->title, head->data, head->length);
}

static cria_status put(walk *w, const cria_loaded *page, size_t start, size_t end)
{
    const char *text = page->text.body.data + start;
    if (!w->open || start == end)
        return CRIA_OK;
    if (w->seam)
        CRIA_TRY(cria_buffer_putc(&w->text, CRIA_WIKI_SEAM));
    w->seam = false;
    if (cria_begins_block(text, end - start))
        CRIA_TRY(cria_buffer_putc(&w->text, '\n'));
    CRIA_TRY(cria_buffer_append(&w->text, text, end - start));
    return cria_use_add(&w->t, page, (cria_stretch){start, end});
}

// part_at cuts at `at` if a headword stands there.
static cria_status part_at(walk *w, const cria_loaded *page, const cria_label *label, size_t at,
                           size_t *start, cria_buffer *head)
{
    const cria_buffer *body = &page->text.body;
    bool bold;
    CRIA_TRY(cria_bold_head(head, body->data + at, cria_page_text_next(&page->text, at) - at,
                            &bold));
    if (!bold)
        return CRIA_OK;
    CRIA_TRY(put(w, page, *start, at));
    *start = at;
    return begin(w, head, label);
}

static bool begins_section(const cria_label *label)
{
    for (size_t i = 0; i + 6 < label->length; i++)
        if (strncmp(label->attributes + i, "begin=", 6) == 0)
            return true;
    return false;
}

static cria_status part_sections(walk *w, const cria_loaded *page, size_t *start,
                                 cria_buffer *head)
{
    for (size_t i = 0; i < page->text.count; i++) {
        const cria_label *label = &page->text.label[i];
        if (begins_section(label))
            CRIA_TRY(part_at(w, page, label, label->at, start, head));
    }
    return CRIA_OK;
}

static cria_status part_paragraphs(walk *w, const cria_loaded *page, size_t *start,
                                   cria_buffer *head)
{
    const cria_buffer *body = &page->text.body;
    size_t at = 0;
    while (at < body->length) {
        CRIA_TRY(part_at(w, page, NULL, at, start, head));
        const char *gap = strstr(body->data + at, "\n\n");
        at = gap ? (size_t)(gap - body->data) : body->length;
        while (at < body->length && body->data[at] == '\n')
            at++;
    }
    return CRIA_OK;
}

static cria_status part(walk *w, const cria_loaded *page)
{
    cria_buffer head = {0};
    size_t start = 0;
    const cria_buffer *body = &page->text.body;
    if (cria_plate_is(body->data, body->length))
        return cria_notes_add(w->notes, CRIA_NOTE_PLATE, w->open ? w->title.data : "", "%s",
                              page->title);
    cria_status status = page->text.count > 0 ? part_sections(w, page, &start, &head)
                                              : part_paragraphs(w, page, &start, &head);
    if (status == CRIA_OK)
        status = put(w, page, start, body->length);
    w->seam = w->open && page->quality != 0;
    cria_buffer_free(&head);
    return status;
}

static cria_status take_page(walk *w, const place *p)
{
    cria_buffer title = {0};
    cria_loaded page = {0};
    bool found = false;
    cria_status status =
        cria_buffer_printf(&title, "Page:%s/%u", w->indexes.name[p->index], p->number);
    w->t.article = title.data;
    if (status == CRIA_OK)
        status = cria_transclude_page(&w->t, title.data, &page, &found);
    if (status == CRIA_OK && found)
        status = part(w, &page);
    cria_loaded_free(&page);
    w->t.article = NULL;
    cria_buffer_free(&title);
    return status;
}

static cria_status take_all(walk *w)
{
    for (size_t i = 0; i < w->pages; i++) {
        if (i > 0 && w->page[i].index != w->page[i - 1].index)
            CRIA_TRY(finish(w));
        CRIA_TRY(take_page(w, &w->page[i]));
    }
    return finish(w);
}

cria_status cria_borders_walk(cria_store *store, cria_notes *notes, cria_bordered_taker *take,
                              void *context)
{
    walk w = {.notes = notes, .take = take, .context = context};
    w.t.store = store;
    w.t.notes = notes;
    cria_status status = cria_store_titles(store, CRIA_WIKI_PAGE, "", add_page, &w);
    if (w.pages > 0)
        qsort(w.page, w.pages, sizeof *w.page, in_order);
    if (status == CRIA_OK)
        status = take_all(&w);
    forget(&w);
    cria_indexes_free(&w.indexes);
    cria_free(w.page);
    cria_buffer_free(&w.title);
    cria_buffer_free(&w.text);
    cria_transclusion_free(&w.t);
    return status;
}
