// call.h owns transclusions in braces: {{Page:X}}, {{:X}}, {{#lst:X|s}}, {{page|X|section=s}}.
#ifndef CRIA_WIKI_CALL_H
#define CRIA_WIKI_CALL_H

#include "base/buffer.h"

// Zero-initialise; free with cria_wiki_call_free.
typedef struct cria_wiki_call {
    char *title;       // with its namespace
    char *begin, *end; // labels; NULL for the page's start or end
} cria_wiki_call;

// cria_wiki_call_read understands what stands between {{ and }}. *is is false for anything
// else.
CRIA_MUSTUSE cria_status cria_wiki_call_read(cria_wiki_call *out, const char *text,
                                             size_t length, bool *is);
void cria_wiki_call_free(cria_wiki_call *c);

#endif
