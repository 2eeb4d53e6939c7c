// exam_stages.c owns what is asked of a trained model: minimal pairs, perplexity, samples.
#include "run/stage.h"

#include "base/log.h"
#include "eval/examine.h"
#include "eval/perplexity.h"
#include "generate/generator.h"
#include "run/model_settings.h"

#include <stdio.h>
#include <string.h>

static const stage *model_of(const run *r, const stage *s)
{
    for (int i = 0; i < s->inputs; i++)
        if (is_model(&r->stage[s->input[i]]))
            return &r->stage[s->input[i]];
    CRIA_ASSERT(false);
    return NULL;
}

static cria_status load(cria_model **out, run *r, const stage *s)
{
    const char *directory;
    CRIA_TRY(stage_path(&directory, r, model_of(r, s), "model"));
    return cria_model_load(out, directory, r->job->backend, false);
}

static cria_status set_model_fact(const run *r, stage *s)
{
    return cria_json_set(s->facts, "model", json_string(model_of(r, s)->name));
}

// Moves all members of `more` (owned) into the stage's facts.
static cria_status add_facts(stage *s, json_t *more)
{
    if (!more)
        return cria_fail(CRIA_ENOMEM, "out of memory for a stage's facts");
    const int failed = json_object_update(s->facts, more);
    json_decref(more);
    return failed ? cria_fail(CRIA_ENOMEM, "out of memory for a stage's facts") : CRIA_OK;
}

// ---- minimal pairs

typedef struct exam_settings {
    const char *data;
    int protocol, tie;
} exam_settings;

// The index of the choice that the recipe names at section.key, among "a|b|c".
static cria_status choice_at(int *out, run *r, const stage *s, const char *key,
                             const char *choices, int fallback)
{
    char path[STAGE_NAME + 16], text[32];
    snprintf(path, sizeof path, "%s.%s", s->section, key);
    const json_t *value = cria_recipe_at(&r->recipe, path);
    *out = fallback;
    if (!value)
        return CRIA_OK;
    if (json_is_integer(value))
        snprintf(text, sizeof text, "%lld", (long long)json_integer_value(value));
    else
        snprintf(text, sizeof text, "%s",
                 json_is_string(value) ? json_string_value(value) : "");
    const size_t length = strlen(text);
    int index = 0;
    for (const char *at = choices; at; index++) {
        if (length && strncmp(at, text, length) == 0 && (!at[length] || at[length] == '|')) {
            *out = index;
            return CRIA_OK;
        }
        at = strchr(at, '|');
        at = at ? at + 1 : NULL;
    }
    return cria_recipe_fail(&r->recipe, path, "expected one of %s", choices);
}

static cria_status exam_settings_read(exam_settings *e, run *r, const stage *s)
{
    char path[STAGE_NAME + 16];
    snprintf(path, sizeof path, "%s.data", s->section);
    CRIA_TRY(cria_recipe_text(&e->data, &r->recipe, path, r->out));
    if (!e->data)
        return cria_recipe_fail(&r->recipe, s->section, "wants data: a directory of pairs");
    CRIA_TRY(choice_at(&e->protocol, r, s, "protocol", cria_protocol_choices(), 1));
    return choice_at(&e->tie, r, s, "tie", "right|half|wrong", CRIA_TIE_RIGHT);
}

static cria_status exam_check(run *r, stage *s)
{
    exam_settings e;
    return exam_settings_read(&e, r, s);
}

static cria_status exam_depends(run *r, stage *s, cria_buffer *out)
{
    exam_settings e;
    cria_names names;
    CRIA_TRY(exam_settings_read(&e, r, s));
    CRIA_TRY(cria_buffer_printf(out, "protocol=%d tie=%d\n", e.protocol, e.tie));
    if (strncmp(e.data, r->out, strlen(r->out)) == 0)
        return CRIA_OK; // made by the source stage, whose key is an input
    CRIA_TRY_CTX(cria_directory_list(&names, e.data), "%s", s->section);
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char *file, hash[CRIA_HASH_TEXT];
        status = cria_path_join(&file, e.data, names.name[i]);
        if (status == CRIA_OK && !cria_path_is_directory(file))
            status = cria_hash_file(hash, file);
        if (status == CRIA_OK)
            status = cria_buffer_printf(out, "%s %s\n", names.name[i], hash);
        cria_free(file);
    }
    cria_names_free(&names);
    return status;
}

// The name that the recipe gives the suite.
static const char *suite_name(const run *r, const stage *s)
{
    char path[STAGE_NAME + 16];
    snprintf(path, sizeof path, "%s.name", s->section);
    return json_string_value(cria_recipe_at(&r->recipe, path));
}

