// report_costs.c owns what the runs cost: time, tokens, energy.
#include "publish/report_parts.h"

#include <math.h>

static void add_models(cria_document *d, const report_data *data)
{
    bool unknown = false;
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Model");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Parameters");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Tokens trained on");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Time");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Tokens a second");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Energy");
    for (size_t i = 0; i < data->models; i++) {
        const report_model *m = &data->model[i];
        const bool timed = m->seconds > 0 && m->train_tokens > 0;
        const double speed = timed ? (double)m->train_tokens / m->seconds : NAN;
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_report_model_name(d, data, i));
        cria_document_cell(d, "%s", cria_report_count(d, m->parameters));
        cria_document_cell(d, "%s", cria_report_count(d, m->train_tokens));
        cria_document_cell(d, "%s", cria_report_span(d, m->seconds));
        cria_document_cell(d, "%s",
                           isfinite(speed) && speed < 1e15
                               ? cria_report_count(d, (int64_t)speed)
                               : "not measured");
        cria_document_cell(d, "%s", cria_report_energy(d, m->joules));
        unknown |= !(m->joules >= 0);
    }
    if (unknown)
        cria_document_say(
            d, CRIA_DOCUMENT_NOTE,
            "Energy is unknown where the machine has no counter that may be read.");
}

static void add_stages(cria_document *d, const report_run *run)
{
    const double total = cria_report_real(run->manifest, "seconds");
    size_t i;
    json_t *stage;
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Stage");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Time");
    cria_document_column(d, CRIA_COLUMN_SCORE, "Share, %%");
    json_array_foreach(run->stages, i, stage)
    {
        const char *name = cria_report_text(stage, "name");
        const double seconds = cria_report_real(stage, "seconds");
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", name ? name : "unnamed");
        cria_document_cell(d, "%s", cria_report_span(d, seconds));
        cria_document_cell(d, "%s",
                           cria_report_decimal(d, total > 0 ? 100 * seconds / total : NAN, 1));
    }
    cria_document_row(d, CRIA_ROW_STRONG);
    cria_document_cell(d, "All");
    cria_document_cell(d, "%s", cria_report_span(d, total));
}

void cria_report_costs(cria_document *d, const report_data *data)
{
    cria_document_heading(d, 2, "What it cost");
    if (data->models)
        add_models(d, data);
    for (size_t i = 0; i < data->runs; i++) {
        cria_document_fold(d, 3, data->runs > 1 ? "Time by stage: %s" : "Time by stage",
                           data->run[i].folder);
        add_stages(d, &data->run[i]);
        cria_document_unfold(d);
    }
}
