// hash.h owns content hashes: XXH3-128 as 32 hex digits. For identity, not for security.
#ifndef CRIA_BASE_HASH_H
#define CRIA_BASE_HASH_H

#include "base/status.h"

enum { CRIA_HASH_TEXT = 33 }; // with the NUL

typedef struct cria_hash cria_hash; // a hash under construction
CRIA_MUSTUSE cria_status cria_hash_open(cria_hash **out);
void cria_hash_add(cria_hash *h, const void *bytes, size_t length);
void cria_hash_close(cria_hash *h, char text[CRIA_HASH_TEXT]); // text may be NULL; frees h

void cria_hash_bytes(char text[CRIA_HASH_TEXT], const void *bytes, size_t length);
CRIA_MUSTUSE cria_status cria_hash_file(char text[CRIA_HASH_TEXT], const char *path);

#endif
