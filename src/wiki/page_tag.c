// page_tag.c owns the table of these tags.
#include "wiki/page_tag.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

static const struct {
    const char *name;
    cria_page_tag_kind kind;
} rows[] = {
    {"noinclude", CRIA_PAGE_TAG_NOINCLUDE},
    {"includeonly", CRIA_PAGE_TAG_INCLUDEONLY},
    {"onlyinclude", CRIA_PAGE_TAG_ONLYINCLUDE},
    {"section", CRIA_PAGE_TAG_SECTION},
    {"pages", CRIA_PAGE_TAG_PAGES},
    {"nowiki", CRIA_PAGE_TAG_VERBATIM},
    {"pre", CRIA_PAGE_TAG_VERBATIM},
    {"math", CRIA_PAGE_TAG_VERBATIM},
    {"ref", CRIA_PAGE_TAG_VERBATIM},
    {"poem", CRIA_PAGE_TAG_VERBATIM},
    {"score", CRIA_PAGE_TAG_VERBATIM},
    {"hiero", CRIA_PAGE_TAG_VERBATIM},
    {"gallery", CRIA_PAGE_TAG_VERBATIM},
    {"chem", CRIA_PAGE_TAG_VERBATIM},
    {"ce", CRIA_PAGE_TAG_VERBATIM},
    {"timeline", CRIA_PAGE_TAG_VERBATIM},
    {"source", CRIA_PAGE_TAG_VERBATIM},
    {"syntaxhighlight", CRIA_PAGE_TAG_VERBATIM},
};
_Static_assert(sizeof rows / sizeof rows[0] == CRIA_PAGE_TAGS,
               "CRIA_PAGE_TAGS counts the rows");

static size_t row_of(const char *name, const char *end)
{
    for (size_t i = 0; i < CRIA_PAGE_TAGS; i++) {
        const size_t n = strlen(rows[i].name);
        if ((size_t)(end - name) > n && strncasecmp(name, rows[i].name, n) == 0 &&
            !cria_is_letter(name[n]))
            return i;
    }
    return CRIA_PAGE_TAGS;
}

bool cria_page_tag_read(cria_page_tags *p, const char *at, cria_page_tag *out)
{
    *out = (cria_page_tag){.closes = p->end - at > 1 && at[1] == '/'};
    const char *name = at + 1 + out->closes;
    out->row = row_of(name, p->end);
    if (out->row == CRIA_PAGE_TAGS || p->no_tag_end)
        return false;
    out->kind = rows[out->row].kind;
    const size_t n = strlen(rows[out->row].name);
    out->small = memcmp(name, rows[out->row].name, n) == 0;
    out->attributes = name + n;
    const char *close = memchr(out->attributes, '>', (size_t)(p->end - out->attributes));
    p->no_tag_end = !close;
    if (!close)
        return false;
    out->behind = close + 1;
    const bool empty = close > out->attributes && close[-1] == '/';
    out->opens = !out->closes && !empty;
    out->length = (size_t)(close - out->attributes) - empty;
    return true;
}

// behind_close: behind the next "</name ...>" in any case; NULL if there is none.
static const char *behind_close(const char *at, const char *end, const char *name)
{
    const size_t n = strlen(name);
    while ((at = cria_find(at, end, "</")) != NULL) {
        at += 2;
        if ((size_t)(end - at) <= n || strncasecmp(at, name, n) != 0)
            continue;
        at += n;
        while (at < end && (*at == ' ' || *at == '\t' || *at == '\n'))
            at++;
        if (at < end && *at == '>')
            return at + 1;
    }
    return NULL;
}

const char *cria_page_tag_close(cria_page_tags *p, const cria_page_tag *tag)
{
    if (!tag->opens || p->unclosed[tag->row])
        return NULL;
    const char *behind = behind_close(tag->behind, p->end, rows[tag->row].name);
    p->unclosed[tag->row] = !behind;
    return behind;
}
