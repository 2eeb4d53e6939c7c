// report_published.c owns the figures that others published, to stand beside ours.
#include "publish/report_parts.h"

#include <string.h>

// "Small Models, Big Impact: The BabyLM Challenge" (2025). The three baselines are those of the
// 2023 BabyLM challenge, 10 M words. The scaled scores are printed as published: score over
// nominal size, cut off (not rounded) after two decimals.
typedef struct published {
    const char *model, *role, *parameters;
    struct {
        const char *suite, *score, *scaled;
    } result[2];
} published;

static const published rows[] = {
    {"RoBERTa",
     "baseline",
     "125 M",
     {{"blimp", "69.5", "0.55"}, {"supplement", "47.5", "0.38"}}},
    {"OPT", "baseline", "125 M", {{"blimp", "62.6", "0.50"}, {"supplement", "54.7", "0.43"}}},
    {"T5", "baseline", "222 M", {{"blimp", "58.8", "0.26"}, {"supplement", "43.9", "0.19"}}},
    {"GPT-2", "teacher", "705 M", {{"blimp", "64.5", "0.09"}, {"supplement", "49.3", "0.06"}}},
    {"Llama", "teacher", "360 M", {{"blimp", "62.8", "0.17"}, {"supplement", "48.2", "0.13"}}},
    {"BabyLlama, 10 M words",
     "distilled student",
     "58 M",
     {{"blimp", "64.7", "1.11"}, {"supplement", "47.6", "0.82"}}},
    {"BabyLlama, 38 M words",
     "distilled student",
     "58 M",
     {{"blimp", "66.4", "1.14"}, {"supplement", "50.3", "0.86"}}},
};

bool cria_report_has_published(const report_data *data)
{
    bool any = false;
    for (size_t i = 0; i < data->suites; i++)
        any |= data->suite[i].published != NULL;
    return any;
}

static void add_cell(cria_document *d, const published *row, const report_suite *suite,
                     bool scaled)
{
    const char *text = "";
    for (size_t i = 0; i < 2; i++)
        if (suite->published && strcmp(row->result[i].suite, suite->published) == 0)
            text = scaled ? row->result[i].scaled : row->result[i].score;
    cria_document_cell(d, "%s", text);
}

void cria_report_published(cria_document *d, const report_data *data)
{
    if (!cria_report_has_published(data))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cria_document_row(d, CRIA_ROW_FOREIGN);
        cria_document_cell(d, "%s (published)", rows[i].model);
        cria_document_cell(d, "%s", rows[i].role);
        cria_document_cell(d, "%s", rows[i].parameters);
        for (int scaled = 0; scaled < 2; scaled++)
            for (size_t k = 0; k < data->suites; k++)
                add_cell(d, &rows[i], &data->suite[k], scaled);
    }
}
