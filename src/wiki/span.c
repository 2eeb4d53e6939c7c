// span.c owns the pass over the text and its stack of open brackets.
#include "wiki/span.h"

#include "wiki/raw_tag.h"

#include <string.h>
#include <strings.h>

// An open bracket. A run of n braces may become n / 2 spans; their places in the list are taken
// at once, the outermost first, and filled from the innermost.
typedef struct frame {
    uint32_t kind;       // BRACES, BRACKETS, URL, or RAW
    uint32_t pos, count; // where the run begins, and how much of it is still open
    uint32_t base, left; // its places in the list, and how many are free
    uint32_t bars;
    uint32_t end;   // RAW: behind the closing tag
    uint32_t outer; // RAW: `stop` of the frame around it
} frame;

enum { BRACES, BRACKETS, URL, RAW };

typedef struct scanner {
    cria_spans *out;
    const char *text;
    size_t length, at, stop; // stop: where the innermost RAW frame closes, or the end
    frame *stack;
    size_t depth, capacity;
    size_t raws; // RAW frames on the stack
    cria_raw_closes closes;
} scanner;

bool cria_is_url(const char *at, const char *end)
{
    static const char *const schemes[] = {"http://", "https://", "//", "ftp://", "mailto:"};
    for (size_t i = 0; i < sizeof schemes / sizeof schemes[0]; i++) {
        const size_t n = strlen(schemes[i]);
        if ((size_t)(end - at) > n && strncasecmp(at, schemes[i], n) == 0)
            return true;
    }
    return false;
}

static frame *top(scanner *s)
{
    return s->depth ? &s->stack[s->depth - 1] : NULL;
}

// reserve takes `n` places in the list of spans.
static cria_status reserve(scanner *s, size_t n)
{
    cria_spans *o = s->out;
    CRIA_TRY(cria_grow(&o->item, &o->capacity, o->count + n, sizeof *o->item));
    memset(o->item + o->count, 0, n * sizeof *o->item);
    o->count += n;
    return CRIA_OK;
}

static cria_status push(scanner *s, frame f, size_t places)
{
    if (s->depth == CRIA_SPAN_OPEN_MAX) {
        s->out->deep++;
        return CRIA_OK;
    }
    f.base = (uint32_t)s->out->count;
    f.left = (uint32_t)places;
    CRIA_TRY(reserve(s, places));
    CRIA_TRY(cria_grow(&s->stack, &s->capacity, s->depth + 1, sizeof *s->stack));
    s->stack[s->depth++] = f;
    return CRIA_OK;
}

// settle fills the innermost free place of the frame.
static void settle(scanner *s, frame *f, cria_span_kind kind, size_t start, size_t end)
{
    cria_span *span = &s->out->item[f->base + --f->left];
    *span = (cria_span){.kind = kind,
                        .start = (uint32_t)start,
                        .end = (uint32_t)end,
                        .next = (uint32_t)s->out->count};
    f->bars = 0;
}

static cria_status leaf(scanner *s, cria_span_kind kind, size_t start, size_t end)
{
    CRIA_TRY(reserve(s, 1));
    s->out->item[s->out->count - 1] = (cria_span){.kind = kind,
                                                  .start = (uint32_t)start,
                                                  .end = (uint32_t)end,
                                                  .next = (uint32_t)s->out->count};
    return CRIA_OK;
}

static size_t run_length(const scanner *s)
{
    size_t n = 1;
    while (s->at + n < s->stop && s->text[s->at + n] == s->text[s->at])
        n++;
    return n;
}

// drop_urls gives up open [http://...: they end with their line and hold no other's end.
static void drop_urls(scanner *s)
{
    while (s->depth && top(s)->kind == URL)
        s->depth--;
}

static cria_status open_run(scanner *s, uint32_t kind)
{
    const size_t n = run_length(s);
    const size_t start = s->at;
    s->at += n;
    if (n >= 2)
        return push(s, (frame){.kind = kind, .pos = (uint32_t)start, .count = (uint32_t)n},
                    n / 2);
    if (kind == BRACKETS && cria_is_url(s->text + s->at, s->text + s->stop))
        return push(s, (frame){.kind = URL, .pos = (uint32_t)start}, 1);
    return CRIA_OK;
}

static cria_status open_braces(scanner *s)
{
    return open_run(s, BRACES);
}

static cria_status open_brackets(scanner *s)
{
    return open_run(s, BRACKETS);
}

// close_with ends the innermost bracket with `width` characters of the run at s->at.
static void close_with(scanner *s, cria_span_kind kind, size_t width)
{
    frame *f = top(s);
    s->at += width;
    settle(s, f, kind, f->pos + f->count - width, s->at);
    f->count -= (uint32_t)width;
    if (f->count < 2)
        s->depth--;
}

static cria_status close_braces(scanner *s)
{
    drop_urls(s);
    const size_t end = s->at + run_length(s);
    for (const frame *f; end - s->at >= 2 && (f = top(s)) && f->kind == BRACES;) {
        const bool three = end - s->at >= 3 && f->count >= 3;
        close_with(s, three ? CRIA_SPAN_PARAMETER : CRIA_SPAN_TEMPLATE, three ? 3 : 2);
    }
    s->at = end;
    return CRIA_OK;
}

