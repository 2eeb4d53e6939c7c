// inline.h owns what stands inside a line: quotes, HTML tags, seams, magic words.
#ifndef CRIA_WIKI_INLINE_H
#define CRIA_WIKI_INLINE_H

#include "wiki/markup.h"
#include "wiki/quotes.h"

// Marks in expanded wikitext. CRIA_WIKI_SEAM may stand there too.
enum {
    CRIA_SIGN_LINE = 0x01,      // a line of verse ends
    CRIA_SIGN_VERSE = 0x02,     //
    CRIA_SIGN_VERSE_END = 0x03, //
    CRIA_SIGN_FIGURE = 0x04,    // a picture stands here
    CRIA_SIGN_BRIEF = 0x05,     // the element just opened ends with the next blank line
    CRIA_SIGN_KEPT = 0x06,      // the hyphen before it stays at a seam
    CRIA_SIGN_APART = 0x07,     // the quotes on both sides are two runs
};

// Zero-initialise, set markup.html; free with cria_inliner_free.
typedef struct cria_inliner {
    cria_markup markup;
    cria_quote_runs quotes;
    cria_buffer scratch;
} cria_inliner;

// cria_inline_put appends the HTML of a line, or of a part of it that is a line for quotes.
CRIA_MUSTUSE cria_status cria_inline_put(cria_inliner *in, const char *line, size_t length);

// cria_inline_flatten replaces what stands in *text from `start` on by HTML without blocks.
CRIA_MUSTUSE cria_status cria_inline_flatten(cria_inliner *in, cria_buffer *text, size_t start);

// cria_inline_plain appends expanded wikitext without its tags, on one line.
CRIA_MUSTUSE cria_status cria_inline_plain(cria_inliner *in, cria_buffer *out, const char *text,
                                           size_t length);
void cria_inliner_free(cria_inliner *in);

#endif
