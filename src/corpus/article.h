// article.h owns a cleaned article and its file: JSON Lines, packed when the name ends in .zst.
//
// One line an article: {"title": "...", "text": "...", "words": N, "source": "...",
// "part": "...", "origin": {...}}. `text` has one paragraph (or verse line) a line. `source`
// names the record the article came from; `part` (the volume or slice) and `origin` (of a
// wiki's article: pages, revisions, licence; docs/formats.md) are left out when unknown.
// Readers ignore other members, so that later versions may add some.
#ifndef CRIA_CORPUS_ARTICLE_H
#define CRIA_CORPUS_ARTICLE_H

#include "format/json.h"
#include "format/lines.h"

#include <stdint.h>

enum { CRIA_ARTICLE_LINE_MAX = 1 << 28 }; // bytes of one line

typedef struct cria_article {
    char *title, *text, *source, *part; // owned; part may be NULL
    json_t *origin;                     // owned; NULL: not from a wiki
    size_t length;                      // bytes of text
    uint64_t words;                     // white-space separated
    bool begins_cut, ends_cut;          // a part of it is elsewhere; not written
} cria_article;

void cria_article_free(cria_article *a);

typedef struct cria_articles {
    cria_article *item;
    size_t count, capacity;
} cria_articles;

// cria_articles_take moves *a to the end of the list; *a is empty afterwards, on failure too.
CRIA_MUSTUSE cria_status cria_articles_take(cria_articles *list, cria_article *a);
void cria_articles_free(cria_articles *list);

CRIA_MUSTUSE cria_status cria_article_put(cria_line_writer *w, const cria_article *a);

// cria_article_parse reads one line; CRIA_EFORMAT names `where`. `words` is counted anew.
CRIA_MUSTUSE cria_status cria_article_parse(cria_article *out, const char *line, size_t length,
                                            const char *where);

// cria_article_next reads the next article of a file; *more is false at its end. `path` is for
// messages.
CRIA_MUSTUSE cria_status cria_article_next(cria_line_reader *r, const char *path,
                                           cria_article *out, bool *more);

#endif
