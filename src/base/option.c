// option.c owns the values of options: binding tables, precedence, and texts turned into
// values. See option.h; flags are parsed in option_arguments.c, help is written in
// option_help.c.
#include "base/option.h"

#include "base/option_internal.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_BYTES = 64 };

// A value that a text was found to mean.
typedef union meaning {
    bool flag;
    int64_t integer;
    double real;
    const char *text;
    int choice;
} meaning;

static char plain(char c)
{
    return c == '_' ? '-' : c;
}

static bool same_name(const char *a, const char *b)
{
    while (*a && plain(*a) == plain(*b))
        a++, b++;
    return plain(*a) == plain(*b);
}

bool cria_option_find(const cria_options *o, const char *name, cria_option_row *out)
{
    for (int b = 0; b < o->count; b++)
        for (int i = 0; o->binding[b].table[i].name; i++)
            if (same_name(o->binding[b].table[i].name, name)) {
                *out = (cria_option_row){&o->binding[b], i};
                return true;
            }
    return false;
}

// Levenshtein's distance, over two rows of the table.
static int edit_distance(const char *a, const char *b)
{
    int row[NAME_BYTES + 1];
    const int length = (int)strnlen(b, NAME_BYTES);
    for (int j = 0; j <= length; j++)
        row[j] = j;
    for (int i = 1; *a; a++, i++) {
        int diagonal = row[0];
        row[0] = i;
        for (int j = 1; j <= length; j++) {
            const int replaced = diagonal + (plain(*a) != plain(b[j - 1]));
            const int shorter = (row[j] < row[j - 1] ? row[j] : row[j - 1]) + 1;
            diagonal = row[j];
            row[j] = replaced < shorter ? replaced : shorter;
        }
    }
    return row[length];
}

const char *cria_option_nearest(const cria_options *o, const char *name)
{
    const char *nearest = NULL;
    int least = (int)strnlen(name, NAME_BYTES) / 3 + 2; // farther ones would not help
    for (int b = 0; b < o->count; b++)
        for (const cria_option *row = o->binding[b].table; row->name; row++) {
            const int distance = edit_distance(name, row->name);
            if (distance < least) {
                least = distance;
                nearest = row->name;
            }
        }
    return nearest;
}

const char *cria_option_written(char *out, size_t bytes, const char *name, cria_origin origin)
{
    static const struct {
        const char *prefix;
        char dash;
        bool upper;
    } style[] = {
        [CRIA_ORIGIN_DEFAULT] = {"--", '-', false},
        [CRIA_ORIGIN_RECIPE] = {"", '_', false},
        [CRIA_ORIGIN_ENVIRONMENT] = {"CRIA_", '_', true},
        [CRIA_ORIGIN_FLAG] = {"--", '-', false},
    };
    const size_t start = (size_t)snprintf(out, bytes, "%s", style[origin].prefix);
    snprintf(out + start, bytes - start, "%s", name);
    for (char *at = out + start; *at; at++) {
        if (plain(*at) == '-')
            *at = style[origin].dash;
        else if (style[origin].upper)
            *at = (char)toupper((unsigned char)*at);
    }
    return out;
}

static bool parse_flag(const cria_option *row, const char *text, meaning *out)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on", "0", "1"};
    (void)row;
    for (int i = 0; i < 8; i++)
        if (strcmp(text, words[i]) == 0) {
            out->flag = i % 2 == 1;
            return true;
        }
    return false;
}

static bool in_bounds(const cria_option *row, double value)
{
    const bool bounded = row->min < row->max;
    return !bounded || (value >= row->min && value <= row->max);
}

static bool parse_integer(const cria_option *row, const char *text, meaning *out)
{
    static const struct {
        char letter;
        int64_t factor;
    } units[] = {{'\0', 1}, {'k', 1000}, {'M', 1000000}, {'G', 1000000000}};
    char *end;
    errno = 0;
    const int64_t count = strtoll(text, &end, 10);
    if (end == text || isspace((unsigned char)*text) || errno == ERANGE)
        return false;
    for (int i = 0; i < 4; i++)
        if (*end == units[i].letter && (!*end || !end[1]))
            return !__builtin_mul_overflow(count, units[i].factor, &out->integer) &&
                   in_bounds(row, (double)out->integer);
    return false;
}

static bool parse_real(const cria_option *row, const char *text, meaning *out)
{
    char *end;
    out->real = strtod(text, &end);
    return end != text && !*end && !isspace((unsigned char)*text) && isfinite(out->real) &&
           in_bounds(row, out->real);
}

static bool parse_text(const cria_option *row, const char *text, meaning *out)
{
    (void)row;
    out->text = text;
    return true;
}

