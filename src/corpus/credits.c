// credits.c owns the file CREDITS of a split.
#include "corpus/credits.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

// Who is to be named for an article. Texts are borrowed; "" when unknown.
typedef struct credit {
    const cria_article *article;
    const char *work, *site, *licence;
    size_t work_length; // of an article without an origin: its source up to the number
} credit;

static const char *text_of(const json_t *origin, const char *key)
{
    const char *text = json_string_value(json_object_get(origin, key));
    return text ? text : "";
}

static credit credit_of(const cria_article *a)
{
    credit c = {.article = a,
                .work = text_of(a->origin, "work"),
                .site = text_of(a->origin, "site"),
                .licence = text_of(a->origin, "licence")};
    if (!a->origin)
        c.work = a->source;
    const char *number = a->origin ? NULL : strrchr(a->source, ':');
    c.work_length = number ? (size_t)(number - a->source) : strlen(c.work);
    return c;
}

static int compare_work(const credit *a, const credit *b)
{
    const size_t n = a->work_length < b->work_length ? a->work_length : b->work_length;
    const int order = memcmp(a->work, b->work, n);
    return order ? order
                 : (a->work_length > b->work_length) - (a->work_length < b->work_length);
}

// compare_group: works with an origin first, then sources.
static int compare_group(const credit *a, const credit *b)
{
    int order = (a->article->origin == NULL) - (b->article->origin == NULL);
    order = order ? order : compare_work(a, b);
    order = order ? order : strcmp(a->site, b->site);
    return order ? order : strcmp(a->licence, b->licence);
}

static int compare(const void *a, const void *b)
{
    const credit *x = a, *y = b;
    int order = compare_group(x, y);
    order = order ? order : strcmp(x->article->title, y->article->title);
    return order ? order : strcmp(x->article->source, y->article->source);
}

// put_plain appends a text without control characters, so that it stays on its line.
static cria_status put_plain(cria_buffer *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        CRIA_TRY(cria_buffer_putc(out, (unsigned char)text[i] < 32 ? ' ' : text[i]));
    return CRIA_OK;
}

static cria_status put_member(cria_buffer *out, const char *before, const char *text)
{
    if (!*text)
        return CRIA_OK;
    CRIA_TRY(cria_buffer_puts(out, before));
    return put_plain(out, text, strlen(text));
}

// page_number: the figures behind the last '/' of a page's title; 0 when there are none.
static long page_number(const json_t *title)
{
    const char *text = json_string_value(title);
    const char *slash = text ? strrchr(text, '/') : NULL;
    char *end = NULL;
    const long n = slash ? strtol(slash + 1, &end, 10) : 0;
    return n > 0 && *end == '\0' ? n : 0;
}

// range_end: the last of the pages from `i` on whose numbers follow each other.
static size_t range_end(const json_t *pages, size_t i)
{
    while (page_number(json_array_get(pages, i)) > 0 &&
           page_number(json_array_get(pages, i + 1)) ==
               page_number(json_array_get(pages, i)) + 1)
        i++;
    return i;
}

static cria_status put_page(cria_buffer *out, const char *before, const json_t *title)
{
    const long n = page_number(title);
    const char *text = json_string_value(title);
    return n > 0 ? cria_buffer_printf(out, "%s%ld", before, n)
                 : put_member(out, before, text ? text : "");
}

static cria_status put_pages(cria_buffer *out, const json_t *pages)
{
    const size_t count = json_array_size(pages);
    for (size_t i = 0; i < count; i++) {
        const size_t last = range_end(pages, i);
        CRIA_TRY(put_page(out,
                          i > 0        ? ", "
                          : count == 1 ? "; page "
                                       : "; pages ",
                          json_array_get(pages, i)));
        if (last > i)
            CRIA_TRY(put_page(out, "-", json_array_get(pages, last)));
        i = last;
    }
    return CRIA_OK;
}

static cria_status put_revisions(cria_buffer *out, const json_t *revisions)
{
    size_t i;
    json_t *n;
    json_array_foreach(revisions, i, n)
        CRIA_TRY(cria_buffer_printf(out, "%s%" JSON_INTEGER_FORMAT,
                                    i > 0                             ? ", "
                                    : json_array_size(revisions) == 1 ? "; revision "
                                                                      : "; revisions ",
                                    json_integer_value(n)));
    return CRIA_OK;
}

