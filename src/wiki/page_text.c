// page_text.c owns the one pass over a page in which MediaWiki's preprocessor would find
// wrappers, comments, section tags, templates and their nesting.
#define _GNU_SOURCE // memmem

#include "wiki/page_text.h"

#include "wiki/attributes.h"
#include "wiki/wikitext.h"

#include <string.h>
#include <strings.h>

// The longest {{...}} that is looked at as a transclusion of a page.
enum { CALL_MAX = 1024 };

typedef enum tag_kind {
    COMMENT,
    ONLYINCLUDE,
    NOINCLUDE,
    INCLUDEONLY,
    SECTION,
    PAGES,
    VERBATIM
} tag_kind;

typedef struct tag_row {
    const char *name;
    tag_kind kind;
} tag_row;

// The tags whose content MediaWiki hands to others unread (VERBATIM), and those that matter
// here.
static const tag_row tags[] = {
    {"noinclude", NOINCLUDE},
    {"includeonly", INCLUDEONLY},
    {"onlyinclude", ONLYINCLUDE},
    {"section", SECTION},
    {"pages", PAGES},
    {"nowiki", VERBATIM},
    {"pre", VERBATIM},
    {"math", VERBATIM},
    {"ref", VERBATIM},
    {"poem", VERBATIM},
    {"score", VERBATIM},
    {"hiero", VERBATIM},
    {"gallery", VERBATIM},
    {"chem", VERBATIM},
    {"ce", VERBATIM},
    {"timeline", VERBATIM},
    {"source", VERBATIM},
    {"syntaxhighlight", VERBATIM},
};
enum { TAGS = sizeof tags / sizeof tags[0] };

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
    bool only;           // just what <onlyinclude> holds
    bool unclosed[TAGS]; // no closing tag of this name follows
    bool no_tag_end;     // no '>' follows
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

static bool begins(const scan *s, const char *word)
{
    const size_t n = strlen(word);
    return (size_t)(s->end - s->at) >= n && memcmp(s->at, word, n) == 0;
}

