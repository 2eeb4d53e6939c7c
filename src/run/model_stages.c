// model_stages.c owns the training stages: teachers and students.
#include "run/stage.h"

#include "base/log.h"
#include "run/model_settings.h"
#include "train/run.h"

#include <stdio.h>
#include <string.h>

void model_settings_free(model_settings *m)
{
    cria_options_free(&m->train_options);
    cria_options_free(&m->distill_options);
    json_decref(m->config_json);
    *m = (model_settings){0};
}

// A preset or a file is named; a map of Hugging Face's keys is taken as it is, with the
// tokenizer's vocabulary size.
static cria_status read_config(run *r, const stage *s, model_settings *m)
{
    char path[STAGE_NAME + 16];
    snprintf(path, sizeof path, "%s.model", s->section);
    const json_t *model = cria_recipe_at(&r->recipe, path);
    if (json_is_string(model)) {
        m->preset = json_string_value(model);
        CRIA_TRY_CTX(cria_config_read(&m->config, m->preset), "%s: %s", r->recipe.path, path);
    } else if (json_is_object(model)) {
        m->config_json = json_deep_copy(model);
        if (!json_object_get(m->config_json, "vocab_size"))
            CRIA_TRY(cria_json_set(m->config_json, "vocab_size", json_integer(m->vocab_size)));
        CRIA_TRY_CTX(cria_config_parse(&m->config, m->config_json, path), "%s", r->recipe.path);
    } else {
        return cria_recipe_fail(&r->recipe, s->section,
                                "wants a model: a preset's name, a path, or a configuration");
    }
    m->config.vocab_size = m->vocab_size;
    return CRIA_OK;
}

// The vocabulary is as large as the tokenizer came out, or, before it is there, as asked for.
static cria_status find_vocab_size(run *r, const stage *s, model_settings *m)
{
    const stage *tokenizer = input_of(r, s, &stage_tokenizer);
    m->vocab_size = json_integer_value(json_object_get(tokenizer->facts, "vocab_size"));
    if (m->vocab_size)
        return CRIA_OK;
    cria_options o = {0};
    cria_tokenizer_train_options settings;
    const char *const sections[] = {"tokenizer", NULL};
    const cria_status status =
        stage_options(r, &o, cria_tokenizer_train_option_table, &settings, sections);
    m->vocab_size = settings.vocab_size;
    cria_options_free(&o);
    return status;
}

static cria_status name_teachers(model_settings *m, run *r, const stage *s)
{
    int count = 0;
    for (int i = 0; i < s->inputs; i++)
        if (r->stage[s->input[i]].kind == &stage_teacher)
            CRIA_TRY(stage_path(&m->teacher[count++], r, &r->stage[s->input[i]], "model"));
    m->distill.teacher = (cria_option_list){m->teacher, count};
    return CRIA_OK;
}

// "cache: true": the teachers' last hidden states are kept, for all students of the run.
static cria_status name_cache(model_settings *m, run *r, const stage *s)
{
    char path[STAGE_NAME + 16];
    snprintf(path, sizeof path, "%s.cache", s->section);
    const json_t *cache = cria_recipe_at(&r->recipe, path);
    if (cache && !json_is_boolean(cache))
        return cria_recipe_fail(&r->recipe, path, "expected true or false");
    return json_is_true(cache) ? run_path(&m->distill.teacher_cache, r, "cache") : CRIA_OK;
}

cria_status model_settings_read(model_settings *m, run *r, const stage *s)
{
    char train[STAGE_NAME + 16], distill[STAGE_NAME + 16];
    *m = (model_settings){0};
    snprintf(train, sizeof train, "%s.train", s->section);
    snprintf(distill, sizeof distill, "%s.distill", s->section);
    const char *const train_sections[] = {"train", train, NULL};
    const char *const distill_sections[] = {distill, NULL};
    CRIA_TRY(find_vocab_size(r, s, m));
    CRIA_TRY(read_config(r, s, m));
    CRIA_TRY(stage_options(r, &m->train_options, cria_train_option_table, &m->train,
                           train_sections));
    m->train.seed = s->seed;
    m->train.vocab_size = m->vocab_size;
    m->distilled = input_of(r, s, &stage_teacher) != NULL;
    if (!m->distilled)
        return CRIA_OK;
    return stage_options(r, &m->distill_options, cria_distill_option_table, &m->distill,
                         distill_sections);
}

cria_status model_settings_place(model_settings *m, run *r, const stage *s)
{
    const stage *tokens = input_of(r, s, &stage_tokens);
    CRIA_TRY(stage_path(&m->train.tokens, r, tokens, "train.safetensors"));
    CRIA_TRY(stage_path(&m->train.eval_tokens, r, tokens, "eval.safetensors"));
    CRIA_TRY(stage_path(&m->train.out, r, s, "model"));
    CRIA_TRY(name_cache(m, r, s));
    return name_teachers(m, r, s);
}

