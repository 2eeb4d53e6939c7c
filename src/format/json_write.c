// json_write.c owns the making and writing of JSON. See json.h.
#include "format/json.h"

#include "base/file.h"

#include <string.h>

// A value on its way out: `indent` is 0 for one line, else spaces a level.
typedef struct printer {
    cria_buffer *out;
    int indent;
} printer;

static cria_status print_value(const printer *p, const json_t *value, int depth);

static int collect(const char *bytes, size_t length, void *context)
{
    return cria_buffer_append(context, bytes, length) == CRIA_OK ? 0 : -1;
}

// A real always shows that it is one: readers elsewhere tell 1 from 1.0.
static cria_status print_real(const printer *p, double value)
{
    const size_t start = p->out->length;
    CRIA_TRY(cria_buffer_real(p->out, value));
    return strpbrk(p->out->data + start, ".e") ? CRIA_OK : cria_buffer_puts(p->out, ".0");
}

static cria_status print_scalar(const printer *p, const json_t *value)
{
    if (json_is_real(value))
        return print_real(p, json_real_value(value));
    if (json_dump_callback(value, collect, p->out, JSON_ENCODE_ANY) != 0)
        return cria_fail(CRIA_ENOMEM, "out of memory while writing JSON");
    return CRIA_OK;
}

static cria_status print_text(const printer *p, const char *text)
{
    json_t *key = json_string(text);
    const cria_status status =
        key ? print_scalar(p, key) : cria_fail(CRIA_ENOMEM, "out of memory for a JSON key");
    json_decref(key);
    return status;
}

static cria_status break_line(const printer *p, int depth)
{
    if (p->indent)
        CRIA_TRY(cria_buffer_printf(p->out, "\n%*s", p->indent * depth, ""));
    return CRIA_OK;
}

// What stands before the n-th member: a comma after another, and its own line.
static cria_status begin_member(const printer *p, bool first, int depth)
{
    if (!first)
        CRIA_TRY(cria_buffer_puts(p->out, p->indent ? "," : ", "));
    return break_line(p, depth + 1);
}

static cria_status print_array(const printer *p, const json_t *array, int depth)
{
    const size_t count = json_array_size(array);
    CRIA_TRY(cria_buffer_putc(p->out, '['));
    for (size_t i = 0; i < count; i++) {
        CRIA_TRY(begin_member(p, i == 0, depth));
        CRIA_TRY(print_value(p, json_array_get(array, i), depth + 1));
    }
    if (count)
        CRIA_TRY(break_line(p, depth));
    return cria_buffer_putc(p->out, ']');
}

static cria_status print_object(const printer *p, const json_t *object, int depth)
{
    json_t *const open = (json_t *)(uintptr_t)object; // iteration changes nothing
    CRIA_TRY(cria_buffer_putc(p->out, '{'));
    bool first = true;
    for (void *i = json_object_iter(open); i; i = json_object_iter_next(open, i)) {
        CRIA_TRY(begin_member(p, first, depth));
        CRIA_TRY(print_text(p, json_object_iter_key(i)));
        CRIA_TRY(cria_buffer_puts(p->out, ": "));
        CRIA_TRY(print_value(p, json_object_iter_value(i), depth + 1));
        first = false;
    }
    if (!first)
        CRIA_TRY(break_line(p, depth));
    return cria_buffer_putc(p->out, '}');
}

static cria_status print_value(const printer *p, const json_t *value, int depth)
{
    if (depth > CRIA_JSON_DEPTH)
        return cria_fail(CRIA_ELIMIT, "JSON nested deeper than %d", CRIA_JSON_DEPTH);
    if (json_is_object(value))
        return print_object(p, value, depth);
    return json_is_array(value) ? print_array(p, value, depth) : print_scalar(p, value);
}

cria_status cria_json_append(cria_buffer *out, const json_t *value)
{
    const size_t length = out->length;
    const cria_status status = print_value(&(printer){.out = out}, value, 0);
    if (status != CRIA_OK && out->data) {
        out->length = length; // as after any failed append
        out->data[length] = '\0';
    }
    return status;
}

cria_status cria_json_write(const json_t *value, const char *path)
{
    cria_buffer text = {0};
    cria_status status = print_value(&(printer){.out = &text, .indent = 2}, value, 0);
    if (status == CRIA_OK)
        status = cria_buffer_putc(&text, '\n');
    if (status == CRIA_OK)
        status = cria_file_write(path, text.data, text.length);
    cria_buffer_free(&text);
    return status;
}

static cria_status made(const json_t *value)
{
    return value ? CRIA_OK : cria_fail(CRIA_ENOMEM, "out of memory for a JSON value");
}

cria_status cria_json_object(json_t **out)
{
    return made(*out = json_object());
}

cria_status cria_json_array(json_t **out)
{
    return made(*out = json_array());
}

cria_status cria_json_set(json_t *object, const char *key, json_t *value)
{
    CRIA_TRY(made(value));
    if (json_object_set_new(object, key, value) != 0)
        return cria_fail(CRIA_ENOMEM, "cannot set the JSON key \"%s\"", key);
    return CRIA_OK;
}

cria_status cria_json_push(json_t *array, json_t *value)
{
    CRIA_TRY(made(value));
    if (json_array_append_new(array, value) != 0)
        return cria_fail(CRIA_ENOMEM, "cannot lengthen a JSON array");
    return CRIA_OK;
}
