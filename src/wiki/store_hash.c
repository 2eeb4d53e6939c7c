// store_hash.c owns the hash of a store's pages: of what they say, not of when they were
// fetched or in what order.
#include "wiki/store.h"

#include "base/hash.h"

#include <string.h>

static cria_status add_page(void *context, const cria_wiki_page *page)
{
    cria_hash *hash = context;
    const int64_t numbers[] = {page->ns, page->page_id, page->revision, (int64_t)page->length};
    cria_hash_add(hash, numbers, sizeof numbers);
    cria_hash_add(hash, page->title, strlen(page->title) + 1);
    cria_hash_add(hash, page->text, page->length);
    return CRIA_OK;
}

cria_status cria_store_hash(char text[33], const char *path)
{
    static const int64_t spaces[] = {CRIA_WIKI_MAIN, CRIA_WIKI_PAGE, CRIA_WIKI_INDEX};
    cria_store *store;
    cria_hash *hash = NULL;
    CRIA_TRY(cria_store_open(&store, path, CRIA_STORE_READ));
    cria_status status = cria_hash_open(&hash);
    for (size_t i = 0; i < sizeof spaces / sizeof *spaces && status == CRIA_OK; i++)
        status = cria_store_each(store, spaces[i], "", add_page, hash);
    if (hash)
        cria_hash_close(hash, text);
    cria_store_close(store);
    return status;
}
