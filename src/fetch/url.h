// url.h owns addresses: query strings, and what a host's name tells.
#ifndef CRIA_FETCH_URL_H
#define CRIA_FETCH_URL_H

#include "base/buffer.h"

#include <stdint.h>

// cria_url_begin appends an endpoint and the '?' or '&' behind which parameters may follow.
CRIA_MUSTUSE cria_status cria_url_begin(cria_buffer *url, const char *endpoint);
// cria_url_add appends "&key=value" with everything but letters, figures and -._~ encoded.
CRIA_MUSTUSE cria_status cria_url_add(cria_buffer *url, const char *key, const char *value);
CRIA_MUSTUSE cria_status cria_url_add_int(cria_buffer *url, const char *key, int64_t value);

// What can be said of an address without asking it.
typedef struct cria_url_parts {
    char *site;        // "https://en.wikisource.org", owned
    bool wikimedia;    // one of the Wikimedia Foundation's hosts
    bool confidential; // https, or this machine: a token may be sent
} cria_url_parts;

// cria_url_read: an address that is not http or https is CRIA_EARG naming `option`.
CRIA_MUSTUSE cria_status cria_url_read(cria_url_parts *out, const char *url,
                                       const char *option);
void cria_url_free(cria_url_parts *p);

#endif
