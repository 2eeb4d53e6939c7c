// corpus_report_samples.c owns the corpus report's random articles, raw beside clean.
#include "publish/corpus_report_parts.h"

// "Abbey (EB1911 - Volume 01.djvu/42)"
static void add_sample(cria_document *d, const json_t *sample)
{
    const char *source = cria_corpus_report_text(sample, "source");
    const char *format = cria_corpus_report_text(sample, "format");
    cria_document_fold(d, 4, "%s%s", cria_corpus_report_text(sample, "title"),
                       *source ? cria_document_text(d, " (%s)", source) : "");
    cria_document_table(d, CRIA_BLOCK_BESIDE);
    cria_document_column(d, CRIA_COLUMN_CODE, *format ? "Raw: %s" : "Raw", format);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Clean");
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", cria_corpus_report_text(sample, "raw"));
    cria_document_cell(d, "%s", cria_corpus_report_text(sample, "text"));
    cria_document_unfold(d);
}

void cria_corpus_report_samples(cria_document *d, const json_t *findings)
{
    size_t i;
    json_t *sample;
    const json_t *samples = cria_report_array(findings, "samples");
    if (!json_array_size(samples))
        return;
    cria_document_heading(d, 2, "Articles at random, raw beside clean");
    cria_document_say(d, CRIA_BLOCK_NOTE, "Open one to compare. Long ones are cut.");
    json_array_foreach(samples, i, sample) add_sample(d, sample);
}
