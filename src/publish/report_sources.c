// report_sources.c owns the section on whose texts the models learned from.
#include "publish/report_parts.h"

static const char *known(const json_t *source, const char *key)
{
    const char *text = cria_report_text(source, key);
    return text && *text ? text : "not stated";
}

static void add_sources(cria_document *d, const json_t *sources)
{
    size_t i;
    json_t *source;
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Work");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Licence");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Articles");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Words");
    json_array_foreach(sources, i, source)
    {
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", known(source, "work"));
        cria_document_cell(d, "%s", known(source, "licence"));
        cria_document_cell(d, "%s",
                           cria_report_count(d, cria_report_integer(source, "articles")));
        cria_document_cell(d, "%s", cria_report_count(d, cria_report_integer(source, "words")));
    }
}

static const json_t *sources_of(const report_run *run)
{
    return cria_report_array(cria_report_stage_facts(run, "split"), "sources");
}

// A run that does not know its sources has nothing to say here.
void cria_report_sources(cria_document *d, const report_data *data)
{
    size_t known_runs = 0;
    for (size_t i = 0; i < data->runs; i++)
        known_runs += json_array_size(sources_of(&data->run[i])) > 0;
    if (known_runs == 0)
        return;
    cria_document_heading(d, 2, "Sources");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "Whose texts the models learned from. The file CREDITS in every model's "
                      "directory names them too.");
    for (size_t i = 0; i < data->runs; i++) {
        if (json_array_size(sources_of(&data->run[i])) == 0)
            continue;
        cria_report_run_heading(d, data, i);
        add_sources(d, sources_of(&data->run[i]));
    }
}
