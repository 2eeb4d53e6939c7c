// schedule.c: see schedule.h.
#include "train/schedule.h"

#include <math.h>

static double cosine(double progress)
{
    return fmax(0, 0.5 * (1 + cos(3.14159265358979323846 * progress)));
}

static double linear(double progress)
{
    return fmax(0, 1 - progress);
}

static double constant(double progress)
{
    (void)progress;
    return 1;
}

double cria_schedule_rate(const cria_schedule *s, int64_t done)
{
    static double (*const shape[])(double) = {
        [CRIA_SCHEDULER_COSINE] = cosine,
        [CRIA_SCHEDULER_LINEAR] = linear,
        [CRIA_SCHEDULER_CONSTANT] = constant,
    };
    if (done < s->warmup)
        return s->peak * (double)done / (double)s->warmup;
    const int64_t span = s->total > s->warmup ? s->total - s->warmup : 1;
    return s->peak * shape[s->kind]((double)(done - s->warmup) / (double)span);
}

int64_t cria_epoch_steps(int64_t rows, int64_t micro, int64_t accumulation)
{
    const int64_t runs = (rows + micro - 1) / micro;
    const int64_t steps = runs / accumulation;
    return steps > 0 ? steps : 1;
}

int64_t cria_total_steps(int64_t epoch_steps, double epochs, int64_t max_steps)
{
    return max_steps > 0 ? max_steps : (int64_t)ceil(epochs * (double)epoch_steps);
}
