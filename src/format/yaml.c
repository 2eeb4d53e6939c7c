// yaml.c owns the reading of YAML documents: structure, lines and limits. What a scalar means
// is decided in yaml_scalar.c. See yaml.h.
#include "format/yaml.h"

#include "base/file.h"
#include "format/yaml_scalar.h"

#include <string.h>
#include <yaml.h>

enum {
    FILE_MAX_BYTES = 1 << 20,
    KEY_MAX_BYTES = 256,
    PATHS_MAX_BYTES = 1 << 24, // all paths together; a small file can spell very many long ones
};

// An open mapping or sequence.
typedef struct level {
    json_t *value;   // borrowed from its parent, the root from the reader
    size_t path;     // length of this container's own path
    bool key_wanted; // a mapping before a key
} level;

typedef struct reader {
    yaml_parser_t parser;
    const char *where;
    cria_yaml *out;
    level level[CRIA_JSON_DEPTH];
    int depth;
    cria_buffer path; // of the value to come
    size_t paths_bytes;
    bool ended; // the document has been read
} reader;

static int line_of(const yaml_event_t *event)
{
    return (int)event->start_mark.line + 1;
}

static cria_status refuse(const reader *r, const yaml_event_t *event, const char *what)
{
    return cria_fail(CRIA_EFORMAT, "%s, line %d: %s", r->where, line_of(event), what);
}

static level *top(reader *r)
{
    return r->depth ? &r->level[r->depth - 1] : NULL;
}

static void cut_path(reader *r, size_t length)
{
    r->path.length = length;
    if (r->path.data)
        r->path.data[length] = '\0';
}

// Makes the path that of the next item of a sequence.
static cria_status name_item(reader *r)
{
    const level *const l = top(r);
    cut_path(r, l->path);
    return cria_buffer_printf(&r->path, "%s%zu", l->path ? "." : "", json_array_size(l->value));
}

// Gives the parent its next member and notes the line.
static cria_status attach(reader *r, const yaml_event_t *event, json_t *value)
{
    level *const l = top(r);
    if (!l) {
        json_decref(value);
        return refuse(r, event, "the document must be a mapping of keys to values");
    }
    if (json_is_array(l->value)) {
        const cria_status named = name_item(r);
        if (named != CRIA_OK) {
            json_decref(value);
            return named;
        }
        CRIA_TRY(cria_json_push(l->value, value));
    } else {
        const char *const key = r->path.data + l->path + (l->path ? 1 : 0);
        CRIA_TRY(cria_json_set(l->value, key, value));
        l->key_wanted = true;
    }
    r->paths_bytes += r->path.length;
    if (r->paths_bytes > PATHS_MAX_BYTES)
        return refuse(r, event, "too many values nested too deeply");
    return cria_json_set(r->out->lines, r->path.data, json_integer(line_of(event)));
}

static cria_status open_container(reader *r, const yaml_event_t *event, json_t *value)
{
    if (!value)
        return cria_fail(CRIA_ENOMEM, "%s: out of memory", r->where);
    if (r->depth == CRIA_JSON_DEPTH) {
        json_decref(value);
        return refuse(r, event, "nested too deeply");
    }
    if (r->depth == 0 && json_is_object(value))
        r->out->root = value;
    else
        CRIA_TRY(attach(r, event, value));
    r->level[r->depth++] = (level){value, r->path.length, json_is_object(value)};
    return CRIA_OK;
}

static cria_status take_key(reader *r, const yaml_event_t *event, const char *text,
                            size_t length)
{
    const level *const l = top(r);
    if (length == 0 || length > KEY_MAX_BYTES || strlen(text) != length)
        return refuse(r, event, "a key must have 1 to 256 bytes, none of them NUL");
    if (json_object_get(l->value, text))
        return cria_fail(CRIA_EFORMAT, "%s, line %d: the key '%s' appears twice", r->where,
                         line_of(event), text);
    cut_path(r, l->path);
    if (l->path)
        CRIA_TRY(cria_buffer_putc(&r->path, '.'));
    return cria_buffer_append(&r->path, text, length);
}

static bool key_expected(reader *r)
{
    return r->depth && top(r)->key_wanted;
}

static cria_status on_scalar(reader *r, const yaml_event_t *event)
{
    const char *const text = (const char *)event->data.scalar.value;
    const size_t length = event->data.scalar.length;
    if (event->data.scalar.anchor || event->data.scalar.tag)
        return refuse(r, event, "anchors and tags are not supported");
    if (key_expected(r)) {
        CRIA_TRY(take_key(r, event, text, length));
        top(r)->key_wanted = false;
        return CRIA_OK;
    }
    json_t *value;
    const bool quoted = event->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
    CRIA_TRY_CTX(cria_yaml_scalar(&value, text, length, quoted), "%s, line %d", r->where,
                 line_of(event));
    return attach(r, event, value);
}

