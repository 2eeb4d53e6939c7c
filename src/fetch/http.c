// http.c: see http.h.
#include "fetch/http.h"

#include "base/clock.h"
#include "base/interrupt.h"

#include <ctype.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

// Below this many bytes a second, for the whole of the timeout, a request counts as stalled.
enum { STALL_BYTES = 64, REDIRECTS_MAX = 5 };

struct cria_http {
    CURL *curl;
    char *agent;
    int64_t timeout;
    // The request under way.
    const cria_http_request *request;
    cria_http_reply *reply;
    cria_status status; // of the sink or the body
    char error[CURL_ERROR_SIZE];
};

double cria_http_retry_after(const char *value, double now)
{
    char *end;
    const double seconds = strtod(value, &end);
    if (end != value && seconds >= 0 && seconds < 1e9)
        return seconds;
    const time_t date = curl_getdate(value, NULL);
    if (date == (time_t)-1)
        return -1;
    return (double)date > now ? (double)date - now : 0;
}

// ---- what comes

typedef void header_reader(cria_http_reply *reply, const char *value);

static void read_content_type(cria_http_reply *reply, const char *value)
{
    size_t n = 0;
    while (n + 1 < sizeof reply->content_type && value[n] && !strchr("; \t", value[n]))
        n++;
    for (size_t i = 0; i < n; i++)
        reply->content_type[i] = (char)tolower((unsigned char)value[i]);
    reply->content_type[n] = '\0';
}

static void read_retry_after(cria_http_reply *reply, const char *value)
{
    reply->retry_after = cria_http_retry_after(value, cria_clock_wall());
}

// A weak ETag does not promise the same bytes.
static void read_etag(cria_http_reply *reply, const char *value)
{
    if (*value == '"' && strlen(value) < sizeof reply->validator)
        strcpy(reply->validator, value);
}

static void read_last_modified(cria_http_reply *reply, const char *value)
{
    if (reply->validator[0] != '"' && strlen(value) < sizeof reply->validator)
        strcpy(reply->validator, value);
}

static const struct {
    const char *name;
    header_reader *read;
} headers[] = {
    {"content-type", read_content_type},
    {"retry-after", read_retry_after},
    {"etag", read_etag},
    {"last-modified", read_last_modified},
};

// forget clears what an earlier answer of the same request (a redirect) said.
static void forget(cria_http_reply *reply)
{
    reply->status = 0;
    reply->content_type[0] = reply->validator[0] = '\0';
    reply->retry_after = -1;
    reply->length = -1;
}

static void read_header(cria_http_reply *reply, char *line)
{
    char *value = strchr(line, ':');
    if (!value)
        return;
    *value++ = '\0';
    value += strspn(value, " \t");
    value[strcspn(value, "\r\n")] = '\0';
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++)
        if (strcasecmp(line, headers[i].name) == 0)
            headers[i].read(reply, value);
}

static size_t on_header(char *bytes, size_t size, size_t count, void *context)
{
    cria_http *const h = context;
    const size_t length = size * count;
    char line[512];
    snprintf(line, sizeof line, "%.*s", (int)(length < sizeof line ? length : sizeof line),
             bytes);
    if (strncmp(line, "HTTP/", 5) == 0) {
        forget(h->reply);
        const char *code = strchr(line, ' ');
        h->reply->status = code ? strtol(code, NULL, 10) : 0;
    } else {
        read_header(h->reply, line);
    }
    return length;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context)
{
    cria_http *const h = context;
    const size_t length = size * count;
    cria_http_reply *const r = h->reply;
    if (h->request->sink) {
        curl_off_t announced;
        if (curl_easy_getinfo(h->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &announced) ==
            CURLE_OK)
            r->length = announced;
        h->status = h->request->sink(h->request->context, r, bytes, length);
    } else if (length > CRIA_HTTP_BODY_MAX - r->body.length) {
        snprintf(r->trouble, sizeof r->trouble, "an answer of more than %d bytes",
                 CRIA_HTTP_BODY_MAX);
        return CURL_WRITEFUNC_ERROR;
    } else {
        h->status = cria_buffer_append(&r->body, bytes, length);
    }
    return h->status == CRIA_OK ? length : CURL_WRITEFUNC_ERROR;
}

static int on_progress(void *context, curl_off_t total, curl_off_t now, curl_off_t up_total,
                       curl_off_t up_now)
{
    (void)total, (void)now, (void)up_total, (void)up_now;
    const cria_http *const h = context;
    return h->request->sink && cria_interrupted();
}

// ---- opening

static cria_status name_agent(cria_http *h, const char *contact)
{
    cria_buffer agent = {0};
    cria_status status = cria_buffer_puts(&agent, "cria/" CRIA_VERSION);
    if (status == CRIA_OK && contact && *contact)
        status = cria_buffer_printf(&agent, " (%s)", contact);
    if (status == CRIA_OK)
        status = cria_buffer_printf(&agent, " libcurl/%s",
                                    curl_version_info(CURLVERSION_NOW)->version);
    h->agent = cria_buffer_take(&agent);
    cria_buffer_free(&agent);
    return status;
}

