// fetch.h owns the getting of a work's raw pages from a wiki: from its API or from a dump, into
// a store (wiki/store.h). Both ways leave stores that give the same articles.
#ifndef CRIA_FETCH_FETCH_H
#define CRIA_FETCH_FETCH_H

#include "base/option.h"

typedef enum cria_fetch_source { CRIA_FETCH_API, CRIA_FETCH_DUMP } cria_fetch_source;

typedef struct cria_fetch_options {
    int source;           // cria_fetch_source
    const char *endpoint; // https://en.wikisource.org/w/api.php
    const char *contact;  // the operator's mail or page; required for Wikimedia's hosts
    const char *work;     // title of the work's root page; articles are its subpages
    const char *index;    // "EB1911 - Volume %.djvu": see cria_volumes_index; or a name
    const char *volumes;  // "1-28", "4", "1,3,5-7"; without a mark in index ignored
    const char *dump;     // file, "-" or URL of a pages-articles XML dump, plain or .bz2
    const char *licence;  // of the transcription, kept with every article
    double interval;      // seconds between two requests, at least
    int64_t maxlag;       // seconds of replication lag that the wiki may have
    int64_t batch;        // pages a request: 50, for bots 500
    int64_t timeout;      // seconds without a byte until a request counts as failed
    int64_t retries;      // failures of one request in a row until the fetch gives up
    bool update;          // ask only for what changed since
    bool stubs;           // also the main-namespace pages, not only the scanned ones
} cria_fetch_options;

extern const cria_option cria_fetch_option_table[];

typedef struct cria_fetch_report {
    int64_t requests, retries; // made now
    int64_t pages, unchanged, removed;
    int64_t bytes;   // of text, stored now
    int64_t network; // bytes over the wire
    double seconds;
} cria_fetch_report;

// cria_fetch_check: what cria_fetch_run refuses before it asks anything, such as a contact that
// is missing.
CRIA_MUSTUSE cria_status cria_fetch_check(const cria_fetch_options *options);

// cria_fetch_run fills the store at `out`, or goes on where an earlier one stopped; a finished
// fetch makes no request unless `update` is set. A bearer token is taken from the environment
// variable CRIA_WIKI_TOKEN. CRIA_ENET: the network or the wiki failed `retries` times in a row;
// everything received is kept. CRIA_EINTR: stopped after the batch in flight, which is kept.
CRIA_MUSTUSE cria_status cria_fetch_run(const cria_fetch_options *options, const char *out,
                                        cria_fetch_report *report);

// cria_fetch_plan: how many requests and seconds a first fetch from the API takes, from the
// known page counts of the 1911 Britannica, or for other works unknown (*requests = 0).
// *left_requests counts what the store at `out` (may be absent) still lacks.
CRIA_MUSTUSE cria_status cria_fetch_plan(const cria_fetch_options *options, const char *out,
                                         int64_t *requests, int64_t *left_requests,
                                         double *seconds);

#endif
