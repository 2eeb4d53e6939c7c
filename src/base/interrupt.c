// interrupt.c: see interrupt.h.
#include "base/interrupt.h"

#include <signal.h>
#include <stdatomic.h>
#include <string.h>

static atomic_bool asked; // without a lock, so a handler may set it, and any thread read it

static void on_signal(int number)
{
    (void)number;
    atomic_store(&asked, true);
}

void cria_interrupt_install(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    action.sa_flags = (int)SA_RESETHAND; // the second signal has its default effect
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

bool cria_interrupted(void)
{
    return atomic_load(&asked);
}
