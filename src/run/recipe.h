// recipe.h owns a recipe: YAML read, variants and --set applied, checked against the list of
// known keys, and each section's settings bound to the option tables of the rooms below.
//
//     name: quickstart
//     seed: 42
//     data: ../data                      # "{data}" in paths below
//     source: {paths: ["{data}/eb1911"]} # or wikisource: {keys of fetch}
//                                        # or pocket: 300000 (words)
//     clean, split, tokenizer: {...}     # keys of those commands
//     train: {...}                       # what all models share
//     teachers: [{name, model, train: {...}}]
//     students: [{name, model, train: {...}, distill: {...}, teachers: [...], seeds: [...]}]
//     examine: [{name, data, protocol, tie}]
//     generate: {prompts: [...], ...}
//     variants: {published: {"teachers.0.train.learning_rate": 2.5e-4}}
#ifndef CRIA_RUN_RECIPE_H
#define CRIA_RUN_RECIPE_H

#include "base/option.h"
#include "format/yaml.h"

typedef struct cria_recipe {
    const char *path; // of the file, for messages
    cria_yaml yaml;
    cria_arena arena;
    const char *name, *data;
    int64_t seed;
} cria_recipe;

// cria_recipe_read: `set` holds "key=value" texts; "variant=NAME" applies a named variant
// first. An unknown key, or a value of the wrong type, is CRIA_EARG naming file, line and key.
CRIA_MUSTUSE cria_status cria_recipe_read(cria_recipe *out, const char *path,
                                          const cria_option_list *set);
void cria_recipe_free(cria_recipe *r);

// cria_recipe_at: the value at "students.0.train"; NULL when absent.
const json_t *cria_recipe_at(const cria_recipe *r, const char *path);
// cria_recipe_fail: an error at a key, with file and line.
cria_status cria_recipe_fail(const cria_recipe *r, const char *path, const char *format, ...)
    CRIA_PRINTF(3, 4);
// cria_recipe_text: the text at a path, with "{data}" and "{run}" replaced; NULL when absent.
CRIA_MUSTUSE cria_status cria_recipe_text(const char **out, cria_recipe *r, const char *path,
                                          const char *run_directory);
// cria_recipe_apply sets every key of the section at `path` (if there) in the options.
CRIA_MUSTUSE cria_status cria_recipe_apply(const cria_recipe *r, const char *path,
                                           cria_options *o);

#endif
