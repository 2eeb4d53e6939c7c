// tally.h owns counts by name, bounded: what cleaning met that no table knows.
#ifndef CRIA_WIKI_TALLY_H
#define CRIA_WIKI_TALLY_H

#include "base/status.h"

#include <stdint.h>

enum { CRIA_TALLY_MAX = 4096, CRIA_TALLY_NAME_MAX = 96 };

typedef struct cria_tally_row {
    char *name; // owned
    uint64_t count;
} cria_tally_row;

// Zero-initialise; free with cria_tally_free. Rows are in the order of their names' bytes, so
// that adding tallies in any order gives the same tally, up to CRIA_TALLY_MAX names.
typedef struct cria_tally {
    cria_tally_row *row;
    size_t count, capacity;
    uint64_t overflow; // counted, but under names beyond the bound
} cria_tally;

// cria_tally_add: names longer than CRIA_TALLY_NAME_MAX bytes are cut at a character.
CRIA_MUSTUSE cria_status cria_tally_add(cria_tally *t, const char *name, size_t length,
                                        uint64_t times);
CRIA_MUSTUSE cria_status cria_tally_merge(cria_tally *to, const cria_tally *from);
void cria_tally_free(cria_tally *t);

#endif
