// dump.c owns the walk through a dump's XML: see dump.h.
//
// <mediawiki> <siteinfo> <base/> </siteinfo>
//             <page> <title/> <ns/> <id/> [<redirect title=""/>]
//                    <revision> <id/> <timestamp/> <text sha1="">...</text> <sha1/> </revision>
#include "fetch/dump.h"

#include "base/interrupt.h"
#include "base/log.h"
#include "fetch/ahead.h"
#include "fetch/dump_page.h"

#include <expat.h>
#include <inttypes.h>
#include <string.h>

enum { DEPTH_MAX = 64, FIELD_MAX = 4096, TOKEN_MAX = 16 << 20 };

typedef enum element {
    NOWHERE, // outside the root
    MEDIAWIKI,
    SITEINFO,
    BASE,
    PAGE,
    TITLE,
    NS,
    PAGE_ID,
    REDIRECT,
    REVISION,
    REVISION_ID,
    TIMESTAMP,
    TEXT,
    SHA1,
    ELEMENTS,
} element;

typedef struct reading {
    const char *path;
    XML_Parser parser;
    cria_status status; // of the first failure
    element at;
    int unknown; // depth of elements that the table lacks
    cria_dump_page page;
    cria_buffer *into; // what text is added to; NULL: nothing
    cria_buffer field; // of a short element
    bool warned_version;
    cria_store_taker *take;
    void *context;
    cria_dump_report *report;
} reading;

static void stop(reading *r, cria_status status)
{
    if (r->status == CRIA_OK)
        r->status = status;
    XML_StopParser(r->parser, XML_FALSE);
}

static cria_status bad(const reading *r, const char *what, const char *detail)
{
    return cria_fail(CRIA_EFORMAT, "%s, line %lu: %s%s", r->path,
                     (unsigned long)XML_GetCurrentLineNumber(r->parser), what, detail);
}

static const char *attribute(const XML_Char **attributes, const char *name)
{
    for (; attributes[0]; attributes += 2)
        if (strcmp(attributes[0], name) == 0)
            return attributes[1];
    return NULL;
}

// ---- what begins and ends

typedef cria_status event(reading *r, const XML_Char **attributes);

static cria_status begin_field(reading *r, const XML_Char **attributes)
{
    (void)attributes;
    cria_buffer_reset(&r->field);
    r->into = &r->field;
    return CRIA_OK;
}

static cria_status begin_mediawiki(reading *r, const XML_Char **attributes)
{
    const char *version = attribute(attributes, "version");
    if (!version || (strcmp(version, "0.10") != 0 && strcmp(version, "0.11") != 0))
        cria_warning("%s: an export of version %.20s; 0.10 and 0.11 are known", r->path,
                     version ? version : "(none)");
    return CRIA_OK;
}

// The address of the main page: all before its third slash is the site's.
static cria_status end_base(reading *r, const XML_Char **none)
{
    (void)none;
    const char *base = r->field.data ? r->field.data : "";
    const char *host = strstr(base, "://");
    const size_t length = host ? (size_t)(host - base) + 3 + strcspn(host + 3, "/") : 0;
    if (length < sizeof r->report->site)
        memcpy(r->report->site, base, length); // the rest is zero
    return CRIA_OK;
}

static cria_status begin_page(reading *r, const XML_Char **attributes)
{
    (void)attributes;
    cria_dump_page_clear(&r->page);
    return CRIA_OK;
}

static cria_status begin_redirect(reading *r, const XML_Char **attributes)
{
    const char *title = attribute(attributes, "title");
    cria_buffer_reset(&r->page.redirect);
    return title ? cria_buffer_puts(&r->page.redirect, title) : CRIA_OK;
}

static cria_status begin_revision(reading *r, const XML_Char **attributes)
{
    (void)attributes;
    if (!r->page.has_ns || r->page.title.length == 0)
        return bad(r, "a <revision> before its page's <title> and <ns>", "");
    cria_dump_revision_clear(&r->page.now);
    return CRIA_OK;
}

// Text of pages that nobody asks for is not even looked at.
static cria_status begin_text(reading *r, const XML_Char **attributes)
{
    cria_dump_revision *const v = &r->page.now;
    if (!cria_dump_page_wanted(&r->page))
        return CRIA_OK;
    const char *bytes = attribute(attributes, "bytes"), *sha1 = attribute(attributes, "sha1");
    v->has_text = true;
    v->deleted = attribute(attributes, "deleted") != NULL;
    v->promised = bytes && strcmp(bytes, "0") != 0;
    r->into = &v->text;
    cria_buffer_reset(&v->sha1);
    return sha1 ? cria_buffer_puts(&v->sha1, sha1) : CRIA_OK;
}

