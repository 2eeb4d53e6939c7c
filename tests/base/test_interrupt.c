// Ctrl-C: the first signal asks, its echo means nothing, a later one kills.
#include "scratch.h"

#include "base/interrupt.h"

#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void first_asks_later_kills(void **state)
{
    (void)state;
    int status;
    const pid_t child = fork();
    if (child == 0) {
        const struct timespec later = {.tv_nsec = 700000000};
        cria_interrupt_install();
        if (cria_interrupted())
            _exit(1);
        raise(SIGINT);
        raise(SIGTERM);
        raise(SIGINT);
        if (!cria_interrupted())
            _exit(2);
        nanosleep(&later, NULL);
        raise(SIGINT);
        _exit(3);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGINT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(first_asks_later_kills)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
