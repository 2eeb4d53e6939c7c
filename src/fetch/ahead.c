// ahead.c: see ahead.h. A ring of pieces between the thread that unpacks and the caller.
//
// A piece belongs to the thread until it is counted as filled, and to the caller until it is
// counted as used; the lock is held for the counting only. The end and a failure are pieces
// too, the last ones, so they keep their place in the order. A signal may come to either side:
// the thread looks for it (window.c, unpack.c), and the caller gets its failure.
#include "fetch/ahead.h"

#include "base/memory.h"
#include "fetch/unpack.h"

#include <pthread.h>
#include <string.h>

enum { START_BYTES = 1 << 20 }; // files that end before need no thread

typedef struct place {
    uint64_t done, total, streams;
} place;

typedef struct piece {
    cria_status status;
    char *bytes;
    size_t room, length; // 0: the last piece
    place place;         // behind it
} piece;

struct cria_ahead {
    cria_unpack *unpack; // the thread's, as soon as there is one
    uint64_t given;      // bytes, before there is one
    place place;
    bool running, borrowed; // the caller has the piece of number `used`
    pthread_t thread;

    pthread_mutex_t lock;
    pthread_cond_t put, taken;
    unsigned filled, used; // pieces so far
    bool closing;

    piece piece[CRIA_AHEAD_PIECES];
    char message[CRIA_MESSAGE_BYTES]; // of the last piece
};

static place place_of(const cria_unpack *u)
{
    place p;
    cria_unpack_progress(u, &p.done, &p.total, &p.streams);
    return p;
}

cria_status cria_ahead_open(cria_ahead **out, const char *path)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_ahead *const a = *out;
    pthread_mutex_init(&a->lock, NULL);
    pthread_cond_init(&a->put, NULL);
    pthread_cond_init(&a->taken, NULL);
    const cria_status status = cria_unpack_open(&a->unpack, path);
    if (status == CRIA_OK) {
        a->place = place_of(a->unpack);
    } else {
        cria_ahead_close(a);
        *out = NULL;
    }
    return status;
}

// ---- the thread

// The next piece to be filled; NULL when no more are wanted.
static piece *next_free(cria_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    while (a->filled - a->used == CRIA_AHEAD_PIECES && !a->closing)
        pthread_cond_wait(&a->taken, &a->lock);
    piece *const free = a->closing ? NULL : &a->piece[a->filled % CRIA_AHEAD_PIECES];
    pthread_mutex_unlock(&a->lock);
    return free;
}

static void fill(cria_ahead *a, piece *p)
{
    const char *bytes;
    size_t length;
    p->length = 0;
    p->status = cria_unpack_next(a->unpack, &bytes, &length);
    if (p->status == CRIA_OK && length)
        p->status = cria_grow(&p->bytes, &p->room, length, 1);
    if (p->status != CRIA_OK) {
        memcpy(a->message, cria_message(), sizeof a->message);
    } else if (length) {
        memcpy(p->bytes, bytes, length);
        p->length = length;
    }
    p->place = place_of(a->unpack);
}

static void *work(void *argument)
{
    cria_ahead *const a = argument;
    bool last = false;
    for (piece *p; !last && (p = next_free(a));) {
        fill(a, p);
        last = p->length == 0;
        pthread_mutex_lock(&a->lock);
        a->filled++;
        pthread_cond_signal(&a->put);
        pthread_mutex_unlock(&a->lock);
    }
    return NULL;
}

// ---- the caller

static cria_status next_alone(cria_ahead *a, const char **bytes, size_t *length)
{
    CRIA_TRY(cria_unpack_next(a->unpack, bytes, length));
    a->given += *length;
    a->place = place_of(a->unpack);
    return CRIA_OK;
}

// Gives back the piece that was borrowed and waits for the next.
static const piece *next_filled(cria_ahead *a)
{
    pthread_mutex_lock(&a->lock);
    if (a->borrowed) {
        a->used++;
        pthread_cond_signal(&a->taken);
    }
    while (a->filled == a->used)
        pthread_cond_wait(&a->put, &a->lock);
    pthread_mutex_unlock(&a->lock);
    return &a->piece[a->used % CRIA_AHEAD_PIECES];
}

cria_status cria_ahead_next(cria_ahead *a, const char **bytes, size_t *length)
{
    // Where the system gives no thread, it goes on without.
    if (!a->running && a->given >= START_BYTES)
        a->running = pthread_create(&a->thread, NULL, work, a) == 0;
    if (!a->running)
        return next_alone(a, bytes, length);
    const piece *const p = next_filled(a);
    a->borrowed = p->length > 0; // the last stays
    a->place = p->place;
    *bytes = p->length ? p->bytes : "";
    *length = p->length;
    return p->status == CRIA_OK ? CRIA_OK : cria_fail(p->status, "%s", a->message);
}

void cria_ahead_progress(const cria_ahead *a, uint64_t *done, uint64_t *total,
                         uint64_t *streams)
{
    *done = a->place.done;
    *total = a->place.total;
    *streams = a->place.streams;
}

static void stop(cria_ahead *a)
{
    cria_unpack_stop(a->unpack);
    pthread_mutex_lock(&a->lock);
    a->closing = true;
    pthread_cond_signal(&a->taken);
    pthread_mutex_unlock(&a->lock);
    pthread_join(a->thread, NULL);
}

void cria_ahead_close(cria_ahead *a)
{
    if (!a)
        return;
    if (a->running)
        stop(a);
    cria_unpack_close(a->unpack);
    for (int i = 0; i < CRIA_AHEAD_PIECES; i++)
        cria_free(a->piece[i].bytes);
    pthread_cond_destroy(&a->taken);
    pthread_cond_destroy(&a->put);
    pthread_mutex_destroy(&a->lock);
    cria_free(a);
}