static cria_status number(reading *r, int64_t *out)
{
    if (cria_dump_number(out, r->field.data))
        return CRIA_OK;
    return bad(r, "expected a whole number, found ", r->field.data ? r->field.data : "nothing");
}

static cria_status copy(cria_buffer *to, const cria_buffer *from)
{
    cria_buffer_reset(to);
    return cria_buffer_append(to, from->data, from->length);
}

static cria_status end_title(reading *r, const XML_Char **none)
{
    (void)none;
    return copy(&r->page.title, &r->field);
}

static cria_status end_ns(reading *r, const XML_Char **none)
{
    (void)none;
    r->page.has_ns = true;
    return number(r, &r->page.ns);
}

static cria_status end_page_id(reading *r, const XML_Char **none)
{
    (void)none;
    return number(r, &r->page.id);
}

static cria_status end_revision_id(reading *r, const XML_Char **none)
{
    (void)none;
    return number(r, &r->page.now.id);
}

static cria_status end_timestamp(reading *r, const XML_Char **none)
{
    (void)none;
    return copy(&r->page.now.timestamp, &r->field);
}

static cria_status end_sha1(reading *r, const XML_Char **none)
{
    (void)none;
    return r->field.length ? copy(&r->page.now.sha1, &r->field) : CRIA_OK;
}

static cria_status end_revision(reading *r, const XML_Char **none)
{
    (void)none;
    const cria_dump_revision *const v = &r->page.now;
    if (v->promised && v->text.length == 0 && !v->deleted && !v->too_long)
        return bad(r,
                   "a text that should have bytes has none: this is a dump of stubs; take "
                   "one named pages-articles or pages-meta-current. Page: ",
                   r->page.title.data);
    cria_dump_page_keep_newest(&r->page);
    return CRIA_OK;
}

static cria_status end_page(reading *r, const XML_Char **none)
{
    (void)none;
    bool given = false;
    CRIA_TRY(cria_dump_page_give(&r->page, r->take, r->context, &given));
    r->report->pages += given;
    return CRIA_OK;
}

static const struct row {
    const char *name;
    element parent;
    event *begin, *end;
} rows[ELEMENTS] = {
    [MEDIAWIKI] = {"mediawiki", NOWHERE, begin_mediawiki, NULL},
    [SITEINFO] = {"siteinfo", MEDIAWIKI, NULL, NULL},
    [BASE] = {"base", SITEINFO, begin_field, end_base},
    [PAGE] = {"page", MEDIAWIKI, begin_page, end_page},
    [TITLE] = {"title", PAGE, begin_field, end_title},
    [NS] = {"ns", PAGE, begin_field, end_ns},
    [PAGE_ID] = {"id", PAGE, begin_field, end_page_id},
    [REDIRECT] = {"redirect", PAGE, begin_redirect, NULL},
    [REVISION] = {"revision", PAGE, begin_revision, end_revision},
    [REVISION_ID] = {"id", REVISION, begin_field, end_revision_id},
    [TIMESTAMP] = {"timestamp", REVISION, begin_field, end_timestamp},
    [TEXT] = {"text", REVISION, begin_text, NULL},
    [SHA1] = {"sha1", REVISION, begin_field, end_sha1},
};

static element find(element parent, const char *name)
{
    for (int i = MEDIAWIKI; i < ELEMENTS; i++)
        if (rows[i].parent == parent && strcmp(rows[i].name, name) == 0)
            return (element)i;
    return NOWHERE;
}

// ---- expat's calls

static void on_begin(void *data, const XML_Char *name, const XML_Char **attributes)
{
    reading *const r = data;
    const element next = r->unknown ? NOWHERE : find(r->at, name);
    if (r->at == NOWHERE && next == NOWHERE) {
        stop(r,
             bad(r, "expected a MediaWiki export, <mediawiki>, found another kind of XML", ""));
    } else if (next == NOWHERE) {
        if (++r->unknown > DEPTH_MAX)
            stop(r, bad(r, "elements nested too deep for an export", ""));
    } else {
        r->at = next;
        const cria_status status = rows[next].begin ? rows[next].begin(r, attributes) : CRIA_OK;
        if (status != CRIA_OK)
            stop(r, status);
    }
}

