// philox.h owns the random bits of dropout inside kernels: the numbers of base/random.h, many
// blocks at once. Which words belong to which element is said in tensor/op.h.
#ifndef CRIA_CPU_SIMD_PHILOX_H
#define CRIA_CPU_SIMD_PHILOX_H

#include "base/random.h"
#include "tensor/op.h"

#include <math.h>

// Above 16, or the compiler unrolls the loops over blocks instead of using vectors.
enum { PHILOX_BLOCKS = 32, PHILOX_WORDS = 4 * PHILOX_BLOCKS };

// cria_drop: one use of dropout in one run. An element is kept when its word >= threshold.
typedef struct cria_drop {
    uint64_t key;
    uint32_t run, stream;
    uint32_t threshold; // p 2^32, rounded up
    float scale;        // 1 / (1 - p)
} cria_drop;

static inline cria_drop drop_of(const cria_call *call, const cria_step *step)
{
    return (cria_drop){
        .key = step->seed,
        .run = (uint32_t)step->index,
        .stream = (uint32_t)CRIA_STREAM_DROPOUT + call->attr.stream,
        .threshold = (uint32_t)ceil((double)call->attr.dropout * 0x1p32),
        .scale = 1.0f / (1.0f - call->attr.dropout),
    };
}

static inline void philox_rounds(uint32_t c[4][PHILOX_BLOCKS], uint64_t key)
{
    uint32_t k0 = (uint32_t)key, k1 = (uint32_t)(key >> 32);
    for (int round = 0; round < 10; round++, k0 += 0x9E3779B9u, k1 += 0xBB67AE85u)
        for (int i = 0; i < PHILOX_BLOCKS; i++) {
            const uint64_t p0 = (uint64_t)0xD2511F53u * c[0][i];
            const uint64_t p1 = (uint64_t)0xCD9E8D57u * c[2][i];
            c[0][i] = (uint32_t)(p1 >> 32) ^ c[1][i] ^ k0;
            c[1][i] = (uint32_t)p1;
            c[2][i] = (uint32_t)(p0 >> 32) ^ c[3][i] ^ k1;
            c[3][i] = (uint32_t)p0;
        }
}

// philox_words: the words of blocks [first, first + PHILOX_BLOCKS) in order.
static inline void philox_words(uint32_t word[PHILOX_WORDS], uint64_t first,
                                const cria_drop *drop)
{
    uint32_t c[4][PHILOX_BLOCKS];
    for (int i = 0; i < PHILOX_BLOCKS; i++) {
        const uint64_t block = first + (uint64_t)i;
        c[0][i] = (uint32_t)block;
        c[1][i] = (uint32_t)(block >> 32);
        c[2][i] = drop->run;
        c[3][i] = drop->stream;
    }
    philox_rounds(c, drop->key);
    for (int i = 0; i < PHILOX_BLOCKS; i++)
        for (int w = 0; w < 4; w++)
            word[4 * i + w] = c[w][i];
}

#endif
