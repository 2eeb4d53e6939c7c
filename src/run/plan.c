// plan.c owns the list of stages that a recipe asks for, in the order they run.
#include "run/stage.h"

#include "base/memory.h"

#include <stdio.h>
#include <string.h>

cria_status run_path(const char **out, run *r, const char *file)
{
    char *path, *kept;
    CRIA_TRY(cria_path_join(&path, r->out, file));
    const cria_status status = cria_arena_strndup(&r->recipe.arena, &kept, path, strlen(path));
    cria_free(path);
    *out = kept;
    return status;
}

cria_status stage_path(const char **out, run *r, const stage *s, const char *file)
{
    char relative[512];
    snprintf(relative, sizeof relative, "%s%s%s", s->name, *file ? "/" : "", file);
    return run_path(out, r, relative);
}

bool is_model(const stage *s)
{
    return s->kind == &stage_teacher || s->kind == &stage_student;
}

const stage *input_of(const run *r, const stage *s, const stage_kind *kind)
{
    for (int i = 0; i < s->inputs; i++)
        if (r->stage[s->input[i]].kind == kind)
            return &r->stage[s->input[i]];
    return NULL;
}

static int find_kind(const run *r, const stage_kind *kind)
{
    for (int i = 0; i < r->stages; i++)
        if (r->stage[i].kind == kind)
            return i;
    return -1;
}

static cria_status add_input(run *r, stage *s, int input)
{
    CRIA_ASSERT(input >= 0);
    if (s->inputs == STAGE_INPUTS_MAX)
        return cria_recipe_fail(&r->recipe, s->section, "more than %d inputs",
                                STAGE_INPUTS_MAX);
    s->input[s->inputs++] = input;
    return CRIA_OK;
}

static cria_status add_stage(run *r, stage **out, const stage_kind *kind, const char *section,
                             const char *name)
{
    if (r->stages == STAGES_MAX)
        return cria_fail(CRIA_ELIMIT, "%s asks for more than %d stages", r->recipe.path,
                         STAGES_MAX);
    for (int i = 0; i < r->stages; i++)
        if (strcmp(r->stage[i].name, name) == 0)
            return cria_recipe_fail(&r->recipe, section, "two stages are called '%s'", name);
    stage *s = *out = &r->stage[r->stages++];
    *s = (stage){.kind = kind, .seed = r->recipe.seed};
    snprintf(s->section, sizeof s->section, "%s", section);
    snprintf(s->name, sizeof s->name, "%s", name);
    return CRIA_OK;
}

// The corpus: one stage after the other.
static cria_status add_corpus(run *r)
{
    static const struct {
        const stage_kind *kind;
        const char *name;
    } rows[] = {
        {&stage_source, "source"},       {&stage_clean, "clean"},   {&stage_split, "split"},
        {&stage_tokenizer, "tokenizer"}, {&stage_tokens, "tokens"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        stage *s;
        CRIA_TRY(add_stage(r, &s, rows[i].kind, rows[i].name, rows[i].name));
        if (i)
            CRIA_TRY(add_input(r, s, (int)i - 1));
    }
    return add_input(r, &r->stage[find_kind(r, &stage_tokens)], find_kind(r, &stage_split));
}

// A name becomes a folder: letters, digits, '-', '_' and '.', not a dot first.
static bool good_name(const char *name)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "0123456789-_.";
    const size_t length = strlen(name);
    return length > 0 && length < 48 && *name != '.' && strspn(name, letters) == length;
}

static cria_status name_at(const char **out, run *r, const char *section)
{
    char path[STAGE_NAME + 16];
    snprintf(path, sizeof path, "%s.name", section);
    const json_t *value = cria_recipe_at(&r->recipe, path);
    if (!json_is_string(value) || !good_name(json_string_value(value)))
        return cria_recipe_fail(&r->recipe, section,
                                "wants a name of letters, digits, '-', '_' and '.'");
    *out = json_string_value(value);
    return CRIA_OK;
}

static int find_teacher(const run *r, const char *name)
{
    for (int i = 0; i < r->stages; i++)
        if (r->stage[i].kind == &stage_teacher && strcmp(r->stage[i].model, name) == 0)
            return i;
    return -1;
}

