// jobs.c: see jobs.h.
#include "fetch/jobs.h"

#include "base/interrupt.h"
#include "fetch/volumes.h"

#include <string.h>

// ---- the list

// keep copies a title, with blanks where it has underscores, as the wiki writes it.
static cria_status keep(cria_jobs *jobs, const char **out, const char *text)
{
    char *copy;
    CRIA_TRY(cria_arena_strndup(&jobs->arena, &copy, text, strlen(text)));
    for (char *at = copy; (at = strchr(at, '_'));)
        *at = ' ';
    *out = copy;
    return CRIA_OK;
}

static cria_status add(cria_jobs *jobs, const char *kind, int64_t ns, const char *title,
                       bool subpages, int volume)
{
    cria_buffer text = {0};
    CRIA_TRY(cria_grow(&jobs->job, &jobs->capacity, jobs->count + 1, sizeof *jobs->job));
    cria_job *const job = &jobs->job[jobs->count];
    *job = (cria_job){.scope.ns = ns, .volume = volume};
    cria_status status = cria_buffer_printf(&text, "job:%s:%s", kind, title);
    if (status == CRIA_OK)
        status = keep(jobs, &job->key, text.data);
    cria_buffer_reset(&text);
    if (status == CRIA_OK)
        status = cria_buffer_printf(&text, "%s%s", title, subpages ? "/" : "");
    if (status == CRIA_OK)
        status = keep(jobs, subpages ? &job->scope.prefix : &job->scope.title, text.data);
    cria_buffer_free(&text);
    jobs->count += status == CRIA_OK;
    return status;
}

static cria_status add_volume(cria_jobs *jobs, const char *pattern, int volume)
{
    cria_buffer name = {0};
    cria_status status = cria_volumes_index(&name, pattern, volume);
    if (status == CRIA_OK)
        status = add(jobs, "pages", CRIA_WIKI_PAGE, name.data, true, volume);
    cria_buffer_free(&name);
    return status;
}

// The index page's name may be given with its namespace, as it stands above the page.
static cria_status add_volumes(cria_jobs *jobs, const cria_fetch_options *options)
{
    static const char space[] = "Index:";
    const size_t n = sizeof space - 1;
    const char *const index = options->index + (strncmp(options->index, space, n) == 0 ? n : 0);
    cria_volumes volumes;
    if (!strpbrk(index, CRIA_VOLUMES_MARKS))
        return add_volume(jobs, index, 0);
    CRIA_TRY(cria_volumes_read(&volumes, options->volumes));
    for (int i = 1; i <= CRIA_VOLUMES_MAX; i++)
        if (volumes.has[i])
            CRIA_TRY(add_volume(jobs, index, i));
    return CRIA_OK;
}

cria_status cria_jobs_make(cria_jobs *jobs, const cria_fetch_options *options)
{
    CRIA_TRY(keep(jobs, &jobs->work, options->work));
    if (options->stubs) {
        CRIA_TRY(add(jobs, "root", CRIA_WIKI_MAIN, options->work, false, 0));
        CRIA_TRY(add(jobs, "stubs", CRIA_WIKI_MAIN, options->work, true, 0));
    }
    return add_volumes(jobs, options);
}

void cria_jobs_free(cria_jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++)
        json_decref(jobs->job[i].next);
    cria_free(jobs->job);
    cria_arena_free(&jobs->arena);
    *jobs = (cria_jobs){0};
}

// ---- the state

static cria_status load(cria_job *job, cria_store *store)
{
    json_t *state;
    CRIA_TRY(cria_state_json_get(store, job->key, &state));
    if (!state)
        return CRIA_OK;
    cria_status status = cria_json_bool_or(&job->done, state, "done", false, job->key);
    if (status == CRIA_OK)
        status = cria_json_int_or(&job->requests, state, "requests", 0, INT64_MAX, 0, job->key);
    json_t *next = json_object_get(state, "continue");
    if (json_is_object(next))
        job->next = json_incref(next);
    json_decref(state);
    return status;
}

cria_status cria_jobs_load(cria_jobs *jobs, cria_store *store)
{
    for (size_t i = 0; i < jobs->count; i++)
        CRIA_TRY(load(&jobs->job[i], store));
    return CRIA_OK;
}

static cria_status save(const cria_job *job, cria_store *store)
{
    json_t *state;
    CRIA_TRY(cria_json_object(&state));
    cria_status status =
        cria_json_set(state, "continue", job->next ? json_incref(job->next) : json_null());
    if (status == CRIA_OK)
        status = cria_json_set(state, "done", json_boolean(job->done));
    if (status == CRIA_OK)
        status = cria_json_set(state, "requests", json_integer(job->requests));
    if (status == CRIA_OK)
        status = cria_state_json_set(store, job->key, state);
    json_decref(state);
    return status;
}

// ---- the work

cria_status cria_jobs_interrupted(void)
{
    return cria_interrupted() ? cria_fail(CRIA_EINTR, "interrupted") : CRIA_OK;
}

// store_batch is one transaction: a killed fetch has both or neither.
static cria_status store_batch(cria_talk *s, cria_job *job, const cria_page_batch *b)
{
    CRIA_TRY(cria_store_begin(s->store));
    cria_status status = cria_page_batch_put(s, b);
    if (status == CRIA_OK)
        status = save(job, s->store);
    return status == CRIA_OK ? cria_store_commit(s->store) : status;
}

static cria_status one_batch(cria_talk *s, cria_job *job)
{
    cria_page_batch b = {
        .scope = job->scope, .text = true, .limit = s->options->batch, .from = job->next};
    const int64_t before = s->report->requests;
    cria_status status = cria_page_batch_get(s, &b);
    if (status == CRIA_OK) {
        json_decref(job->next);
        job->next = json_incref(b.next);
        job->done = !b.next;
        job->requests += s->report->requests - before;
        status = store_batch(s, job, &b);
    }
    cria_page_batch_free(&b);
    return status;
}

cria_status cria_job_run(cria_talk *s, cria_job *job)
{
    while (!job->done) {
        CRIA_TRY(one_batch(s, job));
        cria_progress_at(&s->progress, (double)s->report->requests);
        CRIA_TRY(cria_jobs_interrupted());
    }
    return CRIA_OK;
}
