// page_batch.c: see page_batch.h.
#include "fetch/page_batch.h"

#include "fetch/url.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

// A wiki that answers a batch in more parts than this goes in circles.
enum { PARTS_MAX = 600 };

// Wikis write the first letter of a title large, whatever case it was asked in.
static bool begins(const char *title, const char *prefix)
{
    return *prefix == '\0' || (strncasecmp(title, prefix, 1) == 0 &&
                               strncmp(title + 1, prefix + 1, strlen(prefix + 1)) == 0);
}

bool cria_scope_has(const cria_scope *scope, int64_t ns, const char *title)
{
    if (ns != scope->ns)
        return false;
    const char *colon = ns == CRIA_WIKI_MAIN ? NULL : strchr(title, ':');
    const char *name = colon ? colon + 1 : title;
    if (scope->prefix)
        return begins(name, scope->prefix);
    return begins(name, scope->title) && strlen(name) == strlen(scope->title);
}

const char *cria_scope_name(const cria_scope *scope)
{
    return scope->prefix ? scope->prefix : scope->title;
}

// ---- the request

static cria_status add_continue(cria_buffer *url, const json_t *at)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)at, key, value)
    {
        if (json_is_string(value))
            CRIA_TRY(cria_url_add(url, key, json_string_value(value)));
        else if (json_is_integer(value))
            CRIA_TRY(cria_url_add_int(url, key, json_integer_value(value)));
    }
    return CRIA_OK;
}

static cria_status add_pages(cria_buffer *url, const cria_page_batch *b)
{
    if (b->ids)
        return cria_url_add(url, "pageids", b->ids);
    if (!b->scope.prefix)
        return cria_url_add(url, "titles", b->scope.title);
    CRIA_TRY(cria_url_add(url, "generator", "allpages"));
    CRIA_TRY(cria_url_add_int(url, "gapnamespace", b->scope.ns));
    CRIA_TRY(cria_url_add(url, "gapprefix", b->scope.prefix));
    return cria_url_add_int(url, "gaplimit", b->limit);
}

static cria_status ask(cria_talk *s, const cria_page_batch *b, const json_t *at,
                       const char *what, json_t **root)
{
    cria_buffer url = {0};
    cria_status status = cria_talk_query(s, &url);
    if (status == CRIA_OK)
        status = add_pages(&url, b);
    if (status == CRIA_OK)
        status = cria_url_add(&url, "prop", "revisions");
    if (status == CRIA_OK && b->text)
        status = cria_url_add(&url, "rvslots", "main");
    if (status == CRIA_OK)
        status = cria_url_add(&url, "rvprop", b->text ? "ids|timestamp|sha1|content" : "ids");
    if (status == CRIA_OK)
        status = add_continue(&url, at);
    if (status == CRIA_OK)
        status = cria_talk_ask(s, url.data, what, root);
    cria_buffer_free(&url);
    return status;
}

// ---- what came

// note_page keeps the member under its title, unless an earlier part had more of it. `why` is
// set when the member has no place in this batch.
static cria_status note_page(cria_page_batch *b, json_t *member, const char **why)
{
    cria_wiki_page page;
    char number[32];
    const cria_reply_page_kind kind = cria_reply_page(member, b->text, &page);
    snprintf(number, sizeof number, "#%lld", (long long)page.page_id);
    const char *key = page.title ? page.title : number;
    const json_t *known = json_object_get(b->page, key);
    if (!b->ids && !(page.title && cria_scope_has(&b->scope, page.ns, page.title)))
        *why = "the answer has a page that was not asked for";
    if (*why || (known && kind == CRIA_PAGE_LACKING))
        return CRIA_OK;
    return cria_json_set(b->page, key, json_incref(member));
}

static cria_status note_part(cria_page_batch *b, const json_t *root, const json_t *at,
                             const char **why)
{
    size_t i;
    json_t *member;
    const json_t *next = json_object_get(root, "continue");
    json_array_foreach(json_object_get(json_object_get(root, "query"), "pages"), i, member)
        CRIA_TRY(note_page(b, member, why));
    if (next && at && json_equal(next, at))
        *why = "the wiki goes on where it already was";
    return CRIA_OK;
}

