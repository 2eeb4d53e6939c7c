// scan.c: see scan.h.
#include "wiki/scan.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

const char *cria_scan_pair(const char *at, const char *end, const char *open, const char *close)
{
    size_t depth = 0;
    for (; end - at >= 2; at++) {
        const bool opens = memcmp(at, open, 2) == 0, closes = memcmp(at, close, 2) == 0;
        depth = depth + opens - closes;
        if (depth == 0)
            return at + 2;
        at += opens || closes;
    }
    return NULL;
}

const char *cria_scan_word(const char *at, const char *end, const char *word)
{
    const size_t n = strlen(word);
    for (; (size_t)(end - at) >= n; at++)
        if (strncasecmp(at, word, n) == 0)
            return at;
    return NULL;
}
