// ahead.h owns reading ahead: the pieces of unpack.h, made on a thread of their own while the
// caller is busy with those before.
#ifndef CRIA_FETCH_AHEAD_H
#define CRIA_FETCH_AHEAD_H

#include "base/status.h"

#include <stdint.h>

// The calls are those of unpack.h, and so is what they promise: the same bytes in the same
// order, and a failure only when all that came before it was given. At most
// CRIA_AHEAD_PIECES pieces wait. To close early is allowed at any time.
enum { CRIA_AHEAD_PIECES = 16 };

typedef struct cria_ahead cria_ahead;

CRIA_MUSTUSE cria_status cria_ahead_open(cria_ahead **out, const char *path);
CRIA_MUSTUSE cria_status cria_ahead_next(cria_ahead *a, const char **bytes, size_t *length);
// As far as the piece that was given last.
void cria_ahead_progress(const cria_ahead *a, uint64_t *done, uint64_t *total,
                         uint64_t *streams);
void cria_ahead_close(cria_ahead *a);

#endif
