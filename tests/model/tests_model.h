// tests_model.h: what the tests of this room share.
#ifndef CRIA_TESTS_MODEL_H
#define CRIA_TESTS_MODEL_H

#include "scratch.h"

#include "base/memory.h"
#include "model/model.h"

#include <stdio.h>

// write_text writes FOLDER/NAME.
static inline void write_text(const char *folder, const char *name, const char *text)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    assert_ok(cria_file_write(path, text, strlen(text)));
}

// parse_config: the status of reading a configuration from JSON with ' for ".
static inline cria_status parse_config(cria_config *out, const char *json)
{
    char text[2048];
    snprintf(text, sizeof text, "%s", json);
    for (char *c = text; *c; c++)
        if (*c == '\'')
            *c = '"';
    json_t *object;
    assert_ok(cria_json_parse(&object, text, strlen(text), "config.json"));
    const cria_status status = cria_config_parse(out, object, "config.json");
    json_decref(object);
    return status;
}

#endif
