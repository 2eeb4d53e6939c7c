// report_losses.c owns the section on training: the table of losses and the curves.
#include "publish/plot.h"
#include "publish/report_curves.h"
#include "publish/report_parts.h"

#include <math.h>

static void add_table(cria_document *d, const report_data *data)
{
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Model");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Steps");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Best at step");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Cross-entropy, last evaluation");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Distillation loss, last evaluation");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Perplexity");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Bits a byte");
    for (size_t i = 0; i < data->models; i++) {
        const report_model *m = &data->model[i];
        const report_group *g = &data->group[m->group];
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_report_model_name(d, data, i));
        cria_document_cell(d, "%s", cria_report_count(d, m->steps));
        cria_document_cell(d, "%s", cria_report_count(d, m->best_step));
        cria_document_cell(d, "%s", cria_report_decimal(d, m->eval_ce, 3));
        cria_document_cell(
            d, "%s", g->distilled ? cria_report_decimal(d, m->eval_kd, 3) : "no teachers");
        cria_document_cell(d, "%s", cria_report_decimal(d, m->perplexity, 2));
        cria_document_cell(d, "%s", cria_report_decimal(d, m->bits_per_byte, 3));
    }
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "Cross-entropy in nats a token. Perplexity and bits a byte are those of "
                      "the finished model on the held-out text. Losses depend on corpus and "
                      "tokenizer; only bits a byte compare across tokenizers.");
}

// ---- curves

typedef struct figure {
    const char *name, *y_label, *caption;
    bool students;
    report_quantity quantity;
} figure;

#define CURVES " Thin lines: training. Thick lines with points: evaluation on held-out text."
static const figure figures[] = {
    {"teachers", "cross-entropy, nats a token", "Cross-entropy of the teachers." CURVES, false,
     REPORT_CROSS_ENTROPY},
    {"students", "cross-entropy, nats a token", "Cross-entropy of the students." CURVES, true,
     REPORT_CROSS_ENTROPY},
    {"divergence", "divergence, nats a position",
     "Divergence of the students from their teachers' soft labels." CURVES, true,
     REPORT_DIVERGENCE},
};

// The lines of one figure; room for two a model.
typedef struct lines {
    cria_plot_line *line;
    size_t count;
} lines;

static void add_line(lines *l, const report_curve *c, size_t group, bool strong,
                     const char *title)
{
    if (c->count)
        l->line[l->count++] = (cria_plot_line){.title = title,
                                               .x = c->x,
                                               .y = c->y,
                                               .count = c->count,
                                               .colour = (int)group,
                                               .strong = strong};
}

static bool first_of_group(const report_data *data, size_t model)
{
    for (size_t i = 0; i < model; i++)
        if (data->model[i].group == data->model[model].group)
            return false;
    return true;
}

// The legend names a group once, at its evaluation or, without one, at its training.
static void add_model(lines *l, const report_data *data, size_t model, const report_curves *c,
                      report_quantity q)
{
    const size_t g = data->model[model].group;
    const char *title = first_of_group(data, model) ? data->group[g].label : NULL;
    add_line(l, &c->train[q], g, false, c->eval[q].count ? NULL : title);
    add_line(l, &c->eval[q], g, true, title);
}

static double last_x(const lines *l)
{
    double last = 0;
    for (size_t i = 0; i < l->count; i++)
        last = fmax(last, l->line[i].x[l->line[i].count - 1]);
    return last;
}

static cria_status draw(cria_document *d, const figure *f, const lines *l, const char *prefix)
{
    cria_buffer svg = {0};
    const bool millions = last_x(l) >= 2e6;
    const cria_plot plot = {
        .name = cria_document_text(d, "%s_%s", prefix, f->name),
        .x_label = millions ? "tokens seen, millions" : "tokens seen, thousands",
        .x_unit = millions ? 1e6 : 1e3,
        .y_label = f->y_label,
        .line = l->line,
        .lines = l->count,
    };
    const cria_status status = cria_plot_svg(&svg, &plot);
    if (status == CRIA_OK)
        cria_document_figure(d, plot.name, svg.data, svg.length, f->caption);
    else
        cria_document_say(d, CRIA_DOCUMENT_NOTE, "The plot of %s is missing: %s.", f->name,
                          cria_message());
    cria_buffer_free(&svg);
    return status == CRIA_ENOMEM ? status : CRIA_OK;
}

static cria_status add_figure(cria_document *d, const report_data *data, const figure *f,
                              const report_curves *curves, const char *prefix)
{
    lines l = {0};
    CRIA_TRY(cria_alloc(&l.line, 2 * data->models, sizeof *l.line));
    for (size_t i = 0; i < data->models; i++)
        if (data->group[data->model[i].group].student == f->students)
            add_model(&l, data, i, &curves[i], f->quantity);
    const cria_status status = l.count ? draw(d, f, &l, prefix) : CRIA_OK;
    cria_free(l.line);
    return status;
}

static cria_status add_figures(cria_document *d, const report_data *data, const char *prefix)
{
    report_curves *curves;
    CRIA_TRY(cria_alloc(&curves, data->models, sizeof *curves));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < data->models && status == CRIA_OK; i++)
        status = cria_report_curves_read(&curves[i], data, i);
    for (size_t i = 0; i < sizeof figures / sizeof *figures && status == CRIA_OK; i++)
        status = add_figure(d, data, &figures[i], curves, prefix);
    for (size_t i = 0; i < data->models; i++)
        cria_report_curves_free(&curves[i]);
    cria_free(curves);
    return status;
}

cria_status cria_report_losses(cria_document *d, const report_data *data, const char *prefix)
{
    if (data->models == 0)
        return CRIA_OK;
    cria_document_heading(d, 2, "How they learned");
    add_table(d, data);
    return add_figures(d, data, prefix);
}