static cria_status model_check(run *r, stage *s)
{
    model_settings m;
    const cria_status status = model_settings_read(&m, r, s);
    model_settings_free(&m);
    return status;
}

static cria_status model_depends(run *r, stage *s, cria_buffer *out)
{
    model_settings m;
    json_t *config = NULL;
    cria_status status = model_settings_read(&m, r, s);
    if (status == CRIA_OK)
        status = cria_config_json(&config, &m.config);
    if (status == CRIA_OK)
        status = cria_json_append(out, config);
    if (status == CRIA_OK)
        status = cria_buffer_printf(out, "\nseed=%lld\n", (long long)s->seed);
    if (status == CRIA_OK)
        status = depends_on_options(&m.train_options, out);
    if (status == CRIA_OK && m.distilled)
        status = depends_on_options(&m.distill_options, out);
    json_decref(config);
    model_settings_free(&m);
    return status;
}

static cria_status write_config(const char **path, run *r, const stage *s,
                                const model_settings *m)
{
    json_t *config;
    CRIA_TRY(cria_config_json(&config, &m->config));
    cria_status status = stage_path(path, r, s, "model.json");
    if (status == CRIA_OK)
        status = cria_json_write(config, *path);
    json_decref(config);
    return status;
}

static cria_status teacher_names(const run *r, const stage *s, json_t **names)
{
    CRIA_TRY(cria_json_array(names));
    for (int i = 0; i < s->inputs; i++)
        if (r->stage[s->input[i]].kind == &stage_teacher)
            CRIA_TRY(cria_json_push(*names, json_string(r->stage[s->input[i]].model)));
    return CRIA_OK;
}

static json_t *real_or_null(double value, bool known)
{
    return known ? json_real(value) : json_null();
}

static cria_status model_facts(stage *s, const model_settings *m,
                               const cria_train_result *result)
{
    json_t *config;
    CRIA_TRY(cria_config_json(&config, &m->config));
    const char *architecture = json_string_value(json_object_get(config, "model_type"));
    json_t *facts = json_pack(
        "{s:s, s:s, s:I, s:s, s:s, s:I, s:I, s:I, s:I, s:f, s:s, s:o, s:o, s:o, s:o}", "name",
        strchr(s->name, '/') + 1, "group", s->model, "seed", (json_int_t)s->seed,
        "architecture", architecture ? architecture : "", "preset", m->preset ? m->preset : "",
        "parameters", (json_int_t)result->plan.parameters, "steps", (json_int_t)result->steps,
        "best_step", (json_int_t)result->best_step, "train_tokens",
        (json_int_t)result->plan.tokens, "train_flops", result->plan.flops, "directory", "",
        "best_loss", real_or_null(result->best, result->best_step >= 0), "eval_ce",
        real_or_null(result->evaluated.ce, result->best_step >= 0), "eval_kd",
        real_or_null(result->evaluated.kd, m->distilled && result->best_step >= 0), "joules",
        real_or_null(result->joules, result->joules >= 0));
    json_decref(config);
    if (!facts || json_object_update(s->facts, facts) != 0)
        return cria_fail(CRIA_ENOMEM, "out of memory for a model's facts");
    json_decref(facts);
    char directory[STAGE_NAME + 16];
    snprintf(directory, sizeof directory, "%s/model", s->name);
    CRIA_TRY(cria_json_set(s->facts, "directory", json_string(directory)));
    return cria_json_set(s->facts, "seconds", json_real(result->seconds));
}

static cria_status train_model(run *r, stage *s, model_settings *m)
{
    json_t *teachers;
    CRIA_TRY(write_config(&m->train.model, r, s, m));
    CRIA_TRY(model_settings_place(m, r, s));
    m->train.resume = s->resuming && cria_path_exists(m->train.out);
    CRIA_TRY(teacher_names(r, s, &teachers));
    CRIA_TRY(cria_json_set(s->facts, "teachers", teachers));
    CRIA_TRY(measure_peak(r));
    const cria_train_job job = {.train = &m->train,
                                .distill = m->distilled ? &m->distill : NULL,
                                .backend = r->job->backend,
                                .peak_flops = r->peak_flops};
    cria_train_result result = {0};
    CRIA_TRY(cria_train_run(&job, &result));
    return model_facts(s, m, &result);
}

static cria_status model_work(run *r, stage *s)
{
    model_settings m;
    cria_status status = model_settings_read(&m, r, s);
    if (status == CRIA_OK)
        status = train_model(r, s, &m);
    model_settings_free(&m);
    return status;
}

const stage_kind stage_teacher = {.name = "teacher",
                                  .check = model_check,
                                  .depends = model_depends,
                                  .work = model_work,
                                  .resumes = true};
const stage_kind stage_student = {.name = "student",
                                  .check = model_check,
                                  .depends = model_depends,
                                  .work = model_work,
                                  .resumes = true};
