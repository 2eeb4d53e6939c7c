// reply.c: see reply.h.
#include "fetch/reply.h"

#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const double MAXLAG_WAIT = 5; // seconds, when the wiki does not say
enum { WARNINGS_MAX = 32 };

static void judged(cria_reply *out, cria_verdict verdict, const char *format, ...)
    CRIA_PRINTF(3, 4);
static void judged(cria_reply *out, cria_verdict verdict, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    vsnprintf(out->why, sizeof out->why, format, args);
    va_end(args);
    for (char *at = out->why; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 0x7f)
            *at = ' '; // the wiki's words go to a terminal
    out->verdict = verdict;
}

// ---- HTTP

// The first matching row counts.
static const struct {
    long first, last;
    cria_verdict verdict;
} statuses[] = {
    {429, 429, CRIA_REPLY_SLOWER}, {503, 503, CRIA_REPLY_SLOWER}, {408, 408, CRIA_REPLY_AGAIN},
    {425, 425, CRIA_REPLY_AGAIN},  {500, 599, CRIA_REPLY_AGAIN},  {0, 999, CRIA_REPLY_REFUSED},
};

// The beginning of a body on one line, for a message; of a page for a browser nothing.
static void quote(char *out, size_t bytes, const cria_http_reply *http)
{
    const cria_buffer *const body = &http->body;
    const bool readable = strcmp(http->content_type, "text/html") != 0;
    size_t n = 0;
    for (size_t i = 0; readable && i < body->length && n + 1 < bytes; i++) {
        const unsigned char c = (unsigned char)body->data[i];
        if (c > ' ' && c != 0x7f)
            out[n++] = (char)c;
        else if (n && out[n - 1] != ' ')
            out[n++] = ' ';
    }
    out[n] = '\0';
}

static void judge_status(cria_reply *out, const cria_http_reply *http)
{
    char body[120];
    size_t i = 0;
    while (http->status < statuses[i].first || http->status > statuses[i].last)
        i++;
    quote(body, sizeof body, http);
    judged(out, statuses[i].verdict, "HTTP status %ld%s%s%s", http->status, *body ? ": " : "",
           body, http->status == 404 ? "; is this the address of a wiki's api.php?" : "");
}

// ---- the API's own errors

// Codes end at their own end, or, with a '*', may go on. Others are refusals.
static const struct {
    const char *code;
    cria_verdict verdict;
} errors[] = {
    {"maxlag", CRIA_REPLY_SLOWER},         {"ratelimited", CRIA_REPLY_SLOWER},
    {"readonly", CRIA_REPLY_AGAIN},        {"internal_api_error*", CRIA_REPLY_AGAIN},
    {"dberror*", CRIA_REPLY_AGAIN},        {"timeouterror", CRIA_REPLY_AGAIN},
    {"toomanyvalues", CRIA_REPLY_REFUSED},
};

