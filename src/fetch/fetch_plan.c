// fetch_plan.c owns what a fetch will cost, before it asks anything: from the page counts of
// the 1911 Britannica on Wikisource (counted in April 2025).
#include "fetch/jobs.h"

#include "base/file.h"

#include <math.h>
#include <string.h>

#define ENDPOINT         "https://en.wikisource.org/w/api.php"
#define BRITANNICA       "1911 Encyclopædia Britannica"
#define BRITANNICA_INDEX "EB1911 - Volume %.djvu"

// Pages with articles by volume; each has some of front and end matter besides.
enum { VOLUMES = 28, MATTER = 40, STUBS = 39034 };
static const int64_t pages[VOLUMES + 1] = {
    0,   998,  1016, 1001, 1018, 991,  1004, 995, 1013, 985,  955,  956,  972,  971,  940,
    980, 1002, 1025, 986,  1020, 1030, 1005, 979, 1056, 1086, 1076, 1088, 1078, 1076,
};

static int64_t batches(int64_t n, int64_t batch)
{
    return (n + batch - 1) / batch;
}

// Texts come 50 in a reply at most, whatever the batch.
static int64_t requests_of(const cria_job *job, int64_t batch)
{
    const int64_t size = batch < 50 ? batch : 50;
    if (job->scope.ns == CRIA_WIKI_MAIN)
        return job->scope.prefix ? batches(STUBS, size) : 1;
    return job->volume <= VOLUMES ? batches(pages[job->volume] + MATTER, size) : 0;
}

static bool is_known(const cria_fetch_options *o, const char *work)
{
    return o->source == CRIA_FETCH_API && strcmp(o->endpoint, ENDPOINT) == 0 &&
           strcmp(work, BRITANNICA) == 0 && strcmp(o->index, BRITANNICA_INDEX) == 0;
}

static cria_status look_into(cria_jobs *jobs, const char *out)
{
    cria_store *store = NULL;
    if (!cria_path_exists(out))
        return CRIA_OK;
    cria_status status = cria_store_open(&store, out, CRIA_STORE_READ);
    if (status == CRIA_OK)
        status = cria_jobs_load(jobs, store);
    cria_store_close(store);
    return status;
}

static void add_up(const cria_jobs *jobs, int64_t batch, int64_t *all, int64_t *left)
{
    for (size_t i = 0; i < jobs->count; i++) {
        const cria_job *job = &jobs->job[i];
        const int64_t wanted = requests_of(job, batch);
        *all += wanted;
        if (!job->done) // at least one more, however many it took already
            *left += wanted > job->requests ? wanted - job->requests : 1;
    }
    *all += 1; // what the wiki is
    *left += *left == *all - 1;
}

cria_status cria_fetch_plan(const cria_fetch_options *options, const char *out,
                            int64_t *requests, int64_t *left_requests, double *seconds)
{
    cria_jobs jobs = {0};
    *requests = *left_requests = 0;
    *seconds = 0;
    cria_status status = cria_jobs_make(&jobs, options);
    if (status == CRIA_OK)
        status = look_into(&jobs, out);
    if (status == CRIA_OK && is_known(options, jobs.work))
        add_up(&jobs, options->batch, requests, left_requests);
    cria_jobs_free(&jobs);
    *seconds = (double)*requests * fmax(options->interval, 0.5);
    return status;
}
