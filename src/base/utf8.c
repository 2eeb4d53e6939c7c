// utf8.c: see utf8.h.
#include "base/utf8.h"

static uint32_t continuation(const char *at, int n, uint32_t code)
{
    for (int i = 1; i <= n; i++) {
        const unsigned char byte = (unsigned char)at[i];
        if ((byte & 0xC0) != 0x80)
            return CRIA_UTF8_BAD;
        code = code << 6 | (byte & 0x3Fu);
    }
    return code;
}

uint32_t cria_utf8_next(const char **at, const char *end)
{
    static const uint32_t smallest[4] = {0, 0x80, 0x800, 0x10000};
    const unsigned char lead = (unsigned char)**at;
    const int more = lead < 0x80   ? 0
                     : lead < 0xC2 ? -1
                     : lead < 0xE0 ? 1
                     : lead < 0xF0 ? 2
                     : lead < 0xF5 ? 3
                                   : -1;
    if (more == 0) {
        (*at)++;
        return lead;
    }
    uint32_t code = CRIA_UTF8_BAD;
    if (more > 0 && end - *at > more)
        code = continuation(*at, more, lead & (0x3Fu >> more));
    const bool valid = code != CRIA_UTF8_BAD && code >= smallest[more] && code <= 0x10FFFF &&
                       (code < 0xD800 || code > 0xDFFF);
    *at += valid ? more + 1 : 1;
    return valid ? code : CRIA_UTF8_BAD;
}

int cria_utf8_put(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    static const unsigned char lead[4] = {0, 0xC0, 0xE0, 0xF0};
    out[0] = (char)(lead[more] | code >> (6 * more));
    for (int i = 1; i <= more; i++)
        out[i] = (char)(0x80 | (code >> (6 * (more - i)) & 0x3F));
    return more + 1;
}

cria_status cria_utf8_check(const char *text, size_t length)
{
    for (const char *at = text, *end = text + length; at < end;) {
        const char *const here = at;
        if (cria_utf8_next(&at, end) == CRIA_UTF8_BAD)
            return cria_fail(CRIA_EFORMAT, "invalid UTF-8 at byte %zu (0x%02x)",
                             (size_t)(here - text), (unsigned char)*here);
    }
    return CRIA_OK;
}

cria_status cria_utf8_repair(cria_buffer *out, const char *text, size_t length,
                             size_t *replaced)
{
    const char *const end = text + length;
    const char *good = text;
    for (const char *at = text; at < end;) {
        const char *const here = at;
        if (cria_utf8_next(&at, end) != CRIA_UTF8_BAD)
            continue;
        CRIA_TRY(cria_buffer_append(out, good, (size_t)(here - good)));
        CRIA_TRY(cria_buffer_puts(out, "\xEF\xBF\xBD"));
        good = at;
        if (replaced)
            ++*replaced;
    }
    return cria_buffer_append(out, good, (size_t)(end - good));
}