static cria_status write_examination(run *r, stage *s, const cria_examination *e)
{
    const char *path, *predictions;
    json_t *object;
    CRIA_TRY(stage_path(&path, r, s, "result.json"));
    CRIA_TRY(stage_path(&predictions, r, s, "predictions.jsonl.zst"));
    CRIA_TRY(cria_examination_json(&object, e));
    cria_status status = cria_json_write(object, path);
    json_decref(object);
    if (status == CRIA_OK)
        status = cria_examination_predictions(e, predictions);
    return status;
}

static cria_status exam_facts(run *r, stage *s, const cria_examination *e)
{
    const cria_means m = cria_examination_means(e);
    char file[STAGE_NAME + 16];
    size_t ties = 0;
    for (size_t i = 0; i < e->suite->count; i++)
        ties += e->result[i].ties;
    snprintf(file, sizeof file, "%s/result.json", s->name);
    cria_info("  %s: %.1f %% on %s, protocol %s", model_of(r, s)->name, 100 * m.official,
              suite_name(r, s), e->protocol->name);
    CRIA_TRY(set_model_fact(r, s));
    return add_facts(s, json_pack("{s:s, s:s, s:f, s:s, s:I, s:I, s:I, s:s, s:f}", "suite",
                                  suite_name(r, s), "protocol", e->protocol->name, "mean",
                                  m.official, "mean_is", e->protocol->phenomenon_mean, "pairs",
                                  (json_int_t)e->suite->pairs, "paradigms",
                                  (json_int_t)e->suite->count, "ties", (json_int_t)ties, "file",
                                  file, "seconds", e->stats.seconds));
}

static cria_status examine(run *r, stage *s, cria_model *model, const cria_suite *suite,
                           const exam_settings *settings)
{
    cria_examination e;
    CRIA_TRY(cria_examine(&e, model, suite, &cria_protocols[settings->protocol],
                          (cria_tie)settings->tie));
    if (e.dropped_bytes)
        cria_warning("%zu bytes of the sentences are not in the vocabulary and were left out",
                     e.dropped_bytes);
    cria_status status = write_examination(r, s, &e);
    if (status == CRIA_OK)
        status = exam_facts(r, s, &e);
    cria_examination_free(&e);
    return status;
}

static cria_status exam_work(run *r, stage *s)
{
    exam_settings settings;
    cria_suite suite;
    cria_model *model = NULL;
    CRIA_TRY(exam_settings_read(&settings, r, s));
    CRIA_TRY(cria_suite_read(&suite, settings.data));
    cria_status status = load(&model, r, s);
    if (status == CRIA_OK)
        status = examine(r, s, model, &suite, &settings);
    cria_model_free(model);
    cria_suite_free(&suite);
    return status;
}

const stage_kind stage_exam = {
    .name = "exam", .check = exam_check, .depends = exam_depends, .work = exam_work};

// ---- perplexity of the evaluation text

enum { TEXT_BYTES_MAX = 1 << 30, PERPLEXITY_IDS = 200000 };

// Windows are as long as the rows the model was trained on: GPT-2 has learned no positions
// beyond.
static cria_status window_of(int64_t *out, run *r, const stage *s)
{
    model_settings m;
    const cria_status status = model_settings_read(&m, r, model_of(r, s));
    *out = m.train.sequence_length < m.config.positions ? m.train.sequence_length
                                                        : m.config.positions;
    model_settings_free(&m);
    return status;
}

static cria_status perplexity_depends(run *r, stage *s, cria_buffer *out)
{
    int64_t window;
    CRIA_TRY(window_of(&window, r, s));
    return cria_buffer_printf(out, "first %d tokens in windows of %lld\n", PERPLEXITY_IDS,
                              (long long)window);
}

static cria_status read_ids(cria_ids *ids, run *r, const stage *s, const cria_model *model)
{
    const char *path;
    cria_buffer text = {0};
    CRIA_TRY(stage_path(&path, r, input_of(r, s, &stage_split), "eval.txt"));
    cria_status status = cria_file_read(&text, path, TEXT_BYTES_MAX);
    if (status == CRIA_OK)
        status = cria_tokenizer_encode_all(model->tokenizer, ids, text.data, text.length, NULL);
    cria_buffer_free(&text);
    return status;
}

static cria_status perplexity_work(run *r, stage *s)
{
    cria_model *model;
    cria_ids ids = {0};
    cria_perplexity p = {0};
    int64_t window;
    CRIA_TRY(window_of(&window, r, s));
    CRIA_TRY(load(&model, r, s));
    cria_status status = read_ids(&ids, r, s, model);
    const size_t count = ids.count < PERPLEXITY_IDS ? ids.count : PERPLEXITY_IDS;
    if (status == CRIA_OK)
        status = cria_perplexity_of(&p, model, ids.id, count, window);
    if (status == CRIA_OK)
        status = set_model_fact(r, s);
    if (status == CRIA_OK)
        status = add_facts(s, json_pack("{s:f, s:f, s:f, s:I}", "perplexity", p.perplexity,
                                        "loss", p.nats / (double)p.tokens, "bits_per_byte",
                                        p.bits_per_byte, "tokens", (json_int_t)p.tokens));
    cria_ids_free(&ids);
    cria_model_free(model);
    return status;
}

