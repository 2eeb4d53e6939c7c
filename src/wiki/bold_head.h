// bold_head.h owns bold headwords in wikitext: where an article's text begins with one, and
// whether it is the headword of a title.
#ifndef CRIA_WIKI_BOLD_HEAD_H
#define CRIA_WIKI_BOLD_HEAD_H

#include "base/buffer.h"

// cria_bold_head: whether the text begins with a bold passage that is mostly capitals, has a
// letter and no figures. Blanks, quotation marks, links' heads, and templates and tags without
// bold text may stand before it. Its text without marks replaces what *head held. Looks at the
// first few hundred bytes only.
CRIA_MUSTUSE cria_status cria_bold_head(cria_buffer *head, const char *text, size_t length,
                                        bool *found);

// cria_bold_head_rank: how well the headword is that of the title: 0 not, 1 one begins with the
// other, 2 alike. Only letters and figures count, without case and accents; what stands in
// parentheses at the title's end does not.
CRIA_MUSTUSE cria_status cria_bold_head_rank(const char *head, const char *title, int *rank);

#endif
