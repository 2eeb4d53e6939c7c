// link.c owns [[links]]: what shows of them (declared in expand.h).
#include "wiki/expand.h"

#include <string.h>
#include <strings.h>

enum { GLYPH_PIXELS = 60 }; // a smaller picture is a sign among the text

// starts: the piece begins with `word`, in any case.
static bool starts(const cria_expander *e, const cria_piece *p, const char *word)
{
    const size_t n = strlen(word);
    return p->to - p->from >= n && strncasecmp(e->text + p->from, word, n) == 0;
}

// in_space: the target is in the name space; blanks may stand before the ':'.
static bool in_space(const cria_expander *e, const cria_piece *p, const char *space)
{
    if (!starts(e, p, space))
        return false;
    size_t at = p->from + strlen(space);
    while (at < p->to && strchr(" _", e->text[at]))
        at++;
    return at < p->to && e->text[at] == ':';
}

static bool in_spaces(const cria_expander *e, const cria_piece *p, const char *const *spaces)
{
    for (; *spaces; spaces++)
        if (in_space(e, p, *spaces))
            return true;
    return false;
}

static const char *const pictures[] = {"file", "image", "media", NULL};
static const char *const silent[] = {"category", "page", "index", NULL};

// pixels: the width in "12px" or "12x20px"; 0 when the piece is none.
static int pixels(const cria_expander *e, cria_piece p)
{
    int n = 0;
    cria_piece_trim(e, &p);
    for (; p.from < p.to && e->text[p.from] >= '0' && e->text[p.from] <= '9' && n < 100000;
         p.from++)
        n = 10 * n + (e->text[p.from] - '0');
    const bool width = p.to - p.from >= 2 && memcmp(e->text + p.to - 2, "px", 2) == 0 &&
                       (p.to - p.from == 2 || e->text[p.from] == 'x');
    return width ? n : 0;
}

static cria_status put_picture(cria_expander *e, size_t span)
{
    cria_pieces pieces = cria_pieces_of(e, span);
    cria_piece p;
    bool glyph = false;
    while (cria_piece_next(e, &pieces, &p)) {
        const int n = pixels(e, p);
        glyph |= n > 0 && n <= GLYPH_PIXELS;
    }
    return glyph ? cria_buffer_puts(e->out, "<img>")
                 : cria_buffer_putc(e->out, CRIA_SIGN_FIGURE);
}

// is_language: a link to the page in another language ("fr:Abbaye") shows nothing.
static bool is_language(const cria_expander *e, const cria_piece *p)
{
    size_t n = 0;
    while (p->from + n < p->to && e->text[p->from + n] >= 'a' && e->text[p->from + n] <= 'z')
        n++;
    return (n == 2 || n == 3) && p->from + n < p->to && e->text[p->from + n] == ':';
}

// put_target shows a target as the text: without its name space, if it has a known one.
static cria_status put_target(cria_expander *e, cria_piece p)
{
    static const char *const spaces[] = {"author", "portal",  "wikisource", "w",    "s",
                                         "wikt",   "commons", "wikipedia",  "help", NULL};
    if (p.from < p.to && strchr(":#", e->text[p.from]))
        p.from++;
    while (in_spaces(e, &p, spaces)) {
        while (e->text[p.from] != ':')
            p.from++;
        p.from++;
    }
    cria_piece_trim(e, &p);
    if (p.from < p.to && e->text[p.from] == '/')
        p.from++;
    if (p.to > p.from && e->text[p.to - 1] == '/')
        p.to--;
    return cria_piece_put(e, &p);
}

// in_parentheses: the span stands alone in parentheses.
static bool in_parentheses(const cria_expander *e, const cria_span *s)
{
    size_t before = s->start, after = s->end;
    while (before > 0 && e->text[before - 1] == ' ')
        before--;
    while (after < e->length && e->text[after] == ' ')
        after++;
    return before > 0 && e->text[before - 1] == '(' && after < e->length &&
           e->text[after] == ')';
}

// is_initials: short, of letters, dots and blanks, with a dot and without three small letters
// in a row.
static bool is_initials(const cria_expander *e, const cria_piece *p)
{
    int small = 0;
    bool dot = false;
    if (p->to - p->from < 2 || p->to - p->from > 16)
        return false;
    for (size_t i = p->from; i < p->to; i++) {
        const char c = e->text[i];
        small = c >= 'a' && c <= 'z' ? small + 1 : 0;
        dot |= c == '.';
        if (small > 2 || !(strchr(". *-&;", c) || ((c | 32) >= 'a' && (c | 32) <= 'z')))
            return false;
    }
    return dot;
}

// note_author: ([[Author:Full Name|F. N.]]) is a signature written by hand.
static cria_status note_author(cria_expander *e, size_t span, const cria_piece *target,
                               const cria_piece *shown, bool *signature)
{
    *signature = in_space(e, target, "author") && is_initials(e, shown) &&
                 in_parentheses(e, &e->spans->item[span]);
    if (!*signature)
        return CRIA_OK;
    cria_piece name = *target;
    while (e->text[name.from] != ':')
        name.from++;
    name.from++;
    return cria_author_add(e, &name);
}

static cria_status put_shown(cria_expander *e, size_t span, const cria_piece *target,
                             const cria_piece *shown)
{
    bool signature;
    CRIA_TRY(note_author(e, span, target, shown, &signature));
    return signature ? cria_flat_put(e, "span class=\"signature\"", shown)
                     : cria_piece_put(e, shown);
}

// put_bars: what stands behind further bars. In a table's cell they would end its attributes.
static cria_status put_bars(cria_expander *e, cria_pieces *pieces)
{
    cria_piece p;
    while (cria_piece_next(e, pieces, &p)) {
        CRIA_TRY(cria_buffer_puts(e->out, "&#124;"));
        CRIA_TRY(cria_piece_put(e, &p));
    }
    return CRIA_OK;
}

// put_no_link: a target ends with its line; brackets further apart do not belong together.
static cria_status put_no_link(cria_expander *e, size_t span, const cria_piece *target,
                               size_t to)
{
    const cria_piece all = {target->from, to, target->first, e->spans->item[span].next};
    CRIA_TRY(cria_buffer_puts(e->out, "[["));
    CRIA_TRY(cria_piece_put(e, &all));
    return cria_buffer_puts(e->out, "]]");
}

cria_status cria_link_put(cria_expander *e, size_t span)
{
    cria_pieces pieces = cria_pieces_of(e, span);
    cria_piece target, shown;
    (void)cria_piece_next(e, &pieces, &target);
    if (memchr(e->text + target.from, '\n', target.to - target.from))
        return put_no_link(e, span, &target, pieces.to);
    const size_t written_to = target.to;
    cria_piece_trim(e, &target);
    if (in_spaces(e, &target, pictures))
        return put_picture(e, span);
    const bool bar = cria_piece_next(e, &pieces, &shown);
    if (in_space(e, &target, "category") || (!bar && in_spaces(e, &target, silent)) ||
        (!bar && is_language(e, &target)))
        return CRIA_OK;
    if (!bar && cria_is_url(e->text + target.from, e->text + target.to)) {
        while (target.from < target.to && e->text[target.from] != ' ')
            target.from++;
        return cria_piece_put(e, &target);
    }
    if (!bar || (pieces.done && cria_piece_blank(e, &shown))) {
        CRIA_TRY(put_target(e, target));
        return written_to > target.to ? cria_buffer_putc(e->out, ' ') : CRIA_OK;
    }
    CRIA_TRY(put_shown(e, span, &target, &shown));
    return put_bars(e, &pieces);
}
