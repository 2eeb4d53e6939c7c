// call.c owns the reading of transclusions in braces.
#include "wiki/call.h"

#include <string.h>
#include <strings.h>

enum { PARTS = 5 };

typedef struct part {
    const char *text;
    size_t length;
} part;

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '_';
}

static part trim(part p)
{
    while (p.length > 0 && is_blank(*p.text))
        p.text++, p.length--;
    while (p.length > 0 && is_blank(p.text[p.length - 1]))
        p.length--;
    return p;
}

// split at the bars; none of these calls holds others.
static size_t split(part out[PARTS], const char *text, size_t length)
{
    size_t n = 0;
    const char *end = text + length;
    while (n < PARTS) {
        const char *bar = memchr(text, '|', (size_t)(end - text));
        out[n++] = trim((part){text, (size_t)((bar ? bar : end) - text)});
        if (!bar)
            break;
        text = bar + 1;
    }
    return n;
}

static bool cut_prefix(part *p, const char *prefix)
{
    const size_t n = strlen(prefix);
    if (p->length < n || strncasecmp(p->text, prefix, n) != 0)
        return false;
    *p = trim((part){p->text + n, p->length - n});
    return true;
}

// set_title: one blank for blanks and underscores, a capital first, and "Page:" in its own
// form.
static cria_status set_title(cria_wiki_call *c, part p, bool of_page)
{
    cria_buffer title = {0};
    const bool page = cut_prefix(&p, "page:") || of_page;
    cria_status status = cria_buffer_puts(&title, page ? "Page:" : "");
    const size_t start = title.length;
    for (size_t i = 0; i < p.length && status == CRIA_OK; i++) {
        const char b = is_blank(p.text[i]) ? ' ' : p.text[i];
        if (b != ' ' || title.data[title.length - 1] != ' ')
            status = cria_buffer_putc(&title, b);
    }
    if (status == CRIA_OK && title.length > start && title.data[start] >= 'a' &&
        title.data[start] <= 'z')
        title.data[start] -= 'a' - 'A';
    if (status == CRIA_OK)
        c->title = cria_buffer_take(&title);
    cria_buffer_free(&title);
    return status;
}

static cria_status set_labels(cria_wiki_call *c, part begin, part end)
{
    if (begin.length > 0)
        CRIA_TRY(cria_strndup(&c->begin, begin.text, begin.length));
    if (end.length > 0)
        CRIA_TRY(cria_strndup(&c->end, end.text, end.length));
    return CRIA_OK;
}

// {{#lst:X|s}} is section s, {{#lst:X|a|b}} from a to b, {{#lst:X|a|}} from a on.
static cria_status read_lst(cria_wiki_call *c, const part *p, size_t n)
{
    const part none = {0};
    const part begin = n > 1 ? p[1] : none;
    CRIA_TRY(set_title(c, p[0], false));
    return set_labels(c, begin, n > 2 ? p[2] : begin);
}

// {{page|X|num=3|section=s}}: the number is for the margin.
static cria_status read_page(cria_wiki_call *c, const part *p, size_t n)
{
    part section = {0};
    for (size_t i = 2; i < n; i++) {
        part value = p[i];
        if (cut_prefix(&value, "section") && cut_prefix(&value, "="))
            section = value;
    }
    CRIA_TRY(set_title(c, p[1], true));
    return set_labels(c, section, section);
}

cria_status cria_wiki_call_read(cria_wiki_call *out, const char *text, size_t length, bool *is)
{
    part p[PARTS];
    const size_t n = split(p, text, length);
    const bool lst = cut_prefix(&p[0], "#lst:") || cut_prefix(&p[0], "#section:");
    const bool page = n > 1 && p[0].length == 4 && strncasecmp(p[0].text, "page", 4) == 0;
    const bool whole = !lst && !page &&
                       (cut_prefix(&p[0], ":") ||
                        (p[0].length > 5 && strncasecmp(p[0].text, "page:", 5) == 0));
    *is = (lst || whole || page) && p[page ? 1 : 0].length > 0 && !memchr(text, '{', length);
    if (!*is)
        return CRIA_OK;
    if (whole)
        return set_title(out, p[0], false);
    return lst ? read_lst(out, p, n) : read_page(out, p, n);
}

void cria_wiki_call_free(cria_wiki_call *c)
{
    cria_free(c->title);
    cria_free(c->begin);
    cria_free(c->end);
    *c = (cria_wiki_call){0};
}
