// interrupt.c: see interrupt.h.
#include "base/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { ECHO_MS = 500 };

static atomic_bool asked; // without a lock, so a handler may set it, and any thread read it
static struct timespec asked_at;

// Whoever signals the process and its group, as timeout(1) does, means one signal.
static bool is_echo(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (now.tv_sec - asked_at.tv_sec) * 1000 + (now.tv_nsec - asked_at.tv_nsec) / 1000000 <
           ECHO_MS;
}

static void on_signal(int number)
{
    if (!atomic_load(&asked)) {
        clock_gettime(CLOCK_MONOTONIC, &asked_at);
        atomic_store(&asked, true);
    } else if (!is_echo()) {
        signal(number, SIG_DFL);
        raise(number);
    }
}

void cria_interrupt_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigaddset(&action.sa_mask, SIGINT);
    sigaddset(&action.sa_mask, SIGTERM);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool cria_interrupted(void)
{
    return atomic_load(&asked);
}
