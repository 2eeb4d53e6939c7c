// pocket_press.h owns what the files of the pocket corpus's wiki share: the press, which sets
// words into lines and pages, and the words that may be broken at a line's end.
#ifndef CRIA_CORPUS_POCKET_PRESS_H
#define CRIA_CORPUS_POCKET_PRESS_H

#include "corpus/pocket_parts.h"

#define POCKET_WORK  "The Pocket Encyclopaedia"
#define POCKET_INDEX "Pocket - Volume %02d.djvu"

// The words of the corpus (pocket_solid.c): how often each stands unbroken. A word is broken
// only while it stands whole elsewhere, so that a vote of the corpus can restore it.
typedef struct pocket_word {
    const char *text; // borrowed
    size_t length;
    uint32_t whole; // times it stands whole, once counted
} pocket_word;

typedef struct pocket_solid {
    pocket_word *word;
    size_t count, capacity;
} pocket_solid;

CRIA_MUSTUSE cria_status pocket_solid_add(pocket_solid *s, const char *text);
void pocket_solid_sort(pocket_solid *s); // once, when all texts are added
// pocket_solid_break: how many bytes of the word to set on a line with room for `room`, with
// its own '-' if it is a compound; 0: it must stay whole. A broken word is counted.
size_t pocket_solid_break(pocket_solid *s, const char *word, size_t length, size_t room);

// The press (pocket_press.c).
typedef struct pocket_press {
    pocket *p;
    const pocket_article *article; // borrowed: all of them, by title
    size_t count;
    pocket_solid solid;
    cria_buffer xml, body; // the export so far; the page under way
    cria_buffer follow;    // rest of a footnote that begins on follow_page
    int follow_page;
    int64_t id;        // of the export's last page
    int volume, page;  // under way
    int lines, column; // lines left on the page; columns used of this one
    int sections;      // begun on the page
    bool named;        // its labels are titles, else s1, s2, ...
    bool renamed;      // this article's first label is not the one that its stub names
    bool italic;       // behind the last word
    bool held;         // the page may not end now
    const char *title; // of the article under way, borrowed
    char label[160];   // its label on this page, as the stub has it
    char printed[160]; // and as the page has it
    char first_label[160];
    int first_page;
} pocket_press;

void pocket_press_close(pocket_press *s);

// pocket_press_article opens a section, on a new page or in a new volume if need be;
// pocket_press_end closes it.
CRIA_MUSTUSE cria_status pocket_press_article(pocket_press *s, const char *title);
CRIA_MUSTUSE cria_status pocket_press_end(pocket_press *s);
// pocket_press_paragraph makes the border between two paragraphs.
CRIA_MUSTUSE cria_status pocket_press_paragraph(pocket_press *s);
// pocket_press_word sets a word of markup that shows `width` columns.
CRIA_MUSTUSE cria_status pocket_press_word(pocket_press *s, const cria_buffer *word, int width);
CRIA_MUSTUSE cria_status pocket_press_puts(pocket_press *s, const char *markup);

// pocket_export_page puts a page into the export; `redirect` is the target's title or NULL.
CRIA_MUSTUSE cria_status pocket_export_page(pocket_press *s, int ns, const char *title,
                                            const char *redirect, const char *text);
CRIA_MUSTUSE cria_status pocket_export_open(pocket_press *s);

// pocket_press_title: the title that begins with the word, or the word.
const char *pocket_press_title(const pocket_press *s, const char *word);

// Pages (pocket_leaves.c).
typedef enum pocket_turn {
    POCKET_TURN_LINE,      // within a paragraph
    POCKET_TURN_WORD,      // within a word
    POCKET_TURN_PARAGRAPH, // between paragraphs
} pocket_turn;
// pocket_leaf_turn ends a page within an article and begins the next one; pocket_leaf_first
// begins one with an article (in a new volume if it is time), pocket_leaf_end ends one.
CRIA_MUSTUSE cria_status pocket_leaf_turn(pocket_press *s, pocket_turn kind);
CRIA_MUSTUSE cria_status pocket_leaf_first(pocket_press *s);
CRIA_MUSTUSE cria_status pocket_leaf_end(pocket_press *s);
// pocket_leaf_follow puts the rest of a footnote behind the first word of the next page.
CRIA_MUSTUSE cria_status pocket_leaf_follow(pocket_press *s);
CRIA_MUSTUSE cria_status pocket_section_begin(pocket_press *s);
CRIA_MUSTUSE cria_status pocket_section_end(pocket_press *s);

// Running text (pocket_scribe.c): a text being set, word for word.
typedef struct pocket_scribe {
    pocket_press *s;
    const pocket_article *a;
    cria_buffer word; // under way
    size_t core;      // in `word`: where its last run of letters begins
    int width;        // columns that the word shows
    int notes_left, sidenotes_left;
    bool italic, small, quoted;
    bool flat;  // blanks end no word: the whole text is one
    bool aside; // no part of the article
} pocket_scribe;

// pocket_scribe_prose sets finished text, marks and all, from `at` to `end`;
// pocket_scribe_flat appends it to `out` on one line; pocket_scribe_aside does so with a rule's
// text, between two pieces of markup, or with nothing when there is none.
CRIA_MUSTUSE cria_status pocket_scribe_prose(pocket_scribe *c, const char *at, const char *end);
CRIA_MUSTUSE cria_status pocket_scribe_flat(const pocket_scribe *c, cria_buffer *out,
                                            const char *text, size_t length);
CRIA_MUSTUSE cria_status pocket_scribe_aside(const pocket_scribe *c, cria_buffer *out,
                                             const char *rule, const char *open,
                                             const char *close);
// pocket_scribe_note hangs a footnote on the last word; near a page's end its second half
// stands on the next page.
CRIA_MUSTUSE cria_status pocket_scribe_note(pocket_scribe *c);

// pocket_wiki_article sets an article (pocket_wiki.c).
CRIA_MUSTUSE cria_status pocket_wiki_article(pocket_press *s, const pocket_article *a);

// pocket_one_of: one of the texts of a list that ends with NULL.
const char *pocket_one_of(pocket *p, const char *const *list);

#endif
