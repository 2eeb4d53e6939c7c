// clean.c owns the cleaning run: batches over threads, de-duplication, joins, counters.
#include "corpus/clean.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "base/parallel.h"
#include "corpus/chars.h"
#include "corpus/inputs.h"
#include "corpus/leaks.h"
#include "corpus/parts.h"
#include "corpus/prose.h"
#include "corpus/seen.h"
#include "corpus/warnings.h"
#include "format/json.h"

#include <stdio.h>
#include <string.h>

#define OPTION(name, kind, field, ...)                                                         \
    {                                                                                          \
        name, CRIA_OPTION_##kind, offsetof(cria_clean_options, field), __VA_ARGS__             \
    }

const cria_option cria_clean_option_table[] = {
    OPTION("format", CHOICE, format, "auto", NULL, "auto|html|text|wikisource", 0, 0,
           "What the inputs are; auto goes by name and first bytes", 0),
    OPTION("text-unit", CHOICE, text_unit, "file", NULL, "file|blank-line", 0, 0,
           "What one article is in plain text", 0),
    OPTION("headings", CHOICE, headings, "drop", NULL, "keep|drop", 0, 0,
           "Section headings: a line of their own, or nothing", 0),
    OPTION("tables", CHOICE, tables, "drop", NULL, "keep|drop", 0, 0,
           "Data tables: a line a row, or nothing", 0),
    OPTION("bibliographies", CHOICE, bibliography, "drop", NULL, "keep|drop", 0, 0,
           "Closing bibliographies", 0),
    OPTION("formulae", CHOICE, formula, "drop", NULL, "drop|mark", 0, 0,
           "Displayed formulae: nothing, or a line [formula]", 0),
    OPTION("quotes", CHOICE, quotes, "ascii", NULL, "ascii|keep", 0, 0,
           "Quotation marks and apostrophes", 0),
    OPTION("dashes", CHOICE, dashes, "spaced", NULL, "spaced|double|hyphen|keep", 0, 0,
           "What an em dash becomes: ' - ', '--', '-' or itself", 0),
    OPTION("title-case", FLAG, title_case, "true", NULL, NULL, 0, 0,
           "Set headwords in capitals as titles", 0),
    OPTION("unique", FLAG, unique, "true", NULL, NULL, 0, 0,
           "Drop articles and long paragraphs seen before", 0),
    OPTION("min-words", INT, min_words, "8", "N", NULL, 0, 1e9, "Drop articles of fewer words",
           0),
    OPTION("min-letters", REAL, min_letters, "0.6", "SHARE", NULL, 0, 1,
           "Drop articles with a smaller share of letters among their characters", 0),
    {0},
};

enum {
    BATCH_DOCUMENTS = 1024,
    BATCH_BYTES = 16 << 20,
    UNIQUE_WORDS = 20,    // shorter paragraphs may well repeat
    OPENING_BYTES = 80,   // that tell an article from another
    FRAGMENT_WORDS = 300, // fewer, without a beginning, are no article
};

typedef struct job {
    cria_page document;
    cria_articles articles;
    cria_counts counts;
    cria_status status;
    char message[512];
} job;

typedef struct run {
    const cria_clean_options *options;
    cria_counts *counts;
    job *job; // BATCH_DOCUMENTS of them
    int jobs;
    size_t bytes;
    cria_line_writer *writer;
    cria_seen articles, paragraphs, openings;
    cria_articles cut;
    cria_progress progress;
} run;

// Cleaning one document, on any thread.

static cria_status clean_bytes(job *j, const cria_clean_options *o, const char *title,
                               const char *html, const char *text, size_t length)
{
    return html ? cria_clean_html(&j->articles, html, length, title, o, &j->counts)
                : cria_clean_text(&j->articles, text, length, title, o, &j->counts);
}

// name_articles sets where each article came from: source:number, and .2, .3 ... for the
// further articles of one record.
static cria_status name_articles(job *j, const char *source, const char *part)
{
    cria_buffer name = {0};
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < j->articles.count && status == CRIA_OK; i++) {
        cria_article *a = &j->articles.item[i];
        cria_buffer_reset(&name);
        status = cria_buffer_printf(&name, "%s:%zu", source, j->document.number);
        if (status == CRIA_OK && i > 0)
            status = cria_buffer_printf(&name, ".%zu", i + 1);
        if (status == CRIA_OK)
            status = cria_strdup(&a->source, name.data);
        if (status == CRIA_OK && part)
            status = cria_strdup(&a->part, part);
    }
    cria_buffer_free(&name);
    return status;
}

