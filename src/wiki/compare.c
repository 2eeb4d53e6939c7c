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
    return cria_notes_add(notes, kind, row->title, "Page:%s/%u, byte %zu",
                          p->indexes.name[at->index], at->number, at->start);
}

// order_at: which of two articles, one of each list, comes first; a list that is at its end has
// none.
static int order_at(const cria_plan *stubs, size_t i, const cria_plan *pages, size_t k)
{
    if (i == stubs->count)
        return 1;
    if (k == pages->count)
        return -1;
    return cria_plan_compare_place(stubs, &stubs->row[i], pages, &pages->row[k]);
}

static cria_status note_pair(const cria_plan *stubs, size_t i, const cria_plan *pages, size_t k,
                             int order, cria_notes *notes)
{
    if (order > 0)
        return differ(notes, CRIA_NOTE_ONLY_PAGES, pages, &pages->row[k]);
    return differ(notes, order < 0 ? CRIA_NOTE_ONLY_STUB : CRIA_NOTE_BORDERS_DIFFER, stubs,
                  &stubs->row[i]);
}

// pair walks over both lists, which are in the order of places.
static cria_status pair(const cria_plan *stubs, const cria_plan *pages, cria_notes *notes,
                        uint64_t *same)
{
    for (size_t i = 0, k = 0; i < stubs->count || k < pages->count;) {
        const int order = order_at(stubs, i, pages, k);
        const bool covered = order <= 0 && stubs->row[i].covered;
        const bool alike =
            order == 0 && !covered && stubs->row[i].letters == pages->row[k].letters;
        *same += alike;
        if (!alike && !covered)
            CRIA_TRY(note_pair(stubs, i, pages, k, order, notes));
        i += order <= 0;
        k += order > 0 || (order == 0 && !covered);
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
