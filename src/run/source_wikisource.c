// source_wikisource.c owns the source that is fetched from a wiki, or from a wiki's dump.
#include "run/source.h"

#include "base/clock.h"
#include "base/log.h"
#include "fetch/fetch.h"

#include <stdlib.h>
#include <string.h>

static const char section[] = "source.wikisource";

// The recipe's section, read.
typedef struct wiki_source {
    cria_options options;
    cria_fetch_options fetch;
    const char *contact_from;
} wiki_source;

// A recipe is passed on, an address should not be: it may come from the environment.
static cria_status read_contact(wiki_source *w)
{
    const char *contact = getenv("CRIA_CONTACT");
    w->contact_from = "the recipe";
    if (!contact || !*contact)
        return CRIA_OK;
    w->contact_from = "CRIA_CONTACT";
    return cria_options_set(&w->options, "contact", contact, CRIA_ORIGIN_ENVIRONMENT);
}

// Free the options, failed or not.
static cria_status read_settings(wiki_source *w, run *r)
{
    const char *const sections[] = {section, NULL};
    const char *dump;
    *w = (wiki_source){0};
    CRIA_TRY(stage_options(r, &w->options, cria_fetch_option_table, &w->fetch, sections));
    CRIA_TRY(cria_recipe_text(&dump, &r->recipe, "source.wikisource.dump", r->out));
    if (dump)
        w->fetch.dump = dump; // with {data} replaced
    return read_contact(w);
}

static bool lacks_contact(const wiki_source *w)
{
    return !w->fetch.contact || !*w->fetch.contact;
}

// ---- before anything runs

// A plan may be made without a contact; it says then that there is none.
static cria_status check_all(run *r, const wiki_source *w)
{
    cria_fetch_options fetch = w->fetch;
    if (r->job->dry_run && lacks_contact(w))
        fetch.contact = "nobody";
    if (cria_fetch_check(&fetch) == CRIA_OK)
        return CRIA_OK;
    cria_buffer reason = {0};
    cria_status status = cria_buffer_puts(&reason, cria_message());
    if (status == CRIA_OK)
        status = cria_recipe_fail(&r->recipe, section, "%s", reason.data);
    cria_buffer_free(&reason);
    return status;
}

static cria_status wikisource_check(run *r)
{
    wiki_source w;
    cria_status status = read_settings(&w, r);
    if (status == CRIA_OK)
        status = check_all(r, &w);
    cria_options_free(&w.options);
    return status;
}

// ---- the key

// Settings that say how the wiki is asked, not what for.
static bool is_manner(const char *name)
{
    static const char *const manners[] = {"contact", "interval", "maxlag", "batch",
                                          "timeout", "retries",  "update"};
    for (size_t i = 0; i < sizeof manners / sizeof *manners; i++)
        if (strcmp(name, manners[i]) == 0)
            return true;
    return false;
}

static cria_status add_settings(const wiki_source *w, cria_buffer *out)
{
    const cria_option_binding *b = &w->options.binding[0];
    for (int i = 0; b->table[i].name; i++) {
        if (is_manner(b->table[i].name))
            continue;
        CRIA_TRY(cria_buffer_printf(out, "%s=", b->table[i].name));
        CRIA_TRY(cria_options_text(b, i, out));
        CRIA_TRY(cria_buffer_putc(out, '\n'));
    }
    if (w->fetch.dump && cria_path_exists(w->fetch.dump))
        return source_hash_path(w->fetch.dump, out);
    return CRIA_OK;
}

static cria_status wikisource_depends(run *r, cria_buffer *out)
{
    wiki_source w;
    cria_status status = read_settings(&w, r);
    if (status == CRIA_OK)
        status = add_settings(&w, out);
    cria_options_free(&w.options);
    return status;
}

// ---- what it takes

static cria_status describe_dump(const wiki_source *w, cria_buffer *out)
{
    return cria_buffer_printf(out, "%s, volumes %s, from the dump %s", w->fetch.work,
                              w->fetch.volumes, w->fetch.dump ? w->fetch.dump : "(none named)");
}

