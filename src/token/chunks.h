// chunks.h owns the way from a piece of raw text to normalised chunks that can be split one by
// one with the same result as the whole: the piece is cut only where that is certain
// (cria_split_cut), normalised, repaired if asked, and given its prefix space.
#ifndef CRIA_TOKEN_CHUNKS_H
#define CRIA_TOKEN_CHUNKS_H

#include "token/normalize.h"

typedef struct cria_chunks {
    cria_normal_form form;
    bool repair; // bytes that are not UTF-8 become U+FFFD; else they are an error, or kept as
                 // they are where nothing is normalised
    bool prefix_space;
    const char *at, *end, *origin; // of the piece; `origin` is what error offsets count from
    bool first;
    cria_normalizer normalizer;
    cria_buffer repaired, normalized;
} cria_chunks;

// cria_chunks_begin starts a piece; the settings and memory of *b stay.
void cria_chunks_begin(cria_chunks *b, const char *text, size_t length);
// cria_chunks_next: *data is the next chunk, valid until the next call, NULL at the end. At
// most 2^32 - 1 bytes long, else CRIA_ELIMIT. CRIA_EFORMAT names the offset of a byte that is
// not UTF-8.
CRIA_MUSTUSE cria_status cria_chunks_next(cria_chunks *b, const char **data, size_t *length);
void cria_chunks_free(cria_chunks *b);

#endif
