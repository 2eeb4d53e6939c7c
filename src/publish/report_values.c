// report_values.c owns the reading of single values: members of foreign objects, files that a
// manifest names, measurements of models. See report_data.h.
#include "publish/report_data.h"

#include "base/file.h"

#include <math.h>
#include <string.h>

// ---- members of objects that may be anything

const char *cria_report_text(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text && *text ? text : NULL;
}

double cria_report_real(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

int64_t cria_report_integer(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    const int64_t n = json_is_integer(value) ? json_integer_value(value) : REPORT_UNKNOWN;
    return n >= 0 ? n : REPORT_UNKNOWN;
}

json_t *cria_report_object(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return json_is_object(value) ? value : NULL;
}

json_t *cria_report_array(const json_t *object, const char *key)
{
    json_t *value = json_object_get(object, key);
    return json_is_array(value) ? value : NULL;
}

// ---- files of a run

static bool leads_out(const char *name)
{
    for (const char *part = name; part; part = strchr(part, '/')) {
        part += *part == '/';
        if (strncmp(part, "..", 2) == 0 && (part[2] == '/' || part[2] == '\0'))
            return true;
    }
    return false;
}

cria_status cria_report_file(char **out, const report_run *run, const char *name)
{
    *out = NULL;
    if (leads_out(name))
        return cria_fail(CRIA_EFORMAT, "%s/manifest.json names '%s', which is outside the run",
                         run->path, name);
    return cria_path_join(out, run->path, name);
}

// ---- values

const report_exam *cria_report_exam(const report_data *data, size_t model, size_t suite)
{
    for (size_t i = 0; i < data->exams; i++)
        if (data->exam[i].model == model && data->exam[i].suite == suite)
            return &data->exam[i];
    return NULL;
}

double cria_report_score(const report_data *data, size_t model, size_t suite)
{
    const report_exam *e = cria_report_exam(data, model, suite);
    return e ? e->mean : NAN;
}

double cria_report_scaled(const report_data *data, size_t model, size_t suite)
{
    const int64_t parameters = data->model[model].parameters;
    return parameters > 0 ? cria_report_score(data, model, suite) / ((double)parameters / 1e6)
                          : NAN;
}

double cria_report_perplexity(const report_data *data, size_t model, size_t unused)
{
    (void)unused;
    return data->model[model].perplexity;
}

report_spread cria_report_spread(const report_data *data, size_t group,
                                 cria_report_value *value, size_t which)
{
    report_spread s = {.mean = 0, .low = INFINITY, .high = -INFINITY};
    for (size_t i = 0; i < data->models; i++) {
        if (data->model[i].group != group)
            continue;
        const double x = value(data, i, which);
        if (!isfinite(x))
            continue;
        s.mean += x;
        s.low = fmin(s.low, x);
        s.high = fmax(s.high, x);
        s.n++;
    }
    s.mean = s.n ? s.mean / (double)s.n : NAN;
    return s;
}
