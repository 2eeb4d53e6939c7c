// setup.c owns the making of a run: everything that can be wrong is found here, the cheapest
// first, and nothing in OUT is touched before all of it was right.
#include "train/trainer.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/memory.h"
#include "train/directory.h"

#include <string.h>

static cria_status check_settings(const cria_train_settings *s)
{
    const struct {
        const char *text, *option;
    } needed[] = {
        {s->model, "--model CONFIG"}, {s->tokens, "--tokens SHARD"}, {s->out, "--out DIR"}};
    for (int i = 0; i < 3; i++)
        if (!needed[i].text || !*needed[i].text)
            return cria_fail(CRIA_EARG, "training needs %s", needed[i].option);
    if (s->resume && s->overwrite)
        return cria_fail(CRIA_EARG, "--resume and --overwrite exclude each other");
    if (cria_run_is(s->out) && !s->resume && !s->overwrite)
        return cria_fail(CRIA_EARG,
                         "%s already holds a run: give --resume to go on with it, "
                         "--overwrite to remove it, or another --out",
                         s->out);
    return CRIA_OK;
}

static cria_status read_config(cria_trainer *t)
{
    const cria_train_settings *s = t->settings;
    CRIA_TRY_CTX(cria_config_read(&t->config, s->model), "--model %s", s->model);
    if (s->vocab_size)
        t->config.vocab_size = s->vocab_size;
    CRIA_TRY(cria_config_check(&t->config, s->model));
    if (s->sequence_length > t->config.positions)
        return cria_fail(
            CRIA_EARG, "--sequence-length %lld is more than the %lld positions of %s",
            (long long)s->sequence_length, (long long)t->config.positions, s->model);
    return CRIA_OK;
}

static cria_status open_eval(cria_trainer *t)
{
    const cria_train_settings *s = t->settings;
    if (!s->eval_tokens)
        return CRIA_OK;
    CRIA_TRY(cria_shard_open(&t->eval_shard, s->eval_tokens, t->config.vocab_size));
    if (strcmp(t->eval_shard.tokenizer_hash, t->shard.tokenizer_hash) != 0)
        return cria_fail(CRIA_EARG, "%s and %s were made by different tokenizers (%s, %s)",
                         s->tokens, s->eval_tokens, t->shard.tokenizer_hash,
                         t->eval_shard.tokenizer_hash);
    return cria_rows_sample(&t->eval_rows, &t->eval_shard, (int32_t)s->sequence_length,
                            (int32_t)t->config.pad, s->eval_rows);
}

// The ids of the marks are what the tokenizer says, whatever the configuration's file says.
static cria_status take_marks(cria_trainer *t)
{
    struct {
        const char *token;
        int64_t *id;
    } const marks[] = {
        {"<pad>", &t->config.pad}, {"<s>", &t->config.bos}, {"</s>", &t->config.eos}};
    cria_tokenizer *tokenizer;
    CRIA_TRY(cria_shard_tokenizer(&tokenizer, &t->shard));
    if (!tokenizer)
        return CRIA_OK;
    for (int i = 0; i < 3; i++) {
        const int64_t id = cria_tokenizer_id(tokenizer, marks[i].token);
        if (id >= 0 && id < t->config.vocab_size)
            *marks[i].id = id;
    }
    cria_tokenizer_close(tokenizer);
    return CRIA_OK;
}

static cria_status open_data(cria_trainer *t)
{
    const cria_train_settings *s = t->settings;
    CRIA_TRY(cria_shard_open(&t->shard, s->tokens, t->config.vocab_size));
    CRIA_TRY(take_marks(t));
    const cria_rows_options options = {.mode = (cria_rows_mode)s->rows,
                                       .length = (int32_t)s->sequence_length,
                                       .drop_last = s->drop_last,
                                       .pad = (int32_t)t->config.pad,
                                       .eos = (int32_t)t->config.eos,
                                       .seed = (uint64_t)s->seed};
    CRIA_TRY(cria_rows_open(&t->rows, &t->shard, &options));
    CRIA_TRY(cria_alloc(&t->order, (size_t)t->rows.count, sizeof *t->order));
    t->order_epoch = -1;
    return open_eval(t);
}

static cria_status plan(cria_trainer *t)
{
    const cria_distill_settings *d = t->job->distill;
    cria_config teacher[CRIA_TEACHERS_MAX];
    const int teachers = d ? d->teacher.count : 0;
    CRIA_TRY(cria_loss_form_make(&t->form, d));
    if (d && d->teacher_cache && t->settings->rows == CRIA_ROWS_OFFSET)
        return cria_fail(CRIA_EARG,
                         "--teacher-cache needs rows that stay the same; --rows offset "
                         "moves them at every use");
    for (int i = 0; i < teachers; i++)
        CRIA_TRY_CTX(cria_config_read(&teacher[i], d->teacher.item[i]), "teacher %s",
                     d->teacher.item[i]);
    const cria_estimate_input input = {.config = &t->config,
                                       .teacher = teacher,
                                       .teachers = teachers,
                                       .train = t->settings,
                                       .distill = d,
                                       .backend = t->job->backend,
                                       .rows = t->rows.count,
                                       .eval_rows = t->eval_rows.count};
    cria_train_estimate *e = &t->result->plan;
    CRIA_TRY(cria_train_estimate_make(e, &input));
    t->schedule = (cria_schedule){.kind = (cria_scheduler)t->settings->lr_scheduler,
                                  .peak = t->settings->learning_rate,
                                  .warmup = t->settings->warmup_steps,
                                  .total = e->steps};
    t->facts = (cria_run_facts){.settings = t->settings,
                                .epoch_steps = e->epoch_steps,
                                .total_steps = e->steps,
                                .accumulation = e->accumulation};
    return cria_train_estimate_check(e, t->job->backend);
}

