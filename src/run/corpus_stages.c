// corpus_stages.c owns the stages from pages to token shards.
#include "run/source.h"

#include "corpus/clean.h"
#include "corpus/split.h"
#include "publish/corpus_report.h"
#include "train/pack.h"
#include "train/shard.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

// ---- clean

static cria_status clean_facts(stage *s, const cria_counts *counts)
{
    CRIA_TRY(cria_json_set(s->facts, "articles",
                           json_integer((json_int_t)counts->n[CRIA_COUNT_ARTICLES])));
    CRIA_TRY(cria_json_set(s->facts, "words",
                           json_integer((json_int_t)counts->n[CRIA_COUNT_WORDS])));
    return cria_json_set(s->facts, "bytes",
                         json_integer((json_int_t)counts->n[CRIA_COUNT_BYTES]));
}

// The findings become a page, and, without the samples, facts.
static cria_status keep_findings(run *r, stage *s, json_t *findings)
{
    const char *page;
    CRIA_TRY(stage_path(&page, r, s, "corpus.html"));
    CRIA_TRY(cria_corpus_report_write(findings, page));
    (void)json_object_del(findings, "samples"); // there may be none
    if (json_object_update(s->facts, findings) != 0)
        return cria_fail(CRIA_ENOMEM, "out of memory for the findings");
    return CRIA_OK;
}

static cria_status clean_work(run *r, stage *s)
{
    cria_options o = {0};
    cria_clean_options settings = {0};
    cria_counts counts = {0};
    json_t *findings = NULL;
    const char *inputs[SOURCE_PATHS_MAX], *out;
    int count;
    cria_status status = table_settings(r, s, &o, &settings);
    if (status == CRIA_OK)
        status = source_inputs(r, input_of(r, s, &stage_source), inputs, &count);
    if (status == CRIA_OK)
        status = stage_path(&out, r, s, "articles.jsonl.zst");
    if (status == CRIA_OK)
        status = cria_clean_run(&settings, (uint64_t)s->seed, inputs, count, out, &counts,
                                &findings);
    if (status == CRIA_OK)
        status = keep_findings(r, s, findings);
    if (status == CRIA_OK)
        status = clean_facts(s, &counts);
    json_decref(findings);
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

enum { SPLIT_BYTES_MAX = 64 << 20 };

// Whose texts they are, as split.json has it.
static cria_status add_sources(run *r, stage *s)
{
    const char *path;
    json_t *split;
    CRIA_TRY(stage_path(&path, r, s, "split.json"));
    CRIA_TRY(cria_json_read(&split, path, SPLIT_BYTES_MAX));
    json_t *sources = json_object_get(json_object_get(split, "credits"), "sources");
    const cria_status status =
        sources ? cria_json_set(s->facts, "sources", json_incref(sources)) : CRIA_OK;
    json_decref(split);
    return status;
}

static cria_status split_work(run *r, stage *s)
{
    cria_options o = {0};
    cria_split_options settings = {0};
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
    if (status == CRIA_OK)
        status = add_sources(r, s);
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
    cria_tokenizer_train_options settings = {0};
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