// Finds the `index`-th of "a|b|c"; its length, or -1 when there are fewer.
static int choice_at(const char *choices, int index, const char **start)
{
    for (; index > 0; index--) {
        const char *const bar = strchr(choices, '|');
        if (!bar)
            return -1;
        choices = bar + 1;
    }
    *start = choices;
    return (int)strcspn(choices, "|");
}

static bool parse_choice(const cria_option *row, const char *text, meaning *out)
{
    const char *name = NULL;
    int length;
    for (int i = 0; (length = choice_at(row->choices, i, &name)) >= 0; i++)
        if (strlen(text) == (size_t)length && strncmp(text, name, (size_t)length) == 0) {
            out->choice = i;
            return true;
        }
    return false;
}

static const struct {
    bool (*parse)(const cria_option *row, const char *text, meaning *out);
    size_t bytes;
    const char *wanted;
} kinds[] = {
    [CRIA_OPTION_FLAG] = {parse_flag, sizeof(bool), "true or false"},
    [CRIA_OPTION_INT] = {parse_integer, sizeof(int64_t), "a whole number"},
    [CRIA_OPTION_REAL] = {parse_real, sizeof(double), "a number"},
    [CRIA_OPTION_TEXT] = {parse_text, sizeof(const char *), "a text"},
    [CRIA_OPTION_LIST] = {parse_text, sizeof(const char *), "a text"},
    [CRIA_OPTION_CHOICE] = {parse_choice, sizeof(int), "one of"},
};

static cria_status refuse(const cria_option *row, const char *text, cria_origin origin)
{
    const double no_bound = 1e15;
    char name[NAME_BYTES + 8], bounds[64] = "";
    const bool bounded = row->min < row->max;
    if (bounded && row->max >= no_bound)
        snprintf(bounds, sizeof bounds, " of at least %.15g", row->min);
    else if (bounded && row->min <= -no_bound)
        snprintf(bounds, sizeof bounds, " of at most %.15g", row->max);
    else if (bounded)
        snprintf(bounds, sizeof bounds, " between %.15g and %.15g", row->min, row->max);
    return cria_fail(CRIA_EARG, "%s wants %s%s%s%s, got '%s'",
                     cria_option_written(name, sizeof name, row->name, origin),
                     kinds[row->kind].wanted, bounds, row->choices ? " " : "",
                     row->choices ? row->choices : "", text);
}

static cria_status append_item(cria_options *o, cria_option_list *list, const char *item)
{
    const char **items;
    CRIA_TRY(cria_arena_alloc(&o->arena, &items, (size_t)list->count + 1, sizeof *items));
    if (list->count)
        memcpy(items, list->item, (size_t)list->count * sizeof *items);
    items[list->count++] = item;
    list->item = items;
    return CRIA_OK;
}

// Adds to the list, or starts it anew when what it holds came from a lower origin. A default
// and an environment variable hold several items with commas between.
static cria_status set_list(cria_options *o, cria_option_list *list, const char *text,
                            bool anew, bool split)
{
    if (anew)
        *list = (cria_option_list){0};
    for (;;) {
        const size_t length = split ? strcspn(text, ",") : strlen(text);
        char *item;
        CRIA_TRY(cria_arena_strndup(&o->arena, &item, text, length));
        CRIA_TRY(append_item(o, list, item));
        if (!text[length])
            return CRIA_OK;
        text += length + 1;
    }
}

static cria_status set_row(cria_options *o, const cria_option_row *at, const char *text,
                           cria_origin origin)
{
    const cria_option *const row = &at->binding->table[at->index];
    cria_origin *const held = &at->binding->origin[at->index];
    void *const field = (char *)at->binding->settings + row->offset;
    meaning value = {0};
    if (!kinds[row->kind].parse(row, text, &value))
        return refuse(row, text, origin);
    if (origin < *held)
        return CRIA_OK;
    if (row->kind == CRIA_OPTION_LIST) {
        const bool split = origin == CRIA_ORIGIN_DEFAULT || origin == CRIA_ORIGIN_ENVIRONMENT;
        CRIA_TRY(set_list(o, field, text, origin > *held || split, split));
    } else {
        if (row->kind == CRIA_OPTION_TEXT) {
            char *copy;
            CRIA_TRY(cria_arena_strndup(&o->arena, &copy, text, strlen(text)));
            value.text = copy;
        }
        memcpy(field, &value, kinds[row->kind].bytes);
    }
    *held = origin;
    return CRIA_OK;
}

// Two rows of one name or one letter would be our own mistake.
static void check_row(const cria_options *o, const cria_option *row)
{
    cria_option_row other;
    CRIA_ASSERT(strlen(row->name) < NAME_BYTES);
    CRIA_ASSERT(!cria_option_find(o, row->name, &other));
    CRIA_ASSERT(!row->letter || !cria_option_find_letter(o, row->letter, &other));
    CRIA_ASSERT((row->kind == CRIA_OPTION_CHOICE) == (row->choices != NULL));
}

