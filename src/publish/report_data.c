// report_data.c owns the reading of manifests. See report_data.h.
#include "publish/report_data.h"

#include "base/file.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { JSON_BYTES_MAX = 64 << 20 };

static cria_status keep_text(const char **out, report_data *data, const char *text)
{
    char *kept;
    CRIA_TRY(cria_arena_strndup(&data->arena, &kept, text, strlen(text)));
    *out = kept;
    return CRIA_OK;
}

static bool same(const char *a, const char *b)
{
    return strcmp(a ? a : "", b ? b : "") == 0;
}

// The JSON file that facts name; NULL where there is none that can be read.
static cria_status read_named(const json_t **out, report_data *data, const report_run *run,
                              const json_t *facts)
{
    *out = NULL;
    char *path;
    json_t *value;
    const char *name = cria_report_text(facts, "file");
    if (!name || cria_report_file(&path, run, name) != CRIA_OK)
        return CRIA_OK;
    const cria_status status = cria_json_read(&value, path, JSON_BYTES_MAX);
    cria_free(path);
    if (status != CRIA_OK)
        return status == CRIA_ENOMEM ? status : CRIA_OK;
    *out = value;
    return cria_json_push(data->kept, value);
}

// ---- models and their groups

// Names that occur in several runs are told apart by the run's folder.
static cria_status label_group(report_data *data, report_group *g, const char *name)
{
    const report_run *run = &data->run[g->run];
    char label[512];
    if (data->runs == 1)
        return keep_text(&g->label, data, name);
    snprintf(label, sizeof label, "%s: %s", run->folder, name);
    return keep_text(&g->label, data, label);
}

static cria_status find_group(size_t *out, report_data *data, const report_model *m,
                              const char *name, bool student)
{
    for (size_t i = 0; i < data->models; i++) {
        const report_group *g = &data->group[data->model[i].group];
        const char *other = cria_report_text(data->model[i].facts, "group");
        if (g->run == m->run && g->student == student &&
            same(other ? other : data->model[i].name, name)) {
            *out = data->model[i].group;
            return CRIA_OK;
        }
    }
    CRIA_TRY(
        cria_grow(&data->group, &data->groups_capacity, data->groups + 1, sizeof *data->group));
    report_group *g = &data->group[data->groups];
    *g = (report_group){.run = m->run,
                        .student = student,
                        .distilled = json_array_size(m->teachers) > 0,
                        .parameters = m->parameters};
    *out = data->groups++;
    return label_group(data, g, name);
}

static cria_status add_model(report_data *data, size_t run, const char *stage,
                             const json_t *facts, bool student)
{
    const char *name = cria_report_text(facts, "name");
    const char *group = cria_report_text(facts, "group");
    report_model m = {
        .run = run,
        .stage = stage,
        .name = name ? name : stage,
        .facts = facts,
        .teachers = cria_report_array(facts, "teachers"),
        .seed = cria_report_integer(facts, "seed"),
        .parameters = cria_report_integer(facts, "parameters"),
        .steps = cria_report_integer(facts, "steps"),
        .best_step = cria_report_integer(facts, "best_step"),
        .train_tokens = cria_report_integer(facts, "train_tokens"),
        .best_loss = cria_report_real(facts, "best_loss"),
        .eval_ce = cria_report_real(facts, "eval_ce"),
        .eval_kd = cria_report_real(facts, "eval_kd"),
        .seconds = cria_report_real(facts, "seconds"),
        .joules = cria_report_real(facts, "joules"),
        .perplexity = NAN,
        .bits_per_byte = NAN,
    };
    CRIA_TRY(find_group(&m.group, data, &m, group ? group : m.name, student));
    CRIA_TRY(
        cria_grow(&data->model, &data->models_capacity, data->models + 1, sizeof *data->model));
    data->group[m.group].models++;
    data->model[data->models++] = m;
    return CRIA_OK;
}

static report_model *find_model(report_data *data, size_t run, const json_t *facts)
{
    const char *stage = cria_report_text(facts, "model");
    for (size_t i = 0; stage && i < data->models; i++)
        if (data->model[i].run == run && same(data->model[i].stage, stage))
            return &data->model[i];
    return NULL;
}

// ---- examinations

