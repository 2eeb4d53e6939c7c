// processor_time.h owns a clock for tests on growth: what other programs do does not count.
#ifndef CRIA_TESTS_PROCESSOR_TIME_H
#define CRIA_TESTS_PROCESSOR_TIME_H

#include <time.h>

static inline double processor_time(void) // seconds of this process, on all its threads
{
    return (double)clock() / CLOCKS_PER_SEC;
}

#endif
