// prose.h owns what is done to the text of one block: white space, parentheses of references,
// and the sequences that must not be left. Also small questions about such a text.
#ifndef CRIA_CORPUS_PROSE_H
#define CRIA_CORPUS_PROSE_H

#include "base/buffer.h"
#include "corpus/counts.h"

// cria_prose_tidy appends `text` (after cria_chars_clean) tidied: runs of blanks become one,
// none before , . ; : ! ? ) nor behind (, but for "3 : 2"; no comma before those signs; lines
// trimmed and empty lines gone; parentheses with q.v., cf., see or fig. and empty ones removed
// with the blank before them; "q.v." elsewhere too; a dash behind a colon at the end removed.
// The marks of bold stay.
CRIA_MUSTUSE cria_status cria_prose_tidy(cria_buffer *out, const char *text, size_t length,
                                         cria_counts *counts);

// cria_prose_seal appends the finished text without marks, with a blank inside every sequence
// that would read as markup, wherever it came from: a '<' before a letter or '/' (a literal <s>
// in a body becomes "< s>", </s> "< /s>"), {{ }} [[ ]] '' __ |- and &name;.
CRIA_MUSTUSE cria_status cria_prose_seal(cria_buffer *out, const char *text, size_t length,
                                         cria_counts *counts);

// Questions about what stands between parentheses, before it is tidied.
// "see X", "A, fig. 7", bold "12".
bool cria_prose_is_reference(const char *text, size_t length);
bool cria_prose_is_hollow(const char *text, size_t length); // "", " and "

// Questions about the `length` bytes of a tidied text.
bool cria_prose_is_signature(const char *text, size_t length);  // "(W. H. Di.)", "(X.)"
bool cria_prose_is_figure(const char *text, size_t length);     // only "Fig. 3.", "(Click ...)"
bool cria_prose_is_formula(const char *text, size_t length);    // more signs than words
bool cria_prose_leads_nowhere(const char *text, size_t length); // ends in ":-", "formula", ...
size_t cria_prose_without_dash(const char *text, size_t length); // less a " -" at its end
// cria_prose_continued finds the mark of an article in two parts, "(continued from part 2)" or
// "[Continued in volume 8.]": its bytes are [*start, *end) with the stop behind it. -1: from,
// 1: in, 0: none.
int cria_prose_continued(const char *text, size_t length, size_t *start, size_t *end);
// cria_prose_is_bibliography: the paragraph begins as closing bibliographies do; with `weak`
// also by words that begin other paragraphs too, or by two or more years in parentheses.
bool cria_prose_is_bibliography(const char *text, size_t length, int italics, bool weak);
// cria_prose_cites_books: a paragraph that may close an article as "His letters were published
// in ... (1847). See also ... (1878)" does: a year for every few words, titles, and "See".
bool cria_prose_cites_books(const char *text, size_t length, int italics);
// cria_prose_signature_start: where a signature begins that ends the text; `length` if none
// does.
size_t cria_prose_signature_start(const char *text, size_t length);

uint64_t cria_prose_words(const char *text, size_t length); // white-space separated

#endif