static cria_status close_brackets(scanner *s)
{
    frame *f = top(s);
    if (f && f->kind == URL) {
        s->at++;
        settle(s, f, CRIA_SPAN_URL, f->pos, s->at);
        s->depth--;
        return CRIA_OK;
    }
    const size_t end = s->at + run_length(s);
    for (; end - s->at >= 2 && f && f->kind == BRACKETS; f = top(s))
        close_with(s, CRIA_SPAN_LINK, 2);
    s->at = end;
    return CRIA_OK;
}

static cria_status bar(scanner *s)
{
    drop_urls(s);
    frame *f = top(s);
    const size_t at = s->at++;
    if (!f || f->kind == RAW || f->bars == CRIA_SPAN_BARS_MAX)
        return CRIA_OK;
    f->bars++;
    return leaf(s, CRIA_SPAN_BAR, at, f->base + f->left - 1);
}

static cria_status line_end(scanner *s)
{
    drop_urls(s);
    s->at++;
    return CRIA_OK;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

// comment: one that has its line to itself goes with the line.
static cria_status comment(scanner *s)
{
    const char *text = s->text;
    size_t start = s->at, end = s->stop;
    const char *close = text + s->at + 4;
    while ((close = memchr(close, '>', (size_t)(text + s->stop - close)))) {
        if (close - text >= (ptrdiff_t)start + 6 && close[-1] == '-' && close[-2] == '-') {
            end = (size_t)(close - text) + 1;
            break;
        }
        close++;
    }
    s->out->unclosed += !close;
    size_t first = start, behind = end;
    while (first > 0 && is_blank(text[first - 1]))
        first--;
    while (behind < s->stop && is_blank(text[behind]))
        behind++;
    const bool alone =
        (first == 0 || text[first - 1] == '\n') && behind < s->stop && text[behind] == '\n';
    s->at = alone ? behind + 1 : end;
    return leaf(s, CRIA_SPAN_DROP, start, s->at);
}

static cria_status open_raw(scanner *s, int tag, size_t after, bool single)
{
    const cria_raw_tag *t = &cria_raw_tags[tag];
    const size_t start = s->at;
    size_t close = after, end = after;
    if (!single &&
        !cria_raw_tag_close(&s->closes, s->text, s->length, tag, after, &close, &end))
        close = end = t->endless ? s->stop : SIZE_MAX;
    if (end > s->stop) { // without an end here: the tag is nothing
        s->out->unclosed++;
        s->at = after;
        return leaf(s, CRIA_SPAN_DROP, start, after);
    }
    const bool holds_spans = t->kind == CRIA_SPAN_REF || t->kind == CRIA_SPAN_POEM;
    if (single || !holds_spans || s->depth == CRIA_SPAN_OPEN_MAX) {
        s->at = end;
        return leaf(s, single && !holds_spans ? CRIA_SPAN_DROP : t->kind, start, end);
    }
    const frame f = {.kind = RAW,
                     .pos = (uint32_t)start,
                     .count = (uint32_t)tag,
                     .end = (uint32_t)end,
                     .outer = (uint32_t)s->stop};
    s->at = after;
    s->stop = close;
    s->raws++;
    return push(s, f, 1);
}

static cria_status tag(scanner *s)
{
    size_t after;
    bool single;
    if (s->stop - s->at >= 4 && memcmp(s->text + s->at, "<!--", 4) == 0)
        return comment(s);
    const int raw = cria_raw_tag_find(s->text, s->stop, s->at, &after, &single);
    if (raw >= 0)
        return open_raw(s, raw, after, single);
    s->at++;
    return CRIA_OK;
}

// leave_raw: at the closing tag of the innermost RAW frame all that is open in it is text.
static void leave_raw(scanner *s)
{
    while (top(s)->kind != RAW) {
        s->out->unclosed += top(s)->kind != URL;
        s->depth--;
    }
    frame *f = top(s);
    settle(s, f, cria_raw_tags[f->count].kind, f->pos, f->end);
    s->at = f->end;
    s->stop = f->outer;
    s->depth--;
    s->raws--;
}

typedef cria_status special(scanner *s);
static special *const specials[256] = {
    ['{'] = open_braces, ['}'] = close_braces, ['['] = open_brackets, [']'] = close_brackets,
    ['|'] = bar,         ['<'] = tag,          ['\n'] = line_end,
};

static cria_status scan(scanner *s)
{
    for (;;) {
        while (s->at < s->stop && !specials[(unsigned char)s->text[s->at]])
            s->at++;
        if (s->at < s->stop)
            CRIA_TRY(specials[(unsigned char)s->text[s->at]](s));
        else if (s->raws > 0)
            leave_raw(s);
        else
            break;
    }
    while (s->depth) {
        s->out->unclosed += top(s)->kind != URL;
        s->depth--;
    }
    return CRIA_OK;
}

cria_status cria_spans_read(cria_spans *out, const char *text, size_t length)
{
    if (length >= UINT32_MAX)
        return cria_fail(CRIA_ELIMIT, "a wikitext of %zu bytes, more than 4 GiB", length);
    scanner s = {.out = out, .text = text, .length = length, .stop = length};
    const cria_status status = scan(&s);
    cria_free(s.stack);
    return status;
}

void cria_spans_free(cria_spans *s)
{
    cria_free(s->item);
    *s = (cria_spans){0};
}

void cria_span_inside(const char *text, const cria_span *s, size_t *from, size_t *to)
{
    const char *open = memchr(text + s->start, '>', s->end - s->start);
    *from = open ? (size_t)(open - text) + 1 : s->end;
    *to = s->end;
    while (*to > *from && text[*to - 1] != '<')
        --*to;
    *to = *to > *from ? *to - 1 : *from;
}
