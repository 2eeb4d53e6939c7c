// fetch.c owns the run of a fetch: checks of the options, the store's identity, then its parts.
#include "fetch/fetch.h"

#include "base/clock.h"
#include "fetch/found.h"
#include "fetch/from_dump.h"
#include "fetch/site.h"
#include "fetch/url.h"

#include <stdlib.h>
#include <string.h>

// ---- the options

static cria_status check_contact(const cria_fetch_options *o, const cria_url_parts *wiki)
{
    const char *contact = o->contact ? o->contact : "";
    if (wiki->wikimedia && !*contact)
        return cria_fail(
            CRIA_EARG,
            "%s wants to know who asks: give --contact (or CRIA_CONTACT) with your "
            "mail address or web page",
            wiki->site);
    for (const char *at = contact; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f || *at == '(' || *at == ')')
            return cria_fail(CRIA_EARG,
                             "--contact: a line without parentheses, please, not "
                             "'%s'",
                             contact);
    return CRIA_OK;
}

static cria_status check_address(const cria_fetch_options *o, const char *url,
                                 const char *option)
{
    cria_url_parts wiki;
    CRIA_TRY(cria_url_read(&wiki, url, option));
    cria_status status = check_contact(o, &wiki);
    const char *token = getenv("CRIA_WIKI_TOKEN");
    if (status == CRIA_OK && token && *token && !wiki.confidential)
        status = cria_fail(CRIA_EARG, "--%s %s: CRIA_WIKI_TOKEN is sent over https only",
                           option, url);
    cria_url_free(&wiki);
    return status;
}

cria_status cria_fetch_check(const cria_fetch_options *o)
{
    const bool dump = o->source == CRIA_FETCH_DUMP;
    if (dump != (o->dump && *o->dump))
        return cria_fail(CRIA_EARG, "--source dump and --dump FILE go together");
    if (!o->work || !*o->work || strpbrk(o->work, "|#<>[]{}\n"))
        return cria_fail(CRIA_EARG, "--work: expected the title of a page");
    if (!o->index || !*o->index || strpbrk(o->index, "|<>[]{}\n"))
        return cria_fail(CRIA_EARG, "--index: expected the name of an index page");
    if (!dump)
        return check_address(o, o->endpoint, "endpoint");
    return strstr(o->dump, "://") ? check_address(o, o->dump, "dump") : CRIA_OK;
}

// ---- the store

// A store holds one work of one wiki: articles of two could not be told apart.
static cria_status may_claim(cria_store *store, const char *key, const char *value,
                             const char *out)
{
    cria_buffer kept = {0};
    bool found, forgotten = false;
    cria_status status = cria_store_state_get(store, key, &kept, &found);
    const bool other = status == CRIA_OK && found && strcmp(kept.data, value) != 0;
    if (other)
        status = cria_store_forget(store, &forgotten);
    if (status == CRIA_OK && other && !forgotten)
        status = cria_fail(CRIA_EARG,
                           "%s: has pages of the %s '%s', not '%s'; choose another "
                           "file",
                           out, key, kept.data, value);
    cria_buffer_free(&kept);
    return status;
}

// Each claim may make the store forget the others, so they are asked for first.
static cria_status claim_all(cria_store *store, const cria_fetch_options *o, const char *work,
                             const char *out)
{
    CRIA_TRY(may_claim(store, "endpoint", o->endpoint, out));
    CRIA_TRY(may_claim(store, "work", work, out));
    CRIA_TRY(cria_store_state_set(store, "endpoint", o->endpoint));
    CRIA_TRY(cria_store_state_set(store, "work", work));
    return cria_store_state_set(store, "licence", o->licence ? o->licence : "");
}

// ---- from the API