static const char *find(const char *at, const char *end, const char *word)
{
    return memmem(at, (size_t)(end - at), word, strlen(word));
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// closing finds "</name ...>" in any case: where it starts, and *behind it; NULL if there is
// none.
static const char *closing(const char *at, const char *end, const char *name,
                           const char **behind)
{
    const size_t n = strlen(name);
    while ((at = find(at, end, "</")) != NULL) {
        const char *start = at;
        at += 2;
        if ((size_t)(end - at) <= n || strncasecmp(at, name, n) != 0)
            continue;
        at += n;
        while (at < end && strchr(" \t\n", *at) && *at)
            at++;
        if (at < end && *at == '>') {
            *behind = at + 1;
            return start;
        }
    }
    return NULL;
}

// A comment alone on its line takes the line with it, as in MediaWiki.
static cria_status drop_comment(scan *s)
{
    cria_buffer *body = &s->out->body;
    const char *close = find(s->at + 4, s->end, "-->");
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

// drop_element leaves out everything up to the closing tag; without one, the rest of the page,
// if the tag is written in small letters.
static void drop_element(scan *s, const char *name, const char *content)
{
    const char *behind = content;
    if (closing(content, s->end, name, &behind) || memcmp(s->at + 1, name, strlen(name)) != 0)
        s->at = behind;
    else
        s->at = s->end;
}

static cria_status add_label(scan *s, const char *attributes, size_t length)
{
    cria_page_text *p = s->out;
    CRIA_TRY(cria_grow(&p->label, &p->capacity, p->count + 1, sizeof *p->label));
    p->label[p->count++] =
        (cria_label){.at = p->body.length, .attributes = attributes, .length = length};
    return CRIA_OK;
}

// A tag: its row, its attributes, and where it ends.
typedef struct tag {
    size_t row;
    bool closes, empty; // </x>, <x/>
    const char *attributes, *behind;
    size_t length;
} tag;

static size_t tag_row_of(const char *name, const char *end)
{
    for (size_t i = 0; i < TAGS; i++) {
        const size_t n = strlen(tags[i].name);
        if ((size_t)(end - name) > n && strncasecmp(name, tags[i].name, n) == 0 &&
            !is_letter(name[n]))
            return i;
    }
    return TAGS;
}

// read_tag: whether a tag of the table stands here.
static bool read_tag(scan *s, tag *t)
{
    *t = (tag){.closes = s->end - s->at > 1 && s->at[1] == '/'};
    const char *name = s->at + 1 + t->closes;
    t->row = tag_row_of(name, s->end);
    if (t->row == TAGS || s->no_tag_end)
        return false;
    t->attributes = name + strlen(tags[t->row].name);
    const char *close = memchr(t->attributes, '>', (size_t)(s->end - t->attributes));
    s->no_tag_end = !close;
    if (!close)
        return false;
    t->behind = close + 1;
    t->empty = close > t->attributes && close[-1] == '/';
    t->length = (size_t)(close - t->attributes) - t->empty;
    return true;
}

static cria_status take_noinclude(scan *s, const tag *t)
{
    if (s->mode == CRIA_TEXT_INCLUDED && !t->closes && !t->empty)
        drop_element(s, "noinclude", t->behind);
    else
        s->at = t->behind;
    return CRIA_OK;
}

static cria_status take_includeonly(scan *s, const tag *t)
{
    if (s->mode == CRIA_TEXT_OWN && !t->closes && !t->empty)
        drop_element(s, "includeonly", t->behind);
    else
        s->at = t->behind;
    return CRIA_OK;
}

static void to_onlyinclude(scan *s)
{
    static const char open[] = "<onlyinclude>";
    const char *next = find(s->at, s->end, open);
    s->at = next ? next + strlen(open) : s->end;
}

static cria_status take_onlyinclude(scan *s, const tag *t)
{
    s->at = t->behind;
    if (s->only && t->closes)
        to_onlyinclude(s);
    return CRIA_OK;
}

static cria_status take_section(scan *s, const tag *t)
{
    s->at = t->behind;
    return t->closes ? CRIA_OK : add_label(s, t->attributes, t->length);
}

// take_verbatim keeps the element as it stands. The tag of one without an end is left out, or
// another page might end it.
static cria_status take_verbatim(scan *s, const tag *t)
{
    const char *behind = t->behind;
    const bool opens = !t->closes && !t->empty;
    if (opens && !s->unclosed[t->row])
        s->unclosed[t->row] = !closing(t->behind, s->end, tags[t->row].name, &behind);
    if (!opens || !s->unclosed[t->row])
        return keep(s, (size_t)(behind - s->at));
    s->at = t->behind;
    return CRIA_OK;
}

static cria_status take_pages(scan *s, const tag *t)
{
    bool taken = false;
    const char *behind = t->behind;
    if (!t->closes && !t->empty && !s->unclosed[t->row])
        s->unclosed[t->row] = !closing(t->behind, s->end, "pages", &behind);
    if (!t->closes)
        CRIA_TRY(s->caller->call(s->caller->context, true, t->attributes, t->length,
                                 &s->out->body, &taken));
    s->at = behind;
    return CRIA_OK;
}

static cria_status take_angle(scan *s)
{
    static cria_status (*const take[])(scan *, const tag *) = {
        [NOINCLUDE] = take_noinclude,
        [INCLUDEONLY] = take_includeonly,
        [ONLYINCLUDE] = take_onlyinclude,
        [SECTION] = take_section,
        [PAGES] = take_pages,
        [VERBATIM] = take_verbatim,
    };
    tag t;
    if (begins(s, "<!--"))
        return drop_comment(s);
    return read_tag(s, &t) ? take[tags[t.row].kind](s, &t) : keep(s, 1);
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
    size_t open = 1;
    const char *start = s->at + 2, *at = start;
    const char *end = s->end - start > CALL_MAX ? start + CALL_MAX : s->end;
    for (; end - at >= 2; at++) {
        const bool opens = at[0] == '{' && at[1] == '{', closes = at[0] == '}' && at[1] == '}';
        open = open + opens - closes;
        if (open == 0)
            return (size_t)(at - start);
        at += opens || closes;
    }
    return 0;
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
              .mode = mode,
              .caller = caller};
    s.only = mode == CRIA_TEXT_INCLUDED && find(s.at, s.end, "<onlyinclude>") &&
             find(s.at, s.end, "</onlyinclude>");
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
