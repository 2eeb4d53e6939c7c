// http.h owns one HTTP request: sent, answered or not. What an answer means, and whether to ask
// again, is decided above (reply.h, talk.h).
#ifndef CRIA_FETCH_HTTP_H
#define CRIA_FETCH_HTTP_H

#include "base/buffer.h"

#include <stdint.h>

enum { CRIA_HTTP_BODY_MAX = 64 << 20 };

typedef struct cria_http_reply {
    long status;           // 0: no answer came
    char trouble[256];     // what the network did, or ""
    bool hopeless;         // asking again cannot help (a bad address or certificate)
    char content_type[80]; // lower case, without parameters
    char validator[256];   // a strong ETag, else Last-Modified, else ""
    double retry_after;    // seconds; negative: not said
    int64_t length;        // of the body as announced; -1 unknown
    int64_t network;       // bytes over the wire
    cria_buffer body;      // whole and unpacked
} cria_http_reply;

// A sink takes a body piece by piece; reply->status is known. A failure ends the request.
typedef cria_status cria_http_sink(void *context, const cria_http_reply *reply,
                                   const char *bytes, size_t length);

typedef struct cria_http_request {
    const char *url;
    cria_http_sink *sink; // NULL: the body goes to the reply
    void *context;
    uint64_t from;         // with a sink: first byte wanted,
    const char *validator; // if the document is still the one of this validator
} cria_http_request;

typedef struct cria_http_settings {
    const char *contact; // NULL or "": none
    const char *token;   // "Authorization: Bearer", NULL: none
    int64_t timeout;     // seconds with next to no byte until a request counts as failed
} cria_http_settings;

typedef struct cria_http cria_http;
CRIA_MUSTUSE cria_status cria_http_open(cria_http **out, const cria_http_settings *settings);
void cria_http_close(cria_http *h);

// cria_http_get: trouble on the way is CRIA_OK with reply->trouble set. Requests with a sink
// end early at Ctrl-C; others do not. Zero the reply before its first use; it may be used
// again.
CRIA_MUSTUSE cria_status cria_http_get(cria_http *h, const cria_http_request *request,
                                       cria_http_reply *reply);
void cria_http_reply_free(cria_http_reply *reply);

// cria_http_retry_after: seconds from now that the header's value asks for, as a number or a
// date; negative when it is neither.
double cria_http_retry_after(const char *value, double now);

#endif
