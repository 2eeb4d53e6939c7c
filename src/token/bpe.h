// bpe.h owns byte-pair encoding of one word (Sennrich et al. 2016): of all adjacent pairs the
// one learned first is merged, leftmost first, until none is left.
#ifndef CRIA_TOKEN_BPE_H
#define CRIA_TOKEN_BPE_H

#include "base/memory.h"

#define CRIA_NO_ID UINT32_MAX

typedef struct cria_merge {
    uint32_t left, right, result;
} cria_merge;

typedef struct cria_bpe {
    uint32_t byte_id[256]; // CRIA_NO_ID: this byte is not in the vocabulary and is dropped
    cria_merge *merge;     // in order of learning
    uint32_t merges;
    uint32_t *slot; // index + 1 of a merge, by hash of its pair; 0 is empty
    size_t slots;   // a power of two
} cria_bpe;

// cria_bpe_index builds the pair table over bpe->merge. A pair that occurs more than once keeps
// its last place.
CRIA_MUSTUSE cria_status cria_bpe_index(cria_bpe *bpe);
void cria_bpe_free(cria_bpe *bpe); // with the merges

// cria_bpe_room: working memory; zero-initialise.
typedef struct cria_bpe_room {
    uint32_t *id, *rank, *next, *previous;
    uint64_t *heap;
    size_t capacity, heap_capacity;
} cria_bpe_room;

// cria_bpe_word: room->id[0, *count) = the ids of the word; *dropped = bytes without an id.
// length < 2^31, else CRIA_ELIMIT. At most n log n in the length.
CRIA_MUSTUSE cria_status cria_bpe_word(const cria_bpe *bpe, cria_bpe_room *room,
                                       const char *word, size_t length, size_t *count,
                                       size_t *dropped);
void cria_bpe_room_free(cria_bpe_room *room);

#endif
