// blocks.h owns the way from a piece of raw text to normalised blocks that can be split one by
// one with the same result as the whole: the piece is cut only where that is certain
// (cria_split_cut), normalised, repaired if asked, and given its prefix space.
#ifndef CRIA_TOKEN_BLOCKS_H
#define CRIA_TOKEN_BLOCKS_H

#include "token/normalize.h"

typedef struct cria_blocks {
    cria_normal_form form;
    bool repair; // bytes that are not UTF-8 become U+FFFD; else they are an error, or kept as
                 // they are where nothing is normalised
    bool prefix_space;
    const char *at, *end, *origin; // of the piece; `origin` is what error offsets count from
    bool first;
    cria_normalizer normalizer;
    cria_buffer repaired, normalized;
} cria_blocks;

// cria_blocks_begin starts a piece; the settings and memory of *b stay.
void cria_blocks_begin(cria_blocks *b, const char *text, size_t length);
// cria_blocks_next: *data is the next block, valid until the next call, NULL at the end. At
// most 2^32 - 1 bytes long, else CRIA_ELIMIT. CRIA_EFORMAT names the offset of a byte that is
// not UTF-8.
CRIA_MUSTUSE cria_status cria_blocks_next(cria_blocks *b, const char **data, size_t *length);
void cria_blocks_free(cria_blocks *b);

#endif
