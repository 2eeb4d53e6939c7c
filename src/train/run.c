// run.c: see run.h. The loop: a step, then whatever is due after it.
#include "train/run.h"

#include "train/trainer.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"

#include <math.h>

// ---- one step

static void add_to_window(cria_train_state *s, const cria_loss_values *v)
{
    s->window.loss += v->loss;
    s->window.ce += v->ce;
    s->window.kd += v->kd;
    s->window.kl += v->kl;
    s->window_steps++;
}

// The rows of the step that comes next.
static cria_learner_work next_work(cria_trainer *t)
{
    const int64_t step = t->state.step, batch = t->settings->batch_size;
    const int64_t epoch = step / t->facts.epoch_steps;
    const int64_t first = step % t->facts.epoch_steps * batch;
    const int64_t left = t->rows.count - first;
    if (t->order_epoch != epoch) {
        cria_rows_order(&t->rows, epoch, t->order);
        t->order_epoch = epoch;
    }
    return (cria_learner_work){.rows = &t->rows,
                               .epoch = epoch,
                               .items = t->order + first,
                               .count = left < batch ? left : batch,
                               .step = step,
                               .accumulation = t->facts.accumulation,
                               .rate = cria_schedule_rate(&t->schedule, step)};
}

// Called often enough that no counter wraps twice in between.
static void count_energy(cria_trainer *t)
{
    if (cria_energy_known(&t->energy))
        t->state.joules = fmax(t->state.joules, 0) + cria_energy_take(&t->energy);
}

static cria_status run_step(cria_trainer *t)
{
    const cria_learner_work work = next_work(t);
    cria_step_report report = {.rate = work.rate};
    CRIA_TRY(cria_learner_step(&t->learner, &work, &report.values, &report.norm));
    const double share = (double)work.count / (double)t->settings->batch_size;
    t->state.step++;
    t->state.tokens += cria_batch_counts_of(&t->rows, work.items, work.count).positions;
    t->state.flops += t->result->plan.step_flops * share;
    t->result->trained = report.values;
    add_to_window(&t->state, &report.values);
    cria_report_step(t, &report);
    const bool last = t->state.step == t->facts.total_steps;
    if (!last && t->state.step % t->settings->log_every != 0)
        return CRIA_OK;
    count_energy(t);
    return cria_report_log(t, &report);
}

// ---- what is due after a step

static bool is_due(const cria_trainer *t, int64_t every)
{
    const int64_t step = t->state.step, interval = every ? every : t->facts.epoch_steps;
    return step == t->facts.total_steps || step % interval == 0;
}

static cria_status evaluate(cria_trainer *t)
{
    cria_train_state *s = &t->state;
    cria_loss_values values;
    const double started = cria_clock();
    CRIA_TRY(cria_learner_evaluate(&t->learner, &t->eval_rows, &values));
    if (!isfinite(values.loss))
        return cria_fail(CRIA_ENUMERIC,
                         "the evaluation loss is %g at step %lld: training has diverged; the "
                         "last checkpoint is kept",
                         values.loss, (long long)s->step);
    CRIA_TRY(cria_report_eval(t, &values, cria_clock() - started));
    s->evaluated = s->step;
    const double chosen = t->settings->select_on == CRIA_SELECT_CE ? values.ce : values.loss;
    if (s->best_step < 0 || chosen < s->best) {
        s->best = chosen;
        s->best_step = s->step;
        s->best_values = values;
    }
    return CRIA_OK;
}

static cria_status save(cria_trainer *t)
{
    cria_train_state *s = &t->state;
    count_energy(t);
    CRIA_TRY(cria_metrics_sync(t->metrics, &s->metrics_bytes));
    CRIA_TRY(cria_checkpoint_save(t->settings->out, t->model, s, &t->facts));
    t->saved = s->step;
    return cria_checkpoint_prune(t->settings->out, t->settings->save_total_limit, s->best_step);
}

// Evaluates and saves if this step wants it and it has not been done.
static cria_status settle(cria_trainer *t)
{
    const cria_train_settings *s = t->settings;
    const bool evaluates = t->eval_rows.count > 0;
    const bool wanted = evaluates && is_due(t, s->eval_every);
    bool changed = false;
    if (wanted && t->state.evaluated != t->state.step) {
        CRIA_TRY(evaluate(t));
        changed = true;
    }
    const bool best = t->state.best_step == t->state.step;
    const bool due = s->save_every ? is_due(t, s->save_every)
                     : evaluates   ? wanted
                                   : is_due(t, 0);
    return (due || best) && (changed || t->saved != t->state.step) ? save(t) : CRIA_OK;
}

static cria_status interrupted(cria_trainer *t)
{
    if (t->saved != t->state.step && t->state.step > 0)
        CRIA_TRY(save(t));
    return cria_fail(CRIA_EINTR, "interrupted at step %lld of %lld; go on with --resume",
                     (long long)t->state.step, (long long)t->facts.total_steps);
}

static cria_status train(cria_trainer *t)
{
    for (;;) {
        cria_status status = t->state.step > 0 ? settle(t) : CRIA_OK;
        if (status == CRIA_OK && t->state.step >= t->facts.total_steps)
            return CRIA_OK;
        if (status == CRIA_EINTR || (status == CRIA_OK && cria_interrupted()))
            return interrupted(t);
        if (status == CRIA_OK)
            status = run_step(t);
        if (status != CRIA_OK)
            return status;
    }
}

// ---- the result

// The best state's model; it is on disk unless it is the present one.
static cria_status save_best(cria_trainer *t)
{
    const int64_t best = t->state.best_step;
    if (best < 0 || best == t->state.step)
        return cria_model_save(t->model, t->settings->out);
    char *path;
    cria_model *model = NULL;
    CRIA_TRY(cria_checkpoint_path(&path, t->settings->out, best));
    cria_status status = cria_model_load(&model, path, t->job->backend, false);
    if (status == CRIA_OK)
        status = cria_model_save(model, t->settings->out);
    cria_model_free(model);
    cria_free(path);
    return status;
}

static cria_status finish(cria_trainer *t)
{
    char *path;
    CRIA_TRY(save_best(t));
    CRIA_TRY(cria_path_join(&path, t->settings->out, "trainer_state.json"));
    const cria_status status = cria_train_state_write(&t->state, &t->facts, path);
    cria_free(path);
    if (status == CRIA_OK)
        cria_report_end(t);
    return status;
}

cria_status cria_train_run(const cria_train_job *job, cria_train_result *result)
{
    cria_trainer t;
    CRIA_TRY(cria_trainer_open(&t, job, result));
    cria_status status = train(&t);
    if (status == CRIA_OK)
        status = finish(&t);
    result->steps = t.state.step;
    result->best_step = t.state.best_step;
    result->best = t.state.best;
    result->evaluated = t.state.best_values;
    result->joules = t.state.joules;
    result->seconds = cria_clock() - t.meter.started;
    cria_trainer_close(&t);
    return status;
}
