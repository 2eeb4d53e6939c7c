// plan.h owns the list of articles before they are written: where each begins, what it holds,
// and the order. Texts are not kept.
#ifndef CRIA_WIKI_PLAN_H
#define CRIA_WIKI_PLAN_H

#include "wiki/indexes.h"
#include "wiki/transclude.h"

typedef struct cria_plan_piece {
    uint32_t index; // its place in `indexes`
    uint32_t number;
    size_t start, end;
} cria_plan_piece;

typedef struct cria_plan_row {
    char *title;          // of the stub, or the headword
    size_t first, pieces; // in `piece`, in the order of pages
    uint64_t letters;     // of the text, without blanks
    bool covered;
} cria_plan_row;

// Zero-initialise; free with cria_plan_free.
typedef struct cria_plan {
    cria_plan_row *row;
    size_t count, capacity;
    cria_plan_piece *piece;
    size_t pieces, piece_capacity;
    cria_indexes indexes;
} cria_plan;

CRIA_MUSTUSE cria_status cria_plan_add(cria_plan *p, const char *title, const cria_buffer *text,
                                       const cria_use *use, size_t uses);

// cria_plan_cover marks the subpages whose pieces an article above them holds, and of several
// articles with the same pieces all but one; each gives a note.
CRIA_MUSTUSE cria_status cria_plan_cover(cria_plan *p, cria_notes *notes);

// cria_plan_sort: by index title, page, place on the page, title. Articles without a place come
// first.
CRIA_MUSTUSE cria_status cria_plan_sort(cria_plan *p);
void cria_plan_free(cria_plan *p);

// cria_plan_compare_place: as strcmp, of the places where the articles begin, over two plans.
int cria_plan_compare_place(const cria_plan *p, const cria_plan_row *a, const cria_plan *q,
                            const cria_plan_row *b);

// cria_plan_stubs adds all articles that the store's stubs give, with the notes of what is left
// out.
CRIA_MUSTUSE cria_status cria_plan_stubs(cria_plan *p, cria_store *store, cria_notes *notes);

#endif
