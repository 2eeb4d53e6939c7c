// talk.c: see talk.h.
#include "fetch/talk.h"

#include "base/clock.h"
#include "fetch/url.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define PACE_KEY "pace"

cria_status cria_state_json_get(cria_store *store, const char *key, json_t **out)
{
    cria_buffer text = {0};
    bool found = false;
    *out = NULL;
    cria_status status = cria_store_state_get(store, key, &text, &found);
    if (status == CRIA_OK && found)
        status = cria_json_parse(out, text.data, text.length, key);
    cria_buffer_free(&text);
    return status;
}

cria_status cria_state_json_set(cria_store *store, const char *key, const json_t *value)
{
    cria_buffer text = {0};
    cria_status status = cria_json_append(&text, value);
    if (status == CRIA_OK)
        status = cria_store_state_set(store, key, text.data);
    cria_buffer_free(&text);
    return status;
}

// ---- opening

static cria_status recall_pace(cria_talk *s)
{
    json_t *state;
    double interval = 0;
    cria_status status = cria_state_json_get(s->store, PACE_KEY, &state);
    if (status == CRIA_OK && state)
        status = cria_json_real_or(&interval, state, "interval", 0, 1e6, 0, PACE_KEY);
    json_decref(state);
    cria_pace_begin(&s->pace, s->options->interval, interval);
    return status;
}

static cria_status remember_pace(cria_talk *s)
{
    json_t *state;
    CRIA_TRY(cria_json_object(&state));
    cria_status status = cria_json_set(state, "interval", json_real(s->pace.interval));
    if (status == CRIA_OK)
        status = cria_state_json_set(s->store, PACE_KEY, state);
    json_decref(state);
    return status;
}

cria_status cria_talk_open(cria_talk *s, const cria_fetch_options *options, cria_store *store,
                           const char *out, cria_fetch_report *report)
{
    *s = (cria_talk){.options = options, .store = store, .out = out, .report = report};
    const char *token = getenv("CRIA_WIKI_TOKEN");
    const cria_http_settings settings = {
        .contact = options->contact,
        .token = token && *token ? token : NULL,
        .timeout = options->timeout,
    };
    CRIA_TRY(recall_pace(s));
    return cria_http_open(&s->http, &settings);
}

void cria_talk_close(cria_talk *s)
{
    cria_http_close(s->http);
    cria_http_reply_free(&s->reply);
    cria_names_free(&s->told);
}

cria_status cria_talk_query(const cria_talk *s, cria_buffer *url)
{
    CRIA_TRY(cria_url_begin(url, s->options->endpoint));
    CRIA_TRY(cria_url_add(url, "action", "query"));
    CRIA_TRY(cria_url_add(url, "format", "json"));
    CRIA_TRY(cria_url_add(url, "formatversion", "2"));
    CRIA_TRY(cria_url_add(url, "errorformat", "plaintext"));
    if (s->options->maxlag > 0)
        CRIA_TRY(cria_url_add_int(url, "maxlag", s->options->maxlag));
    return CRIA_OK;
}

// ---- asking

cria_status cria_talk_failed(cria_talk *s, const char *what, const char *why,
                             double retry_after)
{
    char span[24];
    if (++s->failures >= s->options->retries)
        return cria_fail(CRIA_ENET,
                         "%s: given up after %" PRId64 " failures in a row, the last: %s; "
                         "what came is kept in %s, and the same command goes on there",
                         what, s->failures, why, s->out);
    s->report->retries++;
    const double delay = cria_pace_delay(&s->pace, s->failures, retry_after);
    cria_clock_span(span, sizeof span, delay);
    cria_info("%s: %s; again in %s (failure %" PRId64 " of %" PRId64 ")", what, why, span,
              s->failures, s->options->retries);
    return cria_pace_sleep(delay);
}

cria_status cria_talk_good(cria_talk *s)
{
    s->failures = 0;
    return cria_pace_good(&s->pace) ? remember_pace(s) : CRIA_OK;
}

static cria_status slow_down(cria_talk *s)
{
    if (!cria_pace_slow(&s->pace))
        return CRIA_OK;
    cria_info("the wiki asks for fewer requests: now %.3g s between two", s->pace.interval);
    return remember_pace(s);
}

// One request; *reply has a verdict.
static cria_status try_once(cria_talk *s, const char *url, cria_reply *reply)
{
    CRIA_TRY(cria_pace_turn(&s->pace));
    s->report->requests++;
    CRIA_TRY(cria_http_get(s->http, &(cria_http_request){.url = url}, &s->reply));
    s->report->network += s->reply.network;
    CRIA_TRY(cria_reply_judge(reply, &s->reply));
    if (reply->verdict == CRIA_REPLY_SLOWER)
        CRIA_TRY(slow_down(s));
    return CRIA_OK;
}

cria_status cria_talk_ask(cria_talk *s, const char *url, const char *what, json_t **root)
{
    cria_reply reply = {0};
    *root = NULL;
    for (;;) {
        CRIA_TRY_CTX(try_once(s, url, &reply), "%s", what);
        if (reply.verdict == CRIA_REPLY_GOOD)
            break;
        if (reply.verdict == CRIA_REPLY_REFUSED)
            return cria_fail(CRIA_ENET, "%s: %s", what, reply.why);
        CRIA_TRY(cria_talk_failed(s, what, reply.why, reply.retry_after));
    }
    *root = reply.root;
    return cria_reply_warn(reply.root, &s->told);
}
