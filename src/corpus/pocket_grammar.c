// pocket_grammar.c owns the rules: it reads files of named rules with weighted, guarded
// alternatives, and checks that every name in them leads somewhere.
#include "corpus/pocket_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct reader {
    pocket_rule *rule;
    cria_buffer text;   // of the alternative that is being read
    pocket_place place; // where it began
    bool pending;
} reader;

pocket_rule *pocket_rule_find(const pocket *p, const char *name)
{
    for (size_t i = 0; i < p->rules; i++)
        if (strcmp(p->rule[i]->name, name) == 0)
            return p->rule[i];
    return NULL;
}

// "3 if it.river & it.length>100: text" without the text: weight and conditions.
static cria_status parse_guard(pocket *p, pocket_alternative *a, char **text,
                               pocket_place place)
{
    char *at = *text;
    a->weight = 1;
    if (isdigit((unsigned char)*at))
        a->weight = (uint32_t)strtoul(at, &at, 10);
    else if (*at == '-')
        at++;
    if (*at != ' ' || a->weight == 0 || a->weight > 1000)
        return pocket_bad(
            place, "expected '- text' or 'WEIGHT text' (1 to 1000), found '%.40s'", *text);
    at = pocket_trim(at);
    if (strncmp(at, "if ", 3) == 0) {
        char *colon = strchr(at, ':');
        if (!colon)
            return pocket_bad(place, "'if' without its ':'");
        *colon = '\0';
        CRIA_TRY(pocket_parse_condition(p, &a->condition, at + 3, place));
        at = pocket_trim(colon + 1);
    }
    *text = at;
    return CRIA_OK;
}

static cria_status finish_alternative(pocket *p, reader *r)
{
    if (!r->pending)
        return CRIA_OK;
    pocket_rule *rule = r->rule;
    if (rule->count == POCKET_ALTERNATIVES)
        return pocket_bad(r->place, "rule '%s' has more than %d alternatives", rule->name,
                          POCKET_ALTERNATIVES);
    CRIA_TRY(cria_grow(&rule->alternative, &rule->capacity, rule->count + 1,
                       sizeof *rule->alternative));
    pocket_alternative *a = &rule->alternative[rule->count++];
    *a = (pocket_alternative){0};
    char *text = r->text.data;
    CRIA_TRY(parse_guard(p, a, &text, r->place));
    CRIA_TRY(pocket_parse(p, &a->node, text, r->place));
    r->pending = false;
    return CRIA_OK;
}

static cria_status add_rule(pocket *p, reader *r, char *name, pocket_place place)
{
    const pocket_rule *before = pocket_rule_find(p, name);
    if (before)
        return pocket_bad(place, "the rule '%s' is already in %s, line %d", name,
                          before->place.file, before->place.line);
    CRIA_TRY(cria_arena_alloc(&p->arena, &r->rule, 1, sizeof *r->rule));
    r->rule->place = place;
    CRIA_TRY(pocket_copy(p, &r->rule->name, name, strlen(name)));
    CRIA_TRY(cria_grow(&p->rule, &p->rule_capacity, p->rules + 1, sizeof *p->rule));
    p->rule[p->rules++] = r->rule;
    return CRIA_OK;
}

// "name:" or "paradigm NAME TERM FIELD:".
static cria_status read_heading(pocket *p, reader *r, char *text, pocket_place place)
{
    char *colon = text + strlen(text) - 1;
    if (*colon != ':')
        return pocket_bad(place, "expected 'rule:' (alternatives are indented), found '%.60s'",
                          text);
    *colon = '\0';
    if (r->rule && r->rule->count == 0)
        return pocket_bad(r->rule->place, "the rule '%s' has no alternatives", r->rule->name);
    char *rest, *word = strtok_r(text, " ", &rest);
    const bool paradigm = word && strcmp(word, "paradigm") == 0;
    if (paradigm)
        word = strtok_r(NULL, " ", &rest);
    if (!word || strpbrk(word, "{}[]<>|/\\."))
        return pocket_bad(place, "a rule needs a plain name");
    CRIA_TRY(add_rule(p, r, word, place));
    const char *term = strtok_r(NULL, " ", &rest), *field = strtok_r(NULL, " ", &rest);
    if (paradigm != (field != NULL) || strtok_r(NULL, " ", &rest))
        return pocket_bad(place, "expected 'rule:' or 'paradigm NAME TERM FIELD:'");
    if (paradigm) {
        CRIA_TRY(pocket_copy(p, &r->rule->term, term, strlen(term)));
        CRIA_TRY(pocket_copy(p, &r->rule->field, field, strlen(field)));
    }
    return CRIA_OK;
}

