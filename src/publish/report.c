// report.c owns the report's order and its files. See report.h.
#include "publish/report.h"

#include "base/file.h"
#include "publish/report_parts.h"

#include <ctype.h>
#include <string.h>

// Where everything goes: "DIR/NAME.html", "DIR/NAME.md", "DIR/plots/NAME_*.svg".
typedef struct places {
    char *html, *markdown, *folder, *plots;
    char *prefix; // NAME, fit to be part of a plot's name
} places;

static void places_free(places *p)
{
    cria_free(p->html);
    cria_free(p->markdown);
    cria_free(p->folder);
    cria_free(p->plots);
    cria_free(p->prefix);
}

static cria_status places_find(places *p, const char *run, const char *html)
{
    if (html)
        CRIA_TRY(cria_strdup(&p->html, html));
    else
        CRIA_TRY(cria_path_join(&p->html, run, "report.html"));
    const char *name = cria_path_name(p->html);
    const char *dot = strrchr(name, '.');
    const size_t stem = dot && dot != name ? (size_t)(dot - name) : strlen(name);
    if (stem == 0 || (dot && strcmp(dot, ".md") == 0))
        return cria_fail(CRIA_EARG, "'%s': the report wants the name of an HTML file", p->html);
    const size_t before = (size_t)(name - p->html);
    cria_buffer markdown = {0};
    cria_status status = cria_buffer_append(&markdown, p->html, before + stem);
    if (status == CRIA_OK)
        status = cria_buffer_puts(&markdown, ".md");
    p->markdown = cria_buffer_take(&markdown);
    CRIA_TRY(status);
    CRIA_TRY(cria_strndup(&p->prefix, name, stem));
    for (char *c = p->prefix; *c; c++)
        if (!isalnum((unsigned char)*c))
            *c = '_';
    CRIA_TRY(cria_strndup(&p->folder, before ? p->html : ".", before ? before : 1));
    return cria_path_join(&p->plots, p->folder, "plots");
}

static cria_status write_figures(const cria_document *d, const places *p)
{
    for (size_t i = 0; i < d->blocks; i++) {
        const cria_document_block *b = &d->block[i];
        if (b->kind != CRIA_DOCUMENT_FIGURE)
            continue;
        char *path;
        cria_buffer name = {0};
        CRIA_TRY(cria_directory_make(p->plots));
        cria_status status = cria_buffer_printf(&name, "%s.svg", b->name);
        if (status == CRIA_OK)
            status = cria_path_join(&path, p->plots, name.data);
        cria_buffer_free(&name);
        CRIA_TRY(status);
        status = cria_file_write(path, b->image, strlen(b->image));
        cria_free(path);
        CRIA_TRY(status);
    }
    return CRIA_OK;
}

static cria_status write_pages(const cria_document *d, const places *p)
{
    cria_buffer text = {0};
    cria_status status = cria_document_markdown(d, "plots", &text);
    if (status == CRIA_OK)
        status = cria_file_write(p->markdown, text.data, text.length);
    cria_buffer_reset(&text);
    if (status == CRIA_OK)
        status = cria_document_html(d, &text);
    if (status == CRIA_OK)
        status = cria_file_write(p->html, text.data, text.length);
    cria_buffer_free(&text);
    return status;
}

static cria_status build(cria_document *d, const report_data *data, const char *prefix)
{
    cria_report_opening(d, data);
    cria_report_results(d, data);
    cria_report_details(d, data);
    CRIA_TRY(cria_report_losses(d, data, prefix));
    cria_report_samples(d, data);
    cria_report_costs(d, data);
    cria_report_corpus(d, data);
    cria_report_sources(d, data);
    cria_report_origin(d, data);
    return cria_document_status(d);
}

static cria_status write_report(const report_data *data, const places *p)
{
    cria_document d = {0};
    cria_status status = build(&d, data, p->prefix);
    if (status == CRIA_OK)
        status = cria_directory_make(p->folder);
    if (status == CRIA_OK)
        status = write_figures(&d, p);
    if (status == CRIA_OK)
        status = write_pages(&d, p);
    cria_document_free(&d);
    return status;
}

cria_status cria_report_write(const char *const *runs, int count, const char *html)
{
    if (count < 1)
        return cria_fail(CRIA_EARG, "a report wants at least one run");
    report_data data;
    places p = {0};
    cria_status status = places_find(&p, runs[0], html);
    if (status == CRIA_OK) {
        status = cria_report_read(&data, runs, count);
        if (status == CRIA_OK)
            status = write_report(&data, &p);
        cria_report_free(&data);
    }
    places_free(&p);
    return status;
}
