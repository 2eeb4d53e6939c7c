// wiki_store.h owns what the tests of pages share: a store filled from a few lines.
#ifndef CRIA_TESTS_WIKI_STORE_H
#define CRIA_TESTS_WIKI_STORE_H

#include "scratch.h"
#include "wiki/articles.h"
#include "wiki/wikitext.h"

#include <inttypes.h>
#include <stdlib.h>

// "<42" is written for "Page:V 01.djvu/42".
static inline void put_text(cria_store *s, const char *title, const char *text, int quality)
{
    char full[128];
    snprintf(full, sizeof full, "%s%s", *title == '<' ? "Page:V 01.djvu/" : "",
             title + (*title == '<'));
    const bool page = strncmp(full, "Page:", 5) == 0;
    cria_buffer target = {0};
    bool redirect;
    assert_ok(cria_wiki_redirect(&target, text, strlen(text), &redirect));
    const cria_wiki_page p = {.ns = page ? CRIA_WIKI_PAGE : CRIA_WIKI_MAIN,
                              .page_id = 1,
                              .revision = 100 + atoi(title + 1),
                              .quality = quality,
                              .title = full,
                              .timestamp = "",
                              .sha1 = "",
                              .redirect = redirect ? target.data : NULL,
                              .text = text,
                              .length = strlen(text)};
    assert_ok(cria_store_put(s, &p));
    cria_buffer_free(&target);
}

static inline cria_store *new_store(void)
{
    static int made;
    char name[32];
    cria_store *s;
    snprintf(name, sizeof name, "store%d", made++);
    assert_ok(cria_store_open(&s, scratch(name), CRIA_STORE_WRITE));
    assert_ok(cria_store_state_set(s, "site", "https://wiki.example"));
    assert_ok(cria_store_state_set(s, "licence", "CC BY-SA 4.0"));
    return s;
}

// show_seams writes '~' for each seam.
static inline void show_seams(char *text)
{
    for (; text && *text; text++)
        if (*text == CRIA_WIKI_SEAM)
            *text = '~';
}

static inline bool has_note(const cria_notes *n, cria_note_kind kind, const char *part)
{
    for (size_t i = 0; i < n->count; i++)
        if (n->note[i].kind == kind &&
            (strstr(n->note[i].detail, part) || strstr(n->note[i].article, part)))
            return true;
    return false;
}

#endif
