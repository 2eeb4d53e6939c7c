// template_action.c owns the actions of the template table (declared in expand.h).
#include "wiki/expand.h"
#include "wiki/template_argument.h"

#include <string.h>
#include <strings.h>

enum { AUTHORS_MAX = 1000, AUTHOR_BYTES_MAX = 200 };

typedef struct call {
    cria_expander *e;
    size_t span;
    const cria_wiki_template *row;
    const char *name;
    bool half; // without its other half
} call;

static cria_status put_last(const call *c)
{
    cria_piece p;
    return cria_argument_last(c->e, c->span, &p) ? cria_piece_put(c->e, &p) : CRIA_OK;
}

static cria_status put_unknown(const call *c)
{
    CRIA_TRY(cria_tally_add(&c->e->w->unknown, c->name, strlen(c->name), 1));
    return put_last(c);
}

static cria_status put_first(const call *c)
{
    cria_piece p;
    if (cria_argument_filled(c->e, c->span, 1, &p))
        return cria_piece_put(c->e, &p);
    return c->row->text ? cria_buffer_puts(c->e->out, c->row->text) : CRIA_OK;
}

static cria_status put_second(const call *c)
{
    cria_piece p;
    // The first is a size or a colour, unless it is alone.
    if (cria_argument_at(c->e, c->span, 2, &p) || cria_argument_filled(c->e, c->span, 1, &p))
        return cria_piece_put(c->e, &p);
    return CRIA_OK;
}

static cria_status put_nothing(const call *c)
{
    (void)c;
    return CRIA_OK;
}

static cria_status put_constant(const call *c)
{
    return cria_buffer_puts(c->e->out, c->row->text);
}

static cria_status open_block(const call *c)
{
    if (!c->row->text)
        return cria_buffer_puts(c->e->out, "<div>");
    return cria_buffer_printf(c->e->out, "<div class=\"%s\">", c->row->text);
}

static cria_status put_block(const call *c)
{
    CRIA_TRY(open_block(c));
    CRIA_TRY(put_last(c));
    return cria_buffer_puts(c->e->out, "</div>");
}

static cria_status put_inline(const call *c)
{
    cria_piece p;
    return cria_argument_last(c->e, c->span, &p) ? cria_flat_put(c->e, c->row->text, &p)
                                                 : CRIA_OK;
}

static cria_status put_verse(const call *c)
{
    cria_piece p;
    return cria_argument_last(c->e, c->span, &p) ? cria_verse_put(c->e, &p) : CRIA_OK;
}

static cria_status put_footnote(const call *c)
{
    cria_piece p;
    return cria_argument_last(c->e, c->span, &p)
               ? cria_flat_put(c->e, "sup class=\"reference\"", &p)
               : CRIA_OK;
}

static cria_status put_quotient(cria_expander *e, const cria_piece *above,
                                const cria_piece *below)
{
    if (above)
        CRIA_TRY(cria_flat_put(e, "span class=\"spp\"", above));
    else
        CRIA_TRY(cria_buffer_puts(e->out, "<span class=\"spp\">1</span>"));
    CRIA_TRY(cria_buffer_puts(e->out, "&frasl;"));
    return cria_flat_put(e, "span class=\"suu\"", below);
}

static cria_status put_fraction(const call *c)
{
    cria_piece p[3];
    size_t n = 0;
    while (n < 3 && cria_argument_filled(c->e, c->span, n + 1, &p[n]))
        n++;
    if (n == 0)
        return CRIA_OK;
    if (n == 3)
        CRIA_TRY(cria_piece_put(c->e, &p[0]));
    return put_quotient(c->e, n == 1 ? NULL : &p[n - 2], &p[n - 1]);
}

static cria_status put_coordinates(const call *c)
{
    static const char *const units[] = {"°", "′", "″"};
    cria_piece p;
    for (size_t n = 1; n <= 4 && cria_argument_at(c->e, c->span, n, &p); n++) {
        cria_piece_trim(c->e, &p);
        if (p.from == p.to)
            continue;
        const char first = c->e->text[p.from];
        CRIA_TRY(cria_piece_put(c->e, &p));
        if (n <= 3 && !((first | 32) >= 'a' && (first | 32) <= 'z'))
            CRIA_TRY(cria_buffer_puts(c->e->out, units[n - 1]));
    }
    return CRIA_OK;
}

static cria_status put_pounds(const call *c)
{
    cria_piece p;
    if (!cria_argument_last(c->e, c->span, &p))
        return cria_buffer_puts(c->e->out, "lb");
    CRIA_TRY(cria_piece_put(c->e, &p));
    return cria_buffer_puts(c->e->out, "&nbsp;lb");
}

// ---- links of the encyclopaedia to itself

