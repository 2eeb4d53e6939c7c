// pocket_draw.c owns what the rules refer to: bound names, paths through the world, conditions,
// and the drawing of words and things that meet them.
#include "corpus/pocket_parts.h"

#include <stdlib.h>
#include <string.h>

pocket_item *pocket_variable_of(const pocket_expander *e, const char *name)
{
    for (int i = e->variables; i-- > 0;)
        if (strcmp(e->variable[i].name, name) == 0)
            return e->variable[i].item;
    return NULL;
}

cria_status pocket_bind(pocket_expander *e, const char *name, pocket_item *item,
                        pocket_place place)
{
    if (e->variables == POCKET_VARIABLES)
        return pocket_bad(place, "more than %d names bound at one time", POCKET_VARIABLES);
    e->variable[e->variables++] = (pocket_variable){name, item};
    return CRIA_OK;
}

static bool is_bound(const pocket_expander *e, const pocket_item *item)
{
    for (int i = 0; i < e->variables; i++)
        if (e->variable[i].item == item)
            return true;
    return false;
}

// One step along a path. A field that this kind of item lacks, or that is empty, is not found.
bool pocket_step(const pocket_value *from, const char *field, pocket_value *out)
{
    const pocket_value *value = from->item ? pocket_value_of(from->item, field) : NULL;
    if (!value || (!value->text && !value->item && !(value->is_list && value->count > 0)))
        return false;
    *out = *value;
    return true;
}

// The text at the end of a path that begins at `from`; NULL when there is none.
static const char *follow(const pocket_path *path, const pocket_value *from, bool *found)
{
    pocket_value value = *from;
    *found = true;
    for (int i = 0; *found && i < path->fields; i++)
        *found = pocket_step(&value, path->field[i], &value);
    if (!*found)
        return NULL;
    return value.item ? value.item->value[0].text : value.text;
}

// What a condition compares with: a text, or what a path from a variable leads to.
static const char *right_side(const pocket_expander *e, const pocket_condition *c)
{
    bool found;
    if (!c->other.head)
        return c->value;
    const pocket_value start = {.item = pocket_variable_of(e, c->other.head)};
    return start.item ? follow(&c->other, &start, &found) : NULL;
}

static bool fits(const pocket_expander *e, const pocket_condition *c, const pocket_value *from)
{
    bool found;
    const char *text = follow(&c->path, from, &found);
    if (c->relation == '?' || c->relation == '0')
        return found == (c->relation == '?');
    const char *other = right_side(e, c);
    if (c->relation == '!')
        return !text || !other || strcmp(text, other) != 0;
    if (!text || !other)
        return false;
    if (c->relation == '=')
        return strcmp(text, other) == 0;
    const long left = strtol(text, NULL, 10), right = strtol(other, NULL, 10);
    return c->relation == '<' ? left < right : left > right;
}

// All conditions of an alternative: each begins at a variable.
bool pocket_allowed(const pocket_expander *e, const pocket_condition *c)
{
    for (; c; c = c->next) {
        const pocket_value start = {.item = pocket_variable_of(e, c->path.head)};
        if (start.item ? !fits(e, c, &start) : c->relation != '!')
            return false;
    }
    return true;
}

// All conditions on a candidate: each begins at one of its fields.
static bool suits(const pocket_expander *e, pocket_item *item, const pocket_condition *c)
{
    for (; c; c = c->next) {
        const pocket_value here = {.item = item};
        pocket_value value = {0};
        if (!pocket_step(&here, c->path.head, &value)) {
            if (c->relation != '!' && c->relation != '0')
                return false;
        } else if (!fits(e, c, &value)) {
            return false;
        }
    }
    return true;
}

static bool drawn_lately(const pocket_class *c, uint64_t index)
{
    const size_t remembered = c->count > 8 ? 4 : c->count / 3;
    for (size_t i = 0; i < remembered; i++)
        if (c->recent[i] == index)
            return true;
    return false;
}

static void remember(pocket_class *c, uint64_t index)
{
    memmove(c->recent + 1, c->recent, 3 * sizeof *c->recent);
    c->recent[0] = index;
}

// Draws an item that suits, neither bound nor drawn lately; after many tries anything unbound
// that suits, in order from a random start.
static pocket_item *draw_item(pocket_expander *e, pocket_item **item, size_t count,
                              pocket_class *memory, const pocket_condition *c)
{
    for (int tries = 0; count > 0 && tries < 40; tries++) {
        const uint64_t i = cria_random_below(&e->p->random, count);
        if ((memory && drawn_lately(memory, i)) || is_bound(e, item[i]) ||
            !suits(e, item[i], c))
            continue;
        if (memory)
            remember(memory, i);
        return item[i];
    }
    const uint64_t start = count ? cria_random_below(&e->p->random, count) : 0;
    for (size_t i = 0; i < count; i++) {
        pocket_item *candidate = item[(start + i) % count];
        if (!is_bound(e, candidate) && suits(e, candidate, c))
            return candidate;
    }
    return NULL;
}

cria_status pocket_path_start(pocket_expander *e, const pocket_path *path,
                              const pocket_condition *condition, pocket_place place,
                              pocket_value *out, bool *found)
{
    *out = (pocket_value){0};
    if (path->draw) {
        pocket_class *c = pocket_class_find(e->p, path->head);
        if (!c)
            return pocket_bad(place, "no class '%s'", path->head);
        out->item = draw_item(e, c->item, c->count, c, path->fields ? NULL : condition);
    } else {
        out->item = pocket_variable_of(e, path->head);
        const pocket_class *words = pocket_class_find(e->p, "agree");
        if (!out->item && words)
            out->item = pocket_item_named(words, path->head);
        if (!out->item)
            return pocket_bad(place, "nothing is bound to the name '%s'", path->head);
    }
    *found = out->item != NULL;
    return CRIA_OK;
}

cria_status pocket_resolve(pocket_expander *e, const pocket_path *path, pocket_place place,
                           pocket_value *out, bool *found)
{
    CRIA_TRY(pocket_path_start(e, path, NULL, place, out, found));
    for (int i = 0; *found && i < path->fields; i++) {
        if (out->is_list)
            out->item = draw_item(e, out->list, out->count, NULL, NULL);
        *found = pocket_step(out, path->field[i], out);
    }
    return CRIA_OK;
}

// The item a BIND or a CALL's argument stands for: never one that is bound already, unless it
// is named by a plain path.
cria_status pocket_source_item(pocket_expander *e, const pocket_node *node, pocket_item **out)
{
    pocket_value value;
    bool found;
    const pocket_path *path = &node->path;
    if (path->draw)
        CRIA_TRY(pocket_path_start(e, path, node->condition, node->place, &value, &found));
    else
        CRIA_TRY(pocket_resolve(e, path, node->place, &value, &found));
    for (int i = 0; path->draw && found && i < path->fields; i++)
        found = pocket_step(&value, path->field[i], &value);
    *out = NULL;
    if (!found)
        return CRIA_OK;
    if (value.is_list)
        *out = draw_item(e, value.list, value.count, NULL, node->condition);
    else if (value.item && suits(e, value.item, node->condition))
        *out = value.item;
    return CRIA_OK;
}

cria_status pocket_draw(pocket *p, pocket_item **out, const pocket_node *source,
                        pocket_item *it)
{
    pocket_expander e = {.p = p, .variable = {{"it", it}}, .variables = 1};
    return pocket_source_item(&e, source, out);
}
