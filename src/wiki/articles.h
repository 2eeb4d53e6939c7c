// articles.h owns the articles of a work as wikitext: found by the stubs that transclude them,
// or directly in the pages, where sections and headwords part them.
#ifndef CRIA_WIKI_ARTICLES_H
#define CRIA_WIKI_ARTICLES_H

#include "format/json.h"
#include "wiki/store.h"

typedef enum cria_borders {
    CRIA_BORDERS_STUBS, // articles are main-namespace pages with <pages .../>
    CRIA_BORDERS_PAGES, // articles are what stands between headwords in the Page: namespace
} cria_borders;

// What transclusion met. Each is counted; the first CRIA_NOTES_MAX are kept with their places.
// X(identifier, name, meaning)
#define CRIA_NOTE_LIST(X)                                                                      \
    X(LABEL_REPLACED, "label_replaced", "section labels not found, headword taken instead")    \
    X(LABEL_MISSING, "label_missing", "section labels not found, nor a headword")              \
    X(END_MISSING, "end_missing", "end labels not found, taken to the end of the page")        \
    X(PAGE_MISSING, "page_missing", "transcluded pages that are not there")                    \
    X(NO_TEXT, "no_text", "articles left out, since nothing of them was found")                \
    X(OUTSIDE, "outside", "articles left out, since their volume was not fetched")             \
    X(REDIRECT, "redirect", "redirects, left out")                                             \
    X(LINKS_ONLY, "links_only", "pages of links or of under 8 words, left out")                \
    X(OWN_TEXT, "own_text", "articles that hold their text themselves")                        \
    X(OTHER_WAY, "other_way", "transclusions by #lst, {{Page:}} or {{page}}")                  \
    X(COVERED, "covered", "subpages whose text another article holds, left out")               \
    X(PLATE, "plate", "pages of pictures only, left out between two pages of text")            \
    X(LOOP, "loop", "transclusions of a page in itself")                                       \
    X(LIMIT, "limit", "ranges or texts over the bounds, cut")                                  \
    X(BORDERS_DIFFER, "borders_differ", "articles that the two ways of finding bound apart")   \
    X(ONLY_STUB, "only_stub", "articles that only the stubs know")                             \
    X(ONLY_PAGES, "only_pages", "headwords that no stub names")

#define CRIA_NOTE_ENUM(id, name, meaning) CRIA_NOTE_##id,
typedef enum cria_note_kind { CRIA_NOTE_LIST(CRIA_NOTE_ENUM) CRIA_NOTES } cria_note_kind;
#undef CRIA_NOTE_ENUM

typedef struct cria_note_row {
    const char *name, *meaning;
} cria_note_row;
extern const cria_note_row cria_note_table[CRIA_NOTES];

enum { CRIA_NOTES_MAX = 10000 };

typedef struct cria_note {
    cria_note_kind kind;
    char *article; // title of the stub, or of the page
    char *detail;  // "label 's1' on Page:EB1911 - Volume 04.djvu/100"
} cria_note;

typedef struct cria_notes {
    uint64_t n[CRIA_NOTES];
    cria_note *note; // owned
    size_t count, capacity;
} cria_notes;
void cria_notes_free(cria_notes *n);

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
// MediaWiki's parser sees after <pages>, #lst and {{Page:...}} are replaced. The low level of
// both functions above.
CRIA_MUSTUSE cria_status cria_wiki_join(cria_store *store, const char *title, cria_buffer *out,
                                        cria_notes *notes);

#endif
