// report_results.c owns the results table: scores, scores scaled by size, ours beside the
// published ones.
#include "publish/report_parts.h"

static const char *role_of(const report_group *g)
{
    if (!g->student)
        return "teacher";
    return g->distilled ? "distilled student" : "plain student";
}

static void add_columns(cria_document *d, const report_data *data)
{
    cria_document_column(d, CRIA_COLUMN_TEXT, "Model");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Role");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Parameters");
    for (size_t i = 0; i < data->suites; i++)
        cria_document_column(d, CRIA_COLUMN_SCORE, "%s, %%", data->suite[i].label);
    for (size_t i = 0; i < data->suites; i++)
        cria_document_column(d, CRIA_COLUMN_NUMBER, "%s, scaled", data->suite[i].label);
}

static void add_group(cria_document *d, const report_data *data, size_t group)
{
    const report_group *g = &data->group[group];
    cria_document_row(d, g->student ? CRIA_ROW_STRONG : CRIA_ROW_PLAIN);
    if (g->models > 1)
        cria_document_cell(d, "%s, mean of %zu seeds", g->label, g->models);
    else
        cria_document_cell(d, "%s", g->label);
    cria_document_cell(d, "%s", role_of(g));
    cria_document_cell(d, "%s", cria_report_size(d, g->parameters));
    for (size_t i = 0; i < data->suites; i++)
        cria_document_cell(d, "%s",
                           cria_report_spread_text(
                               d, cria_report_spread(data, group, cria_report_score, i), 1));
    for (size_t i = 0; i < data->suites; i++)
        cria_document_cell(
            d, "%s",
            cria_report_decimal(d, cria_report_spread(data, group, cria_report_scaled, i).mean,
                                2));
}

static void add_seed(cria_document *d, const report_data *data, size_t model)
{
    cria_document_row(d, CRIA_ROW_MINOR);
    cria_document_cell(d, "%s", cria_report_model_name(d, data, model));
    cria_document_cell(d, "%s", "");
    cria_document_cell(d, "%s", "");
    for (size_t i = 0; i < data->suites; i++)
        cria_document_cell(d, "%s",
                           cria_report_decimal(d, cria_report_score(data, model, i), 1));
    for (size_t i = 0; i < data->suites; i++)
        cria_document_cell(d, "%s",
                           cria_report_decimal(d, cria_report_scaled(data, model, i), 2));
}

static void add_table(cria_document *d, const report_data *data)
{
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    add_columns(d, data);
    for (size_t g = 0; g < data->groups; g++) {
        add_group(d, data, g);
        for (size_t m = 0; m < data->models && data->group[g].models > 1; m++)
            if (data->model[m].group == g)
                add_seed(d, data, m);
    }
    cria_report_published(d, data);
}

static void add_notes(cria_document *d, const report_data *data)
{
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "Percent of minimal pairs in which the model gives the correct sentence "
                      "more probability; chance is 50. Of several seeds: the mean, and the "
                      "lowest and highest. Scaled: score over millions of parameters, rounded "
                      "to two decimals. Scaling favours small models, since no score falls far "
                      "below chance.");
    if (cria_report_has_published(data))
        cria_document_say(
            d, CRIA_DOCUMENT_NOTE,
            "Rows marked \"published\" are other people's figures (\"Small Models, "
            "Big Impact: The BabyLM Challenge\", 2025) and were not measured here. "
            "Their scaled scores are cut off after two decimals, not rounded. "
            "Protocol, corpus and sizes differ or are not stated, so read them as "
            "a rough landmark, not as a contest.");
    else
        cria_document_say(d, CRIA_DOCUMENT_NOTE,
                          "Published figures are not shown: they are for the whole BLiMP (67 "
                          "paradigms) and its supplement (5), and this report has neither.");
}

// How each examination was done: what the plain numbers above leave out.
static void add_examinations(cria_document *d, const report_data *data)
{
    cria_document_fold(d, 3, "How the examinations were done");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Model");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Suite");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Protocol");
    cria_document_column(d, CRIA_COLUMN_TEXT, "The score is the");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Pairs");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Ties");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Time");
    for (size_t i = 0; i < data->exams; i++) {
        const report_exam *e = &data->exam[i];
        const report_suite *s = &data->suite[e->suite];
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_report_model_name(d, data, e->model));
        cria_document_cell(d, "%s", s->label);
        cria_document_cell(d, "%s", s->protocol ? s->protocol : "not stated");
        cria_document_cell(d, "%s", e->mean_is ? e->mean_is : "not stated");
        cria_document_cell(d, "%s", cria_report_count(d, e->pairs));
        cria_document_cell(d, "%s", cria_report_count(d, e->ties));
        cria_document_cell(d, "%s", cria_report_span(d, e->seconds));
    }
    cria_document_unfold(d);
}

void cria_report_results(cria_document *d, const report_data *data)
{
    cria_document_heading(d, 2, "Results");
    if (data->groups == 0 || data->suites == 0) {
        cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "%s",
                          data->groups ? "No model was examined: scores are not measured."
                                       : "No model was trained: nothing is measured.");
        return;
    }
    cria_report_compare(d, data);
    add_table(d, data);
    add_notes(d, data);
    add_examinations(d, data);
}