static bool is_capital(const cria_expander *e, const cria_piece *p)
{
    return p->from < p->to && e->text[p->from] >= 'A' && e->text[p->from] <= 'Z';
}

static bool same_letters(const cria_expander *e, const cria_piece *a, const cria_piece *b)
{
    const size_t n = a->to - a->from;
    return n == b->to - b->from && strncasecmp(e->text + a->from, e->text + b->from, n) == 0;
}

static cria_status put_source(cria_buffer *out, const cria_expander *e, const cria_piece *p)
{
    return cria_buffer_append(out, e->text + p->from, p->to - p->from);
}

// note_swapped: titles begin with a capital, so a target in small letters, shown as something
// in capitals, was probably meant to be shown.
static cria_status note_swapped(const call *c, cria_piece shown, cria_piece target)
{
    cria_expander *e = c->e;
    cria_piece_trim(e, &shown);
    cria_piece_trim(e, &target);
    const bool small =
        target.from < target.to && e->text[target.from] >= 'a' && e->text[target.from] <= 'z';
    if (!small || !is_capital(e, &shown) || same_letters(e, &shown, &target))
        return CRIA_OK;
    // As they stand in the source: read as markup here and again where the link is put, links in
    // links would take twice the time with each level.
    cria_buffer name = {0};
    cria_status status = put_source(&name, e, &shown);
    if (status == CRIA_OK)
        status = cria_buffer_puts(&name, " | ");
    if (status == CRIA_OK)
        status = put_source(&name, e, &target);
    if (status == CRIA_OK)
        status = cria_tally_add(&e->w->swapped, name.data, name.length, 1);
    cria_buffer_free(&name);
    return status;
}

static cria_status put_link(const call *c, size_t display, size_t target)
{
    cria_piece shown, other;
    const bool both = cria_argument_filled(c->e, c->span, display, &shown) &&
                      cria_argument_filled(c->e, c->span, target, &other);
    if (both)
        CRIA_TRY(note_swapped(c, shown, other));
    if (both || cria_argument_filled(c->e, c->span, display, &shown) ||
        cria_argument_filled(c->e, c->span, target, &shown))
        return cria_piece_put(c->e, &shown);
    return CRIA_OK;
}

static cria_status put_display_first(const call *c)
{
    return put_link(c, 1, 2);
}

static cria_status put_target_first(const call *c)
{
    return put_link(c, 2, 1);
}

// ---- signatures

// cut_years removes what parts one author from another of the name: " (1841-1931)".
static void cut_years(cria_buffer *name)
{
    char *open = name->length > 0 ? strrchr(name->data, '(') : NULL;
    if (!open || open == name->data || open[-1] != ' ' || name->data[name->length - 1] != ')')
        return;
    name->length = (size_t)(open - name->data) - 1;
    name->data[name->length] = '\0';
}

cria_status cria_author_add(cria_expander *e, const cria_piece *name)
{
    cria_names *authors = &e->w->authors;
    if (name->to - name->from > AUTHOR_BYTES_MAX || authors->count == AUTHORS_MAX)
        return CRIA_OK;
    cria_buffer plain = {0};
    cria_status status = cria_piece_plain(e, name, &plain);
    cut_years(&plain);
    bool known = plain.length == 0;
    for (size_t i = 0; i < authors->count && !known; i++)
        known = strcmp(authors->name[i], plain.data) == 0;
    if (status == CRIA_OK && !known)
        status = cria_names_add(authors, plain.data);
    cria_buffer_free(&plain);
    return status;
}

static cria_status put_author(const call *c, bool has_name, const cria_piece *name,
                              bool has_initials, const cria_piece *initials)
{
    if (has_name)
        CRIA_TRY(cria_author_add(c->e, name));
    if (!has_initials)
        return CRIA_OK;
    return cria_flat_put(c->e, "span class=\"signature\"", initials);
}

static cria_status put_signature(const call *c)
{
    cria_expander *e = c->e;
    cria_piece name, sign;
    for (size_t n = 1; n <= 5; n += 2) {
        const bool has_name = cria_argument_filled(e, c->span, n, &name);
        const bool has_sign = cria_argument_filled(e, c->span, n + 1, &sign);
        CRIA_TRY(put_author(c, has_name, &name, has_sign, &sign));
    }
    static const char *const more[][2] = {{"name2", "initials2"}, {"name3", "initials3"}};
    for (size_t i = 0; i < sizeof more / sizeof more[0]; i++) {
        const bool has_name = cria_argument_named(e, c->span, more[i][0], &name);
        const bool has_sign = cria_argument_named(e, c->span, more[i][1], &sign);
        CRIA_TRY(put_author(c, has_name, &name, has_sign, &sign));
    }
    return CRIA_OK;
}