// A student with a "distill" section learns from the teachers it names, or from all of them.
static cria_status add_teachers(run *r, stage *s)
{
    char path[STAGE_NAME + 16];
    snprintf(path, sizeof path, "%s.distill", s->section);
    if (!cria_recipe_at(&r->recipe, path))
        return CRIA_OK;
    snprintf(path, sizeof path, "%s.teachers", s->section);
    const json_t *names = cria_recipe_at(&r->recipe, path);
    for (size_t i = 0; i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        const int teacher = name ? find_teacher(r, name) : -1;
        if (teacher < 0)
            return cria_recipe_fail(&r->recipe, path, "there is no teacher '%s'",
                                    name ? name : "?");
        CRIA_TRY(add_input(r, s, teacher));
    }
    for (int i = 0; i < r->stages && !names; i++)
        if (r->stage[i].kind == &stage_teacher)
            CRIA_TRY(add_input(r, s, i));
    if (!input_of(r, s, &stage_teacher))
        return cria_recipe_fail(&r->recipe, s->section, "has no teacher to learn from");
    return CRIA_OK;
}

static cria_status add_model(run *r, const stage_kind *kind, const char *list,
                             const char *section, const char *name, const json_t *seed)
{
    char full[STAGE_NAME];
    if (seed)
        snprintf(full, sizeof full, "%s/%s-%lld", list, name,
                 (long long)json_integer_value(seed));
    else
        snprintf(full, sizeof full, "%s/%s", list, name);
    stage *s;
    CRIA_TRY(add_stage(r, &s, kind, section, full));
    snprintf(s->model, sizeof s->model, "%s", name);
    s->seed = seed ? json_integer_value(seed) : r->recipe.seed;
    CRIA_TRY(add_input(r, s, find_kind(r, &stage_tokens)));
    CRIA_TRY(add_input(r, s, find_kind(r, &stage_tokenizer)));
    return kind == &stage_student ? add_teachers(r, s) : CRIA_OK;
}

static cria_status add_seeds(run *r, const stage_kind *kind, const char *list, size_t i)
{
    char section[STAGE_NAME], path[STAGE_NAME + 16];
    const char *name;
    snprintf(section, sizeof section, "%s.%zu", list, i);
    snprintf(path, sizeof path, "%s.seeds", section);
    CRIA_TRY(name_at(&name, r, section));
    const json_t *seeds = cria_recipe_at(&r->recipe, path);
    if (!seeds)
        return add_model(r, kind, list, section, name, NULL);
    for (size_t k = 0; k < json_array_size(seeds); k++) {
        const json_t *seed = json_array_get(seeds, k);
        if (!json_is_integer(seed) || json_integer_value(seed) < 0)
            return cria_recipe_fail(&r->recipe, path, "expected a list of whole numbers");
        CRIA_TRY(add_model(r, kind, list, section, name, seed));
    }
    return CRIA_OK;
}

static cria_status add_models(run *r, const stage_kind *kind, const char *list)
{
    const json_t *models = cria_recipe_at(&r->recipe, list);
    if (models && !json_is_array(models))
        return cria_recipe_fail(&r->recipe, list, "expected a list of models");
    for (size_t i = 0; i < json_array_size(models); i++)
        CRIA_TRY(add_seeds(r, kind, list, i));
    return CRIA_OK;
}

// What is asked of every model once it is there.
static cria_status add_question(run *r, const stage_kind *kind, const char *section, int model,
                                const char *what)
{
    char name[STAGE_NAME];
    const char *slash = strchr(r->stage[model].name, '/');
    snprintf(name, sizeof name, "exams/%.48s/%.32s", slash + 1, what);
    stage *s;
    CRIA_TRY(add_stage(r, &s, kind, section, name));
    CRIA_TRY(add_input(r, s, model));
    if (kind == &stage_exam)
        return add_input(r, s, find_kind(r, &stage_source)); // its pairs may lie there
    return kind == &stage_perplexity ? add_input(r, s, find_kind(r, &stage_split)) : CRIA_OK;
}

static cria_status add_exams(run *r, int model)
{
    const json_t *exams = cria_recipe_at(&r->recipe, "examine");
    for (size_t i = 0; i < json_array_size(exams); i++) {
        char section[STAGE_NAME];
        const char *name;
        snprintf(section, sizeof section, "examine.%zu", i);
        CRIA_TRY(name_at(&name, r, section));
        CRIA_TRY(add_question(r, &stage_exam, section, model, name));
    }
    CRIA_TRY(add_question(r, &stage_perplexity, "examine", model, "perplexity"));
    if (cria_recipe_at(&r->recipe, "generate.prompts"))
        CRIA_TRY(add_question(r, &stage_samples, "generate", model, "samples"));
    return CRIA_OK;
}

cria_status plan_stages(run *r)
{
    CRIA_TRY(add_corpus(r));
    CRIA_TRY(add_models(r, &stage_teacher, "teachers"));
    CRIA_TRY(add_models(r, &stage_student, "students"));
    const int end = r->stages;
    for (int i = 0; i < end; i++)
        if (is_model(&r->stage[i]))
            CRIA_TRY(add_exams(r, i));
    return CRIA_OK;
}
