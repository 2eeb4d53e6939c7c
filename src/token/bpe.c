// bpe.c: the encoding of one word (bpe.h). Short words look for the best pair again and again;
// long ones keep the pairs in a heap.
#include "token/bpe.h"

#include <string.h>

enum { SHORT_WORD = 48 };
static const uint32_t no_rank = UINT32_MAX;

static size_t pair_hash(uint32_t left, uint32_t right)
{
    uint64_t x = ((uint64_t)left << 32 | right) * 0x9e3779b97f4a7c15u;
    x ^= x >> 32;
    return (size_t)(x * 0xd6e8feb86659fd93u >> 20);
}

// The slot of the pair, or the empty one where it belongs.
static uint32_t *slot_of(const cria_bpe *bpe, uint32_t left, uint32_t right)
{
    size_t at = pair_hash(left, right) & (bpe->slots - 1);
    for (; bpe->slot[at] != 0; at = (at + 1) & (bpe->slots - 1)) {
        const cria_merge *m = &bpe->merge[bpe->slot[at] - 1];
        if (m->left == left && m->right == right)
            break;
    }
    return &bpe->slot[at];
}

// Keeps of each pair the merge that stands last. The table counts the merges before they move.
static void drop_repeated(cria_bpe *bpe)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < bpe->merges; i++)
        *slot_of(bpe, bpe->merge[i].left, bpe->merge[i].right) = i + 1;
    for (uint32_t i = 0; i < bpe->merges; i++)
        bpe->merge[i].result = *slot_of(bpe, bpe->merge[i].left, bpe->merge[i].right) == i + 1
                                   ? bpe->merge[i].result
                                   : CRIA_NO_ID;
    for (uint32_t i = 0; i < bpe->merges; i++) {
        if (bpe->merge[i].result != CRIA_NO_ID)
            bpe->merge[kept++] = bpe->merge[i];
    }
    bpe->merges = kept;
}

cria_status cria_bpe_index(cria_bpe *bpe)
{
    bpe->slots = 16;
    while (bpe->slots < 4 * (size_t)bpe->merges)
        bpe->slots *= 2;
    CRIA_TRY(cria_alloc(&bpe->slot, bpe->slots, sizeof(*bpe->slot)));
    drop_repeated(bpe);
    memset(bpe->slot, 0, bpe->slots * sizeof(*bpe->slot));
    for (uint32_t i = 0; i < bpe->merges; i++)
        *slot_of(bpe, bpe->merge[i].left, bpe->merge[i].right) = i + 1;
    return CRIA_OK;
}

void cria_bpe_free(cria_bpe *bpe)
{
    cria_free(bpe->merge);
    cria_free(bpe->slot);
    bpe->merge = NULL;
    bpe->slot = NULL;
}

static uint32_t rank_of(const cria_bpe *bpe, uint32_t left, uint32_t right)
{
    return *slot_of(bpe, left, right) - 1; // an empty slot gives no_rank
}

// Merges id[0, count) in place; rank[i] is that of the pair (i, i + 1).
static size_t merge_short(const cria_bpe *bpe, uint32_t *id, uint32_t *rank, size_t count)
{
    for (size_t i = 0; i + 1 < count; i++)
        rank[i] = rank_of(bpe, id[i], id[i + 1]);
    while (count > 1) {
        size_t best = 0;
        for (size_t i = 1; i + 1 < count; i++)
            best = rank[i] < rank[best] ? i : best;
        if (rank[best] == no_rank)
            break;
        id[best] = bpe->merge[rank[best]].result;
        count--;
        memmove(id + best + 1, id + best + 2, (count - best - 1) * sizeof(*id));
        memmove(rank + best, rank + best + 1, (count - best - 1) * sizeof(*rank));
        if (best > 0)
            rank[best - 1] = rank_of(bpe, id[best - 1], id[best]);
        if (best + 1 < count)
            rank[best] = rank_of(bpe, id[best], id[best + 1]);
    }
    return count;
}

// The heap holds rank << 32 | position, smallest first.
static void heap_push(cria_bpe_room *room, size_t *size, uint64_t entry)
{
    size_t at = (*size)++;
    for (; at > 0 && room->heap[(at - 1) / 2] > entry; at = (at - 1) / 2)
        room->heap[at] = room->heap[(at - 1) / 2];
    room->heap[at] = entry;
}

