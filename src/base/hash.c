// hash.c: see hash.h.
#include "base/hash.h"

#include "base/file.h"

#include <stdio.h>
#include <xxhash.h>

struct cria_hash {
    XXH3_state_t *state;
};

cria_status cria_hash_open(cria_hash **out)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    (*out)->state = XXH3_createState();
    if (!(*out)->state) {
        cria_free(*out);
        *out = NULL;
        return cria_fail(CRIA_ENOMEM, "out of memory for a hash");
    }
    XXH3_128bits_reset((*out)->state);
    return CRIA_OK;
}

void cria_hash_add(cria_hash *h, const void *bytes, size_t length)
{
    XXH3_128bits_update(h->state, bytes, length);
}

static void to_text(char text[CRIA_HASH_TEXT], XXH128_hash_t hash)
{
    snprintf(text, CRIA_HASH_TEXT, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
}

void cria_hash_close(cria_hash *h, char text[CRIA_HASH_TEXT])
{
    if (!h)
        return;
    if (text)
        to_text(text, XXH3_128bits_digest(h->state));
    XXH3_freeState(h->state);
    cria_free(h);
}

void cria_hash_bytes(char text[CRIA_HASH_TEXT], const void *bytes, size_t length)
{
    to_text(text, XXH3_128bits(bytes, length));
}

cria_status cria_hash_file(char text[CRIA_HASH_TEXT], const char *path)
{
    cria_map map;
    CRIA_TRY(cria_map_open(&map, path));
    cria_hash_bytes(text, map.data, map.bytes);
    cria_map_close(&map);
    return CRIA_OK;
}
