// predictions.c owns the files that say what was chosen for each pair.
#include "eval/examine.h"

#include "format/lines.h"

#include <stdio.h>
#include <string.h>

static const char *chosen(const cria_examination *e, const cria_pair *pair, size_t i)
{
    return e->good[i] >= e->bad[i] ? pair->good : pair->bad; // the first of equals, as argmax
}

static cria_status rows_of(json_t *rows, const cria_examination *e, const cria_paradigm *p,
                           size_t first)
{
    for (size_t j = 0; j < p->count; j++) {
        char id[256];
        snprintf(id, sizeof id, "%s_%zu", p->name, j);
        CRIA_TRY(cria_json_push(rows, json_pack("{s:s, s:s}", "id", id, "pred",
                                                chosen(e, &p->pair[j], first + j))));
    }
    return CRIA_OK;
}

// {"<UID>": {"predictions": [{"id": "<UID>_<n>", "pred": "..."}]}}
static cria_status write_object(const cria_examination *e, const char *path)
{
    json_t *all;
    CRIA_TRY(cria_json_object(&all));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < e->suite->count && status == CRIA_OK; i++) {
        const cria_paradigm *p = &e->suite->paradigm[i];
        json_t *one = json_pack("{s:[]}", "predictions");
        status = cria_json_set(all, p->name, one);
        if (status == CRIA_OK)
            status =
                rows_of(json_object_get(one, "predictions"), e, p, e->result[i].first_score);
    }
    if (status == CRIA_OK)
        status = cria_json_write(all, path);
    json_decref(all);
    return status;
}

static cria_status put_row(cria_line_writer *w, cria_buffer *line, const cria_examination *e,
                           const cria_paradigm *p, size_t j, size_t i)
{
    json_t *row =
        json_pack("{s:s, s:s, s:f, s:f, s:s}", "uid", p->name, "id", p->pair[j].id, "good",
                  e->good[i], "bad", e->bad[i], "pred", chosen(e, &p->pair[j], i));
    if (!row)
        return cria_fail(CRIA_ENOMEM, "out of memory for a prediction");
    cria_buffer_reset(line);
    cria_status status = cria_json_append(line, row);
    if (status == CRIA_OK)
        status = cria_line_put(w, line->data, line->length);
    json_decref(row);
    return status;
}

static cria_status put_rows(cria_line_writer *w, const cria_examination *e)
{
    cria_buffer line = {0};
    cria_status status = CRIA_OK;
    size_t i = 0;
    for (size_t k = 0; k < e->suite->count; k++)
        for (size_t j = 0; j < e->suite->paradigm[k].count && status == CRIA_OK; j++)
            status = put_row(w, &line, e, &e->suite->paradigm[k], j, i++);
    cria_buffer_free(&line);
    return status;
}

static cria_status write_lines(const cria_examination *e, const char *path)
{
    cria_line_writer *w;
    CRIA_TRY(cria_line_writer_open(&w, path));
    const cria_status status = put_rows(w, e);
    if (status == CRIA_OK)
        return cria_line_writer_commit(w);
    cria_line_writer_abort(w);
    return status;
}

cria_status cria_examination_predictions(const cria_examination *e, const char *path)
{
    const char *dot = strstr(cria_path_name(path), ".jsonl"); // also .jsonl.zst
    const bool lines = dot != NULL;
    return lines ? write_lines(e, path) : write_object(e, path);
}
