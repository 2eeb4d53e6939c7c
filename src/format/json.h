// json.h owns JSON: parsing with limits and places, typed access with clear errors, writing.
// The values are jansson's (json_t); ownership follows jansson: json_decref what you own.
#ifndef CRIA_FORMAT_JSON_H
#define CRIA_FORMAT_JSON_H

#include "base/buffer.h"

#include <jansson.h>
#include <stdint.h>

enum { CRIA_JSON_DEPTH = 64 };

// cria_json_parse: *out is owned by the caller. Duplicate keys, depth over CRIA_JSON_DEPTH,
// invalid UTF-8 and trailing bytes are CRIA_EFORMAT naming `where` (a file name, or
// "file, line 7") with line and column.
CRIA_MUSTUSE cria_status cria_json_parse(json_t **out, const char *text, size_t length,
                                         const char *where);
CRIA_MUSTUSE cria_status cria_json_read(json_t **out, const char *path, size_t max_bytes);
// cria_json_write: the file appears whole; indented by 2, keys in insertion order, a newline
// last.
CRIA_MUSTUSE cria_status cria_json_write(const json_t *value, const char *path);
// cria_json_append: compact, on one line, without a newline.
CRIA_MUSTUSE cria_status cria_json_append(cria_buffer *out, const json_t *value);

// Typed members of an object. A member of the wrong type or out of range is CRIA_EFORMAT naming
// `where`, the key, what was expected and what was found. An absent (or null) member is
// CRIA_EFORMAT too, unless a default is given: the *_or forms.
CRIA_MUSTUSE cria_status cria_json_int(int64_t *out, const json_t *object, const char *key,
                                       int64_t min, int64_t max, const char *where);
CRIA_MUSTUSE cria_status cria_json_int_or(int64_t *out, const json_t *object, const char *key,
                                          int64_t min, int64_t max, int64_t fallback,
                                          const char *where);
CRIA_MUSTUSE cria_status cria_json_real_or(double *out, const json_t *object, const char *key,
                                           double min, double max, double fallback,
                                           const char *where);
CRIA_MUSTUSE cria_status cria_json_bool_or(bool *out, const json_t *object, const char *key,
                                           bool fallback, const char *where);
// Texts are borrowed from the object. A text with an embedded NUL is CRIA_EFORMAT.
CRIA_MUSTUSE cria_status cria_json_text(const char **out, const json_t *object, const char *key,
                                        const char *where);
CRIA_MUSTUSE cria_status cria_json_text_or(const char **out, const json_t *object,
                                           const char *key, const char *fallback,
                                           const char *where);
// cria_json_new_*: jansson's constructors and setters with failure as a status.
CRIA_MUSTUSE cria_status cria_json_object(json_t **out);
CRIA_MUSTUSE cria_status cria_json_array(json_t **out);
// cria_json_set takes ownership of `value` (NULL, from a failed constructor, is CRIA_ENOMEM).
CRIA_MUSTUSE cria_status cria_json_set(json_t *object, const char *key, json_t *value);
CRIA_MUSTUSE cria_status cria_json_push(json_t *array, json_t *value);

#endif
