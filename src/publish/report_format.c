// report_format.c owns how the report writes numbers and names. See report_parts.h.
#include "base/clock.h"
#include "publish/report_parts.h"

#include <math.h>
#include <string.h>

static const char not_measured[] = "not measured";

const char *cria_report_decimal(cria_document *d, double value, int decimals)
{
    if (!isfinite(value))
        return not_measured;
    if (fabs(value) >= 1e7)
        return cria_document_text(d, "%.3g", value);
    return cria_document_text(d, "%.*f", decimals, value);
}

const char *cria_report_count(cria_document *d, int64_t count)
{
    return count < 0 ? not_measured : cria_document_count(d, count);
}

void cria_report_amount(cria_document *d, const char *what, const json_t *facts)
{
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", what);
    cria_document_cell(d, "%s", cria_report_count(d, cria_report_integer(facts, "articles")));
    cria_document_cell(d, "%s", cria_report_count(d, cria_report_integer(facts, "words")));
}

const char *cria_report_size(cria_document *d, int64_t parameters)
{
    static const struct {
        double unit;
        const char *suffix;
    } units[] = {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    if (parameters < 0)
        return not_measured;
    const double n = (double)parameters;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (n >= units[i].unit)
            return cria_document_text(d, n >= 100 * units[i].unit ? "%.0f %s" : "%.1f %s",
                                      n / units[i].unit, units[i].suffix);
    return cria_document_text(d, "%.0f", n);
}

const char *cria_report_span(cria_document *d, double seconds)
{
    char span[32];
    if (!(seconds >= 0 && seconds < 1e12))
        return not_measured;
    if (seconds < 10)
        return cria_document_text(d, "%.1fs", seconds);
    cria_clock_span(span, sizeof span, seconds);
    return cria_document_text(d, "%s", span);
}

const char *cria_report_energy(cria_document *d, double joules)
{
    if (!(joules >= 0) || !isfinite(joules))
        return "unknown";
    if (joules < 3.6e5)
        return cria_document_text(d, "%.3g kJ", joules / 1e3);
    return cria_document_text(d, "%.3g kWh", joules / 3.6e6);
}

const char *cria_report_spread_text(cria_document *d, report_spread s, int decimals)
{
    const char *mean = cria_report_decimal(d, s.mean, decimals);
    if (s.n < 2)
        return mean;
    return cria_document_text(d, "%s (%s to %s)", mean, cria_report_decimal(d, s.low, decimals),
                              cria_report_decimal(d, s.high, decimals));
}

const char *cria_report_model_name(cria_document *d, const report_data *data, size_t model)
{
    const report_model *m = &data->model[model];
    const report_group *g = &data->group[m->group];
    if (g->models < 2)
        return g->label;
    if (m->seed < 0)
        return cria_document_text(d, "%s, %s", g->label, m->name);
    return cria_document_text(d, "%s, seed %lld", g->label, (long long)m->seed);
}

void cria_report_run_heading(cria_document *d, const report_data *data, size_t run)
{
    if (data->runs > 1)
        cria_document_heading(d, 3, "%s", data->run[run].folder);
}

const json_t *cria_report_stage_facts(const report_run *run, const char *kind)
{
    size_t i;
    json_t *stage;
    json_array_foreach(run->stages, i, stage)
    {
        const char *found = cria_report_text(stage, "kind");
        if (found && strcmp(found, kind) == 0)
            return cria_report_object(stage, "facts");
    }
    return NULL;
}
