// bzip2: what is unpacked is what libbz2 by itself unpacks, as far as it goes, and is all of it
// where the file is called sound. Other files come as they are.
#include "fuzz_file.h"

#include "base/buffer.h"
#include "fetch/unpack.h"

#include <bzlib.h>
#include <string.h>

enum { CONTENT_MAX = 64 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add(cria_buffer *out, const char *bytes, size_t length)
{
    if (cria_buffer_append(out, bytes, length) != CRIA_OK)
        abort();
}

static bool unpack(cria_buffer *out, const char *path)
{
    cria_unpack *u;
    const char *bytes;
    size_t length;
    if (cria_unpack_open(&u, path) != CRIA_OK)
        return false;
    cria_status status;
    do {
        status = cria_unpack_next(u, &bytes, &length);
        if (status == CRIA_OK)
            add(out, bytes, length);
    } while (status == CRIA_OK && length && out->length < CONTENT_MAX);
    cria_unpack_close(u);
    return status == CRIA_OK;
}

// What libbz2 takes for a stream, its state and its block, is kept for the next: to get it
// anew takes longer than most inputs.
static struct kept {
    void *memory;
    size_t bytes;
    bool used;
} kept[2];

static void *take_memory(void *opaque, int count, int size)
{
    const size_t bytes = (size_t)count * (size_t)size;
    struct kept *k = kept;
    (void)opaque;
    while (k->used)
        CRIA_ASSERT(++k < kept + 2);
    if (k->bytes < bytes && !(k->memory = realloc(k->memory, k->bytes = bytes)))
        abort();
    k->used = true;
    return k->memory;
}

static void give_memory(void *opaque, void *memory)
{
    (void)opaque;
    for (int i = 0; i < 2; i++)
        kept[i].used &= kept[i].memory != memory;
}

// One stream with libbz2 alone: moves *in behind it; false where it is unsound.
static bool stream_alone(cria_buffer *out, char **in, const char *end)
{
    static char piece[1 << 16];
    bz_stream s = {.next_in = *in,
                   .avail_in = (unsigned)(end - *in),
                   .bzalloc = take_memory,
                   .bzfree = give_memory};
    if (BZ2_bzDecompressInit(&s, 0, 0) != BZ_OK)
        abort();
    int code = BZ_OK;
    do {
        s.next_out = piece;
        s.avail_out = sizeof piece;
        code = BZ2_bzDecompress(&s);
        add(out, piece, sizeof piece - s.avail_out);
    } while (code == BZ_OK && (s.avail_in > 0 || s.avail_out == 0) &&
             out->length < 2 * CONTENT_MAX);
    *in = s.next_in;
    BZ2_bzDecompressEnd(&s);
    return code == BZ_STREAM_END;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char path[64];
    const int fd = fuzz_file(path, data, size);
    cria_buffer ours = {0}, theirs = {0}, file = {0};
    add(&file, (const char *)data, size);
    add(&ours, "", 0);
    add(&theirs, "", 0);
    const bool fine = unpack(&ours, path);
    const bool plain = fine && ours.length == size && memcmp(ours.data, file.data, size) == 0;
    if (!plain) {
        char *in = file.data, *const end = file.data + size;
        while (in < end && *in == 'B' && stream_alone(&theirs, &in, end))
            continue;
        if (ours.length > theirs.length || memcmp(ours.data, theirs.data, ours.length) != 0 ||
            (fine && ours.length < CONTENT_MAX && ours.length != theirs.length))
            abort();
    }
    cria_buffer_free(&ours);
    cria_buffer_free(&theirs);
    cria_buffer_free(&file);
    close(fd);
    return 0;
}
