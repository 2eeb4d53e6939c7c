// encode.c: text to ids (tokenizer.h). What a word becomes is remembered: an encoder, the
// working memory of one call, keeps a cache of words, and idle encoders wait in the tokenizer's
// pool, so that a short call does not start cold.
#include "token/chunks.h"
#include "token/model.h"
#include "token/split.h"

#include <pthread.h>

enum {
    INLINE_IDS = 3,          // id[3] of a cached word is the number of its ids
    CACHE_WORDS = 1 << 17,   // words in a full cache: 8 MiB
    CACHE_MISSES = 1 << 20,  // of a full cache, then it starts anew: the text has changed
    CACHE_MANY = 1 << 22,    // ids of words with more than INLINE_IDS
    CACHE_POOL = 1 << 24,    // bytes of words over CRIA_WORD_INLINE
    CACHED_WORD_MAX = 1 << 8 // longer words are not cached
};

struct cria_encoder {
    cria_chunks blocks;
    cria_splitter splitter;
    cria_wordkey key[CRIA_SPLIT_BATCH]; // of the words at hand; 0 for a long one
    cria_wordmap cache;
    size_t misses; // since the cache is full
    uint32_t *many;
    size_t many_count, many_capacity;
    cria_bpe_room room;
    cria_encoder *next;
};

struct encoder_pool {
    pthread_mutex_t lock;
    cria_encoder *idle;
};

void cria_ids_free(cria_ids *ids)
{
    cria_free(ids->id);
    *ids = (cria_ids){0};
}

static void encoder_close(cria_encoder *e)
{
    cria_chunks_free(&e->blocks);
    cria_wordmap_free(&e->cache);
    cria_free(e->many);
    cria_bpe_room_free(&e->room);
    cria_free(e);
}

cria_status cria_encoders_open(struct encoder_pool **out)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof(**out)));
    CRIA_ASSERT(pthread_mutex_init(&(*out)->lock, NULL) == 0);
    return CRIA_OK;
}

void cria_encoders_close(struct encoder_pool *pool)
{
    if (pool == NULL)
        return;
    while (pool->idle != NULL) {
        cria_encoder *e = pool->idle;
        pool->idle = e->next;
        encoder_close(e);
    }
    pthread_mutex_destroy(&pool->lock);
    cria_free(pool);
}

static cria_status borrow(const cria_tokenizer *t, cria_encoder **out)
{
    pthread_mutex_lock(&t->encoders->lock);
    *out = t->encoders->idle;
    if (*out != NULL)
        t->encoders->idle = (*out)->next;
    pthread_mutex_unlock(&t->encoders->lock);
    return *out != NULL ? CRIA_OK : cria_alloc(out, 1, sizeof(**out));
}

static void give_back(const cria_tokenizer *t, cria_encoder *e)
{
    pthread_mutex_lock(&t->encoders->lock);
    e->next = t->encoders->idle;
    t->encoders->idle = e;
    pthread_mutex_unlock(&t->encoders->lock);
}

// Whether a new word may be cached. A full cache keeps what it has, the more frequent words,
// until too many are missing in it.
static bool has_room(cria_encoder *e)
{
    if (e->cache.used < CACHE_WORDS && e->many_count < CACHE_MANY &&
        e->cache.pool_bytes < CACHE_POOL)
        return true;
    if (++e->misses < CACHE_MISSES)
        return false;
    cria_wordmap_clear(&e->cache);
    e->many_count = 0;
    e->misses = 0;
    return true;
}

static cria_status remember(cria_encoder *e, const char *word, size_t length, size_t count)
{
    const uint32_t *id = e->room.id;
    CRIA_TRY(cria_grow(&e->many, &e->many_capacity, e->many_count + count, sizeof(*e->many)));
    cria_wordslot *slot;
    CRIA_TRY(cria_wordmap_put(&e->cache, &slot, word, length, NULL));
    slot->value.id[INLINE_IDS] = (uint32_t)count;
    if (count <= INLINE_IDS) {
        memcpy(slot->value.id, id, count * sizeof(*id));
        return CRIA_OK;
    }
    slot->value.id[0] = (uint32_t)e->many_count;
    memcpy(e->many + e->many_count, id, count * sizeof(*id));
    e->many_count += count;
    return CRIA_OK;
}

// Encodes a word that the cache does not have. A word that loses bytes is not cached, so that
// each loss is counted.
__attribute__((noinline)) static cria_status encode_new(const cria_tokenizer *t,
                                                        cria_encoder *e, cria_ids *out,
                                                        const char *word, size_t length)
{
    size_t count, dropped;
    CRIA_TRY(cria_bpe_word(&t->bpe, &e->room, word, length, &count, &dropped));
    memcpy(out->id + out->count, e->room.id, count * sizeof(*out->id));
    out->count += count;
    out->dropped_bytes += dropped;
    if (dropped > 0 || length > CACHED_WORD_MAX || !has_room(e))
        return CRIA_OK;
    return remember(e, word, length, count);
}

// Appends the ids of a cached word; out has room for at least INLINE_IDS more than a word's
// bytes.
static inline void copy_ids(const cria_encoder *e, cria_ids *out, const cria_wordslot *slot)
{
    const uint32_t count = slot->value.id[INLINE_IDS];
    uint32_t *to = out->id + out->count;
    if (count <= INLINE_IDS)
        memcpy(to, slot->value.id, INLINE_IDS * sizeof(*to));
    else
        memcpy(to, e->many + slot->value.id[0], count * sizeof(*to));
    out->count += count;
}

