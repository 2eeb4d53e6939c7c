// expand.c owns the walk over spans, and what is no template and no link.
#include "wiki/expand.h"

#include "base/text.h"

#include <string.h>

static cria_status put_text(cria_expander *e, size_t from, size_t to)
{
    const char *at = e->text + from, *end = e->text + to;
    while (e->verse > 0 && at < end) {
        const char *line = memchr(at, '\n', (size_t)(end - at));
        if (!line)
            break;
        CRIA_TRY(cria_buffer_append(e->out, at, (size_t)(line - at)));
        CRIA_TRY(cria_buffer_putc(e->out, CRIA_SIGN_LINE));
        at = line + 1;
        while (at < end && (*at == ' ' || *at == ':')) // the line's indent
            at++;
    }
    return cria_buffer_append(e->out, at, (size_t)(end - at));
}

cria_pieces cria_pieces_of(const cria_expander *e, size_t owner)
{
    const cria_span *s = &e->spans->item[owner];
    const size_t width = s->kind == CRIA_SPAN_PARAMETER ? 3 : 2;
    return (cria_pieces){
        .owner = owner, .at = s->start + width, .span = owner + 1, .to = s->end - width};
}

// behind: the number of the span that follows span i and what is in it.
static size_t behind(const cria_expander *e, size_t i)
{
    const cria_span *s = &e->spans->item[i];
    return s->kind <= CRIA_SPAN_BAR ? i + 1 : s->next;
}

bool cria_piece_next(const cria_expander *e, cria_pieces *p, cria_piece *out)
{
    if (p->done)
        return false;
    const size_t last = e->spans->item[p->owner].next;
    size_t i = p->span;
    const cria_span *s = e->spans->item;
    while (i < last && !(s[i].kind == CRIA_SPAN_BAR && s[i].end == p->owner))
        i = behind(e, i);
    *out = (cria_piece){p->at, i < last ? s[i].start : p->to, p->span, i};
    p->done = i == last;
    p->at = out->to + 1;
    p->span = i + 1;
    return true;
}

bool cria_piece_blank(const cria_expander *e, const cria_piece *p)
{
    for (size_t i = p->from; i < p->to; i++)
        if (!strchr(" \n\t", e->text[i]))
            return false;
    return true;
}

void cria_piece_trim(const cria_expander *e, cria_piece *p)
{
    while (p->from < p->to && strchr(" \n\t", e->text[p->from]))
        p->from++;
    while (p->to > p->from && strchr(" \n\t", e->text[p->to - 1]))
        p->to--;
}

cria_status cria_flat_put(cria_expander *e, const char *tag, const cria_piece *p)
{
    const int verse = e->verse;
    CRIA_TRY(cria_buffer_printf(e->out, "<%s>", tag));
    const size_t start = e->out->length;
    e->verse = 0;
    e->flat++;
    const cria_status status = cria_piece_put(e, p);
    e->flat--;
    e->verse = verse;
    CRIA_TRY(status);
    if (e->flat == 0)
        CRIA_TRY(cria_inline_flatten(&e->inliner, e->out, start));
    return cria_buffer_printf(e->out, "</%.*s>", (int)strcspn(tag, " "), tag);
}

cria_status cria_verse_put(cria_expander *e, const cria_piece *piece)
{
    cria_piece p = *piece;
    while (p.from < p.to && strchr("\n :", e->text[p.from]))
        p.from++;
    while (p.to > p.from && strchr(" \n", e->text[p.to - 1]))
        p.to--;
    CRIA_TRY(cria_buffer_putc(e->out, CRIA_SIGN_VERSE));
    e->verse++;
    const cria_status status = cria_piece_put(e, &p);
    e->verse--;
    CRIA_TRY(status);
    return cria_buffer_putc(e->out, CRIA_SIGN_VERSE_END);
}

cria_status cria_piece_plain(cria_expander *e, const cria_piece *p, cria_buffer *out)
{
    cria_buffer *const real = e->out;
    cria_buffer text = {0};
    e->out = &text;
    e->flat++;
    cria_status status = cria_piece_put(e, p);
    e->flat--;
    e->out = real;
    if (status == CRIA_OK)
        status = cria_inline_plain(&e->inliner, out, text.data, text.length);
    cria_buffer_free(&text);
    return status;
}

