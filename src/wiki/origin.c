// origin.c owns the members of an origin, and their order.
#include "wiki/origin.h"

#include "base/utf8.h"

#include <string.h>
#include <strings.h>

cria_status cria_origin_head_read(cria_origin_head *h, cria_store *store)
{
    CRIA_TRY(cria_store_state_get(store, "site", &h->site, &h->has_site));
    return cria_store_state_get(store, "licence", &h->licence, &h->has_licence);
}

void cria_origin_head_free(cria_origin_head *h)
{
    cria_buffer_free(&h->site);
    cria_buffer_free(&h->licence);
    *h = (cria_origin_head){0};
}

const char *cria_origin_name(const char *stub)
{
    const char *slash = strchr(stub, '/');
    return slash && slash[1] ? slash + 1 : stub;
}

static cria_status make_string(json_t **out, const char *text, size_t length) // NULL: no memory
{
    cria_buffer valid = {0};
    cria_status status = cria_utf8_repair(&valid, text, length, NULL);
    *out = NULL;
    if (status == CRIA_OK)
        *out = json_stringn(valid.data ? valid.data : "", valid.length);
    cria_buffer_free(&valid);
    return status;
}

static cria_status put_text(json_t *object, const char *key, const char *text, size_t length)
{
    json_t *value;
    CRIA_TRY(make_string(&value, text, length));
    return cria_json_set(object, key, value);
}

// volume_of: the number behind the word "Volume" in an index title; 0 if there is none.
static int volume_of(const char *index, size_t length)
{
    static const char word[] = "volume ";
    const size_t n = strlen(word);
    for (size_t i = 0; i + n < length; i++) {
        int number = 0;
        if (strncasecmp(index + i, word, n) != 0)
            continue;
        for (i += n; i < length && index[i] >= '0' && index[i] <= '9' && number < 10000; i++)
            number = number * 10 + (index[i] - '0');
        return number;
    }
    return 0;
}

static cria_status put_index(json_t *object, const cria_use *use, size_t uses)
{
    size_t i = 0;
    while (i < uses && use[i].index == 0)
        i++;
    if (i == uses)
        return CRIA_OK;
    const char *index = use[i].page + strlen("Page:");
    const int volume = volume_of(index, use[i].index);
    CRIA_TRY(put_text(object, "index", index, use[i].index));
    return volume > 0 ? cria_json_set(object, "volume", json_integer(volume)) : CRIA_OK;
}

static cria_status put_page(json_t *pages, json_t *revisions, const char *title,
                            int64_t revision)
{
    json_t *name;
    CRIA_TRY(make_string(&name, title, strlen(title)));
    CRIA_TRY(cria_json_push(pages, name));
    return cria_json_push(revisions, json_integer(revision));
}

// Stretches of one page stand side by side, so a look at the one before is enough.
static cria_status put_uses(json_t *pages, json_t *revisions, const cria_use *use, size_t uses,
                            int *quality)
{
    *quality = -1;
    for (size_t i = 0; i < uses; i++) {
        if (use[i].quality >= 0 && (*quality < 0 || use[i].quality < *quality))
            *quality = use[i].quality;
        if (i == 0 || strcmp(use[i - 1].page, use[i].page) != 0)
            CRIA_TRY(put_page(pages, revisions, use[i].page, use[i].revision));
    }
    return CRIA_OK;
}

static cria_status put_pages(json_t *object, const char *stub, int64_t revision,
                             const cria_use *use, size_t uses)
{
    int quality;
    CRIA_TRY(cria_json_set(object, "pages", json_array()));
    CRIA_TRY(cria_json_set(object, "revisions", json_array()));
    json_t *pages = json_object_get(object, "pages");
    json_t *revisions = json_object_get(object, "revisions");
    CRIA_TRY(put_uses(pages, revisions, use, uses, &quality));
    if (uses == 0 && stub)
        CRIA_TRY(put_page(pages, revisions, stub, revision));
    return quality >= 0 ? cria_json_set(object, "quality", json_integer(quality)) : CRIA_OK;
}

static cria_status put_title(json_t *object, const char *stub, const char *title)
{
    if (!stub)
        return put_text(object, "title", title, strlen(title));
    CRIA_TRY(put_text(object, "work", stub, strcspn(stub, "/")));
    return put_text(object, "title", stub, strlen(stub));
}

static cria_status fill(json_t *object, const cria_origin_head *h, const char *stub,
                        int64_t revision, const char *title, const cria_use *use, size_t uses)
{
    if (h->has_site)
        CRIA_TRY(put_text(object, "site", h->site.data, h->site.length));
    CRIA_TRY(put_title(object, stub, title));
    CRIA_TRY(put_index(object, use, uses));
    CRIA_TRY(put_pages(object, stub, revision, use, uses));
    if (h->has_licence)
        CRIA_TRY(put_text(object, "licence", h->licence.data, h->licence.length));
    return CRIA_OK;
}

cria_status cria_origin_make(json_t **out, const cria_origin_head *h, const char *stub,
                             int64_t revision, const char *title, const cria_use *use,
                             size_t uses)
{
    CRIA_TRY(cria_json_object(out));
    const cria_status status = fill(*out, h, stub, revision, title, use, uses);
    if (status != CRIA_OK) {
        json_decref(*out);
        *out = NULL;
    }
    return status;
}
