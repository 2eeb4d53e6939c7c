// indexes.h owns lists of indexes (volumes): those whose pages a store holds, or an article.
#ifndef CRIA_WIKI_INDEXES_H
#define CRIA_WIKI_INDEXES_H

#include "wiki/store.h"

// Zero-initialise; free with cria_indexes_free. Names in the order added, each once.
typedef struct cria_indexes {
    char **name; // "EB1911 - Volume 01.djvu"
    size_t count, capacity;
    uint32_t *slot; // by the names' hashes: places in `name`, from 1; 0 is free
    size_t slots;   // a power of two, more than twice `count`
} cria_indexes;

// cria_indexes_number: the place of the name in the list, where it is put if it is new.
CRIA_MUSTUSE cria_status cria_indexes_number(cria_indexes *list, const char *name,
                                             size_t length, uint32_t *index);
// cria_indexes_add takes the title of a Page: page and tells its index and its number;
// *numbered is false for a title that has none.
CRIA_MUSTUSE cria_status cria_indexes_add(cria_indexes *list, const char *title,
                                          uint32_t *index, uint32_t *number, bool *numbered);
bool cria_indexes_has(const cria_indexes *list, const char *name);
void cria_indexes_free(cria_indexes *list);

#endif
