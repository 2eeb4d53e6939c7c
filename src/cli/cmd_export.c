// cmd_export.c: cria export, a model for other programs.
#include "cli/commands.h"

#include "base/file.h"
#include "base/log.h"
#include "cli/loading.h"
#include "model/model.h"
#include "tensor/device.h"

#include <stddef.h>

typedef struct settings {
    const char *model, *out;
    int format;
} settings;

static const cria_option table[] = {
    MODEL_ROW,
    {.name = "format",
     .kind = CRIA_OPTION_CHOICE,
     .offset = offsetof(settings, format),
     .fallback = "hf",
     .choices = "hf|gguf",
     .help = "hf: a directory for transformers; gguf: one file, not there yet"},
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, out),
     .value = "PATH",
     .help = "what to write; nothing may be there yet",
     .letter = 'o'},
    {0},
};

static cria_status save_fresh(const cria_model *model, const char *out)
{
    cria_buffer unfinished = {0};
    cria_status status = cria_buffer_printf(&unfinished, "%s.unfinished", out);
    if (status == CRIA_OK)
        status = cria_directory_remove(unfinished.data);
    if (status == CRIA_OK)
        status = cria_directory_make(unfinished.data);
    if (status == CRIA_OK)
        status = cria_model_save(model, unfinished.data);
    if (status == CRIA_OK)
        status = cria_directory_publish(unfinished.data, out);
    cria_buffer_free(&unfinished);
    return status;
}

static cria_status export_hf(const invocation *call, const settings *o)
{
    const cria_backend *backend;
    cria_model *model;
    CRIA_TRY(cria_device_open(&backend, call->common->device));
    CRIA_TRY_CTX(cria_model_load(&model, o->model, backend, false), "loading %s", o->model);
    const cria_status status = save_fresh(model, o->out);
    cria_model_free(model);
    if (status != CRIA_OK)
        return cria_context(status, "exporting to %s", o->out);
    cria_info("exported %s", o->out);
    return CRIA_OK;
}

static cria_status export_gguf(const invocation *call, const settings *o)
{
    (void)call;
    (void)o;
    return cria_fail(CRIA_EARG, "--format gguf is not there yet; --format hf is");
}

static cria_status run(const invocation *call)
{
    static cria_status (*const formats[])(const invocation *, const settings *) = {export_hf,
                                                                                   export_gguf};
    const settings *o = call->settings[0];
    if (!o->model || !o->out)
        return cria_fail(CRIA_EARG, "cria export wants --model DIR and --out PATH");
    if (cria_path_exists(o->out))
        return cria_fail(CRIA_EARG, "%s is already there; remove it or name another path",
                         o->out);
    return formats[o->format](call, o);
}

const command command_export = {
    .name = "export",
    .arguments = "",
    .summary = "write a model for other programs",
    .details = "hf is a directory that transformers loads: config.json, model.safetensors and "
               "the tokenizer's files.",
    .example = "cria export --model runs/quickstart/students/babyllama/model --format hf --out "
               "babyllama",
    .tables = {{table, sizeof(settings)}},
    .run = run,
};
