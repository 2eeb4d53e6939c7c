// page_text.h owns what a page gives to whoever transcludes it: its text without wrappers, and
// the labels at its top level.
#ifndef CRIA_WIKI_PAGE_TEXT_H
#define CRIA_WIKI_PAGE_TEXT_H

#include "base/buffer.h"

// A <section> tag that stands in no template.
typedef struct cria_label {
    size_t at;              // where it stood in the body
    const char *attributes; // borrowed from the page's source
    size_t length;
} cria_label;

// Zero-initialise; free with cria_page_text_free.
typedef struct cria_page_text {
    char *source; // a copy
    cria_buffer body;
    cria_label *label;
    size_t count, capacity;
} cria_page_text;

// The page is read as a page of its own (<noinclude> stays, <includeonly> goes), or for another
// (the reverse; of <onlyinclude> its content alone).
typedef enum cria_text_mode { CRIA_TEXT_OWN, CRIA_TEXT_INCLUDED } cria_text_mode;

// A caller is asked for each <pages ...> (the tag's attributes, tag = true) and each {{...}}
// that may transclude a page (what stands between the braces). It appends to `body` and sets
// *taken, or leaves it false: then the text stays as it is.
typedef struct cria_text_caller {
    void *context;
    cria_status (*call)(void *context, bool tag, const char *text, size_t length,
                        cria_buffer *body, bool *taken);
} cria_text_caller;

// cria_page_text_read fills *out. Comments, section tags and wrappers are gone from the body;
// <nowiki>, <math>, <ref> and their like stay as they are. Linear in the length, apart from
// what the caller does. Fails for lack of memory, and as the caller fails.
CRIA_MUSTUSE cria_status cria_page_text_read(cria_page_text *out, const char *text,
                                             size_t length, cria_text_mode mode,
                                             const cria_text_caller *caller);
void cria_page_text_free(cria_page_text *p);

// cria_page_text_label: the number of the first label from `from` on whose `kind` ("begin",
// "end") is `label`; p->count if there is none.
size_t cria_page_text_label(const cria_page_text *p, size_t from, const char *kind,
                            const char *label);

// cria_page_text_next: where the first label behind `at` stands; the body's length if none
// does.
size_t cria_page_text_next(const cria_page_text *p, size_t at);

#endif