const stage_kind stage_perplexity = {
    .name = "perplexity", .depends = perplexity_depends, .work = perplexity_work};

// ---- samples

typedef struct sample_settings {
    double temperature, top_p;
    int64_t top_k, max_tokens;
} sample_settings;

static cria_status sample_settings_read(sample_settings *out, run *r)
{
    const json_t *section = cria_recipe_at(&r->recipe, "generate");
    const char *where = r->recipe.path;
    CRIA_TRY(cria_json_real_or(&out->temperature, section, "temperature", 0, 100, 0.7, where));
    CRIA_TRY(cria_json_real_or(&out->top_p, section, "top_p", 1e-9, 1, 0.95, where));
    CRIA_TRY(cria_json_int_or(&out->top_k, section, "top_k", 0, 1 << 30, 50, where));
    return cria_json_int_or(&out->max_tokens, section, "max_tokens", 2, 1 << 20, 100, where);
}

static cria_status samples_check(run *r, stage *s)
{
    sample_settings o;
    (void)s;
    return sample_settings_read(&o, r);
}

static cria_status samples_depends(run *r, stage *s, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, "seed=%lld\n", (long long)s->seed));
    return cria_json_append(out, cria_recipe_at(&r->recipe, "generate"));
}

static cria_status continue_text(cria_buffer *out, cria_generator *g, const cria_model *model,
                                 const char *prompt)
{
    cria_ids ids = {0};
    cria_decoder decoder = {.skip_special = true};
    cria_status status =
        cria_tokenizer_encode(model->tokenizer, &ids, prompt, strlen(prompt), NULL);
    if (status == CRIA_OK)
        status = cria_generator_prompt(g, ids.id, ids.count);
    for (size_t i = 0; i < ids.count && status == CRIA_OK; i++)
        status = cria_decoder_put(&decoder, model->tokenizer, out, ids.id[i]);
    for (int open = 1; open && status == CRIA_OK;) {
        int64_t id;
        status = cria_generator_next(g, &id, &open);
        if (status == CRIA_OK && id >= 0)
            status = cria_decoder_put(&decoder, model->tokenizer, out, (uint32_t)id);
    }
    if (status == CRIA_OK)
        status = cria_decoder_end(&decoder, out);
    cria_ids_free(&ids);
    return status;
}

static cria_status add_sample(json_t *list, cria_generator *g, const cria_model *model,
                              const char *prompt)
{
    cria_buffer text = {0};
    cria_status status = continue_text(&text, g, model, prompt);
    const char *from = text.data ? text.data : "";
    if (status == CRIA_OK)
        status = cria_json_push(
            list, json_pack("{s:s, s:s}", "prompt", prompt, "text", from + strspn(from, " ")));
    cria_buffer_free(&text);
    return status;
}

static cria_status make_samples(run *r, cria_model *model, json_t *list, uint64_t seed)
{
    sample_settings o;
    cria_generator *g;
    CRIA_TRY(sample_settings_read(&o, r));
    const cria_sampling how = {o.temperature, o.top_k, o.top_p};
    CRIA_TRY(cria_generator_open(&g, model, &how, 1, o.max_tokens, seed));
    const json_t *prompts = cria_recipe_at(&r->recipe, "generate.prompts");
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < json_array_size(prompts) && status == CRIA_OK; i++) {
        const char *prompt = json_string_value(json_array_get(prompts, i));
        status = prompt ? add_sample(list, g, model, prompt)
                        : cria_recipe_fail(&r->recipe, "generate.prompts", "expected texts");
    }
    cria_generator_close(g);
    return status;
}

static cria_status samples_work(run *r, stage *s)
{
    cria_model *model;
    json_t *list = NULL;
    const char *path;
    char file[STAGE_NAME + 16];
    CRIA_TRY(load(&model, r, s));
    cria_status status = cria_json_array(&list);
    if (status == CRIA_OK)
        status = make_samples(r, model, list, (uint64_t)r->recipe.seed);
    if (status == CRIA_OK)
        status = stage_path(&path, r, s, "samples.json");
    if (status == CRIA_OK)
        status = cria_json_write(list, path);
    snprintf(file, sizeof file, "%s/samples.json", s->name);
    if (status == CRIA_OK)
        status = cria_json_set(s->facts, "file", json_string(file));
    if (status == CRIA_OK)
        status = set_model_fact(r, s);
    json_decref(list);
    cria_model_free(model);
    return status;
}

const stage_kind stage_samples = {.name = "samples",
                                  .check = samples_check,
                                  .depends = samples_depends,
                                  .work = samples_work};