static bool code_is(const char *code, const char *row)
{
    const size_t n = strcspn(row, "*");
    return strncmp(code, row, n) == 0 && (row[n] == '*' || code[n] == '\0');
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

// Both shapes: {"error": {code, info}} and {"errors": [{code, text}, ...]}.
static bool judge_error(cria_reply *out, const json_t *root)
{
    const json_t *error = json_object_get(root, "error");
    if (!error)
        error = json_array_get(json_object_get(root, "errors"), 0);
    if (!error)
        return false;
    const char *code = text_of(error, "code");
    const char *info =
        *text_of(error, "info") ? text_of(error, "info") : text_of(error, "text");
    cria_verdict verdict = CRIA_REPLY_REFUSED;
    for (size_t i = 0; i < sizeof errors / sizeof *errors; i++)
        if (code_is(code, errors[i].code))
            verdict = errors[i].verdict;
    judged(out, verdict, "the wiki says '%s': %.200s", code, info);
    if (strcmp(code, "maxlag") == 0 && out->retry_after < 0)
        out->retry_after = MAXLAG_WAIT;
    return true;
}

// ---- the whole

static void judge_json(cria_reply *out)
{
    const json_t *pages = json_object_get(json_object_get(out->root, "query"), "pages");
    if (!json_is_object(out->root))
        judged(out, CRIA_REPLY_AGAIN, "the answer is JSON, but no object");
    else if (judge_error(out, out->root))
        return;
    else if (pages && !json_is_array(pages))
        judged(out, CRIA_REPLY_REFUSED,
               "the wiki does not know formatversion=2; MediaWiki 1.25 or newer is needed");
    else if (!json_is_true(json_object_get(out->root, "batchcomplete")) &&
             !json_is_object(json_object_get(out->root, "continue")))
        judged(out, CRIA_REPLY_AGAIN,
               "the answer says neither that it is complete nor how it "
               "goes on");
}

static cria_status judge_body(cria_reply *out, const cria_http_reply *http)
{
    const char *type = http->content_type;
    if (http->body.length == 0) {
        judged(out, CRIA_REPLY_AGAIN, "an empty answer");
        return CRIA_OK;
    }
    if (strcmp(type, "application/json") != 0) {
        judged(out, CRIA_REPLY_AGAIN,
               "the answer is '%s', not JSON: is this an api.php, and "
               "does the network ask for a login?",
               type);
        return CRIA_OK;
    }
    const cria_status status =
        cria_json_parse(&out->root, http->body.data, http->body.length, "the answer");
    if (status == CRIA_ENOMEM)
        return status;
    if (status != CRIA_OK)
        judged(out, CRIA_REPLY_AGAIN, "%s", cria_message());
    else
        judge_json(out);
    return CRIA_OK;
}

cria_status cria_reply_judge(cria_reply *out, const cria_http_reply *http)
{
    *out = (cria_reply){.verdict = CRIA_REPLY_GOOD, .retry_after = http->retry_after};
    cria_status status = CRIA_OK;
    if (http->trouble[0])
        judged(out, http->hopeless ? CRIA_REPLY_REFUSED : CRIA_REPLY_AGAIN, "%s",
               http->trouble);
    else if (http->status != 200)
        judge_status(out, http);
    else
        status = judge_body(out, http);
    if (status != CRIA_OK || out->verdict != CRIA_REPLY_GOOD)
        cria_reply_free(out);
    return status;
}

void cria_reply_free(cria_reply *r)
{
    json_decref(r->root);
    r->root = NULL;
}

// ---- warnings

static cria_status warn_once(const json_t *warning, cria_names *told)
{
    const char *text =
        *text_of(warning, "text") ? text_of(warning, "text") : text_of(warning, "warnings");
    for (size_t i = 0; i < told->count; i++)
        if (strcmp(told->name[i], text) == 0)
            return CRIA_OK;
    if (told->count >= WARNINGS_MAX)
        return CRIA_OK;
    cria_warning("the wiki warns: %.400s", text);
    return cria_names_add(told, text);
}

cria_status cria_reply_warn(const json_t *root, cria_names *told)
{
    const json_t *warnings = json_object_get(root, "warnings");
    const char *module;
    json_t *warning;
    size_t i;
    json_array_foreach(warnings, i, warning)
    {
        CRIA_TRY(warn_once(warning, told));
    }
    json_object_foreach((json_t *)warnings, module, warning)
    {
        CRIA_TRY(warn_once(warning, told));
    }
    return CRIA_OK;
}

// ---- pages

// SHA-1 of no bytes: what proves that a page is truly empty.
static const char empty_sha1[] = "da39a3ee5e6b4b0d3255bfef95601890afd80709";

static bool flag(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

static cria_reply_page_kind text_kind(const json_t *revision, cria_wiki_page *out)
{
    const json_t *slot = json_object_get(json_object_get(revision, "slots"), "main");
    const json_t *content = json_object_get(slot, "content");
    if (flag(slot, "texthidden") || flag(slot, "textmissing") || flag(slot, "missing") ||
        flag(revision, "texthidden"))
        return CRIA_PAGE_HIDDEN;
    if (!json_is_string(content))
        return CRIA_PAGE_LACKING;
    out->text = json_string_value(content);
    out->length = json_string_length(content);
    if (strlen(out->text) != out->length)
        return CRIA_PAGE_LACKING; // a NUL: no wiki has such a text
    return out->length || strcmp(out->sha1, empty_sha1) == 0 ? CRIA_PAGE_TEXT
                                                             : CRIA_PAGE_LACKING;
}

cria_reply_page_kind cria_reply_page(const json_t *page, bool with_text, cria_wiki_page *out)
{
    const json_t *revision = json_array_get(json_object_get(page, "revisions"), 0);
    *out = (cria_wiki_page){
        .ns = json_integer_value(json_object_get(page, "ns")),
        .page_id = json_integer_value(json_object_get(page, "pageid")),
        .revision = json_integer_value(json_object_get(revision, "revid")),
        .quality = -1,
        .title = json_string_value(json_object_get(page, "title")),
        .timestamp = text_of(revision, "timestamp"),
        .sha1 = text_of(revision, "sha1"),
    };
    if (flag(page, "missing") || flag(page, "invalid"))
        return CRIA_PAGE_MISSING;
    if (!out->title || out->page_id <= 0 || out->revision <= 0)
        return CRIA_PAGE_LACKING;
    return with_text ? text_kind(revision, out) : CRIA_PAGE_TEXT;
}