// BLiMP proper has 67 paradigms, the supplement 5; anything else with their name is not them.
static const char *published_suite(const char *name, int64_t paradigms)
{
    static const struct {
        const char *name;
        int64_t paradigms;
    } suites[] = {{"blimp", 67}, {"supplement", 5}};
    for (size_t i = 0; i < sizeof suites / sizeof *suites; i++)
        if (strcasecmp(suites[i].name, name) == 0 && suites[i].paradigms == paradigms)
            return suites[i].name;
    return NULL;
}

static cria_status find_suite(size_t *out, report_data *data, const json_t *facts,
                              int64_t paradigms)
{
    const char *name = cria_report_text(facts, "suite");
    const char *protocol = cria_report_text(facts, "protocol");
    name = name ? name : "unnamed suite";
    for (*out = 0; *out < data->suites; ++*out)
        if (same(data->suite[*out].name, name) && same(data->suite[*out].protocol, protocol) &&
            data->suite[*out].paradigms == paradigms)
            return CRIA_OK;
    CRIA_TRY(
        cria_grow(&data->suite, &data->suites_capacity, data->suites + 1, sizeof *data->suite));
    data->suite[data->suites++] = (report_suite){.name = name,
                                                 .protocol = protocol,
                                                 .paradigms = paradigms,
                                                 .published = published_suite(name, paradigms)};
    return CRIA_OK;
}

// [{"name", "accuracy"}] as {name: accuracy}; NULL where there is no list.
static cria_status by_name(json_t **out, report_data *data, const json_t *list)
{
    json_t *object, *entry;
    size_t i;
    *out = NULL;
    if (!list)
        return CRIA_OK;
    CRIA_TRY(cria_json_object(&object));
    *out = object;
    CRIA_TRY(cria_json_push(data->kept, object));
    json_array_foreach(list, i, entry)
    {
        const char *name = cria_report_text(entry, "name");
        const double accuracy = cria_report_real(entry, "accuracy");
        if (name && isfinite(accuracy))
            CRIA_TRY(cria_json_set(object, name, json_real(accuracy)));
    }
    return CRIA_OK;
}

static cria_status add_exam(report_data *data, size_t run, const json_t *facts)
{
    const report_model *model = find_model(data, run, facts);
    if (!model)
        return CRIA_OK;
    const json_t *result;
    CRIA_TRY(read_named(&result, data, &data->run[run], facts));
    report_exam e = {
        .model = (size_t)(model - data->model),
        .mean = 100 * cria_report_real(facts, "mean"),
        .mean_is = cria_report_text(facts, "mean_is"),
        .pairs = cria_report_integer(facts, "pairs"),
        .ties = cria_report_integer(facts, "ties"),
        .seconds = cria_report_real(facts, "seconds"),
        .phenomena = cria_report_object(result, "phenomena"),
    };
    CRIA_TRY(by_name(&e.paradigms, data, cria_report_array(result, "paradigms")));
    const int64_t told = cria_report_integer(facts, "paradigms");
    const int64_t listed = (int64_t)json_object_size(e.paradigms);
    CRIA_TRY(find_suite(&e.suite, data, facts, e.paradigms ? listed : told));
    CRIA_TRY(
        cria_grow(&data->exam, &data->exams_capacity, data->exams + 1, sizeof *data->exam));
    data->exam[data->exams++] = e;
    return CRIA_OK;
}

static const char *label_of(const char *name)
{
    static const char *const known[][2] = {
        {"blimp", "BLiMP"}, {"supplement", "Supplement"}, {"pocket", "Pocket pairs"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i][0], name) == 0)
            return known[i][1];
    return name;
}

// A suite's own name, with the protocol where the name alone would not do.
static cria_status label_suites(report_data *data)
{
    for (size_t i = 0; i < data->suites; i++) {
        report_suite *s = &data->suite[i];
        bool alone = true;
        for (size_t k = 0; k < data->suites; k++)
            alone &= k == i || !same(data->suite[k].name, s->name);
        char label[256];
        snprintf(label, sizeof label, alone ? "%s" : "%s (%s, %lld paradigms)",
                 label_of(s->name), s->protocol ? s->protocol : "protocol unknown",
                 (long long)s->paradigms);
        CRIA_TRY(keep_text(&s->label, data, label));
    }
    return CRIA_OK;
}

// ---- stages

static cria_status add_teacher(report_data *data, size_t run, const char *name,
                               const json_t *facts)
{
    return add_model(data, run, name, facts, false);
}

