// report.c owns what a run says: the table at the start, the progress line, the rows of metrics
// and of log_history, and the closing lines.
#include "train/trainer.h"

#include "base/clock.h"
#include "base/log.h"

#include <math.h>
#include <stdio.h>

static const double line_seconds = 0.5; // between progress lines
static const double mib = 1.0 / (1 << 20);

// ---- at the start

static void say_teachers(const cria_trainer *t)
{
    static const char *const mixes[] = {"probabilities", "logits"};
    static const char *const reductions[] = {"batchmean", "tokenmean"};
    const cria_distill_settings *d = t->job->distill;
    for (int i = 0; i < t->teachers.count; i++)
        cria_info("teacher      %s, %lld parameters, weight %.3g", d->teacher.item[i],
                  (long long)t->teachers.teacher[i].model->params.elements,
                  (double)t->form.attr.weight[i]);
    cria_info("distillation alpha %g, temperature %g, mean of %s, %s, teachers %s", d->alpha,
              d->temperature, mixes[d->mix], reductions[d->kd_reduction],
              d->teacher_cache ? "from the cache" : "in every step");
    if (d->teacher_cache)
        cria_info("cache        %.0f MiB in %s", t->result->plan.cache_disk_bytes * mib,
                  d->teacher_cache);
}

void cria_report_start(const cria_trainer *t)
{
    const cria_train_estimate *e = &t->result->plan;
    cria_info("model        %s, %lld parameters", t->settings->model, (long long)e->parameters);
    cria_info("data         %lld ids, %lld rows of %lld; %lld rows for evaluation",
              (long long)t->shard.count, (long long)e->rows,
              (long long)t->settings->sequence_length, (long long)e->eval_rows);
    if (t->teachers.count)
        say_teachers(t);
    cria_info("steps        %lld of %lld sequences (%lld at once, %lld times), %lld an epoch",
              (long long)e->steps, (long long)t->settings->batch_size, (long long)e->micro,
              (long long)e->accumulation, (long long)e->epoch_steps);
    cria_info("work         %.4g tokens, %.4g FLOP, %.4g FLOP a step", (double)e->tokens,
              e->flops, e->step_flops);
    cria_info("memory       %.0f MiB: %.0f parameters, %.0f activations, %.0f teachers",
              (double)e->bytes * mib, (double)e->parameter_bytes * mib,
              (double)e->activation_bytes * mib, (double)e->teacher_bytes * mib);
    if (t->state.step)
        cria_info("resumed      at step %lld", (long long)t->state.step);
}

// ---- while it runs

// A count as people write it: 182k, 1.21M.
static const char *shorten(char *out, size_t bytes, double value)
{
    static const struct {
        double unit;
        const char *suffix;
    } units[] = {{1e9, "G"}, {1e6, "M"}, {1e3, "k"}};
    for (int i = 0; i < 3; i++)
        if (value >= units[i].unit) {
            snprintf(out, bytes, "%.3g%s", value / units[i].unit, units[i].suffix);
            return out;
        }
    snprintf(out, bytes, "%.3g", value);
    return out;
}

// Speeds since the last log line, or since the start; 0 while unknown.
static double rate_of(double amount, double seconds)
{
    return seconds > 0 ? amount / seconds : 0;
}

typedef struct speed {
    double tokens, flops;
} speed;

static speed speed_now(const cria_trainer *t)
{
    const double seconds = cria_clock() - t->meter.reported;
    return (speed){
        rate_of((double)(t->state.tokens - t->meter.logged_tokens), seconds),
        rate_of(t->state.flops - t->meter.logged_flops, seconds),
    };
}

// mfu_of: a part of the device's peak, or of the fastest stretch: other work on the machine may
// have hidden the peak when it was measured. NAN when it was not.
static double mfu_of(cria_trainer *t, double flops)
{
    t->meter.fastest = fmax(t->meter.fastest, flops);
    const double peak = t->job->peak_flops;
    return peak > 0 ? flops / fmax(peak, t->meter.fastest) : NAN;
}

static double seconds_left(const cria_trainer *t)
{
    const int64_t done = t->state.step - t->meter.first_step;
    const double each = rate_of(cria_clock() - t->meter.started, (double)done);
    return each * (double)(t->facts.total_steps - t->state.step);
}

void cria_report_step(cria_trainer *t, const cria_step_report *step)
{
    const double now = cria_clock();
    if (now - t->meter.lined < line_seconds && t->state.step < t->facts.total_steps)
        return;
    const speed s = speed_now(t);
    char parts[64] = "", mfu[32] = "", eta[24], tokens[16];
    if (t->teachers.count)
        snprintf(parts, sizeof parts, " | ce %.3f kd %.3f", step->values.ce, step->values.kd);
    if (t->job->peak_flops > 0)
        snprintf(mfu, sizeof mfu, " | mfu %.1f%%", 100 * mfu_of(t, s.flops));
    cria_clock_span(eta, sizeof eta, seconds_left(t));
    t->meter.lined = now;
    cria_log(CRIA_LOG_PROGRESS,
             "step %lld/%lld (%.1f%%) | loss %.3f%s | lr %.2e | gnorm %.2f | %s tok/s%s | "
             "mem %.1fG | eta %s",
             (long long)t->state.step, (long long)t->facts.total_steps,
             100.0 * (double)t->state.step / (double)t->facts.total_steps, step->values.loss,
             parts, step->rate, step->norm, shorten(tokens, sizeof tokens, s.tokens), mfu,
             (double)t->result->plan.bytes / (1 << 30), eta);
}