static cria_status on_mapping(reader *r, const yaml_event_t *event)
{
    if (event->data.mapping_start.anchor || event->data.mapping_start.tag)
        return refuse(r, event, "anchors and tags are not supported");
    if (key_expected(r))
        return refuse(r, event, "a key must be a plain word, not a mapping");
    return open_container(r, event, json_object());
}

static cria_status on_sequence(reader *r, const yaml_event_t *event)
{
    if (event->data.sequence_start.anchor || event->data.sequence_start.tag)
        return refuse(r, event, "anchors and tags are not supported");
    if (key_expected(r))
        return refuse(r, event, "a key must be a plain word, not a list");
    return open_container(r, event, json_array());
}

static cria_status on_end(reader *r, const yaml_event_t *event)
{
    (void)event;
    r->depth--;
    if (r->depth)
        cut_path(r, top(r)->path);
    return CRIA_OK;
}

static cria_status on_alias(reader *r, const yaml_event_t *event)
{
    return refuse(r, event, "aliases are not supported; write the value out");
}

static cria_status on_document(reader *r, const yaml_event_t *event)
{
    return r->ended ? refuse(r, event, "a second document begins; only one is read") : CRIA_OK;
}

static cria_status on_document_end(reader *r, const yaml_event_t *event)
{
    (void)event;
    r->ended = true;
    return CRIA_OK;
}

typedef cria_status handler(reader *r, const yaml_event_t *event);
static handler *const handlers[] = {
    [YAML_DOCUMENT_START_EVENT] = on_document,
    [YAML_DOCUMENT_END_EVENT] = on_document_end,
    [YAML_ALIAS_EVENT] = on_alias,
    [YAML_SCALAR_EVENT] = on_scalar,
    [YAML_SEQUENCE_START_EVENT] = on_sequence,
    [YAML_SEQUENCE_END_EVENT] = on_end,
    [YAML_MAPPING_START_EVENT] = on_mapping,
    [YAML_MAPPING_END_EVENT] = on_end,
};

static cria_status syntax_error(const reader *r)
{
    const yaml_parser_t *const p = &r->parser;
    if (p->error == YAML_MEMORY_ERROR)
        return cria_fail(CRIA_ENOMEM, "%s: out of memory", r->where);
    if (p->error == YAML_READER_ERROR)
        return cria_fail(CRIA_EFORMAT, "%s, byte %zu: %s", r->where, p->problem_offset,
                         p->problem);
    return cria_fail(CRIA_EFORMAT, "%s, line %zu, column %zu: %s", r->where,
                     p->problem_mark.line + 1, p->problem_mark.column + 1, p->problem);
}

static cria_status read_events(reader *r)
{
    for (bool more = true; more;) {
        yaml_event_t event;
        if (!yaml_parser_parse(&r->parser, &event))
            return syntax_error(r);
        more = event.type != YAML_STREAM_END_EVENT && event.type != YAML_NO_EVENT;
        const size_t known = sizeof handlers / sizeof *handlers;
        handler *const handle = (size_t)event.type < known ? handlers[event.type] : NULL;
        const cria_status status = handle ? handle(r, &event) : CRIA_OK;
        yaml_event_delete(&event);
        CRIA_TRY(status);
    }
    if (!r->out->root)
        return cria_fail(CRIA_EFORMAT, "%s: the file is empty; expected keys and values",
                         r->where);
    return CRIA_OK;
}

cria_status cria_yaml_parse(cria_yaml *out, const char *text, size_t length, const char *where)
{
    *out = (cria_yaml){0};
    if (length > FILE_MAX_BYTES)
        return cria_fail(CRIA_ELIMIT, "%s: %zu bytes, at most %d are read", where, length,
                         FILE_MAX_BYTES);
    reader *r;
    CRIA_TRY(cria_alloc(&r, 1, sizeof *r));
    r->where = where;
    r->out = out;
    cria_status status = cria_json_object(&out->lines);
    if (status == CRIA_OK && !yaml_parser_initialize(&r->parser))
        status = cria_fail(CRIA_ENOMEM, "%s: out of memory", where);
    if (status == CRIA_OK) {
        yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&r->parser, (const unsigned char *)text, length);
        status = read_events(r);
        yaml_parser_delete(&r->parser);
    }
    cria_buffer_free(&r->path);
    cria_free(r);
    if (status != CRIA_OK)
        cria_yaml_free(out);
    return status;
}

cria_status cria_yaml_read(cria_yaml *out, const char *path)
{
    *out = (cria_yaml){0};
    cria_buffer text = {0};
    cria_status status = cria_file_read(&text, path, FILE_MAX_BYTES);
    if (status == CRIA_OK)
        status = cria_yaml_parse(out, text.data ? text.data : "", text.length, path);
    cria_buffer_free(&text);
    return status;
}

int cria_yaml_line(const cria_yaml *y, const char *path)
{
    return (int)json_integer_value(json_object_get(y->lines, path));
}

void cria_yaml_free(cria_yaml *y)
{
    json_decref(y->root);
    json_decref(y->lines);
    *y = (cria_yaml){0};
}
