// indexes.h owns the list of the indexes (volumes) whose pages a store holds.
#ifndef CRIA_WIKI_INDEXES_H
#define CRIA_WIKI_INDEXES_H

#include "wiki/store.h"

// Zero-initialise; free with cria_indexes_free. Names in the order added, each once.
typedef struct cria_indexes {
    char **name; // "EB1911 - Volume 01.djvu"
    size_t count, capacity;
} cria_indexes;

// cria_indexes_add takes the titles of Page: pages in their order and tells a page's number;
// *numbered is false for a title that has none. The page's index is then the last of the list.
CRIA_MUSTUSE cria_status cria_indexes_add(cria_indexes *list, const char *title,
                                          uint32_t *number, bool *numbered);
bool cria_indexes_has(const cria_indexes *list, const char *name);
void cria_indexes_free(cria_indexes *list);

#endif
