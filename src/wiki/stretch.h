// stretch.h owns the stretches of a page between labels: which bytes of its body are taken.
#ifndef CRIA_WIKI_STRETCH_H
#define CRIA_WIKI_STRETCH_H

#include "wiki/transclude.h"

// Zero-initialise; free with cria_stretches_free.
typedef struct cria_stretches {
    cria_stretch *span;
    size_t count, capacity;
    bool no_begin, no_end; // labels that were not found
    bool by_head;          // the headword stood in for the first label
} cria_stretches;

// cria_stretches_find: `begin` and `end` as for labelled sections; NULL is the page's start or
// end. A label that stands several times gives several stretches. If `begin` is missing and
// `title` is not NULL, the stretch begins at the title's bold headword, at the start of a
// section or paragraph, if there is just one.
CRIA_MUSTUSE cria_status cria_stretches_find(cria_stretches *out, const cria_page_text *p,
                                             const char *begin, const char *end,
                                             const char *title);
void cria_stretches_free(cria_stretches *s);

#endif
