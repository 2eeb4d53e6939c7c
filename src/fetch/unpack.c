// unpack.c owns the walk over the streams and blocks of a file: see unpack.h.
//
// The walk knows at each bit what must come there: a stream's header, a block, a stream's end.
// Ahead of it, magics of blocks are looked for and the blocks unpacked on all threads. A magic
// that the content of a block holds by chance costs time and nothing else, since the walk goes
// from the true end of one block to the next. After such a miss only the block that the walk
// stands at is unpacked, and then twice as many each time, so that a file full of false magics
// takes not more than a few times as long.
#include "fetch/unpack.h"

#include "base/interrupt.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "fetch/bzip2.h"
#include "fetch/window.h"

#include <inttypes.h>
#include <string.h>

enum {
    HEADER_BITS = 32,
    MARK_BITS = CRIA_BZIP2_MAGIC_BITS + CRIA_BZIP2_SUM_BITS,
    KNOWN_BYTES = 10,     // the header and a magic
    SLOT_BYTES = 1 << 20, // the usual block has 900,000
    SLOTS_EACH = 4,       // of a thread
    SLOTS_MAX = 64,
};

typedef struct slot {
    uint64_t at, end; // bits of the file
    cria_bzip2_outcome outcome;
    bool large; // more than SLOT_BYTES: found sound, and to be unpacked again piece by piece
    char *out;  // made at the slot's first use
    size_t length;
} slot;

struct cria_unpack {
    cria_window window;
    bool packed, inside, done; // inside a stream
    uint64_t at;               // the walk: a bit of the file
    uint64_t streams;
    uint32_t sum; // of the stream's blocks so far

    slot *slot;
    int slots, planned, used, width;
    bool missed;        // a planned block was none
    bool large;         // the rest of the last block used is with bzip2[0]
    cria_bzip2 **bzip2; // one a thread
    int threads;
};

// ---- opening

static cria_status bad(const cria_unpack *u, const char *what)
{
    return cria_fail(CRIA_EFORMAT, "%s, byte %" PRIu64 ": %s", u->window.path, u->at / 8, what);
}

static uint64_t bits_at(const cria_unpack *u, uint64_t at, int count)
{
    return cria_bzip2_bits(u->window.bytes, at - u->window.base * 8, count);
}

static const struct packing {
    const char *name, *magic;
    size_t length;
} others[] = {
    {"gzip", "\x1f\x8b", 2},
    {"xz",
     "\xfd"
     "7zXZ",
     5},
    {"zstd", "\x28\xb5\x2f\xfd", 4},
    {"7-Zip", "7z\xbc\xaf\x27\x1c", 6},
    {"zip", "PK\x03\x04", 4},
};

static bool begins(const cria_window *w, const char *magic, size_t length)
{
    return w->length > 0 &&
           memcmp(w->bytes, magic, w->length < length ? w->length : length) == 0;
}

static cria_status know(cria_unpack *u)
{
    bool full;
    do
        CRIA_TRY(cria_window_read(&u->window, 0, &full));
    while (u->window.length < KNOWN_BYTES && !u->window.ended);
    if (u->window.length == 0)
        return bad(u, "the file is empty");
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (u->window.length >= others[i].length &&
            begins(&u->window, others[i].magic, others[i].length))
            return cria_fail(CRIA_EFORMAT,
                             "%s is packed with %s: unpack it first (bzip2 is read)",
                             u->window.path, others[i].name);
    // A stream of which only the first bytes are wrong is damaged, not plain.
    const uint64_t magic =
        u->window.length < KNOWN_BYTES ? 0 : bits_at(u, HEADER_BITS, CRIA_BZIP2_MAGIC_BITS);
    u->packed =
        begins(&u->window, "BZh", 3) || magic == CRIA_BZIP2_BLOCK || magic == CRIA_BZIP2_END;
    return CRIA_OK;
}

static cria_status make_slots(cria_unpack *u)
{
    u->threads = cria_threads();
    u->slots = u->threads < SLOTS_MAX / SLOTS_EACH ? u->threads * SLOTS_EACH : SLOTS_MAX;
    u->width = u->slots;
    CRIA_TRY(cria_alloc(&u->bzip2, (size_t)u->threads, sizeof *u->bzip2));
    CRIA_TRY(cria_alloc(&u->slot, (size_t)u->slots, sizeof *u->slot));
    for (int i = 0; i < u->threads; i++)
        CRIA_TRY(cria_bzip2_open(&u->bzip2[i]));
    return CRIA_OK;
}

cria_status cria_unpack_open(cria_unpack **out, const char *path)
{
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_status status = cria_window_open(&(*out)->window, path);
    if (status == CRIA_OK)
        status = know(*out);
    if (status == CRIA_OK && (*out)->packed)
        status = make_slots(*out);
    if (status != CRIA_OK) {
        cria_unpack_close(*out);
        *out = NULL;
    }
    return status;
}

