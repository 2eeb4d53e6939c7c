// notes.h owns what the putting together of pages met and a reader may want to look at. Each
// thing is counted; the first CRIA_NOTES_MAX are kept with their places.
#ifndef CRIA_WIKI_NOTES_H
#define CRIA_WIKI_NOTES_H

#include "base/status.h"

#include <stddef.h>
#include <stdint.h>

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

// Zero-initialise; free with cria_notes_free.
typedef struct cria_notes {
    uint64_t n[CRIA_NOTES];
    cria_note *note; // owned
    size_t count, capacity;
} cria_notes;

// cria_notes_add counts, and keeps the note if there is room. `n` may be NULL.
CRIA_MUSTUSE cria_status cria_notes_add(cria_notes *n, cria_note_kind kind, const char *article,
                                        const char *format, ...) CRIA_PRINTF(4, 5);
void cria_notes_free(cria_notes *n);

#endif
