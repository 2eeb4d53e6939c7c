// Reading ahead: the bytes and faults of unpack.h in their order, whichever side is slow, a
// bounded number of pieces waiting, and an end at any time without a hang.
#include "base/interrupt.h"
#include "fetch/ahead.h"
#include "fetch/packed.h"
#include "fetch/unpack.h"
#include "scratch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PIPE_PIECE = 256 << 10, HANG_SECONDS = 20 };

static void fill_lines(cria_buffer *b, size_t length)
{
    for (unsigned i = 0; b->length < length; i++)
        assert_ok(cria_buffer_printf(b, "%u: of %x\n", i, i * 2654435761u));
}

static void pause_ms(long ms)
{
    nanosleep(&(struct timespec){.tv_nsec = ms * 1000000}, NULL);
}

// What reading gives: how many of the expected bytes, the fault, and the place.
typedef struct outcome {
    cria_status status;
    size_t got;
    uint64_t done, total, streams;
    char message[CRIA_MESSAGE_BYTES];
} outcome;

static void note(outcome *o, cria_status status)
{
    o->status = status;
    snprintf(o->message, sizeof o->message, "%s", status == CRIA_OK ? "" : cria_message());
}

static outcome read_alone(const char *path)
{
    outcome o = {0};
    cria_unpack *u;
    const char *bytes;
    size_t length;
    assert_ok(cria_unpack_open(&u, path));
    do {
        note(&o, cria_unpack_next(u, &bytes, &length));
        o.got += length;
    } while (length);
    cria_unpack_progress(u, &o.done, &o.total, &o.streams);
    cria_unpack_close(u);
    return o;
}

// Looks at the bytes when the time is over: until the next call they are the caller's.
static size_t take(outcome *o, cria_ahead *a, const cria_buffer *expected, long wait_ms)
{
    const char *bytes;
    size_t length;
    note(o, cria_ahead_next(a, &bytes, &length));
    pause_ms(wait_ms);
    assert_true(o->got + length <= expected->length);
    assert_memory_equal(bytes, expected->data + o->got, length);
    o->got += length;
    return length;
}

static outcome read_ahead(const char *path, const cria_buffer *expected, long wait_ms)
{
    outcome o = {0};
    cria_ahead *a;
    assert_ok(cria_ahead_open(&a, path));
    for (int i = 0; take(&o, a, expected, i < 30 ? wait_ms : 0) > 0; i++)
        continue;
    const outcome first = o; // the end stays the end, and a fault a fault
    assert_int_equal(take(&o, a, expected, 0), 0);
    assert_memory_equal(&o, &first, sizeof o);
    cria_ahead_progress(a, &o.done, &o.total, &o.streams);
    cria_ahead_close(a);
    return o;
}

static void check(const cria_buffer *file, const cria_buffer *plain)
{
    assert_ok(cria_file_write(scratch("file"), file->data, file->length));
    const outcome alone = read_alone(scratch("file"));
    for (long wait_ms = 0; wait_ms <= 20; wait_ms += 20) {
        const outcome ahead = read_ahead(scratch("file"), plain, wait_ms);
        assert_int_equal(ahead.status, alone.status);
        assert_string_equal(ahead.message, alone.message);
        assert_int_equal(ahead.got, alone.got);
        assert_int_equal(ahead.done, alone.done);
        assert_int_equal(ahead.total, alone.total);
        assert_int_equal(ahead.streams, alone.streams);
    }
}

static void the_bytes_are_the_same(void **state)
{
    (void)state;
    cria_buffer plain = {0}, one = {0}, many = {0};
    fill_lines(&plain, 6000000);
    check(&plain, &plain);
    pack_append(&one, plain.data, plain.length, 1);
    check(&one, &plain);
    for (size_t at = 0; at < plain.length; at += 77777) {
        const size_t left = plain.length - at;
        pack_append(&many, plain.data + at, left < 77777 ? left : 77777, 9);
    }
    check(&many, &plain);
    cria_buffer_free(&plain);
    cria_buffer_free(&one);
    cria_buffer_free(&many);
}

