// buffer.c: see buffer.h.
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static cria_status reserve(cria_buffer *b, size_t extra)
{
    const size_t limit = b->max_bytes ? b->max_bytes : CRIA_BUFFER_MAX;
    if (extra > limit - b->length)
        return cria_fail(CRIA_ELIMIT, "text grew beyond its limit of %zu bytes", limit);
    return cria_grow(&b->data, &b->capacity, b->length + extra + 1, 1);
}

cria_status cria_buffer_append(cria_buffer *b, const void *bytes, size_t length)
{
    CRIA_TRY(reserve(b, length));
    if (length)
        memcpy(b->data + b->length, bytes, length);
    b->length += length;
    b->data[b->length] = '\0';
    return CRIA_OK;
}

cria_status cria_buffer_puts(cria_buffer *b, const char *text)
{
    return cria_buffer_append(b, text, strlen(text));
}

cria_status cria_buffer_putc(cria_buffer *b, char c)
{
    return cria_buffer_append(b, &c, 1);
}

cria_status cria_buffer_printf(cria_buffer *b, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    CRIA_ASSERT(length >= 0);
    const cria_status status = reserve(b, (size_t)length);
    if (status == CRIA_OK) {
        vsnprintf(b->data + b->length, (size_t)length + 1, format, again);
        b->length += (size_t)length;
    }
    va_end(again);
    return status;
}

cria_status cria_buffer_real(cria_buffer *b, double value)
{
    char text[32];
    for (int digits = 15; digits <= 17; digits++) { // 17 always suffice
        snprintf(text, sizeof text, "%.*g", digits, value);
        const double read = strtod(text, NULL);
        if (!(read < value || read > value))
            break;
    }
    return cria_buffer_puts(b, text);
}

void cria_buffer_reset(cria_buffer *b)
{
    b->length = 0;
    if (b->data)
        b->data[0] = '\0';
}

void cria_buffer_free(cria_buffer *b)
{
    cria_free(b->data);
    *b = (cria_buffer){.max_bytes = b->max_bytes};
}

char *cria_buffer_take(cria_buffer *b)
{
    char *const data = b->data;
    *b = (cria_buffer){.max_bytes = b->max_bytes};
    return data;
}
