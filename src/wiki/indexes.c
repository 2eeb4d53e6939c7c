// indexes.c: see indexes.h.
#include "wiki/indexes.h"

#include "wiki/transclude.h"

#include <string.h>

cria_status cria_indexes_add(cria_indexes *list, const char *title, uint32_t *number,
                             bool *numbered)
{
    size_t length;
    cria_use_place(title, &length, number);
    *numbered = length > 0;
    if (!*numbered)
        return CRIA_OK;
    const char *name = title + strlen("Page:");
    const char *last = list->count > 0 ? list->name[list->count - 1] : "";
    if (strncmp(last, name, length) == 0 && !last[length])
        return CRIA_OK;
    CRIA_TRY(cria_grow(&list->name, &list->capacity, list->count + 1, sizeof *list->name));
    CRIA_TRY(cria_strndup(&list->name[list->count], name, length));
    list->count++;
    return CRIA_OK;
}

bool cria_indexes_has(const cria_indexes *list, const char *name)
{
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->name[i], name) == 0)
            return true;
    return false;
}

void cria_indexes_free(cria_indexes *list)
{
    for (size_t i = 0; i < list->count; i++)
        cria_free(list->name[i]);
    cria_free(list->name);
    *list = (cria_indexes){0};
}
