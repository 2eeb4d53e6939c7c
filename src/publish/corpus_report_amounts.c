// corpus_report_amounts.c owns the corpus report's tables of how much text there is: by volume,
// by quality of the pages, by licence.
#include "publish/corpus_report_parts.h"

static void begin_amounts(cria_document *d, const char *what)
{
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "%s", what);
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Articles");
    cria_document_column(d, CRIA_COLUMN_AMOUNT, "Words");
}

static void add_volumes(cria_document *d, const json_t *volumes)
{
    size_t i;
    json_t *row;
    cria_document_heading(d, 2, "By volume");
    begin_amounts(d, "Volume or part");
    json_array_foreach(volumes, i, row)
    {
        const char *name = cria_corpus_report_text(row, "name");
        cria_report_amount(d, *name ? name : "not stated", row);
    }
}

// Wikisource's levels of proofreading.
static const char *level_name(const json_t *row)
{
    static const char *const names[] = {
        "0, without text", "1, not proofread", "2, problematic", "3, proofread", "4, validated",
    };
    const int64_t level = cria_report_integer(row, "level");
    return level < 0 || level >= (int64_t)(sizeof names / sizeof *names) ? "unknown"
                                                                         : names[level];
}

static void add_quality(cria_document *d, const json_t *quality)
{
    size_t i;
    json_t *row;
    cria_document_heading(d, 2, "By quality");
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "The source's own levels of proofreading. An article has the lowest "
                      "level of its pages.");
    begin_amounts(d, "Level");
    json_array_foreach(quality, i, row) cria_report_amount(d, level_name(row), row);
}

static void add_licences(cria_document *d, json_t *licences)
{
    const char *name;
    json_t *articles;
    cria_document_heading(d, 2, "By licence");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Licence of the transcription");
    cria_document_column(d, CRIA_COLUMN_AMOUNT, "Articles");
    json_object_foreach(licences, name, articles)
    {
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", *name ? name : "not stated");
        cria_document_cell(d, "%s", cria_report_count(d, cria_report_integer(licences, name)));
    }
}

void cria_corpus_report_amounts(cria_document *d, const json_t *findings)
{
    const json_t *volumes = cria_report_array(findings, "volumes");
    const json_t *quality = cria_report_array(findings, "quality");
    json_t *licences = cria_report_object(findings, "licences");
    if (json_array_size(volumes))
        add_volumes(d, volumes);
    if (json_array_size(quality))
        add_quality(d, quality);
    if (json_object_size(licences))
        add_licences(d, licences);
}
