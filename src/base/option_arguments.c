// option_arguments.c owns the parsing of command-line flags. See option.h.
#include "base/option_internal.h"

#include <stdio.h>
#include <string.h>

// The arguments, and which comes next.
typedef struct cursor {
    cria_options *options;
    int argc, at;
    char *const *argv;
} cursor;

bool cria_option_find_letter(const cria_options *o, char letter, cria_option_row *out)
{
    for (int b = 0; b < o->count; b++)
        for (int i = 0; o->binding[b].table[i].name; i++)
            if (o->binding[b].table[i].letter == letter) {
                *out = (cria_option_row){&o->binding[b], i};
                return true;
            }
    return false;
}

static const cria_option *row_of(const cria_option_row *at)
{
    return &at->binding->table[at->index];
}

// Takes the next argument as the value of an option. One that looks like a long flag is more
// often a forgotten value.
static cria_status next_value(cursor *c, const cria_option *row, const char **value)
{
    const char *const next = c->at < c->argc ? c->argv[c->at] : NULL;
    if (!next)
        return cria_fail(CRIA_EARG, "--%s wants a value (%s)", row->name,
                         row->choices ? row->choices
                         : row->value ? row->value
                                      : "text");
    if (strncmp(next, "--", 2) == 0 && next[2])
        return cria_fail(CRIA_EARG,
                         "--%s wants a value, but %s follows; write --%s=%s if that is "
                         "the value",
                         row->name, next, row->name, next);
    c->at++;
    *value = next;
    return CRIA_OK;
}

static cria_status set(cursor *c, const cria_option *row, const char *value)
{
    return cria_options_set(c->options, row->name, value, CRIA_ORIGIN_FLAG);
}

// Finds the flag NAME, or NAME without a leading "no-"; *yes tells which.
static bool find_long(const cria_options *o, const char *name, cria_option_row *row, bool *yes)
{
    *yes = true;
    if (cria_option_find(o, name, row))
        return true;
    *yes = false;
    return strncmp(name, "no", 2) == 0 && (name[2] == '-' || name[2] == '_') &&
           cria_option_find(o, name + 3, row) && row_of(row)->kind == CRIA_OPTION_FLAG;
}

static cria_status long_flag(cursor *c, const char *text)
{
    const char *const equals = strchr(text, '=');
    char name[128];
    snprintf(name, sizeof name, "%.*s", equals ? (int)(equals - text) : (int)strlen(text),
             text);
    cria_option_row found;
    bool yes;
    if (!find_long(c->options, name, &found, &yes))
        return cria_option_unknown(c->options, name, CRIA_ORIGIN_FLAG);
    const cria_option *const row = row_of(&found);
    const char *value = equals ? equals + 1 : yes ? "true" : "false";
    if (equals && !yes)
        return cria_fail(CRIA_EARG, "--%s takes no value", name);
    if (!equals && row->kind != CRIA_OPTION_FLAG)
        CRIA_TRY(next_value(c, row, &value));
    return set(c, row, value);
}

// Letters stand alone (-q), together (-qv), or before a value (-n5, -n 5).
static cria_status letters(cursor *c, const char *text)
{
    for (; *text; text++) {
        cria_option_row found;
        if (!cria_option_find_letter(c->options, *text, &found))
            return cria_fail(CRIA_EARG, "there is no option -%c", *text);
        const cria_option *const row = row_of(&found);
        if (row->kind != CRIA_OPTION_FLAG) {
            const char *value = text[1] == '=' ? text + 2 : text + 1;
            if (!text[1])
                CRIA_TRY(next_value(c, row, &value));
            return set(c, row, value);
        }
        CRIA_TRY(set(c, row, "true"));
    }
    return CRIA_OK;
}

cria_status cria_options_arguments(cria_options *o, int argc, char *const *argv,
                                   cria_option_list *rest)
{
    *rest = (cria_option_list){0};
    CRIA_TRY(cria_arena_alloc(&o->arena, &rest->item, (size_t)argc, sizeof *rest->item));
    cursor c = {.options = o, .argc = argc, .argv = argv};
    bool flags = true;
    while (c.at < argc) {
        const char *const text = argv[c.at++];
        if (!flags || text[0] != '-' || !text[1])
            rest->item[rest->count++] = text;
        else if (strcmp(text, "--") == 0)
            flags = false;
        else
            CRIA_TRY(text[1] == '-' ? long_flag(&c, text + 2) : letters(&c, text + 1));
    }
    return CRIA_OK;
}
