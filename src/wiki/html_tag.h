// html_tag.h owns the HTML tags that wikitext may hold.
#ifndef CRIA_WIKI_HTML_TAG_H
#define CRIA_WIKI_HTML_TAG_H

#include "wiki/markup.h"

// cria_html_tag_length: the length of the tag at the '<' at `at`, or 0.
size_t cria_html_tag_length(const char *at, const char *end);

// cria_html_tag writes the tag at the '<' at `at`, in plain form, and gives its length; 0 when
// no tag of the table begins there. Of its attributes only the class stays.
CRIA_MUSTUSE cria_status cria_html_tag(cria_markup *m, const char *at, const char *end,
                                       size_t *length);

#endif
