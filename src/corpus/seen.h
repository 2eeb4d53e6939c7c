// seen.h owns the memory of texts seen before, as hashes of their letters alone.
#ifndef CRIA_CORPUS_SEEN_H
#define CRIA_CORPUS_SEEN_H

#include "base/buffer.h"

#include <stdint.h>

// Zero-initialise; free with cria_seen_free.
typedef struct cria_seen {
    uint64_t *slot; // 0 = free
    size_t count, capacity;
    cria_buffer letters;
} cria_seen;

// cria_seen_add: *before tells whether a text of the same letters and figures, small or
// capital, was added before. 64 bits of hash: of a million texts the chance of a false one is
// 3e-8.
CRIA_MUSTUSE cria_status cria_seen_add(cria_seen *seen, const char *text, size_t length,
                                       bool *before);
void cria_seen_free(cria_seen *seen);

#endif
