// alphabet.c: the byte alphabet (alphabet.h).
#include "token/alphabet.h"

#include "base/utf8.h"

#include <string.h>

static bool stands_for_itself(int byte)
{
    return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

void cria_alphabet_make(cria_alphabet *out)
{
    uint16_t beyond = 0x100;
    memset(out->byte, 0xff, sizeof(out->byte));
    for (int b = 0; b < 256; b++) {
        out->code[b] = stands_for_itself(b) ? (uint16_t)b : beyond++;
        out->byte[out->code[b]] = (int16_t)b;
    }
    size_t filled = 0;
    for (size_t code = 0; code < sizeof(out->byte) / sizeof(out->byte[0]); code++) {
        if (out->byte[code] >= 0)
            out->in_order[filled++] = (uint8_t)out->byte[code];
    }
}

cria_status cria_alphabet_write(const cria_alphabet *a, cria_buffer *out, const char *bytes,
                                size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char text[4];
        const int n = cria_utf8_put(text, a->code[(unsigned char)bytes[i]]);
        CRIA_TRY(cria_buffer_append(out, text, (size_t)n));
    }
    return CRIA_OK;
}

cria_status cria_alphabet_read(const cria_alphabet *a, cria_buffer *out, const char *text,
                               size_t length)
{
    const size_t before = out->length, codes = sizeof(a->byte) / sizeof(a->byte[0]);
    const char *at = text, *end = text + length;
    while (at < end) {
        const uint32_t code = cria_utf8_next(&at, end);
        if (code >= codes || a->byte[code] < 0) {
            out->length = before;
            return cria_buffer_append(out, text, length);
        }
        CRIA_TRY(cria_buffer_putc(out, (char)a->byte[code]));
    }
    return CRIA_OK;
}
