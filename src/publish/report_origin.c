// report_origin.c owns where the numbers come from: versions, machine, hashes, and how to
// repeat the run.
#include "publish/report_parts.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

static const char *or_unknown(const char *text)
{
    return text ? text : "not stated";
}

static void add_fact(cria_document *d, const char *what, const char *value)
{
    cria_document_row(d, CRIA_ROW_PLAIN);
    cria_document_cell(d, "%s", what);
    cria_document_cell(d, "%s", value);
}

static const char *date_text(cria_document *d, int64_t seconds)
{
    const time_t at = (time_t)seconds;
    struct tm day;
    if (seconds < 0 || seconds > 253402300799 || !gmtime_r(&at, &day)) // end of the year 9999
        return "not stated";
    char text[40];
    strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", &day);
    return cria_document_text(d, "%s", text);
}

static const char *memory_text(cria_document *d, int64_t bytes)
{
    if (bytes < 0)
        return "not stated";
    return cria_document_text(d, "%.1f GiB free at the start", (double)bytes / (1 << 30));
}

static void add_versions(cria_document *d, const report_run *run)
{
    const json_t *machine = cria_report_object(run->manifest, "machine");
    const json_t *tokenizer = cria_report_stage_facts(run, "tokenizer");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "What");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Value");
    add_fact(d, "cria", or_unknown(run->version));
    add_fact(d, "Recipe", or_unknown(run->recipe));
    add_fact(d, "Seed", cria_report_count(d, cria_report_integer(run->manifest, "seed")));
    add_fact(d, "Started", date_text(d, cria_report_integer(run->manifest, "started")));
    add_fact(d, "Processor", or_unknown(cria_report_text(machine, "processor")));
    add_fact(d, "Kernels", or_unknown(cria_report_text(machine, "isa")));
    add_fact(d, "Threads", cria_report_count(d, cria_report_integer(machine, "threads")));
    add_fact(d, "Memory", memory_text(d, cria_report_integer(machine, "memory_bytes")));
    add_fact(d, "System", or_unknown(cria_report_text(machine, "system")));
    add_fact(d, "Tokenizer's hash", or_unknown(cria_report_text(tokenizer, "hash")));
}

static void add_outputs(cria_document *d, const json_t *stage)
{
    const char *stage_name = cria_report_text(stage, "name"), *file;
    json_t *hash;
    json_object_foreach(cria_report_object(stage, "outputs"), file, hash)
    {
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", or_unknown(stage_name));
        cria_document_cell(d, "%s", file);
        cria_document_cell(d, "%s", or_unknown(json_string_value(hash)));
    }
}

static void add_hashes(cria_document *d, const report_run *run)
{
    size_t i;
    json_t *stage;
    cria_document_fold(d, 4, "Hashes of every file of %s", run->folder);
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Stage");
    cria_document_column(d, CRIA_COLUMN_CODE, "File");
    cria_document_column(d, CRIA_COLUMN_CODE, "XXH3-128");
    json_array_foreach(run->stages, i, stage) add_outputs(d, stage);
    cria_document_unfold(d);
}

// A word of a shell command: quoted unless it is plain. Control characters cannot stand there.
static const char *shell_word(cria_document *d, const char *text)
{
    bool plain = *text != '\0';
    for (const char *at = text; *at; at++) {
        if (iscntrl((unsigned char)*at))
            return "RECIPE";
        plain &= isalnum((unsigned char)*at) || strchr("._-/", *at) != NULL;
    }
    if (plain)
        return text;
    return strchr(text, '\'') ? "RECIPE" : cria_document_text(d, "'%s'", text);
}

static void add_repeat(cria_document *d, const report_run *run)
{
    const char *recipe =
        cria_document_text(d, "recipes/%s.yaml", run->recipe ? run->recipe : "");
    cria_document_say(d, CRIA_DOCUMENT_CODE, "cria run %s --out again\ncria report again",
                      run->recipe ? shell_word(d, recipe) : "RECIPE");
    if (cria_report_object(run->manifest, "settings"))
        cria_document_say(
            d, CRIA_DOCUMENT_NOTE,
            "Every setting of %s is in its manifest.json under \"settings\", with "
            "what was changed on the command line.",
            run->folder);
}

void cria_report_origin(cria_document *d, const report_data *data)
{
    cria_document_heading(d, 2, "Where this comes from");
    for (size_t i = 0; i < data->runs; i++) {
        cria_report_run_heading(d, data, i);
        add_versions(d, &data->run[i]);
        add_hashes(d, &data->run[i]);
    }
    cria_document_heading(d, 2, "How to repeat it");
    for (size_t i = 0; i < data->runs; i++)
        add_repeat(d, &data->run[i]);
    cria_document_say(d, CRIA_DOCUMENT_NOTE,
                      "The same machine, seed and settings give the same files: compare the "
                      "hashes above.");
}
