// stub.h owns the step from one stub to its article, or to the reason why it is none.
#ifndef CRIA_WIKI_STUB_H
#define CRIA_WIKI_STUB_H

#include "wiki/transclude.h"

// Zero-initialise; free with cria_stub_free.
typedef struct cria_stub {
    cria_transclusion t;
    cria_buffer text; // of the article
    char *title;      // of the page
    int64_t revision;
    cria_notes notes;      // of this stub alone
    cria_note_kind reason; // why there is no article; CRIA_NOTES: there is one
} cria_stub;

// cria_stub_read reads the stub of that title. A page that is not there is one without text.
CRIA_MUSTUSE cria_status cria_stub_read(cria_stub *out, cria_store *store, const char *title);
void cria_stub_free(cria_stub *s);

#endif
