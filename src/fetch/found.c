// found.c: see found.h.
#include "fetch/found.h"

#include <string.h>

typedef struct look {
    cria_jobs *jobs;
    int64_t ns;
} look;

static cria_status note(void *context, const char *title)
{
    const look *const l = context;
    for (size_t i = 0; i < l->jobs->count; i++) {
        cria_job *const job = &l->jobs->job[i];
        job->found = job->found || cria_scope_has(&job->scope, l->ns, title);
    }
    return CRIA_OK;
}

static cria_status look_for(cria_talk *s, cria_jobs *jobs)
{
    static const int64_t namespaces[] = {CRIA_WIKI_MAIN, CRIA_WIKI_PAGE};
    for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++) {
        look l = {.jobs = jobs, .ns = namespaces[i]};
        CRIA_TRY(cria_store_titles(s->store, l.ns, "", note, &l));
    }
    return CRIA_OK;
}

static bool lacks_scans(const cria_job *job)
{
    return job->scope.ns == CRIA_WIKI_PAGE && !job->found;
}

// The volumes without a page as a list of ranges, "2-3, 5".
static cria_status list_volumes(cria_buffer *out, const cria_jobs *jobs)
{
    for (size_t i = 0; i < jobs->count; i++) {
        const cria_job *const first = &jobs->job[i];
        if (!lacks_scans(first))
            continue;
        while (i + 1 < jobs->count && lacks_scans(&jobs->job[i + 1]) &&
               jobs->job[i + 1].volume == jobs->job[i].volume + 1)
            i++;
        CRIA_TRY(cria_buffer_printf(out, "%s%d", out->length ? ", " : "", first->volume));
        if (&jobs->job[i] != first)
            CRIA_TRY(cria_buffer_printf(out, "-%d", jobs->job[i].volume));
    }
    return CRIA_OK;
}

static cria_status warn(const cria_talk *s, const cria_jobs *jobs)
{
    cria_buffer volumes = {0};
    cria_status status = list_volumes(&volumes, jobs);
    const cria_job *const last = &jobs->job[jobs->count - 1];
    if (status == CRIA_OK && volumes.length && last->volume == 0)
        cria_warning("no scanned pages of '%s': is --index the name of the index page?",
                     s->options->index);
    else if (status == CRIA_OK && volumes.length)
        cria_warning("no scanned pages of '%s' for volume%s %s", s->options->index,
                     strpbrk(volumes.data, "-,") ? "s" : "", volumes.data);
    cria_buffer_free(&volumes);
    for (size_t i = 0; i < jobs->count; i++)
        if (jobs->job[i].scope.ns == CRIA_WIKI_MAIN && jobs->job[i].scope.prefix &&
            !jobs->job[i].found)
            cria_warning("no articles' own pages: no title begins with '%s'; cria clean "
                         "--borders pages finds articles by their headwords",
                         jobs->job[i].scope.prefix);
    return status;
}

cria_status cria_found_check(cria_talk *s, cria_jobs *jobs)
{
    bool forgotten, any = false;
    CRIA_TRY(look_for(s, jobs));
    for (size_t i = 0; i < jobs->count; i++)
        any = any || jobs->job[i].found;
    if (any)
        return warn(s, jobs);
    CRIA_TRY(cria_store_forget(s->store, &forgotten));
    return cria_fail(
        CRIA_EARG,
        "%s has no page of this work: expected '%s' to be the title of its root "
        "page (--work), and '%s' the name of the index page of its scans (--index)",
        s->options->source == CRIA_FETCH_DUMP ? s->options->dump : s->options->endpoint,
        s->options->work, s->options->index);
}
