// raw_tag.c owns the table of these tags.
#include "wiki/raw_tag.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

const cria_raw_tag cria_raw_tags[] = {
    {"noinclude", CRIA_SPAN_DROP, true},
    {"del", CRIA_SPAN_DROP, false},
    {"section", CRIA_SPAN_DROP, false},
    {"nowiki", CRIA_SPAN_NOWIKI, false},
    {"pre", CRIA_SPAN_PRE, false},
    {"math", CRIA_SPAN_MATH, false},
    {"chem", CRIA_SPAN_MATH, false},
    {"ce", CRIA_SPAN_MATH, false},
    {"ref", CRIA_SPAN_REF, false},
    {"references", CRIA_SPAN_DROP, false},
    {"poem", CRIA_SPAN_POEM, false},
    {"gallery", CRIA_SPAN_FIGURE, false},
    {"imagemap", CRIA_SPAN_FIGURE, false},
    {"score", CRIA_SPAN_DROP, false},
    {"hiero", CRIA_SPAN_DROP, false},
    {"timeline", CRIA_SPAN_DROP, false},
    {"graph", CRIA_SPAN_DROP, false},
    {"mapframe", CRIA_SPAN_DROP, false},
    {"syntaxhighlight", CRIA_SPAN_DROP, false},
    {"source", CRIA_SPAN_DROP, false},
    {"templatedata", CRIA_SPAN_DROP, false},
    {"style", CRIA_SPAN_DROP, false},
    {"script", CRIA_SPAN_DROP, false},
};
_Static_assert(sizeof cria_raw_tags / sizeof cria_raw_tags[0] == CRIA_RAW_TAGS,
               "CRIA_RAW_TAGS counts the rows");

static bool is_name(char c)
{
    return cria_is_letter(c) || cria_is_digit(c) || c == '-';
}

// name_at: the length of the tag name at `at`.
static size_t name_at(const char *text, size_t length, size_t at)
{
    size_t n = 0;
    while (n < 16 && at + n < length && is_name(text[at + n]))
        n++;
    return n;
}

int cria_raw_tag_find(const char *text, size_t length, size_t at, size_t *after, bool *single)
{
    const size_t n = name_at(text, length, at + 1);
    if (n == 0)
        return -1;
    for (int i = 0; i < CRIA_RAW_TAGS; i++) {
        const char *name = cria_raw_tags[i].name;
        if (strncasecmp(name, text + at + 1, n) != 0 || name[n] != '\0')
            continue;
        size_t p = at + 1 + n;
        while (p < length && text[p] != '>' && text[p] != '<')
            p++;
        if (p == length || text[p] == '<')
            return -1;
        *single = text[p - 1] == '/';
        *after = p + 1;
        return i;
    }
    return -1;
}

// closes_at: the length of "</name >" at `at`, or 0.
static size_t closes_at(const char *text, size_t length, size_t at, const char *name)
{
    const size_t n = strlen(name);
    if (length - at < n + 3 || text[at + 1] != '/' || strncasecmp(text + at + 2, name, n) != 0)
        return 0;
    size_t p = at + 2 + n;
    if (is_name(text[p]))
        return 0;
    while (p < length && text[p] != '>' && text[p] != '<')
        p++;
    return p < length && text[p] == '>' ? p + 1 - at : 0;
}

bool cria_raw_tag_close(cria_raw_closes *c, const char *text, size_t length, int tag,
                        size_t from, size_t *start, size_t *end)
{
    if (!c->known[tag] || c->start[tag] < from) {
        c->known[tag] = true;
        c->start[tag] = SIZE_MAX;
        for (const char *p = text + from; (p = memchr(p, '<', (size_t)(text + length - p)));
             p++) {
            const size_t at = (size_t)(p - text);
            const size_t n = closes_at(text, length, at, cria_raw_tags[tag].name);
            if (n == 0)
                continue;
            c->start[tag] = at;
            c->end[tag] = at + n;
            break;
        }
    }
    *start = c->start[tag];
    *end = c->end[tag];
    return *start != SIZE_MAX;
}
