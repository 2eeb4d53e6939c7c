// update.c owns the renewal of a finished job: the wiki lists the newest revisions without
// their texts, and only what differs from the store is asked for. Nothing is noted on the way:
// what has been renewed is equal the next time.
#include "fetch/jobs.h"

#include <string.h>

enum { LISTED = 500 }; // pages a request when no text is asked for

static cria_status list_pages(cria_talk *s, const cria_job *job, json_t *listed)
{
    json_t *from = NULL;
    cria_status status;
    do {
        cria_page_batch b = {.scope = job->scope, .limit = LISTED, .from = from};
        status = cria_page_batch_get(s, &b);
        if (status == CRIA_OK && json_object_update(listed, b.page) != 0)
            status = cria_fail(CRIA_ENOMEM, "out of memory for a list of pages");
        json_decref(from);
        from = json_incref(b.next);
        cria_page_batch_free(&b);
        cria_progress_at(&s->progress, (double)s->report->requests);
        if (status == CRIA_OK)
            status = cria_jobs_interrupted();
    } while (status == CRIA_OK && from);
    json_decref(from);
    return status;
}

// ---- what is new or changed

typedef struct changes {
    cria_talk *talk;
    const cria_job *job;
    cria_buffer ids;
    size_t count;
} changes;

static cria_status ask_for(changes *c)
{
    if (c->count == 0)
        return CRIA_OK;
    cria_talk *const s = c->talk;
    cria_page_batch b = {
        .scope = c->job->scope, .ids = c->ids.data, .count = c->count, .text = true};
    cria_status status = cria_page_batch_get(s, &b);
    if (status == CRIA_OK)
        status = cria_store_begin(s->store);
    if (status == CRIA_OK)
        status = cria_page_batch_put(s, &b);
    if (status == CRIA_OK)
        status = cria_store_commit(s->store);
    cria_page_batch_free(&b);
    cria_buffer_reset(&c->ids);
    c->count = 0;
    cria_progress_at(&s->progress, (double)s->report->requests);
    return status == CRIA_OK ? cria_jobs_interrupted() : status;
}

static cria_status look_at(changes *c, const char *title, const json_t *member)
{
    cria_wiki_page now, kept;
    bool found;
    cria_talk *const s = c->talk;
    if (cria_reply_page(member, false, &now) != CRIA_PAGE_TEXT)
        return CRIA_OK;
    CRIA_TRY(cria_store_get(s->store, title, &kept, &found));
    if (found && kept.revision == now.revision) {
        s->report->unchanged++;
        return CRIA_OK;
    }
    CRIA_TRY(
        cria_buffer_printf(&c->ids, "%s%lld", c->count ? "|" : "", (long long)now.page_id));
    return ++c->count >= (size_t)s->options->batch ? ask_for(c) : CRIA_OK;
}

static cria_status renew(cria_talk *s, const cria_job *job, const json_t *listed)
{
    changes c = {.talk = s, .job = job};
    const char *title;
    json_t *member;
    cria_status status = CRIA_OK;
    json_object_foreach((json_t *)listed, title, member)
    {
        if (status == CRIA_OK)
            status = look_at(&c, title, member);
    }
    if (status == CRIA_OK)
        status = ask_for(&c);
    cria_buffer_free(&c.ids);
    return status;
}

// ---- what is gone

typedef struct vanished {
    const cria_scope *scope;
    const json_t *listed;
    cria_names titles;
} vanished;

static cria_status note_vanished(void *context, const char *title)
{
    vanished *const v = context;
    cria_wiki_page now;
    const json_t *member = json_object_get(v->listed, title);
    if (!cria_scope_has(v->scope, v->scope->ns, title) ||
        (member && cria_reply_page(member, false, &now) == CRIA_PAGE_TEXT))
        return CRIA_OK;
    return cria_names_add(&v->titles, title);
}

static cria_status remove_all(cria_talk *s, const cria_names *titles)
{
    CRIA_TRY(cria_store_begin(s->store));
    for (size_t i = 0; i < titles->count; i++)
        CRIA_TRY(cria_store_remove(s->store, titles->name[i]));
    s->report->removed += (int64_t)titles->count;
    return cria_store_commit(s->store);
}

// The namespace's name is the wiki's own, so it is taken from a title it lists.
static cria_status full_prefix(cria_buffer *out, const cria_job *job, const json_t *listed)
{
    const char *name = json_object_iter_key(json_object_iter((json_t *)listed));
    const char *colon = name && job->scope.ns != CRIA_WIKI_MAIN ? strchr(name, ':') : NULL;
    const char *rest = cria_scope_name(&job->scope);
    if (job->scope.ns != CRIA_WIKI_MAIN && !colon)
        return cria_buffer_puts(out, "");
    return cria_buffer_printf(out, "%.*s%s", colon ? (int)(colon + 1 - name) : 0,
                              name ? name : "", rest);
}

// An empty list is rather a fault of the wiki than the end of the work.
static cria_status drop_vanished(cria_talk *s, const cria_job *job, const json_t *listed)
{
    vanished v = {.scope = &job->scope, .listed = listed};
    cria_buffer prefix = {0};
    cria_status status = full_prefix(&prefix, job, listed);
    if (status == CRIA_OK)
        status = cria_store_titles(s->store, job->scope.ns, prefix.data, note_vanished, &v);
    cria_buffer_free(&prefix);
    if (status == CRIA_OK && v.titles.count && json_object_size(listed) == 0)
        cria_warning("%s: the wiki lists no page any more; what is in the store is kept",
                     cria_scope_name(&job->scope));
    else if (status == CRIA_OK && v.titles.count)
        status = remove_all(s, &v.titles);
    cria_names_free(&v.titles);
    return status;
}

cria_status cria_job_update(cria_talk *s, const cria_job *job)
{
    json_t *listed;
    CRIA_TRY(cria_json_object(&listed));
    cria_status status = list_pages(s, job, listed);
    if (status == CRIA_OK)
        status = renew(s, job, listed);
    if (status == CRIA_OK)
        status = drop_vanished(s, job, listed);
    json_decref(listed);
    return status;
}
