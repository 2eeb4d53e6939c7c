// cmd_eval.c: cria eval, the examination of a model.
#include "cli/commands.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "cli/loading.h"
#include "cli/output.h"
#include "eval/examine.h"
#include "eval/perplexity.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_BYTES_MAX = 1 << 30 };

typedef struct settings {
    const char *model, *data, *predictions;
    int protocol, tie;
    int64_t window;
} settings;

static const cria_option table[] = {
    MODEL_ROW,
    {.name = "data",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, data),
     .value = "PATH",
     .help = "directory of *.jsonl pairs; for perplexity, a text file"},
    {.name = "protocol",
     .kind = CRIA_OPTION_CHOICE,
     .offset = offsetof(settings, protocol),
     .fallback = "2024",
     .choices = "2023|2024|2025",
     .help = "rules of that year's BabyLM challenge (2026 scores as 2025)"},
    {.name = "tie",
     .kind = CRIA_OPTION_CHOICE,
     .offset = offsetof(settings, tie),
     .fallback = "right",
     .choices = "right|half|wrong",
     .help = "what two equal sums count as; the official scorers say right"},
    {.name = "predictions",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, predictions),
     .value = "FILE",
     .help =
         "write what was chosen: .json as the BabyLM pipeline does, .jsonl with both scores"},
    {.name = "window",
     .kind = CRIA_OPTION_INT,
     .offset = offsetof(settings, window),
     .fallback = "0",
     .value = "N",
     .min = 0,
     .max = 1e6,
     .help = "perplexity: tokens a window; 0 is the model's context, a run's report takes the "
             "length of its training rows"},
    {0},
};

static cria_status print_examination(const invocation *call, const cria_examination *e)
{
    if (call->common->json) {
        json_t *object;
        CRIA_TRY(cria_examination_json(&object, e));
        return print_json(object);
    }
    cria_buffer text = {0};
    const cria_status status = cria_examination_table(&text, e);
    if (status == CRIA_OK)
        fputs(text.data, stdout);
    cria_buffer_free(&text);
    return status;
}

static cria_status examine(const invocation *call, cria_model *model, const cria_suite *suite)
{
    const settings *o = call->settings[0];
    cria_examination e;
    CRIA_TRY(cria_examine(&e, model, suite, &cria_protocols[o->protocol], (cria_tie)o->tie));
    if (e.dropped_bytes)
        cria_warning("%zu bytes of the sentences are not in the vocabulary and were left out",
                     e.dropped_bytes);
    cria_status status = CRIA_OK;
    if (o->predictions)
        status = cria_examination_predictions(&e, o->predictions);
    if (status == CRIA_OK)
        status = print_examination(call, &e);
    cria_examination_free(&e);
    return status;
}

static cria_status run_pairs(const invocation *call, cria_model *model)
{
    const settings *o = call->settings[0];
    cria_suite suite;
    CRIA_TRY(cria_suite_read(&suite, o->data));
    const cria_status status = examine(call, model, &suite);
    cria_suite_free(&suite);
    return status;
}

static cria_status print_perplexity(const invocation *call, const cria_perplexity *p)
{
    if (!call->common->json) {
        printf("perplexity %.4f | %.4f nats a token | %.4f bits a byte | %zu tokens\n",
               p->perplexity, p->nats / (double)p->tokens, p->bits_per_byte, p->tokens);
        return CRIA_OK;
    }
    json_t *object = json_pack("{s:f, s:f, s:f, s:I, s:I}", "perplexity", p->perplexity, "loss",
                               p->nats / (double)p->tokens, "bits_per_byte", p->bits_per_byte,
                               "tokens", (json_int_t)p->tokens, "bytes", (json_int_t)p->bytes);
    return print_json(object);
}

static cria_status run_perplexity(const invocation *call, cria_model *model)
{
    const settings *o = call->settings[0];
    cria_buffer text = {0};
    cria_ids ids = {0};
    cria_perplexity p = {0};
    cria_status status = cria_file_read(&text, o->data, TEXT_BYTES_MAX);
    if (status == CRIA_OK)
        status = cria_tokenizer_encode_all(model->tokenizer, &ids, text.data ? text.data : "",
                                           text.length, NULL);
    if (status == CRIA_OK)
        status = cria_perplexity_of(&p, model, ids.id, ids.count, o->window);
    if (status == CRIA_OK)
        status = print_perplexity(call, &p);
    cria_ids_free(&ids);
    cria_buffer_free(&text);
    return status;
}

static const struct {
    const char *name;
    cria_status (*run)(const invocation *, cria_model *);
} suites[] = {
    {"blimp", run_pairs},
    {"supplement", run_pairs},
    {"perplexity", run_perplexity},
};

static cria_status run(const invocation *call)
{
    const settings *o = call->settings[0];
    const char *name = call->arguments.item[0];
    cria_interrupt_install();
    if (!o->data)
        return cria_fail(CRIA_EARG, "cria eval %s wants --data PATH", name);
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++) {
        if (strcmp(suites[i].name, name) != 0)
            continue;
        cria_model *model;
        CRIA_TRY(load_model(&model, call, o->model));
        const cria_status status = suites[i].run(call, model);
        cria_model_free(model);
        return status;
    }
    return cria_fail(CRIA_EARG, "no suite '%s'; known: blimp, supplement, perplexity", name);
}

const command command_eval = {
    .name = "eval",
    .arguments = "SUITE",
    .summary = "examine a model: blimp, supplement or perplexity",
    .details =
        "blimp and supplement read every *.jsonl file of --data as a paradigm of minimal "
        "pairs; the model is right where it gives the good sentence more probability.",
    .example = "cria eval blimp --model runs/quickstart/students/babyllama/model "
               "--data runs/quickstart/source/minimal_pairs",
    .tables = {{table, sizeof(settings)}},
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