static cria_status put_article(cria_buffer *out, const cria_article *a)
{
    const json_t *volume = json_object_get(a->origin, "volume");
    const char *title = *a->title ? a->title : a->source;
    CRIA_TRY(put_plain(out, title, strlen(title)));
    if (json_is_integer(volume))
        CRIA_TRY(cria_buffer_printf(out, "; volume %" JSON_INTEGER_FORMAT,
                                    json_integer_value(volume)));
    else
        CRIA_TRY(put_member(out, "; ", text_of(a->origin, "index")));
    CRIA_TRY(put_pages(out, json_object_get(a->origin, "pages")));
    CRIA_TRY(put_revisions(out, json_object_get(a->origin, "revisions")));
    return cria_buffer_putc(out, '\n');
}

// A run of credits to one work.
typedef struct group {
    const credit *first, *end;
    uint64_t articles, words;
} group;

static group group_at(const credit *first, const credit *end)
{
    group g = {.first = first, .end = first};
    for (; g.end < end && compare_group(first, g.end) == 0; g.end++)
        g.words += g.end->article->words;
    g.articles = (uint64_t)(g.end - first);
    return g;
}

static cria_status put_work(cria_buffer *out, const group *g)
{
    const credit *c = g->first;
    CRIA_TRY(cria_buffer_putc(out, '\n'));
    CRIA_TRY(c->work_length > 0 ? put_plain(out, c->work, c->work_length)
                                : cria_buffer_puts(out, "Work without a name"));
    CRIA_TRY(put_member(out, "\n", c->site));
    CRIA_TRY(put_member(out, "\nLicence: ", c->licence));
    CRIA_TRY(cria_buffer_printf(out, "\n%" PRIu64 " articles, %" PRIu64 " words\n\n",
                                g->articles, g->words));
    for (; c < g->end; c++)
        CRIA_TRY(put_article(out, c->article));
    return CRIA_OK;
}

static cria_status put_source(cria_buffer *out, const group *g, bool first)
{
    if (first)
        CRIA_TRY(cria_buffer_puts(out, "\nOther sources\n\n"));
    CRIA_TRY(put_plain(out, g->first->work, g->first->work_length));
    return cria_buffer_printf(out, ": %" PRIu64 " articles, %" PRIu64 " words\n", g->articles,
                              g->words);
}

static cria_status add_summary(json_t *sources, const group *g)
{
    const credit *c = g->first;
    json_t *o;
    CRIA_TRY(cria_json_object(&o));
    CRIA_TRY(cria_json_push(sources, o));
    CRIA_TRY(cria_json_set(o, "work", json_stringn(c->work, c->work_length)));
    if (*c->site)
        CRIA_TRY(cria_json_set(o, "site", json_string(c->site)));
    if (*c->licence)
        CRIA_TRY(cria_json_set(o, "licence", json_string(c->licence)));
    CRIA_TRY(cria_json_set(o, "articles", json_integer((json_int_t)g->articles)));
    return cria_json_set(o, "words", json_integer((json_int_t)g->words));
}

static cria_status put_groups(cria_buffer *out, const credit *credit_list, size_t count,
                              json_t *sources)
{
    bool origins = true;
    CRIA_TRY(cria_buffer_puts(out, "CREDITS\n\nThe training text is made of these articles, "
                                   "cleaned of markup, notes and tables.\n"));
    for (const credit *at = credit_list, *end = at + count; at < end;) {
        const group g = group_at(at, end);
        const bool origin = at->article->origin != NULL;
        CRIA_TRY(origin ? put_work(out, &g) : put_source(out, &g, origins));
        CRIA_TRY(add_summary(sources, &g));
        origins = origin;
        at = g.end;
    }
    return CRIA_OK;
}

static cria_status write(const char *path, const credit *list, size_t count,
                         char hash[CRIA_HASH_TEXT], json_t *sources)
{
    cria_buffer text = {0};
    cria_status status = put_groups(&text, list, count, sources);
    if (status == CRIA_OK)
        status = cria_file_write(path, text.data, text.length);
    if (status == CRIA_OK)
        cria_hash_bytes(hash, text.data, text.length);
    cria_buffer_free(&text);
    return status;
}

cria_status cria_credits_write(const char *path, const cria_articles *all,
                               const uint32_t *order, size_t first, size_t end,
                               char hash[CRIA_HASH_TEXT], json_t **sources)
{
    credit *list = NULL;
    *sources = NULL;
    CRIA_TRY(cria_alloc(&list, end - first, sizeof *list));
    for (size_t i = first; i < end; i++)
        list[i - first] = credit_of(&all->item[order[i]]);
    qsort(list, end - first, sizeof *list, compare);
    cria_status status = cria_json_array(sources);
    if (status == CRIA_OK)
        status = write(path, list, end - first, hash, *sources);
    if (status != CRIA_OK) {
        json_decref(*sources);
        *sources = NULL;
    }
    cria_free(list);
    return status;
}