static cria_status describe_requests(const wiki_source *w, const char *store, cria_buffer *out)
{
    int64_t requests, left;
    double seconds;
    char span[24];
    CRIA_TRY(cria_fetch_plan(&w->fetch, store, &requests, &left, &seconds));
    if (requests == 0)
        return cria_buffer_puts(out, ", a number of requests that is not known beforehand");
    cria_clock_span(span, sizeof span, seconds * (double)left / (double)requests);
    CRIA_TRY(cria_buffer_printf(out, ", %lld requests", (long long)left));
    if (left < requests)
        CRIA_TRY(cria_buffer_printf(out, " left of %lld", (long long)requests));
    return cria_buffer_printf(out, ", about %s", span);
}

static cria_status describe_wiki(const wiki_source *w, const char *store, cria_buffer *out)
{
    CRIA_TRY(cria_buffer_printf(out, "%s, volumes %s, from %s", w->fetch.work, w->fetch.volumes,
                                w->fetch.endpoint));
    CRIA_TRY(describe_requests(w, store, out));
    if (lacks_contact(w))
        return cria_buffer_puts(out, "; no contact: set CRIA_CONTACT to your mail address or "
                                     "web page, which Wikimedia demands");
    return cria_buffer_printf(out, "; contact %s (from %s)", w->fetch.contact, w->contact_from);
}

static cria_status describe(run *r, const stage *s, const wiki_source *w, cria_buffer *out)
{
    const char *store;
    CRIA_TRY(stage_path(&store, r, s, "pages.db"));
    return w->fetch.source == CRIA_FETCH_DUMP ? describe_dump(w, out)
                                              : describe_wiki(w, store, out);
}

static cria_status wikisource_describe(run *r, const stage *s, cria_buffer *out)
{
    wiki_source w;
    cria_status status = read_settings(&w, r);
    if (status == CRIA_OK)
        status = describe(r, s, &w, out);
    cria_options_free(&w.options);
    return status;
}

// ---- the fetch

static cria_status set_facts(stage *s, const wiki_source *w, const cria_fetch_report *report)
{
    json_t *work = json_pack("{s:s, s:s, s:s, s:s, s:s}", "work", w->fetch.work, "index",
                             w->fetch.index, "volumes", w->fetch.volumes, "endpoint",
                             w->fetch.endpoint, "licence", w->fetch.licence);
    json_t *fetched =
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:f}", "requests", (json_int_t)report->requests,
                  "retries", (json_int_t)report->retries, "pages", (json_int_t)report->pages,
                  "bytes", (json_int_t)report->bytes, "network", (json_int_t)report->network,
                  "seconds", report->seconds);
    const cria_status status = cria_json_set(s->facts, "wikisource", work);
    const cria_status other = cria_json_set(s->facts, "fetched", fetched);
    return status == CRIA_OK ? other : status;
}

static cria_status fetch_pages(run *r, stage *s, const wiki_source *w)
{
    cria_buffer plan = {0};
    cria_fetch_report report;
    const char *store;
    cria_status status = describe(r, s, w, &plan);
    if (status == CRIA_OK)
        cria_info("%s", plan.data);
    cria_buffer_free(&plan);
    if (status == CRIA_OK)
        status = stage_path(&store, r, s, "pages.db");
    if (status == CRIA_OK)
        status = cria_fetch_run(&w->fetch, store, &report);
    return status == CRIA_OK ? set_facts(s, w, &report) : status;
}

static cria_status wikisource_work(run *r, stage *s)
{
    wiki_source w;
    cria_status status = read_settings(&w, r);
    if (status == CRIA_OK)
        status = fetch_pages(r, s, &w);
    cria_options_free(&w.options);
    return status;
}

const source_kind source_wikisource = {.check = wikisource_check,
                                       .depends = wikisource_depends,
                                       .work = wikisource_work,
                                       .describe = wikisource_describe,
                                       .stored = true};
