// fingerprint.c: see fingerprint.h.
#include "train/fingerprint.h"

#include <stdio.h>
#include <string.h>

// Options that leave the numbers as they are, or are told by a hash instead.
static const char *const harmless[] = {
    "model",      "tokens",     "eval-tokens",      "out",
    "vocab-size", "save-every", "save-total-limit", "resume",
    "overwrite",  "teacher",    "teacher-cache",
};

static bool matters(const char *name)
{
    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++)
        if (strcmp(name, harmless[i]) == 0)
            return false;
    return true;
}

static cria_status set_text(json_t *object, const char *key, const char *text)
{
    return cria_json_set(object, key, json_string(text));
}

static cria_status add_options(json_t *object, const cria_option *table, const void *settings)
{
    const cria_option_binding binding = {.table = table,
                                         .settings = (void *)(uintptr_t)settings};
    cria_buffer text = {0};
    cria_status status = CRIA_OK;
    for (int i = 0; table[i].name && status == CRIA_OK; i++) {
        if (!matters(table[i].name))
            continue;
        cria_buffer_reset(&text);
        status = cria_options_text(&binding, i, &text);
        if (status == CRIA_OK)
            status = set_text(object, table[i].name, text.length ? text.data : "");
    }
    cria_buffer_free(&text);
    return status;
}

static cria_status add_config(json_t *object, const cria_config *config)
{
    json_t *json;
    cria_buffer text = {0};
    CRIA_TRY(cria_config_json(&json, config));
    cria_status status = cria_json_append(&text, json);
    if (status == CRIA_OK)
        status = set_text(object, "configuration", text.data);
    cria_buffer_free(&text);
    json_decref(json);
    return status;
}

static cria_status add_rows(json_t *object, const char *key, const cria_rows *rows)
{
    char hash[CRIA_HASH_TEXT];
    if (!rows)
        return set_text(object, key, "none");
    CRIA_TRY(cria_rows_hash(rows, hash));
    return set_text(object, key, hash);
}

static cria_status add_all(json_t *object, const cria_run_identity *id)
{
    CRIA_TRY(add_options(object, cria_train_option_table, id->train));
    CRIA_TRY(add_config(object, id->config));
    CRIA_TRY(add_rows(object, "training data", id->rows));
    CRIA_TRY(add_rows(object, "evaluation data", id->eval_rows));
    CRIA_TRY(set_text(object, "tokenizer", id->rows->shard->tokenizer_hash));
    if (!id->distill)
        return CRIA_OK;
    CRIA_TRY(add_options(object, cria_distill_option_table, id->distill));
    for (int i = 0; i < id->teachers->count; i++) {
        char key[32];
        snprintf(key, sizeof key, "teacher %d", i + 1);
        CRIA_TRY(set_text(object, key, id->teachers->teacher[i].hash));
    }
    return CRIA_OK;
}

cria_status cria_fingerprint(json_t **out, const cria_run_identity *identity)
{
    CRIA_TRY(cria_json_object(out));
    const cria_status status = add_all(*out, identity);
    if (status == CRIA_OK)
        return CRIA_OK;
    json_decref(*out);
    *out = NULL;
    return status;
}

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "none";
}

// Adds "key (was A, now B)" for each member of `object` that differs; those that both have are
// told once, when `object` is `now`.
static cria_status list_changes(cria_buffer *out, const json_t *object, const json_t *before,
                                const json_t *now)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        const bool told = object == before && json_object_get(now, key);
        if (told || strcmp(text_of(before, key), text_of(now, key)) == 0)
            continue;
        CRIA_TRY(cria_buffer_printf(out, "%s%s (was %.200s, now %.200s)",
                                    out->length ? ", " : "", key, text_of(before, key),
                                    text_of(now, key)));
    }
    return CRIA_OK;
}

cria_status cria_fingerprint_check(const json_t *before, const json_t *now, const char *where)
{
    cria_buffer changes = {0};
    cria_status status = list_changes(&changes, now, before, now);
    if (status == CRIA_OK)
        status = list_changes(&changes, before, before, now);
    if (status == CRIA_OK && changes.length)
        status =
            cria_fail(CRIA_EARG,
                      "%s was started otherwise and cannot be resumed so; changed: %s. Give "
                      "the former values, or --overwrite, or another --out",
                      where, changes.data);
    cria_buffer_free(&changes);
    return status;
}
