// report_curves.c: see report_curves.h.
#include "publish/report_curves.h"

#include "format/lines.h"

#include <math.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 16 };

// What the metrics are called. A model without teachers has only a loss: its cross-entropy.
static const struct {
    const char *name;
    report_quantity quantity;
    bool alone; // counts only for models without teachers
} names[] = {
    {"ce_loss", REPORT_CROSS_ENTROPY, false},
    {"loss", REPORT_CROSS_ENTROPY, true},
    {"kl_per_position", REPORT_DIVERGENCE, false},
};

static cria_status add_point(report_curve *c, double x, double y)
{
    CRIA_TRY(cria_grow(&c->x, &c->x_capacity, c->count + 1, sizeof *c->x));
    CRIA_TRY(cria_grow(&c->y, &c->y_capacity, c->count + 1, sizeof *c->y));
    c->x[c->count] = x;
    c->y[c->count++] = y;
    return CRIA_OK;
}

static report_curve *curve_of(report_curves *c, const json_t *line, bool distilled)
{
    const char *name = cria_report_text(line, "name"), *split = cria_report_text(line, "split");
    if (!name || !split)
        return NULL;
    const bool eval = strcmp(split, "eval") == 0;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(names[i].name, name) == 0 && !(names[i].alone && distilled))
            return eval ? &c->eval[names[i].quantity] : &c->train[names[i].quantity];
    return NULL;
}

static cria_status add_line(report_curves *c, const char *text, size_t length, bool distilled)
{
    json_t *line;
    const cria_status parsed = cria_json_parse(&line, text, length, "metrics.jsonl");
    if (parsed != CRIA_OK)
        return parsed == CRIA_ENOMEM ? parsed : CRIA_OK;
    report_curve *curve = curve_of(c, line, distilled);
    const double x = cria_report_real(line, "tokens"), y = cria_report_real(line, "value");
    cria_status status = CRIA_OK;
    if (curve && isfinite(x) && isfinite(y) && x >= 0)
        status = add_point(curve, x, y);
    json_decref(line);
    return status;
}

static void thin_out(report_curve *c)
{
    const size_t each = c->count / REPORT_CURVE_POINTS;
    if (each < 2)
        return;
    size_t kept = 0;
    for (size_t i = 0; i < c->count; kept++) {
        double x = 0, y = 0, n = 0;
        for (; n < (double)each && i < c->count; i++, n++) {
            x += c->x[i];
            y += c->y[i];
        }
        c->x[kept] = x / n;
        c->y[kept] = y / n;
    }
    c->count = kept;
}

static cria_status read_lines(report_curves *out, const char *path, bool distilled)
{
    cria_line_reader *reader;
    const char *line = "";
    size_t length;
    cria_status status = cria_line_reader_open(&reader, path, LINE_BYTES_MAX);
    if (status != CRIA_OK)
        return status;
    while (line && status == CRIA_OK) {
        status = cria_line_next(reader, &line, &length);
        if (status == CRIA_OK && line)
            status = add_line(out, line, length, distilled);
    }
    cria_line_reader_close(reader);
    return status;
}

cria_status cria_report_curves_read(report_curves *out, const report_data *data, size_t model)
{
    const report_model *m = &data->model[model];
    const char *directory = cria_report_text(m->facts, "directory");
    char *folder, *path = NULL;
    *out = (report_curves){0};
    if (!directory || cria_report_file(&folder, &data->run[m->run], directory) != CRIA_OK)
        return CRIA_OK;
    cria_status status = cria_path_join(&path, folder, "metrics.jsonl");
    if (status == CRIA_OK)
        status = read_lines(out, path, data->group[m->group].distilled);
    cria_free(folder);
    cria_free(path);
    for (int q = 0; q < REPORT_QUANTITIES; q++) {
        thin_out(&out->train[q]);
        thin_out(&out->eval[q]);
    }
    return status == CRIA_ENOMEM ? status : CRIA_OK;
}

void cria_report_curves_free(report_curves *c)
{
    for (int q = 0; q < REPORT_QUANTITIES; q++) {
        cria_free(c->train[q].x);
        cria_free(c->train[q].y);
        cria_free(c->eval[q].x);
        cria_free(c->eval[q].y);
    }
    *c = (report_curves){0};
}
