// cmd_corpus.c: cria clean, split, pack: from pages to token shards.
#include "cli/commands.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "cli/output.h"
#include "corpus/clean.h"
#include "corpus/split.h"
#include "publish/corpus_report.h"
#include "train/pack.h"
#include "wiki/articles.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

// ---- clean

typedef struct clean_settings {
    const char *out, *report;
} clean_settings;

static const cria_option clean_table[] = {
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(clean_settings, out),
     .fallback = "articles.jsonl.zst",
     .value = "FILE",
     .help = "where the articles go; packed when the name ends in .zst",
     .letter = 'o'},
    {.name = "report",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(clean_settings, report),
     .value = "FILE",
     .help = "also write an HTML page on what was found, with articles raw beside clean"},
    {0},
};

static void print_counts(const cria_counts *counts)
{
    for (int i = 0; i < CRIA_COUNTS; i++) {
        const cria_count_row *row = &cria_count_table[i];
        if (counts->n[i] || row->group == CRIA_GROUP_TOTAL)
            printf("%-10s %-22s %12" PRIu64 "  %s\n", cria_count_group_name[row->group],
                   row->name, counts->n[i], row->meaning);
    }
}

// print_near: pairs, when they were asked for.
static void print_near(const json_t *findings)
{
    size_t i;
    json_t *pair;
    json_array_foreach(json_object_get(findings, "near"), i, pair)
    {
        const char *title, *source, *of_title, *of_source;
        double similarity;
        if (json_unpack(pair, "{s:s, s:s, s:s, s:s, s:f}", "title", &title, "source", &source,
                        "of_title", &of_title, "of_source", &of_source, "similarity",
                        &similarity) == 0)
            printf("near       %.2f  %s (%s) is like %s (%s)\n", similarity, title, source,
                   of_title, of_source);
    }
}

static void warn_note(const json_t *list, const cria_note_row *row, json_int_t n)
{
    size_t i;
    json_t *note;
    json_array_foreach(list, i, note)
    {
        const char *kind = "", *article = "", *detail = "";
        json_unpack(note, "{s:s, s:s, s:s}", "kind", &kind, "article", &article, "detail",
                    &detail);
        if (strcmp(kind, row->name) != 0)
            continue;
        cria_warning("%s: %" JSON_INTEGER_FORMAT "; first: %s%s%s", row->meaning, n, article,
                     *detail ? ", " : "", detail);
        return;
    }
    cria_warning("%s: %" JSON_INTEGER_FORMAT, row->meaning, n); // the list is bounded
}

// warn_notes: what went amiss when the wiki's pages were put together.
static void warn_notes(const json_t *findings, bool shown)
{
    static const cria_note_kind amiss[] = {
        CRIA_NOTE_LABEL_REPLACED, CRIA_NOTE_LABEL_MISSING, CRIA_NOTE_END_MISSING,
        CRIA_NOTE_PAGE_MISSING,   CRIA_NOTE_NO_TEXT,       CRIA_NOTE_LOOP,
        CRIA_NOTE_LIMIT,
    };
    const json_t *notes = json_object_get(findings, "notes");
    bool any = false;
    for (size_t i = 0; i < sizeof amiss / sizeof amiss[0]; i++) {
        const cria_note_row *row = &cria_note_table[amiss[i]];
        const json_int_t n =
            json_integer_value(json_object_get(json_object_get(notes, "kinds"), row->name));
        if (n)
            warn_note(json_object_get(notes, "list"), row, n);
        any |= n > 0;
    }
    if (any && !shown)
        cria_warning("--report FILE or --json lists them all");
}

static cria_status tell(const invocation *call, const cria_counts *counts, json_t *findings)
{
    const clean_settings *o = call->settings[0];
    const uint64_t leaks = cria_counts_leaks(counts);
    if (leaks)
        cria_warning("%" PRIu64 " pieces of markup leaked into the articles", leaks);
    if (counts->n[CRIA_COUNT_BAD_BYTES])
        cria_warning("%" PRIu64 " bytes are no UTF-8 and were left out; iconv converts other "
                     "encodings, -v names the files",
                     counts->n[CRIA_COUNT_BAD_BYTES]);
    if (counts->n[CRIA_COUNT_ARTICLES] == 0)
        cria_warning("not one article was written, of %" PRIu64 " records read",
                     counts->n[CRIA_COUNT_RECORDS]);
    warn_notes(findings, o->report || call->common->json);
    if (o->report)
        CRIA_TRY(cria_corpus_report_write(findings, o->report));
    if (call->common->json)
        return print_json(json_incref(findings));
    print_counts(counts);
    print_near(findings);
    return CRIA_OK;
}

