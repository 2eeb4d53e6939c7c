// borders.h owns the articles found in the pages themselves, without stubs: the pages of an
// index in the order of their numbers, parted where sections or paragraphs begin with a
// headword.
#ifndef CRIA_WIKI_BORDERS_H
#define CRIA_WIKI_BORDERS_H

#include "wiki/transclude.h"

// An article as found; all is borrowed for the call.
typedef struct cria_bordered {
    const char *title;
    const cria_buffer *text;
    const cria_use *use;
    size_t uses;
} cria_bordered;

typedef cria_status cria_bordered_taker(void *context, const cria_bordered *a);

// cria_borders_walk: indexes in the order of their titles' bytes. Text before an index's first
// headword belongs to no article.
CRIA_MUSTUSE cria_status cria_borders_walk(cria_store *store, cria_notes *notes,
                                           cria_bordered_taker *take, void *context);

#endif
