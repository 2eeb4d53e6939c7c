// blocks.h owns the step from HTML to blocks: paragraphs, headings, verses, table rows, each
// with its text. References are decoded; what the rules drop is gone; nothing is joined yet.
#ifndef CRIA_CORPUS_BLOCKS_H
#define CRIA_CORPUS_BLOCKS_H

#include "base/buffer.h"
#include "corpus/counts.h"

typedef enum cria_block_kind {
    CRIA_BLOCK_PARAGRAPH,
    CRIA_BLOCK_HEADING,
    CRIA_BLOCK_AUTHOR,
    CRIA_BLOCK_VERSE,   // lines separated by '\n'
    CRIA_BLOCK_TABLE,   // one row, cells separated by "; "
    CRIA_BLOCK_FORMULA, // without text: a formula stood here
} cria_block_kind;

typedef struct cria_block {
    cria_block_kind kind;
    size_t start, length; // in cria_blocks.text
    bool fine;            // set in fine print
    bool after_rule;      // the rule that ends an article stood before it
    int italics;          // number of italic passages
} cria_block;

typedef struct cria_blocks {
    cria_block *block;
    size_t count, capacity;
    cria_buffer text; // all blocks; control characters below are marks, any other is gone
} cria_blocks;

// Marks inside a block's text. No input can hold them: control characters are deleted there.
enum {
    CRIA_MARK_SUPER = 0x01,
    CRIA_MARK_SUPER_END = 0x02,
    CRIA_MARK_SUB = 0x03,
    CRIA_MARK_SUB_END = 0x04,
    CRIA_MARK_BOLD = 0x05,
    CRIA_MARK_BOLD_END = 0x06,
};

static inline bool cria_is_mark(char c)
{
    return (unsigned char)c < 32 && c != '\n';
}

// cria_blocks_read appends the blocks of valid UTF-8 `html` to *out (zero it first) and adds to
// the counters. Elements nested deeper than CRIA_BLOCKS_DEPTH are unwrapped.
enum { CRIA_BLOCKS_DEPTH = 256 };
CRIA_MUSTUSE cria_status cria_blocks_read(cria_blocks *out, const char *html, size_t length,
                                          cria_counts *counts);

// cria_blocks_text appends the paragraphs of valid UTF-8 plain text: they end at blank lines
// where the text has any, else at each line's end.
CRIA_MUSTUSE cria_status cria_blocks_text(cria_blocks *out, const char *text, size_t length,
                                          cria_counts *counts);
void cria_blocks_free(cria_blocks *b);

#endif
