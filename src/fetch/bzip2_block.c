// bzip2_block.c owns the unpacking of one block with libbz2: the block's bits, moved to a whole
// byte, behind the header of a stream. libbz2 takes no byte more than it needs, so where it
// stops, the block ends.
#include "fetch/bzip2.h"

#include "base/memory.h"

#include <bzlib.h>
#include <string.h>

enum { PIECE_BYTES = 1 << 15, HEADER_BYTES = 4, MAGIC_BYTES = 6, CHUNKS = 2 };

// Memory that libbz2 gave back, kept for the next block.
typedef struct chunk {
    void *memory;
    size_t bytes;
    bool used;
} chunk;

struct cria_bzip2 {
    bz_stream stream;
    bool open;
    chunk chunk[CHUNKS]; // its state and its block
    unsigned char piece[PIECE_BYTES];
    unsigned char behind[MAGIC_BYTES]; // what libbz2 reads behind the block
    unsigned behind_bytes;
};

static void *take_memory(void *opaque, int count, int size)
{
    cria_bzip2 *const b = opaque;
    const size_t bytes = (size_t)count * (size_t)size;
    for (int i = 0; i < CHUNKS; i++)
        if (!b->chunk[i].used && b->chunk[i].bytes == bytes) {
            b->chunk[i].used = true;
            return b->chunk[i].memory;
        }
    for (int i = 0; i < CHUNKS; i++)
        if (!b->chunk[i].memory) {
            if (cria_alloc(&b->chunk[i].memory, bytes, 1) != CRIA_OK)
                return NULL;
            b->chunk[i].bytes = bytes;
            b->chunk[i].used = true;
            return b->chunk[i].memory;
        }
    return NULL;
}

static void give_memory(void *opaque, void *memory)
{
    cria_bzip2 *const b = opaque;
    for (int i = 0; i < CHUNKS; i++)
        if (b->chunk[i].memory == memory)
            b->chunk[i].used = false;
}

cria_status cria_bzip2_open(cria_bzip2 **out)
{
    return cria_alloc(out, 1, sizeof **out);
}

static void stop(cria_bzip2 *b)
{
    if (b->open)
        BZ2_bzDecompressEnd(&b->stream);
    b->open = false;
}

void cria_bzip2_close(cria_bzip2 *b)
{
    if (!b)
        return;
    stop(b);
    for (int i = 0; i < CHUNKS; i++)
        cria_free(b->chunk[i].memory);
    cria_free(b);
}

static bool start(cria_bzip2 *b)
{
    stop(b);
    b->stream = (bz_stream){.bzalloc = take_memory, .bzfree = give_memory, .opaque = b};
    b->open = BZ2_bzDecompressInit(&b->stream, 0, 0) == BZ_OK;
    memcpy(b->piece, "BZh9", HEADER_BYTES);
    b->stream.next_in = (char *)b->piece;
    b->stream.avail_in = HEADER_BYTES;
    return b->open;
}

// Copies `count` bytes from bit `at` on.
static void copy_bits(unsigned char *out, const unsigned char *bytes, uint64_t at, size_t count)
{
    const unsigned char *const in = bytes + at / 8;
    const int left = (int)(at % 8);
    if (left == 0) {
        memcpy(out, in, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = (unsigned char)(in[i] << left | in[i + 1] >> (8 - left));
}

// The end of a block whose last bit is one of the eight before bit `behind`: a magic follows
// it.
static cria_bzip2_outcome find_end(const unsigned char *bytes, size_t length, uint64_t behind,
                                   uint64_t *end)
{
    for (uint64_t place = behind - 7; place <= behind; place++) {
        if (place + CRIA_BZIP2_MAGIC_BITS > (uint64_t)length * 8)
            return CRIA_BZIP2_SHORT;
        const uint64_t magic = cria_bzip2_bits(bytes, place, CRIA_BZIP2_MAGIC_BITS);
        *end = place;
        if (magic == CRIA_BZIP2_BLOCK || magic == CRIA_BZIP2_END)
            return CRIA_BZIP2_FINE;
    }
    return CRIA_BZIP2_DAMAGED;
}

static cria_bzip2_outcome outcome_of(int code)
{
    return code == BZ_OK          ? CRIA_BZIP2_FINE
           : code == BZ_MEM_ERROR ? CRIA_BZIP2_NO_MEMORY
                                  : CRIA_BZIP2_DAMAGED;
}

// The last of them may be missing where a magic is the last in the window.
static void keep_behind(cria_bzip2 *b, const unsigned char *bytes, size_t length,
                        uint64_t behind)
{
    const uint64_t whole = ((uint64_t)length * 8 - behind) / 8;
    b->behind_bytes = whole < MAGIC_BYTES ? (unsigned)whole : MAGIC_BYTES;
    copy_bits(b->behind, bytes, behind, b->behind_bytes);
}

cria_bzip2_outcome cria_bzip2_begin(cria_bzip2 *b, const unsigned char *bytes, size_t length,
                                    uint64_t at, uint64_t *end)
{
    const uint64_t whole = ((uint64_t)length * 8 - at) / 8; // bytes to be had
    uint64_t fed = 0;
    if (!start(b))
        return CRIA_BZIP2_NO_MEMORY;
    // Without room for output libbz2 stops when it has read a block, with input left over.
    b->stream.avail_out = 0;
    for (;;) {
        const cria_bzip2_outcome outcome = outcome_of(BZ2_bzDecompress(&b->stream));
        if (outcome != CRIA_BZIP2_FINE)
            return outcome;
        if (b->stream.avail_in > 0)
            break;
        if (fed == whole)
            return CRIA_BZIP2_SHORT;
        const size_t count = whole - fed < PIECE_BYTES ? (size_t)(whole - fed) : PIECE_BYTES;
        copy_bits(b->piece, bytes, at + fed * 8, count);
        fed += count;
        b->stream.next_in = (char *)b->piece;
        b->stream.avail_in = (unsigned)count;
    }
    const uint64_t behind = at + (fed - b->stream.avail_in) * 8;
    const cria_bzip2_outcome outcome = find_end(bytes, length, behind, end);
    if (outcome == CRIA_BZIP2_FINE)
        keep_behind(b, bytes, length, behind);
    return outcome;
}

// The magic that was found may stand some bits too late; libbz2 knows where it must.
static cria_bzip2_outcome check_end(cria_bzip2 *b)
{
    b->stream.next_in = (char *)b->behind;
    b->stream.avail_in = b->behind_bytes;
    return outcome_of(BZ2_bzDecompress(&b->stream));
}

cria_bzip2_outcome cria_bzip2_next(cria_bzip2 *b, char *out, size_t capacity, size_t *got,
                                   bool *done)
{
    // Without input libbz2 cannot go beyond the block.
    b->stream.avail_in = 0;
    b->stream.next_out = out;
    b->stream.avail_out = (unsigned)capacity;
    const cria_bzip2_outcome outcome = outcome_of(BZ2_bzDecompress(&b->stream));
    *got = capacity - b->stream.avail_out;
    *done = b->stream.avail_out > 0;
    return outcome == CRIA_BZIP2_FINE && *done ? check_end(b) : outcome;
}
