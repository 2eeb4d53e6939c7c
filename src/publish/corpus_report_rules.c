// corpus_report_rules.c owns the corpus report's account of the cleaner's rules: what was
// removed, what leaked, which articles were left out, look odd, or resemble each other.
#include "publish/corpus_report_parts.h"

#include <string.h>

static json_t *counters_of(const json_t *findings, const char *group)
{
    return cria_report_object(cria_report_object(findings, "counters"), group);
}

// A table of a group's counters by their meanings; those at zero only when `zeros`.
static void add_counters(cria_document *d, const json_t *findings, const char *group,
                         const char *what, bool zeros)
{
    json_t *counters = counters_of(findings, group), *value;
    const char *name;
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "%s", what);
    cria_document_column(d, CRIA_COLUMN_CODE, "Counter");
    cria_document_column(d, CRIA_COLUMN_AMOUNT, "Times");
    json_object_foreach(counters, name, value)
    {
        const int64_t times = cria_report_integer(counters, name);
        if (times <= 0 && !zeros)
            continue;
        const bool leak = zeros && times > 0;
        cria_document_row(d, leak ? CRIA_ROW_WARNING : CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_report_meaning(group, name));
        cria_document_cell(d, "%s", name);
        cria_document_cell(d, "%s", cria_report_count(d, times));
    }
}

// ---- removed

void cria_corpus_report_removed(cria_document *d, const json_t *findings)
{
    const json_t *removed = counters_of(findings, "removed");
    if (!removed)
        return;
    cria_document_heading(d, 2, "What was removed");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "%s pieces that are not prose, by these rules.",
                      cria_document_count(d, cria_report_sum(removed)));
    add_counters(d, findings, "removed", "Rule", false);
}

// ---- leaks

// "tag 3, braces 2"
static const char *list_leaks(cria_document *d, json_t *leaks, size_t *count)
{
    const char *name, *list = "";
    json_t *value;
    *count = 0;
    json_object_foreach(leaks, name, value)
    {
        const int64_t times = cria_report_integer(leaks, name);
        if (times <= 0)
            continue;
        list = cria_document_text(d, "%s%s%s %s", list, *count ? ", " : "", name,
                                  cria_document_count(d, times));
        ++*count;
    }
    return list;
}

void cria_corpus_report_leaks(cria_document *d, const json_t *findings)
{
    json_t *leaks = counters_of(findings, "leak");
    size_t count;
    if (!leaks)
        return;
    const char *list = list_leaks(d, leaks, &count);
    const size_t all = json_object_size(leaks);
    if (count == 0)
        cria_document_say(d, CRIA_DOCUMENT_FINDING,
                          "No markup leaked into the text: all %zu counters are zero.", all);
    else
        cria_document_say(d, CRIA_DOCUMENT_WARNING,
                          "Markup leaked into the text: %zu of %zu counters are not zero (%s).",
                          count, all, list);
    cria_document_fold(d, 4, "What the finished text was searched for");
    add_counters(d, findings, "leak", "Trace of markup", true);
    cria_document_unfold(d);
}

// ---- odd articles

// "Abbey; Abbot; ..."
static const char *list_texts(cria_document *d, const json_t *texts)
{
    size_t i;
    json_t *text;
    const char *list = "";
    json_array_foreach(texts, i, text)
    {
        if (json_is_string(text))
            list = cria_document_text(d, "%s%s%s", list, *list ? "; " : "",
                                      json_string_value(text));
    }
    return list;
}

static void add_warning(cria_document *d, const json_t *row)
{
    const char *meaning = cria_corpus_report_text(row, "meaning");
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", *meaning ? meaning : cria_corpus_report_text(row, "name"));
    cria_document_cell(d, "%s", cria_report_count(d, cria_report_integer(row, "articles")));
    cria_document_cell(d, "%s", list_texts(d, cria_report_array(row, "examples")));
}

void cria_corpus_report_odd(cria_document *d, const json_t *findings)
{
    size_t i, odd = 0;
    json_t *row;
    const json_t *warnings = cria_report_array(findings, "warnings");
    if (!json_array_size(warnings))
        return;
    cria_document_heading(d, 2, "Articles that look odd");
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "Rules of thumb by which collections of web pages are filtered. Here "
                      "they remove nothing: they say where to look.");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "What is odd");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Articles");
    cria_document_column(d, CRIA_COLUMN_TEXT, "For example");
    json_array_foreach(warnings, i, row)
    {
        if (cria_report_integer(row, "articles") == 0)
            continue;
        add_warning(d, row);
        odd++;
    }
    if (odd == 0)
        cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "None, by any of %zu rules.",
                          json_array_size(warnings));
}

// ---- articles left out

void cria_corpus_report_left_out(cria_document *d, const json_t *findings)
{
    size_t i;
    json_t *row;
    const json_t *counters = counters_of(findings, "dropped");
    const json_t *dropped = cria_report_array(findings, "dropped");
    const int64_t sum = counters ? cria_report_sum(counters) : 0;
    if (sum == 0 && !json_array_size(dropped))
        return;
    cria_document_heading(d, 2, "Articles left out");
    add_counters(d, findings, "dropped", "Why", false);
    if (!json_array_size(dropped))
        return;
    cria_document_fold(d, 4, "Their titles (%s%zu)",
                       sum > (int64_t)json_array_size(dropped) ? "the first " : "",
                       json_array_size(dropped));
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Article");
    cria_document_column(d, CRIA_COLUMN_CODE, "From");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Why");
    json_array_foreach(dropped, i, row)
    {
        const char *why = cria_corpus_report_text(row, "why");
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_corpus_report_text(row, "title"));
        cria_document_cell(d, "%s", cria_corpus_report_text(row, "source"));
        cria_document_cell(d, "%s", cria_report_meaning("dropped", why));
    }
    cria_document_unfold(d);
}

// ---- alike

static void add_pair(cria_document *d, const json_t *row)
{
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", cria_corpus_report_text(row, "title"));
    cria_document_cell(d, "%s", cria_corpus_report_text(row, "source"));
    cria_document_cell(d, "%s", cria_corpus_report_text(row, "of_title"));
    cria_document_cell(d, "%s", cria_corpus_report_text(row, "of_source"));
    cria_document_cell(d, "%s",
                       cria_report_decimal(d, 100 * cria_report_real(row, "similarity"), 0));
}

void cria_corpus_report_near(cria_document *d, const json_t *findings)
{
    size_t i;
    json_t *row;
    const json_t *near = cria_report_array(findings, "near");
    const int64_t same = cria_corpus_report_counter(findings, "dropped", "duplicate");
    const int64_t lines =
        cria_corpus_report_counter(findings, "removed", "duplicate_paragraphs");
    if (!near && same < 0 && lines < 0)
        return;
    cria_document_heading(d, 2, "Duplicates");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "Articles seen before, left out: %s. Paragraphs seen before, removed: "
                      "%s. Pairs of articles that are alike but not the same, both kept: %s.",
                      cria_report_count(d, same), cria_report_count(d, lines),
                      near ? cria_document_count(d, (int64_t)json_array_size(near))
                           : "not searched for");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Article");
    cria_document_column(d, CRIA_COLUMN_CODE, "From");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Is like");
    cria_document_column(d, CRIA_COLUMN_CODE, "From");
    cria_document_column(d, CRIA_COLUMN_SCORE, "Alike, %%");
    json_array_foreach(near, i, row) add_pair(d, row);
}
