// origin.h owns the JSON that says where an article stands in a wiki (docs/formats.md).
#ifndef CRIA_WIKI_ORIGIN_H
#define CRIA_WIKI_ORIGIN_H

#include "format/json.h"
#include "wiki/transclude.h"

// What all articles of a store share.
typedef struct cria_origin_head {
    cria_buffer site, licence;
    bool has_site, has_licence;
} cria_origin_head;
CRIA_MUSTUSE cria_status cria_origin_head_read(cria_origin_head *h, cria_store *store);
void cria_origin_head_free(cria_origin_head *h);

// cria_origin_make: `stub` is the title of the page with the article's name, or NULL where
// there is none; then `title` is the headword. An article of uses none stands on its stub.
CRIA_MUSTUSE cria_status cria_origin_make(json_t **out, const cria_origin_head *h,
                                          const char *stub, int64_t revision, const char *title,
                                          const cria_use *use, size_t uses);

// cria_origin_name: the article's name in its work's title "Work/Name".
const char *cria_origin_name(const char *stub);

#endif
