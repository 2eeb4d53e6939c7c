// window.c: see window.h.
#include "fetch/window.h"

#include "base/interrupt.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FIRST_BYTES = 256 << 10, // doubled some times it is CRIA_WINDOW_BYTES
    LOOK_MS = 100,
};

cria_status cria_window_open(cria_window *w, const char *path)
{
    const bool standard = strcmp(path, "-") == 0;
    *w = (cria_window){.fd = -1};
    CRIA_TRY(cria_strdup(&w->path, standard ? "standard input" : path));
    w->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (w->fd < 0)
        return cria_fail_errno("cannot open %s", path);
    struct stat info;
    if (fstat(w->fd, &info) == 0 && S_ISREG(info.st_mode))
        w->total = (uint64_t)info.st_size;
    return CRIA_OK;
}

void cria_window_close(cria_window *w)
{
    if (w->fd > STDIN_FILENO)
        close(w->fd);
    cria_free(w->bytes);
    cria_free(w->path);
    *w = (cria_window){.fd = -1};
}

// Moving half a window at least each time keeps the moving cheap, however little is read on.
static void forget(cria_window *w, uint64_t keep)
{
    const size_t gone = (size_t)(keep - w->base);
    if (gone < CRIA_WINDOW_BYTES / 2)
        return;
    memmove(w->bytes, w->bytes + gone, w->length - gone);
    w->length -= gone;
    w->base = keep;
}

// Small files want a small window; what a file is said to hold is not asked, since pipes and
// files of the system do not say it.
static cria_status make_room(cria_window *w, uint64_t keep)
{
    if (w->room < CRIA_WINDOW_BYTES && w->length >= w->room / 2)
        return cria_grow(&w->bytes, &w->room, w->room ? w->room * 2 : FIRST_BYTES, 1);
    if (w->room == CRIA_WINDOW_BYTES && w->room - w->length < CRIA_WINDOW_READ)
        forget(w, keep);
    return CRIA_OK;
}

void cria_window_stop(cria_window *w)
{
    atomic_store(&w->stopped, true);
}

// Waits for bytes. A signal may go to another thread, and then wakes nobody here: hence the
// looking up.
static cria_status await(cria_window *w)
{
    struct pollfd file = {.fd = w->fd, .events = POLLIN};
    int ready;
    do {
        if (atomic_load(&w->stopped) || cria_interrupted())
            return cria_fail(CRIA_EINTR, "interrupted while reading %s", w->path);
        ready = poll(&file, 1, LOOK_MS);
    } while (ready == 0 || (ready < 0 && errno == EINTR));
    return ready > 0 ? CRIA_OK : cria_fail_errno("cannot read %s", w->path);
}

cria_status cria_window_read(cria_window *w, uint64_t keep, bool *full)
{
    CRIA_TRY(make_room(w, keep));
    const size_t left = w->room - w->length;
    const size_t count = left < CRIA_WINDOW_READ ? left : CRIA_WINDOW_READ;
    *full = w->room == CRIA_WINDOW_BYTES && count < CRIA_WINDOW_READ;
    while (!*full && !w->ended) {
        CRIA_TRY(await(w));
        const ssize_t got = read(w->fd, w->bytes + w->length, count);
        if (got >= 0) {
            w->length += (size_t)got;
            w->ended = got == 0;
            return CRIA_OK;
        }
        if (errno != EINTR)
            return cria_fail_errno("cannot read %s", w->path);
    }
    return CRIA_OK;
}
