// cmd_score.c: cria score, log-probabilities of lines of text.
#include "cli/commands.h"

#include "cli/loading.h"
#include "eval/scorer.h"
#include "format/lines.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { LINE_BYTES_MAX = 1 << 24 };

typedef struct settings {
    const char *model, *prefix;
} settings;

static const cria_option table[] = {
    MODEL_ROW,
    {.name = "prefix",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, prefix),
     .value = "TOKEN",
     .help = "a token put in front of every line, such as <s>; it is not scored"},
    {0},
};

static cria_status add_line(cria_texts *t, const cria_model *model, const char *line,
                            size_t length, int64_t prefix)
{
    if (prefix >= 0) {
        CRIA_TRY(cria_grow(&t->ids.id, &t->ids.capacity, t->ids.count + 1, sizeof *t->ids.id));
        t->ids.id[t->ids.count++] = (uint32_t)prefix;
    }
    CRIA_TRY(cria_tokenizer_encode(model->tokenizer, &t->ids, line, length, NULL));
    return cria_texts_end(t);
}

static cria_status read_lines(cria_texts *t, const cria_model *model, const char *path,
                              int64_t prefix)
{
    cria_line_reader *lines;
    CRIA_TRY(cria_line_reader_open(&lines, path, LINE_BYTES_MAX));
    const char *line;
    size_t length;
    cria_status status;
    while ((status = cria_line_next(lines, &line, &length)) == CRIA_OK && line) {
        status = add_line(t, model, line, length, prefix);
        if (status != CRIA_OK) {
            status = cria_context(status, "%s, line %zu", path, cria_line_number(lines));
            break;
        }
    }
    cria_line_reader_close(lines);
    return status;
}

// {"ids": [...], "logprobs": [...], "sum": x}: without a prefix the first number is null; with
// one, the prefix itself is left out of both lists.
static cria_status print_text(const cria_texts *t, size_t i, const double *logprob,
                              bool prefixed)
{
    const size_t first = t->first[i] + prefixed, end = t->first[i + 1];
    double sum = 0;
    printf("{\"ids\": [");
    for (size_t j = first; j < end; j++)
        printf("%s%u", j > first ? ", " : "", t->ids.id[j]);
    printf("], \"logprobs\": [");
    for (size_t j = first; j < end; j++) {
        if (j == first && !prefixed)
            printf("null");
        else
            printf("%s%.9g", j > first ? ", " : "", logprob[j]);
        sum += logprob[j];
    }
    printf("], \"sum\": %.12g}\n", sum);
    return CRIA_OK;
}

static cria_status score(const invocation *call, cria_model *model, int64_t prefix)
{
    const char *path = call->arguments.count ? call->arguments.item[0] : "-";
    cria_texts texts = {0};
    double *logprob = NULL;
    cria_status status = read_lines(&texts, model, path, prefix);
    if (status == CRIA_OK)
        status = cria_alloc(&logprob, texts.ids.count, sizeof *logprob);
    if (status == CRIA_OK && texts.ids.count)
        status = cria_score(model, &texts, logprob, NULL);
    for (size_t i = 0; i < texts.count && status == CRIA_OK; i++)
        status = print_text(&texts, i, logprob, prefix >= 0);
    cria_free(logprob);
    cria_texts_free(&texts);
    return status;
}

static cria_status run(const invocation *call)
{
    const settings *o = call->settings[0];
    cria_model *model;
    CRIA_TRY(load_model(&model, call, o->model));
    const int64_t prefix = o->prefix ? cria_tokenizer_id(model->tokenizer, o->prefix) : -1;
    cria_status status = CRIA_OK;
    if (o->prefix && prefix < 0)
        status = cria_fail(CRIA_EARG, "--prefix %s is not a token of this model", o->prefix);
    if (status == CRIA_OK)
        status = score(call, model, prefix);
    cria_model_free(model);
    return status;
}

const command command_score = {
    .name = "score",
    .arguments = "[FILE]",
    .summary = "log-probabilities of each line's tokens",
    .details = "Prints one JSON object a line: ids, logprobs (natural logarithms; the first is "
               "null unless a prefix token is given), and their sum.",
    .example = "echo 'The river runs.' | cria score "
               "--model runs/quickstart/students/babyllama/model "
               "--prefix '<s>'",
    .tables = {{table, sizeof(settings)}},
    .arguments_max = 1,
    .run = run,
};
