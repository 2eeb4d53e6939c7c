// pocket_expand.c owns expansion: it walks compiled rules, draws alternatives and words, and
// steps back where the world has nothing to say.
//
// A part that asks for an absent thing fails softly: the enclosing alternative is given up and
// another one is drawn. Within one text an alternative comes again only when its rule has no
// other left.
#include "corpus/pocket_parts.h"

#include <string.h>

static cria_status walk(pocket_expander *e, const pocket_node *node, bool *found);

bool pocket_chance(pocket *p, uint32_t percent)
{
    return cria_random_below(&p->random, 100) < percent;
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
    pocket_item *item = pocket_variable_of(e, node->agree);
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
    const bool marked = item && item->class->entity && item != pocket_variable_of(e, "it");
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
    CRIA_TRY(pocket_path_start(e, &node->path, NULL, node->place, &value, found));
    int i = 0;
    for (; *found && !value.is_list && i < node->path.fields; i++)
        *found = pocket_step(&value, node->path.field[i], &value);
    if (*found && !value.is_list)
        return pocket_bad(node->place, "{list ...} needs a list");
    const size_t count = !*found ? 0 : value.count < 4 ? value.count : 4;
    for (size_t k = 0; k < count; k++) {
        pocket_value member = {.item = value.list[k]};
        for (int f = i; f < node->path.fields; f++)
            if (!pocket_step(&member, node->path.field[f], &member))
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
    CRIA_TRY(pocket_source_item(e, node, &item));
    *found = item != NULL;
    return item ? pocket_bind(e, node->text, item, node->place) : CRIA_OK;
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
                              pocket_allowed(e, a->condition);
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
        return cria_fail(CRIA_ELIMIT,
                         "%s, line %d: rules nested more than %d deep at <%s>: "
                         "does it call itself?",
                         node->place.file, node->place.line, POCKET_DEPTH, node->text);
    const int variables = e->variables;
    *found = true;
    if (node->other) {
        pocket_item *item;
        CRIA_TRY(pocket_source_item(e, node, &item));
        *found = item != NULL;
        if (item)
            CRIA_TRY(pocket_bind(e, node->other, item, node->place));
    }
    const int times =
        node->low +
        (node->high > node->low
             ? (int)cria_random_below(&e->p->random, (uint64_t)(node->high - node->low) + 1)
             : 0);
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
        [POCKET_TEXT] = walk_text,     [POCKET_SHOW] = walk_show,   [POCKET_PAIR] = walk_pair,
        [POCKET_LISTED] = walk_listed, [POCKET_BIND] = walk_bind,   [POCKET_CALL] = walk_call,
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
    return it ? pocket_bind(e, "it", it, (pocket_place){"", 0}) : CRIA_OK;
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
    const pocket_node call = {.kind = POCKET_CALL,
                              .place = rule->place,
                              .text = rule->name,
                              .rule = rule,
                              .low = 1,
                              .high = 1};
    return pocket_expand_node(p, out, &call, it, found);
}
