// charset.c: see charset.h. The C library's iconv knows the encodings.
#include "corpus/charset.h"

#include "base/text.h"
#include "base/utf8.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_BYTES = 40, LOOKED_AT = 1024, OUT_BYTES = 1 << 14 };
#define REPLACEMENT "\xEF\xBF\xBD"
static const char utf16[] = "UTF-16";

// skip passes over blanks.
static const char *skip(const char *at, const char *end)
{
    while (at < end && *at && strchr(" \t\r\n", *at))
        at++;
    return at;
}

// name_behind: what "=" and a name, in quotes or not, say here; false if they do not stand here.
static bool name_behind(const char *at, const char *end, char name[NAME_MAX_BYTES + 1])
{
    size_t n = 0;
    at = skip(at, end);
    if (at == end || *at != '=')
        return false;
    at = skip(at + 1, end);
    at += at < end && (*at == '"' || *at == '\'');
    while (at < end && n < NAME_MAX_BYTES &&
           (cria_is_letter(*at) || cria_is_digit(*at) || (*at && strchr("-_:.", *at))))
        name[n++] = *at++;
    name[n] = '\0';
    return n > 0;
}

// declared_charset: the first name that is given to "charset"; texts have the word, too.
static bool declared_charset(const cria_buffer *bytes, char name[NAME_MAX_BYTES + 1])
{
    static const char word[] = "charset";
    const size_t n = sizeof word - 1;
    const size_t length = bytes->length < LOOKED_AT ? bytes->length : LOOKED_AT;
    const char *at = bytes->data, *end = bytes->data + length;
    for (; (size_t)(end - at) > n; at++)
        if (strncasecmp(at, word, n) == 0 && name_behind(at + n, end, name))
            return true;
    return false;
}

// Pages that name these mean the larger set that browsers read.
static const char *as_browsers_do(const char *name)
{
    static const char *const latin[] = {"iso-8859-1", "iso8859-1", "latin1", "latin-1",
                                        "us-ascii",   "ascii",     "cp1252"};
    for (size_t i = 0; i < sizeof latin / sizeof latin[0]; i++)
        if (strcasecmp(name, latin[i]) == 0)
            return "windows-1252";
    return name;
}

static const char *charset_of(const cria_buffer *bytes, bool html,
                              char name[NAME_MAX_BYTES + 1])
{
    if (cria_begins(bytes->data, bytes->length, "\xFF\xFE") || // no UTF-8 begins so
        cria_begins(bytes->data, bytes->length, "\xFE\xFF"))
        return utf16;
    // The whole file is looked at last: most declare UTF-8, or nothing.
    if (!html || !declared_charset(bytes, name) || strncasecmp(name, "utf", 3) == 0 ||
        cria_utf8_check(bytes->data, bytes->length) == CRIA_OK)
        return NULL;
    return as_browsers_do(name);
}

// What has no meaning is passed over as one unit of the encoding, so that what follows is read
// in step.
static cria_status convert(iconv_t cd, size_t unit, const cria_buffer *bytes, cria_buffer *out)
{
    char *in = bytes->data, piece[OUT_BYTES];
    size_t left = bytes->length;
    while (left > 0) {
        char *to = piece;
        size_t room = sizeof piece;
        const size_t done = iconv(cd, &in, &left, &to, &room);
        const int fault = done == (size_t)-1 ? errno : 0;
        CRIA_TRY(cria_buffer_append(out, piece, (size_t)(to - piece)));
        if (fault == 0 || fault == E2BIG)
            continue;
        const size_t bad = left < unit ? left : unit;
        CRIA_TRY(cria_buffer_puts(out, REPLACEMENT));
        in += bad;
        left -= bad;
    }
    return CRIA_OK;
}

cria_status cria_charset_decode(cria_buffer *bytes, bool html, const char *path)
{
    char name[NAME_MAX_BYTES + 1];
    const char *charset = bytes->length > 0 ? charset_of(bytes, html, name) : NULL;
    if (!charset)
        return CRIA_OK;
    const iconv_t cd = iconv_open("UTF-8", charset);
    if (cd == (iconv_t)-1)
        return cria_fail(CRIA_EFORMAT,
                         "%s: the page says its charset is '%s', which this "
                         "system cannot read: convert it to UTF-8",
                         path, charset);
    cria_buffer out = {0};
    const cria_status status = convert(cd, charset == utf16 ? 2 : 1, bytes, &out);
    iconv_close(cd);
    if (status == CRIA_OK) {
        const cria_buffer old = *bytes;
        *bytes = out;
        out = old;
    }
    cria_buffer_free(&out);
    return status;
}
