// html_tag.c owns the table of tags and the reading of one.
#include "wiki/html_tag.h"

#include "base/text.h"

#include <string.h>
#include <strings.h>

typedef enum tag_sort {
    SILENT,    // the tag goes, its content stays
    INLINE,    //
    BREAK,     // inline, without content
    BLOCK,     //
    RULE,      // a block without content
    PARAGRAPH, // ends the one before
    TABLE,     //
} tag_sort;

static const struct {
    char name[16];
    tag_sort sort;
    const char *as; // the name to write
} tags[] = {
    {"b", INLINE, "b"},
    {"i", INLINE, "i"},
    {"sup", INLINE, "sup"},
    {"sub", INLINE, "sub"},
    {"span", INLINE, "span"},
    {"small", INLINE, "small"},
    {"br", BREAK, "br"},
    {"div", BLOCK, "div"},
    {"table", TABLE, "table"},
    {"tr", BLOCK, "tr"},
    {"td", BLOCK, "td"},
    {"th", BLOCK, "th"},
    {"p", PARAGRAPH, "p"},
    {"big", INLINE, "big"},
    {"em", INLINE, "em"},
    {"strong", INLINE, "strong"},
    {"u", INLINE, "u"},
    {"s", INLINE, "s"},
    {"strike", INLINE, "s"},
    {"ins", INLINE, "ins"},
    {"tt", INLINE, "tt"},
    {"code", INLINE, "code"},
    {"cite", INLINE, "cite"},
    {"abbr", INLINE, "abbr"},
    {"var", INLINE, "var"},
    {"kbd", INLINE, "kbd"},
    {"samp", INLINE, "samp"},
    {"dfn", INLINE, "dfn"},
    {"q", INLINE, "q"},
    {"bdi", INLINE, "bdi"},
    {"bdo", INLINE, "bdo"},
    {"font", INLINE, "font"},
    {"math", INLINE, "math"},
    {"img", BREAK, "img"},
    {"wbr", BREAK, "wbr"},
    {"pre", BLOCK, "pre"},
    {"center", BLOCK, "div"},
    {"blockquote", BLOCK, "blockquote"},
    {"ul", BLOCK, "ul"},
    {"ol", BLOCK, "ol"},
    {"li", BLOCK, "li"},
    {"dl", BLOCK, "dl"},
    {"dt", BLOCK, "dt"},
    {"dd", BLOCK, "dd"},
    {"h1", BLOCK, "h1"},
    {"h2", BLOCK, "h2"},
    {"h3", BLOCK, "h3"},
    {"h4", BLOCK, "h4"},
    {"h5", BLOCK, "h5"},
    {"h6", BLOCK, "h6"},
    {"hr", RULE, "hr"},
    {"caption", SILENT, ""},
    {"thead", SILENT, ""},
    {"tbody", SILENT, ""},
    {"tfoot", SILENT, ""},
    {"col", SILENT, ""},
    {"colgroup", SILENT, ""},
    {"section", SILENT, ""},
    {"noinclude", SILENT, ""},
    {"includeonly", SILENT, ""},
    {"onlyinclude", SILENT, ""},
    {"pagequality", SILENT, ""},
    {"pages", SILENT, ""},
    {"pagelist", SILENT, ""},
    {"references", SILENT, ""},
    {"ref", SILENT, ""},
    {"poem", SILENT, ""},
    {"del", SILENT, ""},
    {"nowiki", SILENT, ""},
    {"chem", SILENT, ""},
    {"ce", SILENT, ""},
    {"score", SILENT, ""},
    {"hiero", SILENT, ""},
    {"gallery", SILENT, ""},
    {"templatestyles", SILENT, ""},
    {"dynamicpagelist", SILENT, ""},
    {"ruby", SILENT, ""},
    {"rb", SILENT, ""},
    {"rt", SILENT, ""},
    {"rp", SILENT, ""},
    {"time", SILENT, ""},
    {"data", SILENT, ""},
    {"mark", SILENT, ""},
    {"style", SILENT, ""},
    {"script", SILENT, ""},
    {"a", SILENT, ""},
};

static int find(const char *name, size_t length)
{
    for (int i = 0; i < (int)(sizeof tags / sizeof tags[0]); i++)
        if (strncasecmp(tags[i].name, name, length) == 0 && tags[i].name[length] == '\0')
            return i;
    return -1;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n';
}

static bool is_class(char c)
{
    return cria_is_letter(c) || cria_is_digit(c) || c == '-' || c == '_';
}