// inside: what stands between the tags of a span.
static cria_piece inside(const cria_expander *e, size_t i)
{
    cria_piece p = {.first = i + 1, .last = e->spans->item[i].next};
    cria_span_inside(e->text, &e->spans->item[i], &p.from, &p.to);
    return p;
}

static cria_status put_ref(cria_expander *e, size_t i)
{
    const cria_piece p = inside(e, i);
    return cria_flat_put(e, "sup class=\"reference\"", &p);
}

static cria_status put_poem(cria_expander *e, size_t i)
{
    const cria_piece p = inside(e, i);
    return cria_verse_put(e, &p);
}

// entity_length: of "&name;" or "&#7;" at `at`, or 0.
static size_t entity_length(const char *at, const char *end)
{
    const char *p = at + 1;
    p += p < end && *p == '#';
    while (p < end && p - at < 32 && (cria_is_letter(*p) || cria_is_digit(*p)))
        p++;
    return *at == '&' && p < end && *p == ';' && p - at > 1 ? (size_t)(p - at) + 1 : 0;
}

// put_literal writes text that is no markup, whatever it looks like, but for entities.
static cria_status put_literal(cria_expander *e, const cria_piece *p)
{
    for (size_t i = p->from; i < p->to; i++) {
        const char c = e->text[i];
        const size_t entity = entity_length(e->text + i, e->text + p->to);
        if (entity > 0) {
            CRIA_TRY(put_text(e, i, i + entity));
            i += entity - 1;
        } else if (c == '\n' && e->verse == 0)
            CRIA_TRY(cria_buffer_putc(e->out, ' '));
        else if (strchr("<>'{}[]|*#:;=-_!", c) && c != '\0')
            CRIA_TRY(cria_buffer_printf(e->out, "&#%d;", c));
        else
            CRIA_TRY(put_text(e, i, i + 1));
    }
    return CRIA_OK;
}

static cria_status put_nowiki(cria_expander *e, size_t i)
{
    const cria_piece p = inside(e, i);
    return put_literal(e, &p);
}

static cria_status put_pre(cria_expander *e, size_t i)
{
    const cria_piece p = inside(e, i);
    CRIA_TRY(cria_buffer_puts(e->out, "<pre>"));
    CRIA_TRY(put_literal(e, &p));
    return cria_buffer_puts(e->out, "</pre>");
}

static cria_status put_math(cria_expander *e, size_t i)
{
    (void)i;
    return cria_buffer_puts(e->out, "<math></math>");
}

static cria_status put_figure(cria_expander *e, size_t i)
{
    (void)i;
    return cria_buffer_putc(e->out, CRIA_SIGN_FIGURE);
}

// put_parameter: {{{name|default}}} is the default.
static cria_status put_parameter(cria_expander *e, size_t i)
{
    cria_pieces pieces = cria_pieces_of(e, i);
    cria_piece p;
    (void)cria_piece_next(e, &pieces, &p);
    return cria_piece_next(e, &pieces, &p) ? cria_piece_put(e, &p) : CRIA_OK;
}

// put_url: [http://address text] is the text.
static cria_status put_url(cria_expander *e, size_t i)
{
    const cria_span *s = &e->spans->item[i];
    cria_piece p = {s->start + 1, s->end - 1, i + 1, s->next};
    while (p.from < p.to && !strchr(" \t", e->text[p.from]))
        p.from++;
    while (p.first < p.last && e->spans->item[p.first].start < p.from)
        p.first = behind(e, p.first);
    if (p.first < s->next || p.from < p.to)
        while (p.from < p.to && strchr(" \t", e->text[p.from]))
            p.from++;
    return cria_piece_put(e, &p);
}

typedef cria_status putter(cria_expander *e, size_t i);
static putter *const putters[] = {
    [CRIA_SPAN_TEMPLATE] = cria_template_put,
    [CRIA_SPAN_HALF] = cria_template_put,
    [CRIA_SPAN_PARAMETER] = put_parameter,
    [CRIA_SPAN_LINK] = cria_link_put,
    [CRIA_SPAN_URL] = put_url,
    [CRIA_SPAN_NOWIKI] = put_nowiki,
    [CRIA_SPAN_PRE] = put_pre,
    [CRIA_SPAN_MATH] = put_math,
    [CRIA_SPAN_FIGURE] = put_figure,
    [CRIA_SPAN_REF] = put_ref,
    [CRIA_SPAN_POEM] = put_poem,
    [CRIA_SPAN_DROP] = NULL,
};