static cria_status add_student(report_data *data, size_t run, const char *name,
                               const json_t *facts)
{
    return add_model(data, run, name, facts, true);
}

static cria_status add_examined(report_data *data, size_t run, const char *name,
                                const json_t *facts)
{
    (void)name;
    return add_exam(data, run, facts);
}

static cria_status add_perplexity(report_data *data, size_t run, const char *name,
                                  const json_t *facts)
{
    (void)name;
    report_model *m = find_model(data, run, facts);
    if (m) {
        m->perplexity = cria_report_real(facts, "perplexity");
        m->bits_per_byte = cria_report_real(facts, "bits_per_byte");
    }
    return CRIA_OK;
}

static cria_status add_samples(report_data *data, size_t run, const char *name,
                               const json_t *facts)
{
    (void)name;
    report_model *m = find_model(data, run, facts);
    if (!m)
        return CRIA_OK;
    CRIA_TRY(read_named(&m->samples, data, &data->run[run], facts));
    if (!json_is_array(m->samples))
        m->samples = NULL;
    return CRIA_OK;
}

// Models come first, whatever the order in the manifest: the others speak of them.
static const struct {
    const char *kind;
    cria_status (*add)(report_data *, size_t run, const char *name, const json_t *facts);
} kinds[] = {
    {"teacher", add_teacher},       {"student", add_student}, {"exam", add_examined},
    {"perplexity", add_perplexity}, {"samples", add_samples},
};

static cria_status add_stages(report_data *data, size_t run, size_t kind)
{
    size_t i;
    json_t *stage;
    json_array_foreach(data->run[run].stages, i, stage)
    {
        const char *name = cria_report_text(stage, "name");
        if (name && same(cria_report_text(stage, "kind"), kinds[kind].kind))
            CRIA_TRY(kinds[kind].add(data, run, name, cria_report_object(stage, "facts")));
    }
    return CRIA_OK;
}

// The last part of the path, without slashes at its end.
static cria_status name_folder(report_run *run, report_data *data)
{
    size_t length = strlen(run->path);
    while (length > 1 && run->path[length - 1] == '/')
        length--;
    size_t start = length;
    while (start > 0 && run->path[start - 1] != '/')
        start--;
    char *folder;
    CRIA_TRY(cria_arena_strndup(&data->arena, &folder, run->path + start, length - start));
    run->folder = folder;
    return CRIA_OK;
}

static cria_status read_run(report_data *data, size_t index, const char *path)
{
    report_run *run = &data->run[index];
    char *file;
    json_t *manifest;
    run->path = path;
    CRIA_TRY(name_folder(run, data));
    CRIA_TRY(cria_path_join(&file, path, "manifest.json"));
    const cria_status status = cria_json_read(&manifest, file, JSON_BYTES_MAX);
    cria_free(file);
    if (status != CRIA_OK)
        return cria_context(status, "%s holds no finished run", path);
    run->manifest = manifest;
    CRIA_TRY(cria_json_push(data->kept, manifest));
    if (!json_is_object(manifest))
        return cria_fail(CRIA_EFORMAT, "%s/manifest.json: expected an object", path);
    run->stages = cria_report_array(manifest, "stages");
    run->recipe = cria_report_text(manifest, "recipe");
    run->title = cria_report_text(manifest, "title");
    run->notes = cria_report_text(manifest, "notes");
    run->version = cria_report_text(manifest, "version");
    for (size_t kind = 0; kind < sizeof kinds / sizeof *kinds; kind++)
        CRIA_TRY(add_stages(data, index, kind));
    return CRIA_OK;
}

cria_status cria_report_read(report_data *out, const char *const *runs, int count)
{
    *out = (report_data){0};
    CRIA_TRY(cria_json_array(&out->kept));
    CRIA_TRY(cria_alloc(&out->run, (size_t)count, sizeof *out->run));
    out->runs = (size_t)count;
    for (size_t i = 0; i < out->runs; i++)
        CRIA_TRY(read_run(out, i, runs[i]));
    return label_suites(out);
}

void cria_report_free(report_data *data)
{
    cria_free(data->run);
    cria_free(data->group);
    cria_free(data->model);
    cria_free(data->suite);
    cria_free(data->exam);
    json_decref(data->kept);
    cria_arena_free(&data->arena);
    *data = (report_data){0};
}
