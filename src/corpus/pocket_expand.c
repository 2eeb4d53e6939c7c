// pocket_expand.c owns expansion: it walks compiled rules, draws alternatives and words, and
// steps back where the world has nothing to say.
//
// A part that asks for an absent thing fails softly: the enclosing alternative is given up and
// another one is drawn. Within one text an alternative comes again only when its rule has no
// other left.
#include "corpus/pocket_parts.h"

#include <stdlib.h>
#include <string.h>

static cria_status walk(pocket_expander *e, const pocket_node *node, bool *found);

bool pocket_chance(pocket *p, uint32_t percent)
{
    return cria_random_below(&p->random, 100) < percent;
}

static pocket_item *variable_of(const pocket_expander *e, const char *name)
{
    for (int i = e->variables; i-- > 0;)
        if (strcmp(e->variable[i].name, name) == 0)
            return e->variable[i].item;
    return NULL;
}

static cria_status bind(pocket_expander *e, const char *name, pocket_item *item,
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
static bool step(const pocket_value *from, const char *field, pocket_value *out)
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
        *found = step(&value, path->field[i], &value);
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
    const pocket_value start = {.item = variable_of(e, c->other.head)};
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
static bool allowed(const pocket_expander *e, const pocket_condition *c)
{
    for (; c; c = c->next) {
        const pocket_value start = {.item = variable_of(e, c->path.head)};
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
        if (!step(&here, c->path.head, &value)) {
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
        if ((memory && drawn_lately(memory, i)) || is_bound(e, item[i]) || !suits(e, item[i], c))
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

static cria_status path_start(pocket_expander *e, const pocket_path *path,
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
        out->item = variable_of(e, path->head);
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
    CRIA_TRY(path_start(e, path, NULL, place, out, found));
    for (int i = 0; *found && i < path->fields; i++) {
        if (out->is_list)
            out->item = draw_item(e, out->list, out->count, NULL, NULL);
        *found = step(out, path->field[i], out);
    }
    return CRIA_OK;
}

// The item a BIND or a CALL's argument stands for: never one that is bound already, unless it is
// named by a plain path.
static cria_status source_item(pocket_expander *e, const pocket_node *node, pocket_item **out)
{
    pocket_value value;
    bool found;
    const pocket_path *path = &node->path;
    if (path->draw)
        CRIA_TRY(path_start(e, path, node->condition, node->place, &value, &found));
    else
        CRIA_TRY(pocket_resolve(e, path, node->place, &value, &found));
    for (int i = 0; path->draw && found && i < path->fields; i++)
        found = step(&value, path->field[i], &value);
    *out = NULL;
    if (!found)
        return CRIA_OK;
    if (value.is_list)
        *out = draw_item(e, value.list, value.count, NULL, node->condition);
    else if (value.item && suits(e, value.item, node->condition))
        *out = value.item;
    return CRIA_OK;
}

typedef struct agreement {
    bool plural;
    char gender[2];
} agreement;

static cria_status agreement_of(pocket_expander *e, const pocket_node *node, agreement *out)
{
    *out = (agreement){.gender = "n"};
    out->plural = strcmp(node->agree, "pl") == 0;
    if (out->plural || strcmp(node->agree, "sg") == 0)
        return CRIA_OK;
    if (strlen(node->agree) == 1 && strchr("mfn", *node->agree)) {
        out->gender[0] = *node->agree;
        return CRIA_OK;
    }
    pocket_item *item = variable_of(e, node->agree);
    if (!item)
        return pocket_bad(node->place, "nothing is bound to the name '%s'", node->agree);
    const char *number = pocket_text_of(item, "number");
    const char *gender = pocket_text_of(item, "gender");
    out->plural = number && strcmp(number, "pl") == 0;
    if (gender)
        out->gender[0] = gender[0];
    return CRIA_OK;
}

// The form of a word that agrees: by gender where it has one, else by number.
static const char *form_of(pocket_item *word, const agreement *a)
{
    const char *const singular[] = {a->gender, "sg", "s", "name"};
    const char *const plural[] = {"pl", "plural", "name", "name"};
    const char *text = NULL;
    for (int i = 0; !text && i < 4; i++)
        text = pocket_text_of(word, a->plural ? plural[i] : singular[i]);
    return text;
}

static cria_status put_value(pocket_expander *e, const pocket_value *value)
{
    pocket_item *item = value->item;
    const char *text = item ? item->value[0].text : value->text;
    CRIA_TRY(cria_buffer_puts(e->out, text ? text : ""));
    const bool marked = item && item->class->entity && item != variable_of(e, "it");
    return marked ? cria_buffer_putc(e->out, POCKET_ENTITY) : CRIA_OK;
}

static cria_status walk_show(pocket_expander *e, const pocket_node *node, bool *found)
{
    pocket_value value;
    CRIA_TRY(pocket_resolve(e, &node->path, node->place, &value, found));
    if (!*found)
        return CRIA_OK;
    if (!node->agree && !value.is_list)
        return put_value(e, &value);
    agreement a;
    if (!node->agree || !value.item)
        return pocket_bad(node->place, "'%s' is a list or a plain text here", node->path.head);
    CRIA_TRY(agreement_of(e, node, &a));
    const char *text = form_of(value.item, &a);
    *found = text != NULL;
    return text ? cria_buffer_puts(e->out, text) : CRIA_OK;
}

static cria_status walk_pair(pocket_expander *e, const pocket_node *node, bool *found)
{
    agreement a;
    CRIA_TRY(agreement_of(e, node, &a));
    *found = true;
    return cria_buffer_puts(e->out, a.plural ? node->other : node->text);
}

// "a, b and c": at most four members of a list, those behind the path's last list field.
static cria_status walk_listed(pocket_expander *e, const pocket_node *node, bool *found)
{
    pocket_value value;
    CRIA_TRY(path_start(e, &node->path, NULL, node->place, &value, found));
    int i = 0;
    for (; *found && !value.is_list && i < node->path.fields; i++)
        *found = step(&value, node->path.field[i], &value);
    if (*found && !value.is_list)
        return pocket_bad(node->place, "{list ...} needs a list");
    const size_t count = !*found ? 0 : value.count < 4 ? value.count : 4;
    for (size_t k = 0; k < count; k++) {
        pocket_value member = {.item = value.list[k]};
        for (int f = i; f < node->path.fields; f++)
            if (!step(&member, node->path.field[f], &member))
                return pocket_bad(node->place, "a member of the list lacks '%s'",
                                  node->path.field[f]);
        if (k > 0)
            CRIA_TRY(cria_buffer_puts(e->out, k + 1 == count ? " and " : ", "));
        CRIA_TRY(put_value(e, &member));
    }
    return CRIA_OK;
}

static cria_status walk_bind(pocket_expander *e, const pocket_node *node, bool *found)
{
    pocket_item *item;
    CRIA_TRY(source_item(e, node, &item));
    *found = item != NULL;
    return item ? bind(e, node->text, item, node->place) : CRIA_OK;
}

// An untried, allowed alternative by weight; -1 when there is none. Those not used in this text
// yet come first.
static int draw_alternative(pocket_expander *e, const pocket_rule *rule, const bool *tried)
{
    for (int fresh = 1; fresh >= 0; fresh--) {
        uint32_t weight[POCKET_ALTERNATIVES], total = 0;
        for (size_t i = 0; i < rule->count; i++) {
            const pocket_alternative *a = &rule->alternative[i];
            const bool open = !tried[i] && (!fresh || a->used != e->p->serial) &&
                              allowed(e, a->condition);
            weight[i] = open ? a->weight : 0;
            total += weight[i];
        }
        if (total == 0)
            continue;
        uint64_t at = cria_random_below(&e->p->random, total);
        for (size_t i = 0; i < rule->count; i++) {
            if (at < weight[i])
                return (int)i;
            at -= weight[i];
        }
    }
    return -1;
}

static cria_status walk_rule(pocket_expander *e, pocket_rule *rule, bool repeat, bool *found)
{
    bool tried[POCKET_ALTERNATIVES] = {false};
    const size_t length = e->out->length;
    const int variables = e->variables;
    *found = false;
    for (;;) {
        const int i = draw_alternative(e, rule, tried);
        if (i < 0 || (!repeat && rule->alternative[i].used == e->p->serial))
            return CRIA_OK;
        tried[i] = true;
        const uint64_t used = rule->alternative[i].used;
        rule->alternative[i].used = e->p->serial;
        CRIA_TRY(walk(e, rule->alternative[i].node, found));
        if (*found)
            return CRIA_OK;
        rule->alternative[i].used = used;
        e->out->length = length;
        e->variables = variables;
    }
}

// A rule called several times is a list of facts: none comes twice, and it may run out.
static cria_status walk_call(pocket_expander *e, const pocket_node *node, bool *found)
{
    if (++e->depth > POCKET_DEPTH)
        return cria_fail(CRIA_ELIMIT, "%s, line %d: rules nested more than %d deep at <%s>: "
                                      "does it call itself?", node->place.file,
                         node->place.line, POCKET_DEPTH, node->text);
    const int variables = e->variables;
    *found = true;
    if (node->other) {
        pocket_item *item;
        CRIA_TRY(source_item(e, node, &item));
        *found = item != NULL;
        if (item)
            CRIA_TRY(bind(e, node->other, item, node->place));
    }
    const int times = node->low + (node->high > node->low
        ? (int)cria_random_below(&e->p->random, (uint64_t)(node->high - node->low) + 1) : 0);
    int done = 0;
    for (bool more = *found; more && done < times; done += more) {
        if (done > 0)
            CRIA_TRY(cria_buffer_putc(e->out, ' '));
        CRIA_TRY(walk_rule(e, node->rule, node->high == 1, &more));
    }
    *found = *found && (done > 0 || times == 0);
    e->variables = variables;
    e->depth--;
    return CRIA_OK;
}

static cria_status walk_choice(pocket_expander *e, const pocket_node *node, bool *found)
{
    return walk_rule(e, node->rule, true, found);
}

static cria_status walk_split(pocket_expander *e, const pocket_node *node, bool *found)
{
    static const char *const mark[] = {POCKET_GOOD, POCKET_BAD};
    *found = true;
    for (int i = 0; *found && i < 2; i++) {
        CRIA_TRY(cria_buffer_puts(e->out, mark[i]));
        CRIA_TRY(walk(e, node->rule->alternative[i].node, found));
    }
    return cria_buffer_puts(e->out, POCKET_END);
}

static cria_status walk_text(pocket_expander *e, const pocket_node *node, bool *found)
{
    *found = true;
    return cria_buffer_puts(e->out, node->text);
}

static cria_status walk(pocket_expander *e, const pocket_node *node, bool *found)
{
    typedef cria_status walker(pocket_expander *, const pocket_node *, bool *);
    static walker *const walkers[] = {
        [POCKET_TEXT] = walk_text,     [POCKET_SHOW] = walk_show,
        [POCKET_PAIR] = walk_pair,     [POCKET_LISTED] = walk_listed,
        [POCKET_BIND] = walk_bind,     [POCKET_CALL] = walk_call,
        [POCKET_CHOICE] = walk_choice, [POCKET_SPLIT] = walk_split,
    };
    *found = true;
    for (; node && *found; node = node->next) {
        if (++e->steps > POCKET_STEPS)
            return cria_fail(CRIA_ELIMIT, "%s, line %d: one text takes more than %d steps",
                             node->place.file, node->place.line, POCKET_STEPS);
        CRIA_TRY(walkers[node->kind](e, node, found));
    }
    return CRIA_OK;
}

static cria_status start(pocket_expander *e, pocket *p, cria_buffer *out, pocket_item *it)
{
    *e = (pocket_expander){.p = p, .out = out};
    return it ? bind(e, "it", it, (pocket_place){"", 0}) : CRIA_OK;
}

cria_status pocket_expand_node(pocket *p, cria_buffer *out, const pocket_node *node,
                               pocket_item *it, bool *found)
{
    pocket_expander e;
    CRIA_TRY(start(&e, p, out, it));
    const size_t length = out->length;
    p->serial++;
    CRIA_TRY(walk(&e, node, found));
    if (!*found)
        out->length = length;
    return CRIA_OK;
}

cria_status pocket_expand(pocket *p, cria_buffer *out, pocket_rule *rule, pocket_item *it,
                          bool *found)
{
    const pocket_node call = {.kind = POCKET_CALL, .place = rule->place, .text = rule->name,
                              .rule = rule, .low = 1, .high = 1};
    return pocket_expand_node(p, out, &call, it, found);
}

cria_status pocket_draw(pocket *p, pocket_item **out, const pocket_node *source, pocket_item *it)
{
    pocket_expander e;
    CRIA_TRY(start(&e, p, NULL, it));
    return source_item(&e, source, out);
}
