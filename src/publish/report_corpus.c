// report_corpus.c owns the section on the text: how much there is and what was removed.
#include "corpus/counts.h"
#include "publish/report_parts.h"

#include <string.h>

static void add_amounts(cria_document *d, const report_run *run)
{
    const json_t *split = cria_report_stage_facts(run, "split");
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Text");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Articles");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Words");
    cria_report_amount(d, "After cleaning", cria_report_stage_facts(run, "clean"));
    cria_report_amount(d, "To train on", cria_report_object(split, "train"));
    cria_report_amount(d, "Held out for evaluation", cria_report_object(split, "eval"));
}

static void say_tokens(cria_document *d, const report_run *run)
{
    const json_t *tokens = cria_report_stage_facts(run, "tokens");
    const json_t *train = cria_report_object(tokens, "train");
    const int64_t vocabulary =
        cria_report_integer(cria_report_stage_facts(run, "tokenizer"), "vocab_size");
    const int64_t ids = cria_report_integer(train, "ids");
    const int64_t words = cria_report_integer(train, "words");
    cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "Vocabulary: %s. Tokens to train on: %s%s.",
                      cria_report_count(d, vocabulary), cria_report_count(d, ids),
                      ids > 0 && words > 0
                          ? cria_document_text(d, ", %.2f a word", (double)ids / (double)words)
                          : "");
}

const char *cria_report_meaning(const char *group, const char *name)
{
    for (int i = 0; i < CRIA_COUNTS; i++)
        if (strcmp(cria_count_table[i].name, name) == 0 &&
            strcmp(cria_count_group_name[cria_count_table[i].group], group) == 0)
            return cria_count_table[i].meaning;
    return name;
}

int64_t cria_report_sum(const json_t *group)
{
    const char *name;
    json_t *value;
    int64_t sum = 0;
    json_object_foreach((json_t *)(uintptr_t)group, name, value)
    {
        const int64_t one = cria_report_integer(group, name);
        if (one > 0 && one < INT64_MAX - sum)
            sum += one;
    }
    return sum;
}

static void add_group(cria_document *d, const json_t *counters, const char *group,
                      const char *outcome)
{
    const char *name;
    json_t *value;
    json_object_foreach(cria_report_object(counters, group), name, value)
    {
        if (!json_is_integer(value) || json_integer_value(value) <= 0)
            continue;
        cria_document_row(d, CRIA_ROW_PLAIN);
        cria_document_cell(d, "%s", cria_report_meaning(group, name));
        cria_document_cell(d, "%s", outcome);
        cria_document_cell(d, "%s", cria_document_count(d, json_integer_value(value)));
    }
}

static void add_rules(cria_document *d, const report_run *run, const json_t *counters)
{
    static const struct {
        const char *group, *outcome;
    } groups[] = {{"removed", "removed"},
                  {"dropped", "article dropped"},
                  {"warning", "kept, but odd"},
                  {"leak", "left behind: a fault of the cleaner"}};
    cria_document_fold(d, 4, "What the cleaner did, rule by rule (%s)", run->folder);
    cria_document_table(d, CRIA_DOCUMENT_TABLE);
    cria_document_column(d, CRIA_COLUMN_TEXT, "Rule");
    cria_document_column(d, CRIA_COLUMN_TEXT, "Outcome");
    cria_document_column(d, CRIA_COLUMN_NUMBER, "Times");
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++)
        add_group(d, counters, groups[i].group, groups[i].outcome);
    cria_document_unfold(d);
}

static void add_run(cria_document *d, const report_run *run)
{
    const json_t *counters =
        cria_report_object(cria_report_stage_facts(run, "clean"), "counters");
    add_amounts(d, run);
    say_tokens(d, run);
    if (!counters) {
        cria_document_say(d, CRIA_DOCUMENT_PARAGRAPH, "What was removed: not measured.");
        return;
    }
    const int64_t leaks = cria_report_sum(cria_report_object(counters, "leak"));
    cria_document_say(
        d, CRIA_DOCUMENT_PARAGRAPH,
        "The cleaner removed %s pieces that are not prose. Markup left behind: %s.",
        cria_document_count(d, cria_report_sum(cria_report_object(counters, "removed"))),
        leaks ? cria_document_count(d, leaks) : "none found");
    add_rules(d, run, counters);
}

void cria_report_corpus(cria_document *d, const report_data *data)
{
    cria_document_heading(d, 2, "The text");
    for (size_t i = 0; i < data->runs; i++) {
        cria_report_run_heading(d, data, i);
        add_run(d, &data->run[i]);
    }
}
