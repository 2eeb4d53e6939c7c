// page_batch.h owns one batch of pages: the request, its continuations until the wiki says that
// the batch is complete, and the check that nothing is missing in it.
#ifndef CRIA_FETCH_PAGE_BATCH_H
#define CRIA_FETCH_PAGE_BATCH_H

#include "fetch/talk.h"

// What is asked for: the pages of a namespace whose titles begin with a prefix, or one page.
typedef struct cria_scope {
    int64_t ns;
    const char *prefix; // without the namespace; NULL: one page
    const char *title;  // of that one
} cria_scope;

typedef struct cria_page_batch {
    cria_scope scope;
    const char *ids; // "1|2|3": these pages instead; `count` of them
    size_t count;
    bool text;          // else revision ids only
    int64_t limit;      // pages, when they are not named
    const json_t *from; // continue object to begin with, or NULL; borrowed
    // What came. Owned; cria_page_batch_free.
    json_t *page; // object: title -> member of query.pages
    json_t *next; // continue object of the next batch, NULL: none follows
} cria_page_batch;

// cria_page_batch_get fetches the batch whole; a reply that leaves pages out is a failure of
// the session, and the batch is begun anew.
CRIA_MUSTUSE cria_status cria_page_batch_get(cria_talk *s, cria_page_batch *b);
// cria_page_batch_put puts its texts into the store. To be called within a transaction.
CRIA_MUSTUSE cria_status cria_page_batch_put(cria_talk *s, const cria_page_batch *b);
void cria_page_batch_free(cria_page_batch *b);

// cria_scope_has: whether a page belongs to it; cria_scope_name: the prefix or the one title.
bool cria_scope_has(const cria_scope *scope, int64_t ns, const char *title);
const char *cria_scope_name(const cria_scope *scope);

#endif
