// dump_page.h owns one page of a dump while it is read: its fields and its newest revision.
#ifndef CRIA_FETCH_DUMP_PAGE_H
#define CRIA_FETCH_DUMP_PAGE_H

#include "wiki/store.h"

typedef struct cria_dump_revision {
    int64_t id;
    cria_buffer timestamp, sha1, text;
    bool has_text, deleted;
    bool promised; // the text is said to have bytes
    bool too_long; // text over CRIA_WIKI_TEXT_MAX
} cria_dump_revision;

// Zero-initialise; free with cria_dump_page_free. Buffers are kept from page to page.
typedef struct cria_dump_page {
    int64_t ns, id;
    bool has_ns, has_revision;
    cria_buffer title, redirect;
    cria_dump_revision now, newest; // the revision being read, the newest one before it
} cria_dump_page;

void cria_dump_page_clear(cria_dump_page *p);
void cria_dump_revision_clear(cria_dump_revision *v);
void cria_dump_page_free(cria_dump_page *p);

// cria_dump_page_wanted: the page is of the namespaces that are read.
bool cria_dump_page_wanted(const cria_dump_page *p);
// cria_dump_page_keep_newest ends the revision `now`: it becomes the newest, or not.
void cria_dump_page_keep_newest(cria_dump_page *p);
// cria_dump_page_give ends the page. Those whose text is too long are left out with a warning,
// those whose text was deleted without.
CRIA_MUSTUSE cria_status cria_dump_page_give(cria_dump_page *p, cria_store_taker *take,
                                             void *context, bool *given);

// cria_dump_number reads a whole number of up to 18 digits and nothing else; text may be NULL.
bool cria_dump_number(int64_t *out, const char *text);

// cria_dump_sha1: the 40 hexadecimal digits, as MediaWiki's API gives them, of the 31 digits to
// base 36 of a dump. "" for anything else.
enum { CRIA_SHA1_TEXT = 41 }; // with the NUL
void cria_dump_sha1(char out[CRIA_SHA1_TEXT], const char *text);

#endif
