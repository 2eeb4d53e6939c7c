// pocket_parse.c owns the notation of the rules: a text with {references}, <rules> and
// [alternatives] becomes a list of nodes. share/pocket/grammar.txt explains the notation.
#include "corpus/pocket_parts.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

typedef struct parser {
    pocket *p;
    const char *at;
    pocket_place place;
    int depth;
} parser;

static cria_status parse_sequence(parser *s, pocket_node **out, const char *stop);

static cria_status new_node(parser *s, pocket_node **out, pocket_kind kind)
{
    CRIA_TRY(cria_arena_alloc(&s->p->arena, out, 1, sizeof **out));
    (*out)->kind = kind;
    (*out)->place = s->place;
    return CRIA_OK;
}

static bool is_name(const char *text)
{
    if (!*text)
        return false;
    for (; *text; text++)
        if (!isalnum((unsigned char)*text) && *text != '-' && *text != '_')
            return false;
    return true;
}

static cria_status take_name(pocket *p, const char **out, const char *text, pocket_place place)
{
    if (!is_name(text))
        return pocket_bad(place, "expected a name (letters, digits, '-', '_'), found '%.40s'",
                          text);
    return pocket_copy(p, out, text, strlen(text));
}

cria_status pocket_parse_path(pocket *p, pocket_path *out, const char *text, pocket_place place)
{
    char part[128];
    *out = (pocket_path){.draw = *text == '@'};
    text += out->draw;
    for (int i = 0; text; i++) {
        const char *dot = strchr(text, '.');
        const size_t length = dot ? (size_t)(dot - text) : strlen(text);
        if (length >= sizeof part || i > 6)
            return pocket_bad(place, "the reference '%.40s' is too long", text);
        memcpy(part, text, length);
        part[length] = '\0';
        CRIA_TRY(take_name(p, i == 0 ? &out->head : &out->field[i - 1], part, place));
        out->fields = i;
        text = dot ? dot + 1 : NULL;
    }
    return CRIA_OK;
}

static cria_status parse_test(pocket *p, pocket_condition **out, char *text, pocket_place place)
{
    CRIA_TRY(cria_arena_alloc(&p->arena, out, 1, sizeof **out));
    pocket_condition *c = *out;
    text = pocket_trim(text);
    const bool absent = *text == '!';
    text += absent;
    char *sign = strpbrk(text, "=!<>");
    c->relation = absent ? '0' : sign ? *sign : '?';
    if (sign) {
        *sign++ = '\0';
        if (c->relation == '!' && *sign++ != '=')
            return pocket_bad(place, "expected '!=' in a condition");
        sign = pocket_trim(sign);
        CRIA_TRY(pocket_copy(p, &c->value, sign, strlen(sign)));
        if (strchr(sign, '.'))
            CRIA_TRY(pocket_parse_path(p, &c->other, sign, place));
    }
    return pocket_parse_path(p, &c->path, pocket_trim(text), place);
}

cria_status pocket_parse_condition(pocket *p, pocket_condition **out, char *text,
                                   pocket_place place)
{
    for (char *next; text; text = next, out = &(*out)->next) {
        next = strchr(text, '&');
        if (next)
            *next++ = '\0';
        CRIA_TRY(parse_test(p, out, text, place));
    }
    return CRIA_OK;
}

// "name=path ? condition" and "path ? condition".
static cria_status parse_source(parser *s, pocket_node *node, char *text)
{
    char *question = strchr(text, '?');
    if (question) {
        *question++ = '\0';
        CRIA_TRY(pocket_parse_condition(s->p, &node->condition, question, s->place));
    }
    return pocket_parse_path(s->p, &node->path, pocket_trim(text), s->place);
}

static cria_status parse_bind(parser *s, pocket_node *node, char *inside, char *equals)
{
    *equals = '\0';
    node->kind = POCKET_BIND;
    CRIA_TRY(take_name(s->p, &node->text, pocket_trim(inside), s->place));
    return parse_source(s, node, equals + 1);
}

static cria_status parse_pair(parser *s, pocket_node *node, char *inside, char *comma)
{
    *comma = '\0';
    node->kind = POCKET_PAIR;
    if (!node->agree)
        return pocket_bad(s->place, "'{%s,...}' must say what it agrees with: {is,are/x}",
                          inside);
    CRIA_TRY(pocket_copy(s->p, &node->text, inside, strlen(inside)));
    return pocket_copy(s->p, &node->other, comma + 1, strlen(comma + 1));
}

// What stands between braces.
static cria_status parse_reference(parser *s, pocket_node *node, char *inside)
{
    char *equals = strchr(inside, '='), *question = strchr(inside, '?');
    if (equals && (!question || equals < question))
        return parse_bind(s, node, inside, equals);
    char *slash = strrchr(inside, '/');
    if (slash) {
        *slash = '\0';
        CRIA_TRY(take_name(s->p, &node->agree, slash + 1, s->place));
    }
    char *comma = strchr(inside, ',');
    if (comma)
        return parse_pair(s, node, inside, comma);
    if (strcmp(inside, "an") == 0) {
        node->kind = POCKET_TEXT;
        node->text = POCKET_AN;
        return CRIA_OK;
    }
    const bool listed = strncmp(inside, "list ", 5) == 0;
    if (listed)
        node->kind = POCKET_LISTED;
    return parse_source(s, node, inside + (listed ? 5 : 0));
}

