// document_html.c owns a document as one HTML page. See document.h.
#include "publish/document.h"
#include "publish/document_style.h"

#include <math.h>
#include <string.h>

static const char *entity(char c)
{
    static const struct {
        char c;
        const char *text;
    } entities[] = {
        {'<', "&lt;"}, {'>', "&gt;"}, {'&', "&amp;"}, {'"', "&quot;"}, {'\'', "&#39;"}};
    for (size_t i = 0; i < sizeof entities / sizeof *entities; i++)
        if (entities[i].c == c)
            return entities[i].text;
    return NULL;
}

// Text for any place, attributes included; control characters, which HTML forbids, are left
// out.
static cria_status put_bytes(cria_buffer *out, const char *text, size_t length)
{
    for (const char *at = text; at < text + length; at++) {
        const char *escaped = entity(*at);
        const unsigned char c = (unsigned char)*at;
        if (escaped)
            CRIA_TRY(cria_buffer_puts(out, escaped));
        else if (c == '\n' || c == '\t' || (c >= 0x20 && c != 0x7f))
            CRIA_TRY(cria_buffer_putc(out, *at));
    }
    return CRIA_OK;
}

static cria_status put_text(cria_buffer *out, const char *text)
{
    return put_bytes(out, text, strlen(text));
}

// <tag class="...">text</end>
static cria_status put_element(cria_buffer *out, const char *open, const char *text,
                               const char *close)
{
    CRIA_TRY(cria_buffer_puts(out, open));
    CRIA_TRY(put_text(out, text));
    return cria_buffer_puts(out, close);
}

static cria_status put_heading(cria_buffer *out, const cria_document_block *b)
{
    CRIA_TRY(cria_buffer_printf(out, "<h%d>", b->level));
    CRIA_TRY(put_text(out, b->text));
    return cria_buffer_printf(out, "</h%d>\n", b->level);
}

static cria_status put_paragraph(cria_buffer *out, const cria_document_block *b)
{
    return put_element(out, "<p>", b->text, "</p>\n");
}

static cria_status put_finding(cria_buffer *out, const cria_document_block *b)
{
    return put_element(out, "<p class=\"finding\">", b->text, "</p>\n");
}

static cria_status put_warning(cria_buffer *out, const cria_document_block *b)
{
    return put_element(out, "<p class=\"warning\">", b->text, "</p>\n");
}

static cria_status put_note(cria_buffer *out, const cria_document_block *b)
{
    return put_element(out, "<p class=\"note\">", b->text, "</p>\n");
}

static cria_status put_code(cria_buffer *out, const cria_document_block *b)
{
    return put_element(out, "<pre><code>", b->text, "</code></pre>\n");
}

// ---- tables

static const char *column_class(cria_column_kind kind)
{
    static const char *const classes[] = {
        [CRIA_COLUMN_TEXT] = "",
        [CRIA_COLUMN_NUMBER] = " class=\"number\"",
        [CRIA_COLUMN_SCORE] = " class=\"number score\"",
        [CRIA_COLUMN_AMOUNT] = " class=\"amount\"",
        [CRIA_COLUMN_CODE] = " class=\"code\"",
    };
    return classes[kind];
}

static cria_status put_head(cria_buffer *out, const cria_document_block *b)
{
    CRIA_TRY(cria_buffer_puts(out, "<thead><tr>"));
    for (size_t i = 0; i < b->columns; i++) {
        CRIA_TRY(
            cria_buffer_printf(out, "<th scope=\"col\"%s>", column_class(b->column[i].kind)));
        CRIA_TRY(put_element(out, "", b->column[i].title, "</th>"));
    }
    return cria_buffer_puts(out, "</tr></thead>\n<tbody>\n");
}

