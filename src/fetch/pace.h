// pace.h owns how fast requests follow each other: not faster than the interval, which grows
// when the wiki asks for less and shrinks again slowly, and the waiting after failures.
#ifndef CRIA_FETCH_PACE_H
#define CRIA_FETCH_PACE_H

#include "base/random.h"
#include "base/status.h"

enum { CRIA_PACE_RELAX = 100 }; // good replies until the interval shrinks

typedef struct cria_pace {
    double floor;    // seconds, as the user wants
    double interval; // now
    double last;     // clock of the last request, 0: none yet
    int64_t good;    // replies since the interval last changed
    cria_random random;
} cria_pace;

// cria_pace_begin: `remembered` is the interval of an earlier fetch, 0 for none.
void cria_pace_begin(cria_pace *p, double floor, double remembered);
// The interval doubles, up to a minute; after CRIA_PACE_RELAX good replies it shrinks by a
// fifth, down to the floor. Both tell whether it changed.
bool cria_pace_slow(cria_pace *p);
bool cria_pace_good(cria_pace *p);
// cria_pace_delay: seconds to wait after the n-th failure in a row: doubling, with jitter, and
// never less than the wiki asked for (`retry_after`, negative: nothing).
double cria_pace_delay(cria_pace *p, int64_t failures, double retry_after);

// cria_pace_turn waits for the next request's turn; cria_pace_sleep waits. CRIA_EINTR at
// Ctrl-C.
CRIA_MUSTUSE cria_status cria_pace_turn(cria_pace *p);
CRIA_MUSTUSE cria_status cria_pace_sleep(double seconds);

#endif
