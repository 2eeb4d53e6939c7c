// report_details.c owns the scores by phenomenon and by paradigm.
#include "publish/report_parts.h"

#include <math.h>

// The parts of an examination: {name: 0..1}, or NULL.
typedef json_t *parts_of(const report_exam *e);

static json_t *phenomena_of(const report_exam *e)
{
    return e->phenomena;
}

static json_t *paradigms_of(const report_exam *e)
{
    return e->paradigms;
}

// The mean over a group's models, in percent; NAN.
static double group_mean(const report_data *data, size_t group, size_t suite, parts_of *parts,
                         const char *name)
{
    double sum = 0;
    size_t n = 0;
    for (size_t i = 0; i < data->exams; i++) {
        const report_exam *e = &data->exam[i];
        const double x = cria_report_real(parts(e), name);
        if (e->suite != suite || data->model[e->model].group != group || !isfinite(x))
            continue;
        sum += 100 * x;
        n++;
    }
    return n ? sum / (double)n : NAN;
}

static bool examined(const report_data *data, size_t group, size_t suite)
{
    return cria_report_spread(data, group, cria_report_score, suite).n > 0;
}

// An earlier examination of the suite has a part of this name.
static bool seen_before(const report_data *data, size_t exam, parts_of *parts, const char *name)
{
    for (size_t i = 0; i < exam; i++)
        if (data->exam[i].suite == data->exam[exam].suite &&
            json_object_get(parts(&data->exam[i]), name))
            return true;
    return false;
}

static void add_rows(cria_document *d, const report_data *data, size_t exam, parts_of *parts)
{
    const size_t suite = data->exam[exam].suite;
    const char *name;
    json_t *value;
    json_object_foreach(parts(&data->exam[exam]), name, value)
    {
        if (seen_before(data, exam, parts, name))
            continue;
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", name);
        for (size_t g = 0; g < data->groups; g++)
            if (examined(data, g, suite))
                cria_document_cell(
                    d, "%s",
                    cria_report_decimal(d, group_mean(data, g, suite, parts, name), 1));
    }
}

static void add_table(cria_document *d, const report_data *data, size_t suite, parts_of *parts,
                      const char *what)
{
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "%s", what);
    for (size_t g = 0; g < data->groups; g++)
        if (examined(data, g, suite))
            cria_document_column(d, CRIA_COLUMN_SCORE, "%s", data->group[g].label);
    for (size_t i = 0; i < data->exams; i++)
        if (data->exam[i].suite == suite)
            add_rows(d, data, i, parts);
}

static bool has(const report_data *data, size_t suite, parts_of *parts)
{
    for (size_t i = 0; i < data->exams; i++)
        if (data->exam[i].suite == suite && json_object_size(parts(&data->exam[i])) > 0)
            return true;
    return false;
}

static void add_suite(cria_document *d, const report_data *data, size_t suite)
{
    const char *label = data->suite[suite].label;
    cria_document_heading(d, 3, "%s", label);
    if (has(data, suite, phenomena_of))
        add_table(d, data, suite, phenomena_of, "Phenomenon");
    if (!has(data, suite, paradigms_of)) {
        cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "Paradigm by paradigm: not measured.");
        return;
    }
    cria_document_fold(d, 4, "%s, paradigm by paradigm", label);
    add_table(d, data, suite, paradigms_of, "Paradigm");
    cria_document_unfold(d);
}

void cria_report_details(cria_document *d, const report_data *data)
{
    if (data->suites == 0)
        return;
    cria_document_heading(d, 2, "What the models find hard");
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "Percent correct; where a model has several seeds, their mean.");
    for (size_t i = 0; i < data->suites; i++)
        add_suite(d, data, i);
}