// What a complete batch still lacks; NULL: nothing.
static const char *lacks(const cria_page_batch *b)
{
    const char *title;
    json_t *member;
    cria_wiki_page page;
    json_object_foreach(b->page, title, member)
    {
        if (cria_reply_page(member, b->text, &page) == CRIA_PAGE_LACKING)
            return "the answer is without the text of a page";
    }
    const size_t expected = b->ids ? b->count : b->scope.prefix ? 0 : 1;
    return json_object_size(b->page) < expected ? "the answer is without a page" : NULL;
}

// One pass over the batch. `why` is set when it has to be begun anew.
static cria_status pass(cria_talk *s, cria_page_batch *b, const char *what, const char **why)
{
    json_t *at = json_incref((json_t *)b->from);
    cria_status status = cria_json_object(&b->page);
    bool complete = false;
    for (int part = 0; status == CRIA_OK && !complete && !*why; part++) {
        json_t *root = NULL;
        status = ask(s, b, at, what, &root);
        if (status == CRIA_OK)
            status = note_part(b, root, at, why);
        json_decref(at);
        at = json_incref(json_object_get(root, "continue"));
        complete = !at || json_is_true(json_object_get(root, "batchcomplete"));
        if (part >= PARTS_MAX)
            *why = "the answer does not end";
        json_decref(root);
    }
    if (status == CRIA_OK && !*why)
        *why = lacks(b);
    b->next = at;
    return status;
}

static void describe(char *out, size_t bytes, const cria_page_batch *b)
{
    const char *from = json_string_value(json_object_get(b->from, "gapcontinue"));
    if (b->ids)
        snprintf(out, bytes, "changed pages of %s", cria_scope_name(&b->scope));
    else
        snprintf(out, bytes, "pages of %s%s%s", cria_scope_name(&b->scope),
                 from ? " from " : "", from ? from : "");
}

cria_status cria_page_batch_get(cria_talk *s, cria_page_batch *b)
{
    char what[400];
    describe(what, sizeof what, b);
    for (;;) {
        const char *why = NULL;
        CRIA_TRY(pass(s, b, what, &why));
        if (!why)
            return cria_talk_good(s);
        cria_page_batch_free(b);
        CRIA_TRY(cria_talk_failed(s, what, why, -1));
    }
}

void cria_page_batch_free(cria_page_batch *b)
{
    json_decref(b->page);
    json_decref(b->next);
    b->page = b->next = NULL;
}

// ---- to the store

static cria_status put_page(cria_talk *s, cria_wiki_page *page)
{
    cria_buffer target = {0};
    bool found = false;
    if (page->ns == CRIA_WIKI_PAGE)
        page->quality = cria_wiki_quality(page->text, page->length);
    cria_status status = cria_wiki_redirect(&target, page->text, page->length, &found);
    page->redirect = found ? target.data : NULL;
    if (status == CRIA_OK)
        status = cria_store_put(s->store, page);
    cria_buffer_free(&target);
    s->report->pages++;
    s->report->bytes += (int64_t)page->length;
    return status;
}

cria_status cria_page_batch_put(cria_talk *s, const cria_page_batch *b)
{
    const char *title;
    json_t *member;
    cria_wiki_page page;
    json_object_foreach(b->page, title, member)
    {
        const cria_reply_page_kind kind = cria_reply_page(member, true, &page);
        if (kind == CRIA_PAGE_HIDDEN)
            cria_warning("%s: the wiki does not give its text", title);
        else if (kind == CRIA_PAGE_MISSING)
            cria_info("%s: there is no such page", title);
        else if (cria_scope_has(&b->scope, page.ns, page.title)) // not moved away meanwhile
            CRIA_TRY(put_page(s, &page));
    }
    return CRIA_OK;
}
