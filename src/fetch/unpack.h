// unpack.h owns bytes from a file that may be packed with bzip2: a stream, in order, unpacked
// block by block on all threads, whether the file is of one stream or of many.
#ifndef CRIA_FETCH_UNPACK_H
#define CRIA_FETCH_UNPACK_H

#include "base/status.h"

#include <stdint.h>

typedef struct cria_unpack cria_unpack;

// cria_unpack_open: "-" is standard input. Packed files are known by their first bytes.
CRIA_MUSTUSE cria_status cria_unpack_open(cria_unpack **out, const char *path);
// cria_unpack_next: the next piece, borrowed until the next call; *length is 0 at the end. All
// streams of a file are read, not only the first. Bytes are given when their block's checksum
// agrees. CRIA_EFORMAT with the byte: cut, damaged or empty files, and anything but zeros
// behind the last stream. (bzip2 passes over such bytes with a warning; but a damaged header
// between two streams looks just like them, and all behind it would be lost.)
CRIA_MUSTUSE cria_status cria_unpack_next(cria_unpack *u, const char **bytes, size_t *length);
// Bytes of the file consumed and its size (0 when unknown), for progress and messages.
void cria_unpack_progress(const cria_unpack *u, uint64_t *done, uint64_t *total,
                          uint64_t *streams);
// cria_unpack_stop, from any thread: the call of cria_unpack_next under way, or else the next
// that has to read on, ends with CRIA_EINTR soon.
void cria_unpack_stop(cria_unpack *u);
void cria_unpack_close(cria_unpack *u);

#endif