// A fault waits behind the pieces before it, also when it was met long before they are taken.
static void faults_keep_their_place(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_lines(&plain, 6000000);
    pack_append(&packed, plain.data, plain.length, 1);
    for (size_t part = 1; part <= 3; part++) {
        char *const bit = packed.data + packed.length * part / 4;
        *bit ^= 4;
        check(&packed, &plain);
        assert_int_equal(read_ahead(scratch("file"), &plain, 0).status, CRIA_EFORMAT);
        *bit ^= 4;
    }
    packed.length -= packed.length / 3;
    check(&packed, &plain);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

static void small_files_and_refusals(void **state)
{
    (void)state;
    cria_ahead *a;
    cria_buffer plain = {0};
    fill_lines(&plain, 100);
    check(&plain, &plain);
    assert_ok(cria_file_write(scratch("empty"), "", 0));
    assert_fails(cria_ahead_open(&a, scratch("empty")), CRIA_EFORMAT, "is empty");
    assert_null(a);
    assert_int_equal(cria_ahead_open(&a, scratch("absent")), CRIA_EIO);
    cria_buffer_free(&plain);
}

static void closing_at_any_piece(void **state)
{
    (void)state;
    cria_buffer plain = {0}, packed = {0};
    fill_lines(&plain, 4000000);
    pack_append(&packed, plain.data, plain.length, 1);
    assert_ok(cria_file_write(scratch("file"), packed.data, packed.length));
    for (int pieces = 0; pieces < 45; pieces++) {
        outcome o = {0};
        cria_ahead *a;
        assert_ok(cria_ahead_open(&a, scratch("file")));
        for (int i = 0; i < pieces; i++)
            (void)take(&o, a, &plain, 0);
        pause_ms(pieces % 3 * 10);
        cria_ahead_close(a);
    }
    cria_ahead_close(NULL);
    cria_buffer_free(&plain);
    cria_buffer_free(&packed);
}

// ---- a pipe whose other end is held here

typedef struct feed {
    cria_buffer plain;
    size_t put; // of it
    int fd;
    cria_ahead *a;
    outcome o;
} feed;

// Writes what the pipe takes until it takes nothing for `wait_ms`, or up to `limit`.
static void write_on(feed *f, size_t limit, int wait_ms)
{
    for (int waited = 0; f->put < limit && waited <= wait_ms;) {
        const ssize_t n = write(f->fd, f->plain.data + f->put, limit - f->put);
        assert_true(n >= 0 || errno == EAGAIN);
        f->put += n > 0 ? (size_t)n : 0;
        waited = n > 0 ? 0 : waited + 1;
        if (n <= 0)
            pause_ms(1);
    }
}

static void take_up_to(feed *f, size_t limit)
{
    while (f->o.got < limit) {
        (void)take(&f->o, f->a, &f->plain, 0);
        assert_int_equal(f->o.status, CRIA_OK);
    }
}

// Feeds so much that the thread runs.
static void begin(feed *f, const char *name)
{
    *f = (feed){0};
    fill_lines(&f->plain, 20000000);
    assert_int_equal(mkfifo(scratch(name), 0600), 0);
    f->fd = open(scratch(name), O_RDWR | O_NONBLOCK);
    assert_true(f->fd >= 0);
    write_on(f, 1000, 0);
    assert_ok(cria_ahead_open(&f->a, scratch(name)));
    while (f->put < 1500000) {
        write_on(f, f->put + 5000, 1000);
        take_up_to(f, f->put);
    }
}

static void end(feed *f)
{
    cria_ahead_close(f->a);
    if (f->fd >= 0)
        close(f->fd);
    cria_buffer_free(&f->plain);
}

static void a_slow_pipe(void **state)
{
    (void)state;
    feed f;
    begin(&f, "slow");
    for (int i = 0; i < 40; i++) {
        pause_ms(5);
        write_on(&f, f.put + 997, 1000);
        take_up_to(&f, f.put); // what is there comes at once, however little it is
    }
    end(&f);
}

// While nothing is taken, reading goes on, but not for ever.
static void reading_goes_on_and_is_bounded(void **state)
{
    (void)state;
    feed f;
    begin(&f, "bounded");
    const size_t before = f.put;
    write_on(&f, f.plain.length, 500);
    assert_true(f.put - before > 8 * 65536);
    assert_true(f.put - before < (CRIA_AHEAD_PIECES + 2) * PIPE_PIECE);
    take_up_to(&f, f.put);
    close(f.fd);
    f.fd = -1;
    assert_int_equal(take(&f.o, f.a, &f.plain, 0), 0);
    assert_int_equal(f.o.status, CRIA_OK);
    end(&f);
}

static void closing_beside_a_silent_pipe(void **state)
{
    (void)state;
    feed f;
    begin(&f, "silent");
    pause_ms(20);
    alarm(HANG_SECONDS);
    cria_ahead_close(f.a);
    alarm(0);
    f.a = NULL;
    end(&f);
}

// The signal comes to the thread that waits for a piece, the other one waits for the pipe.
static void wait_for_the_signal(void)
{
    feed f;
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigprocmask(SIG_BLOCK, &signals, NULL);
    cria_interrupt_install();
    begin(&f, "interrupted");
    sigprocmask(SIG_UNBLOCK, &signals, NULL);
    alarm(HANG_SECONDS);
    write_on(&f, f.put + 300000, 1000); // comes still
    take_up_to(&f, f.put);
    close(open(scratch("waiting"), O_CREAT | O_WRONLY, 0600));
    (void)take(&f.o, f.a, &f.plain, 0);
    end(&f);
    _exit(f.o.status == CRIA_EINTR && strstr(f.o.message, "interrupted while reading") ? 0 : 1);
}

static void an_interruption_ends_the_waiting(void **state)
{
    (void)state;
    int code = -1;
    const pid_t child = fork();
    if (child == 0)
        wait_for_the_signal();
    while (!cria_path_exists(scratch("waiting")) && waitpid(child, &code, WNOHANG) == 0)
        pause_ms(5);
    pause_ms(100);
    kill(child, SIGINT);
    assert_int_equal(waitpid(child, &code, 0), child);
    assert_int_equal(code, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        // It forks, and so comes before there are threads.
        cmocka_unit_test(an_interruption_ends_the_waiting),
        cmocka_unit_test(the_bytes_are_the_same),
        cmocka_unit_test(faults_keep_their_place),
        cmocka_unit_test(small_files_and_refusals),
        cmocka_unit_test(closing_at_any_piece),
        cmocka_unit_test(a_slow_pipe),
        cmocka_unit_test(reading_goes_on_and_is_bounded),
        cmocka_unit_test(closing_beside_a_silent_pipe),
    };
    return cmocka_run_group_tests(tests, scratch_open, scratch_close);
}
