// frame.h owns what transclude.c and join_pages.c share: a page that is being read, and what
// can be done for it.
#ifndef CRIA_WIKI_FRAME_H
#define CRIA_WIKI_FRAME_H

#include "wiki/transclude.h"

// A page that is being read, and who transcludes it.
typedef struct cria_frame {
    cria_transclusion *t;
    const struct cria_frame *up;
    const char *title;
    int depth;
    bool in_pages; // below a <pages>, where another one is nothing
} cria_frame;

CRIA_MUSTUSE cria_status cria_frame_note(const cria_frame *f, cria_note_kind kind,
                                         const char *detail);

// cria_frame_load reads a page for transclusion. Not found is noted, not a fault.
CRIA_MUSTUSE cria_status cria_frame_load(const cria_frame *f, const char *title, bool in_pages,
                                         cria_loaded *out, bool *found);

// cria_frame_put appends what stands between the labels, and records it.
CRIA_MUSTUSE cria_status cria_frame_put(const cria_frame *f, const cria_loaded *page,
                                        const char *begin, const char *end, cria_buffer *out);

// cria_frame_pages replaces one <pages>, of these attributes.
CRIA_MUSTUSE cria_status cria_frame_pages(const cria_frame *f, const char *text, size_t length,
                                          cria_buffer *body);

#endif
