// talk.h owns a conversation with one wiki: one request after the other, at its pace, each
// asked again until its answer is good or the patience is at an end.
#ifndef CRIA_FETCH_TALK_H
#define CRIA_FETCH_TALK_H

#include "base/log.h"
#include "fetch/fetch.h"
#include "fetch/http.h"
#include "fetch/pace.h"
#include "fetch/reply.h"

typedef struct cria_talk {
    const cria_fetch_options *options; // borrowed, as are store, out and report
    cria_store *store;
    const char *out;
    cria_fetch_report *report;
    cria_http *http;
    cria_pace pace;
    cria_http_reply reply;
    cria_names told;  // warnings of the wiki
    int64_t failures; // in a row
    cria_progress progress;
} cria_talk;

// cria_talk_open takes the interval that the store remembers.
CRIA_MUSTUSE cria_status cria_talk_open(cria_talk *s, const cria_fetch_options *options,
                                        cria_store *store, const char *out,
                                        cria_fetch_report *report);
void cria_talk_close(cria_talk *s);

// cria_talk_query appends what every query begins with.
CRIA_MUSTUSE cria_status cria_talk_query(const cria_talk *s, cria_buffer *url);

// cria_talk_ask: *root (owned by the caller) is a good reply, after as many tries as that
// takes. `what` says in messages what was asked for. CRIA_ENET: given up; CRIA_EINTR: while
// waiting.
CRIA_MUSTUSE cria_status cria_talk_ask(cria_talk *s, const char *url, const char *what,
                                       json_t **root);
// A reply may be good by itself and still not do: the caller says so with `failed`, which waits
// until it may ask again, or gives up; and `good` when it has what it wanted.
CRIA_MUSTUSE cria_status cria_talk_failed(cria_talk *s, const char *what, const char *why,
                                          double retry_after);
CRIA_MUSTUSE cria_status cria_talk_good(cria_talk *s);

// JSON in the store's state; an absent key gives NULL.
CRIA_MUSTUSE cria_status cria_state_json_get(cria_store *store, const char *key, json_t **out);
CRIA_MUSTUSE cria_status cria_state_json_set(cria_store *store, const char *key,
                                             const json_t *value);

#endif
