// hyphen.h owns hyphens at line ends: the corpus votes whether "X-<line end>Y" is XY or X-Y.
#ifndef CRIA_WIKI_HYPHEN_H
#define CRIA_WIKI_HYPHEN_H

#include "base/buffer.h"

#include <stdint.h>

// The words of a corpus: how often each stands as one word and how often with a hyphen inside a
// line. Zero-initialise; counted by one thread, then read by many.
typedef struct cria_hyphens {
    uint64_t *key;   // 64-bit hashes; 0 = free
    uint32_t *times; // of the word of that hash
    size_t count, capacity;
} cria_hyphens;

// cria_hyphens_count adds the words of a page. Words are runs of Unicode letters, in lower
// case; compounds are such runs joined by single '-' inside a line.
CRIA_MUSTUSE cria_status cria_hyphens_count(cria_hyphens *h, const char *text, size_t length);

// cria_hyphens_join appends `text` with each hyphen at a line's end (blanks, newline and
// CRIA_WIKI_SEAM may follow in any mixture, but no blank line) between two runs of two or more
// lower-case letters (X may begin with a capital) decided:
// XY more often than X-Y: hyphen and line end go; X-Y at least as often and seen: the line end
// goes; neither seen: unchanged. Hyphens inside a line, before capitals, beside figures and
// before "and", "or", "nor", "to" (two- and threefold) are never touched. *joined and *kept
// count the first two.
CRIA_MUSTUSE cria_status cria_hyphens_join(const cria_hyphens *h, cria_buffer *out,
                                           const char *text, size_t length, uint64_t *joined,
                                           uint64_t *kept);
void cria_hyphens_free(cria_hyphens *h);

#endif
