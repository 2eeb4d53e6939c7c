// pocket_world.c owns the world model: it reads world.txt (kinds of things, how many, and how
// each field is drawn) and makes the things, so that what two articles say of one agrees.
#include "corpus/pocket_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef enum maker_kind {
    MAKE_TEXT,   // expand node
    MAKE_NUMBER, // low..high, on top of the value at node->path if any
    MAKE_DRAW,   // a reference drawn from node
    MAKE_COPY,   // the value at node->path
    MAKE_BACK,   // all things of class `other` whose field `field` is this one
} maker_kind;

typedef struct maker {
    maker_kind kind;
    pocket_place place;
    pocket_node *node;
    long low, high;
    uint32_t percent; // chance that the field is there at all
    bool title;       // TEXT: with a capital for each word
    const char *other, *field;
} maker;

typedef struct kind {
    pocket_class *class;
    size_t count;
    maker maker[POCKET_FIELDS];
    struct kind *next;
} kind;

typedef struct reader {
    kind *first, *last;
} reader;

static cria_status read_kind(pocket *p, reader *r, char *text, pocket_place place)
{
    char name[64];
    int count, end = 0;
    if (sscanf(text, "kind %63[a-z-] %d:%n", name, &count, &end) != 2 || text[end] != '\0' ||
        end == 0 || count < 1 || count > 5000)
        return pocket_bad(place, "expected 'kind NAME COUNT:' (1 to 5000), found '%.60s'",
                          text);
    kind *k;
    CRIA_TRY(cria_arena_alloc(&p->arena, &k, 1, sizeof *k));
    CRIA_TRY(pocket_class_add(p, &k->class, name, place));
    k->class->entity = true;
    const double scaled = count * p->scale + 0.5;
    k->count = scaled < 4 ? 4 : (size_t)scaled;
    *(r->last ? &r->last->next : &r->first) = k;
    r->last = k;
    return CRIA_OK;
}

// "12-240".
static bool parse_range(const char *text, long *low, long *high)
{
    char *end;
    if (!isdigit((unsigned char)*text))
        return false;
    *low = *high = strtol(text, &end, 10);
    if (*end == '-')
        *high = strtol(end + 1, &end, 10);
    return *end == '\0' && *high >= *low && *high < 1000000000;
}

static cria_status new_source(pocket *p, maker *m, char *text)
{
    CRIA_TRY(cria_arena_alloc(&p->arena, &m->node, 1, sizeof *m->node));
    m->node->place = m->place;
    char *question = strchr(text, '?');
    if (question) {
        *question++ = '\0';
        CRIA_TRY(pocket_parse_condition(p, &m->node->condition, question, m->place));
    }
    return pocket_parse_path(p, &m->node->path, pocket_trim(text), m->place);
}

// "= path" or "= path + 3-80".
static cria_status parse_copy(pocket *p, maker *m, char *text)
{
    char *plus = strchr(text, '+');
    m->kind = MAKE_COPY;
    if (plus) {
        *plus = '\0';
        m->kind = MAKE_NUMBER;
        if (!parse_range(pocket_trim(plus + 1), &m->low, &m->high))
            return pocket_bad(m->place, "expected a range like 3-80 behind '+'");
    }
    return new_source(p, m, text);
}

static cria_status parse_back(pocket *p, maker *m, char *text)
{
    char *dot = strchr(text, '.');
    if (!dot)
        return pocket_bad(m->place, "expected 'back KIND.FIELD'");
    *dot++ = '\0';
    m->kind = MAKE_BACK;
    text = pocket_trim(text);
    CRIA_TRY(pocket_copy(p, &m->other, text, strlen(text)));
    return pocket_copy(p, &m->field, dot, strlen(dot));
}

static cria_status parse_maker(pocket *p, maker *m, char *text)
{
    int end = 0;
    unsigned percent;
    m->percent = 100;
    if (sscanf(text, "maybe %u%% %n", &percent, &end) == 1 && end > 0 && percent <= 100) {
        m->percent = percent;
        text += end;
    }
    m->kind = MAKE_NUMBER;
    if (parse_range(text, &m->low, &m->high))
        return CRIA_OK;
    if (*text == '=')
        return parse_copy(p, m, text + 1);
    if (strncmp(text, "back ", 5) == 0)
        return parse_back(p, m, text + 5);
    m->title = strncmp(text, "title ", 6) == 0;
    text += m->title ? 6 : 0;
    m->kind = *text == '@' ? MAKE_DRAW : MAKE_TEXT;
    return m->kind == MAKE_DRAW ? new_source(p, m, text)
                                : pocket_parse(p, &m->node, text, m->place);
}