static cria_status put_initials(const call *c)
{
    return cria_buffer_printf(c->e->out, "<span class=\"signature\">%s</span>",
                              strchr(c->name, ' ') + 1);
}

// ---- what comes in halves or in parts

static cria_status put_start(const call *c)
{
    if (!c->half)
        return open_block(c);
    // Without its end it holds to the next blank line.
    if (c->row->text) {
        CRIA_TRY(open_block(c));
        return cria_buffer_putc(c->e->out, CRIA_SIGN_BRIEF);
    }
    return CRIA_OK;
}

static cria_status put_end(const call *c)
{
    return c->half ? CRIA_OK : cria_buffer_puts(c->e->out, "</div>");
}

static cria_status put_split_word(const call *c)
{
    static const char *const parts[] = {"hws", "hwe"};
    for (size_t i = 0; i < 2; i++) {
        cria_piece p;
        if (cria_argument_named(c->e, c->span, parts[i], &p) ||
            cria_argument_filled(c->e, c->span, i + 1, &p))
            CRIA_TRY(cria_piece_put(c->e, &p));
    }
    return CRIA_OK;
}

static cria_status put_kept_hyphen(const call *c)
{
    CRIA_TRY(cria_buffer_putc(c->e->out, '-'));
    return cria_buffer_putc(c->e->out, CRIA_SIGN_KEPT);
}

static cria_status put_figure(const call *c)
{
    return cria_buffer_putc(c->e->out, CRIA_SIGN_FIGURE);
}

static cria_status put_after_colon(const call *c)
{
    cria_pieces pieces = cria_pieces_of(c->e, c->span);
    cria_piece p;
    (void)cria_piece_next(c->e, &pieces, &p);
    while (p.from < p.to && c->e->text[p.from] != ':')
        p.from++;
    p.from += p.from < p.to;
    return cria_piece_put(c->e, &p);
}

typedef cria_status action(const call *c);
static action *const actions[CRIA_TPL_ACTIONS] = {
    [CRIA_TPL_UNKNOWN] = put_unknown,
    [CRIA_TPL_LAST] = put_last,
    [CRIA_TPL_FIRST] = put_first,
    [CRIA_TPL_SECOND] = put_second,
    [CRIA_TPL_DROP] = put_nothing,
    [CRIA_TPL_TEXT] = put_constant,
    [CRIA_TPL_BLOCK] = put_block,
    [CRIA_TPL_INLINE] = put_inline,
    [CRIA_TPL_VERSE] = put_verse,
    [CRIA_TPL_FOOTNOTE] = put_footnote,
    [CRIA_TPL_FRACTION] = put_fraction,
    [CRIA_TPL_COORDINATES] = put_coordinates,
    [CRIA_TPL_POUNDS] = put_pounds,
    [CRIA_TPL_DISPLAY_FIRST] = put_display_first,
    [CRIA_TPL_TARGET_FIRST] = put_target_first,
    [CRIA_TPL_SIGNATURE] = put_signature,
    [CRIA_TPL_INITIALS] = put_initials,
    [CRIA_TPL_START] = put_start,
    [CRIA_TPL_END] = put_end,
    [CRIA_TPL_SPLIT_WORD] = put_split_word,
    [CRIA_TPL_KEPT_HYPHEN] = put_kept_hyphen,
    [CRIA_TPL_FIGURE] = put_figure,
    [CRIA_TPL_AFTER_COLON] = put_after_colon,
};

// name_of copies the name without the comments in it; what else is in it makes it unknown.
static size_t name_of(const cria_expander *e, size_t span, char *out, size_t room)
{
    cria_pieces pieces = cria_pieces_of(e, span);
    cria_piece p;
    size_t n = 0, i = span + 1;
    (void)cria_piece_next(e, &pieces, &p);
    for (size_t at = p.from; at < p.to && n < room;) {
        const cria_span *s = &e->spans->item[i];
        if (i < p.last && s->kind == CRIA_SPAN_DROP && s->start == at) {
            at = s->end;
            i = s->next;
        } else {
            out[n++] = e->text[at++];
            while (i < p.last && e->spans->item[i].start < at)
                i++;
        }
    }
    return n;
}

const cria_wiki_template *cria_template_row(const cria_expander *e, size_t span, char *key)
{
    char name[2 * CRIA_TEMPLATE_NAME_MAX];
    return cria_template_find(name, name_of(e, span, name, sizeof name), key);
}

cria_status cria_template_put(cria_expander *e, size_t span)
{
    char name[CRIA_TEMPLATE_NAME_MAX + 1];
    const cria_wiki_template *row = cria_template_row(e, span, name);
    const bool half = e->spans->item[span].kind == CRIA_SPAN_HALF;
    const call c = {.e = e, .span = span, .row = row, .name = name, .half = half};
    return actions[row->action](&c);
}
