// yaml_scalar.c: see yaml_scalar.h.
#include "format/yaml_scalar.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char decimal[] = "0123456789";

// The words that are not strings, and what they stand for.
typedef enum word { WORD_NULL, WORD_TRUE, WORD_FALSE, WORD_NOT_FINITE, WORD_NONE } word;
static const struct {
    const char *text;
    word word;
} words[] = {
    {"", WORD_NULL},           {"~", WORD_NULL},          {"null", WORD_NULL},
    {"Null", WORD_NULL},       {"NULL", WORD_NULL},       {"true", WORD_TRUE},
    {"True", WORD_TRUE},       {"TRUE", WORD_TRUE},       {"false", WORD_FALSE},
    {"False", WORD_FALSE},     {"FALSE", WORD_FALSE},     {".nan", WORD_NOT_FINITE},
    {".NaN", WORD_NOT_FINITE}, {".NAN", WORD_NOT_FINITE}, {".inf", WORD_NOT_FINITE},
    {".Inf", WORD_NOT_FINITE}, {".INF", WORD_NOT_FINITE},
};

static const char *unsigned_part(const char *text)
{
    return text + (*text == '+' || *text == '-');
}

static word find_word(const char *text)
{
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i].text) == 0)
            return words[i].word;
    const char *const rest = unsigned_part(text); // a sign may stand before infinity only
    return rest > text && rest[0] == '.' && tolower((unsigned char)rest[1]) == 'i' &&
                   find_word(rest) == WORD_NOT_FINITE
               ? WORD_NOT_FINITE
               : WORD_NONE;
}

// [-+]?[0-9]+, 0o[0-7]+ or 0x[0-9a-fA-F]+: the base and the first digit, or 0.
static int integer_base(const char *text, const char **digits)
{
    static const struct {
        const char *prefix, *digits;
        int base;
    } forms[] = {{"0o", "01234567", 8}, {"0x", "0123456789abcdefABCDEF", 16}};
    for (int i = 0; i < 2; i++)
        if (strncmp(text, forms[i].prefix, 2) == 0) {
            *digits = text + 2;
            return text[2] && !text[2 + strspn(text + 2, forms[i].digits)] ? forms[i].base : 0;
        }
    const char *const rest = unsigned_part(text);
    *digits = text;
    return *rest && !rest[strspn(rest, decimal)] ? 10 : 0;
}

// [-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?
static bool is_real(const char *text)
{
    const char *at = unsigned_part(text);
    const size_t before = strspn(at, decimal);
    at += before;
    size_t after = 0;
    if (*at == '.') {
        after = strspn(at + 1, decimal);
        at += 1 + after;
    }
    if (before + after == 0)
        return false;
    if (*at == 'e' || *at == 'E') {
        at = unsigned_part(at + 1);
        const size_t exponent = strspn(at, decimal);
        if (exponent == 0)
            return false;
        at += exponent;
    }
    return *at == '\0';
}

static cria_status integer(json_t **out, const char *text, const char *digits, int base)
{
    errno = 0;
    const int64_t value = strtoll(digits, NULL, base);
    if (errno == ERANGE)
        return cria_fail(CRIA_EFORMAT, "the number %.40s does not fit 64 bits", text);
    *out = json_integer(value);
    return CRIA_OK;
}

static cria_status plain(json_t **out, const char *text, size_t length)
{
    const char *digits;
    const int base = integer_base(text, &digits);
    const word meant = find_word(text);
    if (base)
        return integer(out, text, digits, base);
    const double real = is_real(text) ? strtod(text, NULL) : 0;
    if (meant == WORD_NOT_FINITE || !isfinite(real))
        return cria_fail(CRIA_EFORMAT, "the number %.40s is not finite", text);
    if (is_real(text))
        *out = json_real(real);
    else if (meant == WORD_NULL)
        *out = json_null();
    else if (meant != WORD_NONE)
        *out = json_boolean(meant == WORD_TRUE);
    else
        *out = json_stringn(text, length);
    return CRIA_OK;
}

cria_status cria_yaml_scalar(json_t **out, const char *text, size_t length, bool quoted)
{
    *out = NULL;
    if (quoted || strlen(text) != length)
        *out = json_stringn(text, length);
    else
        CRIA_TRY(plain(out, text, length));
    return *out ? CRIA_OK : cria_fail(CRIA_ENOMEM, "out of memory for a value");
}
