// clean_input.c owns the way of each kind of document to its articles.
#include "corpus/clean_input.h"

#include "base/file.h"
#include "base/log.h"
#include "base/utf8.h"
#include "corpus/input_record.h"
#include "wiki/wikitext.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void cria_cleaned_free(cria_cleaned *c)
{
    cria_articles_free(&c->articles);
    cria_tally_free(&c->unknown);
    *c = (cria_cleaned){0};
}

// is_one_page: MediaWiki wrote this HTML, or a program of today, which marks where the text is;
// so it is one page, and an article if the page is one.
static bool is_one_page(const char *html)
{
    static const char *const signs[] = {"prp-pages-output", "mw-parser-output",
                                        "data-mw-section-id", "<main", "<article"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(html, signs[i]))
            return true;
    return false;
}

// name_articles sets where each article came from: name:number, and .2, .3 ... for the further
// articles of one record.
static cria_status name_articles(cria_articles *list, const char *name, size_t number,
                                 const char *part)
{
    cria_buffer source = {0};
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < list->count && status == CRIA_OK; i++) {
        cria_article *a = &list->item[i];
        cria_buffer_reset(&source);
        status = cria_buffer_printf(&source, "%s:%zu", name, number);
        if (status == CRIA_OK && i > 0)
            status = cria_buffer_printf(&source, ".%zu", i + 1);
        if (status == CRIA_OK)
            status = cria_strdup(&a->source, source.data);
        if (status == CRIA_OK && part)
            status = cria_strdup(&a->part, part);
    }
    cria_buffer_free(&source);
    return status;
}

// set_origin gives the articles of a wiki's page its name, volume and origin.
static cria_status set_origin(cria_articles *list, const char *source, const char *part,
                              json_t *origin)
{
    for (size_t i = 0; i < list->count; i++) {
        cria_article *a = &list->item[i];
        CRIA_TRY(cria_strdup(&a->source, source));
        if (part)
            CRIA_TRY(cria_strdup(&a->part, part));
        a->origin = json_incref(origin);
    }
    return CRIA_OK;
}

static cria_status clean_fields(cria_cleaned *out, const cria_input *input,
                                const cria_input_record *r, const cria_clean_options *o)
{
    const char *body = r->html ? r->html : r->text;
    const bool whole = r->whole || (r->html && is_one_page(r->html));
    CRIA_TRY(r->html ? cria_clean_html(&out->articles, body, strlen(body), r->title, whole, o,
                                       &out->counts)
                     : cria_clean_text(&out->articles, body, strlen(body), r->title, o,
                                       &out->counts));
    if (r->source)
        return set_origin(&out->articles, r->source, r->part, r->origin);
    for (size_t i = 0; i < out->articles.count; i++)
        out->articles.item[i].origin = json_incref(r->origin);
    return name_articles(&out->articles, r->name, input->number, r->part);
}

static cria_status clean_record(cria_cleaned *out, const cria_input *input,
                                const cria_hyphens *hyphens, const cria_clean_options *o)
{
    (void)hyphens;
    cria_input_record r;
    CRIA_TRY(cria_input_record_read(&r, input, o));
    const cria_status status = clean_fields(out, input, &r, o);
    cria_input_record_free(&r);
    return status;
}

static cria_status clean_html(cria_cleaned *out, const cria_input *input,
                              const cria_hyphens *hyphens, const cria_clean_options *o)
{
    (void)hyphens;
    CRIA_TRY(cria_clean_html(&out->articles, input->bytes, input->length, "",
                             is_one_page(input->bytes), o, &out->counts));
    return name_articles(&out->articles, cria_path_name(input->path), input->number, NULL);
}

static cria_status clean_text(cria_cleaned *out, const cria_input *input,
                              const cria_hyphens *hyphens, const cria_clean_options *o)
{
    (void)hyphens;
    CRIA_TRY(cria_clean_text(&out->articles, input->bytes, input->length, "", o, &out->counts));
    return name_articles(&out->articles, cria_path_name(input->path), input->number, NULL);
}

// Wikitext.

static uint64_t sum(const cria_tally *t)
{
    uint64_t n = t->overflow;
    for (size_t i = 0; i < t->count; i++)
        n += t->row[i].count;
    return n;
}

static void add_counts(cria_counts *to, const cria_wikitext *w)
{
    to->n[CRIA_COUNT_UNKNOWN_TEMPLATES] += sum(&w->unknown);
    to->n[CRIA_COUNT_SWAPPED_LINKS] += sum(&w->swapped);
    to->n[CRIA_COUNT_DEEP] += w->deep;
    to->n[CRIA_COUNT_UNCLOSED] += w->unclosed;
    to->n[CRIA_COUNT_UNMATCHED] += w->unmatched;
}