static inline const cria_wordslot *find(const cria_encoder *e, cria_wordkey key,
                                        const char *word, size_t length)
{
    if (key.high == 0)
        return length > CACHED_WORD_MAX ? NULL : cria_wordmap_find(&e->cache, word, length);
    if (e->cache.slots == 0)
        return NULL;
    const cria_wordslot *slot = cria_wordmap_seek(&e->cache, key);
    return slot->high != 0 ? slot : NULL;
}

static cria_status encode_block(const cria_tokenizer *t, cria_encoder *e, cria_ids *out,
                                const char *data, size_t length)
{
    size_t needed;
    CRIA_TRY(cria_add(&needed, out->count, length + INLINE_IDS + 1));
    CRIA_TRY(cria_grow(&out->id, &out->capacity, needed, sizeof(*out->id)));
    e->splitter = (cria_splitter){.text = (const unsigned char *)data, .length = length};
    size_t start = 0;
    for (size_t words = cria_split(&e->splitter); words > 0; words = cria_split(&e->splitter)) {
        cria_wordmap_prepare(&e->cache, e->key, data, length, start, e->splitter.end, words);
        for (size_t i = 0; i < words; i++) {
            const size_t end = e->splitter.end[i];
            const cria_wordslot *slot = find(e, e->key[i], data + start, end - start);
            if (slot != NULL)
                copy_ids(e, out, slot);
            else
                CRIA_TRY(encode_new(t, e, out, data + start, end - start));
            start = end;
        }
    }
    return CRIA_OK;
}

static cria_status encode_piece(const cria_tokenizer *t, cria_encoder *e, cria_ids *out,
                                const char *text, size_t length)
{
    const char *data;
    size_t block;
    cria_chunks_begin(&e->blocks, text, length);
    CRIA_TRY(cria_chunks_next(&e->blocks, &data, &block));
    while (data != NULL) {
        CRIA_TRY(encode_block(t, e, out, data, block));
        CRIA_TRY(cria_chunks_next(&e->blocks, &data, &block));
    }
    return CRIA_OK;
}

// The longest added token that the text starts with, or NULL.
static const cria_added *added_at(const cria_tokenizer *t, const char *text, const char *end)
{
    for (size_t i = 0; i < t->added_count; i++) {
        const cria_added *added = &t->added[t->longest_first[i]];
        const cria_token *token = &t->token[added->id];
        if (token->text_length <= (size_t)(end - text) &&
            memcmp(text, t->pool.data + token->text, token->text_length) == 0)
            return added;
    }
    return NULL;
}

// The first place in the text where an added token stands; `end` if none.
static const char *find_added(const cria_tokenizer *t, const char *text, const char *end,
                              const cria_added **added)
{
    *added = NULL;
    if (t->added_count == 0)
        return end;
    for (const char *at = text; at < end; at++) {
        if (t->added_only_first >= 0) {
            at = memchr(at, t->added_only_first, (size_t)(end - at));
            if (at == NULL)
                return end;
        }
        if (!t->added_first[(unsigned char)*at])
            continue;
        *added = added_at(t, at, end);
        if (*added != NULL)
            return at;
    }
    return end;
}

static cria_status append_ids(cria_ids *out, const uint32_t *id, size_t count)
{
    size_t needed;
    if (count == 0)
        return CRIA_OK;
    CRIA_TRY(cria_add(&needed, out->count, count));
    CRIA_TRY(cria_grow(&out->id, &out->capacity, needed, sizeof(*out->id)));
    memcpy(out->id + out->count, id, count * sizeof(*id));
    out->count = needed;
    return CRIA_OK;
}

static cria_status encode_text(const cria_tokenizer *t, cria_encoder *e, cria_ids *out,
                               const char *text, size_t length, bool plain_specials)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        const cria_added *added = NULL;
        const char *stop = plain_specials ? end : find_added(t, at, end, &added);
        if (stop > at)
            CRIA_TRY(encode_piece(t, e, out, at, (size_t)(stop - at)));
        at = stop;
        if (added != NULL) {
            CRIA_TRY(append_ids(out, &added->id, 1));
            at += t->token[added->id].text_length;
        }
    }
    return CRIA_OK;
}

static bool wants_prefix(const cria_tokenizer *t, const cria_encode_options *o)
{
    return o->prefix_space == CRIA_PREFIX_STORED ? t->prefix_space
                                                 : o->prefix_space == CRIA_PREFIX_ON;
}

cria_status cria_tokenizer_encode_part(const cria_tokenizer *t, cria_ids *out,
                                       const char *origin, const char *text, size_t length,
                                       const cria_encode_options *options)
{
    const cria_encode_options o = options != NULL ? *options : (cria_encode_options){0};
    const size_t count = out->count, dropped = out->dropped_bytes;
    cria_encoder *e;
    CRIA_TRY(borrow(t, &e));
    e->blocks.form = t->form;
    e->blocks.origin = origin;
    e->blocks.prefix_space = wants_prefix(t, &o);
    cria_status status = CRIA_OK;
    if (o.add_template)
        status = append_ids(out, t->template.before, t->template.before_count);
    if (status == CRIA_OK)
        status = encode_text(t, e, out, text, length, o.plain_specials);
    if (status == CRIA_OK && o.add_template)
        status = append_ids(out, t->template.after, t->template.after_count);
    if (status != CRIA_OK) {
        out->count = count;
        out->dropped_bytes = dropped;
    }
    give_back(t, e);
    return status;
}

cria_status cria_tokenizer_encode(const cria_tokenizer *t, cria_ids *out, const char *text,
                                  size_t length, const cria_encode_options *options)
{
    return cria_tokenizer_encode_part(t, out, text, text, length, options);
}