static cria_status open_teachers(cria_trainer *t)
{
    if (!t->job->distill)
        return CRIA_OK;
    return cria_teachers_open(&t->teachers, t->job->distill, t->job->backend,
                              (int)t->result->plan.micro, (int)t->settings->sequence_length,
                              t->config.vocab_size, t->shard.tokenizer_hash);
}

static const cria_rows *eval_rows(const cria_trainer *t)
{
    return t->eval_rows.count ? &t->eval_rows : NULL;
}

static cria_status identify(cria_trainer *t)
{
    const cria_run_identity identity = {.train = t->settings,
                                        .distill = t->job->distill,
                                        .config = &t->config,
                                        .rows = &t->rows,
                                        .eval_rows = eval_rows(t),
                                        .teachers = &t->teachers};
    CRIA_TRY(cria_fingerprint(&t->fingerprint, &identity));
    t->facts.fingerprint = t->fingerprint;
    return CRIA_OK;
}

static cria_status begin(cria_trainer *t)
{
    CRIA_TRY(cria_train_state_begin(&t->state));
    t->saved = -1;
    CRIA_TRY(cria_model_create(&t->model, &t->config, t->job->backend, true,
                               (uint64_t)t->settings->seed));
    CRIA_TRY(cria_shard_credits(&t->model->credits, &t->shard));
    return cria_shard_tokenizer(&t->model->tokenizer, &t->shard);
}

static cria_status read_state(cria_trainer *t, const char *checkpoint)
{
    char *path;
    json_t *before = NULL;
    CRIA_TRY(cria_path_join(&path, checkpoint, "trainer_state.json"));
    cria_status status = cria_train_state_read(&t->state, &before, path);
    if (status == CRIA_OK)
        status = cria_fingerprint_check(before, t->fingerprint, t->settings->out);
    json_decref(before);
    cria_free(path);
    return status;
}

static cria_status restore(cria_trainer *t, int64_t step)
{
    char *checkpoint;
    CRIA_TRY(cria_checkpoint_path(&checkpoint, t->settings->out, step));
    cria_status status = read_state(t, checkpoint);
    if (status == CRIA_OK)
        status = cria_model_load(&t->model, checkpoint, t->job->backend, true);
    if (status == CRIA_OK)
        status = cria_checkpoint_moments(t->model, checkpoint);
    t->saved = step;
    cria_free(checkpoint);
    return status;
}

static cria_status open_model(cria_trainer *t)
{
    const char *out = t->settings->out;
    int64_t newest = -1;
    CRIA_TRY(cria_directory_make(out));
    CRIA_TRY(t->settings->overwrite ? cria_run_clear(out) : cria_run_clean(out));
    CRIA_TRY(cria_checkpoint_newest(&newest, out));
    if (newest < 0 && t->settings->resume)
        cria_info("%s holds no checkpoint; the run starts at the beginning", out);
    return newest < 0 ? begin(t) : restore(t, newest);
}

static cria_status open_learner(cria_trainer *t)
{
    const cria_distill_settings *d = t->job->distill;
    CRIA_TRY(
        cria_teachers_start(&t->teachers, d ? d->teacher_cache : NULL, &t->rows, eval_rows(t)));
    return cria_learner_open(&t->learner, t->model, d ? &t->teachers : NULL, &t->form,
                             t->settings, (int)t->result->plan.micro);
}

static void start_clocks(cria_trainer *t)
{
    cria_energy_open(&t->energy);
    if (!cria_energy_known(&t->energy))
        t->state.joules = -1;
    const double now = cria_clock();
    t->meter = (cria_meter){.started = now,
                            .reported = now,
                            .first_step = t->state.step,
                            .logged_tokens = t->state.tokens,
                            .logged_flops = t->state.flops};
}

static cria_status open_all(cria_trainer *t)
{
    CRIA_TRY(check_settings(t->settings));
    CRIA_TRY(read_config(t));
    CRIA_TRY(open_data(t));
    CRIA_TRY(plan(t));
    CRIA_TRY(open_teachers(t));
    CRIA_TRY(identify(t));
    CRIA_TRY(open_model(t));
    cria_report_start(t);
    CRIA_TRY(open_learner(t));
    start_clocks(t);
    return cria_metrics_open(&t->metrics, t->settings->out, t->state.metrics_bytes);
}

cria_status cria_trainer_open(cria_trainer *out, const cria_train_job *job,
                              cria_train_result *result)
{
    *result = (cria_train_result){.best_step = -1, .joules = -1};
    *out = (cria_trainer){.job = job, .settings = job->train, .result = result};
    const cria_status status = open_all(out);
    if (status != CRIA_OK)
        cria_trainer_close(out);
    return status;
}

void cria_trainer_close(cria_trainer *t)
{
    cria_metrics_close(t->metrics);
    cria_learner_close(&t->learner);
    cria_model_free(t->model);
    cria_teachers_close(&t->teachers);
    cria_train_state_free(&t->state);
    json_decref(t->fingerprint);
    cria_rows_close(&t->rows);
    cria_rows_close(&t->eval_rows);
    cria_shard_close(&t->shard);
    cria_shard_close(&t->eval_shard);
    cria_free(t->order);
    *t = (cria_trainer){0};
}
