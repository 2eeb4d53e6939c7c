// split.h owns the split of text into pre-tokens by GPT-2's pattern (Radford et al. 2019):
//
//   's|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+
//
// No expression is run. A pre-token starts where the class of characters changes, save that one
// space joins what follows it and that the last character of a longer run of white space stands
// alone or joins; that is a few operations on bit masks of 64 bytes. Contractions are then set
// right one by one. A byte that is not UTF-8 has the class "other".
#ifndef CRIA_TOKEN_SPLIT_H
#define CRIA_TOKEN_SPLIT_H

#include <stddef.h>
#include <stdint.h>

enum { CRIA_SPLIT_WINDOW = 64, CRIA_SPLIT_BATCH = 512 };

// cria_masks: one bit for each of up to 64 bytes; a byte that is in none is "other".
typedef struct cria_masks {
    uint64_t letter, number, white;
    uint64_t space; // U+0020
    uint64_t quote; // U+0027
    uint64_t high;  // 0x80 and above, in no other mask yet
} cria_masks;

// cria_masks_scalar and cria_masks_fast (64 bytes) classify ASCII; they agree.
cria_masks cria_masks_scalar(const unsigned char *text, size_t length);
cria_masks cria_masks_fast(const unsigned char *text);

// cria_splitter: set text and length, zero the rest. length < 2^32.
typedef struct cria_splitter {
    const unsigned char *text;
    size_t length, at;                                         // `at`: of the next window
    uint64_t last_letter, last_number, last_white, last_space; // bit 0: the byte before `at`
    uint64_t start_next, not_start_next; // decided by a contraction at the border
    unsigned spill, spill_class;         // bytes at `at` that belong to a character before it
    uint32_t end[CRIA_SPLIT_BATCH];
} cria_splitter;

// cria_split fills s->end with the ends of the next pre-tokens, as offsets in the text, in
// order, and returns their number; 0 when all are given. The first starts where the last one
// ended.
size_t cria_split(cria_splitter *s);

// cria_split_cut: the first place at or after `from` where the text may be cut so that both
// sides, normalised and split apart, give what the whole gives: before a single space between
// two ASCII letters or digits. `length` if there is none.
size_t cria_split_cut(const char *text, size_t length, size_t from);

#endif