void cria_unpack_close(cria_unpack *u)
{
    if (!u)
        return;
    for (int i = 0; u->bzip2 && i < u->threads; i++)
        cria_bzip2_close(u->bzip2[i]);
    for (int i = 0; u->slot && i < u->slots; i++)
        cria_free(u->slot[i].out);
    cria_free(u->bzip2);
    cria_free(u->slot);
    cria_window_close(&u->window);
    cria_free(u);
}

// ---- looking ahead

static uint64_t window_end(const cria_unpack *u) // a bit of the file
{
    return (u->window.base + u->window.length) * 8;
}

// Reads on until the file's bits before `end` are there or the file ends.
static cria_status reach(cria_unpack *u, uint64_t end)
{
    bool full = false;
    while (window_end(u) < end && !u->window.ended && !full)
        CRIA_TRY(cria_window_read(&u->window, u->at / 8, &full));
    return CRIA_OK;
}

// The next block's magic at or behind bit *at, as far as the window reaches.
static cria_status find_block(cria_unpack *u, uint64_t *at, bool *found)
{
    for (bool full = false;;) {
        const uint64_t start = u->window.base * 8;
        const uint64_t place = cria_bzip2_find(u->window.bytes, u->window.length, *at - start);
        *found = place != UINT64_MAX;
        if (*found)
            *at = start + place;
        if (*found || full || u->window.ended)
            return CRIA_OK;
        const uint64_t sought = window_end(u) - (CRIA_BZIP2_MAGIC_BITS - 1);
        *at = *at > sought ? *at : sought;
        CRIA_TRY(cria_window_read(&u->window, u->at / 8, &full));
    }
}

static cria_bzip2_outcome begin_block(const cria_unpack *u, cria_bzip2 *b, slot *s)
{
    const uint64_t start = u->window.base * 8;
    const cria_bzip2_outcome outcome =
        cria_bzip2_begin(b, u->window.bytes, u->window.length, s->at - start, &s->end);
    s->end += start;
    return outcome;
}

static void unpack_slot(void *context, int64_t chunk, int thread)
{
    const cria_unpack *const u = context;
    slot *const s = &u->slot[chunk];
    CRIA_ASSERT(thread < u->threads);
    cria_bzip2 *const b = u->bzip2[thread];
    s->large = false;
    s->outcome = begin_block(u, b, s);
    for (bool done = false; s->outcome == CRIA_BZIP2_FINE && !done; s->large |= !done)
        s->outcome = cria_bzip2_next(b, s->out, SLOT_BYTES, &s->length, &done);
}

static cria_status plan_slot(cria_unpack *u, uint64_t at)
{
    slot *const s = &u->slot[u->planned++];
    s->at = at;
    return s->out ? CRIA_OK : cria_alloc(&s->out, SLOT_BYTES, 1);
}

// Unpacks the block that the walk stands at and others behind it.
static cria_status unpack_ahead(cria_unpack *u)
{
    u->missed |= u->used < u->planned;
    u->width = u->missed ? 1 : u->width * 2 < u->slots ? u->width * 2 : u->slots;
    uint64_t next = u->at;
    bool found = true;
    if (cria_interrupted())
        return cria_fail(CRIA_EINTR, "interrupted while unpacking %s", u->window.path);
    u->missed = false;
    for (u->planned = u->used = 0; u->planned < u->width && found;) {
        CRIA_TRY(plan_slot(u, next));
        next += CRIA_BZIP2_MAGIC_BITS;
        CRIA_TRY(find_block(u, &next, &found));
    }
    // The last may not be whole in the window where no other follows.
    if (!found && !u->window.ended && u->planned > 1)
        u->planned--;
    cria_parallel(u->planned, unpack_slot, u);
    return CRIA_OK;
}

// ---- the walk

static cria_status cut(const cria_unpack *u)
{
    return cria_fail(CRIA_EFORMAT,
                     "%s ends too early, at byte %" PRIu64 ", inside a bzip2 stream: "
                     "fetch the rest of it",
                     u->window.path, u->window.base + u->window.length);
}

static cria_status bad_block(const cria_unpack *u, cria_bzip2_outcome outcome)
{
    if (outcome == CRIA_BZIP2_NO_MEMORY)
        return cria_fail(CRIA_ENOMEM, "no memory left to unpack %s", u->window.path);
    if (outcome == CRIA_BZIP2_SHORT && u->window.ended)
        return cut(u);
    return bad(u, outcome == CRIA_BZIP2_SHORT
                      ? "a bzip2 block without an end: the file is damaged"
                      : "a bzip2 block is damaged (its codes or its checksum are wrong): fetch "
                        "the file again");
}

