// wordmap.c: the map of words (wordmap.h). Open addressing, linear probing, at most half full.
#include "token/wordmap.h"

enum { FIRST_SLOTS = 1 << 12, LONG_MARK = 0xff };

static cria_wordkey long_key(const char *word, size_t length)
{
    uint64_t hash = length;
    for (size_t i = 0; i < length; i += CRIA_WORD_INLINE) {
        const size_t left = length - i;
        const size_t take = left < CRIA_WORD_INLINE ? left : CRIA_WORD_INLINE;
        cria_wordkey part = cria_wordkey_short(word + i, take, word + length);
        part.low ^= hash;
        hash = cria_wordkey_hash(part) + (hash << 1);
    }
    return (cria_wordkey){.low = hash, .high = (uint64_t)LONG_MARK << 56};
}

static const char *long_text(const cria_wordmap *map, uint64_t high, size_t *length)
{
    const char *at = map->pool + (high & 0x00ffffffffffffffu);
    uint32_t stored;
    memcpy(&stored, at, sizeof(stored));
    *length = stored;
    return at + sizeof(stored);
}

static cria_wordslot *seek_long(const cria_wordmap *map, cria_wordkey key, const char *word,
                                size_t length)
{
    for (size_t i = cria_wordkey_hash(key) & (map->slots - 1);;
         i = (i + 1) & (map->slots - 1)) {
        cria_wordslot *slot = &map->slot[i];
        if (slot->high == 0)
            return slot;
        if (slot->low != key.low || slot->high >> 56 != LONG_MARK)
            continue;
        size_t stored_length;
        const char *stored = long_text(map, slot->high, &stored_length);
        if (stored_length == length && memcmp(stored, word, length) == 0)
            return slot;
    }
}

static cria_wordslot *seek(const cria_wordmap *map, const char *word, size_t length)
{
    if (length <= CRIA_WORD_INLINE)
        return cria_wordmap_seek(map, cria_wordkey_short(word, length, word + length));
    return seek_long(map, long_key(word, length), word, length);
}

// Where a key goes is found from its hash alone; equal keys cannot meet while the map grows.
static void move_slot(cria_wordmap *to, const cria_wordslot *slot)
{
    cria_wordkey key = {slot->low, slot->high};
    if (slot->high >> 56 == LONG_MARK)
        key.high = (uint64_t)LONG_MARK << 56;
    size_t i = cria_wordkey_hash(key) & (to->slots - 1);
    while (to->slot[i].high != 0)
        i = (i + 1) & (to->slots - 1);
    to->slot[i] = *slot;
}

static cria_status make_room(cria_wordmap *map)
{
    if (map->slots > 0 && map->used < map->slots / 2)
        return CRIA_OK;
    cria_wordmap bigger = *map;
    bigger.slots = map->slots > 0 ? 2 * map->slots : FIRST_SLOTS;
    CRIA_TRY(cria_alloc(&bigger.slot, bigger.slots, sizeof(cria_wordslot)));
    for (size_t i = 0; i < map->slots; i++) {
        if (map->slot[i].high != 0)
            move_slot(&bigger, &map->slot[i]);
    }
    cria_free(map->slot);
    *map = bigger;
    return CRIA_OK;
}

static cria_status store_long(cria_wordmap *map, cria_wordkey *key, const char *word,
                              size_t length)
{
    *key = long_key(word, length);
    const uint32_t stored = (uint32_t)length;
    size_t needed;
    CRIA_TRY(cria_add(&needed, map->pool_bytes, sizeof(stored) + length));
    CRIA_TRY(cria_grow(&map->pool, &map->pool_capacity, needed, 1));
    memcpy(map->pool + map->pool_bytes, &stored, sizeof(stored));
    memcpy(map->pool + map->pool_bytes + sizeof(stored), word, length);
    key->high |= map->pool_bytes;
    map->pool_bytes = needed;
    return CRIA_OK;
}

cria_status cria_wordmap_put(cria_wordmap *map, cria_wordslot **out, const char *word,
                             size_t length, bool *is_new)
{
    CRIA_ASSERT(length > 0 && length <= UINT32_MAX);
    CRIA_TRY(make_room(map));
    cria_wordslot *slot = seek(map, word, length);
    const bool fresh = slot->high == 0;
    if (fresh) {
        cria_wordkey key;
        if (length <= CRIA_WORD_INLINE)
            key = cria_wordkey_short(word, length, word + length);
        else
            CRIA_TRY(store_long(map, &key, word, length));
        *slot = (cria_wordslot){.low = key.low, .high = key.high};
        map->used++;
    }
    if (is_new != NULL)
        *is_new = fresh;
    *out = slot;
    return CRIA_OK;
}

const cria_wordslot *cria_wordmap_find(const cria_wordmap *map, const char *word, size_t length)
{
    if (map->slots == 0 || length == 0)
        return NULL;
    const cria_wordslot *slot = seek(map, word, length);
    return slot->high == 0 ? NULL : slot;
}

const char *cria_wordslot_text(const cria_wordmap *map, const cria_wordslot *slot,
                               char room[16], size_t *length)
{
    if (slot->high >> 56 == LONG_MARK)
        return long_text(map, slot->high, length);
    memcpy(room, &slot->low, 8);
    memcpy(room + 8, &slot->high, 8);
    *length = slot->high >> 56;
    return room;
}

void cria_wordmap_clear(cria_wordmap *map)
{
    if (map->slots > 0)
        memset(map->slot, 0, map->slots * sizeof(*map->slot));
    map->used = 0;
    map->pool_bytes = 0;
}

void cria_wordmap_free(cria_wordmap *map)
{
    cria_free(map->slot);
    cria_free(map->pool);
    *map = (cria_wordmap){0};
}
