// download.c: see download.h.
#include "fetch/download.h"

#include "base/interrupt.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define KEY "download"

typedef struct download {
    cria_talk *talk;
    const char *url, *path;
    FILE *file;
    uint64_t have;       // bytes in the file
    uint64_t begun_with; // of them before this request
    char validator[256]; // of the document they belong to, "" none
    bool whole;
    bool answered; // this request has had its first byte
    cria_progress progress;
} download;

// ---- what the store remembers

static cria_status recall(download *d)
{
    json_t *state;
    CRIA_TRY(cria_state_json_get(d->talk->store, KEY, &state));
    const char *url = json_string_value(json_object_get(state, "url"));
    const char *validator = json_string_value(json_object_get(state, "validator"));
    if (url && validator && strcmp(url, d->url) == 0) {
        snprintf(d->validator, sizeof d->validator, "%s", validator);
        d->whole = json_is_true(json_object_get(state, "whole"));
    }
    json_decref(state);
    return CRIA_OK;
}

static cria_status remember(const download *d)
{
    json_t *state;
    CRIA_TRY(cria_json_object(&state));
    cria_status status = cria_json_set(state, "url", json_string(d->url));
    if (status == CRIA_OK)
        status = cria_json_set(state, "validator", json_string(d->validator));
    if (status == CRIA_OK)
        status = cria_json_set(state, "whole", json_boolean(d->whole));
    if (status == CRIA_OK)
        status = cria_state_json_set(d->talk->store, KEY, state);
    json_decref(state);
    return status;
}

// ---- the file

// Without a validator nobody knows what the bytes belong to.
static cria_status open_file(download *d)
{
    d->file = fopen(d->path, d->validator[0] ? "ab" : "wb");
    if (!d->file)
        return cria_fail_errno("%s", d->path);
    if (fseeko(d->file, 0, SEEK_END) != 0)
        return cria_fail_errno("%s", d->path);
    d->have = (uint64_t)ftello(d->file);
    return CRIA_OK;
}

static cria_status start_over(download *d)
{
    d->have = d->begun_with = 0;
    if (fflush(d->file) != 0 || ftruncate(fileno(d->file), 0) != 0 ||
        fseeko(d->file, 0, SEEK_SET) != 0)
        return cria_fail_errno("%s", d->path);
    return CRIA_OK;
}

// The first bytes of an answer: 206 goes on, 200 is the document from its beginning.
static cria_status first_bytes(download *d, const cria_http_reply *reply)
{
    d->answered = true;
    if (reply->status == 200) {
        CRIA_TRY(start_over(d));
        snprintf(d->validator, sizeof d->validator, "%s", reply->validator);
        CRIA_TRY(remember(d));
    }
    d->progress.total = reply->length > 0 ? (double)reply->length : 0;
    return CRIA_OK;
}

static cria_status take_bytes(void *context, const cria_http_reply *reply, const char *bytes,
                              size_t length)
{
    download *const d = context;
    if (reply->status != 200 && reply->status != 206)
        return CRIA_OK; // an error's page
    if (!d->answered)
        CRIA_TRY(first_bytes(d, reply));
    if (fwrite(bytes, 1, length, d->file) != length)
        return cria_fail_errno("%s", d->path);
    d->have += length;
    cria_progress_at(&d->progress, (double)(d->have - d->begun_with));
    return CRIA_OK;
}

// ---- the conversation

// settle decides what the answer was. 416 to a part: there is nothing behind what is there, or
// another document; beginning anew is right for both, and happens only once.
static cria_status settle(download *d)
{
    cria_talk *const s = d->talk;
    const cria_http_reply *r = &s->reply;
    char why[320];
    if (d->answered && d->have > d->begun_with)
        s->failures = 0; // it went forward
    if (!r->trouble[0] && (r->status == 200 || r->status == 206)) {
        d->whole = true;
        return remember(d);
    }
    if (r->status == 416 && d->begun_with) {
        d->validator[0] = '\0';
        return start_over(d);
    }
    const bool refused = r->hopeless || (r->status >= 400 && r->status < 500 &&
                                         r->status != 429 && r->status != 408);
    if (r->trouble[0])
        snprintf(why, sizeof why, "%s", r->trouble);
    else
        snprintf(why, sizeof why, "HTTP status %ld", r->status);
    if (refused)
        return cria_fail(CRIA_ENET, "%s: %s", d->url, why);
    return cria_talk_failed(s, d->url, why, r->retry_after);
}

static cria_status try_once(download *d)
{
    cria_talk *const s = d->talk;
    d->answered = false;
    d->begun_with = d->have;
    const cria_http_request request = {.url = d->url,
                                       .sink = take_bytes,
                                       .context = d,
                                       .from = d->have,
                                       .validator = d->validator[0] ? d->validator : NULL};
    CRIA_TRY(cria_pace_turn(&s->pace));
    s->report->requests++;
    CRIA_TRY(cria_http_get(s->http, &request, &s->reply));
    s->report->network += s->reply.network;
    if (fflush(d->file) != 0)
        return cria_fail_errno("%s", d->path);
    if (cria_interrupted())
        return cria_fail(CRIA_EINTR, "interrupted");
    return settle(d);
}

cria_status cria_download(cria_talk *s, const char *url, const char *path)
{
    download d = {.talk = s, .url = url, .path = path};
    CRIA_TRY(recall(&d));
    if (d.whole && cria_path_exists(path))
        return CRIA_OK;
    d.whole = false;
    cria_status status = open_file(&d);
    cria_progress_begin(&d.progress, "downloading", CRIA_PROGRESS_BYTES, 0);
    while (status == CRIA_OK && !d.whole)
        status = try_once(&d);
    if (d.file && fclose(d.file) != 0 && status == CRIA_OK)
        status = cria_fail_errno("%s", path);
    if (status == CRIA_OK)
        cria_progress_end(&d.progress, (double)(d.have - d.begun_with));
    return status;
}