// The first column names the row; behind a score or an amount stands a bar.
static cria_status open_cell(cria_buffer *out, const cria_document_block *b, size_t column,
                             const char *text)
{
    const cria_column *c = &b->column[column];
    const char *class = column_class(c->kind);
    if (column == 0)
        return cria_buffer_printf(out, "<th scope=\"row\"%s>", class);
    const double share = c->full > 0 ? cria_document_number(text) / c->full : NAN;
    if (!(share >= 0) || share > 1)
        return cria_buffer_printf(out, "<td%s>", class);
    return cria_buffer_printf(out, "<td%s style=\"--score:%.1f%%\">", class, 100 * share);
}

static cria_status put_cell(cria_buffer *out, const cria_document_block *b,
                            const cria_document_cells *row, size_t column)
{
    const char *text = column < row->count ? b->cell[row->first + column] : "";
    CRIA_TRY(open_cell(out, b, column, text));
    return put_element(out, "", text, column == 0 ? "</th>" : "</td>");
}

static cria_status put_row(cria_buffer *out, const cria_document_block *b,
                           const cria_document_cells *row)
{
    static const char *const open[] = {
        [CRIA_ROW_PLAIN] = "<tr>",
        [CRIA_ROW_STRONG] = "<tr class=\"strong\">",
        [CRIA_ROW_MINOR] = "<tr class=\"minor\">",
        [CRIA_ROW_FOREIGN] = "<tr class=\"foreign\">",
        [CRIA_ROW_WARNING] = "<tr class=\"warning\">",
    };
    CRIA_TRY(cria_buffer_puts(out, open[row->style]));
    for (size_t i = 0; i < b->columns; i++)
        CRIA_TRY(put_cell(out, b, row, i));
    return cria_buffer_puts(out, "</tr>\n");
}

static cria_status put_table(cria_buffer *out, const cria_document_block *b)
{
    CRIA_TRY(cria_buffer_puts(out, "<div class=\"wide\"><table>\n"));
    CRIA_TRY(put_head(out, b));
    for (size_t i = 0; i < b->rows; i++)
        CRIA_TRY(put_row(out, b, &b->row[i]));
    return cria_buffer_puts(out, "</tbody></table></div>\n");
}

// A row as a box: each cell in its own element.
static cria_status put_boxes(cria_buffer *out, const cria_document_block *b, const char *class,
                             const char *const open[], const char *const close[])
{
    CRIA_TRY(cria_buffer_printf(out, "<div class=\"%s\">\n", class));
    for (size_t i = 0; i < b->rows; i++) {
        const cria_document_cells *row = &b->row[i];
        CRIA_TRY(cria_buffer_puts(
            out, row->style == CRIA_ROW_WARNING ? "<div class=\"warning\">" : "<div>"));
        for (size_t k = 0; k < row->count; k++)
            CRIA_TRY(put_element(out, open[k], b->cell[row->first + k], close[k]));
        CRIA_TRY(cria_buffer_puts(out, "</div>\n"));
    }
    return cria_buffer_puts(out, "</div>\n");
}

static cria_status put_cards(cria_buffer *out, const cria_document_block *b)
{
    static const char *const open[] = {"<h5>", "<blockquote>"};
    static const char *const close[] = {"</h5>", "</blockquote>"};
    return put_boxes(out, b, "cards", open, close);
}

static cria_status put_tiles(cria_buffer *out, const cria_document_block *b)
{
    static const char *const open[] = {"<span>", "<strong>", "<small>"};
    static const char *const close[] = {"</span>", "</strong>", "</small>"};
    return put_boxes(out, b, "tiles", open, close);
}

// ---- long texts beside each other

// Each line is a paragraph.
static cria_status put_lines(cria_buffer *out, const char *text)
{
    for (const char *at = text; *at;) {
        const size_t length = strcspn(at, "\n");
        CRIA_TRY(cria_buffer_puts(out, "<p>"));
        CRIA_TRY(put_bytes(out, at, length));
        CRIA_TRY(cria_buffer_puts(out, "</p>\n"));
        at += length + (at[length] == '\n');
    }
    return CRIA_OK;
}

