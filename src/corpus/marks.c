// marks.c owns how super- and subscripts are written in plain text.
#include "corpus/blocks.h"

#include "base/text.h"
#include "corpus/chars.h"

#include <string.h>

static size_t count_of(const char *text, size_t length, bool (*test)(char))
{
    size_t n = 0;
    for (size_t i = 0; i < length; i++)
        n += test(text[i]);
    return n;
}

typedef struct span {
    const char *text;
    size_t length;
} span;

// content: what stands between the mark at `at` and its end; *next is behind the end. A mark
// that is never closed reaches to the end of the text.
static span content(const char *at, const char *end, char closing, const char **next)
{
    const char *close = memchr(at + 1, closing, (size_t)(end - at) - 1);
    *next = close ? close + 1 : end;
    return (span){at + 1, (size_t)((close ? close : end) - at - 1)};
}

static cria_status put_plain(cria_buffer *out, span s)
{
    for (size_t i = 0; i < s.length; i++)
        if ((unsigned char)s.text[i] > CRIA_MARK_BOLD_END)
            CRIA_TRY(cria_buffer_putc(out, s.text[i]));
    return CRIA_OK;
}

static char last_of(const cria_buffer *out)
{
    return out->length ? out->data[out->length - 1] : ' ';
}

// stands_plain: ordinals (1st, XIVe), abbreviations (Mlle), units after figures (3h), and notes
// in parentheses keep their letters without a sign.
static bool stands_plain(span s, char before)
{
    const size_t letters = count_of(s.text, s.length, cria_is_letter);
    if (s.length == 0 || s.text[0] == '(' || s.text[0] == '*')
        return true;
    if (letters < s.length)
        return letters + 1 == s.length && s.length > 1 && s.text[s.length - 1] == '.';
    return s.length > 1 || cria_is_digit(before) || !strchr("ijkmnpqrtxyz", s.text[0]);
}

// is_compound: more than one sign, figure or name, so that it needs parentheses.
static bool is_compound(span s)
{
    for (size_t i = 1; i < s.length; i++)
        if (strchr("+-*/=(), ", s.text[i]) || (unsigned char)s.text[i] == 0xE2)
            return true;
    return false;
}

static cria_status put_script(cria_buffer *out, char sign, span s)
{
    const bool compound = is_compound(s);
    CRIA_TRY(cria_buffer_putc(out, sign));
    if (compound)
        CRIA_TRY(cria_buffer_putc(out, '('));
    CRIA_TRY(put_plain(out, s));
    return compound ? cria_buffer_putc(out, ')') : CRIA_OK;
}

static const char *skip_slash(const char *at, const char *end)
{
    if (at < end && *at == '/')
        return at + 1;
    if (end - at >= 3 && memcmp(at, "\xE2\x81\x84", 3) == 0)
        return at + 3;
    return NULL;
}

// put_fraction writes a raised number, a stroke and a lowered number as n/d; *next moves
// behind.
static cria_status put_fraction(cria_buffer *out, span top, const char **next, const char *end,
                                bool *done)
{
    *done = false;
    const char *at = skip_slash(*next, end);
    if (!at || at >= end || *at != CRIA_MARK_SUB || top.length == 0 ||
        count_of(top.text, top.length, cria_is_digit) < top.length)
        return CRIA_OK;
    const span bottom = content(at, end, CRIA_MARK_SUB_END, next);
    *done = true;
    if (cria_is_digit(last_of(out)))
        CRIA_TRY(cria_buffer_putc(out, ' '));
    CRIA_TRY(put_plain(out, top));
    CRIA_TRY(cria_buffer_putc(out, '/'));
    return put_plain(out, bottom);
}

static cria_status put_super(cria_buffer *out, span s, const char **next, const char *end)
{
    bool done;
    CRIA_TRY(put_fraction(out, s, next, end, &done));
    if (done)
        return CRIA_OK;
    return stands_plain(s, last_of(out)) ? put_plain(out, s) : put_script(out, '^', s);
}

cria_status cria_marks_resolve(cria_buffer *out, const char *text, size_t length)
{
    const char *at = text, *end = text + length;
    while (at < end) {
        if (*at == CRIA_MARK_SUPER) {
            const span s = content(at, end, CRIA_MARK_SUPER_END, &at);
            CRIA_TRY(put_super(out, s, &at, end));
        } else if (*at == CRIA_MARK_SUB) {
            const span s = content(at, end, CRIA_MARK_SUB_END, &at);
            CRIA_TRY(s.length ? put_script(out, '_', s) : CRIA_OK);
        } else if (*at == CRIA_MARK_SUPER_END || *at == CRIA_MARK_SUB_END) {
            at++;
        } else {
            CRIA_TRY(cria_buffer_putc(out, *at++));
        }
    }
    return CRIA_OK;
}
