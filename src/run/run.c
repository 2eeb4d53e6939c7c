// run.c: see run.h.
#include "run/stage.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/memory.h"
#include "publish/report.h"

#include <stdio.h>
#include <string.h>

static cria_status choose_out(run *r)
{
    char folder[128];
    r->out = r->job->out;
    if (r->out)
        return CRIA_OK;
    snprintf(folder, sizeof folder, "runs/%.100s", r->recipe.name);
    char *kept;
    CRIA_TRY(cria_arena_strndup(&r->recipe.arena, &kept, folder, strlen(folder)));
    r->out = kept;
    return CRIA_OK;
}

// The recipe as it was carried out, with variants and --set applied, stays with the run. A
// folder that holds something else is left alone.
static cria_status claim_out(run *r)
{
    const char *path;
    cria_names names = {0};
    CRIA_TRY(run_path(&path, r, "recipe.json"));
    if (cria_path_is_directory(r->out) && !cria_path_exists(path)) {
        CRIA_TRY(cria_directory_list(&names, r->out));
        const size_t count = names.count;
        cria_names_free(&names);
        if (count)
            return cria_fail(CRIA_EARG,
                             "%s is not empty and holds no run; choose another --out", r->out);
    }
    CRIA_TRY(cria_directory_make(r->out));
    return cria_json_write(r->recipe.yaml.root, path);
}

// Refuses what cannot fit before hours are spent on what comes ahead of it.
static cria_status say_plan(run *r)
{
    cria_buffer plan = {0};
    const cria_status status = plan_describe(r, &plan);
    if (plan.data)
        cria_debug("%s", plan.data);
    cria_buffer_free(&plan);
    return status;
}

static cria_status check_settings(run *r)
{
    for (int i = 0; i < r->stages; i++)
        if (r->stage[i].kind->check)
            CRIA_TRY(r->stage[i].kind->check(r, &r->stage[i]));
    return CRIA_OK;
}

static cria_status report(run *r)
{
    CRIA_TRY_CTX(cria_report_write(&r->out, 1, NULL), "report");
    cria_info("done: %s/report.html", r->out);
    return CRIA_OK;
}

static cria_status carry_out(run *r, cria_buffer *plan)
{
    CRIA_TRY(choose_out(r));
    CRIA_TRY(plan_stages(r));
    CRIA_TRY(check_settings(r));
    if (r->job->dry_run) {
        stages_recall(r);
        return plan_describe(r, plan);
    }
    CRIA_TRY(say_plan(r));
    CRIA_TRY(claim_out(r));
    CRIA_TRY(run_stages(r));
    return r->job->until ? CRIA_OK : report(r);
}

cria_status cria_run_recipe(const cria_run_job *job, cria_buffer *plan)
{
    run *r;
    CRIA_TRY(cria_alloc(&r, 1, sizeof *r));
    cria_interrupt_install();
    r->job = job;
    r->started = cria_clock_wall();
    cria_status status = cria_recipe_read(&r->recipe, job->recipe, &job->set);
    if (status == CRIA_OK)
        status = carry_out(r, plan);
    for (int i = 0; i < r->stages; i++) {
        json_decref(r->stage[i].facts);
        json_decref(r->stage[i].outputs);
    }
    cria_recipe_free(&r->recipe);
    cria_free(r);
    return status;
}
