// report_samples.c owns the generated texts: for each prompt, what each model makes of it.
#include "publish/report_parts.h"

#include <string.h>

// The text that a model gave for a prompt; NULL.
static const char *text_for(const report_model *m, const char *prompt)
{
    size_t i;
    json_t *sample;
    json_array_foreach(m->samples, i, sample)
    {
        const char *other = cria_report_text(sample, "prompt");
        if (other && strcmp(other, prompt) == 0)
            return cria_report_text(sample, "text");
    }
    return NULL;
}

// An earlier sample, of an earlier model or of this one, has the prompt.
static bool seen_before(const report_data *data, size_t model, size_t sample,
                        const char *prompt)
{
    for (size_t m = 0; m <= model; m++) {
        size_t i;
        json_t *one;
        json_array_foreach(data->model[m].samples, i, one)
        {
            const char *other = cria_report_text(one, "prompt");
            if (m == model && i >= sample)
                break;
            if (other && strcmp(other, prompt) == 0)
                return true;
        }
    }
    return false;
}

// One text a group: its seeds differ little to a reader.
static bool shown(const report_data *data, size_t model, const char *prompt)
{
    for (size_t i = 0; i < model; i++)
        if (data->model[i].group == data->model[model].group &&
            text_for(&data->model[i], prompt))
            return false;
    return text_for(&data->model[model], prompt) != NULL;
}

static void add_prompt(cria_document *d, const report_data *data, const char *prompt)
{
    cria_document_heading(d, 3, "%s", prompt);
    cria_document_table(d, CRIA_DOCUMENT_CARDS);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Model");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Text");
    for (size_t m = data->models; m-- > 0;) { // students first
        if (!shown(data, m, prompt))
            continue;
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_report_model_name(d, data, m));
        cria_document_cell(d, "%s", text_for(&data->model[m], prompt));
    }
}

void cria_report_samples(cria_document *d, const report_data *data)
{
    bool any = false;
    for (size_t m = 0; m < data->models; m++)
        any |= json_array_size(data->model[m].samples) > 0;
    if (!any)
        return;
    cria_document_heading(d, 2, "What they write");
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "Drawn at random, the first draw for each prompt, nothing picked. The "
                      "words are the models' own; nothing in them need be true.");
    for (size_t m = 0; m < data->models; m++) {
        size_t i;
        json_t *sample;
        json_array_foreach(data->model[m].samples, i, sample)
        {
            const char *prompt = cria_report_text(sample, "prompt");
            if (prompt && !seen_before(data, m, i, prompt))
                add_prompt(d, data, prompt);
        }
    }
}
