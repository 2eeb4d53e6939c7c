// inline.c owns the walk along a line.
#include "wiki/inline.h"

#include "wiki/html_tag.h"
#include "wiki/wikitext.h"

#include <string.h>

static cria_status put_seam(cria_markup *m)
{
    cria_buffer *html = m->html;
    if (!m->line_end && html->length > m->start && html->data[html->length - 1] == '-') {
        html->data[--html->length] = '\0';
        return CRIA_OK;
    }
    return cria_markup_text(m, " ", 1);
}

static cria_status put_line(cria_markup *m)
{
    return m->flat ? cria_markup_text(m, " ", 1) : cria_markup_text(m, "<br>\n", 5);
}

static cria_status put_verse(cria_markup *m)
{
    m->bare++;
    return cria_markup_block(m, "<div class=\"poem\">");
}

static cria_status put_verse_end(cria_markup *m)
{
    m->bare -= m->bare > 0;
    return m->flat ? CRIA_OK : cria_buffer_puts(m->html, "</div>");
}

static cria_status put_figure(cria_markup *m)
{
    cria_markup_figure(m);
    return CRIA_OK;
}

static cria_status put_brief(cria_markup *m)
{
    m->brief += !m->flat;
    return CRIA_OK;
}

static cria_status put_nothing(cria_markup *m)
{
    (void)m;
    return CRIA_OK;
}

typedef cria_status signer(cria_markup *m);
static signer *const signs[256] = {
    [CRIA_SIGN_LINE] = put_line,           [CRIA_SIGN_VERSE] = put_verse,
    [CRIA_SIGN_VERSE_END] = put_verse_end, [CRIA_SIGN_FIGURE] = put_figure,
    [CRIA_SIGN_BRIEF] = put_brief,         [CRIA_SIGN_KEPT] = put_nothing,
    [CRIA_SIGN_APART] = put_nothing,       [CRIA_WIKI_SEAM] = put_seam,
};

static bool is_capital(char c)
{
    return c >= 'A' && c <= 'Z';
}

// magic_word: the length of "__WORD__" at `at`, or 0.
static size_t magic_word(const char *at, const char *end)
{
    const char *p = at + 2;
    if (end - at < 6 || at[1] != '_')
        return 0;
    while (p < end && p - at < 32 && is_capital(*p))
        p++;
    return p - at >= 5 && end - p >= 2 && p[0] == '_' && p[1] == '_' ? (size_t)(p - at) + 2 : 0;
}

static cria_status put_tag(cria_markup *m, const char **at, const char *end)
{
    size_t n;
    CRIA_TRY(cria_html_tag(m, *at, end, &n));
    if (n == 0)
        CRIA_TRY(cria_markup_text(m, "&lt;", 4));
    *at += n ? n : 1;
    return CRIA_OK;
}

static const char *next_special(const char *at, const char *end)
{
    while (at < end && *at != '<' && *at != '_' && !signs[(unsigned char)*at])
        at++;
    return at;
}

// put_part writes text without quotes.
static cria_status put_part(cria_markup *m, const char *at, const char *end)
{
    while (at < end) {
        const char *stop = next_special(at, end);
        CRIA_TRY(cria_markup_text(m, at, (size_t)(stop - at)));
        at = stop;
        if (at == end)
            break;
        const size_t magic = *at == '_' ? magic_word(at, end) : 0;
        if (*at == '<') {
            CRIA_TRY(put_tag(m, &at, end));
        } else if (*at == '_') {
            if (!magic)
                CRIA_TRY(cria_markup_text(m, at, 1));
            at += magic ? magic : 1;
        } else {
            CRIA_TRY(signs[(unsigned char)*at](m));
            const bool kept = *at == CRIA_SIGN_KEPT;
            at++;
            at += kept && at < end && *at == CRIA_WIKI_SEAM;
        }
    }
    return CRIA_OK;
}

