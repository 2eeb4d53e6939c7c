// near.h owns the finding of near duplicates: MinHash of 5-word shingles with one permutation
// and 128 bins, densified; banded, so that the time is linear in the corpus.
//
//   Broder, "On the resemblance and containment of documents" (1997)
//   Shrivastava, "Optimal densification for fast and accurate minwise hashing" (ICML 2017)
#ifndef CRIA_CORPUS_NEAR_H
#define CRIA_CORPUS_NEAR_H

#include "base/memory.h"

#include <stdint.h>

enum { CRIA_NEAR_BINS = 128 };

typedef struct cria_near_sketch {
    uint32_t bin[CRIA_NEAR_BINS];
    uint32_t shingles; // 0: too short to compare
} cria_near_sketch;

// cria_near_sketch_text: words are compared in lower case, without punctuation. Any thread.
void cria_near_sketch_text(cria_near_sketch *out, const char *text, size_t length);

typedef struct cria_near_pair {
    size_t first, second; // indices of the sketches, first < second
    double similarity;    // estimated Jaccard similarity of the two sets of shingles
} cria_near_pair;

// cria_near_pairs: *out (cria_free) holds the pairs of at least `threshold` that banding brings
// together, sorted by first, second. At 0.8 banding misses a pair with a chance under 1e-3 (of
// texts with enough shingles to fill the bins). A sketch is compared with 32 earlier ones of a
// bucket at most, so that many copies of one text are a chain of pairs, not all of them.
CRIA_MUSTUSE cria_status cria_near_pairs(cria_near_pair **out, size_t *count,
                                         const cria_near_sketch *sketch, size_t sketches,
                                         double threshold);

#endif
