// compare.c owns the comparison of the two ways of finding articles.
#include "wiki/articles.h"
#include "wiki/borders.h"
#include "wiki/plan.h"

#include <string.h>

static cria_status add(void *context, const cria_bordered *a)
{
    return cria_plan_add(context, a->title, a->text, a->use, a->uses);
}

// differ adds a note with the place of an article.
static cria_status differ(cria_notes *notes, cria_note_kind kind, const cria_plan *p,
                          const cria_plan_row *row)
{
    if (row->pieces == 0)
        return cria_notes_add(notes, kind, row->title, "%s", "");
    const cria_plan_piece *at = &p->piece[row->first];
    return cria_notes_add(notes, kind, row->title, "Page:%s/%u, byte %zu", p->name[at->index],
                          at->number, at->start);
}

// pair walks over both lists, which are in the order of places.
static cria_status pair(const cria_plan *stubs, const cria_plan *pages, cria_notes *notes,
                        uint64_t *same)
{
    size_t i = 0, k = 0;
    while (i < stubs->count || k < pages->count) {
        const cria_plan_row *s = &stubs->row[i], *p = &pages->row[k];
        if (i < stubs->count && s->covered) {
            i++;
            continue;
        }
        const int order = i == stubs->count   ? 1
                          : k == pages->count ? -1
                                              : cria_plan_compare_place(stubs, s, pages, p);
        *same += order == 0 && s->letters == p->letters;
        if (order == 0 && s->letters != p->letters)
            CRIA_TRY(differ(notes, CRIA_NOTE_BORDERS_DIFFER, stubs, s));
        if (order < 0)
            CRIA_TRY(differ(notes, CRIA_NOTE_ONLY_STUB, stubs, s));
        if (order > 0)
            CRIA_TRY(differ(notes, CRIA_NOTE_ONLY_PAGES, pages, p));
        i += order <= 0;
        k += order >= 0;
    }
    return CRIA_OK;
}

cria_status cria_wiki_compare(cria_store *store, cria_notes *notes, uint64_t *same)
{
    cria_plan stubs = {0}, pages = {0};
    cria_notes unsaid = {0}; // cria_wiki_articles has said it
    *same = 0;
    cria_status status = cria_plan_stubs(&stubs, store, &unsaid);
    if (status == CRIA_OK)
        status = cria_borders_walk(store, &unsaid, add, &pages);
    if (status == CRIA_OK)
        status = cria_plan_sort(&pages);
    if (status == CRIA_OK)
        status = pair(&stubs, &pages, notes, same);
    cria_notes_free(&unsaid);
    cria_plan_free(&stubs);
    cria_plan_free(&pages);
    return status;
}
