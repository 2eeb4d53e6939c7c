// recipe.c: see recipe.h.
#include "run/recipe.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PATH_BYTES = 256 };

cria_status cria_recipe_fail(const cria_recipe *r, const char *path, const char *format, ...)
{
    char what[512];
    va_list args;
    va_start(args, format);
    vsnprintf(what, sizeof what, format, args);
    va_end(args);
    const int line = cria_yaml_line(&r->yaml, path);
    if (line)
        return cria_fail(CRIA_EARG, "%s, line %d: %s: %s", r->path, line, path, what);
    return cria_fail(CRIA_EARG, "%s: %s: %s", r->path, path, what);
}

// ---- the known keys: "*" stands for a list's index; a section marked open takes any key (its
// option table checks them)

static const struct {
    const char *path;
    bool open;
} known[] = {
    {"name", false},
    {"title", false},
    {"notes", false},
    {"seed", false},
    {"data", false},
    {"source", false},
    {"source.paths", true},
    {"source.pocket", false},
    {"source.wikisource", true},
    {"clean", true},
    {"split", true},
    {"tokenizer", true},
    {"train", true},
    {"teachers", false},
    {"teachers.*", false},
    {"teachers.*.name", false},
    {"teachers.*.model", true},
    {"teachers.*.train", true},
    {"students", false},
    {"students.*", false},
    {"students.*.name", false},
    {"students.*.model", true},
    {"students.*.train", true},
    {"students.*.distill", true},
    {"students.*.teachers", true},
    {"students.*.seeds", true},
    {"students.*.cache", false},
    {"examine", false},
    {"examine.*", false},
    {"examine.*.name", false},
    {"examine.*.data", false},
    {"examine.*.protocol", false},
    {"examine.*.tie", false},
    {"generate", false},
    {"generate.prompts", true},
    {"generate.temperature", false},
    {"generate.top_k", false},
    {"generate.top_p", false},
    {"generate.max_tokens", false},
    {"variants", true},
};

// 1: known, 2: known and open, 0: unknown.
static int lookup(const char *path)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].path, path) == 0)
            return known[i].open ? 2 : 1;
    return 0;
}

// Walks the document; `path` is the real one, `pattern` the one with "*" for indices.
static cria_status check_keys(const cria_recipe *r, const json_t *value, const char *path,
                              const char *pattern);

static cria_status check_member(const cria_recipe *r, const json_t *value, const char *path,
                                const char *pattern, const char *key, const char *key_pattern)
{
    char longer[PATH_BYTES], longer_pattern[PATH_BYTES];
    const char *dot = *path ? "." : "";
    snprintf(longer, sizeof longer, "%s%s%s", path, dot, key);
    snprintf(longer_pattern, sizeof longer_pattern, "%s%s%s", pattern, dot, key_pattern);
    const int found = lookup(longer_pattern);
    if (!found)
        return cria_recipe_fail(r, longer,
                                "unknown key; docs/user-guide.md lists a recipe's keys");
    return found == 2 ? CRIA_OK : check_keys(r, value, longer, longer_pattern);
}

static cria_status check_keys(const cria_recipe *r, const json_t *value, const char *path,
                              const char *pattern)
{
    if (json_is_object(value)) {
        const char *key;
        json_t *member;
        json_object_foreach((json_t *)(uintptr_t)value, key, member)
            CRIA_TRY(check_member(r, member, path, pattern, key, key));
    } else if (json_is_array(value)) {
        for (size_t i = 0; i < json_array_size(value); i++) {
            char index[24];
            snprintf(index, sizeof index, "%zu", i);
            CRIA_TRY(check_member(r, json_array_get(value, i), path, pattern, index, "*"));
        }
    }
    return CRIA_OK;
}

// ---- reaching into the document

