// random.c: see random.h.
#include "base/random.h"

#include <math.h>

static void philox_round(uint32_t c[4], const uint32_t k[2])
{
    const uint64_t p0 = (uint64_t)0xD2511F53u * c[0], p1 = (uint64_t)0xCD9E8D57u * c[2];
    const uint32_t next[4] = {
        (uint32_t)(p1 >> 32) ^ c[1] ^ k[0],
        (uint32_t)p1,
        (uint32_t)(p0 >> 32) ^ c[3] ^ k[1],
        (uint32_t)p0,
    };
    for (int i = 0; i < 4; i++)
        c[i] = next[i];
}

void cria_philox(uint32_t out[4], const uint32_t counter[4], uint64_t key)
{
    uint32_t k[2] = {(uint32_t)key, (uint32_t)(key >> 32)};
    for (int i = 0; i < 4; i++)
        out[i] = counter[i];
    for (int round = 0; round < 10; round++) {
        philox_round(out, k);
        k[0] += 0x9E3779B9u;
        k[1] += 0xBB67AE85u;
    }
}

uint32_t cria_random_u32(cria_random *r)
{
    const uint64_t block = r->index / 4;
    const uint32_t counter[4] = {(uint32_t)block, (uint32_t)(block >> 32), (uint32_t)r->stream,
                                 (uint32_t)(r->stream >> 32)};
    uint32_t out[4];
    cria_philox(out, counter, r->seed);
    return out[r->index++ % 4];
}

static uint64_t random_u64(cria_random *r)
{
    const uint64_t high = cria_random_u32(r);
    return high << 32 | cria_random_u32(r);
}

uint64_t cria_random_below(cria_random *r, uint64_t bound)
{
    const uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    uint64_t x;
    do
        x = random_u64(r);
    while (x >= limit);
    return x % bound;
}

double cria_random_unit(cria_random *r)
{
    return (double)(random_u64(r) >> 11) * 0x1p-53;
}

double cria_random_normal(cria_random *r)
{
    const double u = 1.0 - cria_random_unit(r), v = cria_random_unit(r);
    return sqrt(-2.0 * log(u)) * cos(6.283185307179586476925 * v);
}

void cria_random_shuffle(cria_random *r, uint32_t *items, size_t count)
{
    for (size_t i = count; i > 1; i--) {
        const size_t j = (size_t)cria_random_below(r, i);
        const uint32_t swapped = items[i - 1];
        items[i - 1] = items[j];
        items[j] = swapped;
    }
}
