// corpus_stages.c owns the stages from pages to token shards.
#include "run/stage.h"

#include "base/log.h"
#include "corpus/clean.h"
#include "corpus/pocket.h"
#include "corpus/split.h"
#include "train/pack.h"
#include "train/shard.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// ---- source: the pages, either the pocket corpus or what lies at the named paths

static const json_t *pocket_words(const run *r)
{
    return cria_recipe_at(&r->recipe, "source.pocket");
}

// Path i of source.paths; NULL behind the last.
static cria_status source_path(const char **out, run *r, size_t i)
{
    char key[48];
    snprintf(key, sizeof key, "source.paths.%zu", i);
    return cria_recipe_text(out, &r->recipe, key, r->out);
}

// Files are known by content; a folder by that of each file in it.
static cria_status hash_path(const char *path, cria_buffer *out)
{
    cria_names names = {0};
    char hash[CRIA_HASH_TEXT];
    if (!cria_path_is_directory(path)) {
        CRIA_TRY(cria_hash_file(hash, path));
        return cria_buffer_printf(out, "%s %s\n", cria_path_name(path), hash);
    }
    CRIA_TRY(cria_directory_list(&names, path));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < names.count && status == CRIA_OK; i++) {
        char *file;
        status = cria_path_join(&file, path, names.name[i]);
        if (status == CRIA_OK && !cria_path_is_directory(file))
            status = hash_path(file, out);
        cria_free(file);
    }
    cria_names_free(&names);
    return status;
}

static cria_status source_depends(run *r, stage *s, cria_buffer *out)
{
    (void)s;
    const json_t *words = pocket_words(r);
    if (words) {
        CRIA_TRY(cria_buffer_printf(out, "pocket %lld %lld\n",
                                    (long long)json_integer_value(words),
                                    (long long)r->recipe.seed));
        return hash_path(r->job->share, out);
    }
    const char *path;
    CRIA_TRY(source_path(&path, r, 0));
    if (!path)
        return cria_recipe_fail(&r->recipe, "source",
                                "wants 'pocket: WORDS' or 'paths: [...]'");
    for (size_t i = 0; path; i++) {
        CRIA_TRY_CTX(hash_path(path, out), "source.paths");
        CRIA_TRY(source_path(&path, r, i + 1));
    }
    return CRIA_OK;
}

static cria_status source_work(run *r, stage *s)
{
    const char *folder;
    const json_t *words = pocket_words(r);
    CRIA_TRY(stage_path(&folder, r, s, ""));
    if (!words) // the pages stay where they are
        return cria_json_set(s->facts, "paths",
                             json_deep_copy(cria_recipe_at(&r->recipe, "source.paths")));
    CRIA_TRY(cria_json_set(s->facts, "pocket_words", json_integer(json_integer_value(words))));
    return cria_pocket_write(r->job->share, folder, (uint64_t)r->recipe.seed,
                             json_integer_value(words));
}

const stage_kind stage_source = {
    .name = "source", .depends = source_depends, .work = source_work};

// ---- clean

enum { SOURCE_PATHS_MAX = 256 };

// The files and folders that hold the pages.
static cria_status source_inputs(run *r, const stage *s, const char *inputs[SOURCE_PATHS_MAX],
                                 int *count)
{
    *count = 0;
    if (pocket_words(r)) {
        *count = 1;
        return stage_path(&inputs[0], r, input_of(r, s, &stage_source), "pages.jsonl.zst");
    }
    for (; *count < SOURCE_PATHS_MAX; ++*count) {
        CRIA_TRY(source_path(&inputs[*count], r, (size_t)*count));
        if (!inputs[*count])
            return CRIA_OK;
    }
    return cria_recipe_fail(&r->recipe, "source.paths", "more than %d paths", SOURCE_PATHS_MAX);
}

static cria_status clean_facts(stage *s, const cria_counts *counts)
{
    json_t *counters;
    CRIA_TRY(cria_counts_json(&counters, counts));
    CRIA_TRY(cria_json_set(s->facts, "counters", counters));
    CRIA_TRY(cria_json_set(s->facts, "articles",
                           json_integer((json_int_t)counts->n[CRIA_COUNT_ARTICLES])));
    CRIA_TRY(cria_json_set(s->facts, "words",
                           json_integer((json_int_t)counts->n[CRIA_COUNT_WORDS])));
    return cria_json_set(s->facts, "bytes",
                         json_integer((json_int_t)counts->n[CRIA_COUNT_BYTES]));
}

static cria_status clean_work(run *r, stage *s)
{
    cria_options o = {0};
    cria_clean_options settings;
    cria_counts counts = {0};
    const char *inputs[SOURCE_PATHS_MAX], *out;
    int count;
    cria_status status = table_settings(r, s, &o, &settings);
    if (status == CRIA_OK)
        status = source_inputs(r, s, inputs, &count);
    if (status == CRIA_OK)
        status = stage_path(&out, r, s, "articles.jsonl.zst");
    if (status == CRIA_OK)
        status = cria_clean_run(&settings, (uint64_t)s->seed, inputs, count, out, &counts, NULL);
    if (status == CRIA_OK)
        status = clean_facts(s, &counts);
    cria_options_free(&o);
    return status;
}

