// indexes.c: see indexes.h.
#include "wiki/indexes.h"

#include "wiki/transclude.h"

#include <string.h>

cria_status cria_indexes_number(cria_indexes *list, const char *name, size_t length,
                                uint32_t *index)
{
    for (size_t i = list->count; i-- > 0;)
        if (strncmp(list->name[i], name, length) == 0 && !list->name[i][length]) {
            *index = (uint32_t)i;
            return CRIA_OK;
        }
    CRIA_TRY(cria_grow(&list->name, &list->capacity, list->count + 1, sizeof *list->name));
    CRIA_TRY(cria_strndup(&list->name[list->count], name, length));
    *index = (uint32_t)list->count++;
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
