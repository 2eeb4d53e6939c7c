// attributes.c owns the two ways in which MediaWiki reads attributes.
#include "wiki/attributes.h"

#include <string.h>
#include <strings.h>

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v';
}

typedef struct piece {
    const char *name, *value;
    size_t name_length, value_length;
} piece;

static const char *skip_blanks(const char *at, const char *end)
{
    while (at < end && is_blank(*at))
        at++;
    return at;
}

// take_value reads what stands behind '='; a quote without its end takes the rest.
static const char *take_value(const char *at, const char *end, piece *p)
{
    at = skip_blanks(at, end);
    const char quote = at < end && (*at == '"' || *at == '\'') ? *at : '\0';
    p->value = quote ? ++at : at;
    while (at < end && (quote ? *at != quote : !is_blank(*at)))
        at++;
    p->value_length = (size_t)(at - p->value);
    return quote && at < end ? at + 1 : at;
}

// take reads one attribute and returns the place behind it.
static const char *take(const char *at, const char *end, piece *p)
{
    *p = (piece){.name = at, .value = at};
    while (at < end && !is_blank(*at) && *at != '=')
        at++;
    p->name_length = (size_t)(at - p->name);
    const char *equals = skip_blanks(at, end);
    if (equals < end && *equals == '=')
        return take_value(equals + 1, end, p);
    return at;
}

static cria_status put_value(cria_buffer *out, const piece *p)
{
    bool blank = false;
    cria_buffer_reset(out);
    for (size_t i = 0; i < p->value_length; i++) {
        const char c = p->value[i];
        if (!is_blank(c) && blank && out->length > 0)
            CRIA_TRY(cria_buffer_putc(out, ' '));
        if (!is_blank(c))
            CRIA_TRY(cria_buffer_putc(out, c));
        blank = is_blank(c);
    }
    return cria_buffer_puts(out, "");
}

cria_status cria_attribute_get(cria_buffer *value, const char *text, size_t length,
                               const char *name, bool *found)
{
    const char *at = text, *end = text + length;
    const size_t wanted = strlen(name);
    *found = false;
    for (at = skip_blanks(at, end); at < end; at = skip_blanks(at, end)) {
        piece p;
        at = take(at, end, &p);
        if (p.name_length != wanted || strncasecmp(p.name, name, wanted) != 0)
            continue;
        *found = true;
        CRIA_TRY(put_value(value, &p));
    }
    return CRIA_OK;
}

// label_at: the label, in quotes or not, is all that stands at `at`.
static bool label_at(const char *at, const char *end, const char *label, size_t n)
{
    const char quote = at < end && (*at == '"' || *at == '\'') ? *at : '\0';
    at += quote != '\0';
    if ((size_t)(end - at) < n || memcmp(at, label, n) != 0)
        return false;
    at += n;
    if (quote && (at == end || *at != quote))
        return false;
    at += quote != '\0';
    return at == end || is_blank(*at);
}

bool cria_attribute_labels(const char *text, size_t length, const char *kind, const char *label)
{
    const size_t n = strlen(kind), label_length = strlen(label);
    const char *end = text + length;
    for (const char *at = text; at < end; at++) {
        if (!is_blank(*at) || (size_t)(end - at) < n + 2)
            continue;
        if (strncasecmp(at + 1, kind, n) == 0 && at[1 + n] == '=' &&
            label_at(at + n + 2, end, label, label_length))
            return true;
    }
    return false;
}