static cria_status take_block(cria_unpack *u, const char **bytes, size_t *length)
{
    for (; u->used < u->planned && u->slot[u->used].at < u->at; u->used++)
        u->missed = true;
    if (u->used == u->planned || u->slot[u->used].at != u->at)
        CRIA_TRY(unpack_ahead(u));
    slot *const s = &u->slot[u->used++];
    if (s->outcome == CRIA_BZIP2_FINE && s->large)
        s->outcome = begin_block(u, u->bzip2[0], s);
    if (s->outcome != CRIA_BZIP2_FINE)
        return bad_block(u, s->outcome);
    const uint32_t sum =
        (uint32_t)bits_at(u, u->at + CRIA_BZIP2_MAGIC_BITS, CRIA_BZIP2_SUM_BITS);
    u->sum = (u->sum << 1 | u->sum >> 31) ^ sum;
    u->large = s->large;
    u->at = s->end;
    if (!s->large) {
        *bytes = s->out;
        *length = s->length;
    }
    return CRIA_OK;
}

// A block of long runs: more of it.
static void take_more(cria_unpack *u, const char **bytes, size_t *length)
{
    bool done;
    slot *const s = &u->slot[u->used - 1];
    const cria_bzip2_outcome outcome =
        cria_bzip2_next(u->bzip2[0], s->out, SLOT_BYTES, length, &done);
    CRIA_ASSERT(outcome == CRIA_BZIP2_FINE); // it was read once before
    u->large = !done;
    *bytes = s->out;
}

static cria_status end_stream(cria_unpack *u)
{
    if (bits_at(u, u->at + CRIA_BZIP2_MAGIC_BITS, CRIA_BZIP2_SUM_BITS) != u->sum)
        return bad(u, "the checksum of a bzip2 stream is wrong: fetch the file again");
    u->at = (u->at + MARK_BITS + 7) / 8 * 8;
    u->inside = false;
    return CRIA_OK;
}

// Behind the last stream only zeros may stand.
static cria_status skip_zeros(cria_unpack *u)
{
    for (;;) {
        CRIA_TRY(reach(u, u->at + 8));
        u->done = window_end(u) == u->at;
        if (u->done)
            return CRIA_OK;
        if (bits_at(u, u->at, 8) != 0)
            return bad(u, "neither a bzip2 stream nor the end of the file: it is damaged, or "
                          "something else was added to it");
        u->at += 8;
    }
}

static cria_status begin_stream(cria_unpack *u)
{
    CRIA_TRY(reach(u, u->at + HEADER_BITS));
    const uint64_t left = window_end(u) - u->at;
    const int count = left < HEADER_BITS ? (int)left : HEADER_BITS;
    const uint64_t header = bits_at(u, u->at, count) << (HEADER_BITS - count);
    if (count < HEADER_BITS || header < 0x425a6831 || header > 0x425a6839) { // "BZh1", "BZh9"
        const uint64_t name = UINT64_C(0x425a6800) >> (HEADER_BITS - count)
                                                          << (HEADER_BITS - count);
        return count > 0 && count < HEADER_BITS && header == name ? cut(u) : skip_zeros(u);
    }
    u->at += HEADER_BITS;
    u->streams++;
    u->inside = true;
    u->sum = 0;
    return CRIA_OK;
}

static cria_status step(cria_unpack *u, const char **bytes, size_t *length)
{
    if (!u->inside)
        return begin_stream(u);
    CRIA_TRY(reach(u, u->at + MARK_BITS));
    if (window_end(u) < u->at + MARK_BITS)
        return cut(u);
    const uint64_t magic = bits_at(u, u->at, CRIA_BZIP2_MAGIC_BITS);
    if (magic == CRIA_BZIP2_BLOCK)
        return take_block(u, bytes, length);
    if (magic == CRIA_BZIP2_END)
        return end_stream(u);
    return bad(u, "neither a block nor the end of a bzip2 stream: the file is damaged");
}

static cria_status next_plain(cria_unpack *u, const char **bytes, size_t *length)
{
    bool full;
    if (u->at == window_end(u) && !u->window.ended) {
        u->window.base += u->window.length;
        u->window.length = 0;
        CRIA_TRY(cria_window_read(&u->window, u->window.base, &full));
    }
    *bytes = (const char *)u->window.bytes + (u->at / 8 - u->window.base);
    *length = (size_t)((window_end(u) - u->at) / 8);
    u->at = window_end(u);
    return CRIA_OK;
}

cria_status cria_unpack_next(cria_unpack *u, const char **bytes, size_t *length)
{
    *bytes = "";
    *length = 0;
    if (!u->packed)
        return next_plain(u, bytes, length);
    while (*length == 0 && !u->done) {
        if (u->large)
            take_more(u, bytes, length);
        else
            CRIA_TRY(step(u, bytes, length));
    }
    return CRIA_OK;
}

void cria_unpack_progress(const cria_unpack *u, uint64_t *done, uint64_t *total,
                          uint64_t *streams)
{
    *done = u->at / 8;
    *total = u->window.total;
    *streams = u->streams;
}

void cria_unpack_stop(cria_unpack *u)
{
    cria_window_stop(&u->window);
}
