// pocket_pairs.c owns the minimal pairs: sentences that differ in one spot, of which only one
// is good, with the proof that neither stands in the corpus.
#include "corpus/pocket_parts.h"
#include "format/json.h"
#include "format/lines.h"

#include <stdlib.h>
#include <string.h>

enum { PAIRS = 150, PAIRS_LEAST = 100, PAIR_TRIES = 6000 };

// Every word's start in the corpus, sorted by what follows: a sentence is in the corpus if a
// binary search finds it at the head of one.
typedef struct index_of_words {
    const char **start;
    size_t count, capacity;
} index_of_words;

static int compare_starts(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static cria_status index_corpus(index_of_words *index, const char *corpus)
{
    for (const char *at = corpus; *at; at++)
        if (at == corpus || at[-1] == ' ' || at[-1] == '\n') {
            CRIA_TRY(cria_grow(&index->start, &index->capacity, index->count + 1,
                               sizeof *index->start));
            index->start[index->count++] = at;
        }
    if (index->count > 0)
        qsort(index->start, index->count, sizeof *index->start, compare_starts);
    return CRIA_OK;
}

static bool in_corpus(const index_of_words *index, const char *sentence)
{
    const size_t length = strlen(sentence);
    size_t low = 0, high = index->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strncmp(index->start[middle], sentence, length);
        if (order == 0)
            return true;
        *(order < 0 ? &low : &high) = order < 0 ? middle + 1 : middle;
    }
    return false;
}

// The good or the bad sentence of a raw pair, finished and without marks.
static cria_status one_side(cria_buffer *out, const cria_buffer *raw, bool good)
{
    cria_buffer side = {.max_bytes = POCKET_TEXT_BYTES},
                done = {.max_bytes = POCKET_TEXT_BYTES};
    cria_status status = CRIA_OK;
    bool keep = true;
    for (size_t i = 0; status == CRIA_OK && i < raw->length; i++) {
        const char c = raw->data[i];
        if (c == *POCKET_GOOD)
            keep = good;
        else if (c == *POCKET_BAD)
            keep = !good;
        else if (c == *POCKET_END)
            keep = true;
        else if (keep)
            status = cria_buffer_putc(&side, c);
    }
    if (status == CRIA_OK)
        status = pocket_finish(&done, side.data ? side.data : "", side.length);
    cria_buffer_reset(out);
    if (status == CRIA_OK)
        status = pocket_plain(out, done.data ? done.data : "");
    cria_buffer_free(&side);
    cria_buffer_free(&done);
    return status;
}

typedef struct maker {
    pocket *p;
    const index_of_words *index;
    cria_buffer raw, good, bad, line;
    cria_names made;
} maker;

static bool made_before(const cria_names *made, const char *sentence)
{
    for (size_t i = 0; i < made->count; i++)
        if (strcmp(made->name[i], sentence) == 0)
            return true;
    return false;
}

static cria_status write_pair(maker *m, cria_line_writer *w, const pocket_rule *rule)
{
    char number[16];
    snprintf(number, sizeof number, "%zu", m->made.count);
    const struct {
        const char *key, *text;
    } member[] = {
        {"sentence_good", m->good.data},  {"sentence_bad", m->bad.data}, {"field", rule->field},
        {"linguistics_term", rule->term}, {"UID", rule->name},           {"pairID", number},
    };
    json_t *object;
    CRIA_TRY(cria_json_object(&object));
    cria_status status = CRIA_OK;
    for (size_t i = 0; status == CRIA_OK && i < sizeof member / sizeof *member; i++)
        status = cria_json_set(object, member[i].key, json_string(member[i].text));
    cria_buffer_reset(&m->line);
    if (status == CRIA_OK)
        status = cria_json_append(&m->line, object);
    json_decref(object);
    CRIA_TRY(status);
    CRIA_TRY(cria_line_put(w, m->line.data, m->line.length));
    return cria_names_add(&m->made, m->good.data);
}

static cria_status try_pair(maker *m, cria_line_writer *w, pocket_rule *rule)
{
    bool found;
    cria_buffer_reset(&m->raw);
    CRIA_TRY(pocket_expand(m->p, &m->raw, rule, NULL, &found));
    if (!found)
        return CRIA_OK;
    CRIA_TRY(one_side(&m->good, &m->raw, true));
    CRIA_TRY(one_side(&m->bad, &m->raw, false));
    if (strcmp(m->good.data, m->bad.data) == 0 || made_before(&m->made, m->good.data) ||
        in_corpus(m->index, m->good.data) || in_corpus(m->index, m->bad.data))
        return CRIA_OK;
    return write_pair(m, w, rule);
}

static cria_status write_paradigm(maker *m, const char *directory, pocket_rule *rule)
{
    cria_buffer path = {0};
    cria_line_writer *w = NULL;
    cria_status status = cria_buffer_printf(&path, "%s/%s.jsonl", directory, rule->name);
    if (status == CRIA_OK)
        status = cria_line_writer_open(&w, path.data);
    for (int i = 0; status == CRIA_OK && i < PAIR_TRIES && m->made.count < PAIRS; i++)
        status = try_pair(m, w, rule);
    if (status == CRIA_OK && m->made.count < PAIRS_LEAST)
        status = pocket_bad(rule->place,
                            "the paradigm '%s' gives only %zu pairs that differ "
                            "and are new; at least %d are needed",
                            rule->name, m->made.count, PAIRS_LEAST);
    if (status == CRIA_OK)
        status = cria_line_writer_commit(w);
    else if (w)
        cria_line_writer_abort(w);
    cria_names_free(&m->made);
    m->made = (cria_names){0};
    cria_buffer_free(&path);
    return status;
}

static cria_status write_all(pocket *p, const index_of_words *index, const char *directory)
{
    maker m = {.p = p, .index = index, .raw.max_bytes = POCKET_TEXT_BYTES};
    cria_status status = cria_directory_make(directory);
    for (size_t i = 0; status == CRIA_OK && i < p->rules; i++)
        if (p->rule[i]->term)
            status = write_paradigm(&m, directory, p->rule[i]);
    cria_buffer_free(&m.raw);
    cria_buffer_free(&m.good);
    cria_buffer_free(&m.bad);
    cria_buffer_free(&m.line);
    return status;
}

cria_status pocket_pairs_write(pocket *p, const char *out_dir, const char *corpus)
{
    index_of_words index = {0};
    char *directory = NULL;
    cria_status status = cria_path_join(&directory, out_dir, "minimal_pairs");
    if (status == CRIA_OK)
        status = index_corpus(&index, corpus);
    if (status == CRIA_OK)
        status = write_all(p, &index, directory);
    cria_free(index.start);
    cria_free(directory);
    return status;
}
