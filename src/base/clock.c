// clock.c: see clock.h.
#include "base/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <time.h>

static double read_clock(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

double cria_clock(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

double cria_clock_wall(void)
{
    return read_clock(CLOCK_REALTIME);
}

void cria_clock_span(char *out, size_t bytes, double seconds)
{
    const bool known = seconds >= 0 && seconds < 1e9; // false for NaN too
    const long s = known ? (long)(seconds + 0.5) : 0;
    if (!known)
        snprintf(out, bytes, "?");
    else if (s < 60)
        snprintf(out, bytes, "%lds", s);
    else if (s < 3600)
        snprintf(out, bytes, "%ldm%02lds", s / 60, s % 60);
    else if (s < 86400)
        snprintf(out, bytes, "%ldh%02ldm", s / 3600, s % 3600 / 60);
    else
        snprintf(out, bytes, "%ldd%02ldh", s / 86400, s % 86400 / 3600);
}
