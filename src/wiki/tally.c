// tally.c owns the sorted list behind counts by name.
#include "wiki/tally.h"

#include "base/memory.h"

#include <string.h>

static int compare(const char *name, const char *other, size_t length)
{
    const int order = strncmp(name, other, length);
    return order ? order : name[length] != '\0';
}

// place: the row of the name, or where it belongs.
static size_t place(const cria_tally *t, const char *name, size_t length, bool *found)
{
    size_t low = 0, high = t->count;
    *found = false;
    while (low < high && !*found) {
        const size_t middle = low + (high - low) / 2;
        const int order = compare(t->row[middle].name, name, length);
        *found = order == 0;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return high < low ? low : high;
}

static size_t cut_at_character(const char *name, size_t length)
{
    if (length <= CRIA_TALLY_NAME_MAX)
        return length;
    length = CRIA_TALLY_NAME_MAX;
    while (length > 0 && ((unsigned char)name[length] & 0xC0) == 0x80)
        length--;
    return length;
}

static cria_status insert(cria_tally *t, size_t at, const char *name, size_t length)
{
    char *copy;
    CRIA_TRY(cria_grow(&t->row, &t->capacity, t->count + 1, sizeof *t->row));
    CRIA_TRY(cria_strndup(&copy, name, length));
    memmove(t->row + at + 1, t->row + at, (t->count - at) * sizeof *t->row);
    t->row[at] = (cria_tally_row){.name = copy};
    t->count++;
    return CRIA_OK;
}

cria_status cria_tally_add(cria_tally *t, const char *name, size_t length, uint64_t times)
{
    bool found;
    length = cut_at_character(name, length);
    const size_t at = place(t, name, length, &found);
    if (!found && t->count == CRIA_TALLY_MAX) {
        t->overflow += times;
        return CRIA_OK;
    }
    if (!found)
        CRIA_TRY(insert(t, at, name, length));
    t->row[at].count += times;
    return CRIA_OK;
}

cria_status cria_tally_merge(cria_tally *to, const cria_tally *from)
{
    to->overflow += from->overflow;
    for (size_t i = 0; i < from->count; i++)
        CRIA_TRY(cria_tally_add(to, from->row[i].name, strlen(from->row[i].name),
                                from->row[i].count));
    return CRIA_OK;
}

void cria_tally_free(cria_tally *t)
{
    for (size_t i = 0; i < t->count; i++)
        cria_free(t->row[i].name);
    cria_free(t->row);
    *t = (cria_tally){0};
}
