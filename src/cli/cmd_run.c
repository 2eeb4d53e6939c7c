// cmd_run.c: cria run, a whole recipe.
#include "cli/commands.h"

#include "run/run.h"
#include "tensor/device.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

typedef struct settings {
    const char *out, *until;
    cria_option_list set;
    bool dry_run;
} settings;

static const cria_option table[] = {
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, out),
     .value = "DIR",
     .help = "where the run lives; runs/<recipe's name> if not given",
     .letter = 'o'},
    {.name = "set",
     .kind = CRIA_OPTION_LIST,
     .offset = offsetof(settings, set),
     .value = "KEY=VALUE",
     .help = "change the recipe: train.max_steps=10, variant=published"},
    {.name = "until",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, until),
     .value = "STAGE",
     .help = "stop after this stage"},
    {.name = "dry-run",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(settings, dry_run),
     .help = "print the plan: stages, memory, tokens, FLOPs, time"},
    {0},
};

// The rules of the pocket corpus: beside the sources, where they were installed, or CRIA_SHARE.
static const char *share_directory(void)
{
    const char *named = getenv("CRIA_SHARE");
    if (named)
        return named;
    return cria_path_is_directory(CRIA_SHARE_SOURCE) ? CRIA_SHARE_SOURCE : CRIA_SHARE_INSTALLED;
}

static cria_status run(const invocation *call)
{
    const settings *o = call->settings[0];
    cria_buffer plan = {0};
    cria_run_job job = {.recipe = call->arguments.item[0],
                        .out = o->out,
                        .set = o->set,
                        .until = o->until,
                        .share = share_directory(),
                        .version = CRIA_VERSION,
                        .dry_run = o->dry_run};
    CRIA_TRY(cria_device_open(&job.backend, call->common->device));
    const cria_status status = cria_run_recipe(&job, &plan);
    if (plan.data)
        fputs(plan.data, stdout);
    cria_buffer_free(&plan);
    return status;
}

const command command_run = {
    .name = "run",
    .arguments = "RECIPE",
    .summary = "carry out a recipe: every stage whose inputs changed",
    .details =
        "From pages to report: clean, split, tokenizer, tokens, teachers, students, exams, "
        "samples. Interrupted or killed, the same command goes on where it stopped.",
    .example = "cria run recipes/quickstart.yaml --dry-run",
    .tables = {{table, sizeof(settings)}},
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run,
};
