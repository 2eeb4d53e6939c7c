// articles.c owns the giving out of articles, by stubs or by borders.
#include "wiki/articles.h"

#include "base/utf8.h"
#include "wiki/borders.h"
#include "wiki/origin.h"
#include "wiki/plan.h"
#include "wiki/stub.h"

#include <string.h>

typedef struct giving {
    cria_store *store;
    cria_origin_head head;
    cria_wiki_taker *take;
    void *context;
} giving;

void cria_wiki_article_free(cria_wiki_article *a)
{
    cria_free(a->title);
    cria_free(a->text);
    json_decref(a->origin);
    *a = (cria_wiki_article){0};
}

static cria_status valid_copy(char **out, size_t *length, const char *text, size_t n)
{
    cria_buffer b = {0};
    cria_status status = cria_utf8_repair(&b, text, n, NULL);
    if (status == CRIA_OK)
        status = cria_buffer_puts(&b, "");
    *length = b.length;
    if (status == CRIA_OK)
        *out = cria_buffer_take(&b);
    cria_buffer_free(&b);
    return status;
}

// give hands one article on; `stub` is NULL for one without.
static cria_status give(giving *g, const char *stub, int64_t revision, const cria_bordered *b)
{
    cria_wiki_article a = {0};
    size_t length;
    cria_status status = valid_copy(&a.title, &length, b->title, strlen(b->title));
    if (status == CRIA_OK)
        status = valid_copy(&a.text, &a.length, b->text->data, b->text->length);
    if (status == CRIA_OK)
        status =
            cria_origin_make(&a.origin, &g->head, stub, revision, a.title, b->use, b->uses);
    if (status == CRIA_OK)
        status = g->take(g->context, &a);
    cria_wiki_article_free(&a);
    return status;
}

static cria_status give_bordered(void *context, const cria_bordered *b)
{
    return give(context, NULL, 0, b);
}

static cria_status give_stub(giving *g, const char *title)
{
    cria_stub s;
    cria_status status = cria_stub_read(&s, g->store, title);
    const cria_bordered b = {
        .title = cria_origin_name(title), .text = &s.text, .use = s.t.use, .uses = s.t.uses};
    if (status == CRIA_OK && s.reason == CRIA_NOTES)
        status = give(g, title, s.revision, &b);
    cria_stub_free(&s);
    return status;
}

static cria_status give_stubs(giving *g, cria_notes *notes)
{
    cria_plan plan = {0};
    cria_status status = cria_plan_stubs(&plan, g->store, notes);
    for (size_t i = 0; i < plan.count && status == CRIA_OK; i++)
        if (!plan.row[i].covered)
            status = give_stub(g, plan.row[i].title);
    cria_plan_free(&plan);
    return status;
}

cria_status cria_wiki_articles(cria_store *store, cria_borders borders, cria_notes *notes,
                               cria_wiki_taker *take, void *context)
{
    giving g = {.store = store, .take = take, .context = context};
    cria_status status = cria_origin_head_read(&g.head, store);
    if (status == CRIA_OK && borders == CRIA_BORDERS_STUBS)
        status = give_stubs(&g, notes);
    else if (status == CRIA_OK)
        status = cria_borders_walk(store, notes, give_bordered, &g);
    cria_origin_head_free(&g.head);
    return status;
}

static cria_status join_at(cria_store *store, const char *title, cria_buffer *out,
                           cria_notes *notes, char **next)
{
    cria_wiki_page page;
    bool found;
    cria_transclusion t = {.store = store, .notes = notes, .article = title};
    CRIA_TRY(cria_store_get(store, title, &page, &found));
    if (!found)
        return cria_notes_add(notes, CRIA_NOTE_PAGE_MISSING, title, "%s", title);
    if (page.redirect)
        return cria_strdup(next, page.redirect);
    const cria_status status = cria_transclude(&t, page.text, page.length, out);
    cria_transclusion_free(&t);
    return status;
}

cria_status cria_wiki_join(cria_store *store, const char *title, cria_buffer *out,
                           cria_notes *notes)
{
    char *next = NULL, *target = NULL;
    cria_status status = join_at(store, title, out, notes, &next);
    if (status == CRIA_OK && next)
        status = join_at(store, next, out, notes, &target);
    if (status == CRIA_OK && target)
        status = cria_notes_add(notes, CRIA_NOTE_LOOP, title, "%s", "a redirect to a redirect");
    cria_free(next);
    cria_free(target);
    return status;
}
