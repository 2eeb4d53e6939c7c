// source_stage.c owns the stage that provides the pages: which kind of source a recipe has, and
// the two kinds that ask nobody: local files and the pocket corpus.
#include "run/source.h"

#include "corpus/pocket.h"
#include "fetch/fetch.h"

#include <stdio.h>

static const json_t *at(const run *r, const char *key)
{
    return cria_recipe_at(&r->recipe, key);
}

const source_kind *source_of(const run *r)
{
    static const struct {
        const char *key;
        const source_kind *kind;
    } rows[] = {
        {"source.pocket", &source_pocket},
        {"source.paths.0", &source_paths},
        {"source.wikisource", &source_wikisource},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (at(r, rows[i].key))
            return rows[i].kind;
    return NULL;
}

// ---- local files: they stay where they are

cria_status source_path(const char **out, run *r, size_t i)
{
    char key[48];
    snprintf(key, sizeof key, "source.paths.%zu", i);
    return cria_recipe_text(out, &r->recipe, key, r->out);
}

// Files are known by content; a folder by that of each file in it.
cria_status source_hash_path(const char *path, cria_buffer *out)
{
    cria_names names = {0};
    char hash[CRIA_HASH_TEXT];
    if (!cria_path_is_directory(path)) {
        CRIA_TRY(cria_hash_file(hash, path));
        return cria_buffer_printf(out, "%s %s\n", cria_path_name(path), hash);
    }
    cria_status status = cria_directory_files(&names, path);
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char *file;
        status = cria_path_join(&file, path, names.name[i]);
        if (status == CRIA_OK)
            status = source_hash_path(file, out);
        cria_free(file);
    }
    cria_names_free(&names);
    return status;
}

static cria_status paths_check(run *r)
{
    const char *path;
    CRIA_TRY(source_path(&path, r, 0));
    for (size_t i = 0; path; i++) {
        if (!cria_path_exists(path))
            return cria_recipe_fail(&r->recipe, "source.paths", "there is no %s", path);
        CRIA_TRY(source_path(&path, r, i + 1));
    }
    return CRIA_OK;
}

static cria_status paths_depends(run *r, cria_buffer *out)
{
    const char *path;
    CRIA_TRY(source_path(&path, r, 0));
    for (size_t i = 0; path; i++) {
        CRIA_TRY_CTX(source_hash_path(path, out), "source.paths");
        CRIA_TRY(source_path(&path, r, i + 1));
    }
    return CRIA_OK;
}

static cria_status paths_work(run *r, stage *s)
{
    return cria_json_set(s->facts, "paths", json_deep_copy(at(r, "source.paths")));
}

const source_kind source_paths = {
    .check = paths_check, .depends = paths_depends, .work = paths_work};

// ---- the pocket corpus, which is read as a wiki's export, like the real thing

static cria_status pocket_check(run *r)
{
    if (at(r, "source.paths") || at(r, "source.wikisource"))
        return cria_recipe_fail(&r->recipe, "source.pocket",
                                "the pocket corpus is a source of its own; leave out paths "
                                "and wikisource, or pocket");
    return CRIA_OK;
}

static long long pocket_words(const run *r)
{
    return (long long)json_integer_value(at(r, "source.pocket"));
}

static cria_status pocket_depends(run *r, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, "pocket %lld %lld\n", pocket_words(r),
                                (long long)r->recipe.seed));
    return source_hash_path(r->job->share, out);
}

static cria_status pocket_store(run *r, const stage *s)
{
    cria_options o = {0};
    cria_fetch_options fetch = {0};
    cria_fetch_report report;
    const char *store;
    CRIA_TRY(stage_path(&store, r, s, "pages.db"));
    cria_status status = cria_options_bind(&o, cria_fetch_option_table, &fetch);
    fetch.source = CRIA_FETCH_DUMP;
    fetch.endpoint = "https://pocket.example/w/api.php";
    fetch.work = "The Pocket Encyclopaedia";
    fetch.index = "Pocket - Volume %.djvu";
    fetch.volumes = "1-99";
    fetch.licence = "MIT, as cria itself";
    if (status == CRIA_OK)
        status = stage_path(&fetch.dump, r, s, "pages.xml");
    if (status == CRIA_OK)
        status = cria_fetch_run(&fetch, store, &report);
    cria_options_free(&o);
    return status;
}

// It is made in seconds: what an interrupted run left is not worth going on with.
static cria_status pocket_work(run *r, stage *s)
{
    const char *folder;
    CRIA_TRY(stage_path(&folder, r, s, ""));
    CRIA_TRY(cria_directory_remove(folder));
    CRIA_TRY(cria_json_set(s->facts, "pocket_words", json_integer(pocket_words(r))));
    CRIA_TRY(
        cria_pocket_write(r->job->share, folder, (uint64_t)r->recipe.seed, pocket_words(r)));
    return pocket_store(r, s);
}

const source_kind source_pocket = {
    .check = pocket_check, .depends = pocket_depends, .work = pocket_work, .stored = true};

// ---- the stage

static cria_status source_check(run *r, stage *s)
{
    (void)s;
    const source_kind *kind = source_of(r);
    if (!kind)
        return cria_recipe_fail(&r->recipe, "source",
                                "wants 'paths: [...]', 'wikisource: {...}' or "
                                "'pocket: WORDS'");
    return kind->check(r);
}

static cria_status source_depends(run *r, stage *s, cria_buffer *out)
{
    (void)s;
    return source_of(r)->depends(r, out);
}

static cria_status source_work(run *r, stage *s)
{
    return source_of(r)->work(r, s);
}

cria_status source_inputs(run *r, const stage *source, const char *inputs[SOURCE_PATHS_MAX],
                          int *count)
{
    *count = 0;
    if (source_of(r)->stored) {
        *count = 1;
        return stage_path(&inputs[0], r, source, "pages.db");
    }
    for (; *count < SOURCE_PATHS_MAX; ++*count) {
        CRIA_TRY(source_path(&inputs[*count], r, (size_t)*count));
        if (!inputs[*count])
            return CRIA_OK;
    }
    return cria_recipe_fail(&r->recipe, "source.paths", "more than %d paths", SOURCE_PATHS_MAX);
}

static cria_status source_describe(run *r, const stage *s, cria_buffer *out)
{
    const source_kind *kind = source_of(r);
    return kind->describe ? kind->describe(r, s, out) : CRIA_OK;
}

const stage_kind stage_source = {.name = "source",
                                 .check = source_check,
                                 .depends = source_depends,
                                 .work = source_work,
                                 .describe = source_describe,
                                 .resumes = true};
