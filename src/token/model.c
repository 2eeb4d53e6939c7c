// model.c: building a tokenizer, and what it tells about itself (model.h, tokenizer.h).
#include "token/model.h"

const char *const cria_normal_form_name[] = {"nfkc", "nfc", "none"};

cria_status cria_tokenizer_new(cria_tokenizer **out)
{
    cria_tokenizer *t = NULL;
    CRIA_TRY(cria_alloc(&t, 1, sizeof(*t)));
    cria_alphabet_make(&t->alphabet);
    *out = t;
    const cria_status status = cria_encoders_open(&t->encoders);
    if (status != CRIA_OK) {
        cria_tokenizer_close(t);
        *out = NULL;
    }
    return status;
}

void cria_tokenizer_close(cria_tokenizer *t)
{
    if (t == NULL)
        return;
    cria_free(t->token);
    cria_buffer_free(&t->pool);
    cria_wordmap_free(&t->id_of);
    cria_bpe_free(&t->bpe);
    cria_free(t->added);
    cria_free(t->longest_first);
    cria_encoders_close(t->encoders);
    cria_free(t);
}

cria_status cria_tokenizer_add(cria_tokenizer *t, const char *text, size_t length)
{
    if (length == 0 || length > UINT32_MAX / 2)
        return cria_fail(CRIA_EFORMAT, "token %zu has %zu bytes", t->tokens, length);
    if (t->tokens >= CRIA_TOKENS_MAX)
        return cria_fail(CRIA_ELIMIT, "more than %d tokens", CRIA_TOKENS_MAX);
    CRIA_TRY(cria_grow(&t->token, &t->token_capacity, t->tokens + 1, sizeof(*t->token)));
    cria_wordslot *slot;
    bool is_new;
    CRIA_TRY(cria_wordmap_put(&t->id_of, &slot, text, length, &is_new));
    if (!is_new)
        return cria_fail(CRIA_EFORMAT, "token '%.*s' is there twice: ids %u and %zu",
                         (int)(length < 64 ? length : 64), text, slot->value.id[0], t->tokens);
    slot->value.id[0] = (uint32_t)t->tokens;
    cria_token *token = &t->token[t->tokens];
    *token = (cria_token){.text = t->pool.length, .text_length = (uint32_t)length};
    CRIA_TRY(cria_buffer_append(&t->pool, text, length));
    token->bytes = t->pool.length;
    CRIA_TRY(cria_alphabet_read(&t->alphabet, &t->pool, text, length));
    token->bytes_length = (uint32_t)(t->pool.length - token->bytes);
    t->tokens++;
    return CRIA_OK;
}

cria_status cria_tokenizer_add_merge(cria_tokenizer *t, uint32_t left, uint32_t right,
                                     uint32_t result)
{
    CRIA_TRY(cria_grow(&t->bpe.merge, &t->merge_capacity, (size_t)t->bpe.merges + 1,
                       sizeof(cria_merge)));
    t->bpe.merge[t->bpe.merges++] = (cria_merge){left, right, result};
    return CRIA_OK;
}

cria_status cria_tokenizer_add_special(cria_tokenizer *t, uint32_t id, bool special)
{
    if (t->added_count >= CRIA_SPECIALS_MAX)
        return cria_fail(CRIA_ELIMIT, "more than %d added tokens", CRIA_SPECIALS_MAX);
    CRIA_TRY(cria_grow(&t->added, &t->added_capacity, t->added_count + 1, sizeof(*t->added)));
    t->added[t->added_count++] = (cria_added){id, special};
    t->token[id].special = special;
    return CRIA_OK;
}

// Insertion sort: there are few, and equal lengths keep their order.
static void sort_added(cria_tokenizer *t)
{
    for (uint32_t i = 0; i < t->added_count; i++) {
        const uint32_t length = t->token[t->added[i].id].text_length;
        uint32_t to = i;
        for (; to > 0; to--) {
            const uint32_t other = t->longest_first[to - 1];
            if (t->token[t->added[other].id].text_length >= length)
                break;
            t->longest_first[to] = other;
        }
        t->longest_first[to] = i;
    }
}

static void note_first_bytes(cria_tokenizer *t)
{
    int found = 0;
    t->added_only_first = -1;
    for (size_t i = 0; i < t->added_count; i++) {
        const int byte = (unsigned char)t->pool.data[t->token[t->added[i].id].text];
        found += !t->added_first[byte];
        t->added_first[byte] = true;
        t->added_only_first = byte;
    }
    if (found != 1)
        t->added_only_first = -1;
}

