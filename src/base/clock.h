// clock.h owns time: a monotonic clock, wall time, and how a span of time is written.
#ifndef CRIA_BASE_CLOCK_H
#define CRIA_BASE_CLOCK_H

#include <stddef.h>

double cria_clock(void);      // seconds, monotonic
double cria_clock_wall(void); // seconds since 1970, UTC
// cria_clock_span writes seconds as "41s", "3m12s", "1h05m" or "2d03h"; "?" when unknown.
void cria_clock_span(char *out, size_t bytes, double seconds);

#endif
