// packed.c: see packed.h.
#include "fetch/packed.h"

#include <bzlib.h>
#include <stdlib.h>

void pack_append(cria_buffer *out, const void *bytes, size_t length, int level)
{
    unsigned room = (unsigned)(length + length / 50 + 1000);
    char *packed = malloc(room);
    union {
        const void *in;
        char *out;
    } source = {.in = length ? bytes : ""}; // libbz2 wants no const
    if (!packed ||
        BZ2_bzBuffToBuffCompress(packed, &room, source.out, (unsigned)length, level, 0, 0) !=
            BZ_OK ||
        cria_buffer_append(out, packed, room) != CRIA_OK)
        abort();
    free(packed);
}