static cria_status put_side(cria_buffer *out, const cria_column *column, const char *text)
{
    CRIA_TRY(cria_buffer_puts(out, "<div>"));
    CRIA_TRY(put_element(out, "<h5>", column->title, "</h5>\n"));
    if (column->kind == CRIA_COLUMN_CODE)
        CRIA_TRY(put_element(out, "<pre>\n", text, "</pre>"));
    else
        CRIA_TRY(put_lines(out, text));
    return cria_buffer_puts(out, "</div>\n");
}

static cria_status put_beside(cria_buffer *out, const cria_document_block *b)
{
    for (size_t i = 0; i < b->rows; i++) {
        CRIA_TRY(cria_buffer_puts(out, "<div class=\"beside\">\n"));
        for (size_t k = 0; k < b->row[i].count; k++)
            CRIA_TRY(put_side(out, &b->column[k], b->cell[b->row[i].first + k]));
        CRIA_TRY(cria_buffer_puts(out, "</div>\n"));
    }
    return CRIA_OK;
}

// ---- figures, folds

// The image goes in without the XML declaration and document type in front of <svg>.
static cria_status put_figure(cria_buffer *out, const cria_document_block *b)
{
    const char *svg = strstr(b->image, "<svg");
    CRIA_TRY(cria_buffer_puts(out, "<figure>\n"));
    CRIA_TRY(cria_buffer_puts(out, svg ? svg : ""));
    return put_element(out, "<figcaption>", b->text, "</figcaption>\n</figure>\n");
}

static cria_status put_fold(cria_buffer *out, const cria_document_block *b)
{
    return put_element(out, "<details><summary>", b->text, "</summary>\n");
}

static cria_status put_unfold(cria_buffer *out, const cria_document_block *b)
{
    (void)b;
    return cria_buffer_puts(out, "</details>\n");
}

static cria_status (*const put_block[CRIA_DOCUMENT_BLOCKS])(cria_buffer *,
                                                            const cria_document_block *) = {
    [CRIA_DOCUMENT_HEADING] = put_heading, [CRIA_DOCUMENT_PARAGRAPH] = put_paragraph,
    [CRIA_DOCUMENT_FINDING] = put_finding, [CRIA_DOCUMENT_NOTE] = put_note,
    [CRIA_DOCUMENT_CODE] = put_code,       [CRIA_DOCUMENT_TABLE] = put_table,
    [CRIA_DOCUMENT_CARDS] = put_cards,     [CRIA_DOCUMENT_TILES] = put_tiles,
    [CRIA_DOCUMENT_FIGURE] = put_figure,   [CRIA_DOCUMENT_FOLD] = put_fold,
    [CRIA_DOCUMENT_UNFOLD] = put_unfold,   [CRIA_DOCUMENT_WARNING] = put_warning,
    [CRIA_DOCUMENT_BESIDE] = put_beside,
};

static const char *title_of(const cria_document *d)
{
    for (size_t i = 0; i < d->blocks; i++)
        if (d->block[i].kind == CRIA_DOCUMENT_HEADING)
            return d->block[i].text;
    return "";
}

cria_status cria_document_html(const cria_document *d, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_puts(out, cria_document_head));
    CRIA_TRY(put_element(out, "<title>", title_of(d), "</title>\n"));
    CRIA_TRY(cria_buffer_puts(out, "<style>\n"));
    for (size_t i = 0; cria_document_style[i]; i++)
        CRIA_TRY(cria_buffer_puts(out, cria_document_style[i]));
    CRIA_TRY(cria_buffer_puts(out, "</style>\n</head>\n<body>\n<main>\n"));
    for (size_t i = 0; i < d->blocks; i++)
        if (!cria_document_block_is_empty(&d->block[i]))
            CRIA_TRY(put_block[d->block[i].kind](out, &d->block[i]));
    return cria_buffer_puts(out, "</main>\n</body>\n</html>\n");
}
