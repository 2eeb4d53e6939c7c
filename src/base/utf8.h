// utf8.h owns UTF-8: strict decoding (no overlong forms, no surrogates, at most U+10FFFF).
#ifndef CRIA_BASE_UTF8_H
#define CRIA_BASE_UTF8_H

#include "base/buffer.h"

#include <stdint.h>

#define CRIA_UTF8_BAD UINT32_MAX

// cria_utf8_next reads one code point at *at and moves *at behind it. On invalid bytes it
// returns CRIA_UTF8_BAD and moves one byte on. *at < end.
uint32_t cria_utf8_next(const char **at, const char *end);

// cria_utf8_put writes the code point to out (room for 4) and returns its length in bytes.
int cria_utf8_put(char *out, uint32_t code);

// cria_utf8_check: CRIA_EFORMAT naming the byte offset of the first invalid sequence.
CRIA_MUSTUSE cria_status cria_utf8_check(const char *text, size_t length);

// cria_utf8_repair appends text to out with each invalid byte replaced by U+FFFD; *replaced
// (may be NULL) grows by their number.
CRIA_MUSTUSE cria_status cria_utf8_repair(cria_buffer *out, const char *text, size_t length,
                                          size_t *replaced);

#endif
