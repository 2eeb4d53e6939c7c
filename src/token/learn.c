// learn.c: learning merges (learn.h).
//
// All words stand one behind the other in one array of symbols, and each pair has a list of the
// places where it was seen, so that a merge touches only the places where it happens. The heap
// holds (count, pair, places) with counts that may be out of date: a count only falls while its
// entry waits, so an entry is corrected when it comes up, and pushed again.
//
// As in the reference, a pair's count is not lowered by its own merges, and when an older token
// is made anew by another pair, new places of a known pair form an entry of their own.
#include "token/learn.h"

#include "base/interrupt.h"
#include "base/log.h"

enum { AHEAD = 12 };

typedef struct place_list {
    uint32_t *place;
    size_t count, capacity;
} place_list;

typedef struct pair_slot {
    uint64_t pair; // left << 32 | right
    int64_t count;
    uint32_t list; // of this round's new places, plus 1; 0 = none
    bool used;
} pair_slot;

typedef struct entry {
    int64_t count;
    uint64_t pair;
    place_list places;
} entry;

// A symbol that covers several places is kept at the first; the others hold CRIA_NO_ID. `span`,
// the number of places, is set at the first and at the last.
typedef struct place {
    uint32_t symbol, span, word;
} place;

typedef struct learner {
    cria_tokenizer *t;
    place *at; // all words, each followed by a place with CRIA_NO_ID
    size_t places;
    int64_t *word_count;
    pair_slot *slot;
    size_t slots, pairs;
    place_list *list; // new places of this round
    uint64_t *list_pair;
    size_t lists, list_capacity, list_pair_capacity;
    entry *heap;
    size_t entries, heap_capacity;
    cria_buffer text;
} learner;

static uint64_t pair_of(uint32_t left, uint32_t right)
{
    return (uint64_t)left << 32 | right;
}

static pair_slot *seek(pair_slot *slot, size_t slots, uint64_t pair)
{
    uint64_t hash = pair * 0x9e3779b97f4a7c15u;
    hash ^= hash >> 29;
    size_t at = (size_t)(hash * 0xd6e8feb86659fd93u >> 16) & (slots - 1);
    while (slot[at].used && slot[at].pair != pair)
        at = (at + 1) & (slots - 1);
    return &slot[at];
}

static cria_status grow_pairs(learner *l)
{
    pair_slot *bigger = NULL;
    const size_t slots = l->slots > 0 ? 2 * l->slots : 1 << 12;
    CRIA_TRY(cria_alloc(&bigger, slots, sizeof(*bigger)));
    for (size_t i = 0; i < l->slots; i++) {
        if (l->slot[i].used)
            *seek(bigger, slots, l->slot[i].pair) = l->slot[i];
    }
    cria_free(l->slot);
    l->slot = bigger;
    l->slots = slots;
    return CRIA_OK;
}

// *out is valid until the next call.
static cria_status find_pair(learner *l, pair_slot **out, uint64_t pair)
{
    if (2 * l->pairs >= l->slots)
        CRIA_TRY(grow_pairs(l));
    *out = seek(l->slot, l->slots, pair);
    if (!(*out)->used) {
        **out = (pair_slot){.pair = pair, .used = true};
        l->pairs++;
    }
    return CRIA_OK;
}

static cria_status start_list(learner *l, pair_slot *slot)
{
    CRIA_TRY(cria_grow(&l->list, &l->list_capacity, l->lists + 1, sizeof(*l->list)));
    CRIA_TRY(cria_grow(&l->list_pair, &l->list_pair_capacity, l->lists + 1, sizeof(uint64_t)));
    l->list[l->lists] = (place_list){0};
    l->list_pair[l->lists] = slot->pair;
    slot->list = (uint32_t)++l->lists;
    return CRIA_OK;
}

// The pair (left, right) now stands at `where`.
static cria_status gain(learner *l, uint32_t left, uint32_t right, uint32_t where)
{
    pair_slot *slot;
    CRIA_TRY(find_pair(l, &slot, pair_of(left, right)));
    slot->count += l->word_count[l->at[where].word];
    if (slot->list == 0)
        CRIA_TRY(start_list(l, slot));
    place_list *list = &l->list[slot->list - 1];
    if (list->count == list->capacity)
        CRIA_TRY(cria_grow(&list->place, &list->capacity, list->count + 1, sizeof(uint32_t)));
    list->place[list->count++] = where;
    return CRIA_OK;
}

