// store.h owns the store of raw wiki pages: one SQLite file, readable with any SQLite.
//
//   page(ns, title, page_id, revision, timestamp, sha1, quality, redirect, text, fetched_at)
//   state(key, value)    what the store holds, and how far each job of a fetch has come
//
// Titles carry their namespace and have blanks, not underscores ("Page:EB1911 - Volume
// 01.djvu/42"). Whoever writes puts pages and the job's new state into one transaction, so that
// a killed fetch goes on behind the last whole batch.
#ifndef CRIA_WIKI_STORE_H
#define CRIA_WIKI_STORE_H

#include "base/buffer.h"

#include <stdint.h>

enum {
    CRIA_WIKI_MAIN = 0,
    CRIA_WIKI_PAGE = 104,
    CRIA_WIKI_INDEX = 106,
};

// The largest text of one page that is stored; MediaWiki's own limit is 2 MiB.
enum { CRIA_WIKI_TEXT_MAX = 64 << 20 };

typedef struct cria_wiki_page {
    int64_t ns, page_id, revision;
    int quality;           // 0 to 4 by ProofreadPage, -1 unknown
    const char *title;     // all texts are borrowed
    const char *timestamp; // of the revision, ISO 8601; "" unknown
    const char *sha1;      // of the text, as MediaWiki gives it (hexadecimal); "" unknown
    const char *redirect;  // the title it leads to, or NULL
    const char *text;      // NUL-terminated; valid UTF-8 is not promised
    size_t length;
} cria_wiki_page;

typedef struct cria_store cria_store;

typedef enum cria_store_mode { CRIA_STORE_READ, CRIA_STORE_WRITE } cria_store_mode;

// cria_store_open: WRITE makes the file if absent. A file that is no such store, or of a newer
// form, is CRIA_EFORMAT; one that another process writes is CRIA_EIO.
CRIA_MUSTUSE cria_status cria_store_open(cria_store **out, const char *path,
                                         cria_store_mode mode);
void cria_store_close(cria_store *s); // an open transaction is rolled back

CRIA_MUSTUSE cria_status cria_store_begin(cria_store *s);
CRIA_MUSTUSE cria_status cria_store_commit(cria_store *s);

// cria_store_put adds the page or replaces the one of that title. fetched_at is the time now.
CRIA_MUSTUSE cria_status cria_store_put(cria_store *s, const cria_wiki_page *page);
CRIA_MUSTUSE cria_status cria_store_remove(cria_store *s, const char *title);

// cria_store_get: *out borrows until the next call with this store; *found is false and *out
// zero when there is no such page.
CRIA_MUSTUSE cria_status cria_store_get(cria_store *s, const char *title, cria_wiki_page *out,
                                        bool *found);

// cria_store_each calls `take` for every page of the namespace whose title begins with
// `prefix`, in the order of the titles' bytes. Inside, cria_store_get is allowed.
typedef cria_status cria_store_taker(void *context, const cria_wiki_page *page);
CRIA_MUSTUSE cria_status cria_store_each(cria_store *s, int64_t ns, const char *prefix,
                                         cria_store_taker *take, void *context);
// cria_store_titles: the same for the titles alone, without reading the texts.
typedef cria_status cria_title_taker(void *context, const char *title);
CRIA_MUSTUSE cria_status cria_store_titles(cria_store *s, int64_t ns, const char *prefix,
                                           cria_title_taker *take, void *context);

// State. `get` appends the value to *out and says whether there was one; set NULL removes.
// Keys that every store has once filled: "site" (https://en.wikisource.org), "licence".
CRIA_MUSTUSE cria_status cria_store_state_get(cria_store *s, const char *key, cria_buffer *out,
                                              bool *found);
CRIA_MUSTUSE cria_status cria_store_state_set(cria_store *s, const char *key,
                                              const char *value);

// cria_store_forget makes a store without a page as good as new; one with pages is left alone.
// How fast the wiki may be asked, and which file is being downloaded, stay known.
CRIA_MUSTUSE cria_status cria_store_forget(cria_store *s, bool *forgotten);

// cria_store_hash: of the pages in the store at `path`: equal however they came there.
CRIA_MUSTUSE cria_status cria_store_hash(char text[33], const char *path);

// cria_store_is: the file begins as SQLite files do.
bool cria_store_is(const char *path);

// cria_wiki_quality: the level in <pagequality level="N" .../>, or -1.
int cria_wiki_quality(const char *text, size_t length);
// cria_wiki_redirect appends the target of a text that is a redirect; *found tells.
CRIA_MUSTUSE cria_status cria_wiki_redirect(cria_buffer *out, const char *text, size_t length,
                                            bool *found);

#endif
