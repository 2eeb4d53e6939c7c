// transclude.h owns the replacing of transclusions in a page, and the record of what was taken
// from where.
#ifndef CRIA_WIKI_TRANSCLUDE_H
#define CRIA_WIKI_TRANSCLUDE_H

#include "wiki/notes.h"
#include "wiki/page_text.h"
#include "wiki/store.h"

// A stretch of a page's body that an article holds.
typedef struct cria_use {
    char *page;   // title
    size_t index; // bytes of the index title, at page + 5 ("Page:"); 0 for other pages
    uint32_t number;
    int quality;
    int64_t revision;
    size_t start, end;
} cria_use;

// Where in the stub's text something transcluded stands.
typedef struct cria_stretch {
    size_t start, end;
} cria_stretch;

// A page as loaded for transclusion.
typedef struct cria_loaded {
    cria_page_text text;
    char *title; // behind redirects
    int64_t revision;
    int quality;
} cria_loaded;
void cria_loaded_free(cria_loaded *page);

// Zero-initialise and set the first three; free with cria_transclusion_free.
typedef struct cria_transclusion {
    cria_store *store;   // borrowed
    cria_notes *notes;   // borrowed; NULL keeps none
    const char *article; // borrowed; the stub's title
    cria_use *use;
    size_t uses, use_capacity;
    cria_stretch *span;
    size_t spans, span_capacity;
    size_t pages, bytes; // read so far, to bound them
    bool tagged;         // <pages> or another transclusion stood there
    bool limited;
    char *sought; // the index of the first page that was not there, or NULL
} cria_transclusion;

// cria_transclude appends `text`, the stub's, to `body` with everything transcluded.
CRIA_MUSTUSE cria_status cria_transclude(cria_transclusion *t, const char *text, size_t length,
                                         cria_buffer *body);
// cria_transclude_page reads one page as if transcluded; what it transcludes itself is in it.
CRIA_MUSTUSE cria_status cria_transclude_page(cria_transclusion *t, const char *title,
                                              cria_loaded *out, bool *found);
// cria_use_add records a stretch of the page.
CRIA_MUSTUSE cria_status cria_use_add(cria_transclusion *t, const cria_loaded *page,
                                      cria_stretch span);
// cria_begins_block: text that begins as a table or list does needs a line of its own.
bool cria_begins_block(const char *text, size_t length);
void cria_transclusion_free(cria_transclusion *t);

// cria_use_place: the index and number in a title like "Page:EB1911 - Volume 01.djvu/42".
void cria_use_place(const char *title, size_t *index, uint32_t *number);

#endif