static cria_status put_quote(cria_markup *m, const cria_quote *q)
{
    // Two would look like markup again.
    const char *apostrophe = q->literal == 1 ? "'" : "&#39;";
    for (size_t i = 0; i < q->literal; i++)
        CRIA_TRY(cria_markup_text(m, apostrophe, strlen(apostrophe)));
    CRIA_TRY(cria_markup_begin(m));
    return cria_buffer_puts(m->html, q->tags);
}

// put_quoted writes a line as quotes know it.
static cria_status put_quoted(cria_inliner *in, const char *line, size_t length)
{
    cria_markup *m = &in->markup;
    size_t at = 0;
    CRIA_TRY(cria_quote_runs_read(&in->quotes, line, length));
    for (size_t i = 0; i < in->quotes.count; i++) {
        const cria_quote *q = &in->quotes.item[i];
        CRIA_TRY(put_part(m, line + at, line + q->at));
        CRIA_TRY(put_quote(m, q));
        at = q->at + q->length;
    }
    CRIA_TRY(put_part(m, line + at, line + length));
    return *in->quotes.end ? cria_buffer_puts(m->html, in->quotes.end) : CRIA_OK;
}

cria_status cria_inline_put(cria_inliner *in, const char *line, size_t length)
{
    const char *at = line, *end = line + length;
    for (const char *stop; (stop = memchr(at, CRIA_SIGN_LINE, (size_t)(end - at)));) {
        CRIA_TRY(put_quoted(in, at, (size_t)(stop - at)));
        CRIA_TRY(put_line(&in->markup));
        at = stop + 1;
    }
    return put_quoted(in, at, (size_t)(end - at));
}

// put_flat writes the lines of a text one behind the other.
static cria_status put_flat(cria_inliner *in, cria_buffer *out, const char *text, size_t length)
{
    in->markup = (cria_markup){.html = out, .start = out->length, .flat = true};
    const char *end = text + length;
    while (text < end) {
        const char *line = memchr(text, '\n', (size_t)(end - text));
        const char *stop = line ? line : end;
        CRIA_TRY(cria_inline_put(in, text, (size_t)(stop - text)));
        if (line)
            CRIA_TRY(cria_buffer_putc(out, ' '));
        text = stop + 1;
    }
    return CRIA_OK;
}

cria_status cria_inline_flatten(cria_inliner *in, cria_buffer *text, size_t start)
{
    cria_buffer_reset(&in->scratch);
    CRIA_TRY(cria_buffer_append(&in->scratch, text->data + start, text->length - start));
    text->length = start;
    return put_flat(in, text, in->scratch.data, in->scratch.length);
}

cria_status cria_inline_plain(cria_inliner *in, cria_buffer *out, const char *text,
                              size_t length)
{
    cria_buffer_reset(&in->scratch);
    if (length == 0)
        return CRIA_OK;
    CRIA_TRY(put_flat(in, &in->scratch, text, length));
    CRIA_TRY(cria_buffer_puts(&in->scratch, ""));
    const size_t start = out->length;
    const char *at = in->scratch.data, *end = at + in->scratch.length;
    while (at < end) {
        const char *tag = *at == '<' ? memchr(at, '>', (size_t)(end - at)) : NULL;
        const bool hard = end - at >= 6 && memcmp(at, "&nbsp;", 6) == 0;
        const bool blank = hard || *at == ' ' || *at == '\t';
        if (blank && out->length > start && out->data[out->length - 1] != ' ')
            CRIA_TRY(cria_buffer_putc(out, ' '));
        else if (!blank && !tag)
            CRIA_TRY(cria_buffer_putc(out, *at));
        at = tag ? tag + 1 : at + (hard ? 6 : 1);
    }
    while (out->length > start && out->data[out->length - 1] == ' ')
        out->data[--out->length] = '\0';
    return CRIA_OK;
}

void cria_inliner_free(cria_inliner *in)
{
    cria_markup_free(&in->markup);
    cria_quote_runs_free(&in->quotes);
    cria_buffer_free(&in->scratch);
}
