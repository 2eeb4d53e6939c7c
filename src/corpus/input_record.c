// input_record.c owns the table of record forms.
#include "corpus/input_record.h"

#include "base/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MEMBERS_SHOWN = 200 }; // bytes of names in a message
static const char WORK[] = "1911 Encyclop\u00e6dia Britannica/";

// Where a form of MediaWiki's rendering keeps its parts; "a.b" is member b of member a. `site`
// and `licence` are those of every such record, or NULL.
typedef struct form {
    const char *html, *title, *revision, *url;
    const char *site, *licence;
} form;

static const form forms[] = {
    {"article_body.html", "name", "version.identifier", "url", NULL, "CC BY-SA 4.0"},
    {"content", "page", "revid", NULL, "https://en.wikisource.org", "CC BY-SA 4.0"},
    {"parse.text.*", "parse.title", "parse.revid", NULL, NULL, NULL},
    {"parse.text", "parse.title", "parse.revid", NULL, NULL, NULL},
};

void cria_input_record_free(cria_input_record *r)
{
    json_decref(r->root);
    json_decref(r->origin);
    *r = (cria_input_record){0};
}

// member follows a path; NULL when there is nothing.
static const json_t *member(const json_t *o, const char *path)
{
    while (path && *path) {
        const size_t n = strcspn(path, ".");
        o = json_object_getn(o, path, n);
        path += n + (path[n] == '.');
    }
    return path ? o : NULL;
}

static const char *text_at(const json_t *o, const char *path)
{
    return json_string_value(member(o, path));
}

static const form *form_of(const json_t *o)
{
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
        if (text_at(o, forms[i].html) && text_at(o, forms[i].title))
            return &forms[i];
    return NULL;
}

// volume_of: a number, or a text that is one; 0 when there is none.
static json_int_t volume_of(const json_t *o)
{
    const json_t *v = json_object_get(o, "volume");
    int volume = 0;
    if (json_is_string(v) && sscanf(json_string_value(v), "%3d", &volume) != 1)
        return 0;
    return json_is_integer(v) ? json_integer_value(v) : volume;
}

// site_of: the address before "/wiki/".
static json_t *site_of(const json_t *o, const form *f)
{
    const char *url = text_at(o, f->url);
    const char *end = url ? strstr(url, "/wiki/") : NULL;
    if (end)
        return json_stringn(url, (size_t)(end - url));
    return f->site ? json_string(f->site) : json_null();
}

static cria_status set_some(json_t *o, const char *key, json_t *value)
{
    if (!json_is_null(value))
        return cria_json_set(o, key, value);
    json_decref(value);
    return CRIA_OK;
}

static cria_status fill_origin(cria_input_record *r, const form *f, const char *title)
{
    const json_t *revision = member(r->root, f->revision);
    const bool work = strncmp(title, WORK, strlen(WORK)) == 0;
    CRIA_TRY(set_some(r->origin, "site", site_of(r->root, f)));
    if (work)
        CRIA_TRY(cria_json_set(r->origin, "work", json_stringn(WORK, strlen(WORK) - 1)));
    CRIA_TRY(cria_json_set(r->origin, "title", json_string(title)));
    if (*r->volume)
        CRIA_TRY(cria_json_set(r->origin, "volume", json_integer(volume_of(r->root))));
    if (json_is_integer(revision))
        CRIA_TRY(cria_json_set(r->origin, "revisions",
                               json_pack("[I]", json_integer_value(revision))));
    return f->licence ? cria_json_set(r->origin, "licence", json_string(f->licence)) : CRIA_OK;
}

static cria_status read_rendering(cria_input_record *r, const form *f)
{
    const char *title = text_at(r->root, f->title);
    const json_int_t volume = volume_of(r->root);
    if (volume > 0)
        snprintf(r->volume, sizeof r->volume, "Volume %" JSON_INTEGER_FORMAT, volume);
    r->html = text_at(r->root, f->html);
    r->whole = true;
    r->source = title;
    r->title = title + (strncmp(title, WORK, strlen(WORK)) == 0 ? strlen(WORK) : 0);
    r->part = *r->volume ? r->volume : NULL;
    CRIA_TRY(cria_json_object(&r->origin));
    return fill_origin(r, f, title);
}

// no_text names the members that are there.
static cria_status no_text(const cria_input_record *r, const cria_clean_options *o,
                           const char *where)
{
    cria_buffer members = {0};
    const char *key;
    json_t *value;
    cria_status status = CRIA_OK;
    json_object_foreach(r->root, key, value)
    {
        if (status == CRIA_OK && members.length < MEMBERS_SHOWN)
            status = cria_buffer_printf(&members, "%s'%s'", members.length ? ", " : "", key);
    }
    if (status == CRIA_OK)
        status = cria_fail(CRIA_EFORMAT,
                           "%s: expected a member 'html' or '%s' with the article%s, found %s; "
                           "--text-member names another",
                           where, o->text_member,
                           o->format == CRIA_CLEAN_AUTO ? "" : " in the --format asked for",
                           members.length ? members.data : "none");
    cria_buffer_free(&members);
    return status;
}

static cria_status read_plain(cria_input_record *r, const cria_input *input,
                              const cria_clean_options *options, const char *where)
{
    const int format = options->format;
    const json_t *o = r->root;
    const json_t *origin = json_object_get(o, "origin");
    CRIA_TRY(cria_json_text_or(&r->title, o, "title", "", where));
    CRIA_TRY(cria_json_text_or(&r->name, o, "source", cria_path_name(input->path), where));
    CRIA_TRY(cria_json_text_or(&r->part, o, "slice", NULL, where));
    CRIA_TRY(cria_json_text_or(&r->html, o, "html", NULL, where));
    CRIA_TRY(cria_json_text_or(&r->text, o, options->text_member, NULL, where));
    if (json_is_null(json_object_get(o, options->text_member)))
        r->text = ""; // an article without text, which is dropped
    r->origin = json_is_object(origin) ? json_deep_copy(origin) : NULL;
    if (format == CRIA_CLEAN_TEXT)
        r->html = NULL;
    if (format == CRIA_CLEAN_HTML || r->html)
        r->text = NULL;
    if (!r->html && !r->text)
        return no_text(r, options, where);
    return CRIA_OK;
}

cria_status cria_input_record_read(cria_input_record *out, const cria_input *input,
                                   const cria_clean_options *options)
{
    char where[512];
    snprintf(where, sizeof where, "%s, line %zu", input->path, input->number);
    *out = (cria_input_record){0};
    CRIA_TRY(cria_json_parse(&out->root, input->bytes, input->length, where));
    const form *f = json_is_object(out->root) ? form_of(out->root) : NULL;
    cria_status status;
    if (!json_is_object(out->root))
        status = cria_fail(CRIA_EFORMAT, "%s: expected a JSON object", where);
    else
        status = f ? read_rendering(out, f) : read_plain(out, input, options, where);
    if (status != CRIA_OK)
        cria_input_record_free(out);
    return status;
}
