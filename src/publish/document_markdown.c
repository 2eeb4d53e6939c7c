// document_markdown.c owns a document as GitHub's Markdown. See document.h.
#include "publish/document.h"

#include <ctype.h>
#include <string.h>

typedef struct page {
    cria_buffer *out;
    const char *plots;
} page;

// A character that Markdown or GitHub could take as markup. An underscore between letters and
// digits cannot be, and file names are easier to read without the backslash.
static bool needs_escape(const char *text, size_t i)
{
    if (text[i] == '_')
        return i == 0 || !isalnum((unsigned char)text[i - 1]) ||
               !isalnum((unsigned char)text[i + 1]);
    return strchr("\\`*[]<>|&~$#!", text[i]) != NULL;
}

// At the start of a line "1. " and "- " make lists, "---" and "===" lines and headings.
static bool starts_list(const char *text)
{
    const char *mark = text + strspn(text, "0123456789");
    if (!*mark || !strchr(mark == text ? "-+=" : ".)", *mark))
        return false;
    return mark[1] == '\0' || mark[1] == *mark || isspace((unsigned char)mark[1]);
}

// One line of text; white space becomes a blank, control characters go.
static cria_status put_text(const page *p, const char *text)
{
    const size_t digits = strspn(text, "0123456789");
    const size_t list_mark = starts_list(text) ? digits : SIZE_MAX;
    for (size_t i = 0; text[i]; i++) {
        const unsigned char c = (unsigned char)text[i];
        if (isspace(c)) {
            CRIA_TRY(cria_buffer_putc(p->out, ' '));
            continue;
        }
        if (c < 0x20 || c == 0x7f)
            continue;
        if (i == list_mark || needs_escape(text, i))
            CRIA_TRY(cria_buffer_putc(p->out, '\\'));
        CRIA_TRY(cria_buffer_putc(p->out, text[i]));
    }
    return CRIA_OK;
}

static cria_status put_between(const page *p, const char *open, const char *text,
                               const char *close)
{
    CRIA_TRY(cria_buffer_puts(p->out, open));
    CRIA_TRY(put_text(p, text));
    return cria_buffer_puts(p->out, close);
}

static cria_status put_heading(const page *p, const cria_document_block *b)
{
    static const char *const marks[] = {"", "# ", "## ", "### ", "#### "};
    return put_between(p, marks[b->level], b->text, "\n\n");
}

static cria_status put_paragraph(const page *p, const cria_document_block *b)
{
    return put_between(p, "", b->text, "\n\n");
}

static cria_status put_finding(const page *p, const cria_document_block *b)
{
    return put_between(p, "> **", b->text, "**\n\n");
}

static cria_status put_warning(const page *p, const cria_document_block *b)
{
    return put_between(p, "> **Warning: ", b->text, "**\n\n");
}

static cria_status put_note(const page *p, const cria_document_block *b)
{
    return put_between(p, "*Note:* ", b->text, "\n\n");
}

// Indented code needs no fence that the text could close.
static cria_status put_indented(const page *p, const char *text)
{
    for (const char *line = text; *line;) {
        const size_t length = strcspn(line, "\r\n");
        CRIA_TRY(cria_buffer_puts(p->out, "    "));
        CRIA_TRY(cria_buffer_append(p->out, line, length));
        CRIA_TRY(cria_buffer_putc(p->out, '\n'));
        line += length + (line[length] != '\0');
    }
    return cria_buffer_putc(p->out, '\n');
}

static cria_status put_code(const page *p, const cria_document_block *b)
{
    return put_indented(p, b->text);
}

// ---- tables

// Names and hashes in code type, where nothing in them could end it.
static bool is_simple(const char *text)
{
    return *text && strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789 ./_-+:=,") == strlen(text);
}

static cria_status put_cell(const page *p, const cria_document_block *b,
                            const cria_document_cells *row, size_t column)
{
    const char *text = column < row->count ? b->cell[row->first + column] : "";
    if (b->column[column].kind == CRIA_COLUMN_CODE && is_simple(text))
        return cria_buffer_printf(p->out, " `%s` |", text);
    const bool strong =
        (row->style == CRIA_ROW_STRONG || row->style == CRIA_ROW_WARNING) && *text;
    const bool foreign = row->style == CRIA_ROW_FOREIGN && *text;
    const char *mark = strong ? "**" : foreign ? "*" : "";
    CRIA_TRY(cria_buffer_printf(p->out, " %s", mark));
    if (row->style == CRIA_ROW_MINOR && column == 0)
        CRIA_TRY(cria_buffer_puts(p->out, "– "));
    CRIA_TRY(put_text(p, text));
    return cria_buffer_printf(p->out, "%s |", mark);
}

