// events.h owns TensorBoard event files (append-only records; docs/formats.md).
#ifndef CRIA_FORMAT_EVENTS_H
#define CRIA_FORMAT_EVENTS_H

#include "base/status.h"

#include <stdint.h>

typedef struct cria_events cria_events;
// cria_events_open starts a new file events.out.tfevents.<seconds>.<host>.<pid>.<n> in
// `directory`, which is made if absent.
CRIA_MUSTUSE cria_status cria_events_open(cria_events **out, const char *directory);
CRIA_MUSTUSE cria_status cria_events_scalar(cria_events *e, int64_t step, const char *tag,
                                            double value);
CRIA_MUSTUSE cria_status cria_events_flush(cria_events *e);
void cria_events_close(cria_events *e);

// cria_crc32c: the Castagnoli checksum of the records, before their masking.
uint32_t cria_crc32c(const void *bytes, size_t length);

#endif