static cria_status run_clean(const invocation *call)
{
    const clean_settings *o = call->settings[0];
    cria_counts counts = {0};
    json_t *findings = NULL;
    cria_interrupt_install();
    CRIA_TRY(cria_clean_run(call->settings[1], (uint64_t)call->common->seed,
                            call->arguments.item, call->arguments.count, o->out, &counts,
                            &findings));
    const cria_status status = tell(call, &counts, findings);
    json_decref(findings);
    return status;
}

const command command_clean = {
    .name = "clean",
    .arguments = "INPUT...",
    .summary = "articles as clean text",
    .details =
        "Inputs are files or folders: a store of wiki pages, as fetch writes it, JSON "
        "lines with title and html (or text), HTML documents, plain text, or a text of "
        "articles between <s> and </s>. A folder is read with those in it, by the files' "
        "endings; - is standard input, JSON lines unless --format says otherwise. Prints what "
        "was removed by which rule; --json adds odd articles, notes on the wiki's pages, and "
        "samples.",
    .example = "cria clean --out articles.jsonl.zst pages.jsonl.zst",
    .tables = {{clean_table, sizeof(clean_settings)},
               {cria_clean_option_table, sizeof(cria_clean_options)}},
    .arguments_min = 1,
    .arguments_max = -1,
    .run = run_clean,
};

// ---- split

typedef struct split_settings {
    const char *in, *out;
} split_settings;

static const cria_option split_table[] = {
    {.name = "in",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(split_settings, in),
     .fallback = "articles.jsonl.zst",
     .value = "FILE",
     .help = "articles, as clean writes them"},
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(split_settings, out),
     .fallback = ".",
     .value = "DIR",
     .help = "where train.txt and eval.txt go",
     .letter = 'o'},
    {0},
};

static cria_status run_split(const invocation *call)
{
    const split_settings *o = call->settings[0];
    cria_split_report report = {0};
    CRIA_TRY(cria_split_run(call->settings[1], (uint64_t)call->common->seed, o->in, o->out,
                            &report));
    if (call->common->json)
        return print_json(json_pack("{s:{s:I, s:I}, s:{s:I, s:I}}", "train", "articles",
                                    (json_int_t)report.train.articles, "words",
                                    (json_int_t)report.train.words, "eval", "articles",
                                    (json_int_t)report.eval.articles, "words",
                                    (json_int_t)report.eval.words));
    printf("train.txt %8" PRIu64 " articles %10" PRIu64 " words\n", report.train.articles,
           report.train.words);
    printf("eval.txt  %8" PRIu64 " articles %10" PRIu64 " words\n", report.eval.articles,
           report.eval.words);
    return CRIA_OK;
}

const command command_split = {
    .name = "split",
    .arguments = "",
    .summary = "training and evaluation text, by whole articles",
    .details =
        "Articles are drawn at random with the seed, without replacement, until each part "
        "has its words. Each becomes a line: <s> text </s>.",
    .example = "cria split --in articles.jsonl.zst --train-words 1000000 --eval-words 50000 "
               "--out text",
    .tables = {{split_table, sizeof(split_settings)},
               {cria_split_option_table, sizeof(cria_split_options)}},
    .run = run_split,
};

// ---- pack

static cria_status run_pack(const invocation *call)
{
    return cria_shard_pack(call->settings[0], call->arguments.item[0]);
}

const command command_pack = {
    .name = "pack",
    .arguments = "FILE",
    .summary = "one stream of token ids from a text",
    .example = "cria pack --tokenizer tokenizer.json --out train.safetensors text/train.txt",
    .tables = {{cria_pack_option_table, sizeof(cria_pack_settings)}},
    .arguments_min = 1,
    .arguments_max = 1,
    .run = run_pack,
};