static void on_end(void *data, const XML_Char *name)
{
    reading *const r = data;
    (void)name;
    if (r->status != CRIA_OK)
        return;
    if (r->unknown) {
        r->unknown--;
        return;
    }
    const struct row *const row = &rows[r->at];
    const cria_status status = row->end ? row->end(r, NULL) : CRIA_OK;
    r->into = NULL;
    r->at = row->parent;
    if (status != CRIA_OK)
        stop(r, status);
}

static void on_text(void *data, const XML_Char *text, int length)
{
    reading *const r = data;
    if (!r->into || r->unknown || r->status != CRIA_OK)
        return;
    const size_t total = r->into->length + (size_t)length;
    cria_status status = CRIA_OK;
    if (r->at == TEXT && total > CRIA_WIKI_TEXT_MAX) {
        r->page.now.too_long = true;
        r->into = NULL;
    } else if (r->at != TEXT && total > FIELD_MAX) {
        status = bad(r, "too long for an export: the content of ", rows[r->at].name);
    } else {
        status = cria_buffer_append(r->into, text, (size_t)length);
    }
    if (status != CRIA_OK)
        stop(r, status);
}

// Exports have none, and what entities it defines can grow without bound.
static void on_doctype(void *data, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int internal)
{
    reading *const r = data;
    (void)name, (void)system, (void)public, (void)internal;
    stop(r, bad(r, "a document type (<!DOCTYPE>), which no MediaWiki export has", ""));
}

// ---- pieces

static cria_status bad_xml(const reading *r, bool last)
{
    const enum XML_Error code = XML_GetErrorCode(r->parser);
    if (code == XML_ERROR_NO_MEMORY)
        return cria_fail(CRIA_ENOMEM, "no memory left to read %s", r->path);
    return last ? bad(r, "the export ends too early: fetch it again; the XML reader says: ",
                      XML_ErrorString(code))
                : bad(r, "no XML: ", XML_ErrorString(code));
}

static cria_status feed(reading *r, const char *bytes, size_t length)
{
    const bool last = length == 0;
    const enum XML_Status ok = XML_Parse(r->parser, bytes, (int)length, last);
    if (r->status != CRIA_OK)
        return r->status;
    if (ok != XML_STATUS_OK)
        return bad_xml(r, last);
    r->report->bytes += length;
    // The reader keeps a tag until its end is there.
    const XML_Index read = XML_GetCurrentByteIndex(r->parser);
    if (r->report->bytes > (uint64_t)(read < 0 ? 0 : read) + TOKEN_MAX)
        return bad(r, "a tag or comment too long for an export", "");
    return CRIA_OK;
}

static cria_status read_all(reading *r, cria_ahead *a)
{
    cria_progress progress;
    cria_dump_report *const report = r->report;
    uint64_t total;
    cria_ahead_progress(a, &report->packed_bytes, &total, &report->streams);
    cria_progress_begin(&progress, "reading the dump", CRIA_PROGRESS_BYTES, (double)total);
    const char *bytes;
    size_t length;
    do {
        if (cria_interrupted())
            return cria_fail(CRIA_EINTR, "interrupted while reading %s", r->path);
        CRIA_TRY(cria_ahead_next(a, &bytes, &length));
        CRIA_TRY(feed(r, bytes, length));
        cria_ahead_progress(a, &report->packed_bytes, &total, &report->streams);
        cria_progress_at(&progress, (double)report->packed_bytes);
    } while (length > 0);
    cria_progress_end(&progress, (double)report->packed_bytes);
    return CRIA_OK;
}

static cria_status open_parser(reading *r)
{
    r->parser = XML_ParserCreate("UTF-8");
    if (!r->parser)
        return cria_fail(CRIA_ENOMEM, "no memory left to read %s", r->path);
    XML_SetUserData(r->parser, r);
    XML_SetElementHandler(r->parser, on_begin, on_end);
    XML_SetCharacterDataHandler(r->parser, on_text);
    XML_SetStartDoctypeDeclHandler(r->parser, on_doctype);
    return CRIA_OK;
}

cria_status cria_dump_read(const char *path, cria_store_taker *take, void *context,
                           cria_dump_report *report)
{
    reading r = {.path = strcmp(path, "-") == 0 ? "standard input" : path,
                 .take = take,
                 .context = context,
                 .report = report};
    cria_ahead *a = NULL;
    *report = (cria_dump_report){0};
    cria_status status = open_parser(&r);
    if (status == CRIA_OK)
        status = cria_ahead_open(&a, path);
    if (status == CRIA_OK)
        status = read_all(&r, a);
    cria_ahead_close(a);
    if (r.parser)
        XML_ParserFree(r.parser);
    cria_dump_page_free(&r.page);
    cria_buffer_free(&r.field);
    return status;
}
