// parallel.c: see parallel.h. A small pool of threads.
//
// Loops follow each other closely, so a waiting thread looks for work a short while before it
// sleeps. It does not look longer: on a machine that others use too, a thread that spins takes
// the processor from the one it waits for (OpenMP's threads do, and slow down severalfold).
#define _GNU_SOURCE // CPU_COUNT
#include "base/parallel.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum { WORKERS_MAX = 1023, SPINS = 2000 };

// One loop at a time. Every worker takes note of every loop (`busy` counts those that have not
// yet), so nobody can miss one or take part twice.
static struct pool {
    pthread_mutex_t owner; // held by the thread whose loop runs
    pthread_mutex_t lock;  // for sleeping and waking
    pthread_cond_t begun, ended;
    int workers;      // started so far
    int active;       // of them, those that help with this loop
    atomic_uint turn; // number of this loop
    atomic_int busy;
    cria_parallel_body *body;
    void *context;
    int64_t chunks;
    _Atomic int64_t next; // chunk to be taken
} pool = {.owner = PTHREAD_MUTEX_INITIALIZER,
          .lock = PTHREAD_MUTEX_INITIALIZER,
          .begun = PTHREAD_COND_INITIALIZER,
          .ended = PTHREAD_COND_INITIALIZER};

static int wanted;
static _Thread_local bool inside;    // a body is running on this thread
static _Thread_local int own_number; // of this thread in that loop

void cria_threads_set(int threads)
{
    wanted = threads;
}

int cria_threads(void)
{
    cpu_set_t set;
    if (wanted > 0)
        return wanted;
    return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

static void pause_briefly(void)
{
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
}

static void take_chunks(int number)
{
    inside = true;
    own_number = number;
    for (;;) {
        const int64_t chunk = atomic_fetch_add_explicit(&pool.next, 1, memory_order_relaxed);
        if (chunk >= pool.chunks)
            break;
        pool.body(pool.context, chunk, number);
    }
    inside = false;
    own_number = 0;
}

// Waits until there is a loop after number `seen`, and returns its number.
static unsigned next_turn(unsigned seen)
{
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&pool.turn, memory_order_acquire) != seen)
            return seen + 1;
        pause_briefly();
    }
    pthread_mutex_lock(&pool.lock);
    while (atomic_load(&pool.turn) == seen)
        pthread_cond_wait(&pool.begun, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
    return seen + 1;
}

// The argument holds the worker's number and the last loop before it was started.
enum { NUMBER_BITS = 10 };

static void *work(void *argument)
{
    const uintptr_t packed = (uintptr_t)argument;
    const int number = (int)(packed & WORKERS_MAX);
    unsigned seen = (unsigned)(packed >> NUMBER_BITS);
    for (;;) {
        seen = next_turn(seen);
        if (number <= pool.active)
            take_chunks(number);
        if (atomic_fetch_sub_explicit(&pool.busy, 1, memory_order_acq_rel) == 1) {
            pthread_mutex_lock(&pool.lock);
            pthread_cond_signal(&pool.ended);
            pthread_mutex_unlock(&pool.lock);
        }
    }
    return NULL;
}

// A child process has none of its parent's threads.
static void forget_workers(void)
{
    pthread_mutex_init(&pool.owner, NULL);
    pthread_mutex_init(&pool.lock, NULL);
    pthread_cond_init(&pool.begun, NULL);
    pthread_cond_init(&pool.ended, NULL);
    pool.workers = 0;
    atomic_store(&pool.turn, 0);
    atomic_store(&pool.busy, 0);
}

static void watch_forks(void)
{
    pthread_atfork(NULL, NULL, forget_workers);
}

// Starts workers until there are `count`; fewer where the system gives no more.
static void start_workers(int count)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, watch_forks);
    while (pool.workers < count && pool.workers < WORKERS_MAX) {
        const uintptr_t number = (uintptr_t)pool.workers + 1;
        const uintptr_t packed = (uintptr_t)atomic_load(&pool.turn) << NUMBER_BITS | number;
        pthread_t thread;
        if (pthread_create(&thread, NULL, work, (void *)packed) != 0)
            return;
        pthread_detach(thread);
        pool.workers++;
    }
}

static void begin_loop(int64_t chunks, int helpers, cria_parallel_body *body, void *context)
{
    start_workers(helpers);
    pool.active = helpers < pool.workers ? helpers : pool.workers;
    pool.body = body;
    pool.context = context;
    pool.chunks = chunks;
    atomic_store(&pool.next, 0);
    atomic_store(&pool.busy, pool.workers);
    pthread_mutex_lock(&pool.lock);
    atomic_fetch_add_explicit(&pool.turn, 1, memory_order_release);
    pthread_cond_broadcast(&pool.begun);
    pthread_mutex_unlock(&pool.lock);
}

static void end_loop(void)
{
    for (int spin = 0; spin < SPINS; spin++) {
        if (atomic_load_explicit(&pool.busy, memory_order_acquire) == 0)
            return;
        pause_briefly();
    }
    pthread_mutex_lock(&pool.lock);
    while (atomic_load(&pool.busy) != 0)
        pthread_cond_wait(&pool.ended, &pool.lock);
    pthread_mutex_unlock(&pool.lock);
}

void cria_parallel(int64_t chunks, cria_parallel_body *body, void *context)
{
    const int64_t threads = chunks < cria_threads() ? chunks : cria_threads();
    if (threads <= 1 || inside) {
        for (int64_t chunk = 0; chunk < chunks; chunk++)
            body(context, chunk, own_number);
        return;
    }
    pthread_mutex_lock(&pool.owner);
    begin_loop(chunks, (int)threads - 1, body, context);
    take_chunks(0);
    end_loop();
    pthread_mutex_unlock(&pool.owner);
}
