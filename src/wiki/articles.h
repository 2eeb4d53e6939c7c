// articles.h owns the articles of a work as wikitext: found by the stubs that transclude them,
// or directly in the pages, where sections and headwords part them.
#ifndef CRIA_WIKI_ARTICLES_H
#define CRIA_WIKI_ARTICLES_H

#include "format/json.h"
#include "wiki/notes.h"
#include "wiki/store.h"

typedef enum cria_borders {
    CRIA_BORDERS_STUBS, // articles are main-namespace pages with <pages .../>
    CRIA_BORDERS_PAGES, // articles are what stands between headwords in the Page: namespace
} cria_borders;

// An article as wikitext.
typedef struct cria_wiki_article {
    char *title; // "Abbey", without the work's name
    char *text;  // pages joined, with CRIA_WIKI_SEAM between them; section tags, noinclude gone
    size_t length;
    json_t *origin; // see docs/formats.md: site, work, title, index, volume, pages, revisions,
                    // quality (the lowest of its pages; absent if unknown), licence
} cria_wiki_article;
void cria_wiki_article_free(cria_wiki_article *a);

// A taker owns the article's members and leaves *a zeroed.
typedef cria_status cria_wiki_taker(void *context, cria_wiki_article *a);

// cria_wiki_articles gives every article of the store to `take`, ordered by index (volume),
// first page, place on the page, title: the order depends on the pages alone, not on how or in
// what order they were fetched. Adds to *notes (zero it first). No article is empty.
CRIA_MUSTUSE cria_status cria_wiki_articles(cria_store *store, cria_borders borders,
                                            cria_notes *notes, cria_wiki_taker *take,
                                            void *context);

// cria_wiki_compare finds the articles in both ways and adds what differs to *notes: the three
// kinds BORDERS_DIFFER, ONLY_STUB, ONLY_PAGES. *same is the number of articles alike.
CRIA_MUSTUSE cria_status cria_wiki_compare(cria_store *store, cria_notes *notes,
                                           uint64_t *same);

// cria_wiki_join appends `title`'s page, and all it transcludes, as one wikitext: what
// MediaWiki's parser sees after <pages>, #lst and {{Page:...}} are replaced. For comparisons
// with it; the two above know more of stubs.
CRIA_MUSTUSE cria_status cria_wiki_join(cria_store *store, const char *title, cria_buffer *out,
                                        cria_notes *notes);

#endif