static double epoch_of(const cria_trainer *t)
{
    return (double)t->state.step / (double)t->facts.epoch_steps;
}

// Appends one row to log_history.
static cria_status add_history(cria_trainer *t, const cria_metric *members, int count)
{
    json_t *row;
    CRIA_TRY(cria_json_object(&row));
    cria_status status = cria_json_set(row, "epoch", json_real(epoch_of(t)));
    for (int i = 0; i < count && status == CRIA_OK; i++)
        if (isfinite(members[i].value))
            status = cria_json_set(row, members[i].name, json_real(members[i].value));
    if (status == CRIA_OK)
        status = cria_json_set(row, "step", json_integer(t->state.step));
    if (status == CRIA_OK)
        return cria_json_push(t->state.history, row);
    json_decref(row);
    return status;
}

static cria_loss_values window_mean(const cria_train_state *s)
{
    const double n = (double)s->window_steps;
    return (cria_loss_values){.loss = s->window.loss / n,
                              .ce = s->window.ce / n,
                              .kd = s->window.kd / n,
                              .kl = s->window.kl / n};
}

static double if_teachers(const cria_trainer *t, double value)
{
    return t->teachers.count ? value : NAN;
}

cria_status cria_report_log(cria_trainer *t, const cria_step_report *step)
{
    const cria_loss_values mean = window_mean(&t->state);
    const speed s = speed_now(t);
    const cria_metric metrics[] = {
        {"loss", mean.loss},
        {"ce_loss", if_teachers(t, mean.ce)},
        {"kl_loss", if_teachers(t, mean.kd)},
        {"kl_per_position", if_teachers(t, mean.kl)},
        {"learning_rate", step->rate},
        {"grad_norm", step->norm},
        {"tokens_per_second", s.tokens > 0 ? s.tokens : NAN},
        {"mfu", mfu_of(t, s.flops)},
    };
    t->state.window = (cria_loss_values){0};
    t->state.window_steps = 0;
    t->meter.reported = cria_clock();
    t->meter.logged_tokens = t->state.tokens;
    t->meter.logged_flops = t->state.flops;
    CRIA_TRY(cria_metrics_put(t->metrics, t->state.step, t->state.tokens, "train", metrics,
                              sizeof metrics / sizeof *metrics));
    return add_history(t, metrics, 6); // the speeds are not part of the run's history
}

cria_status cria_report_eval(cria_trainer *t, const cria_loss_values *v, double seconds)
{
    const double rows = (double)t->eval_rows.count;
    const cria_metric metrics[] = {
        {"loss", v->loss},
        {"ce_loss", if_teachers(t, v->ce)},
        {"kl_loss", if_teachers(t, v->kd)},
        {"kl_per_position", if_teachers(t, v->kl)},
    };
    const cria_metric history[] = {
        {"eval_loss", v->loss},
        {"eval_ce_loss", if_teachers(t, v->ce)},
        {"eval_kl_loss", if_teachers(t, v->kd)},
        {"eval_runtime", seconds},
        {"eval_samples_per_second", rate_of(rows, seconds)},
        {"eval_steps_per_second", rate_of(rows / (double)t->result->plan.micro, seconds)},
    };
    char parts[96] = "";
    if (t->teachers.count)
        snprintf(parts, sizeof parts, " (ce %.4f, kd %.4f, %.4f nats a position)", v->ce, v->kd,
                 v->kl);
    cria_info("evaluation at step %lld, epoch %.2f: loss %.4f%s", (long long)t->state.step,
              epoch_of(t), v->loss, parts);
    CRIA_TRY(cria_metrics_put(t->metrics, t->state.step, t->state.tokens, "eval", metrics,
                              sizeof metrics / sizeof *metrics));
    return add_history(t, history, sizeof history / sizeof *history);
}

// ---- at the end

void cria_report_end(const cria_trainer *t)
{
    char span[24], energy[48] = "energy unknown";
    cria_clock_span(span, sizeof span, cria_clock() - t->meter.started);
    if (t->state.joules >= 0)
        snprintf(energy, sizeof energy, "%.3g kJ", t->state.joules * 1e-3);
    cria_info("done         %lld steps, %.4g tokens, %s, %s", (long long)t->state.step,
              (double)t->state.tokens, span, energy);
    if (t->state.best_step >= 0)
        cria_info("best         step %lld, %.4f; saved in %s", (long long)t->state.best_step,
                  t->state.best, t->settings->out);
    else
        cria_info("saved        the last state in %s", t->settings->out);
}
