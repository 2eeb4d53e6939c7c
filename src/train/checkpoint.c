// checkpoint.c: see checkpoint.h.
#include "train/checkpoint.h"

#include "base/file.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char prefix[] = "checkpoint-";
static const char moments_file[] = "optimizer.safetensors";
static const char state_file[] = "trainer_state.json";

static const struct {
    cria_slab slab;
    const char *letter;
} moments[] = {{CRIA_SLAB_M, "m"}, {CRIA_SLAB_V, "v"}};
enum { MOMENTS = 2 };

cria_status cria_checkpoint_path(char **out, const char *run, int64_t step)
{
    char name[48];
    snprintf(name, sizeof name, "%s%lld", prefix, (long long)step);
    return cria_path_join(out, run, name);
}

int64_t cria_checkpoint_step(const char *name)
{
    const size_t length = sizeof prefix - 1;
    if (strncmp(name, prefix, length) != 0)
        return -1;
    const char *digits = name + length;
    const size_t count = strspn(digits, "0123456789");
    return count > 0 && count < 18 && !digits[count] ? strtoll(digits, NULL, 10) : -1;
}

// ---- writing

typedef struct moment_names {
    cria_tensor *tensor;
    char (*name)[112];
} moment_names;

static cria_tensor moment_tensor(const cria_param *item, const char *name)
{
    return (cria_tensor){
        .name = name, .dtype = CRIA_F32, .rank = 2, .shape = {item->rows, item->cols}};
}

static cria_status put_moments(cria_safetensors_writer *w, const cria_params *p, float *values)
{
    for (int k = 0; k < MOMENTS; k++)
        for (size_t i = 0; i < p->count; i++) {
            const size_t count = (size_t)(p->item[i].rows * p->item[i].cols);
            CRIA_TRY(cria_params_get(p, moments[k].slab, i, values));
            CRIA_TRY(cria_safetensors_put(w, values, count * sizeof *values));
        }
    return CRIA_OK;
}

static size_t largest(const cria_params *p)
{
    size_t most = 0;
    for (size_t i = 0; i < p->count; i++) {
        const size_t count = (size_t)(p->item[i].rows * p->item[i].cols);
        most = count > most ? count : most;
    }
    return most;
}

static cria_status write_moments(const cria_params *p, moment_names *names, float *values,
                                 const char *path)
{
    for (int k = 0; k < MOMENTS; k++)
        for (size_t i = 0; i < p->count; i++) {
            const size_t at = (size_t)k * p->count + i;
            snprintf(names->name[at], sizeof *names->name, "%s.%s", moments[k].letter,
                     p->item[i].name);
            names->tensor[at] = moment_tensor(&p->item[i], names->name[at]);
        }
    cria_safetensors_writer *w;
    CRIA_TRY(cria_safetensors_create(&w, path, names->tensor, MOMENTS * p->count, NULL));
    const cria_status status = put_moments(w, p, values);
    if (status == CRIA_OK)
        return cria_safetensors_commit(w);
    cria_safetensors_abort(w);
    return status;
}

static cria_status save_moments(const cria_params *p, const char *directory)
{
    char *path;
    float *values = NULL;
    moment_names names = {0};
    CRIA_TRY(cria_path_join(&path, directory, moments_file));
    cria_status status = cria_alloc(&values, largest(p), sizeof *values);
    if (status == CRIA_OK)
        status = cria_alloc(&names.tensor, MOMENTS * p->count, sizeof *names.tensor);
    if (status == CRIA_OK)
        status = cria_alloc(&names.name, MOMENTS * p->count, sizeof *names.name);
    if (status == CRIA_OK)
        status = write_moments(p, &names, values, path);
    cria_free(names.name);
    cria_free(names.tensor);
    cria_free(values);
    cria_free(path);
    return status;
}

static cria_status save_into(const char *directory, const cria_model *model,
                             const cria_train_state *state, const cria_run_facts *facts)
{
    char *path;
    CRIA_TRY(cria_directory_remove(directory));
    CRIA_TRY(cria_directory_make(directory));
    CRIA_TRY(cria_model_save(model, directory));
    CRIA_TRY(save_moments(&model->params, directory));
    CRIA_TRY(cria_path_join(&path, directory, state_file));
    const cria_status status = cria_train_state_write(state, facts, path);
    cria_free(path);
    return status;
}

