// wiki_corpus.h owns what tests of cleaned wikis share: a store of one volume.
#ifndef CRIA_TESTS_WIKI_CORPUS_H
#define CRIA_TESTS_WIKI_CORPUS_H

#include "corpus_test.h"
#include "wiki/articles.h"

#define WORK  "1911 Encyclop\303\246dia Britannica"
#define INDEX "EB1911 - Volume 07.djvu"

static inline void put_page(cria_store *s, int64_t ns, const char *title, int quality,
                            const char *text)
{
    static int64_t revision = 100;
    const cria_wiki_page p = {.ns = ns,
                              .page_id = revision,
                              .revision = ++revision,
                              .quality = quality,
                              .title = title,
                              .timestamp = "2026-01-01T00:00:00Z",
                              .sha1 = "",
                              .text = text,
                              .length = strlen(text)};
    assert_ok(cria_store_put(s, &p));
}

static inline void put_scan(cria_store *s, int number, int quality, const char *text)
{
    char title[64];
    snprintf(title, sizeof title, "Page:" INDEX "/%d", number);
    put_page(s, CRIA_WIKI_PAGE, title, quality, text);
}

static inline void put_stub(cria_store *s, const char *name, int from, int to,
                            const char *section)
{
    char title[128], text[512];
    snprintf(title, sizeof title, WORK "/%s", name);
    snprintf(text, sizeof text,
             "{{EB1911|volume=7|previous=|next=}}\n<pages index=\"" INDEX
             "\" from=%d to=%d fromsection=\"%s\" tosection=\"%s\" />\n",
             from, to, section, section);
    put_page(s, CRIA_WIKI_MAIN, title, -1, text);
}

static inline cria_store *open_wiki(const char *path)
{
    cria_store *s = NULL;
    assert_ok(cria_store_open(&s, path, CRIA_STORE_WRITE));
    assert_ok(cria_store_begin(s));
    assert_ok(cria_store_state_set(s, "site", "https://wiki.example"));
    assert_ok(cria_store_state_set(s, "licence", "CC BY-SA 4.0"));
    put_page(s, CRIA_WIKI_INDEX, "Index:" INDEX, -1, "{{index}}");
    return s;
}

static inline void close_wiki(cria_store *s)
{
    assert_ok(cria_store_commit(s));
    cria_store_close(s);
}

#endif