const stage_kind stage_clean = {.name = "clean",
                                .check = table_check,
                                .depends = table_depends,
                                .work = clean_work,
                                .table = cria_clean_option_table,
                                .settings_bytes = sizeof(cria_clean_options)};

// ---- split

static json_t *part_facts(const cria_split_part *part)
{
    return json_pack("{s:I, s:I}", "articles", (json_int_t)part->articles, "words",
                     (json_int_t)part->words);
}

static cria_status split_work(run *r, stage *s)
{
    cria_options o = {0};
    cria_split_options settings;
    cria_split_report report = {0};
    const char *in, *out;
    cria_status status = table_settings(r, s, &o, &settings);
    if (status == CRIA_OK)
        status = stage_path(&in, r, input_of(r, s, &stage_clean), "articles.jsonl.zst");
    if (status == CRIA_OK)
        status = stage_path(&out, r, s, "");
    if (status == CRIA_OK)
        status = cria_split_run(&settings, (uint64_t)s->seed, in, out, &report);
    if (status == CRIA_OK)
        status = cria_json_set(s->facts, "train", part_facts(&report.train));
    if (status == CRIA_OK)
        status = cria_json_set(s->facts, "eval", part_facts(&report.eval));
    cria_options_free(&o);
    return status;
}

const stage_kind stage_split = {.name = "split",
                                .check = table_check,
                                .depends = table_depends,
                                .work = split_work,
                                .table = cria_split_option_table,
                                .settings_bytes = sizeof(cria_split_options)};

// ---- tokenizer

static cria_status tokenizer_facts(stage *s, const cria_tokenizer *t)
{
    char hash[CRIA_HASH_TEXT];
    CRIA_TRY(cria_tokenizer_hash(t, hash));
    CRIA_TRY(cria_json_set(s->facts, "vocab_size", json_integer(cria_tokenizer_vocab_size(t))));
    CRIA_TRY(cria_json_set(s->facts, "merges", json_integer(cria_tokenizer_merges(t))));
    return cria_json_set(s->facts, "hash", json_string(hash));
}

static cria_status tokenizer_work(run *r, stage *s)
{
    cria_options o = {0};
    cria_tokenizer_train_options settings;
    cria_tokenizer *t = NULL;
    const char *text, *out;
    cria_status status = table_settings(r, s, &o, &settings);
    if (status == CRIA_OK)
        status = stage_path(&text, r, input_of(r, s, &stage_split), "train.txt");
    if (status == CRIA_OK)
        status = stage_path(&out, r, s, "tokenizer.json");
    if (status == CRIA_OK)
        status = cria_tokenizer_train(&t, &text, 1, &settings);
    if (status == CRIA_OK)
        status = cria_tokenizer_save(t, out);
    if (status == CRIA_OK)
        status = tokenizer_facts(s, t);
    cria_tokenizer_close(t);
    cria_options_free(&o);
    return status;
}

const stage_kind stage_tokenizer = {.name = "tokenizer",
                                    .check = table_check,
                                    .depends = table_depends,
                                    .work = tokenizer_work,
                                    .table = cria_tokenizer_train_option_table,
                                    .settings_bytes = sizeof(cria_tokenizer_train_options)};

// ---- tokens

static cria_status no_settings(run *r, stage *s, cria_buffer *out)
{
    (void)r;
    (void)s;
    (void)out;
    return CRIA_OK;
}

// One part of the split becomes a shard.
static cria_status pack_part(run *r, stage *s, const char *part)
{
    char file[64];
    const char *text, *tokenizer, *out;
    snprintf(file, sizeof file, "%s.txt", part);
    CRIA_TRY(stage_path(&text, r, input_of(r, s, &stage_split), file));
    CRIA_TRY(stage_path(&tokenizer, r, input_of(r, s, &stage_tokenizer), "tokenizer.json"));
    snprintf(file, sizeof file, "%s.safetensors", part);
    CRIA_TRY(stage_path(&out, r, s, file));
    CRIA_TRY(cria_shard_pack(&(cria_pack_settings){tokenizer, out}, text));
    cria_shard shard;
    CRIA_TRY(cria_shard_open(&shard, out, 0));
    json_t *facts = json_pack("{s:I, s:I}", "ids", (json_int_t)shard.count, "words",
                              (json_int_t)shard.words);
    cria_shard_close(&shard);
    return cria_json_set(s->facts, part, facts);
}

static cria_status tokens_work(run *r, stage *s)
{
    CRIA_TRY(pack_part(r, s, "train"));
    return pack_part(r, s, "eval");
}

const stage_kind stage_tokens = {.name = "tokens", .depends = no_settings, .work = tokens_work};
