// hash.h owns hashes: of content, XXH3-128 as 32 hex digits, and of small keys in memory. For
// identity, not for security.
#ifndef CRIA_BASE_HASH_H
#define CRIA_BASE_HASH_H

#include "base/status.h"

#include <stdint.h>

enum { CRIA_HASH_TEXT = 33 }; // with the NUL

typedef struct cria_hash cria_hash; // a hash under construction
CRIA_MUSTUSE cria_status cria_hash_open(cria_hash **out);
void cria_hash_add(cria_hash *h, const void *bytes, size_t length);
void cria_hash_close(cria_hash *h, char text[CRIA_HASH_TEXT]); // text may be NULL; frees h

void cria_hash_bytes(char text[CRIA_HASH_TEXT], const void *bytes, size_t length);
CRIA_MUSTUSE cria_status cria_hash_file(char text[CRIA_HASH_TEXT], const char *path);

// FNV-1a (Fowler, Noll, Vo): begin with CRIA_FNV, add byte by byte or code point by code point.
#define CRIA_FNV UINT64_C(0xcbf29ce484222325)
static inline uint64_t cria_fnv_add(uint64_t hash, uint32_t value)
{
    return (hash ^ value) * UINT64_C(0x100000001b3);
}

#endif
