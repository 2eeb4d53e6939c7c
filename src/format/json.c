// json.c owns the reading of JSON: parsing with limits, and typed members. See json.h.
#include "format/json.h"

#include "base/file.h"

#include <stdio.h>
#include <string.h>

// too_deep finds the first bracket nested beyond CRIA_JSON_DEPTH. The library's own limit is
// fixed when it is built and far higher.
static bool too_deep(const char *text, size_t length, size_t *line, size_t *column)
{
    int depth = 0;
    bool quoted = false;
    const char *line_start = text;
    *line = 1;
    for (const char *at = text, *end = text + length; at < end; at++) {
        if (*at == '\n') {
            ++*line;
            line_start = at + 1;
        }
        if (*at == '"')
            quoted = !quoted;
        else if (quoted)
            at += *at == '\\';
        else if (*at == '[' || *at == '{')
            depth++;
        else if (*at == ']' || *at == '}')
            depth--;
        if (depth > CRIA_JSON_DEPTH) {
            *column = (size_t)(at - line_start) + 1;
            return true;
        }
    }
    return false;
}

cria_status cria_json_parse(json_t **out, const char *text, size_t length, const char *where)
{
    *out = NULL;
    size_t line, column;
    if (too_deep(text, length, &line, &column))
        return cria_fail(CRIA_EFORMAT, "%s, line %zu, column %zu: nested deeper than %d", where,
                         line, column, CRIA_JSON_DEPTH);
    json_error_t error;
    *out = json_loadb(text, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL,
                      &error);
    if (*out)
        return CRIA_OK;
    if (json_error_code(&error) == json_error_out_of_memory)
        return cria_fail(CRIA_ENOMEM, "%s: out of memory while parsing JSON", where);
    if (length == 0 || !memchr(text, '\n', length)) // `where` knows the line
        return cria_fail(CRIA_EFORMAT, "%s, column %d: invalid JSON: %s", where, error.column,
                         error.text);
    return cria_fail(CRIA_EFORMAT, "%s, line %d, column %d: invalid JSON: %s", where,
                     error.line, error.column, error.text);
}

cria_status cria_json_read(json_t **out, const char *path, size_t max_bytes)
{
    *out = NULL;
    cria_buffer text = {0};
    cria_status status = cria_file_read(&text, path, max_bytes);
    if (status == CRIA_OK)
        status = cria_json_parse(out, text.data ? text.data : "", text.length, path);
    cria_buffer_free(&text);
    return status;
}

// Writes what a value is into a short text for an error message.
static const char *describe(char *out, size_t bytes, const json_t *value)
{
    if (json_is_object(value) || json_is_array(value))
        return json_is_object(value) ? "an object" : "an array";
    cria_buffer text = {0};
    const bool written = cria_json_append(&text, value) == CRIA_OK;
    snprintf(out, bytes, "%.*s%s", (int)(bytes - 4), written ? text.data : "?",
             text.length > bytes - 4 ? "..." : "");
    cria_buffer_free(&text);
    return out;
}

static cria_status wrong(const json_t *value, const char *key, const char *expected,
                         const char *where)
{
    char found[48];
    return cria_fail(CRIA_EFORMAT, "%s: \"%s\" must be %s, found %s", where, key, expected,
                     describe(found, sizeof found, value));
}

// Finds a member; *value is NULL when it is absent or null.
static cria_status member(const json_t **value, const json_t *object, const char *key,
                          const char *where)
{
    *value = NULL;
    if (!json_is_object(object)) {
        char found[48];
        return cria_fail(CRIA_EFORMAT, "%s: expected an object with the key \"%s\", found %s",
                         where, key,
                         object ? describe(found, sizeof found, object) : "nothing");
    }
    const json_t *found = json_object_get(object, key);
    *value = json_is_null(found) ? NULL : found;
    return CRIA_OK;
}

static cria_status required(const json_t *object, const char *key, const char *where)
{
    const json_t *value;
    CRIA_TRY(member(&value, object, key, where));
    if (!value)
        return cria_fail(CRIA_EFORMAT, "%s: the key \"%s\" is missing", where, key);
    return CRIA_OK;
}

cria_status cria_json_int(int64_t *out, const json_t *object, const char *key, int64_t min,
                          int64_t max, const char *where)
{
    CRIA_TRY(required(object, key, where));
    return cria_json_int_or(out, object, key, min, max, 0, where);
}

cria_status cria_json_int_or(int64_t *out, const json_t *object, const char *key, int64_t min,
                             int64_t max, int64_t fallback, const char *where)
{
    const json_t *value;
    CRIA_TRY(member(&value, object, key, where));
    *out = value ? json_integer_value(value) : fallback;
    if (!value || (json_is_integer(value) && *out >= min && *out <= max))
        return CRIA_OK;
    char expected[80];
    snprintf(expected, sizeof expected, "an integer between %lld and %lld", (long long)min,
             (long long)max);
    return wrong(value, key, expected, where);
}

cria_status cria_json_real_or(double *out, const json_t *object, const char *key, double min,
                              double max, double fallback, const char *where)
{
    const json_t *value;
    CRIA_TRY(member(&value, object, key, where));
    *out = value ? json_number_value(value) : fallback;
    if (!value || (json_is_number(value) && *out >= min && *out <= max))
        return CRIA_OK;
    char expected[80];
    snprintf(expected, sizeof expected, "a number between %g and %g", min, max);
    return wrong(value, key, expected, where);
}

cria_status cria_json_bool_or(bool *out, const json_t *object, const char *key, bool fallback,
                              const char *where)
{
    const json_t *value;
    CRIA_TRY(member(&value, object, key, where));
    *out = value ? json_is_true(value) : fallback;
    return !value || json_is_boolean(value) ? CRIA_OK
                                            : wrong(value, key, "true or false", where);
}

cria_status cria_json_text(const char **out, const json_t *object, const char *key,
                           const char *where)
{
    CRIA_TRY(required(object, key, where));
    return cria_json_text_or(out, object, key, NULL, where);
}

cria_status cria_json_text_or(const char **out, const json_t *object, const char *key,
                              const char *fallback, const char *where)
{
    const json_t *value;
    CRIA_TRY(member(&value, object, key, where));
    *out = value ? json_string_value(value) : fallback;
    if (!value)
        return CRIA_OK;
    if (!*out)
        return wrong(value, key, "a string", where);
    if (strlen(*out) != json_string_length(value))
        return wrong(value, key, "a string without NUL characters", where);
    return CRIA_OK;
}
