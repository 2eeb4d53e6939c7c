// report_opening.c owns the top of the report: the title, what was done in three lines, and the
// few figures that matter most.
#include "publish/report_parts.h"

#include <math.h>

static const char *title_of(const report_run *run)
{
    return run->title ? run->title : run->recipe ? run->recipe : run->folder;
}

static size_t count_groups(const report_data *data, size_t run, bool student, bool distilled)
{
    size_t n = 0;
    for (size_t i = 0; i < data->groups; i++) {
        const report_group *g = &data->group[i];
        n += g->run == run && g->student == student && (!student || g->distilled == distilled);
    }
    return n;
}

static const char *amount(cria_document *d, size_t n, const char *what)
{
    if (n == 0)
        return cria_document_text(d, "no %ss", what);
    return cria_document_text(d, n == 1 ? "%zu %s" : "%zu %ss", n, what);
}

static void say_run(cria_document *d, const report_data *data, size_t index)
{
    const report_run *run = &data->run[index];
    const json_t *clean = cria_report_stage_facts(run, "clean");
    const json_t *machine = cria_report_object(run->manifest, "machine");
    const char *processor = cria_report_text(machine, "processor");
    const int64_t articles = cria_report_integer(clean, "articles");
    const int64_t words = cria_report_integer(clean, "words");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "Small language models raised from the pages of an encyclopaedia%s.",
                      articles >= 0 && words >= 0
                          ? cria_document_text(d, ": %s articles, %s words",
                                               cria_document_count(d, articles),
                                               cria_document_count(d, words))
                          : "");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH,
                      "The run trained %s, %s that learned from them and %s that learned from "
                      "the text alone%s.",
                      amount(d, count_groups(data, index, false, false), "teacher"),
                      amount(d, count_groups(data, index, true, true), "student"),
                      amount(d, count_groups(data, index, true, false), "student"),
                      data->exams ? ", then examined them on minimal pairs" : "");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "Made by cria %s in %s on %s, seed %s.",
                      run->version ? run->version : "(version not stated)",
                      cria_report_span(d, cria_report_real(run->manifest, "seconds")),
                      processor ? processor : "a machine that is not stated",
                      cria_report_count(d, cria_report_integer(run->manifest, "seed")));
    if (run->notes)
        cria_document_say(d, CRIA_DOCUMENT_NOTE, "%s", run->notes);
}

// The group the report is about: the first distilled student, else the first student.
static const report_group *headliner(const report_data *data)
{
    const report_group *best = NULL;
    for (size_t i = 0; i < data->groups; i++) {
        const report_group *g = &data->group[i];
        if (g->student && (!best || (g->distilled && !best->distilled)))
            best = g;
    }
    return best;
}

static void add_tile(cria_document *d, const char *what, const char *value, const char *remark)
{
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", what);
    cria_document_cell(d, "%s", value);
    cria_document_cell(d, "%s", remark);
}

enum { SCORE_TILES = 2 };

static void add_scores(cria_document *d, const report_data *data, const report_group *g)
{
    const size_t group = (size_t)(g - data->group);
    for (size_t i = 0; i < data->suites && i < SCORE_TILES; i++) {
        const report_spread s = cria_report_spread(data, group, cria_report_score, i);
        if (s.n)
            add_tile(d, data->suite[i].label,
                     cria_document_text(d, "%s %%", cria_report_decimal(d, s.mean, 1)),
                     cria_document_text(d, "%s; chance is 50", g->label));
    }
    const report_spread p = cria_report_spread(data, group, cria_report_perplexity, 0);
    if (p.n)
        add_tile(d, "Perplexity", cria_report_decimal(d, p.mean, 1),
                 cria_document_text(d, "%s, on held-out text", g->label));
}

// The student's size beside that of all teachers of its run.
static void add_size(cria_document *d, const report_data *data, const report_group *g)
{
    double teachers = 0;
    for (size_t i = 0; i < data->groups; i++)
        if (!data->group[i].student && data->group[i].run == g->run &&
            data->group[i].parameters > 0)
            teachers += (double)data->group[i].parameters;
    if (g->parameters <= 0)
        return;
    add_tile(d, "Parameters", cria_report_size(d, g->parameters),
             teachers > 0 ? cria_document_text(d, "%s; 1/%.1f of its teachers", g->label,
                                               teachers / (double)g->parameters)
                          : g->label);
}

static void add_tiles(cria_document *d, const report_data *data)
{
    const report_group *g = headliner(data);
    if (!g)
        return;
    cria_document_table(d, CRIA_DOCUMENT_TILES);
    cria_document_column(d, CRIA_COLUMN_TEXT, "What");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Value");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Remark");
    add_scores(d, data, g);
    add_size(d, data, g);
    const double seconds = cria_report_real(data->run[g->run].manifest, "seconds");
    if (isfinite(seconds))
        add_tile(d, "Time", cria_report_span(d, seconds), "from pages to examination");
}

void cria_report_opening(cria_document *d, const report_data *data)
{
    if (data->runs == 1)
        cria_document_heading(d, 1, "%s", title_of(&data->run[0]));
    else
        cria_document_heading(d, 1, "%zu runs beside each other", data->runs);
    for (size_t i = 0; i < data->runs; i++) {
        if (data->runs > 1)
            cria_document_heading(d, 3, "%s (%s)", title_of(&data->run[i]),
                                  data->run[i].folder);
        say_run(d, data, i);
    }
    add_tiles(d, data);
}
