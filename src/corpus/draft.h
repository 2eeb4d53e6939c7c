// draft.h owns the block under construction: its characters, and how it becomes a block.
#ifndef CRIA_CORPUS_DRAFT_H
#define CRIA_CORPUS_DRAFT_H

#include "corpus/blocks.h"

// Zero-initialise and set out, counts and start.
typedef struct cria_draft {
    cria_blocks *out;    // borrowed; its text ends with the draft
    cria_counts *counts; // borrowed
    size_t start;        // in out->text
    size_t blank;        // up to here it is known to be blank, so that none is looked at twice
    int italics;         // passages
    bool fine, math;     // fine print or a formula stood in it
    bool after_rule;     // the rule that ends an article stands before it
} cria_draft;

// cria_draft_text appends valid UTF-8 from a document: references decoded, white space made
// blanks, control characters counted and left out.
CRIA_MUSTUSE cria_status cria_draft_text(cria_draft *d, const char *text, size_t length);
// cria_draft_letter appends the text if it is one letter; else *is_letter is false.
CRIA_MUSTUSE cria_status cria_draft_letter(cria_draft *d, const char *text, size_t length,
                                           bool *is_letter);
// cria_draft_put appends a sign of ours: a mark, a blank, a line's end.
CRIA_MUSTUSE cria_status cria_draft_put(cria_draft *d, char c);
// cria_draft_unhyphen removes a hyphen at the end, behind a letter; false if none is there.
bool cria_draft_unhyphen(cria_draft *d);

bool cria_draft_blank(cria_draft *d);      // it holds blanks and marks only
char cria_draft_last(const cria_draft *d); // ' ' when empty

// cria_draft_end makes a block of the draft, unless it is blank, and begins the next. A blank
// one in which a formula stood is a displayed formula. `fine`: fine print goes on behind it.
CRIA_MUSTUSE cria_status cria_draft_end(cria_draft *d, cria_block_kind kind, bool fine);
// cria_draft_add makes a block of the draft, whatever it holds.
CRIA_MUSTUSE cria_status cria_draft_add(cria_draft *d, cria_block_kind kind, bool fine);

#endif
