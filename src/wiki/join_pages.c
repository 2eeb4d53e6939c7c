// join_pages.c owns the joining of the pages of one <pages> tag: seams, plates, and what they
// are called.
#include "wiki/frame.h"

#include "wiki/pages_tag.h"
#include "wiki/plate.h"
#include "wiki/wikitext.h"

#include <string.h>

// The joining of the pages of one <pages> tag.
typedef struct joining {
    const cria_frame *f;
    const cria_pages *pages;
    cria_buffer *out;
    size_t start; // of this tag's text in it
    bool seam;    // one is due before the next page
    bool text;    // a page of text was put
    bool final;   // held plates are put as well
    size_t *held; // plates behind the last page of text
    size_t count, capacity;
} joining;

static cria_status page_title(cria_buffer *out, const cria_pages *p, size_t i)
{
    cria_buffer_reset(out);
    return cria_buffer_printf(out, "Page:%s/%u", p->index.data, p->number[i]);
}

static cria_status hold(joining *j, size_t i)
{
    CRIA_TRY(cria_grow(&j->held, &j->capacity, j->count + 1, sizeof *j->held));
    j->held[j->count++] = i;
    return CRIA_OK;
}

// drop_plates: a page of text follows them.
static cria_status drop_plates(joining *j)
{
    cria_buffer title = {0};
    cria_status status = CRIA_OK;
    for (size_t k = 0; k < j->count && status == CRIA_OK; k++) {
        status = page_title(&title, j->pages, j->held[k]);
        if (status == CRIA_OK)
            status = cria_frame_note(j->f, CRIA_NOTE_PLATE, title.data);
    }
    j->count = 0;
    cria_buffer_free(&title);
    return status;
}

static cria_status put_page(joining *j, const cria_loaded *page, size_t i)
{
    const char *begin, *end;
    cria_pages_labels(j->pages, i, &begin, &end);
    const bool whole = !begin && !end;
    if (whole && j->text && !j->final &&
        cria_plate_is(page->text.body.data, page->text.body.length))
        return hold(j, i);
    if (!j->final)
        CRIA_TRY(drop_plates(j));
    if (j->seam && j->out->length > j->start) // what stands before the tag has no part in it
        CRIA_TRY(cria_buffer_putc(j->out, CRIA_WIKI_SEAM));
    const size_t before = j->out->length;
    CRIA_TRY(cria_frame_put(j->f, page, begin, end, j->out));
    j->text |= j->out->length > before;
    j->seam = page->quality != 0;
    return CRIA_OK;
}

static cria_status join_page(joining *j, size_t i, cria_buffer *title)
{
    cria_loaded page;
    bool found;
    CRIA_TRY(page_title(title, j->pages, i));
    cria_status status = cria_frame_load(j->f, title->data, true, &page, &found);
    if (status == CRIA_OK && found)
        status = put_page(j, &page, i);
    cria_loaded_free(&page);
    return status;
}

static cria_status join_pages(const cria_frame *f, const cria_pages *pages, cria_buffer *out)
{
    joining j = {.f = f, .pages = pages, .out = out, .start = out->length};
    cria_buffer title = {0};
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < pages->count && status == CRIA_OK && !f->t->limited; i++)
        status = join_page(&j, i, &title);
    j.final = true; // plates at the end
    for (size_t i = 0; i < j.count && status == CRIA_OK; i++)
        status = join_page(&j, j.held[i], &title);
    cria_free(j.held);
    cria_buffer_free(&title);
    return status;
}

static cria_status compare_number(void *context, const char *title)
{
    uint32_t *highest = context, number;
    size_t index;
    cria_use_place(title, &index, &number);
    *highest = number > *highest ? number : *highest;
    return CRIA_OK;
}

static cria_status last_number(void *context, const char *index, uint32_t *number)
{
    const cria_frame *f = context;
    cria_buffer prefix = {0};
    *number = 0;
    cria_status status = cria_buffer_printf(&prefix, "Page:%s/", index);
    if (status == CRIA_OK)
        status =
            cria_store_titles(f->t->store, CRIA_WIKI_PAGE, prefix.data, compare_number, number);
    cria_buffer_free(&prefix);
    return status;
}

// An index "Volume 3.djvu" of which no page is there is sought as "Volume 03.djvu".
static cria_status pad_index(const cria_frame *f, cria_pages *p, cria_buffer *title)
{
    static const char *const digits = "0123456789";
    cria_wiki_page page;
    bool found;
    uint32_t last;
    const char *dot = strrchr(p->index.data, '.');
    if (p->count == 0 || !dot || dot - p->index.data < 2 || !strchr(digits, dot[-1]) ||
        dot[-2] != ' ')
        return CRIA_OK;
    const size_t at = (size_t)(dot - p->index.data) - 1;
    CRIA_TRY(page_title(title, p, 0));
    CRIA_TRY(cria_store_get(f->t->store, title->data, &page, &found));
    if (found)
        return CRIA_OK;
    CRIA_TRY(last_number((void *)(uintptr_t)f, p->index.data, &last));
    if (last > 0)
        return CRIA_OK;
    cria_buffer_reset(title);
    CRIA_TRY(cria_buffer_printf(title, "%.*s0%s", (int)at, p->index.data, p->index.data + at));
    const cria_buffer old = p->index;
    p->index = *title;
    *title = old;
    return CRIA_OK;
}

static cria_status note_pages(const cria_frame *f, const cria_pages *p)
{
    if (p->limit)
        return cria_notes_add(f->t->notes, CRIA_NOTE_LIMIT, f->t->article,
                              "<pages> of %s: more than %d pages", p->index.data,
                              CRIA_PAGES_MAX);
    return CRIA_OK;
}

cria_status cria_frame_pages(const cria_frame *f, const char *text, size_t length,
                             cria_buffer *body)
{
    cria_pages pages = {0};
    cria_buffer title = {0};
    const cria_pages_last last = {.context = (void *)(uintptr_t)f, .last = last_number};
    cria_status status = cria_pages_read(&pages, text, length, &last);
    if (status == CRIA_OK)
        status = note_pages(f, &pages);
    if (status == CRIA_OK)
        status = pad_index(f, &pages, &title);
    if (status == CRIA_OK)
        status = join_pages(f, &pages, body);
    cria_buffer_free(&title);
    cria_pages_free(&pages);
    return status;
}
