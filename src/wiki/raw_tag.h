// raw_tag.h owns the tags whose content is not read as wikitext at once, and where they close.
#ifndef CRIA_WIKI_RAW_TAG_H
#define CRIA_WIKI_RAW_TAG_H

#include "wiki/span.h"

enum { CRIA_RAW_TAGS = 23 };

typedef struct cria_raw_tag {
    const char *name;
    cria_span_kind kind;
    bool endless; // without its closing tag it runs to the end
} cria_raw_tag;
extern const cria_raw_tag cria_raw_tags[CRIA_RAW_TAGS];

// Where each tag closes next, so that no stretch of text is searched twice. Zero-initialise.
typedef struct cria_raw_closes {
    size_t start[CRIA_RAW_TAGS], end[CRIA_RAW_TAGS]; // of the closing tag; SIZE_MAX: none left
    bool known[CRIA_RAW_TAGS];
} cria_raw_closes;

// cria_raw_tag_find: the number of the tag that opens at the '<' at `at`, or -1. *after is
// behind its '>', *single tells <name ... />.
int cria_raw_tag_find(const char *text, size_t length, size_t at, size_t *after, bool *single);

// cria_raw_tag_close: the closing tag of number `tag` at or behind `from`; false when none.
bool cria_raw_tag_close(cria_raw_closes *c, const char *text, size_t length, int tag,
                        size_t from, size_t *start, size_t *end);

#endif
