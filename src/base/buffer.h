// buffer.h owns the growing byte buffer. Each has a maximum; on overflow or lack of memory the
// append fails with a status and the content stays as it was.
#ifndef CRIA_BASE_BUFFER_H
#define CRIA_BASE_BUFFER_H

#include "base/memory.h"

typedef struct cria_buffer {
    char *data;       // NUL-terminated after any append; NULL while empty and never appended to
    size_t length;    // bytes, without the NUL
    size_t capacity;  // bytes allocated
    size_t max_bytes; // limit on length; 0 means CRIA_BUFFER_MAX
} cria_buffer;

#define CRIA_BUFFER_MAX ((size_t)1 << 36)

CRIA_MUSTUSE cria_status cria_buffer_append(cria_buffer *b, const void *bytes, size_t length);
CRIA_MUSTUSE cria_status cria_buffer_puts(cria_buffer *b, const char *text);
CRIA_MUSTUSE cria_status cria_buffer_putc(cria_buffer *b, char c);
CRIA_MUSTUSE cria_status cria_buffer_printf(cria_buffer *b, const char *format, ...)
    CRIA_PRINTF(2, 3);
// cria_buffer_real appends the shortest decimal form that reads back as the same number.
CRIA_MUSTUSE cria_status cria_buffer_real(cria_buffer *b, double value);
void cria_buffer_reset(cria_buffer *b); // length 0, memory kept
void cria_buffer_free(cria_buffer *b);
// cria_buffer_take: the caller owns the returned bytes (cria_free); the buffer is empty again.
char *cria_buffer_take(cria_buffer *b);

#endif
