// expand.h owns the first step from wikitext to HTML: templates, links and tags with raw
// content are replaced; what comes out is wikitext of lines, quotes and HTML tags only.
//
// Control characters in it are marks; no input can hold them.
#ifndef CRIA_WIKI_EXPAND_H
#define CRIA_WIKI_EXPAND_H

#include "wiki/inline.h"
#include "wiki/span.h"
#include "wiki/template_table.h"
#include "wiki/wikitext.h"

typedef struct cria_expander {
    cria_wikitext *w;
    cria_spans *spans;
    const char *text;
    size_t length;
    cria_buffer *out;
    cria_inliner inliner; // for what may hold no block
    int depth;            // of constructs around
    int flat, verse;      // constructs around that hold no block, or lines of verse
} cria_expander;

// cria_expand appends the replaced text to *out.
CRIA_MUSTUSE cria_status cria_expand(cria_wikitext *w, cria_buffer *out, const char *text,
                                     size_t length);

// A stretch of the text, bytes [from, to), and the spans in it, numbers [first, last).
typedef struct cria_piece {
    size_t from, to, first, last;
} cria_piece;

// cria_piece_next gives the pieces of a template, link or parameter one after the other, parted
// by its bars; the first is the name. Start with cria_pieces_of.
typedef struct cria_pieces {
    size_t owner, at, span, to;
    bool done;
} cria_pieces;
cria_pieces cria_pieces_of(const cria_expander *e, size_t owner);
bool cria_piece_next(const cria_expander *e, cria_pieces *p, cria_piece *out);

// cria_piece_put expands a piece.
CRIA_MUSTUSE cria_status cria_piece_put(cria_expander *e, const cria_piece *p);
// cria_flat_put expands it inside the element `tag` (`sup`, `span class="x"`), without blocks.
CRIA_MUSTUSE cria_status cria_flat_put(cria_expander *e, const char *tag, const cria_piece *p);
// cria_verse_put expands it as lines of verse.
CRIA_MUSTUSE cria_status cria_verse_put(cria_expander *e, const cria_piece *p);
// cria_piece_plain appends a piece as plain text of one line, for names.
CRIA_MUSTUSE cria_status cria_piece_plain(cria_expander *e, const cria_piece *p,
                                          cria_buffer *out);
bool cria_piece_blank(const cria_expander *e, const cria_piece *p);
void cria_piece_trim(const cria_expander *e, cria_piece *p);

CRIA_MUSTUSE cria_status cria_link_put(cria_expander *e, size_t span);
CRIA_MUSTUSE cria_status cria_template_put(cria_expander *e, size_t span);
// cria_author_add: the piece is the full name of an author.
CRIA_MUSTUSE cria_status cria_author_add(cria_expander *e, const cria_piece *name);
// cria_template_row: the row of a template; `key` (CRIA_TEMPLATE_NAME_MAX + 1 bytes) becomes
// its name as the table has names.
const cria_wiki_template *cria_template_row(const cria_expander *e, size_t span, char *key);

#endif
