// cmd_train.c: cria train and cria distill.
#include "cli/commands.h"

#include "base/interrupt.h"
#include "tensor/device.h"
#include "train/run.h"

#include <stdio.h>

static cria_status print_result(const invocation *call, const cria_train_settings *o,
                                const cria_train_result *r)
{
    if (!call->common->json) {
        printf("%s: %lld steps, best at step %lld with %.4f\n", o->out, (long long)r->steps,
               (long long)r->best_step, r->best);
        return CRIA_OK;
    }
    printf("{\"steps\": %lld, \"best_step\": %lld, \"best\": %.9g, \"ce\": %.9g, \"kd\": %.9g, "
           "\"parameters\": %lld, \"seconds\": %.3f}\n",
           (long long)r->steps, (long long)r->best_step, r->best, r->evaluated.ce,
           r->evaluated.kd, (long long)r->plan.parameters, r->seconds);
    return CRIA_OK;
}

static cria_status train(const invocation *call, const cria_distill_settings *distill)
{
    const cria_train_settings *o = call->settings[0];
    const cria_backend *backend;
    cria_train_result result = {0};
    cria_interrupt_install();
    CRIA_TRY(cria_device_open(&backend, call->common->device));
    const cria_train_job job = {.train = o, .distill = distill, .backend = backend};
    CRIA_TRY(cria_train_run(&job, &result));
    return print_result(call, o, &result);
}

static cria_status run_train(const invocation *call)
{
    return train(call, NULL);
}

static cria_status run_distill(const invocation *call)
{
    const cria_distill_settings *o = call->settings[1];
    if (o->teacher.count == 0)
        return cria_fail(CRIA_EARG, "cria distill wants --teacher DIR, once for each teacher");
    return train(call, o);
}

const command command_train = {
    .name = "train",
    .arguments = "",
    .summary = "train one model on cross-entropy",
    .details =
        "OUT becomes a Hugging Face model directory with the best state, and holds the "
        "metrics and checkpoints. An interrupted run goes on with --resume and ends with "
        "the same bits.",
    .example = "cria train --model babyllama-58m --tokens train.safetensors --eval-tokens "
               "eval.safetensors --out student",
    .tables = {{cria_train_option_table, sizeof(cria_train_settings)}},
    .run = run_train,
};

const command command_distill = {
    .name = "distill",
    .arguments = "",
    .summary = "train a student on what teachers say",
    .details = "The loss is alpha times the cross-entropy plus 1 - alpha times the divergence "
               "from the teachers' averaged soft labels; both are logged apart.",
    .example = "cria distill --teacher gpt2 --teacher llama --model babyllama-58m --tokens "
               "train.safetensors --eval-tokens eval.safetensors --out student",
    .tables = {{cria_train_option_table, sizeof(cria_train_settings)},
               {cria_distill_option_table, sizeof(cria_distill_settings)}},
    .run = run_distill,
};
