// bzip2: what is unpacked is what libbz2 unpacks, byte by byte, as far as it goes.
#include "fetch/unpack.h"

#include "fuzz_file.h"

#include <bzlib.h>

// Unpacks the next stream with libbz2 alone and compares it with `expected`, as far as that goes.
static const char *compare(const char *in, const char *end, cria_buffer *expected, size_t *at)
{
    union {
        const char *in;
        char *out;
    } source = {.in = in}; // libbz2 wants no const
    char piece[1 << 16];
    bz_stream stream = {.next_in = source.out, .avail_in = (unsigned)(end - in)};
    if (BZ2_bzDecompressInit(&stream, 0, 0) != BZ_OK)
        abort();
    int code = BZ_OK;
    while (code == BZ_OK) {
        const unsigned before = stream.avail_in;
        stream.next_out = piece;
        stream.avail_out = sizeof piece;
        code = BZ2_bzDecompress(&stream);
        const size_t got = sizeof piece - stream.avail_out;
        const size_t left = expected->length - *at, both = got < left ? got : left;
        if (memcmp(expected->data + *at, piece, both) != 0)
            abort();
        *at += both;
        if (got == 0 && stream.avail_in == before)
            break;
    }
    const unsigned left = stream.avail_in;
    BZ2_bzDecompressEnd(&stream);
    return code == BZ_STREAM_END ? end - left : NULL;
}

static bool unpack(const char *path, cria_buffer *out)
{
    cria_unpack *u;
    const char *bytes;
    size_t length;
    if (cria_unpack_open(&u, path) != CRIA_OK)
        return false;
    cria_status status;
    do {
        status = cria_unpack_next(u, &bytes, &length);
        if (status == CRIA_OK && cria_buffer_append(out, bytes, length) != CRIA_OK)
            abort();
    } while (status == CRIA_OK && length && out->length < (64 << 20));
    cria_unpack_close(u);
    return status == CRIA_OK;
}
