// plan.c owns the order of articles, and which of them are held by others.
#include "wiki/plan.h"

#include "base/hash.h"
#include "wiki/wikitext.h"

#include <stdlib.h>
#include <string.h>

static uint64_t letters_of(const cria_buffer *text)
{
    uint64_t h = CRIA_FNV;
    for (size_t i = 0; i < text->length; i++) {
        const unsigned char c = (unsigned char)text->data[i];
        if (c > ' ' && c != CRIA_WIKI_SEAM)
            h = cria_fnv_add(h, c);
    }
    return h;
}

static cria_status add_piece(cria_plan *p, cria_plan_row *row, const cria_use *use)
{
    cria_plan_piece piece = {.number = use->number, .start = use->start, .end = use->end};
    if (use->index == 0)
        return CRIA_OK;
    CRIA_TRY(cria_indexes_number(&p->indexes, use->page + strlen("Page:"), use->index,
                                 &piece.index));
    CRIA_TRY(cria_grow(&p->piece, &p->piece_capacity, p->pieces + 1, sizeof *p->piece));
    p->piece[p->pieces++] = piece;
    row->pieces++;
    return CRIA_OK;
}

cria_status cria_plan_add(cria_plan *p, const char *title, const cria_buffer *text,
                          const cria_use *use, size_t uses)
{
    cria_plan_row row = {.first = p->pieces, .letters = letters_of(text)};
    CRIA_TRY(cria_grow(&p->row, &p->capacity, p->count + 1, sizeof *p->row));
    for (size_t i = 0; i < uses; i++)
        CRIA_TRY(add_piece(p, &row, &use[i]));
    CRIA_TRY(cria_strdup(&row.title, title));
    p->row[p->count++] = row;
    return CRIA_OK;
}

static int by_number(size_t a, size_t b)
{
    return (a > b) - (a < b);
}

int cria_plan_compare_place(const cria_plan *p, const cria_plan_row *a, const cria_plan *q,
                            const cria_plan_row *b)
{
    if (a->pieces == 0 || b->pieces == 0)
        return (a->pieces > 0) - (b->pieces > 0);
    const cria_plan_piece *x = &p->piece[a->first], *y = &q->piece[b->first];
    int order = strcmp(p->indexes.name[x->index], q->indexes.name[y->index]);
    order = order ? order : by_number(x->number, y->number);
    return order ? order : by_number(x->start, y->start);
}

// An item to sort: qsort has no context.
typedef struct item {
    const cria_plan *plan;
    cria_plan_row row;
} item;

static int by_place(const void *a, const void *b)
{
    const item *x = a, *y = b;
    const int order = cria_plan_compare_place(x->plan, &x->row, y->plan, &y->row);
    return order ? order : strcmp(x->row.title, y->row.title);
}

static int by_title(const void *a, const void *b)
{
    return strcmp(((const item *)a)->row.title, ((const item *)b)->row.title);
}

static int compare_pieces(const cria_plan *p, const cria_plan_row *a, const cria_plan_row *b)
{
    if (a->pieces != b->pieces)
        return by_number(a->pieces, b->pieces);
    for (size_t i = 0; i < a->pieces; i++) {
        const cria_plan_piece *x = &p->piece[a->first + i], *y = &p->piece[b->first + i];
        int order = by_number(x->index, y->index);
        order = order ? order : by_number(x->number, y->number);
        order = order ? order : by_number(x->start, y->start);
        order = order ? order : by_number(x->end, y->end);
        if (order)
            return order;
    }
    return 0;
}

static size_t slashes(const char *title)
{
    size_t n = 0;
    for (; *title; title++)
        n += *title == '/';
    return n;
}

// by_pieces brings articles of the same pieces together, the one to keep first.
static int by_pieces(const void *a, const void *b)
{
    const item *x = a, *y = b;
    int order = compare_pieces(x->plan, &x->row, &y->row);
    order = order ? order : by_number(slashes(x->row.title), slashes(y->row.title));
    return order ? order : strcmp(x->row.title, y->row.title);
}

static cria_status sort(cria_plan *p, int (*compare)(const void *, const void *))
{
    item *list;
    CRIA_TRY(cria_alloc(&list, p->count, sizeof *list));
    for (size_t i = 0; i < p->count; i++)
        list[i] = (item){p, p->row[i]};
    if (p->count > 0)
        qsort(list, p->count, sizeof *list, compare);
    for (size_t i = 0; i < p->count; i++)
        p->row[i] = list[i].row;
    cria_free(list);
    return CRIA_OK;
}

cria_status cria_plan_sort(cria_plan *p)
{
    return sort(p, by_place);
}

static cria_status cover(cria_plan_row *row, const cria_plan_row *by, cria_notes *notes)
{
    row->covered = true;
    return cria_notes_add(notes, CRIA_NOTE_COVERED, row->title, "in %s", by->title);
}

static cria_status cover_equal(cria_plan *p, cria_notes *notes)
{
    CRIA_TRY(sort(p, by_pieces));
    for (size_t i = 1, kept = 0; i < p->count; i++) {
        const bool same =
            p->row[i].pieces > 0 && compare_pieces(p, &p->row[kept], &p->row[i]) == 0;
        if (same)
            CRIA_TRY(cover(&p->row[i], &p->row[kept], notes));
        else
            kept = i;
    }
    return CRIA_OK;
}

static bool holds(const cria_plan_piece *a, const cria_plan_piece *b)
{
    return a->index == b->index && a->number == b->number && a->start <= b->start &&
           a->end >= b->end;
}

// holds_all: both lists are in the order of pages, so one walk does.
static bool holds_all(const cria_plan *p, const cria_plan_row *above, const cria_plan_row *row)
{
    size_t k = 0;
    for (size_t i = 0; i < row->pieces; i++) {
        while (k < above->pieces &&
               !holds(&p->piece[above->first + k], &p->piece[row->first + i]))
            k++;
        if (k == above->pieces)
            return false;
    }
    return row->pieces > 0;
}

static cria_plan_row *row_of(cria_plan *p, const char *title, size_t length)
{
    size_t low = 0, high = p->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *other = p->row[middle].title;
        int order = strncmp(other, title, length);
        order = order ? order : other[length] != '\0';
        if (order == 0)
            return &p->row[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

// cover_below: a subpage "Work/Number/Irrational Numbers" within "Work/Number".
static cria_status cover_below(cria_plan *p, cria_notes *notes)
{
    CRIA_TRY(sort(p, by_title));
    for (size_t i = 0; i < p->count; i++) {
        cria_plan_row *row = &p->row[i];
        for (size_t n = strlen(row->title); n-- > 1 && !row->covered;) {
            if (row->title[n] != '/')
                continue;
            const cria_plan_row *above = row_of(p, row->title, n);
            if (above && holds_all(p, above, row))
                CRIA_TRY(cover(row, above, notes));
        }
    }
    return CRIA_OK;
}

cria_status cria_plan_cover(cria_plan *p, cria_notes *notes)
{
    CRIA_TRY(cover_equal(p, notes));
    return cover_below(p, notes);
}

void cria_plan_free(cria_plan *p)
{
    for (size_t i = 0; i < p->count; i++)
        cria_free(p->row[i].title);
    cria_free(p->row);
    cria_free(p->piece);
    cria_indexes_free(&p->indexes);
    *p = (cria_plan){0};
}
