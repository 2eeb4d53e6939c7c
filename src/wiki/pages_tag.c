// pages_tag.c owns the attributes of <pages>, as ProofreadPage reads them.
#include "wiki/pages_tag.h"

#include "wiki/attributes.h"

#include <stdlib.h>
#include <string.h>

// Page numbers are bounded, so that a range can be counted before it is filled.
enum { NUMBER_DIGITS = 7 };

typedef struct reading {
    cria_pages *out;
    const char *text;
    size_t length;
    cria_buffer value;
    uint32_t *excluded;
    size_t excluded_count, excluded_capacity;
} reading;

static const char *skip(const char *at)
{
    return at + strspn(at, " ");
}

// take_number reads digits; false if none stand there, or too many.
static bool take_number(const char **at, uint32_t *out)
{
    const size_t n = strspn(*at, "0123456789");
    *out = (uint32_t)strtoul(*at, NULL, 10);
    *at += n;
    return n > 0 && n <= NUMBER_DIGITS;
}

static cria_status add_range(reading *r, uint32_t **list, size_t *count, size_t *capacity,
                             uint32_t first, uint32_t last)
{
    // A list of many ranges stays bounded too: each may hold what no list may.
    r->out->limit |= last - first > CRIA_PAGES_MAX || *count > 4 * (size_t)CRIA_PAGES_MAX;
    if (r->out->limit)
        return CRIA_OK;
    CRIA_TRY(cria_grow(list, capacity, *count + (last - first) + 1, sizeof **list));
    for (uint32_t i = first; i <= last; i++)
        (*list)[(*count)++] = i;
    return CRIA_OK;
}

// add_list reads "3, 5-7, 9".
static cria_status add_list(reading *r, uint32_t **list, size_t *count, size_t *capacity)
{
    for (const char *at = skip(r->value.data);; at = skip(at + 1)) {
        uint32_t first, last;
        if (!take_number(&at, &first))
            break;
        at = skip(at);
        last = first;
        if (*at == '-') {
            at = skip(at + 1);
            if (!take_number(&at, &last))
                break;
            at = skip(at);
        }
        if (last < first || (*at && *at != ','))
            break;
        CRIA_TRY(add_range(r, list, count, capacity, first, last));
        if (!*at)
            return CRIA_OK;
    }
    r->out->faulty = true;
    return CRIA_OK;
}

static cria_status get(reading *r, const char *name, bool *found)
{
    cria_buffer_reset(&r->value);
    CRIA_TRY(cria_attribute_get(&r->value, r->text, r->length, name, found));
    *found = *found && r->value.length > 0;
    return CRIA_OK;
}

static cria_status get_number(reading *r, const char *name, uint32_t *number, bool *found)
{
    CRIA_TRY(get(r, name, found));
    if (!*found)
        return CRIA_OK;
    const char *at = r->value.data;
    r->out->faulty |= !take_number(&at, number) || *at;
    return CRIA_OK;
}

static cria_status read_range(reading *r, const cria_pages_last *end)
{
    cria_pages *p = r->out;
    uint32_t first = 1, last = 0;
    bool from, to;
    CRIA_TRY(get_number(r, "from", &first, &from));
    CRIA_TRY(get_number(r, "to", &last, &to));
    if (!from && !to)
        return CRIA_OK;
    if (!to && !p->faulty)
        CRIA_TRY(end->last(end->context, p->index.data, &last));
    if (!to && last < first)
        last = first; // nothing of it is stored
    p->faulty |= first == 0 || last < first;
    if (p->faulty)
        return CRIA_OK;
    return add_range(r, &p->number, &p->count, &p->capacity, first, last);
}

static cria_status read_lists(reading *r)
{
    cria_pages *p = r->out;
    bool found;
    CRIA_TRY(get(r, "include", &found));
    if (found)
        CRIA_TRY(add_list(r, &p->number, &p->count, &p->capacity));
    CRIA_TRY(get(r, "exclude", &found));
    if (found)
        CRIA_TRY(add_list(r, &r->excluded, &r->excluded_count, &r->excluded_capacity));
    return CRIA_OK;
}

