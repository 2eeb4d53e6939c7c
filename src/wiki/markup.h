// markup.h owns the HTML under construction: open paragraphs and tables, and pictures, which
// wait for the end of the paragraph in which they stand.
#ifndef CRIA_WIKI_MARKUP_H
#define CRIA_WIKI_MARKUP_H

#include "base/buffer.h"
#include "wiki/span.h"

typedef struct cria_open_table {
    size_t at;                  // of its tag in the HTML
    bool wiki, row, cell, mute; // {| |} or <table>; what of it is open; beyond the depth
} cria_open_table;

// Zero-initialise and set html; free with cria_markup_free.
typedef struct cria_markup {
    cria_buffer *html;
    size_t start;   // of our part in it
    bool flat;      // no blocks: their tags are left out
    bool paragraph; // <p> is open
    bool line_end;  // the paragraph's next text is on a new line
    unsigned bare;  // elements around in which text needs no <p>
    size_t figures; // waiting
    size_t brief;   // elements of fine print that end with the next blank line
    cria_open_table *table;
    size_t tables, capacity, wiki_tables;
    size_t ignored; // {| beyond CRIA_SPAN_OPEN_MAX
    bool picture;   // the outermost table holds one
    uint64_t deep, unclosed;
} cria_markup;

// cria_markup_begin: text or an inline tag comes next.
CRIA_MUSTUSE cria_status cria_markup_begin(cria_markup *m);
// cria_markup_text: text without markup; blanks alone open no paragraph.
CRIA_MUSTUSE cria_status cria_markup_text(cria_markup *m, const char *text, size_t length);
// cria_markup_end ends the paragraph, if one is open, for a block comes next.
CRIA_MUSTUSE cria_status cria_markup_end(cria_markup *m);
// cria_markup_block: a tag of a block, or nothing where blocks are left out.
CRIA_MUSTUSE cria_status cria_markup_block(cria_markup *m, const char *tag);
// cria_markup_figure: a picture stands here; it is written behind the paragraph.
void cria_markup_figure(cria_markup *m);

// Tables of {| |} (`wiki`) or <table>. Beyond the depth they are left out with their content
// kept. A table must be open for its rows and cells.
CRIA_MUSTUSE cria_status cria_table_open(cria_markup *m, bool wiki);
// cria_table_close ends the innermost of its sort and what is open in it, or does nothing.
CRIA_MUSTUSE cria_status cria_table_close(cria_markup *m, bool wiki);
CRIA_MUSTUSE cria_status cria_table_row(cria_markup *m);  // ends the row
CRIA_MUSTUSE cria_status cria_table_cell(cria_markup *m); // begins a cell, in a row
// cria_markup_finish ends all that is open, at the text's end.
CRIA_MUSTUSE cria_status cria_markup_finish(cria_markup *m);
void cria_markup_free(cria_markup *m);

#endif
