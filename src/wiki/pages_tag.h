// pages_tag.h owns the meaning of <pages ...>: which pages, and which labels on them.
#ifndef CRIA_WIKI_PAGES_TAG_H
#define CRIA_WIKI_PAGES_TAG_H

#include "base/buffer.h"

#include <stdint.h>

enum { CRIA_PAGES_MAX = 1000 }; // ProofreadPage's own limit

// Zero-initialise; free with cria_pages_free.
typedef struct cria_pages {
    cria_buffer index;    // "EB1911 - Volume 04.djvu"
    cria_buffer label[3]; // see cria_pages_label
    bool labelled[3];
    uint32_t *number; // ascending, each once
    size_t count, capacity;
    bool limit;  // more than CRIA_PAGES_MAX pages: an error in MediaWiki, and none are here
    bool faulty; // no index, or numbers that are none: an error in MediaWiki too
} cria_pages;

enum { CRIA_PAGES_FROM, CRIA_PAGES_TO, CRIA_PAGES_ONLY };

// cria_pages_read understands the tag's attributes. A range without an end goes to `last`, the
// highest page of the index; `last` is asked for only then.
typedef struct cria_pages_last {
    void *context;
    cria_status (*last)(void *context, const char *index, uint32_t *number);
} cria_pages_last;
CRIA_MUSTUSE cria_status cria_pages_read(cria_pages *out, const char *text, size_t length,
                                         const cria_pages_last *last);
void cria_pages_free(cria_pages *p);

// cria_pages_labels: the labels between which page i of the list is taken; NULL for its start
// or end.
void cria_pages_labels(const cria_pages *p, size_t i, const char **begin, const char **end);

#endif
