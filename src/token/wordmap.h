// wordmap.h owns a hash map from byte strings to a small value, made for words: up to 15 bytes
// are held in the slot itself, so that finding a word touches one half of a cache line.
#ifndef CRIA_TOKEN_WORDMAP_H
#define CRIA_TOKEN_WORDMAP_H

#include "base/memory.h"

#include <string.h>

enum { CRIA_WORD_INLINE = 15 };

typedef union cria_wordvalue {
    uint64_t count;
    uint32_t id[4];
} cria_wordvalue;

// A short key is its bytes, zero-padded, with its length in the top byte of `high`. A long one
// is a hash in `low` and 0xff and its place in the pool in `high`. An empty slot has high = 0.
typedef struct cria_wordslot {
    uint64_t low, high;
    cria_wordvalue value;
} cria_wordslot;

typedef struct cria_wordmap {
    cria_wordslot *slot;
    size_t slots, used; // slots: a power of two, or 0 before the first insertion
    char *pool;         // long keys: u32 length, bytes
    size_t pool_bytes, pool_capacity;
} cria_wordmap;

typedef struct cria_wordkey {
    uint64_t low, high;
} cria_wordkey;

// cria_wordkey_short packs 1 to 15 bytes; `end` is the end of the memory that may be read.
static inline cria_wordkey cria_wordkey_short(const char *word, size_t length, const char *end)
{
    cria_wordkey key = {0, 0};
    if ((size_t)(end - word) >= sizeof(key)) {
        memcpy(&key, word, sizeof(key));
        const unsigned bits = 8 * (unsigned)length;
        key.low &= bits >= 64 ? ~(uint64_t)0 : ((uint64_t)1 << bits) - 1;
        key.high &= bits > 64 ? ((uint64_t)1 << (bits - 64)) - 1 : 0;
    } else {
        memcpy(&key, word, length);
    }
    key.high |= (uint64_t)length << 56;
    return key;
}

__extension__ typedef unsigned __int128 cria_wordmap_wide;

static inline uint64_t cria_wordkey_hash(cria_wordkey key)
{
    const cria_wordmap_wide product =
        (cria_wordmap_wide)(key.low ^ 0x9e3779b97f4a7c15u) * (key.high ^ 0xe7037ed1a0b428dbu);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// cria_wordmap_seek: the slot of a short key, or the empty slot where it belongs. slots > 0.
static inline cria_wordslot *cria_wordmap_seek(const cria_wordmap *map, cria_wordkey key)
{
    size_t i = cria_wordkey_hash(key) & (map->slots - 1);
    while (map->slot[i].high != 0 &&
           (map->slot[i].low != key.low || map->slot[i].high != key.high))
        i = (i + 1) & (map->slots - 1);
    return &map->slot[i];
}

// cria_wordmap_prepare makes the keys of `count` words that stand one behind the other in
// `data` from `start` on, ending at end[i], and has their slots fetched into the cache. A word
// of more than CRIA_WORD_INLINE bytes gets the key 0.
static inline void cria_wordmap_prepare(const cria_wordmap *map, cria_wordkey *key,
                                        const char *data, size_t length, size_t start,
                                        const uint32_t *end, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        key[i] = (cria_wordkey){0, 0};
        if (end[i] - start <= CRIA_WORD_INLINE)
            key[i] = cria_wordkey_short(data + start, end[i] - start, data + length);
        if (map->slots > 0)
            __builtin_prefetch(&map->slot[cria_wordkey_hash(key[i]) & (map->slots - 1)]);
        start = end[i];
    }
}

// cria_wordmap_put: *out = the slot of the word (length 1 to UINT32_MAX), made with value 0 if
// it was not there (*is_new, may be NULL). The slot is valid until the next put.
CRIA_MUSTUSE cria_status cria_wordmap_put(cria_wordmap *map, cria_wordslot **out,
                                          const char *word, size_t length, bool *is_new);
// cria_wordmap_find: the slot of the word or NULL.
const cria_wordslot *cria_wordmap_find(const cria_wordmap *map, const char *word,
                                       size_t length);
// cria_wordslot_text: the word of a used slot; `room` holds a short one.
const char *cria_wordslot_text(const cria_wordmap *map, const cria_wordslot *slot,
                               char room[16], size_t *length);
void cria_wordmap_clear(cria_wordmap *map); // empty, memory kept
void cria_wordmap_free(cria_wordmap *map);

#endif