static cria_status read_field(pocket *p, kind *k, char *text, pocket_place place)
{
    char *colon = strchr(text, ':');
    if (!colon)
        return pocket_bad(place, "expected 'field: how it is drawn', found '%.60s'", text);
    *colon = '\0';
    pocket_class *c = k->class;
    if (c->fields == POCKET_FIELDS)
        return pocket_bad(place, "more than %d fields", POCKET_FIELDS);
    maker *m = &k->maker[c->fields];
    m->place = place;
    CRIA_TRY(pocket_copy(p, &c->field[c->fields++], text, strlen(text)));
    return parse_maker(p, m, pocket_trim(colon + 1));
}

static cria_status read_world_line(pocket *p, void *state, const pocket_line *line)
{
    reader *r = state;
    if (!line->text)
        return CRIA_OK;
    if (!line->indented)
        return read_kind(p, r, line->text, line->place);
    if (!r->last)
        return pocket_bad(line->place, "a field before any 'kind NAME COUNT:'");
    return read_field(p, r->last, line->text, line->place);
}

static cria_status make_text(pocket *p, const maker *m, pocket_item *it, pocket_value *value)
{
    cria_buffer raw = {.max_bytes = POCKET_TEXT_BYTES};
    bool found = false;
    cria_status status = pocket_expand_node(p, &raw, m->node, it, &found);
    size_t length = 0; // marks behind names have no place in a field
    for (size_t i = 0; status == CRIA_OK && i < raw.length; i++)
        if (raw.data[i] != POCKET_ENTITY)
            raw.data[length++] = raw.data[i];
    for (size_t i = 0; m->title && i < length; i++)
        if (i == 0 || raw.data[i - 1] == ' ')
            raw.data[i] = (char)toupper((unsigned char)raw.data[i]);
    if (status == CRIA_OK && found)
        status = pocket_copy(p, &value->text, raw.data ? raw.data : "", length);
    cria_buffer_free(&raw);
    return status;
}

static cria_status resolve_copy(pocket *p, const maker *m, pocket_item *it, pocket_value *out,
                                bool *found)
{
    pocket_expander e = {.p = p, .variable = {{"it", it}}, .variables = 1};
    return pocket_resolve(&e, &m->node->path, m->place, out, found);
}

static cria_status make_number(pocket *p, const maker *m, pocket_item *it, pocket_value *value)
{
    long number = m->low;
    number += (long)cria_random_below(&p->random, (uint64_t)(m->high - m->low) + 1);
    if (m->node) {
        pocket_value base;
        bool found;
        CRIA_TRY(resolve_copy(p, m, it, &base, &found));
        if (!found || !base.text)
            return CRIA_OK;
        number += strtol(base.text, NULL, 10);
    }
    char text[32];
    snprintf(text, sizeof text, "%ld", number);
    return pocket_copy(p, &value->text, text, strlen(text));
}

static cria_status make_field(pocket *p, const maker *m, pocket_item *it, pocket_value *value)
{
    pocket_value copy;
    bool found;
    if (m->percent < 100 && !pocket_chance(p, m->percent))
        return CRIA_OK;
    switch (m->kind) {
    case MAKE_TEXT:
        return make_text(p, m, it, value);
    case MAKE_NUMBER:
        return make_number(p, m, it, value);
    case MAKE_DRAW:
        return pocket_draw(p, &value->item, m->node, it);
    case MAKE_COPY:
        CRIA_TRY(resolve_copy(p, m, it, &copy, &found));
        if (found) {
            value->text = copy.text;
            value->item = copy.item;
        }
        return CRIA_OK;
    case MAKE_BACK:
        value->is_list = true;
        return CRIA_OK;
    }
    return CRIA_OK;
}

