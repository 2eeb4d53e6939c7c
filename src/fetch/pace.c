// pace.c: see pace.h.
#include "fetch/pace.h"

#include "base/clock.h"
#include "base/interrupt.h"

#include <math.h>
#include <time.h>

static const double INTERVAL_MAX = 60;  // seconds; what doubling ends at
static const double BACK_OFF_MIN = 0.1; // the first wait, for those who set no interval
static const double BACK_OFF_MAX = 300; // the longest wait of our own
static const double ASKED_MAX = 86400;  // the longest that a wiki may ask for
static const double SLICE = 0.2;        // how soon Ctrl-C is seen

void cria_pace_begin(cria_pace *p, double floor, double remembered)
{
    const double most = floor > INTERVAL_MAX ? floor : INTERVAL_MAX;
    *p = (cria_pace){.floor = floor, .interval = floor};
    if (remembered > floor)
        p->interval = remembered < most ? remembered : most;
    p->random.seed = (uint64_t)(cria_clock_wall() * 1e6); // clients must not wait in step
}

bool cria_pace_slow(cria_pace *p)
{
    const double before = p->interval;
    p->good = 0;
    if (before < INTERVAL_MAX)
        p->interval = fmin(2 * before, INTERVAL_MAX);
    return p->interval != before;
}

bool cria_pace_good(cria_pace *p)
{
    if (p->interval <= p->floor || ++p->good < CRIA_PACE_RELAX)
        return false;
    p->good = 0;
    p->interval = fmax(0.8 * p->interval, p->floor);
    return true;
}

double cria_pace_delay(cria_pace *p, int64_t failures, double retry_after)
{
    const double first = fmax(p->interval, BACK_OFF_MIN);
    const double own =
        fmin(first * exp2((double)(failures > 1 ? failures - 1 : 0)), BACK_OFF_MAX);
    const double jitter = cria_random_unit(&p->random);
    const double asked = fmin(retry_after, ASKED_MAX) * (1 + 0.1 * jitter);
    return fmax(own * (0.5 + jitter), asked);
}

cria_status cria_pace_sleep(double seconds)
{
    const double end = cria_clock() + seconds;
    for (double left = seconds;; left = end - cria_clock()) {
        if (cria_interrupted())
            return cria_fail(CRIA_EINTR, "interrupted");
        if (left <= 0)
            return CRIA_OK;
        const double slice = fmin(left, SLICE);
        nanosleep(&(struct timespec){.tv_nsec = (long)(slice * 1e9)}, NULL);
    }
}

cria_status cria_pace_turn(cria_pace *p)
{
    const double wait = p->last > 0 ? p->last + p->interval - cria_clock() : 0;
    CRIA_TRY(cria_pace_sleep(wait));
    p->last = cria_clock();
    return CRIA_OK;
}
