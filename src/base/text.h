// text.h owns small questions about bytes of text.
#ifndef CRIA_BASE_TEXT_H
#define CRIA_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static inline bool cria_is_letter(char c) // of ASCII
{
    return (c | 32) >= 'a' && (c | 32) <= 'z';
}

static inline bool cria_is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool cria_begins(const char *text, size_t length, const char *word)
{
    const size_t n = strlen(word);
    return length >= n && memcmp(text, word, n) == 0;
}

static inline bool cria_ends(const char *text, size_t length, const char *word)
{
    const size_t n = strlen(word);
    return length >= n && memcmp(text + length - n, word, n) == 0;
}

// cria_find: where the word first stands in [at, end), or NULL.
static inline const char *cria_find(const char *at, const char *end, const char *word)
{
    const size_t n = strlen(word);
    for (; at && (size_t)(end - at) >= n; at++) {
        at = (const char *)memchr(at, word[0], (size_t)(end - at) - n + 1);
        if (!at || memcmp(at, word, n) == 0)
            return at;
    }
    return NULL;
}

#endif