static bool name_taken(const pocket *p, const pocket_item *item)
{
    const char *name = item->value[0].text;
    for (size_t i = 0; i < p->classes; i++)
        for (size_t k = 0; p->class[i] -> entity &&k < p -> class[i] -> count; k++) {
            const pocket_item *other = p->class[i]->item[k];
            if (other != item && other->value[0].text &&
                strcmp(other->value[0].text, name) == 0)
                return true;
        }
    return false;
}

static cria_status make_fields(pocket *p, kind *k, pocket_item *item)
{
    const pocket_class *c = k->class;
    for (int i = 0; i < c->fields; i++)
        item->value[i] = (pocket_value){.field = c->field[i]};
    for (int i = 0; i < c->fields; i++) {
        const int slot = (i + 2) % c->fields; // the name and the head come last
        CRIA_TRY_CTX(make_field(p, &k->maker[slot], item, &item->value[slot]),
                     "making the %s of a %s", c->field[slot], c->name);
    }
    return CRIA_OK;
}

// Draws all fields anew until the name is new. *done is false when names have run out.
static cria_status make_item(pocket *p, kind *k, pocket_item *item, bool *done)
{
    *done = false;
    for (int tries = 0; !*done && tries < 400; tries++) {
        CRIA_TRY(make_fields(p, k, item));
        if (!item->value[0].text)
            return pocket_bad(k->maker[0].place, "a %s got no name", k->class->name);
        *done = !name_taken(p, item);
    }
    item->order = (uint64_t)cria_random_u32(&p->random) << 32 | p->serial;
    return CRIA_OK;
}

static cria_status make_kind(pocket *p, kind *k)
{
    bool done = true;
    for (size_t i = 0; done && i < k->count; i++) {
        pocket_item *item;
        CRIA_TRY(pocket_item_add(p, &item, k->class));
        CRIA_TRY(make_item(p, k, item, &done));
        k->class->count -= !done;
    }
    if (k->class->count < 4)
        return pocket_bad(k->maker[0].place, "there are names for only %zu of kind '%s'",
                          k->class->count, k->class->name);
    return CRIA_OK;
}

static cria_status list_back(pocket_item *member, const char *field, int slot)
{
    const pocket_value *link = pocket_value_of(member, field);
    if (!link || !link->item)
        return CRIA_OK;
    pocket_value *list = &link->item->value[slot];
    CRIA_TRY(cria_grow(&list->list, &list->capacity, list->count + 1, sizeof *list->list));
    list->list[list->count++] = member;
    return CRIA_OK;
}

static cria_status fill_back(const pocket *p, const kind *k, int slot)
{
    const maker *m = &k->maker[slot];
    const pocket_class *other = pocket_class_find(p, m->other);
    if (!other)
        return pocket_bad(m->place, "no kind '%s'", m->other);
    for (size_t i = 0; i < other->count; i++) {
        const pocket_value *link = pocket_value_of(other->item[i], m->field);
        if (!link)
            return pocket_bad(m->place, "kind '%s' has no field '%s'", m->other, m->field);
        if (link->item && link->item->class == k->class)
            CRIA_TRY(list_back(other->item[i], m->field, slot));
    }
    return CRIA_OK;
}

static cria_status check_kinds(pocket *p, const kind *first)
{
    for (const kind *k = first; k; k = k->next) {
        if (k->class->fields < 2 || strcmp(k->class->field[0], "name") != 0)
            return pocket_bad(k->maker[0].place, "the first field of kind '%s' must be 'name'",
                              k->class->name);
        for (int i = 0; i < k->class->fields; i++)
            CRIA_TRY(pocket_check_nodes(p, k->maker[i].node));
    }
    return CRIA_OK;
}

cria_status pocket_world_read(pocket *p, const char *share_dir)
{
    reader r = {0};
    CRIA_TRY(pocket_read(p, share_dir, "world.txt", read_world_line, &r));
    CRIA_TRY(check_kinds(p, r.first));
    CRIA_TRY(pocket_grammar_check(p));
    for (kind *k = r.first; k; k = k->next)
        CRIA_TRY(make_kind(p, k));
    for (const kind *k = r.first; k; k = k->next)
        for (int i = 0; i < k->class->fields; i++)
            if (k->maker[i].kind == MAKE_BACK)
                CRIA_TRY(fill_back(p, k, i));
    return CRIA_OK;
}
