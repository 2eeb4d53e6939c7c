// yaml.h owns the reading of recipes: YAML into JSON values, with the line of every key.
#ifndef CRIA_FORMAT_YAML_H
#define CRIA_FORMAT_YAML_H

#include "format/json.h"

// A document: scalars become null, booleans, integers, reals or strings by YAML 1.2's core
// rules (quoted ones stay strings). Aliases, tags, several documents, duplicate keys, depth
// over CRIA_JSON_DEPTH and files over 1 MiB are refused with file and line.
typedef struct cria_yaml {
    json_t *root;  // an object
    json_t *lines; // {"students.plain.seed": 17, "teachers.0.name": 9, ...}: path to line
} cria_yaml;
CRIA_MUSTUSE cria_status cria_yaml_read(cria_yaml *out, const char *path);
CRIA_MUSTUSE cria_status cria_yaml_parse(cria_yaml *out, const char *text, size_t length,
                                         const char *where);
int cria_yaml_line(const cria_yaml *y, const char *path); // 0 when unknown
void cria_yaml_free(cria_yaml *y);

#endif
