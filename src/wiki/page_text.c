// page_text.c owns the one pass over a page in which MediaWiki's preprocessor would find
// wrappers, comments, section tags, templates and their nesting. page_tag.c reads the tags.
#include "wiki/page_text.h"

#include "base/text.h"
#include "wiki/attributes.h"
#include "wiki/page_tag.h"
#include "wiki/scan.h"
#include "wiki/wikitext.h"

#include <string.h>
#include <strings.h>

// The longest {{...}} that is looked at as a transclusion of a page.
enum { CALL_MAX = 1024 };

// An opening run of braces or brackets that is not closed yet.
typedef struct opening {
    char sign;
    size_t count;  // signs left
    size_t labels; // before it
} opening;

typedef struct scan {
    cria_page_text *out;
    const char *at, *end;
    cria_text_mode mode;
    bool only; // just what <onlyinclude> holds
    cria_page_tags tags;
    const cria_text_caller *caller;
    opening *stack;
    size_t depth, capacity;
} scan;

static cria_status keep(scan *s, size_t length)
{
    const char *from = s->at;
    s->at += length;
    return cria_buffer_append(&s->out->body, from, length);
}

// A comment alone on its line takes the line with it, as in MediaWiki.
static cria_status drop_comment(scan *s)
{
    cria_buffer *body = &s->out->body;
    const char *close = cria_find(s->at + 4, s->end, "-->");
    s->at = close ? close + 3 : s->end;
    const char *next = s->at;
    while (next < s->end && (*next == ' ' || *next == '\t'))
        next++;
    size_t before = body->length;
    while (before > 0 && (body->data[before - 1] == ' ' || body->data[before - 1] == '\t'))
        before--;
    if (before == 0 || body->data[before - 1] != '\n' || next == s->end || *next != '\n')
        return CRIA_OK;
    s->at = next + 1;
    body->length = before;
    body->data[before] = '\0';
    return CRIA_OK;
}

static cria_status add_label(scan *s, const char *attributes, size_t length)
{
    cria_page_text *p = s->out;
    CRIA_TRY(cria_grow(&p->label, &p->capacity, p->count + 1, sizeof *p->label));
    p->label[p->count++] =
        (cria_label){.at = p->body.length, .attributes = attributes, .length = length};
    return CRIA_OK;
}

// drop_element leaves out everything up to the closing tag; without one, the rest of the page, if
// the tag is written in small letters. Of a tag that opens nothing only the tag goes.
static cria_status drop_element(scan *s, const cria_page_tag *t)
{
    const char *behind = cria_page_tag_close(&s->tags, t);
    const char *missing = t->opens && t->small ? s->end : t->behind;
    s->at = behind ? behind : missing;
    return CRIA_OK;
}

static cria_status drop_tag(scan *s, const cria_page_tag *t)
{
    s->at = t->behind;
    return CRIA_OK;
}

static cria_status take_noinclude(scan *s, const cria_page_tag *t)
{
    return s->mode == CRIA_TEXT_INCLUDED ? drop_element(s, t) : drop_tag(s, t);
}

static cria_status take_includeonly(scan *s, const cria_page_tag *t)
{
    return s->mode == CRIA_TEXT_OWN ? drop_element(s, t) : drop_tag(s, t);
}

static void to_onlyinclude(scan *s)
{
    static const char open[] = "<onlyinclude>";
    const char *next = cria_find(s->at, s->end, open);
    s->at = next ? next + strlen(open) : s->end;
}

static cria_status take_onlyinclude(scan *s, const cria_page_tag *t)
{
    s->at = t->behind;
    if (s->only && t->closes)
        to_onlyinclude(s);
    return CRIA_OK;
}

static cria_status take_section(scan *s, const cria_page_tag *t)
{
    s->at = t->behind;
    return t->closes ? CRIA_OK : add_label(s, t->attributes, t->length);
}

// take_verbatim keeps the element as it stands. The tag of one without an end is left out, or
// another page might end it.
static cria_status take_verbatim(scan *s, const cria_page_tag *t)
{
    const char *behind = cria_page_tag_close(&s->tags, t);
    if (behind || !t->opens)
        return keep(s, (size_t)((behind ? behind : t->behind) - s->at));
    return drop_tag(s, t);
}

static cria_status take_pages(scan *s, const cria_page_tag *t)
{
    bool taken = false;
    const char *behind = cria_page_tag_close(&s->tags, t);
    s->at = behind ? behind : t->behind;
    return t->closes ? CRIA_OK
                     : s->caller->call(s->caller->context, true, t->attributes, t->length,
                                       &s->out->body, &taken);
}

static cria_status take_angle(scan *s)
{
    static cria_status (*const take[])(scan *, const cria_page_tag *) = {
        [CRIA_PAGE_TAG_NOINCLUDE] = take_noinclude,
        [CRIA_PAGE_TAG_INCLUDEONLY] = take_includeonly,
        [CRIA_PAGE_TAG_ONLYINCLUDE] = take_onlyinclude,
        [CRIA_PAGE_TAG_SECTION] = take_section,
        [CRIA_PAGE_TAG_PAGES] = take_pages,
        [CRIA_PAGE_TAG_VERBATIM] = take_verbatim,
    };
    cria_page_tag t;
    if (cria_begins(s->at, (size_t)(s->end - s->at), "<!--"))
        return drop_comment(s);
    return cria_page_tag_read(&s->tags, s->at, &t) ? take[t.kind](s, &t) : keep(s, 1);
}

