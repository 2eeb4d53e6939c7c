// tags.c owns the scanner of HTML text.
#include "corpus/tags.h"

#include "base/text.h"

#include <string.h>

enum { LOOKS_IN_VAIN = 16 };

static bool is_space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

static bool is_name(char c)
{
    return cria_is_letter(c) || cria_is_digit(c) || c == '-' || c == '_' || c == ':';
}

// close_of: the '>' that ends the tag, quotes respected; NULL when a quote or the tag stays
// open.
static const char *close_of(const char *at, const char *end)
{
    char quote = 0;
    for (; at < end; at++) {
        if (quote)
            quote = *at == quote ? 0 : quote;
        else if ((*at == '"' || *at == '\'') && at[-1] == '=')
            quote = *at;
        else if (*at == '>')
            return at;
    }
    return NULL;
}

// tag_end: a quote that is never closed is none. Few quotes of a document can be such (the last of
// each sort) unless it was made to hurt; then no quote counts any more, since each look for an
// end in vain goes through the whole rest.
static const char *tag_end(cria_tag_scanner *s, const char *at)
{
    const char *close = s->in_vain < LOOKS_IN_VAIN ? close_of(at, s->end) : NULL;
    if (close)
        return close;
    s->in_vain += s->in_vain < LOOKS_IN_VAIN;
    close = memchr(at, '>', (size_t)(s->end - at));
    s->no_tags = !close;
    return close;
}

// skip_declaration passes over <!-- -->, <!...>, <?...>; false when `at` is none of them.
static bool skip_declaration(cria_tag_scanner *s)
{
    const char *at = s->at;
    const size_t left = (size_t)(s->end - at);
    if (left < 2 || (at[1] != '!' && at[1] != '?'))
        return false;
    const bool comment = left >= 4 && memcmp(at, "<!--", 4) == 0;
    const char *needle = comment ? "-->" : ">";
    const char *close = cria_find(at + (comment ? 4 : 2), s->end, needle);
    s->at = close ? close + strlen(needle) : s->end;
    return true;
}

static bool read_tag(cria_tag_scanner *s, cria_tag *out)
{
    const char *at = s->at + 1;
    const bool closing = at < s->end && *at == '/';
    at += closing;
    if (s->no_tags || at >= s->end || !cria_is_letter(*at))
        return false;
    const char *close = tag_end(s, at);
    if (!close)
        return false;
    *out = (cria_tag){.kind = closing ? CRIA_TAG_CLOSE : CRIA_TAG_OPEN};
    for (size_t n = 0; at < close && is_name(*at); at++)
        if (n < sizeof out->name - 1)
            out->name[n++] = (char)(*at >= 'A' && *at <= 'Z' ? *at | 32 : *at);
    out->text = at;
    out->length = (size_t)(close - at);
    out->closed = out->length > 0 && close[-1] == '/';
    s->at = close + 1;
    return true;
}

bool cria_tag_next(cria_tag_scanner *s, cria_tag *out)
{
    while (s->at < s->end && *s->at == '<')
        if (!skip_declaration(s))
            break;
    if (s->at >= s->end)
        return false;
    if (*s->at == '<' && read_tag(s, out))
        return true;
    // A '<' that begins no tag is text.
    const char *next = memchr(s->at + 1, '<', (size_t)(s->end - s->at) - 1);
    next = next ? next : s->end;
    *out = (cria_tag){.kind = CRIA_TAG_TEXT, .text = s->at, .length = (size_t)(next - s->at)};
    s->at = next;
    return true;
}

static const char *skip_space(const char *at, const char *end)
{
    while (at < end && (is_space(*at) || *at == '/'))
        at++;
    return at;
}

// read_value: the value behind '=', quoted or bare.
static const char *read_value(const char *at, const char *end, const char **value,
                              size_t *length)
{
    at = skip_space(at, end);
    const char quote = at < end && (*at == '"' || *at == '\'') ? *at : 0;
    at += quote != 0;
    *value = at;
    while (at < end && (quote ? *at != quote : !is_space(*at)))
        at++;
    *length = (size_t)(at - *value);
    return at < end ? at + 1 : at;
}

bool cria_tag_attribute(const cria_tag *tag, const char *name, const char **value,
                        size_t *length)
{
    const char *at = tag->text, *end = tag->text + tag->length;
    const size_t wanted = strlen(name);
    while ((at = skip_space(at, end)) < end) {
        const char *start = at;
        while (at < end && is_name(*at))
            at++;
        const size_t n = (size_t)(at - start);
        at = skip_space(at, end);
        *value = at;
        *length = 0;
        if (at < end && *at == '=')
            at = read_value(at + 1, end, value, length);
        else if (n == 0)
            at++;
        if (n == wanted && strncmp(start, name, n) == 0)
            return true;
    }
    return false;
}