static uint64_t heap_pop(cria_bpe_room *room, size_t *size)
{
    const uint64_t top = room->heap[0], entry = room->heap[--*size];
    size_t at = 0;
    for (size_t child = 1; child < *size; child = 2 * at + 1) {
        if (child + 1 < *size && room->heap[child + 1] < room->heap[child])
            child++;
        if (room->heap[child] >= entry)
            break;
        room->heap[at] = room->heap[child];
        at = child;
    }
    room->heap[at] = entry;
    return top;
}

// Ranks the pair at `at` anew and pushes it if it can be merged.
static void rerank(const cria_bpe *bpe, cria_bpe_room *room, size_t *size, uint32_t at)
{
    const uint32_t next = room->next[at];
    room->rank[at] = next == CRIA_NO_ID ? no_rank : rank_of(bpe, room->id[at], room->id[next]);
    if (room->rank[at] != no_rank)
        heap_push(room, size, (uint64_t)room->rank[at] << 32 | at);
}

static size_t merge_long(const cria_bpe *bpe, cria_bpe_room *room, size_t count)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        room->previous[i] = i == 0 ? CRIA_NO_ID : i - 1;
        room->next[i] = i + 1 == count ? CRIA_NO_ID : i + 1;
    }
    for (uint32_t i = 0; i < count; i++)
        rerank(bpe, room, &size, i);
    while (size > 0) {
        const uint64_t top = heap_pop(room, &size);
        const uint32_t at = (uint32_t)top;
        if (room->rank[at] != top >> 32)
            continue; // stale: the pair has changed since
        const uint32_t gone = room->next[at], after = room->next[gone];
        room->id[at] = bpe->merge[room->rank[at]].result;
        room->rank[gone] = no_rank;
        room->next[at] = after;
        if (after != CRIA_NO_ID)
            room->previous[after] = at;
        rerank(bpe, room, &size, at);
        if (room->previous[at] != CRIA_NO_ID)
            rerank(bpe, room, &size, room->previous[at]);
    }
    size_t kept = 0;
    for (uint32_t i = 0; i != CRIA_NO_ID; i = room->next[i])
        room->id[kept++] = room->id[i];
    return kept;
}

// Grown together; the heap holds at most three entries a byte: one at first, two a merge.
static cria_status make_room(cria_bpe_room *room, size_t length)
{
    if (length <= room->capacity)
        return CRIA_OK;
    const size_t wanted = length < SHORT_WORD ? SHORT_WORD : length + length / 2;
    uint32_t **array[] = {&room->id, &room->rank, &room->next, &room->previous};
    room->capacity = 0;
    for (size_t i = 0; i < sizeof(array) / sizeof(array[0]); i++) {
        cria_free(*array[i]);
        CRIA_TRY(cria_alloc(array[i], wanted, sizeof(uint32_t)));
    }
    room->capacity = wanted;
    return CRIA_OK;
}

cria_status cria_bpe_word(const cria_bpe *bpe, cria_bpe_room *room, const char *word,
                          size_t length, size_t *count, size_t *dropped)
{
    if (length > INT32_MAX)
        return cria_fail(CRIA_ELIMIT, "a word of %zu bytes (limit %d)", length, INT32_MAX);
    CRIA_TRY(make_room(room, length));
    size_t kept = 0;
    for (size_t i = 0; i < length; i++) {
        const uint32_t id = bpe->byte_id[(unsigned char)word[i]];
        room->id[kept] = id;
        kept += id != CRIA_NO_ID;
    }
    *dropped = length - kept;
    if (kept > SHORT_WORD) {
        CRIA_TRY(cria_grow(&room->heap, &room->heap_capacity, 3 * kept, sizeof(uint64_t)));
        *count = merge_long(bpe, room, kept);
    } else {
        *count = merge_short(bpe, room->id, room->rank, kept);
    }
    return CRIA_OK;
}

void cria_bpe_room_free(cria_bpe_room *room)
{
    cria_free(room->id);
    cria_free(room->rank);
    cria_free(room->next);
    cria_free(room->previous);
    cria_free(room->heap);
    *room = (cria_bpe_room){0};
}
