// window.h owns a bounded window on a file, or a pipe, that is read once from front to back.
#ifndef CRIA_FETCH_WINDOW_H
#define CRIA_FETCH_WINDOW_H

#include "base/status.h"

#include <stdatomic.h>
#include <stdint.h>

enum { CRIA_WINDOW_BYTES = 16 << 20, CRIA_WINDOW_READ = 1 << 20 };

typedef struct cria_window {
    char *path; // for messages
    int fd;
    unsigned char *bytes; // of `room`, which grows with what is read, `length` are filled
    size_t room, length;
    uint64_t base;  // where in the file bytes[0] stands
    uint64_t total; // size of the file; 0 when unknown
    bool ended;     // nothing follows what is filled
    atomic_bool stopped;
} cria_window;

// cria_window_open: "-" is standard input. Close also after a failure.
CRIA_MUSTUSE cria_status cria_window_open(cria_window *w, const char *path);
void cria_window_close(cria_window *w);

// cria_window_stop, from any thread: to read on is CRIA_EINTR from now on, also where a call
// waits for bytes.
void cria_window_stop(cria_window *w);

// cria_window_read reads on, up to CRIA_WINDOW_READ bytes. Bytes of the file before `keep` may
// be forgotten, if that is needed and makes room for at least half a window. *full: no room,
// and nothing was read.
CRIA_MUSTUSE cria_status cria_window_read(cria_window *w, uint64_t keep, bool *full);

#endif
