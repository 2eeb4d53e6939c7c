// inputs_wiki.c owns the reading of a store: its words for the vote on hyphens, its articles.
#include "corpus/inputs.h"

#include "base/utf8.h"

#include <string.h>

void cria_wikis_free(cria_wikis *w)
{
    cria_hyphens_free(&w->hyphens);
    cria_notes_free(&w->notes);
    *w = (cria_wikis){0};
}

static cria_status count_page(void *context, const cria_wiki_page *page)
{
    return cria_hyphens_count(context, page->text, page->length);
}

cria_status cria_input_store_count(cria_wikis *wikis, const char *path)
{
    cria_store *store = NULL;
    CRIA_TRY(cria_store_open(&store, path, CRIA_STORE_READ));
    const cria_status status =
        cria_store_each(store, CRIA_WIKI_PAGE, "", count_page, &wikis->hyphens);
    cria_store_close(store);
    return status;
}

typedef struct giver {
    const char *path;
    size_t number;
    cria_input_taker *take;
    void *context;
} giver;

// give moves an article into a document.
static cria_status give(void *context, cria_wiki_article *a)
{
    giver *g = context;
    cria_input d = {.kind = CRIA_INPUT_WIKI,
                    .bytes = a->text,
                    .length = a->length,
                    .origin = a->origin,
                    .number = ++g->number};
    cria_buffer title = {0};
    cria_status status = cria_utf8_repair(&title, a->title, strlen(a->title), NULL);
    if (status == CRIA_OK)
        status = cria_strdup(&d.path, g->path);
    cria_free(a->title);
    *a = (cria_wiki_article){0};
    d.title = cria_buffer_take(&title);
    if (status == CRIA_OK)
        return g->take(g->context, &d);
    cria_input_free(&d);
    return status;
}

cria_status cria_input_store_read(const cria_clean_options *options, const char *path,
                                  cria_wikis *wikis, cria_input_taker *take, void *context)
{
    cria_store *store = NULL;
    giver g = {.path = path, .take = take, .context = context};
    CRIA_TRY(cria_store_open(&store, path, CRIA_STORE_READ));
    wikis->stores++;
    cria_status status =
        cria_wiki_articles(store, (cria_borders)options->borders, &wikis->notes, give, &g);
    if (status == CRIA_OK && options->compare_borders)
        status = cria_wiki_compare(store, &wikis->notes, &wikis->alike);
    cria_store_close(store);
    return status;
}