static size_t run(const scan *s)
{
    const char *at = s->at;
    while (at < s->end && *at == *s->at)
        at++;
    return (size_t)(at - s->at);
}

// call_length: the bytes between the braces that open here and their partners; 0 if too far
// off.
static size_t call_length(const scan *s)
{
    const size_t most = CALL_MAX + 2, left = (size_t)(s->end - s->at);
    const char *close = cria_scan_pair(s->at, s->at + (left < most ? left : most), "{{", "}}");
    return close ? (size_t)(close - s->at) - 4 : 0;
}

// may_call: names that transclude a page. Other templates are passed over quickly.
static bool may_call(const scan *s)
{
    static const char *const names[] = {":", "page:", "page|", "page ", "#lst:", "#section:"};
    const char *at = s->at + 2;
    while (at < s->end && (*at == ' ' || *at == '\n'))
        at++;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const size_t n = strlen(names[i]);
        if ((size_t)(s->end - at) > n && strncasecmp(at, names[i], n) == 0)
            return true;
    }
    return false;
}

static cria_status take_call(scan *s, bool *taken)
{
    const size_t length = may_call(s) ? call_length(s) : 0;
    if (length > 0)
        CRIA_TRY(s->caller->call(s->caller->context, false, s->at + 2, length, &s->out->body,
                                 taken));
    if (*taken)
        s->at += length + 4;
    return CRIA_OK;
}

static cria_status take_opening(scan *s)
{
    const size_t n = run(s);
    bool taken = false;
    if (n == 2 && *s->at == '{')
        CRIA_TRY(take_call(s, &taken));
    if (taken)
        return CRIA_OK;
    if (n >= 2) {
        CRIA_TRY(cria_grow(&s->stack, &s->capacity, s->depth + 1, sizeof *s->stack));
        s->stack[s->depth++] = (opening){.sign = *s->at, .count = n, .labels = s->out->count};
    }
    return keep(s, n);
}

// take_closing pairs off braces and brackets. A template's end takes the labels inside it: only
// those at the top level are ever found.
static cria_status take_closing(scan *s)
{
    const char sign = *s->at == '}' ? '{' : '[';
    const size_t most = sign == '{' ? 3 : 2, n = run(s);
    size_t left = n;
    while (left >= 2 && s->depth > 0 && s->stack[s->depth - 1].sign == sign) {
        opening *top = &s->stack[s->depth - 1];
        size_t pair = left < top->count ? left : top->count;
        pair = pair < most ? pair : most;
        left -= pair;
        top->count -= pair;
        if (sign == '{')
            s->out->count = top->labels;
        s->depth -= top->count < 2;
    }
    return keep(s, n);
}

static cria_status drop_sign(scan *s)
{
    s->at++;
    return CRIA_OK;
}

static cria_status take_any(scan *s)
{
    static cria_status (*const take[256])(scan *) = {
        ['<'] = take_angle,   ['{'] = take_opening, ['['] = take_opening,
        ['}'] = take_closing, [']'] = take_closing, [CRIA_WIKI_SEAM] = drop_sign,
        ['\0'] = drop_sign,
    };
    const char *at = s->at;
    while (at < s->end && !take[(unsigned char)*at])
        at++;
    if (at > s->at)
        return keep(s, (size_t)(at - s->at));
    return take[(unsigned char)*at](s);
}

cria_status cria_page_text_read(cria_page_text *out, const char *text, size_t length,
                                cria_text_mode mode, const cria_text_caller *caller)
{
    CRIA_TRY(cria_strndup(&out->source, text, length));
    scan s = {.out = out,
              .at = out->source,
              .end = out->source + length,
              .tags = {.end = out->source + length},
              .mode = mode,
              .caller = caller};
    s.only = mode == CRIA_TEXT_INCLUDED && cria_find(s.at, s.end, "<onlyinclude>") &&
             cria_find(s.at, s.end, "</onlyinclude>");
    if (s.only)
        to_onlyinclude(&s);
    cria_status status = cria_buffer_puts(&out->body, "");
    while (s.at < s.end && status == CRIA_OK)
        status = take_any(&s);
    cria_free(s.stack);
    return status;
}

void cria_page_text_free(cria_page_text *p)
{
    cria_free(p->source);
    cria_free(p->label);
    cria_buffer_free(&p->body);
    *p = (cria_page_text){0};
}

size_t cria_page_text_label(const cria_page_text *p, size_t from, const char *kind,
                            const char *label)
{
    size_t i = from;
    while (i < p->count &&
           !cria_attribute_labels(p->label[i].attributes, p->label[i].length, kind, label))
        i++;
    return i;
}

size_t cria_page_text_next(const cria_page_text *p, size_t at)
{
    size_t low = 0, high = p->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (p->label[middle].at <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < p->count ? p->label[low].at : p->body.length;
}