// part_quotes: what stands in a template or a link is an element for MediaWiki, so quotes at
// its ends and those beside it are no common run.
static cria_status part_quotes(cria_expander *e, cria_span_kind kind)
{
    const cria_buffer *out = e->out;
    const bool element =
        kind == CRIA_SPAN_TEMPLATE || kind == CRIA_SPAN_LINK || kind == CRIA_SPAN_URL;
    if (!element || out->length == 0 || out->data[out->length - 1] != '\'')
        return CRIA_OK;
    return cria_buffer_putc(e->out, CRIA_SIGN_APART);
}

static cria_status put_span(cria_expander *e, size_t i)
{
    const cria_span_kind kind = e->spans->item[i].kind;
    putter *const put = putters[kind];
    if (!put)
        return CRIA_OK;
    if (e->depth == CRIA_WIKITEXT_DEPTH) {
        e->w->deep++;
        return CRIA_OK;
    }
    CRIA_TRY(part_quotes(e, kind));
    e->depth++;
    const cria_status status = put(e, i);
    e->depth--;
    CRIA_TRY(status);
    return part_quotes(e, kind);
}

cria_status cria_piece_put(cria_expander *e, const cria_piece *p)
{
    size_t from = p->from;
    for (size_t i = p->first; i < p->last; i = behind(e, i)) {
        const cria_span *s = &e->spans->item[i];
        if (s->kind <= CRIA_SPAN_BAR || s->start < from)
            continue;
        CRIA_TRY(put_text(e, from, s->start));
        from = s->end;
        CRIA_TRY(put_span(e, i));
    }
    return from < p->to ? put_text(e, from, p->to) : CRIA_OK;
}

// ---- halves of paired templates

typedef struct half_stack {
    size_t *span;
    size_t count, capacity;
} half_stack;

static bool is_half(const cria_expander *e, size_t i)
{
    const cria_span *s = &e->spans->item[i];
    if (s->kind != CRIA_SPAN_TEMPLATE)
        return false;
    size_t at = s->start + 2;
    while (at < s->end - 2 && at < s->start + 2 + CRIA_TEMPLATE_NAME_MAX &&
           e->text[at] != '|' && e->text[at] != '/')
        at++;
    return e->text[at] == '/';
}

// match_one pairs a half with the nearest open one of its sort: fine print, or any other.
static cria_status match_one(cria_expander *e, half_stack *open, size_t i)
{
    char key[CRIA_TEMPLATE_NAME_MAX + 1];
    const cria_wiki_template *row = cria_template_row(e, i, key);
    half_stack *stack = &open[row->text != NULL];
    if (row->action == CRIA_TPL_START) {
        CRIA_TRY(
            cria_grow(&stack->span, &stack->capacity, stack->count + 1, sizeof *stack->span));
        stack->span[stack->count++] = i;
    } else if (row->action == CRIA_TPL_END && stack->count > 0) {
        stack->count--;
    } else if (row->action == CRIA_TPL_END) {
        e->spans->item[i].kind = CRIA_SPAN_HALF;
        e->w->unmatched++;
    }
    return CRIA_OK;
}

// match_halves marks those without the other.
static cria_status match_halves(cria_expander *e)
{
    half_stack open[2] = {{0}};
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < e->spans->count && status == CRIA_OK; i++)
        if (is_half(e, i))
            status = match_one(e, open, i);
    for (int k = 0; k < 2; k++) {
        e->w->unmatched += open[k].count;
        for (size_t i = 0; i < open[k].count; i++)
            e->spans->item[open[k].span[i]].kind = CRIA_SPAN_HALF;
        cria_free(open[k].span);
    }
    return status;
}

cria_status cria_expand(cria_wikitext *w, cria_buffer *out, const char *text, size_t length)
{
    cria_spans spans = {0};
    cria_expander e = {.w = w, .spans = &spans, .text = text, .length = length, .out = out};
    cria_status status = cria_spans_read(&spans, text, length);
    if (status == CRIA_OK)
        status = match_halves(&e);
    const cria_piece all = {0, length, 0, spans.count};
    if (status == CRIA_OK)
        status = cria_piece_put(&e, &all);
    w->unclosed += spans.unclosed;
    w->deep += spans.deep;
    cria_inliner_free(&e.inliner);
    cria_spans_free(&spans);
    return status;
}
