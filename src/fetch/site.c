// site.c: see site.h.
#include "fetch/site.h"

#include "fetch/url.h"

#include <string.h>

static cria_status ask(cria_talk *s, json_t **root)
{
    cria_buffer url = {0};
    cria_status status = cria_talk_query(s, &url);
    if (status == CRIA_OK)
        status = cria_url_add(&url, "meta", "siteinfo");
    if (status == CRIA_OK)
        status = cria_url_add(&url, "siprop", "general|namespaces");
    if (status == CRIA_OK)
        status = cria_talk_ask(s, url.data, s->options->endpoint, root);
    cria_buffer_free(&url);
    return status;
}

// A wiki may leave out the scheme of its address: the endpoint's counts then.
static cria_status keep_site(cria_talk *s, const char *server)
{
    cria_buffer site = {0};
    const char *colon = strchr(s->options->endpoint, ':');
    const int scheme =
        strncmp(server, "//", 2) == 0 && colon ? (int)(colon + 1 - s->options->endpoint) : 0;
    cria_status status =
        cria_buffer_printf(&site, "%.*s%s", scheme, s->options->endpoint, server);
    if (status == CRIA_OK)
        status = cria_store_state_set(s->store, "site", site.data);
    cria_buffer_free(&site);
    return status;
}

static cria_status check(cria_talk *s, const json_t *query, const char **why)
{
    const json_t *general = json_object_get(query, "general");
    const json_t *namespaces = json_object_get(query, "namespaces");
    const char *generator = json_string_value(json_object_get(general, "generator"));
    const char *server = json_string_value(json_object_get(general, "server"));
    if (!generator || strncmp(generator, "MediaWiki", 9) != 0 || !server || !namespaces) {
        *why = "the answer does not describe a MediaWiki";
        return CRIA_OK;
    }
    if (!json_object_get(namespaces, "104"))
        return cria_fail(CRIA_EARG,
                         "--endpoint %s: this wiki has no namespace 104, so no scanned pages",
                         s->options->endpoint);
    cria_debug("%s: %s", server, generator);
    return keep_site(s, server);
}

cria_status cria_site_learn(cria_talk *s)
{
    cria_buffer known = {0};
    bool found;
    cria_status status = cria_store_state_get(s->store, "site", &known, &found);
    cria_buffer_free(&known);
    while (status == CRIA_OK && !found) {
        json_t *root = NULL;
        const char *why = NULL;
        status = ask(s, &root);
        if (status == CRIA_OK)
            status = check(s, json_object_get(root, "query"), &why);
        json_decref(root);
        found = status == CRIA_OK && !why;
        if (status == CRIA_OK && why)
            status = cria_talk_failed(s, s->options->endpoint, why, -1);
    }
    return status == CRIA_OK ? cria_talk_good(s) : status;
}
