// reply.h owns the meaning of an answer from MediaWiki's API: whole and sane, or what is wrong
// with it and whether asking again may help.
#ifndef CRIA_FETCH_REPLY_H
#define CRIA_FETCH_REPLY_H

#include "base/file.h"
#include "fetch/http.h"
#include "format/json.h"
#include "wiki/store.h"

typedef enum cria_verdict {
    CRIA_REPLY_GOOD,
    CRIA_REPLY_AGAIN,   // a fault that may go away
    CRIA_REPLY_SLOWER,  // the same, and the wiki wants fewer requests
    CRIA_REPLY_REFUSED, // asking again cannot help
} cria_verdict;

typedef struct cria_reply {
    cria_verdict verdict;
    char why[320];      // when not good
    double retry_after; // seconds; negative: not said
    json_t *root;       // when good; owned
} cria_reply;

// cria_reply_judge fails for lack of memory only; everything else is a verdict.
CRIA_MUSTUSE cria_status cria_reply_judge(cria_reply *out, const cria_http_reply *http);
void cria_reply_free(cria_reply *r);

// cria_reply_warn logs the wiki's warnings, each once: *told holds those of earlier replies.
CRIA_MUSTUSE cria_status cria_reply_warn(const json_t *root, cria_names *told);

// What a member of query.pages is.
typedef enum cria_reply_page_kind {
    CRIA_PAGE_TEXT,    // with its text, if text was asked for; else with its revision
    CRIA_PAGE_MISSING, // there is no such page
    CRIA_PAGE_HIDDEN,  // the wiki does not show or has lost its text
    CRIA_PAGE_LACKING, // this reply does not tell; never an empty page
} cria_reply_page_kind;

// cria_reply_page: *out borrows from `page`; title is NULL when the wiki names none. Quality
// and redirect are left to who stores it.
cria_reply_page_kind cria_reply_page(const json_t *page, bool with_text, cria_wiki_page *out);

#endif
