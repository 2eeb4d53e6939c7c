// indexes.c: see indexes.h.
#include "wiki/indexes.h"

#include "base/hash.h"
#include "wiki/transclude.h"

#include <string.h>

enum { FIRST_SLOTS = 64 };

static uint64_t hash_of(const char *name, size_t length)
{
    uint64_t hash = CRIA_FNV;
    for (size_t i = 0; i < length; i++)
        hash = cria_fnv_add(hash, (unsigned char)name[i]);
    return hash ^ hash >> 32;
}

// slot_of: where the name is, or the free slot where it belongs.
static uint32_t *slot_of(const cria_indexes *list, const char *name, size_t length)
{
    for (size_t i = (size_t)hash_of(name, length);; i++) {
        uint32_t *const slot = &list->slot[i & (list->slots - 1)];
        const char *const other = *slot ? list->name[*slot - 1] : NULL;
        if (!other || (strncmp(other, name, length) == 0 && !other[length]))
            return slot;
    }
}

// There are as many as volumes, but a wiki may have been made to hurt.
static cria_status make_room(cria_indexes *list)
{
    if (list->count * 2 + 1 < list->slots)
        return CRIA_OK;
    uint32_t *slot;
    const size_t slots = list->slots ? 2 * list->slots : FIRST_SLOTS;
    CRIA_TRY(cria_alloc(&slot, slots, sizeof *slot));
    cria_free(list->slot);
    list->slot = slot;
    list->slots = slots;
    for (size_t i = 0; i < list->count; i++)
        *slot_of(list, list->name[i], strlen(list->name[i])) = (uint32_t)i + 1;
    return CRIA_OK;
}

cria_status cria_indexes_number(cria_indexes *list, const char *name, size_t length,
                                uint32_t *index)
{
    CRIA_TRY(make_room(list));
    uint32_t *const slot = slot_of(list, name, length);
    if (*slot == 0) {
        CRIA_TRY(cria_grow(&list->name, &list->capacity, list->count + 1, sizeof *list->name));
        CRIA_TRY(cria_strndup(&list->name[list->count], name, length));
        *slot = (uint32_t)++list->count;
    }
    *index = *slot - 1;
    return CRIA_OK;
}

cria_status cria_indexes_add(cria_indexes *list, const char *title, uint32_t *index,
                             uint32_t *number, bool *numbered)
{
    size_t length;
    cria_use_place(title, &length, number);
    *numbered = length > 0;
    return *numbered ? cria_indexes_number(list, title + strlen("Page:"), length, index)
                     : CRIA_OK;
}

bool cria_indexes_has(const cria_indexes *list, const char *name)
{
    return list->slots > 0 && *slot_of(list, name, strlen(name)) > 0;
}

void cria_indexes_free(cria_indexes *list)
{
    for (size_t i = 0; i < list->count; i++)
        cria_free(list->name[i]);
    cria_free(list->name);
    cria_free(list->slot);
    *list = (cria_indexes){0};
}