static int ascending(const void *a, const void *b)
{
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static bool is_excluded(const reading *r, uint32_t number)
{
    return r->excluded_count > 0 &&
           bsearch(&number, r->excluded, r->excluded_count, sizeof number, ascending) != NULL;
}

// choose sorts, and leaves out doubles, what is excluded, and what `step` passes over: it
// counts from the smallest number on.
static void choose(reading *r, uint32_t step)
{
    cria_pages *p = r->out;
    size_t kept = 0;
    if (r->excluded_count > 0)
        qsort(r->excluded, r->excluded_count, sizeof *r->excluded, ascending);
    if (p->count > 0)
        qsort(p->number, p->count, sizeof *p->number, ascending);
    for (size_t i = 0; i < p->count; i++) {
        const uint32_t n = p->number[i];
        if (is_excluded(r, n) || (kept > 0 && p->number[kept - 1] == n))
            continue;
        p->number[kept++] = n;
    }
    p->count = kept;
    kept = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->number[i] % step == p->number[0] % step)
            p->number[kept++] = p->number[i];
    p->count = kept;
}

static cria_status read_labels(reading *r)
{
    static const char *const names[] = {"fromsection", "tosection", "onlysection"};
    cria_pages *p = r->out;
    for (size_t i = 0; i < 3; i++)
        CRIA_TRY(
            cria_attribute_get(&p->label[i], r->text, r->length, names[i], &p->labelled[i]));
    const bool only = p->labelled[CRIA_PAGES_ONLY]; // even an empty one rules the others out
    for (size_t i = 0; i < 3; i++)
        p->labelled[i] =
            p->labelled[i] && p->label[i].length > 0 && (!only || i == CRIA_PAGES_ONLY);
    return CRIA_OK;
}

// read_index: blanks for underscores, and a capital first.
static cria_status read_index(reading *r)
{
    cria_pages *p = r->out;
    bool found;
    CRIA_TRY(get(r, "index", &found));
    p->faulty = !found;
    CRIA_TRY(cria_buffer_append(&p->index, r->value.data, r->value.length));
    for (size_t i = 0; i < p->index.length; i++)
        if (p->index.data[i] == '_')
            p->index.data[i] = ' ';
    if (found && p->index.data[0] >= 'a' && p->index.data[0] <= 'z')
        p->index.data[0] -= 'a' - 'A';
    return CRIA_OK;
}

static cria_status read_all(reading *r, const cria_pages_last *last)
{
    uint32_t step = 1;
    bool found;
    CRIA_TRY(read_index(r));
    CRIA_TRY(read_labels(r));
    CRIA_TRY(read_range(r, last));
    CRIA_TRY(read_lists(r));
    CRIA_TRY(get_number(r, "step", &step, &found));
    r->out->faulty |= step == 0;
    if (!r->out->faulty)
        choose(r, step);
    r->out->limit |= r->out->count > CRIA_PAGES_MAX;
    if (r->out->faulty || r->out->limit)
        r->out->count = 0;
    return CRIA_OK;
}

cria_status cria_pages_read(cria_pages *out, const char *text, size_t length,
                            const cria_pages_last *last)
{
    reading r = {.out = out, .text = text, .length = length};
    cria_status status = cria_buffer_puts(&r.value, "");
    if (status == CRIA_OK)
        status = read_all(&r, last);
    cria_free(r.excluded);
    cria_buffer_free(&r.value);
    return status;
}

void cria_pages_free(cria_pages *p)
{
    cria_buffer_free(&p->index);
    for (size_t i = 0; i < 3; i++)
        cria_buffer_free(&p->label[i]);
    cria_free(p->number);
    *p = (cria_pages){0};
}

void cria_pages_labels(const cria_pages *p, size_t i, const char **begin, const char **end)
{
    const bool only = p->labelled[CRIA_PAGES_ONLY];
    const bool first = i == 0 && p->labelled[CRIA_PAGES_FROM];
    const bool last = i + 1 == p->count && p->labelled[CRIA_PAGES_TO];
    *begin = only    ? p->label[CRIA_PAGES_ONLY].data
             : first ? p->label[CRIA_PAGES_FROM].data
                     : NULL;
    *end = only ? p->label[CRIA_PAGES_ONLY].data : last ? p->label[CRIA_PAGES_TO].data : NULL;
}