// class_of: the class attribute, as far as it is made of plain names; NULL when it is not.
static const char *class_of(const char *at, const char *end, size_t *length)
{
    for (; end - at > 6; at++)
        if (is_blank(*at) && strncasecmp(at + 1, "class", 5) == 0)
            break;
    if (end - at <= 6)
        return NULL;
    at += 6;
    while (at < end && is_blank(*at))
        at++;
    if (at == end || *at != '=')
        return NULL;
    at++;
    while (at < end && is_blank(*at))
        at++;
    const char quote = at < end && (*at == '"' || *at == '\'') ? *at++ : '\0';
    const char *start = at;
    while (at < end && (is_class(*at) || (quote && *at == ' ')))
        at++;
    *length = (size_t)(at - start);
    return *length > 0 ? start : NULL;
}

static cria_status put_open(cria_markup *m, const char *name, const char *at, const char *end)
{
    size_t length;
    CRIA_TRY(cria_buffer_putc(m->html, '<'));
    CRIA_TRY(cria_buffer_puts(m->html, name));
    const char *class = class_of(at, end, &length);
    if (class) {
        CRIA_TRY(cria_buffer_puts(m->html, " class=\""));
        CRIA_TRY(cria_buffer_append(m->html, class, length));
        CRIA_TRY(cria_buffer_putc(m->html, '"'));
    }
    return cria_buffer_putc(m->html, '>');
}

static cria_status put_close(cria_markup *m, const char *name)
{
    CRIA_TRY(cria_buffer_puts(m->html, "</"));
    CRIA_TRY(cria_buffer_puts(m->html, name));
    return cria_buffer_putc(m->html, '>');
}

typedef struct tag {
    int row;
    bool closing;
    const char *at, *end; // the attributes
} tag;

static cria_status put_inline(cria_markup *m, const tag *t)
{
    const char *name = tags[t->row].as;
    const bool out_of_text = !m->flat && !m->paragraph && m->bare == 0;
    if (t->closing && out_of_text) // what it closes ended with its paragraph
        return CRIA_OK;
    CRIA_TRY(cria_markup_begin(m));
    return t->closing ? put_close(m, name) : put_open(m, name, t->at, t->end);
}

static cria_status put_break(cria_markup *m, const tag *t)
{
    if (!m->flat && !m->paragraph && m->bare == 0)
        return CRIA_OK;
    CRIA_TRY(cria_markup_begin(m));
    return put_open(m, tags[t->row].as, t->at, t->at);
}

static cria_status put_block(cria_markup *m, const tag *t)
{
    const char *name = tags[t->row].as;
    if (m->flat)
        return CRIA_OK;
    CRIA_TRY(cria_markup_end(m));
    return t->closing ? put_close(m, name) : put_open(m, name, t->at, t->end);
}

static cria_status put_rule(cria_markup *m, const tag *t)
{
    (void)t;
    return cria_markup_block(m, "<hr>\n");
}

static cria_status put_paragraph(cria_markup *m, const tag *t)
{
    (void)t;
    if (m->flat || m->bare > 0)
        return CRIA_OK;
    return cria_markup_end(m);
}

static cria_status put_table(cria_markup *m, const tag *t)
{
    return t->closing ? cria_table_close(m, false) : cria_table_open(m, false);
}

static cria_status put_silent(cria_markup *m, const tag *t)
{
    (void)m;
    (void)t;
    return CRIA_OK;
}

typedef cria_status putter(cria_markup *m, const tag *t);
static putter *const putters[] = {
    [SILENT] = put_silent, [INLINE] = put_inline, [BREAK] = put_break,
    [BLOCK] = put_block,   [RULE] = put_rule,     [PARAGRAPH] = put_paragraph,
    [TABLE] = put_table,
};

static bool is_name(char c)
{
    return ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '1' && c <= '6');
}

// read_tag fills *t; the length of the tag, or 0.
static size_t read_tag(tag *t, const char *at, const char *end)
{
    *t = (tag){.closing = end - at > 1 && at[1] == '/'};
    const char *name = at + 1 + t->closing, *p = name;
    while (p < end && is_name(*p) && p - name < 16)
        p++;
    t->row = p > name ? find(name, (size_t)(p - name)) : -1;
    t->at = p;
    while (t->row >= 0 && p < end && *p != '<' && *p != '>')
        p++;
    t->end = p;
    return t->row >= 0 && p < end && *p == '>' ? (size_t)(p - at) + 1 : 0;
}

size_t cria_html_tag_length(const char *at, const char *end)
{
    tag t;
    return read_tag(&t, at, end);
}

cria_status cria_html_tag(cria_markup *m, const char *at, const char *end, size_t *length)
{
    tag t;
    *length = read_tag(&t, at, end);
    return *length ? putters[tags[t.row].sort](m, &t) : CRIA_OK;
}
