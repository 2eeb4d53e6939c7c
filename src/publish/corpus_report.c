// corpus_report.c owns the corpus report's order, its opening and its file. See
// corpus_report.h.
#include "publish/corpus_report.h"

#include "base/file.h"
#include "publish/corpus_report_parts.h"

#include <string.h>

const char *cria_corpus_report_text(const json_t *object, const char *key)
{
    const char *text = cria_report_text(object, key);
    return text ? text : "";
}

int64_t cria_corpus_report_counter(const json_t *findings, const char *group, const char *name)
{
    const json_t *counters = cria_report_object(findings, "counters");
    return cria_report_integer(cria_report_object(counters, group), name);
}

// ---- the opening

static int64_t total(const json_t *findings, const char *name)
{
    return cria_corpus_report_counter(findings, "total", name);
}

static const char *bytes_text(cria_document *d, int64_t bytes)
{
    static const struct {
        double unit;
        const char *suffix;
    } units[] = {{0x1p30, "GiB"}, {0x1p20, "MiB"}, {0x1p10, "KiB"}};
    if (bytes < 0)
        return cria_report_count(d, bytes);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if ((double)bytes >= units[i].unit)
            return cria_document_text(d, "%.1f %s", (double)bytes / units[i].unit,
                                      units[i].suffix);
    return cria_document_text(d, "%lld bytes", (long long)bytes);
}

static void tile(cria_document *d, cria_row_style style, const char *what, const char *value,
                 const char *remark)
{
    cria_document_row(d, style);
    cria_document_cell(d, "%s", what);
    cria_document_cell(d, "%s", value);
    cria_document_cell(d, "%s", remark);
}

static void add_leaks_tile(cria_document *d, const json_t *findings)
{
    const json_t *leaks = cria_report_object(cria_report_object(findings, "counters"), "leak");
    const int64_t sum = leaks ? cria_report_sum(leaks) : REPORT_UNKNOWN;
    tile(d, sum > 0 ? CRIA_ROW_WARNING : CRIA_ROW_PLAIN, "Leaks", cria_report_count(d, sum),
         sum < 0    ? ""
         : sum == 0 ? "no markup is left in the text"
                    : "pieces of markup are left in the text");
}

static void add_tiles(cria_document *d, const json_t *findings)
{
    const int64_t articles = total(findings, "articles"), words = total(findings, "words");
    const size_t volumes = json_array_size(cria_report_array(findings, "volumes"));
    cria_document_table(d, CRIA_DOCUMENT_TILES);
    cria_document_column(d, CRIA_COLUMN_TEXT, "What");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Value");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Remark");
    tile(d, CRIA_ROW_PLAIN, "Articles", cria_report_count(d, articles),
         cria_document_text(d, "from %s records",
                            cria_report_count(d, total(findings, "records"))));
    tile(d, CRIA_ROW_PLAIN, "Words", cria_report_count(d, words),
         articles > 0 && words >= 0
             ? cria_document_text(d, "%s an article on average",
                                  cria_document_count(d, words / articles))
             : "");
    if (volumes)
        tile(d, CRIA_ROW_PLAIN, "Volumes or parts", cria_document_count(d, (int64_t)volumes),
             "");
    tile(d, CRIA_ROW_PLAIN, "Text", bytes_text(d, total(findings, "bytes")),
         cria_document_text(d, "from %s raw", bytes_text(d, total(findings, "raw_bytes"))));
    add_leaks_tile(d, findings);
}

void cria_corpus_report_opening(cria_document *d, const json_t *findings)
{
    cria_document_heading(d, 1, "The cleaned corpus");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "What the cleaner made of the source: how much text there is and of "
                      "what quality, what was taken out and by which rule, what looks odd, and "
                      "a few articles at random, raw beside clean, to judge it by.");
    add_tiles(d, findings);
}

// ---- the page

static cria_status build(cria_document *d, const json_t *findings)
{
    cria_corpus_report_opening(d, findings);
    cria_corpus_report_leaks(d, findings);
    cria_corpus_report_amounts(d, findings);
    cria_corpus_report_removed(d, findings);
    cria_corpus_report_left_out(d, findings);
    cria_corpus_report_odd(d, findings);
    cria_corpus_report_near(d, findings);
    CRIA_TRY(cria_corpus_report_wiki(d, findings));
    cria_corpus_report_samples(d, findings);
    return cria_document_status(d);
}

cria_status cria_corpus_report_write(const json_t *findings, const char *html_path)
{
    cria_document d = {0};
    cria_buffer html = {0};
    cria_status status = build(&d, findings);
    if (status == CRIA_OK)
        status = cria_document_html(&d, &html);
    if (status == CRIA_OK)
        status = cria_file_write(html_path, html.data, html.length);
    cria_buffer_free(&html);
    cria_document_free(&d);
    return status == CRIA_OK ? CRIA_OK : cria_context(status, "corpus report %s", html_path);
}
