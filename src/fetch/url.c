// url.c: see url.h.
#include "fetch/url.h"

#include <curl/curl.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

cria_status cria_url_begin(cria_buffer *url, const char *endpoint)
{
    CRIA_TRY(cria_buffer_puts(url, endpoint));
    return cria_buffer_putc(url, strchr(endpoint, '?') ? '&' : '?');
}

static bool is_plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c && strchr("-._~", c));
}

static cria_status encode(cria_buffer *url, const char *text)
{
    for (; *text; text++) {
        if (is_plain(*text))
            CRIA_TRY(cria_buffer_putc(url, *text));
        else
            CRIA_TRY(cria_buffer_printf(url, "%%%02X", (unsigned char)*text));
    }
    return CRIA_OK;
}

cria_status cria_url_add(cria_buffer *url, const char *key, const char *value)
{
    const char last = url->length ? url->data[url->length - 1] : '?';
    if (last != '?' && last != '&')
        CRIA_TRY(cria_buffer_putc(url, '&'));
    CRIA_TRY(encode(url, key));
    CRIA_TRY(cria_buffer_putc(url, '='));
    return encode(url, value);
}

cria_status cria_url_add_int(cria_buffer *url, const char *key, int64_t value)
{
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)value);
    return cria_url_add(url, key, text);
}

// within: the host is the domain or a part of it; a dot at its end means nothing.
static bool within(const char *host, const char *domain)
{
    const size_t n = strlen(domain);
    size_t length = strlen(host);
    if (length && host[length - 1] == '.')
        length--;
    return length >= n && strncasecmp(host + length - n, domain, n) == 0 &&
           (length == n || host[length - n - 1] == '.');
}

static bool in_table(const char *host, const char *const *table)
{
    for (; *table; table++)
        if (within(host, *table))
            return true;
    return false;
}

static const char *const wikimedia[] = {
    "wikisource.org",
    "wikipedia.org",
    "wikimedia.org",
    "wiktionary.org",
    "wikibooks.org",
    "wikiquote.org",
    "wikinews.org",
    "wikiversity.org",
    "wikivoyage.org",
    "wikidata.org",
    "mediawiki.org",
    "wikifunctions.org",
    "wmfcloud.org",
    "toolforge.org",
    "wikimediafoundation.org",
    NULL,
};
static const char *const this_machine[] = {"localhost", "127.0.0.1", "[::1]", NULL};

typedef struct pieces {
    char *scheme, *host, *port; // curl's
} pieces;

static cria_status assemble(cria_url_parts *out, const pieces *p, const char *url,
                            const char *option)
{
    if (!p->scheme || !p->host ||
        (strcmp(p->scheme, "https") != 0 && strcmp(p->scheme, "http") != 0))
        return cria_fail(CRIA_EARG, "--%s %s: expected an address with http:// or https://",
                         option, url);
    cria_buffer site = {0};
    const cria_status status = cria_buffer_printf(&site, "%s://%s%s%s", p->scheme, p->host,
                                                  p->port ? ":" : "", p->port ? p->port : "");
    *out = (cria_url_parts){.wikimedia = in_table(p->host, wikimedia),
                            .confidential = strcmp(p->scheme, "https") == 0 ||
                                            in_table(p->host, this_machine),
                            .site = cria_buffer_take(&site)};
    cria_buffer_free(&site);
    return status;
}

cria_status cria_url_read(cria_url_parts *out, const char *url, const char *option)
{
    *out = (cria_url_parts){0};
    pieces p = {0};
    CURLU *handle = curl_url();
    if (!handle)
        return cria_fail(CRIA_ENOMEM, "out of memory for an address");
    if (curl_url_set(handle, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK) {
        curl_url_get(handle, CURLUPART_SCHEME, &p.scheme, 0);
        curl_url_get(handle, CURLUPART_HOST, &p.host, 0);
        curl_url_get(handle, CURLUPART_PORT, &p.port, 0);
    }
    const cria_status status = assemble(out, &p, url, option);
    curl_free(p.scheme);
    curl_free(p.host);
    curl_free(p.port);
    curl_url_cleanup(handle);
    return status;
}

void cria_url_free(cria_url_parts *p)
{
    cria_free(p->site);
    *p = (cria_url_parts){0};
}
