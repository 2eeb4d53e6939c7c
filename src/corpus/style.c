// style.c owns the steps of the published cleaning code. They were Python and regular
// expressions and are told in words; where the words leave something open, the choice is what
// the plain expression would do:
//
//   capitals       [A-Z]{2,} anywhere, so McKINLEY too; the first stays, the rest become small.
//                  Accents stand behind their letters by then and part a run.
//   outside        categories L, N, Z, P, S and the newline stay: marks, controls (the tab too)
//                  and format characters go, without a blank in their place. That takes the
//                  zero-width characters before the step that would make blanks of them.
//   quotes         as published only the straight ones were in the pattern: nothing changes,
//                  and curly ones stay.
//   parentheses    \([^)]*(q\.v\.|cf\.)[^)]*\): from the first '(' to the next ')'.
//   dashes         category Pd; the minus sign is a symbol and stays.
//   white space    \s, which is the blank and the newline by then.
//   ends           blanks and newlines at both ends of the text stay.
#include "corpus/style.h"

#include "base/text.h"

#include <string.h>
#include <utf8proc.h>

enum { PARTS = 32 }; // of one character decomposed; Unicode has 18 at most

// What becomes of a character by its general category: itself, a blank, a dash, nothing.
typedef enum fate { FATE_GONE, FATE_KEPT, FATE_BLANK, FATE_DASH } fate;

static const fate fates[UTF8PROC_CATEGORY_CO + 1] = {
    [UTF8PROC_CATEGORY_LU] = FATE_KEPT,  [UTF8PROC_CATEGORY_LL] = FATE_KEPT,
    [UTF8PROC_CATEGORY_LT] = FATE_KEPT,  [UTF8PROC_CATEGORY_LM] = FATE_KEPT,
    [UTF8PROC_CATEGORY_LO] = FATE_KEPT,  [UTF8PROC_CATEGORY_ND] = FATE_KEPT,
    [UTF8PROC_CATEGORY_NL] = FATE_KEPT,  [UTF8PROC_CATEGORY_NO] = FATE_KEPT,
    [UTF8PROC_CATEGORY_PC] = FATE_KEPT,  [UTF8PROC_CATEGORY_PD] = FATE_DASH,
    [UTF8PROC_CATEGORY_PS] = FATE_KEPT,  [UTF8PROC_CATEGORY_PE] = FATE_KEPT,
    [UTF8PROC_CATEGORY_PI] = FATE_KEPT,  [UTF8PROC_CATEGORY_PF] = FATE_KEPT,
    [UTF8PROC_CATEGORY_PO] = FATE_KEPT,  [UTF8PROC_CATEGORY_SM] = FATE_KEPT,
    [UTF8PROC_CATEGORY_SC] = FATE_KEPT,  [UTF8PROC_CATEGORY_SK] = FATE_KEPT,
    [UTF8PROC_CATEGORY_SO] = FATE_KEPT,  [UTF8PROC_CATEGORY_ZS] = FATE_BLANK,
    [UTF8PROC_CATEGORY_ZL] = FATE_BLANK, [UTF8PROC_CATEGORY_ZP] = FATE_BLANK,
};

static bool is_capital(utf8proc_int32_t code)
{
    return code >= 'A' && code <= 'Z';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

// put_character takes one character of decomposed text, and the one before it.
static cria_status put_character(cria_buffer *out, utf8proc_int32_t code,
                                 utf8proc_int32_t before)
{
    const fate f = code == '\n' ? FATE_KEPT : fates[utf8proc_category(code)];
    utf8proc_uint8_t bytes[4];
    if (f == FATE_GONE)
        return CRIA_OK;
    if (f != FATE_KEPT)
        return cria_buffer_putc(out, f == FATE_BLANK ? ' ' : '-');
    if (is_capital(code) && is_capital(before))
        code |= 32;
    return cria_buffer_append(out, bytes, (size_t)utf8proc_encode_char(code, bytes));
}

// put_characters decomposes each character by itself. NFKD would also sort the marks behind a
// letter, in time that is not linear; but marks go whatever their order.
static cria_status put_characters(cria_buffer *out, const char *text, size_t length)
{
    utf8proc_int32_t code, part[PARTS], before = 0;
    for (size_t i = 0; i < length;) {
        int class = 0;
        const utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text + i,
                                                       (utf8proc_ssize_t)(length - i), &code);
        if (size <= 0)
            return cria_fail(CRIA_EFORMAT, "text that is not UTF-8, at byte %zu", i);
        const utf8proc_ssize_t parts = utf8proc_decompose_char(
            code, part, PARTS, UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT, &class);
        CRIA_ASSERT(parts > 0 && parts <= PARTS);
        for (utf8proc_ssize_t k = 0; k < parts; before = part[k++])
            CRIA_TRY(put_character(out, part[k], before));
        i += (size_t)size;
    }
    return CRIA_OK;
}

// cut_references takes the parentheses out, in place. What the first '(' before a ')' does not
// hold, no later one does.
static void cut_references(char *text, size_t *length)
{
    const char *at = text, *end = text + *length;
    char *to = text;
    while (at < end) {
        const char *open = memchr(at, '(', (size_t)(end - at));
        const char *close = open ? memchr(open, ')', (size_t)(end - open)) : NULL;
        const bool cut =
            close && (cria_find(open + 1, close, "q.v.") || cria_find(open + 1, close, "cf."));
        const char *kept = !close ? end : cut ? open : close + 1;
        memmove(to, at, (size_t)(kept - at));
        to += kept - at;
        at = close ? close + 1 : end;
    }
    *length = (size_t)(to - text);
}

// put_blanks writes a whole run of white space: blanks squeezed, two newlines in a row at most.
static cria_status put_blanks(cria_buffer *out, const char *at, const char *end)
{
    int newlines = 0;
    for (char before = 0; at < end; before = *at++) {
        newlines = *at == '\n' ? newlines + 1 : 0;
        if ((*at == ' ' && before == ' ') || newlines > 2)
            continue;
        CRIA_TRY(cria_buffer_putc(out, *at));
    }
    return CRIA_OK;
}

static cria_status put_spaced(cria_buffer *out, const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *at = text; at < end;) {
        const char *word = at;
        while (at < end && !is_blank(*at))
            at++;
        CRIA_TRY(cria_buffer_append(out, word, (size_t)(at - word)));
        const char *run = at;
        while (at < end && is_blank(*at))
            at++;
        const bool closes = at < end && strchr(",.!?:;)", *at) != NULL && *at != '\0';
        const bool opened = run > text && run[-1] == '(';
        if (!closes && !opened)
            CRIA_TRY(put_blanks(out, run, at));
    }
    return CRIA_OK;
}

cria_status cria_style_deck(cria_buffer *out, const char *text, size_t length)
{
    cria_buffer characters = {0};
    cria_status status = put_characters(&characters, text, length);
    if (status == CRIA_OK && characters.length > 0) {
        cut_references(characters.data, &characters.length);
        status = put_spaced(out, characters.data, characters.length);
    }
    cria_buffer_free(&characters);
    return status;
}
