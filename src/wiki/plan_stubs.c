// plan_stubs.c owns the first walk over the stubs: which are articles, and why the others are
// not.
#include "wiki/plan.h"

#include "wiki/indexes.h"
#include "wiki/stub.h"

#include <string.h>

typedef struct walk {
    cria_plan *plan;
    cria_store *store;
    cria_notes *notes;
    cria_indexes indexes; // of the pages that are there
} walk;

static cria_status add_index(void *context, const char *title)
{
    uint32_t index, number;
    bool numbered;
    return cria_indexes_add(context, title, &index, &number, &numbered);
}

static cria_status merge(cria_notes *to, const cria_notes *from)
{
    uint64_t n[CRIA_NOTES];
    for (int i = 0; i < CRIA_NOTES; i++)
        n[i] = to->n[i] + from->n[i];
    for (size_t i = 0; i < from->count; i++)
        CRIA_TRY(cria_notes_add(to, from->note[i].kind, from->note[i].article, "%s",
                                from->note[i].detail));
    memcpy(to->n, n, sizeof n); // more may have been counted than kept
    return CRIA_OK;
}

// leave_out says why. Of a stub whose volume is not there, nothing else is said.
static cria_status leave_out(walk *w, cria_stub *s)
{
    const char *sought = s->t.sought;
    const bool outside = s->reason == CRIA_NOTE_NO_TEXT && sought && s->t.uses == 0 &&
                         !cria_indexes_has(&w->indexes, sought);
    if (outside)
        return cria_notes_add(w->notes, CRIA_NOTE_OUTSIDE, s->title, "%s", sought);
    CRIA_TRY(merge(w->notes, &s->notes));
    return cria_notes_add(w->notes, s->reason, s->title, "%s", "");
}

static cria_status take(void *context, const cria_wiki_page *page)
{
    walk *w = context;
    cria_stub s;
    cria_status status = cria_stub_read(&s, w->store, page->title);
    if (status == CRIA_OK && s.reason != CRIA_NOTES)
        status = leave_out(w, &s);
    else if (status == CRIA_OK)
        status = merge(w->notes, &s.notes);
    if (status == CRIA_OK && s.reason == CRIA_NOTES)
        status = cria_plan_add(w->plan, s.title, &s.text, s.t.use, s.t.uses);
    cria_stub_free(&s);
    return status;
}

cria_status cria_plan_stubs(cria_plan *p, cria_store *store, cria_notes *notes)
{
    walk w = {.plan = p, .store = store, .notes = notes};
    cria_status status = cria_store_titles(store, CRIA_WIKI_PAGE, "", add_index, &w.indexes);
    if (status == CRIA_OK)
        status = cria_store_each(store, CRIA_WIKI_MAIN, "", take, &w);
    if (status == CRIA_OK)
        status = cria_plan_cover(p, notes);
    if (status == CRIA_OK)
        status = cria_plan_sort(p);
    cria_indexes_free(&w.indexes);
    return status;
}