// One step down: a key of an object or an index of an array. *rest is behind the step's dot.
static json_t *step_down(json_t *value, const char *path, const char **rest)
{
    const size_t length = strcspn(path, ".");
    char key[PATH_BYTES];
    *rest = path[length] ? path + length + 1 : path + length;
    if (length >= sizeof key)
        return NULL;
    memcpy(key, path, length);
    key[length] = '\0';
    if (json_is_array(value))
        return json_array_get(value, strtoul(key, NULL, 10));
    return json_object_get(value, key);
}

static json_t *reach(json_t *value, const char *path)
{
    while (value && *path)
        value = step_down(value, path, &path);
    return json_is_null(value) ? NULL : value;
}

const json_t *cria_recipe_at(const cria_recipe *r, const char *path)
{
    return reach(r->yaml.root, path);
}

// Puts a value at a path, making objects on the way.
static cria_status put_at(cria_recipe *r, const char *path, json_t *value)
{
    const char *last = strrchr(path, '.');
    const char *key = last ? last + 1 : path;
    json_t *at = r->yaml.root;
    const char *rest = path;
    while (at && rest != key) {
        json_t *next = step_down(at, rest, &rest);
        if (!next && json_is_object(at)) {
            char name[PATH_BYTES];
            const char *from = rest[-1] == '.' ? rest - 2 : rest - 1;
            while (from > path && from[-1] != '.')
                from--;
            snprintf(name, sizeof name, "%.*s", (int)strcspn(from, "."), from);
            next = json_object();
            CRIA_TRY(cria_json_set(at, name, next));
        }
        at = next;
    }
    if (json_is_array(at) && strtoul(key, NULL, 10) < json_array_size(at))
        return json_array_set_new(at, strtoul(key, NULL, 10), value) == 0
                   ? CRIA_OK
                   : cria_fail(CRIA_ENOMEM, "out of memory for a recipe");
    if (json_is_object(at))
        return cria_json_set(at, key, value);
    json_decref(value);
    return cria_fail(CRIA_EARG, "%s: --set %s: there is no such place", r->path, path);
}

static cria_status apply_variant(cria_recipe *r, const char *name)
{
    const json_t *variants = cria_recipe_at(r, "variants");
    json_t *variant = json_object_get(variants, name);
    if (!json_is_object(variant))
        return cria_recipe_fail(r, "variants", "there is no variant '%s'", name);
    const char *path;
    json_t *value;
    json_object_foreach(variant, path, value) CRIA_TRY(put_at(r, path, json_incref(value)));
    return CRIA_OK;
}

// "key=value": the value is read as YAML would read it.
static cria_status apply_set(cria_recipe *r, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text)
        return cria_fail(CRIA_EARG, "--set wants KEY=VALUE, got '%s'", text);
    cria_buffer document = {0};
    cria_yaml yaml = {0};
    cria_status status = cria_buffer_printf(&document, "value: %s\n", equals + 1);
    char *path;
    CRIA_TRY(cria_arena_strndup(&r->arena, &path, text, (size_t)(equals - text)));
    for (char *at = path; *at; at++)
        *at = *at == '-' ? '_' : *at;
    if (status == CRIA_OK)
        status = cria_yaml_parse(&yaml, document.data, document.length, "--set");
    if (status == CRIA_OK && strcmp(path, "variant") == 0)
        status = apply_variant(r, equals + 1);
    else if (status == CRIA_OK)
        status = put_at(r, path, json_incref(json_object_get(yaml.root, "value")));
    cria_yaml_free(&yaml);
    cria_buffer_free(&document);
    return status;
}

static cria_status read_basics(cria_recipe *r)
{
    CRIA_TRY(cria_json_text(&r->name, r->yaml.root, "name", r->path));
    CRIA_TRY(cria_json_text_or(&r->data, r->yaml.root, "data", "data", r->path));
    return cria_json_int_or(&r->seed, r->yaml.root, "seed", 0, INT64_MAX, 42, r->path);
}

