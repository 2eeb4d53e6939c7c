// block_lines.h owns the second step from wikitext to HTML: what a line is by its beginning.
#ifndef CRIA_WIKI_BLOCK_LINES_H
#define CRIA_WIKI_BLOCK_LINES_H

#include "wiki/wikitext.h"

// cria_block_lines appends the HTML of expanded wikitext (expand.h) to w->html.
CRIA_MUSTUSE cria_status cria_block_lines(cria_wikitext *w, const char *text, size_t length);

#endif