cria_status cria_options_bind(cria_options *o, const cria_option *table, void *settings)
{
    CRIA_ASSERT(o->count < CRIA_BINDINGS_MAX);
    int rows = 0;
    while (table[rows].name)
        check_row(o, &table[rows++]);
    cria_option_binding *const b = &o->binding[o->count];
    *b = (cria_option_binding){.table = table, .settings = settings};
    CRIA_TRY(cria_arena_alloc(&o->arena, &b->origin, (size_t)rows, sizeof *b->origin));
    for (int i = 0; i < rows; i++) {
        void *const field = (char *)settings + table[i].offset;
        const bool list = table[i].kind == CRIA_OPTION_LIST;
        memset(field, 0, list ? sizeof(cria_option_list) : kinds[table[i].kind].bytes);
        if (table[i].fallback)
            CRIA_TRY(
                set_row(o, &(cria_option_row){b, i}, table[i].fallback, CRIA_ORIGIN_DEFAULT));
    }
    o->count++;
    return CRIA_OK;
}

cria_status cria_option_unknown(const cria_options *o, const char *name, cria_origin origin)
{
    char written[NAME_BYTES + 8], near[NAME_BYTES + 8];
    const char *const nearest = cria_option_nearest(o, name);
    cria_option_written(written, sizeof written, name, origin);
    if (!nearest)
        return cria_fail(CRIA_EARG, "there is no option %s", written);
    return cria_fail(CRIA_EARG, "there is no option %s; did you mean %s?", written,
                     cria_option_written(near, sizeof near, nearest, origin));
}

cria_status cria_options_set(cria_options *o, const char *name, const char *text,
                             cria_origin origin)
{
    cria_option_row row;
    if (!cria_option_find(o, name, &row))
        return cria_option_unknown(o, name, origin);
    return set_row(o, &row, text, origin);
}

cria_status cria_options_environment(cria_options *o)
{
    char name[NAME_BYTES + 8];
    for (int b = 0; b < o->count; b++)
        for (int i = 0; o->binding[b].table[i].name; i++) {
            cria_option_written(name, sizeof name, o->binding[b].table[i].name,
                                CRIA_ORIGIN_ENVIRONMENT);
            const char *const text = getenv(name);
            if (text && *text)
                CRIA_TRY(set_row(o, &(cria_option_row){&o->binding[b], i}, text,
                                 CRIA_ORIGIN_ENVIRONMENT));
        }
    return CRIA_OK;
}

// How each kind is written; `value` is the field itself.
typedef cria_status writer(const cria_option *row, const void *value, cria_buffer *out);

static cria_status write_flag(const cria_option *row, const void *value, cria_buffer *out)
{
    (void)row;
    return cria_buffer_puts(out, *(const bool *)value ? "true" : "false");
}

static cria_status write_integer(const cria_option *row, const void *value, cria_buffer *out)
{
    (void)row;
    return cria_buffer_printf(out, "%lld", (long long)*(const int64_t *)value);
}

static cria_status write_real(const cria_option *row, const void *value, cria_buffer *out)
{
    (void)row;
    return cria_buffer_real(out, *(const double *)value);
}

static cria_status write_text(const cria_option *row, const void *value, cria_buffer *out)
{
    (void)row;
    const char *const text = *(const char *const *)value;
    return cria_buffer_puts(out, text ? text : "");
}

static cria_status write_list(const cria_option *row, const void *value, cria_buffer *out)
{
    (void)row;
    const cria_option_list *const list = value;
    for (int i = 0; i < list->count; i++)
        CRIA_TRY(cria_buffer_printf(out, "%s%s", i ? "," : "", list->item[i]));
    return CRIA_OK;
}

static cria_status write_choice(const cria_option *row, const void *value, cria_buffer *out)
{
    const char *name = NULL;
    const int length = choice_at(row->choices, *(const int *)value, &name);
    CRIA_ASSERT(length >= 0);
    return cria_buffer_append(out, name, (size_t)length);
}

cria_status cria_options_text(const cria_option_binding *b, int i, cria_buffer *out)
{
    static writer *const writers[] = {
        [CRIA_OPTION_FLAG] = write_flag, [CRIA_OPTION_INT] = write_integer,
        [CRIA_OPTION_REAL] = write_real, [CRIA_OPTION_TEXT] = write_text,
        [CRIA_OPTION_LIST] = write_list, [CRIA_OPTION_CHOICE] = write_choice,
    };
    const cria_option *const row = &b->table[i];
    return writers[row->kind](row, (const char *)b->settings + row->offset, out);
}

void cria_options_free(cria_options *o)
{
    cria_arena_free(&o->arena);
    *o = (cria_options){0};
}