cria_status cria_checkpoint_save(const char *run, const cria_model *model,
                                 const cria_train_state *state, const cria_run_facts *facts)
{
    char *path = NULL, *temporary = NULL;
    cria_status status = cria_checkpoint_path(&path, run, state->step);
    if (status == CRIA_OK)
        status = cria_path_join(&temporary, run, ".checkpoint-unfinished");
    if (status == CRIA_OK)
        status = save_into(temporary, model, state, facts);
    if (status == CRIA_OK)
        status = cria_directory_publish(temporary, path);
    if (status != CRIA_OK)
        cria_context(status, "saving checkpoint %lld in %s", (long long)state->step, run);
    cria_free(path);
    cria_free(temporary);
    return status;
}

// ---- reading

static cria_status read_moment(cria_params *p, size_t i, int k, const cria_safetensors *file,
                               float *values)
{
    const cria_param *item = &p->item[i];
    char name[112];
    snprintf(name, sizeof name, "%s.%s", moments[k].letter, item->name);
    const cria_tensor *t = cria_safetensors_find(file, name);
    if (!t || t->rank != 2 || t->shape[0] != item->rows || t->shape[1] != item->cols)
        return cria_fail(CRIA_EFORMAT, "%s: no tensor '%s' of [%lld, %lld]",
                         cria_safetensors_path(file), name, (long long)item->rows,
                         (long long)item->cols);
    CRIA_TRY(cria_tensor_to_f32(values, (size_t)(item->rows * item->cols), t));
    return cria_params_put(p, moments[k].slab, i, values);
}

static cria_status read_moments(cria_params *p, const cria_safetensors *file)
{
    float *values;
    CRIA_TRY(cria_alloc(&values, largest(p), sizeof *values));
    cria_status status = CRIA_OK;
    for (int k = 0; k < MOMENTS; k++)
        for (size_t i = 0; i < p->count && status == CRIA_OK; i++)
            status = read_moment(p, i, k, file, values);
    cria_free(values);
    return status;
}

cria_status cria_checkpoint_moments(cria_model *model, const char *directory)
{
    char *path;
    cria_safetensors *file = NULL;
    CRIA_TRY(cria_path_join(&path, directory, moments_file));
    cria_status status = cria_safetensors_open(&file, path);
    if (status == CRIA_OK)
        status = read_moments(&model->params, file);
    cria_safetensors_close(file);
    cria_free(path);
    return status;
}

// ---- the set of checkpoints

static int compare_steps(const void *a, const void *b)
{
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x < y) - (x > y);
}

// Steps of all checkpoints, newest first; *steps is the caller's.
static cria_status list_steps(int64_t **steps, size_t *count, const char *run)
{
    cria_names names;
    CRIA_TRY(cria_directory_list(&names, run));
    *count = 0;
    const cria_status status = cria_alloc(steps, names.count, sizeof **steps);
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++)
        if (cria_checkpoint_step(names.name[i]) >= 0)
            (*steps)[(*count)++] = cria_checkpoint_step(names.name[i]);
    if (status == CRIA_OK)
        qsort(*steps, *count, sizeof **steps, compare_steps);
    cria_names_free(&names);
    return status;
}

cria_status cria_checkpoint_newest(int64_t *step, const char *run)
{
    int64_t *steps;
    size_t count;
    *step = -1;
    if (!cria_path_is_directory(run))
        return CRIA_OK;
    CRIA_TRY(list_steps(&steps, &count, run));
    if (count)
        *step = steps[0];
    cria_free(steps);
    return CRIA_OK;
}

// Out of sight first, so that a half-removed checkpoint never looks like one.
static cria_status remove_checkpoint(const char *run, int64_t step)
{
    char *path = NULL, *hidden = NULL;
    cria_status status = cria_checkpoint_path(&path, run, step);
    if (status == CRIA_OK)
        status = cria_path_join(&hidden, run, ".checkpoint-removed");
    if (status == CRIA_OK)
        status = cria_directory_remove(hidden);
    if (status == CRIA_OK && rename(path, hidden) != 0)
        status = cria_fail_errno("cannot rename %s", path);
    if (status == CRIA_OK)
        status = cria_directory_remove(hidden);
    cria_free(path);
    cria_free(hidden);
    return status;
}

cria_status cria_checkpoint_prune(const char *run, int64_t limit, int64_t best)
{
    int64_t *steps;
    size_t count;
    if (limit <= 0)
        return CRIA_OK;
    CRIA_TRY(list_steps(&steps, &count, run));
    cria_status status = CRIA_OK;
    for (size_t i = (size_t)limit; i < count && status == CRIA_OK; i++)
        if (steps[i] != best)
            status = remove_checkpoint(run, steps[i]);
    cria_free(steps);
    return status;
}
