// clean.c owns the cleaning run: batches over threads, de-duplication, joins, counters.
#include "corpus/clean.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "base/parallel.h"
#include "corpus/clean_input.h"
#include "corpus/findings.h"
#include "corpus/leaks.h"
#include "corpus/parts.h"
#include "corpus/prose.h"
#include "corpus/seen.h"
#include "corpus/warnings.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
    BATCH_DOCUMENTS = 1024,
    BATCH_BYTES = 16 << 20,
    UNIQUE_WORDS = 20,    // shorter paragraphs may well repeat
    OPENING_BYTES = 80,   // that tell an article from another
    FRAGMENT_WORDS = 300, // fewer, without a beginning, are no article
    BROKEN_MARKUP = 1000, // pieces in one document that are worth a warning
};

typedef struct job {
    cria_input document;
    cria_cleaned cleaned;
    cria_near_sketch *sketch; // one for each article; NULL: not asked for
    cria_status status;
    char message[512];
} job;

typedef struct run {
    const cria_clean_options *options;
    cria_counts *counts;
    cria_findings *findings; // borrowed; NULL: not asked for
    cria_wikis wikis;
    job *job; // BATCH_DOCUMENTS of them
    int jobs;
    size_t bytes;
    cria_line_writer *writer;
    cria_seen articles, paragraphs, openings;
    cria_articles cut;
    cria_progress progress;
} run;

static bool wants_near(const run *r)
{
    return r->findings && r->findings->near;
}

// Cleaning one document, on any thread.

static cria_status sketch_articles(job *j)
{
    const cria_articles *list = &j->cleaned.articles;
    CRIA_TRY(cria_alloc(&j->sketch, list->count, sizeof *j->sketch));
    for (size_t i = 0; i < list->count; i++)
        cria_near_sketch_text(&j->sketch[i], list->item[i].text, list->item[i].length);
    return CRIA_OK;
}

