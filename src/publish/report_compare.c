// report_compare.c owns the question a distillation is run for: did the teachers help?
#include "publish/report_parts.h"

#include <math.h>

// Distilled minus plain, paired by seed. `error` is the standard error of the mean difference;
// NAN with fewer than two pairs.
typedef struct difference {
    double mean, error;
    size_t seeds;
} difference;

// The value of the plain model with this seed; NAN.
static double partner(const report_data *data, size_t group, int64_t seed,
                      cria_report_value *value, size_t which)
{
    for (size_t i = 0; i < data->models; i++)
        if (data->model[i].group == group && data->model[i].seed == seed)
            return value(data, i, which);
    return NAN;
}

static difference paired(const report_data *data, size_t distilled, size_t plain,
                         cria_report_value *value, size_t which)
{
    difference d = {.error = NAN};
    double mean = 0, squares = 0;
    for (size_t i = 0; i < data->models; i++) {
        const report_model *m = &data->model[i];
        if (m->group != distilled)
            continue;
        const double x = value(data, i, which) - partner(data, plain, m->seed, value, which);
        if (!isfinite(x))
            continue;
        const double before = mean; // Welford's update
        d.seeds++;
        mean += (x - before) / (double)d.seeds;
        squares += (x - before) * (x - mean);
    }
    d.mean = d.seeds ? mean : NAN;
    if (d.seeds > 1)
        d.error = sqrt(squares / (double)(d.seeds - 1) / (double)d.seeds);
    return d;
}

// `who`: which two models, where there are several pairs.
static void say(cria_document *d, const char *who, const char *what, const char *unit,
                difference x)
{
    if (x.seeds == 0)
        return;
    const char *names = cria_document_text(d, "%s, distilled minus plain%s", what, who);
    if (x.seeds == 1)
        cria_document_say(d, CRIA_DOCUMENT_FINDING,
                          "%s: %+.1f%s (1 seed, so the spread between seeds is unknown)", names,
                          x.mean, unit);
    else
        cria_document_say(d, CRIA_DOCUMENT_FINDING,
                          "%s: %+.1f ± %.1f%s (%zu seeds; ± is the standard error)", names,
                          x.mean, x.error, unit, x.seeds);
}

static bool comparable(const report_group *distilled, const report_group *plain)
{
    return distilled->student && plain->student && distilled->distilled && !plain->distilled &&
           distilled->run == plain->run && distilled->parameters > 0 &&
           distilled->parameters == plain->parameters;
}

static void compare_pair(cria_document *d, const report_data *data, size_t distilled,
                         size_t plain, const char *who)
{
    for (size_t i = 0; i < data->suites; i++)
        say(d, who, data->suite[i].label, " points",
            paired(data, distilled, plain, cria_report_score, i));
    say(d, who, "Perplexity (lower is better)", "",
        paired(data, distilled, plain, cria_report_perplexity, 0));
}

static size_t count_pairs(const report_data *data)
{
    size_t n = 0;
    for (size_t a = 0; a < data->groups; a++)
        for (size_t b = 0; b < data->groups; b++)
            n += comparable(&data->group[a], &data->group[b]);
    return n;
}

void cria_report_compare(cria_document *d, const report_data *data)
{
    const bool several = count_pairs(data) > 1;
    for (size_t a = 0; a < data->groups; a++)
        for (size_t b = 0; b < data->groups; b++)
            if (comparable(&data->group[a], &data->group[b]))
                compare_pair(d, data, a, b,
                             several
                                 ? cria_document_text(d, " (%s minus %s)", data->group[a].label,
                                                      data->group[b].label)
                                 : "");
}
