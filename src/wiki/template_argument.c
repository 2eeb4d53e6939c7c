// template_argument.c owns the arguments of a template: by place, by number, by name.
#include "wiki/template_argument.h"

#include <string.h>

// named: the piece reads "name = value"; then *value is the rest. Names are short and plain, so
// that an '=' in text does not make an argument of it.
static bool named(const cria_expander *e, const cria_piece *p, cria_piece *name,
                  cria_piece *value)
{
    size_t at = p->from;
    const size_t limit = p->to - p->from > 40 ? p->from + 40 : p->to;
    while (at < limit && strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                "0123456789_- \n",
                                e->text[at]))
        at++;
    if (at == limit || e->text[at] != '=')
        return false;
    *name = (cria_piece){p->from, at, p->first, p->first};
    *value = (cria_piece){at + 1, p->to, p->first, p->last};
    cria_piece_trim(e, name);
    cria_piece_trim(e, value);
    return name->from < name->to;
}

static bool is_called(const cria_expander *e, const cria_piece *name, const char *text)
{
    const size_t n = strlen(text);
    return name->to - name->from == n && memcmp(e->text + name->from, text, n) == 0;
}

// number_of: the number that a name is, or 0.
static size_t number_of(const cria_expander *e, const cria_piece *name)
{
    size_t n = 0;
    for (size_t i = name->from; i < name->to && n < 1000; i++) {
        if (e->text[i] < '0' || e->text[i] > '9')
            return 0;
        n = n * 10 + (size_t)(e->text[i] - '0');
    }
    return n;
}

bool cria_argument_at(const cria_expander *e, size_t span, size_t n, cria_piece *out)
{
    cria_pieces pieces = cria_pieces_of(e, span);
    cria_piece p, name, value;
    bool found = false;
    size_t place = 0;
    (void)cria_piece_next(e, &pieces, &p);
    while (cria_piece_next(e, &pieces, &p)) {
        const bool has_name = named(e, &p, &name, &value);
        place += !has_name;
        const size_t number = has_name ? number_of(e, &name) : place;
        if (number != n)
            continue;
        *out = has_name ? value : p;
        found = true;
    }
    return found;
}

bool cria_argument_filled(const cria_expander *e, size_t span, size_t n, cria_piece *out)
{
    return cria_argument_at(e, span, n, out) && !cria_piece_blank(e, out);
}

bool cria_argument_named(const cria_expander *e, size_t span, const char *wanted,
                         cria_piece *out)
{
    cria_pieces pieces = cria_pieces_of(e, span);
    cria_piece p, name, value;
    bool found = false;
    (void)cria_piece_next(e, &pieces, &p);
    while (cria_piece_next(e, &pieces, &p)) {
        if (!named(e, &p, &name, &value) || !is_called(e, &name, wanted))
            continue;
        *out = value;
        found = !cria_piece_blank(e, &value);
    }
    return found;
}

bool cria_argument_last(const cria_expander *e, size_t span, cria_piece *out)
{
    cria_pieces pieces = cria_pieces_of(e, span);
    cria_piece p, name, value;
    bool found = false;
    (void)cria_piece_next(e, &pieces, &p);
    while (cria_piece_next(e, &pieces, &p)) {
        const bool has_name = named(e, &p, &name, &value);
        if (has_name && number_of(e, &name) == 0)
            continue;
        const cria_piece *candidate = has_name ? &value : &p;
        if (cria_piece_blank(e, candidate))
            continue;
        *out = *candidate;
        found = true;
    }
    return found;
}