static cria_status clean_members(job *j, const cria_clean_options *o, const json_t *record,
                                 const char *where)
{
    const char *title, *source, *part, *html, *text;
    const char *file = cria_path_name(j->document.path);
    CRIA_TRY(cria_json_text_or(&title, record, "title", "", where));
    CRIA_TRY(cria_json_text_or(&source, record, "source", file, where));
    CRIA_TRY(cria_json_text_or(&part, record, "slice", NULL, where));
    CRIA_TRY(cria_json_text_or(&html, record, "html", NULL, where));
    CRIA_TRY(cria_json_text_or(&text, record, "text", NULL, where));
    if (o->format == CRIA_CLEAN_TEXT)
        html = NULL;
    if (o->format == CRIA_CLEAN_HTML)
        text = NULL;
    if (!html && !text)
        return cria_fail(CRIA_EFORMAT,
                         "%s: expected a member 'html' or 'text' with the article%s", where,
                         o->format == CRIA_CLEAN_AUTO ? "" : " in the --format asked for");
    CRIA_TRY(clean_bytes(j, o, title, html, text, strlen(html ? html : text)));
    return name_articles(j, source, part);
}

static cria_status clean_record(job *j, const cria_clean_options *o)
{
    char where[512];
    json_t *record = NULL;
    snprintf(where, sizeof where, "%s, line %zu", j->document.path, j->document.number);
    CRIA_TRY(cria_json_parse(&record, j->document.bytes, j->document.length, where));
    cria_status status = CRIA_OK;
    if (!json_is_object(record))
        status = cria_fail(CRIA_EFORMAT, "%s: expected a JSON object", where);
    if (status == CRIA_OK)
        status = clean_members(j, o, record, where);
    json_decref(record);
    return status;
}

static cria_status clean_document(job *j, const cria_clean_options *o)
{
    const cria_page *d = &j->document;
    j->counts.n[CRIA_COUNT_RECORDS]++;
    j->counts.n[CRIA_COUNT_RAW_BYTES] += d->length;
    if (d->kind == CRIA_DOCUMENT_RECORD)
        return clean_record(j, o);
    const char *html = d->kind == CRIA_DOCUMENT_HTML ? d->bytes : NULL;
    CRIA_TRY(clean_bytes(j, o, "", html, d->bytes, d->length));
    return name_articles(j, cria_path_name(d->path), NULL);
}

static void clean_job(void *context, int64_t chunk, int thread)
{
    run *r = context;
    job *j = &r->job[chunk];
    (void)thread;
    j->status = clean_document(j, r->options);
    if (j->status != CRIA_OK)
        snprintf(j->message, sizeof j->message, "%s", cria_message());
}

// What needs the order of the corpus, on one thread.

// unique_paragraphs removes the paragraphs of UNIQUE_WORDS or more that were seen before.
static cria_status unique_paragraphs(run *r, cria_article *a)
{
    size_t kept = 0;
    for (size_t at = 0; at < a->length;) {
        const char *end = memchr(a->text + at, '\n', a->length - at);
        const size_t length = end ? (size_t)(end - a->text) - at : a->length - at;
        bool before = false;
        if (cria_prose_words(a->text + at, length) >= UNIQUE_WORDS)
            CRIA_TRY(cria_seen_add(&r->paragraphs, a->text + at, length, &before));
        r->counts->n[CRIA_COUNT_DUPLICATE_PARAGRAPHS] += before;
        if (!before) {
            if (kept > 0)
                a->text[kept++] = '\n';
            memmove(a->text + kept, a->text + at, length);
            kept += length;
        }
        at += length + 1;
    }
    a->text[kept] = '\0';
    a->length = kept;
    a->words = cria_prose_words(a->text, kept);
    return CRIA_OK;
}

// refusal: why the article is dropped, a cria_count, or -1.
static cria_status refusal(run *r, cria_article *a, int *why)
{
    bool before = false;
    *why = -1;
    if (r->options->unique) {
        CRIA_TRY(cria_seen_add(&r->articles, a->text, a->length, &before));
        if (!before)
            CRIA_TRY(unique_paragraphs(r, a));
    }
    if (before)
        *why = CRIA_COUNT_DROP_DUPLICATE;
    else if (a->words < (uint64_t)r->options->min_words)
        *why = CRIA_COUNT_DROP_SHORT;
    else if (cria_letters_share(a->text, a->length) < r->options->min_letters)
        *why = CRIA_COUNT_DROP_LETTERS;
    return CRIA_OK;
}

// count_warnings: bit k is the k-th row of the warning group.
static void count_warnings(cria_counts *counts, uint64_t warnings)
{
    for (int i = 0, k = 0; i < CRIA_COUNTS; i++)
        if (cria_count_table[i].group == CRIA_GROUP_WARNING)
            counts->n[i] += warnings >> k++ & 1;
}