static cria_status lose(learner *l, uint32_t left, uint32_t right, uint32_t where)
{
    pair_slot *slot;
    CRIA_TRY(find_pair(l, &slot, pair_of(left, right)));
    slot->count -= l->word_count[l->at[where].word];
    return CRIA_OK;
}

// ---- the heap: largest count first, then the smallest pair

static bool comes_before(const entry *a, const entry *b)
{
    return a->count != b->count ? a->count > b->count : a->pair < b->pair;
}

static void sink(learner *l, entry moved)
{
    size_t at = 0;
    for (size_t child = 1; child < l->entries; child = 2 * at + 1) {
        if (child + 1 < l->entries && comes_before(&l->heap[child + 1], &l->heap[child]))
            child++;
        if (!comes_before(&l->heap[child], &moved))
            break;
        l->heap[at] = l->heap[child];
        at = child;
    }
    l->heap[at] = moved;
}

static cria_status push(learner *l, entry pushed)
{
    CRIA_TRY(cria_grow(&l->heap, &l->heap_capacity, l->entries + 1, sizeof(*l->heap)));
    size_t at = l->entries++;
    for (; at > 0 && comes_before(&pushed, &l->heap[(at - 1) / 2]); at = (at - 1) / 2)
        l->heap[at] = l->heap[(at - 1) / 2];
    l->heap[at] = pushed;
    return CRIA_OK;
}

static void drop_top(learner *l)
{
    const entry last = l->heap[--l->entries];
    if (l->entries > 0)
        sink(l, last);
}

// Moves this round's lists into the heap.
static cria_status push_lists(learner *l)
{
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < l->lists; i++) {
        pair_slot *slot = seek(l->slot, l->slots, l->list_pair[i]);
        slot->list = 0;
        if (slot->count > 0 && status == CRIA_OK)
            status = push(l, (entry){slot->count, slot->pair, l->list[i]});
        else
            cria_free(l->list[i].place);
    }
    l->lists = 0;
    return status;
}

// ---- the words

static void lay_word(learner *l, const cria_wordmap *words, const cria_wordslot *slot,
                     uint32_t index)
{
    char room[16];
    size_t length;
    const char *word = cria_wordslot_text(words, slot, room, &length);
    for (size_t i = 0; i < length; i++) {
        const uint32_t id = l->t->bpe.byte_id[(unsigned char)word[i]];
        if (id != CRIA_NO_ID)
            l->at[l->places++] = (place){id, 1, index};
    }
    l->at[l->places++] = (place){CRIA_NO_ID, 1, index};
    l->word_count[index] = (int64_t)slot->value.count;
}

// Place 0 is a border too, so that every word has one on both sides.
static cria_status lay_words(learner *l, const cria_wordmap *words)
{
    size_t total = 1;
    for (size_t i = 0; i < words->slots; i++) {
        char room[16];
        size_t length;
        if (words->slot[i].high == 0)
            continue;
        cria_wordslot_text(words, &words->slot[i], room, &length);
        CRIA_TRY(cria_add(&total, total, length + 1));
    }
    if (total >= UINT32_MAX)
        return cria_fail(CRIA_ELIMIT, "the different words have %zu bytes (limit %u)", total,
                         UINT32_MAX - 1);
    CRIA_TRY(cria_alloc(&l->at, total, sizeof(*l->at)));
    CRIA_TRY(cria_alloc(&l->word_count, words->used, sizeof(int64_t)));
    l->at[l->places++] = (place){CRIA_NO_ID, 1, 0};
    uint32_t index = 0;
    for (size_t i = 0; i < words->slots; i++) {
        if (words->slot[i].high != 0)
            lay_word(l, words, &words->slot[i], index++);
    }
    return CRIA_OK;
}

static cria_status count_pairs(learner *l)
{
    for (uint32_t i = 1; i + 1 < l->places; i++) {
        if (l->at[i].symbol != CRIA_NO_ID && l->at[i + 1].symbol != CRIA_NO_ID)
            CRIA_TRY(gain(l, l->at[i].symbol, l->at[i + 1].symbol, i));
    }
    return push_lists(l);
}

// ---- merging

