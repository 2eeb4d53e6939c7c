// repeats.h owns the measures of repetition inside one text.
//
//   Rae et al., "Scaling Language Models: ... Training Gopher" (2021), table A1
#ifndef CRIA_CORPUS_REPEATS_H
#define CRIA_CORPUS_REPEATS_H

#include "base/memory.h"

enum {
    CRIA_TOP_GRAMS = 3,       // of 2, 3 and 4 words
    CRIA_DUPLICATE_GRAMS = 6, // of 5 to 10 words
};

// Shares of the text, 0 to 1. A line is what ends with a newline: here a paragraph or a verse.
typedef struct cria_repeats {
    double lines, line_bytes;               // lines that stood before, and their bytes
    double top[CRIA_TOP_GRAMS];             // bytes in the most frequent n words in a row
    double duplicate[CRIA_DUPLICATE_GRAMS]; // bytes in n words in a row that stood before
} cria_repeats;

// cria_repeats_measure takes time and memory linear in the text (of less than 4 GiB).
CRIA_MUSTUSE cria_status cria_repeats_measure(cria_repeats *out, const char *text,
                                              size_t length);

#endif
