// jobs.h owns the parts of a fetch, and how far each has come: the scanned pages of a volume,
// the articles' stubs, the root page.
#ifndef CRIA_FETCH_JOBS_H
#define CRIA_FETCH_JOBS_H

#include "fetch/page_batch.h"

typedef struct cria_job {
    cria_scope scope;
    const char *key; // of its state in the store: {"continue", "done", "requests"}
    int volume;      // 0: none
    bool done;
    bool found; // the store has a page of it; set by cria_found_check
    int64_t requests;
    json_t *next; // continue object; NULL: at the beginning
} cria_job;

typedef struct cria_jobs {
    cria_job *job;
    size_t count, capacity;
    const char *work; // title of the root page, with blanks
    cria_arena arena;
} cria_jobs;

// cria_jobs_make lists the jobs that the options mean. Zero *jobs first.
CRIA_MUSTUSE cria_status cria_jobs_make(cria_jobs *jobs, const cria_fetch_options *options);
// cria_jobs_load reads from the store how far each has come.
CRIA_MUSTUSE cria_status cria_jobs_load(cria_jobs *jobs, cria_store *store);
void cria_jobs_free(cria_jobs *jobs);

// cria_job_run goes on with a job to its end. A batch and the job's new state are stored
// together.
CRIA_MUSTUSE cria_status cria_job_run(cria_talk *s, cria_job *job);

// cria_job_update asks for the pages of a finished job that are new or changed since, and
// removes those that are gone.
CRIA_MUSTUSE cria_status cria_job_update(cria_talk *s, const cria_job *job);

// cria_jobs_interrupted: CRIA_EINTR at Ctrl-C; to be asked when all that came is stored.
CRIA_MUSTUSE cria_status cria_jobs_interrupted(void);

#endif
