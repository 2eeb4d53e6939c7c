// random.h owns random numbers: Philox-4x32-10 (Salmon et al., "Parallel random numbers: as
// easy as 1, 2, 3", SC 2011). Counter-based: a number depends on (seed, stream, index) alone,
// so results depend neither on threads nor on where a run was interrupted.
#ifndef CRIA_BASE_RANDOM_H
#define CRIA_BASE_RANDOM_H

#include <stddef.h>
#include <stdint.h>

// cria_philox: out = 128 random bits for a 128-bit counter and a 64-bit key.
void cria_philox(uint32_t out[4], const uint32_t counter[4], uint64_t key);

// Streams that the project draws from; a stream id keeps the uses apart under one seed.
// Dropout uses CRIA_STREAM_DROPOUT + the op's own number.
enum {
    CRIA_STREAM_INIT = 1,
    CRIA_STREAM_SHUFFLE = 2,
    CRIA_STREAM_OFFSET = 3,
    CRIA_STREAM_SPLIT = 4,
    CRIA_STREAM_SAMPLE = 5,
    CRIA_STREAM_POCKET = 6,
    CRIA_STREAM_FINDINGS = 7,
    CRIA_STREAM_DROPOUT = 1 << 16,
};

// cria_random: a sequential reader of one stream; its state is three integers, to be saved.
typedef struct cria_random {
    uint64_t seed;
    uint64_t
        stream; // CRIA_STREAM_* in the low half; the caller's own number (epoch) in the high
    uint64_t index; // of the next number
} cria_random;

uint32_t cria_random_u32(cria_random *r);
// cria_random_below: uniform in [0, bound), without bias; bound > 0.
uint64_t cria_random_below(cria_random *r, uint64_t bound);
double cria_random_unit(cria_random *r);   // uniform in [0, 1), 53 bits
double cria_random_normal(cria_random *r); // standard normal (Box-Muller, two numbers each)
void cria_random_shuffle(cria_random *r, uint32_t *items, size_t count); // Fisher-Yates

#endif