static cria_status write_article(run *r, cria_article *a)
{
    int why;
    CRIA_TRY(refusal(r, a, &why));
    if (why >= 0) {
        r->counts->n[why]++;
        cria_debug("dropped '%s' (%s): %s", a->title, a->source, cria_count_table[why].meaning);
        return CRIA_OK;
    }
    cria_leaks_count(a, r->counts);
    count_warnings(r->counts, cria_warnings_of(a));
    r->counts->n[CRIA_COUNT_ARTICLES]++;
    r->counts->n[CRIA_COUNT_WORDS] += a->words;
    r->counts->n[CRIA_COUNT_BYTES] += a->length;
    return cria_article_put(r->writer, a);
}

static cria_status opened_before(run *r, const cria_article *a, bool *before)
{
    const size_t n = a->length < OPENING_BYTES ? a->length : OPENING_BYTES;
    return cria_seen_add(&r->openings, a->text, n, before);
}

static cria_status finish_article(run *r, cria_article *a)
{
    bool before;
    if (a->begins_cut || a->ends_cut)
        return cria_articles_take(&r->cut, a);
    CRIA_TRY(opened_before(r, a, &before));
    return write_article(r, a);
}

static cria_status finish_job(run *r, job *j)
{
    if (j->status != CRIA_OK)
        return cria_fail(j->status, "%s", j->message);
    cria_counts_add(r->counts, &j->counts);
    for (size_t i = 0; i < j->articles.count; i++)
        CRIA_TRY(finish_article(r, &j->articles.item[i]));
    return CRIA_OK;
}

static void clear_jobs(run *r)
{
    for (int i = 0; i < r->jobs; i++) {
        cria_page_free(&r->job[i].document);
        cria_articles_free(&r->job[i].articles);
        r->job[i] = (job){0};
    }
    r->jobs = 0;
    r->bytes = 0;
}

static cria_status flush(run *r)
{
    cria_parallel(r->jobs, clean_job, r);
    cria_status status = CRIA_OK;
    for (int i = 0; i < r->jobs && status == CRIA_OK; i++)
        status = finish_job(r, &r->job[i]);
    clear_jobs(r);
    cria_progress_at(&r->progress, (double)r->counts->n[CRIA_COUNT_ARTICLES]);
    if (status == CRIA_OK && cria_interrupted())
        return cria_fail(CRIA_EINTR, "interrupted; nothing was written");
    return status;
}

static cria_status take(void *context, cria_page *d)
{
    run *r = context;
    r->bytes += d->length;
    r->job[r->jobs++].document = *d;
    return r->jobs == BATCH_DOCUMENTS || r->bytes >= BATCH_BYTES ? flush(r) : CRIA_OK;
}

// Articles of which a part was elsewhere.

// finish_cut writes an article of which a part is missing, unless the whole is elsewhere.
static cria_status finish_cut(run *r, cria_article *a)
{
    bool before;
    CRIA_TRY(opened_before(r, a, &before));
    int why = before && a->ends_cut ? (int)CRIA_COUNT_DROP_DUPLICATE : -1;
    if (a->begins_cut && a->words < FRAGMENT_WORDS)
        why = CRIA_COUNT_DROP_FRAGMENT;
    if (why >= 0) {
        r->counts->n[why]++;
        return CRIA_OK;
    }
    r->counts->n[CRIA_COUNT_WARN_CUT] += a->begins_cut || a->ends_cut;
    if (a->ends_cut)
        cria_parts_cut(a);
    return write_article(r, a);
}

static cria_status join_parts(run *r)
{
    CRIA_TRY(cria_parts_join(&r->cut, r->counts));
    for (size_t i = 0; i < r->cut.count; i++)
        if (r->cut.item[i].length > 0)
            CRIA_TRY(finish_cut(r, &r->cut.item[i]));
    return CRIA_OK;
}

static cria_status run_all(run *r, const char *const *inputs, int n_inputs)
{
    CRIA_TRY(cria_alloc(&r->job, BATCH_DOCUMENTS, sizeof *r->job));
    cria_progress_begin(&r->progress, "cleaning", "articles", 0);
    CRIA_TRY(cria_inputs_read(r->options, inputs, n_inputs, take, r));
    CRIA_TRY(flush(r));
    CRIA_TRY(join_parts(r));
    cria_progress_end(&r->progress, (double)r->counts->n[CRIA_COUNT_ARTICLES]);
    return CRIA_OK;
}

cria_status cria_clean_run(const cria_clean_options *options, const char *const *inputs,
                           int n_inputs, const char *out, cria_counts *counts)
{
    run r = {.options = options, .counts = counts};
    CRIA_TRY(cria_line_writer_open(&r.writer, out));
    cria_status status = run_all(&r, inputs, n_inputs);
    if (status == CRIA_OK)
        status = cria_line_writer_commit(r.writer);
    else
        cria_line_writer_abort(r.writer);
    clear_jobs(&r);
    cria_free(r.job);
    cria_articles_free(&r.cut);
    cria_seen_free(&r.articles);
    cria_seen_free(&r.paragraphs);
    cria_seen_free(&r.openings);
    return status;
}