static cria_status put_table(const page *p, const cria_document_block *b)
{
    CRIA_TRY(cria_buffer_putc(p->out, '|'));
    for (size_t i = 0; i < b->columns; i++)
        CRIA_TRY(put_between(p, " ", b->column[i].title, " |"));
    CRIA_TRY(cria_buffer_puts(p->out, "\n|"));
    for (size_t i = 0; i < b->columns; i++) {
        const bool left =
            b->column[i].kind == CRIA_COLUMN_TEXT || b->column[i].kind == CRIA_COLUMN_CODE;
        CRIA_TRY(cria_buffer_puts(p->out, left ? "---|" : "---:|"));
    }
    for (size_t i = 0; i < b->rows; i++) {
        CRIA_TRY(cria_buffer_puts(p->out, "\n|"));
        for (size_t k = 0; k < b->columns; k++)
            CRIA_TRY(put_cell(p, b, &b->row[i], k));
    }
    return cria_buffer_puts(p->out, "\n\n");
}

static const char *cell_of(const cria_document_block *b, size_t row, size_t column)
{
    return column < b->row[row].count ? b->cell[b->row[row].first + column] : "";
}

static cria_status put_cards(const page *p, const cria_document_block *b)
{
    for (size_t i = 0; i < b->rows; i++) {
        CRIA_TRY(put_between(p, "**", cell_of(b, i, 0), "**\n\n"));
        CRIA_TRY(put_between(p, "> ", cell_of(b, i, 1), "\n\n"));
    }
    return CRIA_OK;
}

// The texts of a row below each other, those of a code column as they are.
static cria_status put_beside(const page *p, const cria_document_block *b)
{
    for (size_t i = 0; i < b->rows; i++)
        for (size_t k = 0; k < b->row[i].count; k++) {
            CRIA_TRY(put_between(p, "**", b->column[k].title, "**\n\n"));
            if (b->column[k].kind == CRIA_COLUMN_CODE)
                CRIA_TRY(put_indented(p, cell_of(b, i, k)));
            else
                CRIA_TRY(put_between(p, "> ", cell_of(b, i, k), "\n\n"));
        }
    return CRIA_OK;
}

static cria_status put_tiles(const page *p, const cria_document_block *b)
{
    for (size_t i = 0; i < b->rows; i++) {
        CRIA_TRY(put_between(p, "- ", cell_of(b, i, 0), ": "));
        CRIA_TRY(put_between(p, "**", cell_of(b, i, 1), "**"));
        if (*cell_of(b, i, 2))
            CRIA_TRY(put_between(p, " (", cell_of(b, i, 2), ")"));
        CRIA_TRY(cria_buffer_putc(p->out, '\n'));
    }
    return cria_buffer_putc(p->out, '\n');
}

// ---- figures, folds

static cria_status put_figure(const page *p, const cria_document_block *b)
{
    CRIA_TRY(put_between(p, "![", b->name, "]"));
    CRIA_TRY(cria_buffer_printf(p->out, "(%s/%s.svg)\n\n", p->plots, b->name));
    return put_note(p, b);
}

static cria_status put_nothing(const page *p, const cria_document_block *b)
{
    (void)p;
    (void)b;
    return CRIA_OK;
}

static cria_status (*const put_block[CRIA_DOCUMENT_BLOCKS])(const page *,
                                                            const cria_document_block *) = {
    [CRIA_DOCUMENT_HEADING] = put_heading, [CRIA_DOCUMENT_PARAGRAPH] = put_paragraph,
    [CRIA_DOCUMENT_FINDING] = put_finding, [CRIA_DOCUMENT_NOTE] = put_note,
    [CRIA_DOCUMENT_CODE] = put_code,       [CRIA_DOCUMENT_TABLE] = put_table,
    [CRIA_DOCUMENT_CARDS] = put_cards,     [CRIA_DOCUMENT_TILES] = put_tiles,
    [CRIA_DOCUMENT_FIGURE] = put_figure,   [CRIA_DOCUMENT_FOLD] = put_heading,
    [CRIA_DOCUMENT_UNFOLD] = put_nothing,  [CRIA_DOCUMENT_WARNING] = put_warning,
    [CRIA_DOCUMENT_BESIDE] = put_beside,
};

cria_status cria_document_markdown(const cria_document *d, const char *plots, cria_buffer *out)
{
    const page p = {out, plots};
    for (size_t i = 0; i < d->blocks; i++)
        if (!cria_document_block_is_empty(&d->block[i]))
            CRIA_TRY(put_block[d->block[i].kind](&p, &d->block[i]));
    if (out->length >= 2 && strcmp(out->data + out->length - 2, "\n\n") == 0)
        out->data[--out->length] = '\0';
    return CRIA_OK;
}
