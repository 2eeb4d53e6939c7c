// wikitext.c owns the order of the steps: control characters out, expand, lines.
#include "wiki/wikitext.h"

#include "wiki/block_lines.h"
#include "wiki/expand.h"

#include <string.h>

static bool is_control(char c)
{
    const unsigned char u = (unsigned char)c;
    return (u < 32 && u != '\n' && u != '\t' && u != CRIA_WIKI_SEAM) || u == 127;
}

static size_t plain_run(const char *text, size_t length)
{
    size_t n = 0;
    while (n < length && !is_control(text[n]))
        n++;
    return n;
}

// without_controls: *text and *length become those of a copy in *copy if one was needed.
static cria_status without_controls(cria_buffer *copy, const char **text, size_t *length)
{
    const char *at = *text, *end = at + *length;
    if (plain_run(at, *length) == *length)
        return CRIA_OK;
    while (at < end) {
        const size_t run = plain_run(at, (size_t)(end - at));
        CRIA_TRY(cria_buffer_append(copy, at, run));
        at += run;
        while (at < end && is_control(*at))
            at++;
    }
    *text = copy->data;
    *length = copy->length;
    return CRIA_OK;
}

cria_status cria_wikitext_html(cria_wikitext *out, const char *text, size_t length)
{
    cria_buffer copy = {0}, expanded = {0};
    cria_status status = without_controls(&copy, &text, &length);
    if (status == CRIA_OK)
        status = cria_expand(out, &expanded, text, length);
    if (status == CRIA_OK)
        status = cria_block_lines(out, expanded.data ? expanded.data : "", expanded.length);
    cria_buffer_free(&copy);
    cria_buffer_free(&expanded);
    return status;
}

void cria_wikitext_free(cria_wikitext *w)
{
    cria_buffer_free(&w->html);
    cria_tally_free(&w->unknown);
    cria_tally_free(&w->swapped);
    cria_names_free(&w->authors);
    *w = (cria_wikitext){0};
}