static void clean_job(void *context, int64_t chunk, int thread)
{
    run *r = context;
    job *j = &r->job[chunk];
    const bool vote = r->options->hyphens == CRIA_HYPHENS_VOTE;
    (void)thread;
    j->status = cria_clean_input(&j->cleaned, &j->document, vote ? &r->wikis.hyphens : NULL,
                                 r->options);
    if (j->status == CRIA_OK && wants_near(r))
        j->status = sketch_articles(j);
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

static cria_status refuse(run *r, const char *title, const char *source, cria_count why)
{
    r->counts->n[why]++;
    cria_debug("dropped '%s' (%s): %s", title, source, cria_count_table[why].meaning);
    return r->findings ? cria_findings_drop(r->findings, title, source, why) : CRIA_OK;
}

static void count_warnings(cria_counts *counts, uint64_t warnings)
{
    for (int i = 0; i < CRIA_WARNINGS; i++)
        counts->n[CRIA_WARNING_FIRST + i] += warnings >> i & 1;
}

// Where an article comes from: NULL and NULL for one joined from two parts.
typedef struct provenance {
    const cria_input *input;
    const cria_near_sketch *sketch;
} provenance;

static cria_status note_article(run *r, const cria_article *a, provenance from,
                                uint64_t warnings)
{
    cria_near_sketch own;
    if (!r->findings)
        return CRIA_OK;
    if (wants_near(r) && !from.sketch) {
        cria_near_sketch_text(&own, a->text, a->length);
        from.sketch = &own;
    }
    return cria_findings_article(r->findings, a, from.input, r->options, from.sketch, warnings);
}

static cria_status write_article(run *r, cria_article *a, provenance from)
{
    int why;
    CRIA_TRY(refusal(r, a, &why));
    if (why >= 0)
        return refuse(r, a->title, a->source, (cria_count)why);
    const uint64_t warnings = cria_warnings_of(a);
    cria_leaks_count(a, r->counts);
    count_warnings(r->counts, warnings);
    CRIA_TRY(note_article(r, a, from, warnings));
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

static cria_status finish_article(run *r, cria_article *a, provenance from)
{
    bool before;
    if (a->begins_cut || a->ends_cut)
        return cria_articles_take(&r->cut, a);
    CRIA_TRY(opened_before(r, a, &before));
    return write_article(r, a, from);
}

// note_empty: a document that gave no article.
static cria_status note_empty(run *r, const job *j)
{
    const cria_input *d = &j->document;
    if (!r->findings || j->cleaned.articles.count > 0)
        return CRIA_OK;
    return cria_findings_drop(r->findings, d->title ? d->title : "", cria_path_name(d->path),
                              CRIA_COUNT_DROP_EMPTY);
}

// warn_broken: a page so broken was made by a fault, or to hurt.
static void warn_broken(const job *j)
{
    const uint64_t *n = j->cleaned.counts.n;
    const uint64_t pieces = n[CRIA_COUNT_DEEP] + n[CRIA_COUNT_UNCLOSED];
    const cria_input *d = &j->document;
    if (pieces >= BROKEN_MARKUP)
        cria_warning("%s, document %zu%s%s: %" PRIu64
                     " pieces of markup without an end or nested too deep; look at its source",
                     d->path, d->number, d->title ? ", " : "", d->title ? d->title : "",
                     pieces);
}

static cria_status finish_job(run *r, job *j)
{
    if (j->status != CRIA_OK)
        return cria_fail(j->status, "%s", j->message);
    cria_counts_add(r->counts, &j->cleaned.counts);
    warn_broken(j);
    if (r->findings)
        CRIA_TRY(cria_tally_merge(&r->findings->unknown, &j->cleaned.unknown));
    for (size_t i = 0; i < j->cleaned.articles.count; i++)
        CRIA_TRY(finish_article(r, &j->cleaned.articles.item[i],
                                (provenance){&j->document, j->sketch ? &j->sketch[i] : NULL}));
    return note_empty(r, j);
}

static void clear_jobs(run *r)
{
    for (int i = 0; i < r->jobs; i++) {
        cria_input_free(&r->job[i].document);
        cria_cleaned_free(&r->job[i].cleaned);
        cria_free(r->job[i].sketch);
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

static cria_status take(void *context, cria_input *d)
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
    if (why >= 0)
        return refuse(r, a->title, a->source, (cria_count)why);
    r->counts->n[CRIA_COUNT_WARN_CUT] += a->begins_cut || a->ends_cut;
    if (a->ends_cut)
        cria_parts_cut(a);
    return write_article(r, a, (provenance){0});
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
    CRIA_TRY(cria_inputs_read(r->options, inputs, n_inputs, &r->wikis, take, r));
    CRIA_TRY(flush(r));
    CRIA_TRY(join_parts(r));
    r->counts->n[CRIA_COUNT_BORDERS_ALIKE] += r->wikis.alike;
    cria_progress_end(&r->progress, (double)r->counts->n[CRIA_COUNT_ARTICLES]);
    return CRIA_OK;
}

static void free_run(run *r)
{
    clear_jobs(r);
    cria_free(r->job);
    cria_articles_free(&r->cut);
    cria_seen_free(&r->articles);
    cria_seen_free(&r->paragraphs);
    cria_seen_free(&r->openings);
    cria_wikis_free(&r->wikis);
}

// write runs the cleaning and lets the file appear once the findings are made too.
static cria_status write(run *r, const char *const *inputs, int n_inputs, const char *out,
                         json_t **findings)
{
    CRIA_TRY(cria_line_writer_open(&r->writer, out));
    cria_status status = run_all(r, inputs, n_inputs);
    if (status == CRIA_OK && findings)
        status = cria_findings_json(findings, r->findings, r->counts, &r->wikis);
    if (status != CRIA_OK) {
        cria_line_writer_abort(r->writer);
        return status;
    }
    status = cria_line_writer_commit(r->writer);
    if (status != CRIA_OK && findings) {
        json_decref(*findings);
        *findings = NULL;
    }
    return status;
}

cria_status cria_clean_run(const cria_clean_options *options, uint64_t seed,
                           const char *const *inputs, int n_inputs, const char *out,
                           cria_counts *counts, json_t **findings)
{
    cria_findings found = {.seed = seed, .near = options->near};
    run r = {.options = options, .counts = counts, .findings = findings ? &found : NULL};
    if (findings)
        *findings = NULL;
    const cria_status status = write(&r, inputs, n_inputs, out, findings);
    free_run(&r);
    cria_findings_free(&found);
    return status;
}
