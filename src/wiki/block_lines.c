// block_lines.c owns paragraphs, headings, lists, verse of ':' lines, rules and tables.
#include "wiki/block_lines.h"

#include "wiki/inline.h"

#include <string.h>

typedef enum list_kind { NO_LIST, LIST, VERSE } list_kind;

typedef struct liner {
    cria_inliner in;
    list_kind list; // open
} liner;

typedef struct line {
    const char *at, *end; // without the line end
    const char *first;    // behind blanks
} line;

static cria_status put(liner *l, const char *at, const char *end)
{
    return cria_inline_put(&l->in, at, (size_t)(end - at));
}

static cria_status close_list(liner *l)
{
    static const char *const tags[] = {"", "</ul>\n", "</div>\n"};
    const list_kind kind = l->list;
    if (kind == NO_LIST)
        return CRIA_OK;
    l->list = NO_LIST;
    CRIA_TRY(cria_markup_end(&l->in.markup));
    l->in.markup.bare -= l->in.markup.bare > 0;
    return cria_buffer_puts(l->in.markup.html, tags[kind]);
}

static cria_status open_list(liner *l, list_kind kind)
{
    static const char *const tags[] = {"", "<ul>", "<div class=\"poem\">"};
    if (l->list == kind)
        return kind == VERSE ? cria_buffer_puts(l->in.markup.html, "<br>\n") : CRIA_OK;
    CRIA_TRY(close_list(l));
    CRIA_TRY(cria_markup_block(&l->in.markup, tags[kind]));
    l->in.markup.bare++;
    l->list = kind;
    return CRIA_OK;
}

// list_line: "*", "#", ";" are items, ":" alone is a line of verse.
static cria_status list_line(liner *l, const line *n)
{
    const char *at = n->at;
    list_kind kind = VERSE;
    for (; at < n->end && strchr("*#:;", *at); at++)
        kind = *at == ':' ? kind : LIST;
    while (at < n->end && *at == ' ')
        at++;
    CRIA_TRY(open_list(l, kind));
    if (kind == VERSE)
        return put(l, at, n->end);
    CRIA_TRY(cria_buffer_puts(l->in.markup.html, "<li>"));
    CRIA_TRY(put(l, at, n->end));
    CRIA_TRY(cria_markup_end(&l->in.markup));
    return cria_buffer_puts(l->in.markup.html, "</li>");
}

static cria_status text_line(liner *l, const char *at, const char *end)
{
    CRIA_TRY(put(l, at, end));
    l->in.markup.line_end = l->in.markup.paragraph || l->in.markup.bare > 0;
    return CRIA_OK;
}

static cria_status blank_line(liner *l)
{
    cria_markup *m = &l->in.markup;
    CRIA_TRY(close_list(l));
    if (m->bare == 0)
        CRIA_TRY(cria_markup_end(m));
    for (; m->brief > 0; m->brief--)
        CRIA_TRY(cria_markup_block(m, "</div>\n"));
    return CRIA_OK;
}

// heading_line: == x ==; *was tells whether it is one.
static cria_status heading_line(liner *l, const line *n, bool *was)
{
    const char *at = n->at, *end = n->end;
    while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
        end--;
    int level = 0;
    while (level < 6 && end - at > 2 && *at == '=' && end[-1] == '=') {
        at++;
        end--;
        level++;
    }
    *was = level > 0;
    if (!*was)
        return CRIA_OK;
    while (at < end && *at == ' ')
        at++;
    while (end > at && end[-1] == ' ')
        end--;
    const char tag[] = {'<', 'h', (char)('0' + level), '>', '\0'};
    CRIA_TRY(close_list(l));
    CRIA_TRY(cria_markup_block(&l->in.markup, tag));
    l->in.markup.bare++;
    CRIA_TRY(put(l, at, end));
    l->in.markup.bare -= l->in.markup.bare > 0;
    CRIA_TRY(cria_buffer_printf(l->in.markup.html, "</h%d>\n", level));
    return cria_markup_end(&l->in.markup);
}

// rule_line: four or more dashes; what stands behind them is text.
static cria_status rule_line(liner *l, const line *n, bool *was)
{
    const char *at = n->at;
    while (at < n->end && *at == '-')
        at++;
    *was = at - n->at >= 4;
    if (!*was)
        return CRIA_OK;
    CRIA_TRY(close_list(l));
    CRIA_TRY(cria_markup_block(&l->in.markup, "<hr>\n"));
    return text_line(l, at, n->end);
}

// ---- tables

// cell_text: behind the attributes of a cell, which a single '|' ends.
static const char *cell_text(const char *at, const char *end)
{
    const char *bar = memchr(at, '|', (size_t)(end - at));
    return bar ? bar + 1 : at;
}

