// Transclusion: any pages and any stub give a text within the bounds, and articles that are not
// empty. The input is parted by bytes 0xFF: the stub, then pages 1, 2, 3 ... of an index.
#include "base/utf8.h"
#include "wiki/articles.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PAGES = 12 };

static void must(cria_status status)
{
    if (status != CRIA_OK)
        abort();
}

static void put(cria_store *s, int number, const char *text, size_t length)
{
    char title[64] = "W/Stub";
    cria_buffer copy = {0}, target = {0};
    bool redirect;
    if (number > 0)
        snprintf(title, sizeof title, "Page:V 01.djvu/%d", number);
    must(cria_buffer_append(&copy, text, length));
    must(cria_buffer_puts(&copy, ""));
    must(cria_wiki_redirect(&target, copy.data, length, &redirect));
    const cria_wiki_page page = {.ns = number > 0 ? CRIA_WIKI_PAGE : CRIA_WIKI_MAIN,
                                 .quality = cria_wiki_quality(copy.data, length),
                                 .title = title,
                                 .timestamp = "",
                                 .sha1 = "",
                                 .redirect = redirect ? target.data : NULL,
                                 .text = copy.data,
                                 .length = length};
    must(cria_store_put(s, &page));
    cria_buffer_free(&copy);
    cria_buffer_free(&target);
}

static void fill(cria_store *s, const char *at, const char *end)
{
    for (int i = 0; i <= PAGES; i++) {
        const char *stop = memchr(at, 0xff, (size_t)(end - at));
        put(s, i, at, (size_t)((stop ? stop : end) - at));
        if (!stop)
            break;
        at = stop + 1;
    }
}

static cria_status take(void *context, cria_wiki_article *a)
{
    (void)context;
    if (a->length == 0 || strlen(a->title) == 0 || !a->origin ||
        cria_utf8_check(a->text, a->length) != CRIA_OK)
        abort();
    cria_wiki_article_free(a);
    return CRIA_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cria_store *s;
    cria_buffer out = {0};
    cria_notes notes = {0};
    uint64_t same;
    must(cria_store_open(&s, ":memory:", CRIA_STORE_WRITE));
    must(cria_store_begin(s));
    fill(s, (const char *)data, (const char *)data + size);
    must(cria_wiki_join(s, "W/Stub", &out, &notes));
    if (out.length > 2 * (size_t)CRIA_WIKI_TEXT_MAX)
        abort();
    must(cria_wiki_articles(s, CRIA_BORDERS_STUBS, &notes, take, NULL));
    must(cria_wiki_articles(s, CRIA_BORDERS_PAGES, &notes, take, NULL));
    must(cria_wiki_compare(s, &notes, &same));
    cria_store_close(s);
    cria_buffer_free(&out);
    cria_notes_free(&notes);
    return 0;
}
