// Answers of a wiki: any bytes have a verdict, and what is called a text is one.
#include "fetch/reply.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_pages(const json_t *root)
{
    size_t i;
    json_t *member;
    json_array_foreach(json_object_get(json_object_get(root, "query"), "pages"), i, member)
    {
        cria_wiki_page page;
        if (cria_reply_page(member, true, &page) == CRIA_PAGE_TEXT &&
            (!page.title || page.revision <= 0 || strlen(page.text) != page.length))
            abort();
        (void)cria_reply_page(member, false, &page);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const long statuses[] = {200, 200, 200, 429, 503, 404, 0, 999};
    if (size == 0)
        return 0;
    cria_http_reply http = {.status = statuses[data[0] % 8], .retry_after = -1};
    cria_reply reply;
    cria_names told = {0};
    strcpy(http.content_type, data[0] & 8 ? "text/html" : "application/json");
    if (cria_buffer_append(&http.body, data + 1, size - 1) != CRIA_OK ||
        cria_reply_judge(&reply, &http) != CRIA_OK)
        abort();
    if ((reply.verdict == CRIA_REPLY_GOOD) != (reply.root != NULL))
        abort();
    if (reply.root) {
        check_pages(reply.root);
        if (cria_reply_warn(reply.root, &told) != CRIA_OK)
            abort();
    }
    cria_names_free(&told);
    cria_reply_free(&reply);
    cria_http_reply_free(&http);
    return 0;
}
