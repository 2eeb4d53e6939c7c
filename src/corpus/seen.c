// seen.c owns the hash set behind de-duplication: open addressing, half full at most.
#include "corpus/seen.h"

#include "base/hash.h"

#include <stdlib.h>

static cria_status fold(cria_buffer *out, const char *text, size_t length)
{
    cria_buffer_reset(out);
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)text[i];
        const bool letter = ((c | 32) >= 'a' && (c | 32) <= 'z') || c >= 0x80;
        if (letter || (c >= '0' && c <= '9'))
            CRIA_TRY(cria_buffer_putc(out, (char)(c < 0x80 && letter ? c | 32 : c)));
    }
    return CRIA_OK;
}

static uint64_t key_of(const cria_buffer *letters)
{
    char text[CRIA_HASH_TEXT];
    cria_hash_bytes(text, letters->length ? letters->data : "", letters->length);
    text[16] = '\0';
    const uint64_t key = strtoull(text, NULL, 16);
    return key ? key : 1;
}

// place: the slot of `key`, or the free one where it belongs.
static size_t place(const uint64_t *slot, size_t capacity, uint64_t key)
{
    size_t i = key & (capacity - 1);
    while (slot[i] && slot[i] != key)
        i = (i + 1) & (capacity - 1);
    return i;
}

static cria_status widen(cria_seen *seen)
{
    const size_t capacity = seen->capacity ? seen->capacity * 2 : 1024;
    uint64_t *slot = NULL;
    CRIA_TRY(cria_alloc(&slot, capacity, sizeof *slot));
    for (size_t i = 0; i < seen->capacity; i++)
        if (seen->slot[i])
            slot[place(slot, capacity, seen->slot[i])] = seen->slot[i];
    cria_free(seen->slot);
    seen->slot = slot;
    seen->capacity = capacity;
    return CRIA_OK;
}

cria_status cria_seen_add(cria_seen *seen, const char *text, size_t length, bool *before)
{
    CRIA_TRY(fold(&seen->letters, text, length));
    if (seen->count * 2 >= seen->capacity)
        CRIA_TRY(widen(seen));
    const uint64_t key = key_of(&seen->letters);
    uint64_t *slot = &seen->slot[place(seen->slot, seen->capacity, key)];
    *before = *slot == key;
    seen->count += *slot == 0;
    *slot = key;
    return CRIA_OK;
}

void cria_seen_free(cria_seen *seen)
{
    cria_free(seen->slot);
    cria_buffer_free(&seen->letters);
    *seen = (cria_seen){0};
}
