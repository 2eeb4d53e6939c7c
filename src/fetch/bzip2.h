// bzip2.h owns what libbz2 does not offer: finding the blocks of a bzip2 file, which begin at
// any bit, and unpacking one of them by itself.
//
// A file is streams; a stream is, from a whole byte on: "BZh" and a digit; blocks, each its
// magic (48 bits), checksum (32) and content; the end's magic (48) and the combined checksum
// (32); bits up to the next whole byte. Nothing says how long a block is.
#ifndef CRIA_FETCH_BZIP2_H
#define CRIA_FETCH_BZIP2_H

#include "base/status.h"

#include <stdint.h>

#define CRIA_BZIP2_BLOCK UINT64_C(0x314159265359)
#define CRIA_BZIP2_END   UINT64_C(0x177245385090)
enum { CRIA_BZIP2_MAGIC_BITS = 48, CRIA_BZIP2_SUM_BITS = 32 };

// cria_bzip2_bits: `count` bits, at most 48, from bit `at` on, as a number. They must be there.
uint64_t cria_bzip2_bits(const unsigned char *bytes, uint64_t at, int count);

// cria_bzip2_find: the first bit at or behind `at` where a block's magic stands; UINT64_MAX
// when there is none. The content of a block can hold the magic by chance.
uint64_t cria_bzip2_find(const unsigned char *bytes, size_t length, uint64_t at);

// cria_bzip2 unpacks one block after another, each by itself. Its memory is constant: 3.7 MB.
typedef struct cria_bzip2 cria_bzip2;
CRIA_MUSTUSE cria_status cria_bzip2_open(cria_bzip2 **out);
void cria_bzip2_close(cria_bzip2 *b);

typedef enum cria_bzip2_outcome {
    CRIA_BZIP2_FINE,
    CRIA_BZIP2_SHORT,   // the block does not end within the bytes
    CRIA_BZIP2_DAMAGED, // codes that cannot be, a wrong checksum, or no magic behind the block
    CRIA_BZIP2_NO_MEMORY,
} cria_bzip2_outcome;

// cria_bzip2_begin reads the block at bit `at`, where a block's magic stands. *end is the bit
// behind it, where the magic of another block or of the stream's end stands. The bytes are not
// needed after the call.
cria_bzip2_outcome cria_bzip2_begin(cria_bzip2 *b, const unsigned char *bytes, size_t length,
                                    uint64_t at, uint64_t *end);
// cria_bzip2_next writes the block's next bytes. *done: they were the last, and the checksum
// agrees with all of them. A block holds up to 47 MB, if it is made of long runs.
cria_bzip2_outcome cria_bzip2_next(cria_bzip2 *b, char *out, size_t capacity, size_t *got,
                                   bool *done);

#endif