void cria_tokenizer_find_bytes(cria_tokenizer *t)
{
    for (int b = 0; b < 256; b++) {
        char text[4];
        const uint16_t code = t->alphabet.code[b];
        size_t length = 0;
        if (code < 0x80) {
            text[length++] = (char)code;
        } else {
            text[length++] = (char)(0xc0 | code >> 6);
            text[length++] = (char)(0x80 | (code & 0x3f));
        }
        const cria_wordslot *slot = cria_wordmap_find(&t->id_of, text, length);
        t->bpe.byte_id[b] = slot == NULL ? CRIA_NO_ID : slot->value.id[0];
    }
}

cria_status cria_tokenizer_finish(cria_tokenizer *t)
{
    CRIA_TRY(cria_alloc(&t->longest_first, t->added_count, sizeof(*t->longest_first)));
    sort_added(t);
    note_first_bytes(t);
    cria_tokenizer_find_bytes(t);
    return cria_bpe_index(&t->bpe);
}

uint32_t cria_tokenizer_vocab_size(const cria_tokenizer *t)
{
    return (uint32_t)t->tokens;
}

int64_t cria_tokenizer_id(const cria_tokenizer *t, const char *token)
{
    const cria_wordslot *slot = cria_wordmap_find(&t->id_of, token, strlen(token));
    return slot == NULL ? -1 : (int64_t)slot->value.id[0];
}

const char *cria_tokenizer_token(const cria_tokenizer *t, uint32_t id, size_t *length)
{
    *length = id < t->tokens ? t->token[id].text_length : 0;
    return id < t->tokens ? t->pool.data + t->token[id].text : NULL;
}

const char *cria_tokenizer_bytes(const cria_tokenizer *t, uint32_t id, size_t *length)
{
    *length = id < t->tokens ? t->token[id].bytes_length : 0;
    return id < t->tokens ? t->pool.data + t->token[id].bytes : NULL;
}

bool cria_tokenizer_is_special(const cria_tokenizer *t, uint32_t id)
{
    return id < t->tokens && t->token[id].special;
}

bool cria_tokenizer_has_byte(const cria_tokenizer *t, unsigned char byte)
{
    return t->bpe.byte_id[byte] != CRIA_NO_ID;
}

bool cria_tokenizer_prefix_space(const cria_tokenizer *t)
{
    return t->prefix_space;
}

uint32_t cria_tokenizer_merges(const cria_tokenizer *t)
{
    return t->bpe.merges;
}

void cria_tokenizer_merge(const cria_tokenizer *t, uint32_t rank, uint32_t *left,
                          uint32_t *right)
{
    CRIA_ASSERT(rank < t->bpe.merges);
    *left = t->bpe.merge[rank].left;
    *right = t->bpe.merge[rank].right;
}

static void add_number(cria_hash *h, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
    cria_hash_add(h, bytes, sizeof(bytes));
}

static void add_ids(cria_hash *h, const uint32_t *ids, size_t count)
{
    add_number(h, count);
    for (size_t i = 0; i < count; i++)
        add_number(h, ids[i]);
}

// Every part is preceded by its size, so that no two tokenizers give the same bytes.
cria_status cria_tokenizer_hash(const cria_tokenizer *t, char text[CRIA_HASH_TEXT])
{
    cria_hash *h;
    CRIA_TRY(cria_hash_open(&h));
    add_number(h, (uint64_t)t->form);
    add_number(h, t->prefix_space);
    add_number(h, t->tokens);
    for (size_t i = 0; i < t->tokens; i++) {
        add_number(h, t->token[i].text_length);
        cria_hash_add(h, t->pool.data + t->token[i].text, t->token[i].text_length);
    }
    add_number(h, t->bpe.merges);
    for (uint32_t i = 0; i < t->bpe.merges; i++) {
        add_number(h, t->bpe.merge[i].left);
        add_number(h, t->bpe.merge[i].right);
    }
    add_number(h, t->added_count);
    for (size_t i = 0; i < t->added_count; i++)
        add_number(h, (uint64_t)t->added[i].id << 1 | t->added[i].special);
    add_ids(h, t->template.before, t->template.before_count);
    add_ids(h, t->template.after, t->template.after_count);
    cria_hash_close(h, text);
    return CRIA_OK;
}
