// counts.c owns the table of counters and their JSON form.
#include "corpus/counts.h"

#define ROW(id, group, name, meaning) {CRIA_GROUP_##group, name, meaning},
const cria_count_row cria_count_table[CRIA_COUNTS] = {CRIA_COUNT_LIST(ROW)};
#undef ROW

#define ONE(id, group, name, meaning) +(CRIA_GROUP_##group == CRIA_GROUP_WARNING)
_Static_assert(0 CRIA_COUNT_LIST(ONE) == CRIA_WARNINGS, "warnings stand side by side");
#undef ONE

const char *const cria_count_group_name[CRIA_GROUPS] = {"removed", "leak", "warning", "dropped",
                                                        "total"};

void cria_counts_add(cria_counts *to, const cria_counts *from)
{
    for (int i = 0; i < CRIA_COUNTS; i++)
        to->n[i] += from->n[i];
}

uint64_t cria_counts_leaks(const cria_counts *c)
{
    uint64_t sum = 0;
    for (int i = 0; i < CRIA_COUNTS; i++)
        if (cria_count_table[i].group == CRIA_GROUP_LEAK)
            sum += c->n[i];
    return sum;
}

static cria_status group_json(json_t *root, const cria_counts *c, int group)
{
    json_t *object = NULL;
    CRIA_TRY(cria_json_object(&object));
    cria_status status = CRIA_OK;
    for (int i = 0; i < CRIA_COUNTS && status == CRIA_OK; i++)
        if ((int)cria_count_table[i].group == group)
            status = cria_json_set(object, cria_count_table[i].name,
                                   json_integer((json_int_t)c->n[i]));
    if (status == CRIA_OK)
        return cria_json_set(root, cria_count_group_name[group], object);
    json_decref(object);
    return status;
}

cria_status cria_counts_json(json_t **out, const cria_counts *c)
{
    CRIA_TRY(cria_json_object(out));
    for (int group = 0; group < CRIA_GROUPS; group++) {
        const cria_status status = group_json(*out, c, group);
        if (status != CRIA_OK) {
            json_decref(*out);
            *out = NULL;
            return status;
        }
    }
    return CRIA_OK;
}
