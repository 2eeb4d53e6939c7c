// corpus_report_samples.c owns the corpus report's random articles, raw beside clean.
#include "publish/corpus_report_parts.h"

// Where on the wiki it stands: "EB1911 - Volume 01.djvu, 2 pages; lowest level of quality: 3".
static void say_origin(cria_document *d, const json_t *origin)
{
    const size_t pages = json_array_size(cria_report_array(origin, "pages"));
    const int64_t level = cria_report_integer(origin, "quality");
    if (!origin)
        return;
    cria_document_say(
        d, CRIA_DOCUMENT_NOTE, "%s, %zu %s; lowest level of quality: %s; licence: %s.",
        cria_corpus_report_text(origin, "index"), pages, pages == 1 ? "page" : "pages",
        level < 0 ? "unknown" : cria_document_count(d, level),
        cria_corpus_report_text(origin, "licence"));
}

// "Abbey (1911 Encyclopædia Britannica/Abbey)", or, without a title, "abbey.txt:1"
static void add_sample(cria_document *d, const json_t *sample)
{
    const char *source = cria_corpus_report_text(sample, "source");
    const char *title = cria_corpus_report_text(sample, "title");
    const char *format = cria_corpus_report_text(sample, "format");
    cria_document_fold(d, 4, *title && *source ? "%s (%s)" : "%s%s", title, source);
    say_origin(d, cria_report_object(sample, "origin"));
    cria_document_table(d, CRIA_DOCUMENT_BESIDE);
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
    cria_document_say(d, CRIA_DOCUMENT_NOTE, "Open one to compare. Long ones are cut.");
    json_array_foreach(samples, i, sample) add_sample(d, sample);
}