static void set_up(cria_http *h, const char *token)
{
    CURL *const c = h->curl;
    curl_easy_setopt(c, CURLOPT_USERAGENT, h->agent);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, h->error);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_FOLLOWLOCATION, 1L);
    curl_easy_setopt(c, CURLOPT_MAXREDIRS, (long)REDIRECTS_MAX);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)h->timeout);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_LIMIT, (long)STALL_BYTES);
    curl_easy_setopt(c, CURLOPT_LOW_SPEED_TIME, (long)h->timeout);
    curl_easy_setopt(c, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(c, CURLOPT_HEADERDATA, h);
    curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(c, CURLOPT_WRITEDATA, h);
    curl_easy_setopt(c, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(c, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(c, CURLOPT_XFERINFODATA, h);
    if (token) {
        curl_easy_setopt(c, CURLOPT_HTTPAUTH, (long)CURLAUTH_BEARER);
        curl_easy_setopt(c, CURLOPT_XOAUTH2_BEARER, token); // stays with the first host
    }
}

cria_status cria_http_open(cria_http **out, const cria_http_settings *settings)
{
    cria_http *h = NULL;
    *out = NULL;
    CRIA_TRY(cria_alloc(&h, 1, sizeof *h));
    h->timeout = settings->timeout;
    cria_status status = name_agent(h, settings->contact);
    if (status == CRIA_OK && !(h->curl = curl_easy_init()))
        status = cria_fail(CRIA_ENOMEM, "libcurl cannot be started");
    if (status == CRIA_OK) {
        set_up(h, settings->token);
        *out = h;
    } else {
        cria_http_close(h);
    }
    return status;
}

void cria_http_close(cria_http *h)
{
    if (!h)
        return;
    curl_easy_cleanup(h->curl);
    cria_free(h->agent);
    cria_free(h);
}

void cria_http_reply_free(cria_http_reply *reply)
{
    cria_buffer_free(&reply->body);
}

// ---- asking

// Faults of the request itself, which do not go away by waiting.
static bool is_hopeless(CURLcode code)
{
    static const CURLcode table[] = {
        CURLE_UNSUPPORTED_PROTOCOL, CURLE_URL_MALFORMAT,      CURLE_PEER_FAILED_VERIFICATION,
        CURLE_SSL_CACERT_BADFILE,   CURLE_TOO_MANY_REDIRECTS,
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (table[i] == code)
            return true;
    return false;
}

static void note_outcome(cria_http *h, CURLcode code)
{
    cria_http_reply *const r = h->reply;
    curl_off_t body = 0;
    long head = 0;
    curl_easy_getinfo(h->curl, CURLINFO_SIZE_DOWNLOAD_T, &body);
    curl_easy_getinfo(h->curl, CURLINFO_HEADER_SIZE, &head);
    r->network = body + head;
    if (code == CURLE_OK)
        return;
    r->hopeless = is_hopeless(code);
    const bool unpacking = code == CURLE_WRITE_ERROR || code == CURLE_BAD_CONTENT_ENCODING;
    if (unpacking && h->status == CRIA_OK && !r->trouble[0])
        snprintf(r->trouble, sizeof r->trouble, "the answer's packing is damaged");
    if (!r->trouble[0])
        snprintf(r->trouble, sizeof r->trouble, "%s",
                 h->error[0] ? h->error : curl_easy_strerror(code));
}

// A part of a document, if it is still the same; its bytes come as they lie there, not packed.
static cria_status ask_for_part(struct curl_slist **list, const cria_http_request *request)
{
    if (!request->from || !request->validator)
        return CRIA_OK;
    char line[320];
    snprintf(line, sizeof line, "Range: bytes=%llu-", (unsigned long long)request->from);
    struct curl_slist *grown = curl_slist_append(*list, line);
    if (grown)
        *list = grown;
    snprintf(line, sizeof line, "If-Range: %s", request->validator);
    grown = grown ? curl_slist_append(*list, line) : NULL;
    return grown ? CRIA_OK : cria_fail(CRIA_ENOMEM, "out of memory for a request");
}

cria_status cria_http_get(cria_http *h, const cria_http_request *request,
                          cria_http_reply *reply)
{
    struct curl_slist *list = NULL;
    cria_buffer_reset(&reply->body);
    forget(reply);
    reply->trouble[0] = h->error[0] = '\0';
    reply->hopeless = false;
    reply->network = 0;
    h->request = request;
    h->reply = reply;
    h->status = ask_for_part(&list, request);
    if (h->status == CRIA_OK) {
        curl_easy_setopt(h->curl, CURLOPT_URL, request->url);
        curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, list);
        curl_easy_setopt(h->curl, CURLOPT_ACCEPT_ENCODING, request->sink ? NULL : "");
        note_outcome(h, curl_easy_perform(h->curl));
    }
    curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
    curl_slist_free_all(list);
    return h->status;
}