static cria_status run_jobs(cria_talk *s, cria_jobs *jobs)
{
    const bool update = s->options->update;
    for (size_t i = 0; i < jobs->count; i++) {
        cria_job *const job = &jobs->job[i];
        if (!job->done) {
            CRIA_TRY(cria_site_learn(s));
            CRIA_TRY(cria_job_run(s, job));
        } else if (update) {
            CRIA_TRY(cria_job_update(s, job));
        }
    }
    return CRIA_OK;
}

static cria_status from_api(cria_talk *s, cria_jobs *jobs)
{
    int64_t all, left;
    double seconds;
    CRIA_TRY(cria_fetch_plan(s->options, s->out, &all, &left, &seconds));
    cria_progress_begin(&s->progress, "fetching", "requests", (double)left);
    const cria_status status = run_jobs(s, jobs);
    if (s->report->requests > 0)
        cria_progress_end(&s->progress, (double)s->report->requests);
    return status;
}

// ---- from a dump

static cria_status keep_site(cria_talk *s)
{
    cria_url_parts wiki;
    CRIA_TRY(cria_url_read(&wiki, s->options->endpoint, "endpoint"));
    const cria_status status = cria_store_state_set(s->store, "site", wiki.site);
    cria_url_free(&wiki);
    return status;
}

// what_is_read: the dump, and what is sought in it.
static cria_status what_is_read(cria_buffer *out, const cria_talk *s, const cria_jobs *jobs)
{
    CRIA_TRY(cria_buffer_puts(out, s->options->dump));
    for (size_t i = 0; i < jobs->count; i++)
        CRIA_TRY(cria_buffer_printf(out, "\n%s", jobs->job[i].key));
    return CRIA_OK;
}

static cria_status read_dump(cria_talk *s, const cria_jobs *jobs, const char *what)
{
    CRIA_TRY(keep_site(s));
    CRIA_TRY(cria_fetch_dump(s, jobs));
    return cria_store_state_set(s->store, "dump", what);
}

// A dump that was read to its end for the same pages is read again for an update only.
static cria_status from_dump(cria_talk *s, cria_jobs *jobs)
{
    cria_buffer before = {0}, now = {0};
    bool found = false;
    cria_status status = what_is_read(&now, s, jobs);
    if (status == CRIA_OK)
        status = cria_store_state_get(s->store, "dump", &before, &found);
    const bool done = found && strcmp(before.data, now.data) == 0 && !s->options->update;
    if (status == CRIA_OK && !done)
        status = read_dump(s, jobs, now.data);
    cria_buffer_free(&before);
    cria_buffer_free(&now);
    return status;
}

// ---- the whole

static cria_status run_with(cria_talk *s, cria_jobs *jobs)
{
    CRIA_TRY(claim_all(s->store, s->options, jobs->work, s->out));
    CRIA_TRY(cria_jobs_load(jobs, s->store));
    CRIA_TRY(s->options->source == CRIA_FETCH_DUMP ? from_dump(s, jobs) : from_api(s, jobs));
    return cria_found_check(s, jobs);
}

cria_status cria_fetch_run(const cria_fetch_options *options, const char *out,
                           cria_fetch_report *report)
{
    cria_jobs jobs = {0};
    cria_talk talk = {0};
    cria_store *store = NULL;
    const double start = cria_clock();
    *report = (cria_fetch_report){0};
    CRIA_TRY(cria_fetch_check(options));
    cria_status status = cria_jobs_make(&jobs, options);
    if (status == CRIA_OK)
        status = cria_store_open(&store, out, CRIA_STORE_WRITE);
    if (status == CRIA_OK)
        status = cria_talk_open(&talk, options, store, out, report);
    if (status == CRIA_OK)
        status = run_with(&talk, &jobs);
    if (status == CRIA_EINTR)
        status = cria_fail(CRIA_EINTR,
                           "interrupted; what came is kept in %s, and the same command goes on "
                           "there",
                           out);
    cria_talk_close(&talk);
    cria_store_close(store);
    cria_jobs_free(&jobs);
    report->seconds = cria_clock() - start;
    return status;
}