// Merges the pair at `first`, which may no longer stand there.
static cria_status merge_at(learner *l, uint32_t first, uint32_t left, uint32_t right,
                            uint32_t result)
{
    place *at = l->at;
    if (at[first].symbol != left)
        return CRIA_OK;
    const uint32_t second = first + at[first].span;
    if (at[second].symbol != right)
        return CRIA_OK;
    const uint32_t before = first - at[first - 1].span, after = second + at[second].span;
    at[second].symbol = CRIA_NO_ID;
    at[first].symbol = result;
    at[first].span = at[after - 1].span = after - first;
    if (at[before].symbol != CRIA_NO_ID) {
        CRIA_TRY(lose(l, at[before].symbol, left, first));
        CRIA_TRY(gain(l, at[before].symbol, result, before));
    }
    if (at[after].symbol != CRIA_NO_ID) {
        CRIA_TRY(lose(l, right, at[after].symbol, first));
        CRIA_TRY(gain(l, result, at[after].symbol, first));
    }
    return CRIA_OK;
}

static cria_status merge_places(learner *l, const place_list *list, uint32_t left,
                                uint32_t right, uint32_t result)
{
    for (size_t i = 0; i < list->count; i++) {
        // The places are far apart, and waiting for memory is most of the work.
        if (i + AHEAD < list->count)
            __builtin_prefetch(&l->at[list->place[i + AHEAD]]);
        CRIA_TRY(merge_at(l, list->place[i], left, right, result));
    }
    return CRIA_OK;
}

// The token of the joined texts of two tokens, made if there is none yet.
static cria_status joined(learner *l, uint32_t left, uint32_t right, uint32_t *result)
{
    cria_tokenizer *t = l->t;
    cria_buffer_reset(&l->text);
    for (int side = 0; side < 2; side++) {
        const cria_token *token = &t->token[side == 0 ? left : right];
        CRIA_TRY(cria_buffer_append(&l->text, t->pool.data + token->text, token->text_length));
    }
    const cria_wordslot *slot = cria_wordmap_find(&t->id_of, l->text.data, l->text.length);
    *result = slot != NULL ? slot->value.id[0] : (uint32_t)t->tokens;
    return slot != NULL ? CRIA_OK : cria_tokenizer_add(t, l->text.data, l->text.length);
}

static cria_status merge_top(learner *l)
{
    const entry top = l->heap[0];
    drop_top(l);
    const uint32_t left = (uint32_t)(top.pair >> 32), right = (uint32_t)top.pair;
    uint32_t result;
    cria_status status = joined(l, left, right, &result);
    if (status == CRIA_OK)
        status = cria_tokenizer_add_merge(l->t, left, right, result);
    if (status == CRIA_OK)
        status = merge_places(l, &top.places, left, right, result);
    cria_free(top.places.place);
    const cria_status pushed = push_lists(l);
    return status == CRIA_OK ? pushed : status;
}

static cria_status merge_all(learner *l, size_t vocab_size, int64_t min_frequency)
{
    cria_progress progress;
    cria_progress_begin(&progress, "learning", "tokens", (double)vocab_size);
    while (l->t->tokens < vocab_size && l->entries > 0) {
        const int64_t count = seek(l->slot, l->slots, l->heap[0].pair)->count;
        if (l->heap[0].count != count) {
            l->heap[0].count = count;
            sink(l, l->heap[0]);
            continue;
        }
        if (count < 1 || count < min_frequency)
            break;
        if (cria_interrupted())
            return cria_fail(CRIA_EINTR, "interrupted while learning merges");
        CRIA_TRY(merge_top(l));
        cria_progress_at(&progress, (double)l->t->tokens);
    }
    cria_progress_end(&progress, (double)l->t->tokens);
    if (l->t->tokens < vocab_size)
        cria_warning(
            "the text gives %zu tokens, not the %zu asked for: no other pair occurs %lld "
            "times (--min-frequency)",
            (size_t)l->t->tokens, vocab_size,
            (long long)(min_frequency > 1 ? min_frequency : 1));
    return CRIA_OK;
}

static void free_all(learner *l)
{
    for (size_t i = 0; i < l->lists; i++)
        cria_free(l->list[i].place);
    for (size_t i = 0; i < l->entries; i++)
        cria_free(l->heap[i].places.place);
    void *owned[] = {l->at, l->word_count, l->slot, l->list, l->list_pair, l->heap};
    for (size_t i = 0; i < sizeof(owned) / sizeof(owned[0]); i++)
        cria_free(owned[i]);
    cria_buffer_free(&l->text);
}

cria_status cria_learn(cria_tokenizer *t, const cria_wordmap *words, size_t vocab_size,
                       int64_t min_frequency)
{
    learner l = {.t = t};
    cria_status status = lay_words(&l, words);
    if (status == CRIA_OK)
        status = count_pairs(&l);
    if (status == CRIA_OK)
        status = merge_all(&l, vocab_size, min_frequency);
    free_all(&l);
    return status;
}