// "rule", "rule*2-4", "rule it=path", in angle brackets. The rule's own pointer is filled in by
// pocket_grammar_check, when all are known.
static cria_status parse_call(parser *s, pocket_node *node, char *inside)
{
    node->low = node->high = 1;
    char *blank = strchr(inside, ' ');
    if (blank) {
        *blank++ = '\0';
        char *equals = strchr(blank, '=');
        if (!equals)
            return pocket_bad(s->place, "expected <rule name=reference>, found '%s'", blank);
        *equals = '\0';
        CRIA_TRY(take_name(s->p, &node->other, pocket_trim(blank), s->place));
        CRIA_TRY(parse_source(s, node, equals + 1));
    }
    char *star = strchr(inside, '*');
    if (star) {
        *star = '\0';
        char *end;
        node->low = node->high = (int)strtol(star + 1, &end, 10);
        if (*end == '-')
            node->high = (int)strtol(end + 1, &end, 10);
        if (*end || node->low < 0 || node->high < node->low || node->high > 40)
            return pocket_bad(s->place,
                              "expected a count like *2 or *2-4 (at most 40), "
                              "found '*%s'",
                              star + 1);
    }
    return take_name(s->p, &node->text, inside, s->place);
}

// Copies what stands before `close` into inside and moves behind it.
static cria_status take_inside(parser *s, char *inside, size_t bytes, char close)
{
    const char open = *s->at++;
    const char *end = strchr(s->at, close);
    if (!end)
        return pocket_bad(s->place, "'%c' without its '%c'", open, close);
    const size_t length = (size_t)(end - s->at);
    if (length >= bytes || memchr(s->at, open, length))
        return pocket_bad(s->place, "'%c%.40s' is too long or not closed", open, s->at);
    memcpy(inside, s->at, length);
    inside[length] = '\0';
    s->at = end + 1;
    return CRIA_OK;
}

static cria_status add_alternative(parser *s, pocket_rule *rule)
{
    if (rule->count == POCKET_ALTERNATIVES)
        return pocket_bad(s->place, "more than %d alternatives", POCKET_ALTERNATIVES);
    CRIA_TRY(cria_grow(&rule->alternative, &rule->capacity, rule->count + 1,
                       sizeof *rule->alternative));
    pocket_alternative *a = &rule->alternative[rule->count++];
    *a = (pocket_alternative){.weight = 1};
    return parse_sequence(s, &a->node, "|]~");
}

// "[a|b|]" is a choice, "[good~bad]" the spot in which a minimal pair differs.
static cria_status parse_choice(parser *s, pocket_node *node)
{
    if (++s->depth > POCKET_DEPTH)
        return pocket_bad(s->place, "brackets nested more than %d deep", POCKET_DEPTH);
    CRIA_TRY(cria_arena_alloc(&s->p->arena, &node->rule, 1, sizeof *node->rule));
    node->rule->name = "[...]";
    node->rule->place = s->place;
    // The rule is listed so that its alternatives are freed and checked with the others.
    CRIA_TRY(cria_grow(&s->p->rule, &s->p->rule_capacity, s->p->rules + 1, sizeof *s->p->rule));
    s->p->rule[s->p->rules++] = node->rule;
    int bars = 0, tildes = 0;
    char sign;
    do {
        s->at++;
        CRIA_TRY(add_alternative(s, node->rule));
        sign = *s->at;
        bars += sign == '|';
        tildes += sign == '~';
    } while (sign == '|' || sign == '~');
    if (sign != ']')
        return pocket_bad(s->place, "'[' without its ']'");
    s->at++;
    s->depth--;
    if (tildes > 0 && (tildes > 1 || bars > 0))
        return pocket_bad(s->place, "'[good~bad]' has two parts and no '|'");
    if (tildes > 0)
        node->kind = POCKET_SPLIT;
    return CRIA_OK;
}

static cria_status parse_text(parser *s, pocket_node *node, const char *stop)
{
    char text[4096];
    size_t length = 0;
    for (; *s->at && !strchr("{}[]<>", *s->at) && !strchr(stop, *s->at); s->at++) {
        if (length + 1 >= sizeof text)
            return pocket_bad(s->place, "a text of more than %zu bytes", sizeof text);
        if ((unsigned char)*s->at < ' ')
            return pocket_bad(s->place, "a control character in the text");
        const bool paragraph = s->at[0] == '/' && s->at[1] == '/';
        text[length++] = paragraph ? '\n' : *s->at;
        s->at += paragraph;
    }
    if (length == 0)
        return pocket_bad(s->place, "'%c' has no opening partner", *s->at);
    return pocket_copy(s->p, &node->text, text, length);
}

static cria_status parse_one(parser *s, pocket_node *node, const char *stop)
{
    char inside[256];
    switch (*s->at) {
    case '{':
        node->kind = POCKET_SHOW;
        CRIA_TRY(take_inside(s, inside, sizeof inside, '}'));
        return parse_reference(s, node, inside);
    case '<':
        node->kind = POCKET_CALL;
        CRIA_TRY(take_inside(s, inside, sizeof inside, '>'));
        return parse_call(s, node, inside);
    case '[':
        node->kind = POCKET_CHOICE;
        return parse_choice(s, node);
    default:
        return parse_text(s, node, stop);
    }
}

static cria_status parse_sequence(parser *s, pocket_node **out, const char *stop)
{
    *out = NULL;
    while (*s->at && !strchr(stop, *s->at)) {
        CRIA_TRY(new_node(s, out, POCKET_TEXT));
        CRIA_TRY(parse_one(s, *out, stop));
        out = &(*out)->next;
    }
    return CRIA_OK;
}

cria_status pocket_parse(pocket *p, pocket_node **out, const char *text, pocket_place place)
{
    parser s = {.p = p, .at = text, .place = place};
    return parse_sequence(&s, out, "");
}