static bool begins_alternative(const char *text)
{
    if (*text == '-')
        return text[1] == ' ';
    while (isdigit((unsigned char)*text))
        text++;
    return *text == ' ' && isdigit((unsigned char)text[-1]);
}

static cria_status read_rule_line(pocket *p, void *state, const pocket_line *line)
{
    reader *r = state;
    const bool fresh = !line->text || !line->indented || begins_alternative(line->text);
    if (fresh)
        CRIA_TRY(finish_alternative(p, r));
    if (!line->text)
        return CRIA_OK;
    if (!line->indented)
        return read_heading(p, r, line->text, line->place);
    if (!r->rule || (!fresh && !r->pending))
        return pocket_bad(line->place, "an alternative before any 'rule:', or without '-'");
    if (fresh) {
        cria_buffer_reset(&r->text);
        r->place = line->place;
        r->pending = true;
    } else {
        CRIA_TRY(cria_buffer_putc(&r->text, ' '));
    }
    return cria_buffer_puts(&r->text, line->text);
}

cria_status pocket_grammar_read(pocket *p, const char *share_dir, const char *name)
{
    reader r = {.text = {.max_bytes = POCKET_FILE_BYTES}};
    cria_status status = pocket_read(p, share_dir, name, read_rule_line, &r);
    cria_buffer_free(&r.text);
    if (status == CRIA_OK && r.rule && r.rule->count == 0)
        return pocket_bad(r.rule->place, "the rule '%s' has no alternatives", r.rule->name);
    return status;
}

static bool known_field(const pocket *p, const char *field)
{
    for (size_t i = 0; i < p->classes; i++)
        for (int k = 0; k < p->class[i] -> fields; k++)
            if (strcmp(p->class[i] -> field[k], field) == 0)
                return true;
    return false;
}

static cria_status check_path(const pocket *p, const pocket_path *path, pocket_place place)
{
    if (path->draw && !pocket_class_find(p, path->head))
        return pocket_bad(place, "no class or kind '%s' in words.txt or world.txt", path->head);
    for (int i = 0; i < path->fields; i++)
        if (!known_field(p, path->field[i]))
            return pocket_bad(place, "nothing has a field '%s'", path->field[i]);
    return CRIA_OK;
}

static cria_status check_condition(const pocket *p, const pocket_condition *c,
                                   pocket_place place, bool on_item)
{
    for (; c; c = c->next)
        if (!on_item)
            CRIA_TRY(check_path(p, &c->path, place));
        else if (!known_field(p, c->path.head))
            return pocket_bad(place, "nothing has a field '%s'", c->path.head);
    return CRIA_OK;
}

cria_status pocket_check_nodes(pocket *p, pocket_node *node)
{
    for (; node; node = node->next) {
        if (node->path.head)
            CRIA_TRY(check_path(p, &node->path, node->place));
        CRIA_TRY(check_condition(p, node->condition, node->place, true));
        if (node->kind != POCKET_CALL)
            continue;
        node->rule = pocket_rule_find(p, node->text);
        if (!node->rule)
            return pocket_bad(node->place, "no rule '%s'", node->text);
    }
    return CRIA_OK;
}

cria_status pocket_grammar_check(pocket *p)
{
    for (size_t i = 0; i < p->rules; i++)
        for (size_t k = 0; k < p->rule[i]->count; k++) {
            const pocket_alternative *a = &p->rule[i]->alternative[k];
            CRIA_TRY(check_condition(p, a->condition, p->rule[i]->place, false));
            CRIA_TRY(pocket_check_nodes(p, a->node));
        }
    return CRIA_OK;
}