// add_authors puts the full names of signatures into the origin.
static cria_status add_authors(json_t *origin, const cria_names *authors)
{
    json_t *list = NULL;
    if (authors->count == 0 || !origin)
        return CRIA_OK;
    CRIA_TRY(cria_json_array(&list));
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < authors->count && status == CRIA_OK; i++)
        status = cria_json_push(list, json_string(authors->name[i]));
    if (status == CRIA_OK)
        return cria_json_set(origin, "authors", list);
    json_decref(list);
    return status;
}

// prepared: the wikitext as valid UTF-8 with its line ends decided.
static cria_status prepared(cria_buffer *out, const cria_input *input,
                            const cria_hyphens *hyphens, cria_counts *counts)
{
    cria_buffer text = {0};
    cria_status status =
        cria_utf8_repair(hyphens ? &text : out, input->bytes, input->length, NULL);
    if (status == CRIA_OK && hyphens)
        status = cria_hyphens_join(hyphens, out, text.length ? text.data : "", text.length,
                                   &counts->n[CRIA_COUNT_HYPHENS],
                                   &counts->n[CRIA_COUNT_HYPHENS_KEPT]);
    cria_buffer_free(&text);
    return status;
}

static cria_status clean_wikitext(cria_cleaned *out, const cria_input *input,
                                  const cria_wikitext *w, const cria_clean_options *o)
{
    const char *title = json_string_value(json_object_get(input->origin, "title"));
    const json_t *volume = json_object_get(input->origin, "volume");
    char part[32] = "";
    if (json_is_integer(volume))
        snprintf(part, sizeof part, "Volume %" JSON_INTEGER_FORMAT, json_integer_value(volume));
    add_counts(&out->counts, w);
    CRIA_TRY(cria_tally_merge(&out->unknown, &w->unknown));
    CRIA_TRY(add_authors(input->origin, &w->authors));
    CRIA_TRY(cria_clean_html(&out->articles, w->html.length ? w->html.data : "", w->html.length,
                             input->title, true, o, &out->counts));
    return set_origin(&out->articles, title ? title : input->title, *part ? part : NULL,
                      input->origin);
}

static cria_status clean_wiki(cria_cleaned *out, const cria_input *input,
                              const cria_hyphens *hyphens, const cria_clean_options *o)
{
    cria_buffer text = {0};
    cria_wikitext w = {0};
    cria_status status = prepared(&text, input, hyphens, &out->counts);
    if (status == CRIA_OK)
        status = cria_wikitext_html(&w, text.length ? text.data : "", text.length);
    if (status == CRIA_OK)
        status = clean_wikitext(out, input, &w, o);
    cria_buffer_free(&text);
    cria_wikitext_free(&w);
    return status;
}

typedef cria_status cleaner(cria_cleaned *out, const cria_input *input,
                            const cria_hyphens *hyphens, const cria_clean_options *o);

static const struct {
    cleaner *clean;
    const char *format;
} kinds[] = {
    [CRIA_INPUT_RECORD] = {clean_record, ""}, // its member decides
    [CRIA_INPUT_HTML] = {clean_html, "html"},
    [CRIA_INPUT_TEXT] = {clean_text, "text"},
    [CRIA_INPUT_WIKI] = {clean_wiki, "wikitext"},
};

cria_status cria_clean_input(cria_cleaned *out, const cria_input *input,
                             const cria_hyphens *hyphens, const cria_clean_options *options)
{
    out->counts.n[CRIA_COUNT_RECORDS]++;
    out->counts.n[CRIA_COUNT_RAW_BYTES] += input->length;
    CRIA_TRY(kinds[input->kind].clean(out, input, hyphens, options));
    if (out->counts.n[CRIA_COUNT_BAD_BYTES])
        cria_debug("%s: %" PRIu64 " bytes are no UTF-8", input->path,
                   out->counts.n[CRIA_COUNT_BAD_BYTES]);
    return CRIA_OK;
}

static cria_status put_bytes(cria_buffer *out, const cria_input *input)
{
    const size_t start = out->length;
    CRIA_TRY(cria_utf8_repair(out, input->bytes, input->length, NULL));
    for (size_t i = start; i < out->length; i++)
        if (out->data[i] == CRIA_WIKI_SEAM || out->data[i] == '\0')
            out->data[i] = '\n';
    return CRIA_OK;
}

cria_status cria_input_source(cria_buffer *out, const char **format, const cria_input *input,
                              const cria_clean_options *options)
{
    *format = kinds[input->kind].format;
    if (input->kind != CRIA_INPUT_RECORD)
        return put_bytes(out, input);
    cria_input_record r;
    CRIA_TRY(cria_input_record_read(&r, input, options));
    *format = r.html ? "html" : "text";
    const cria_status status = cria_buffer_puts(out, r.html ? r.html : r.text);
    cria_input_record_free(&r);
    return status;
}
