// document.h owns the report as data: headings, paragraphs, tables, figures, in order. It is
// built once and written twice, as HTML and as Markdown, so that nothing is said twice.
//
// A failure (memory) sticks to the document; what follows it is ignored and
// cria_document_status tells it once. All texts are plain: the renderers escape them.
#ifndef CRIA_PUBLISH_DOCUMENT_H
#define CRIA_PUBLISH_DOCUMENT_H

#include "base/buffer.h"

#include <stdint.h>

typedef enum cria_document_kind {
    CRIA_DOCUMENT_HEADING, // level 1 (the title) to 4
    CRIA_DOCUMENT_PARAGRAPH,
    CRIA_DOCUMENT_FINDING, // a paragraph that states a result
    CRIA_DOCUMENT_WARNING, // a paragraph that states that something is wrong
    CRIA_DOCUMENT_NOTE,    // a paragraph in small print
    CRIA_DOCUMENT_CODE,    // commands, one a line
    CRIA_DOCUMENT_TABLE,
    CRIA_DOCUMENT_CARDS,  // a table of (title, text), side by side
    CRIA_DOCUMENT_BESIDE, // a table of long texts, each row's side by side under their columns
    CRIA_DOCUMENT_TILES,  // a table of (what, value, remark): what matters most
    CRIA_DOCUMENT_FIGURE,
    CRIA_DOCUMENT_FOLD, // what follows, up to UNFOLD, may be folded away under this heading
    CRIA_DOCUMENT_UNFOLD,
    CRIA_DOCUMENT_BLOCKS,
} cria_document_kind;

typedef enum cria_column_kind {
    CRIA_COLUMN_TEXT,
    CRIA_COLUMN_NUMBER, // aligned right
    CRIA_COLUMN_SCORE,  // a number that is a percentage; a bar is drawn behind it
    CRIA_COLUMN_AMOUNT, // a number from cria_document_count; the largest has the longest bar
    CRIA_COLUMN_CODE,   // file names, hashes
} cria_column_kind;

typedef enum cria_row_style {
    CRIA_ROW_PLAIN,
    CRIA_ROW_STRONG,  // a result of this run
    CRIA_ROW_MINOR,   // one part of the row above
    CRIA_ROW_FOREIGN, // somebody else's figures
    CRIA_ROW_WARNING, // something is wrong
} cria_row_style;

typedef struct cria_column {
    const char *title;
    cria_column_kind kind;
    double full; // what a whole bar stands for; 0: no bars
} cria_column;

typedef struct cria_document_cells {
    cria_row_style style;
    size_t first, count; // of its cells
} cria_document_cells;

typedef struct cria_document_block {
    cria_document_kind kind;
    int level;         // HEADING, FOLD
    const char *text;  // of headings and paragraphs; the caption of figures
    const char *name;  // FIGURE: its file is NAME.svg
    const char *image; // FIGURE: SVG
    cria_column *column;
    size_t columns, columns_capacity;
    cria_document_cells *row;
    size_t rows, rows_capacity;
    const char **cell;
    size_t cells, cells_capacity;
} cria_document_block;

// Zero-initialise; cria_document_free.
typedef struct cria_document {
    cria_document_block *block;
    size_t blocks, capacity;
    cria_arena arena; // of all texts
    cria_status status;
} cria_document;

void cria_document_heading(cria_document *d, int level, const char *format, ...)
    CRIA_PRINTF(3, 4);
// cria_document_say adds a PARAGRAPH, FINDING, WARNING, NOTE or CODE.
void cria_document_say(cria_document *d, cria_document_kind kind, const char *format, ...)
    CRIA_PRINTF(3, 4);
void cria_document_fold(cria_document *d, int level, const char *format, ...) CRIA_PRINTF(3, 4);
void cria_document_unfold(cria_document *d);
// cria_document_figure copies the SVG.
void cria_document_figure(cria_document *d, const char *name, const char *svg, size_t bytes,
                          const char *caption);

// A table: its kind (TABLE, CARDS, BESIDE, TILES), its columns, then row by row its cells. A
// table without rows is left out of the report.
void cria_document_table(cria_document *d, cria_document_kind kind);
void cria_document_column(cria_document *d, cria_column_kind kind, const char *format, ...)
    CRIA_PRINTF(3, 4);
void cria_document_row(cria_document *d, cria_row_style style);
void cria_document_cell(cria_document *d, const char *format, ...) CRIA_PRINTF(2, 3);

// cria_document_text: formatted text that lives as long as the document; "" after a failure.
const char *cria_document_text(cria_document *d, const char *format, ...) CRIA_PRINTF(2, 3);
// cria_document_count writes 1234567 as "1,234,567".
const char *cria_document_count(cria_document *d, int64_t count);
// cria_document_number reads a number as cells hold it, commas and all; NAN when it is none.
double cria_document_number(const char *text);

bool cria_document_block_is_empty(const cria_document_block *b); // a table without rows

CRIA_MUSTUSE cria_status cria_document_status(const cria_document *d);
void cria_document_free(cria_document *d);

// cria_document_html appends one self-contained page: inline style and images, no scripts.
// cria_document_markdown appends GitHub's Markdown, whose figures are links to
// `plots`/NAME.svg.
CRIA_MUSTUSE cria_status cria_document_html(const cria_document *d, cria_buffer *out);
CRIA_MUSTUSE cria_status cria_document_markdown(const cria_document *d, const char *plots,
                                                cria_buffer *out);

#endif