cria_status cria_recipe_read(cria_recipe *out, const char *path, const cria_option_list *set)
{
    *out = (cria_recipe){.path = path};
    cria_status status = cria_yaml_read(&out->yaml, path);
    for (int pass = 0; pass < 2; pass++) // variants first
        for (int i = 0; i < set->count && status == CRIA_OK; i++)
            if ((strncmp(set->item[i], "variant=", 8) == 0) == (pass == 0))
                status = apply_set(out, set->item[i]);
    if (status == CRIA_OK)
        status = check_keys(out, out->yaml.root, "", "");
    if (status == CRIA_OK)
        status = read_basics(out);
    if (status != CRIA_OK)
        cria_recipe_free(out);
    return status;
}

void cria_recipe_free(cria_recipe *r)
{
    cria_yaml_free(&r->yaml);
    cria_arena_free(&r->arena);
}

// ---- values

cria_status cria_recipe_text(const char **out, cria_recipe *r, const char *path,
                             const char *run_directory)
{
    const json_t *value = cria_recipe_at(r, path);
    *out = NULL;
    if (!value)
        return CRIA_OK;
    if (!json_is_string(value))
        return cria_recipe_fail(r, path, "expected a text");
    cria_buffer text = {0};
    cria_status status = CRIA_OK;
    for (const char *at = json_string_value(value); *at && status == CRIA_OK;) {
        if (strncmp(at, "{data}", 6) == 0) {
            status = cria_buffer_puts(&text, r->data);
            at += 6;
        } else if (strncmp(at, "{run}", 5) == 0) {
            status = cria_buffer_puts(&text, run_directory);
            at += 5;
        } else {
            status = cria_buffer_putc(&text, *at++);
        }
    }
    char *kept = NULL;
    if (status == CRIA_OK)
        status = cria_arena_strndup(&r->arena, &kept, text.data ? text.data : "", text.length);
    cria_buffer_free(&text);
    *out = kept;
    return status;
}

// A scalar as the user would write it on the command line.
static cria_status scalar_text(cria_buffer *out, const json_t *value)
{
    cria_buffer_reset(out);
    if (json_is_string(value))
        return cria_buffer_puts(out, json_string_value(value));
    if (json_is_boolean(value))
        return cria_buffer_puts(out, json_is_true(value) ? "true" : "false");
    if (json_is_integer(value))
        return cria_buffer_printf(out, "%lld", (long long)json_integer_value(value));
    return cria_buffer_printf(out, "%.17g", json_real_value(value));
}

static cria_status apply_scalar(const cria_recipe *r, const char *path, const char *key,
                                const json_t *value, cria_options *o)
{
    if (json_is_object(value) || json_is_array(value) || json_is_null(value))
        return cria_recipe_fail(r, path, "expected one value");
    cria_buffer text = {0};
    cria_status status = scalar_text(&text, value);
    if (status == CRIA_OK)
        status = cria_options_set(o, key, text.data, CRIA_ORIGIN_RECIPE);
    if (status != CRIA_OK) {
        char reason[512];
        snprintf(reason, sizeof reason, "%s", cria_message());
        status = cria_recipe_fail(r, path, "%s", reason);
    }
    cria_buffer_free(&text);
    return status;
}

static cria_status apply_value(const cria_recipe *r, const char *path, const char *key,
                               const json_t *value, cria_options *o)
{
    if (!json_is_array(value))
        return apply_scalar(r, path, key, value, o);
    for (size_t i = 0; i < json_array_size(value); i++)
        CRIA_TRY(apply_scalar(r, path, key, json_array_get(value, i), o));
    return CRIA_OK;
}

cria_status cria_recipe_apply(const cria_recipe *r, const char *path, cria_options *o)
{
    const json_t *section = cria_recipe_at(r, path);
    if (!section)
        return CRIA_OK;
    if (!json_is_object(section))
        return cria_recipe_fail(r, path, "expected keys and values");
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)section, key, value)
    {
        char longer[PATH_BYTES];
        snprintf(longer, sizeof longer, "%s.%s", path, key);
        CRIA_TRY(apply_value(r, longer, key, value, o));
    }
    return CRIA_OK;
}
