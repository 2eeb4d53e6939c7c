// cmd_fetch.c: cria fetch: raw pages from a wiki into a store.
#include "cli/commands.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "cli/output.h"
#include "fetch/fetch.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>

typedef struct settings {
    const char *out;
    bool dry_run;
} settings;

static const cria_option table[] = {
    {.name = "out",
     .kind = CRIA_OPTION_TEXT,
     .offset = offsetof(settings, out),
     .fallback = "pages.db",
     .value = "FILE",
     .help = "the store of pages, begun or gone on with",
     .letter = 'o'},
    {.name = "dry-run",
     .kind = CRIA_OPTION_FLAG,
     .offset = offsetof(settings, dry_run),
     .help = "say how many requests it takes and how long, and ask nothing"},
    {0},
};

static cria_status plan(const invocation *call, const settings *o)
{
    const cria_fetch_options *const fetch = call->settings[1];
    int64_t requests, left;
    double seconds;
    char span[24];
    CRIA_TRY(cria_fetch_plan(fetch, o->out, &requests, &left, &seconds));
    if (call->common->json)
        return print_json(json_pack("{s:I, s:I, s:f}", "requests", (json_int_t)requests,
                                    "left_requests", (json_int_t)left, "seconds", seconds));
    cria_clock_span(span, sizeof span, requests ? seconds : -1);
    if (requests)
        printf("%" PRId64 " requests, %" PRId64 " of them left; all take about %s\n", requests,
               left, span);
    else if (fetch->source == CRIA_FETCH_DUMP)
        printf("a dump is read as a whole, and the wiki's API is asked nothing\n");
    else
        printf("how many requests this work takes is not known before the wiki is asked: one "
               "for each %" PRId64 " pages, scanned ones and articles' own, %g s apart\n",
               fetch->batch < 50 ? fetch->batch : 50, fetch->interval);
    return CRIA_OK;
}

static cria_status print_report(const invocation *call, const cria_fetch_report *r)
{
    char span[24];
    if (call->common->json)
        return print_json(json_pack(
            "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f}", "requests", (json_int_t)r->requests,
            "retries", (json_int_t)r->retries, "pages", (json_int_t)r->pages, "unchanged",
            (json_int_t)r->unchanged, "removed", (json_int_t)r->removed, "bytes",
            (json_int_t)r->bytes, "network", (json_int_t)r->network, "seconds", r->seconds));
    if (r->requests + r->pages + r->unchanged == 0) {
        printf("nothing was left to fetch; --update asks for what changed since\n");
        return CRIA_OK;
    }
    cria_clock_span(span, sizeof span, r->seconds);
    printf("%" PRId64 " pages stored, %" PRId64 " unchanged, %" PRId64 " removed; %" PRId64
           " bytes of text, %s\n",
           r->pages, r->unchanged, r->removed, r->bytes, span);
    if (r->requests > 0)
        printf("%" PRId64 " requests, %" PRId64 " of them again after a failure; %" PRId64
               " bytes over the network\n",
               r->requests, r->retries, r->network);
    return CRIA_OK;
}

static cria_status run(const invocation *call)
{
    const settings *o = call->settings[0];
    cria_fetch_report report = {0};
    if (o->dry_run)
        return plan(call, o);
    cria_interrupt_install();
    CRIA_TRY(cria_fetch_run(call->settings[1], o->out, &report));
    return print_report(call, &report);
}

const command command_fetch = {
    .name = "fetch",
    .arguments = "",
    .summary = "raw pages from a wiki, for clean",
    .details =
        "Pages of the 1911 Britannica on Wikisource, or of another work with scanned pages. "
        "Stopped at any time, the same command goes on where it was; finished, it asks "
        "nothing. Requests follow each other slowly, as the wiki wants it; CRIA_WIKI_TOKEN may "
        "hold a bearer token. With --source dump the pages come from a dump of the wiki, "
        "without its API.",
    .example = "cria fetch --contact you@example.org --volumes 1-4 --out pages.db",
    .tables = {{table, sizeof(settings)},
               {cria_fetch_option_table, sizeof(cria_fetch_options)}},
    .run = run,
};
