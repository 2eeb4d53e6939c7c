// packed.h owns what the tests of this room share: bytes packed with bzip2.
#ifndef CRIA_TESTS_FETCH_PACKED_H
#define CRIA_TESTS_FETCH_PACKED_H

#include "base/buffer.h"

// pack_append appends one bzip2 stream of level `level`.
void pack_append(cria_buffer *out, const void *bytes, size_t length, int level);

#endif
