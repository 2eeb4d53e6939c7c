// bzip2_find.c owns bits and magics: see bzip2.h.
#include "fetch/bzip2.h"

uint64_t cria_bzip2_bits(const unsigned char *bytes, uint64_t at, int count)
{
    const unsigned char *const first = bytes + at / 8;
    const int used = (int)(at % 8) + count; // bits of the bytes read
    uint64_t value = 0;
    for (int i = 0; i < (used + 7) / 8; i++)
        value = value << 8 | first[i];
    value >>= (8 - used % 8) % 8;
    return value & (((uint64_t)1 << count) - 1);
}

// The second and third byte that a magic touches are whole bytes of it: for each of the eight
// places where it can begin in the first, one value. Bit s of one[v] says that v is right for
// place s.
typedef struct sieve {
    unsigned char one[256], two[256];
} sieve;

static sieve sieve_of(uint64_t magic)
{
    sieve s = {0};
    for (int place = 0; place < 8; place++) {
        s.one[magic >> (32 + place) & 0xff] |= (unsigned char)(1 << place);
        s.two[magic >> (24 + place) & 0xff] |= (unsigned char)(1 << place);
    }
    return s;
}

uint64_t cria_bzip2_find(const unsigned char *bytes, size_t length, uint64_t at)
{
    const sieve s = sieve_of(CRIA_BZIP2_BLOCK);
    const uint64_t bits = (uint64_t)length * 8;
    for (size_t i = (size_t)(at / 8); i + CRIA_BZIP2_MAGIC_BITS / 8 <= length; i++) {
        unsigned hits = s.one[bytes[i + 1]] & s.two[bytes[i + 2]];
        for (; hits; hits &= hits - 1) {
            const uint64_t place = (uint64_t)i * 8 + (uint64_t)__builtin_ctz(hits);
            if (place >= at && place + CRIA_BZIP2_MAGIC_BITS <= bits &&
                cria_bzip2_bits(bytes, place, CRIA_BZIP2_MAGIC_BITS) == CRIA_BZIP2_BLOCK)
                return place;
        }
    }
    return UINT64_MAX;
}
