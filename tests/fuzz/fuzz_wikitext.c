// Wikitext: any text gives valid UTF-8 of bounded size without seams, marks or open brackets of
// ours; and joining hyphens changes nothing but hyphens and blanks.
#include "base/utf8.h"
#include "wiki/hyphen.h"
#include "wiki/wikitext.h"

#include <stdlib.h>
#include <string.h>

enum { GROWTH = 32, SLACK = 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds)
        abort();
}

static void check_html(const cria_buffer *html, size_t length)
{
    must(html->length <= GROWTH * length + SLACK);
    must(cria_utf8_check(html->data ? html->data : "", html->length) == CRIA_OK);
    for (size_t i = 0; i < html->length; i++) {
        const unsigned char c = (unsigned char)html->data[i];
        must((c >= 32 || c == '\n' || c == '\t') && c != 127);
        must(!(c == '\'' && html->data[i + 1] == '\''));
        must(c != '<' || strchr("/abcdefghijklmnopqrstuvwxyz", html->data[i + 1]));
    }
}

static void check_hyphens(const char *text, size_t length)
{
    cria_hyphens h = {0};
    cria_buffer out = {0};
    uint64_t joined = 0, kept = 0;
    must(cria_hyphens_count(&h, text, length) == CRIA_OK);
    must(cria_hyphens_join(&h, &out, text, length, &joined, &kept) == CRIA_OK);
    const char *at = text, *end = text + length;
    for (size_t i = 0; i < out.length; i++) {
        while (at < end && *at != out.data[i] && strchr("- \t\n\x1e", *at))
            at++;
        must(at < end && *at == out.data[i]);
        at++;
    }
    cria_buffer_free(&out);
    cria_hyphens_free(&h);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cria_buffer text = {0};
    cria_wikitext w = {0};
    must(cria_utf8_repair(&text, (const char *)data, size, NULL) == CRIA_OK);
    const char *bytes = text.data ? text.data : "";
    must(cria_wikitext_html(&w, bytes, text.length) == CRIA_OK);
    check_html(&w.html, text.length);
    check_hyphens(bytes, text.length);
    cria_wikitext_free(&w);
    cria_buffer_free(&text);
    return 0;
}
