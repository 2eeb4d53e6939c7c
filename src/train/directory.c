// directory.c: see directory.h.
#include "train/directory.h"

#include "base/file.h"
#include "base/memory.h"
#include "train/checkpoint.h"

#include <stdio.h>
#include <string.h>

// What a run makes beside its checkpoints; the first SIGNS of them say that there was a run.
static const char *const products[] = {
    "metrics.jsonl",
    "trainer_state.json",
    "model.safetensors",
    "config.json",
    "generation_config.json",
    "tensorboard",
    "tokenizer.json",
    "tokenizer_config.json",
    "special_tokens_map.json",
    "vocab.json",
    "merges.txt",
    "CREDITS",
};

enum { SIGNS = 3, PRODUCTS = sizeof products / sizeof *products };

static bool is_product(const char *name, int among)
{
    for (int i = 0; i < among; i++)
        if (strcmp(name, products[i]) == 0)
            return true;
    return cria_checkpoint_step(name) >= 0;
}

bool cria_run_is(const char *run)
{
    cria_names names;
    bool found = false;
    if (!cria_path_is_directory(run) || cria_directory_list(&names, run) != CRIA_OK)
        return false;
    for (size_t i = 0; i < names.count; i++)
        found = found || is_product(names.name[i], SIGNS);
    cria_names_free(&names);
    return found;
}

typedef cria_status entry_action(const char *run, const char *name);

static cria_status each_name(const char *run, entry_action *act)
{
    cria_names names;
    if (!cria_path_is_directory(run))
        return CRIA_OK;
    CRIA_TRY(cria_directory_list(&names, run));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++)
        status = act(run, names.name[i]);
    cria_names_free(&names);
    return status;
}

static cria_status remove_named(const char *run, const char *name)
{
    char *path;
    CRIA_TRY(cria_path_join(&path, run, name));
    const cria_status status = cria_directory_remove(path);
    cria_free(path);
    return status;
}

static cria_status remove_product(const char *run, const char *name)
{
    return is_product(name, PRODUCTS) ? remove_named(run, name) : CRIA_OK;
}

// A temporary file is its target's name, a dot, and six characters.
static bool is_temporary(const char *name)
{
    char target[64];
    const size_t length = strlen(name);
    if (length < 8 || length - 7 >= sizeof target || name[length - 7] != '.')
        return false;
    memcpy(target, name, length - 7);
    target[length - 7] = '\0';
    return is_product(target, PRODUCTS);
}

// A checkpoint that was being replaced: the old one comes back unless the new one is there.
static cria_status settle_old(const char *run, const char *name)
{
    char *old = NULL, *path = NULL;
    cria_status status = cria_path_join(&old, run, name);
    if (status == CRIA_OK)
        status = cria_strndup(&path, old, strlen(old) - 4);
    if (status == CRIA_OK && cria_path_exists(path))
        status = cria_directory_remove(old);
    else if (status == CRIA_OK && rename(old, path) != 0)
        status = cria_fail_errno("cannot rename %s", old);
    cria_free(old);
    cria_free(path);
    return status;
}

static cria_status clean_one(const char *run, const char *name)
{
    const size_t length = strlen(name);
    if (length > 4 && strcmp(name + length - 4, ".old") == 0 &&
        strncmp(name, "checkpoint-", 11) == 0)
        return settle_old(run, name);
    const bool leftover = strncmp(name, ".checkpoint-", 12) == 0 || is_temporary(name);
    return leftover ? remove_named(run, name) : CRIA_OK;
}

cria_status cria_run_clean(const char *run)
{
    return each_name(run, clean_one);
}

cria_status cria_run_clear(const char *run)
{
    CRIA_TRY(cria_run_clean(run));
    return each_name(run, remove_product);
}