// cell_end: the "||" (in heads also "!!") that ends the cell, or the line's end.
static const char *cell_end(const char *at, const char *end, bool head)
{
    for (; end - at >= 2; at++)
        if (at[0] == at[1] && (at[0] == '|' || (head && at[0] == '!')))
            return at;
    return end;
}

static cria_status cell_line(liner *l, const line *n)
{
    const bool head = *n->first == '!';
    const char *at = n->first + 1;
    for (;;) {
        const char *end = cell_end(at, n->end, head);
        CRIA_TRY(cria_table_cell(&l->in.markup));
        at = cell_text(at, end);
        CRIA_TRY(put(l, at, end));
        if (end == n->end)
            break;
        at = end + 2;
    }
    l->in.markup.line_end = true;
    return CRIA_OK;
}

static cria_status caption_line(liner *l, const line *n)
{
    CRIA_TRY(cria_table_row(&l->in.markup));
    CRIA_TRY(cria_table_cell(&l->in.markup));
    CRIA_TRY(put(l, cell_text(n->first + 2, n->end), n->end));
    return cria_table_row(&l->in.markup);
}

static cria_status end_line(liner *l, const line *n)
{
    CRIA_TRY(cria_table_close(&l->in.markup, true));
    return text_line(l, n->first + 2, n->end);
}

static bool begins(const line *n, const char *two)
{
    return n->end - n->first >= 2 && memcmp(n->first, two, 2) == 0;
}

// table_line: a line of a table, or one that would be if a table were open.
static cria_status table_line(liner *l, const line *n, bool *was)
{
    cria_markup *m = &l->in.markup;
    const bool inside = m->wiki_tables > 0 && m->table[m->tables - 1].wiki;
    const bool end = begins(n, "|}"), row = begins(n, "|-");
    *was = end || row || (inside && (*n->first == '|' || *n->first == '!'));
    if (!*was)
        return CRIA_OK;
    CRIA_TRY(close_list(l));
    if (end)
        return end_line(l, n);
    if (row)
        return inside ? cria_table_row(m) : CRIA_OK;
    return begins(n, "|+") ? caption_line(l, n) : cell_line(l, n);
}

// opens_table: "{|", behind blanks and colons.
static bool opens_table(const line *n)
{
    const char *at = n->first;
    while (at < n->end && (*at == ':' || *at == ' '))
        at++;
    return n->end - at >= 2 && at[0] == '{' && at[1] == '|';
}

// ensure_cell: text in a table, outside any cell, gets one of its own.
static cria_status ensure_cell(liner *l)
{
    cria_markup *m = &l->in.markup;
    const bool outside =
        m->wiki_tables > 0 && m->table[m->tables - 1].wiki && !m->table[m->tables - 1].cell;
    return outside ? cria_table_cell(m) : CRIA_OK;
}

// special_line: lines that are more than text; *was tells whether this is one.
static cria_status special_line(liner *l, const line *n, bool *was)
{
    *was = true;
    if (opens_table(n)) {
        CRIA_TRY(close_list(l));
        if (l->in.markup.tables > 0)
            CRIA_TRY(ensure_cell(l));
        return cria_table_open(&l->in.markup, true);
    }
    if (*n->first == '|' || *n->first == '!')
        return table_line(l, n, was);
    CRIA_TRY(ensure_cell(l));
    if (strchr("*#:;", *n->at))
        return list_line(l, n);
    if (*n->at == '=')
        return heading_line(l, n, was);
    if (*n->at == '-')
        return rule_line(l, n, was);
    *was = false;
    return CRIA_OK;
}

static cria_status put_one(liner *l, const char *at, const char *end)
{
    line n = {at, end, at};
    while (n.first < end && (*n.first == ' ' || *n.first == '\t'))
        n.first++;
    if (n.first == end)
        return blank_line(l);
    bool was = false;
    if (strchr("{|!*#:;=-", *n.first) || l->in.markup.tables > 0)
        CRIA_TRY(special_line(l, &n, &was));
    if (was)
        return CRIA_OK;
    CRIA_TRY(close_list(l));
    return text_line(l, at, end);
}

static cria_status put_all(liner *l, const char *text, size_t length)
{
    const char *end = length ? text + length : text;
    while (text < end) {
        const char *stop = memchr(text, '\n', (size_t)(end - text));
        stop = stop ? stop : end;
        CRIA_TRY(put_one(l, text, stop));
        text = stop + 1;
    }
    CRIA_TRY(close_list(l));
    return cria_markup_finish(&l->in.markup);
}

cria_status cria_block_lines(cria_wikitext *w, const char *text, size_t length)
{
    liner l = {0};
    l.in.markup.html = &w->html;
    l.in.markup.start = w->html.length;
    const cria_status status = put_all(&l, text, length);
    w->deep += l.in.markup.deep;
    w->unclosed += l.in.markup.unclosed;
    cria_inliner_free(&l.in);
    return status;
}
