// markup.c owns the rules of paragraphs and tables.
#include "wiki/markup.h"

#include "wiki/wikitext.h"

#include <string.h>

cria_status cria_markup_begin(cria_markup *m)
{
    if (m->flat)
        return CRIA_OK;
    const bool open = m->paragraph || m->bare > 0;
    const bool new_line = m->line_end;
    m->line_end = false;
    if (open)
        return new_line ? cria_buffer_putc(m->html, '\n') : CRIA_OK;
    m->paragraph = true;
    return cria_buffer_puts(m->html, "<p>");
}

cria_status cria_markup_text(cria_markup *m, const char *text, size_t length)
{
    if (!m->flat && !m->paragraph && m->bare == 0)
        while (length > 0 && (*text == ' ' || *text == '\t')) {
            text++;
            length--;
        }
    if (length == 0)
        return CRIA_OK;
    CRIA_TRY(cria_markup_begin(m));
    const cria_buffer *html = m->html;
    if (*text == '\'' && html->length > m->start && html->data[html->length - 1] == '\'') {
        // Two that only a removal brought together must not look like markup.
        CRIA_TRY(cria_buffer_puts(m->html, "&#39;"));
        text++;
        length--;
    }
    return cria_buffer_append(m->html, text, length);
}

cria_status cria_markup_end(cria_markup *m)
{
    m->line_end = false;
    if (m->paragraph)
        CRIA_TRY(cria_buffer_puts(m->html, "</p>\n"));
    m->paragraph = false;
    for (; m->figures > 0; m->figures--)
        CRIA_TRY(cria_buffer_puts(m->html, "<div class=\"figcenter\"></div>"));
    return CRIA_OK;
}

cria_status cria_markup_block(cria_markup *m, const char *tag)
{
    if (m->flat)
        return CRIA_OK;
    CRIA_TRY(cria_markup_end(m));
    return cria_buffer_puts(m->html, tag);
}

void cria_markup_figure(cria_markup *m)
{
    if (m->flat)
        return;
    m->figures++;
    m->picture |= m->tables > 0;
}

static cria_open_table *inner(cria_markup *m)
{
    return &m->table[m->tables - 1];
}

cria_status cria_table_open(cria_markup *m, bool wiki)
{
    if (m->flat)
        return CRIA_OK;
    CRIA_TRY(cria_markup_end(m));
    if (m->tables >= CRIA_WIKITEXT_DEPTH)
        m->deep++;
    if (m->tables == CRIA_SPAN_OPEN_MAX) {
        m->ignored += wiki;
        return CRIA_OK;
    }
    CRIA_TRY(cria_grow(&m->table, &m->capacity, m->tables + 1, sizeof *m->table));
    m->table[m->tables] = (cria_open_table){
        .at = m->html->length, .wiki = wiki, .mute = m->tables >= CRIA_WIKITEXT_DEPTH};
    m->wiki_tables += wiki;
    if (m->tables++ == 0)
        m->picture = false;
    m->bare++;
    return inner(m)->mute ? CRIA_OK : cria_buffer_puts(m->html, "<table>");
}

static cria_status close_cell(cria_markup *m)
{
    cria_open_table *t = inner(m);
    CRIA_TRY(cria_markup_end(m));
    const bool open = t->cell && !t->mute;
    t->cell = false;
    return open ? cria_buffer_puts(m->html, "</td>") : CRIA_OK;
}

cria_status cria_table_row(cria_markup *m)
{
    cria_open_table *t = inner(m);
    CRIA_TRY(close_cell(m));
    const bool open = t->row && !t->mute;
    t->row = false;
    return open ? cria_buffer_puts(m->html, "</tr>\n") : CRIA_OK;
}

cria_status cria_table_cell(cria_markup *m)
{
    cria_open_table *t = inner(m);
    CRIA_TRY(close_cell(m));
    if (!t->row && !t->mute)
        CRIA_TRY(cria_buffer_puts(m->html, "<tr>"));
    t->row = t->cell = true;
    return t->mute ? cria_buffer_putc(m->html, ' ') : cria_buffer_puts(m->html, "<td>");
}

// mark_picture: a table that holds a picture is a figure with its legend.
static cria_status mark_picture(cria_markup *m, size_t at)
{
    static const char mark[] = " class=\"pic\"";
    const size_t n = sizeof mark - 1, behind = at + strlen("<table");
    CRIA_TRY(cria_buffer_append(m->html, mark, n));
    memmove(m->html->data + behind + n, m->html->data + behind, m->html->length - n - behind);
    memcpy(m->html->data + behind, mark, n);
    return CRIA_OK;
}

static cria_status close_inner(cria_markup *m)
{
    if (inner(m)->wiki)
        CRIA_TRY(cria_table_row(m));
    CRIA_TRY(cria_markup_end(m));
    const cria_open_table t = m->table[--m->tables];
    m->wiki_tables -= t.wiki;
    m->bare--;
    if (!t.mute)
        CRIA_TRY(cria_buffer_puts(m->html, "</table>\n"));
    return m->tables == 0 && m->picture ? mark_picture(m, t.at) : CRIA_OK;
}

// A </table> without its <table> is nothing; |} also ends what is open in its table.
cria_status cria_table_close(cria_markup *m, bool wiki)
{
    if (wiki && m->ignored > 0) {
        m->ignored--;
        return CRIA_OK;
    }
    if (m->flat || m->tables == 0 || (wiki ? m->wiki_tables == 0 : inner(m)->wiki))
        return CRIA_OK;
    while (wiki && !inner(m)->wiki)
        CRIA_TRY(close_inner(m));
    return close_inner(m);
}

cria_status cria_markup_finish(cria_markup *m)
{
    CRIA_TRY(cria_markup_end(m));
    m->unclosed += m->ignored + m->wiki_tables;
    while (m->tables > 0)
        CRIA_TRY(close_inner(m));
    for (; m->brief > 0; m->brief--)
        CRIA_TRY(cria_buffer_puts(m->html, "</div>\n"));
    return CRIA_OK;
}

void cria_markup_free(cria_markup *m)
{
    cria_free(m->table);
    *m = (cria_markup){0};
}
