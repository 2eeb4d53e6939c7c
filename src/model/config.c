// config.c owns config.json: read and written by the tables of the architecture, and checked.
#include "model/architecture.h"

#include "base/file.h"

#include <stddef.h>
#include <string.h>

enum { CONFIG_BYTES_MAX = 1 << 20 };

const cria_architecture *const cria_architectures[] = {&cria_gpt2, &cria_llama, NULL};

// Token ids have the same keys everywhere.
static const struct token_key {
    const char *key;
    size_t offset;
} token_keys[] = {
    {"bos_token_id", offsetof(cria_config, bos)},
    {"eos_token_id", offsetof(cria_config, eos)},
    {"pad_token_id", offsetof(cria_config, pad)},
};
enum { TOKEN_KEYS = sizeof token_keys / sizeof *token_keys };

// Keys that change what a model computes, whatever its architecture.
static const cria_config_rule common_rules[] = {
    {"quantization_config",
     {"null"},
     false,
     "quantised weights are not implemented; save the model unquantised"},
    {"is_encoder_decoder", {"false"}, false, "only decoders are implemented"},
    {0},
};

static int64_t *int_field(const cria_config *config, size_t offset)
{
    return (int64_t *)(uintptr_t)((const char *)config + offset);
}

static double *real_field(const cria_config *config, size_t offset)
{
    return (double *)(uintptr_t)((const char *)config + offset);
}

static bool *bool_field(const cria_config *config, size_t offset)
{
    return (bool *)(uintptr_t)((const char *)config + offset);
}

// ---- reading

static cria_status find_architecture(cria_config *out, const json_t *object, const char *where)
{
    const char *type;
    CRIA_TRY(cria_json_text(&type, object, "model_type", where));
    for (int i = 0; cria_architectures[i]; i++)
        if (strcmp(cria_architectures[i]->model_type, type) == 0) {
            out->architecture = cria_architectures[i];
            return CRIA_OK;
        }
    return cria_fail(CRIA_EFORMAT,
                     "%s: \"model_type\" is \"%s\"; the implemented ones are gpt2 and llama",
                     where, type);
}

static cria_status read_int(cria_config *out, const cria_config_key *k, const json_t *object,
                            const char *where)
{
    int64_t *to = int_field(out, k->offset);
    const int64_t min = (int64_t)k->min, max = (int64_t)k->max;
    if (isnan(k->fallback))
        return cria_json_int(to, object, k->key, min, max, where);
    return cria_json_int_or(to, object, k->key, min, max, (int64_t)k->fallback, where);
}

static cria_status read_real(cria_config *out, const cria_config_key *k, const json_t *object,
                             const char *where)
{
    return cria_json_real_or(real_field(out, k->offset), object, k->key, k->min, k->max,
                             k->fallback, where);
}

static cria_status read_bool(cria_config *out, const cria_config_key *k, const json_t *object,
                             const char *where)
{
    return cria_json_bool_or(bool_field(out, k->offset), object, k->key, k->fallback != 0,
                             where);
}

static cria_status read_keys(cria_config *out, const json_t *object, const char *where)
{
    static cria_status (*const read[])(cria_config *, const cria_config_key *, const json_t *,
                                       const char *) = {
        [CRIA_CONFIG_INT] = read_int,
        [CRIA_CONFIG_REAL] = read_real,
        [CRIA_CONFIG_BOOL] = read_bool,
    };
    for (const cria_config_key *k = out->architecture->keys; k->key; k++)
        CRIA_TRY(read[k->kind](out, k, object, where));
    return CRIA_OK;
}

static cria_status check_rule(const cria_config_rule *rule, const json_t *object,
                              const char *where)
{
    const json_t *value = json_object_get(object, rule->key);
    if (!value)
        return CRIA_OK;
    cria_buffer text = {0};
    cria_status status = cria_json_append(&text, value);
    bool allowed = false;
    for (int i = 0; status == CRIA_OK && i < CRIA_RULE_VALUES && rule->value[i]; i++)
        allowed |= strcmp(text.data, rule->value[i]) == 0;
    if (status == CRIA_OK && !allowed)
        status = cria_fail(CRIA_EFORMAT, "%s: \"%s\" is %.60s, must be %s: %s", where,
                           rule->key, text.data, rule->value[0], rule->reason);
    cria_buffer_free(&text);
    return status;
}

static cria_status check_rules(const cria_config_rule *rule, const json_t *object,
                               const char *where)
{
    for (; rule->key; rule++)
        CRIA_TRY(check_rule(rule, object, where));
    return CRIA_OK;
}

// A token id may be a list (the first counts); what the vocabulary does not hold is no id.
static cria_status read_token(cria_config *out, const struct token_key *k, const json_t *object,
                              const char *where)
{
    const json_t *value = json_object_get(object, k->key);
    int64_t *to = int_field(out, k->offset);
    if (json_is_array(value))
        value = json_array_get(value, 0);
    if (value && !json_is_null(value) && !json_is_integer(value))
        return cria_fail(CRIA_EFORMAT, "%s: \"%s\" must be a token id, a list of them, or null",
                         where, k->key);
    if (value)
        *to = json_is_null(value) ? -1 : json_integer_value(value);
    if (*to < 0 || *to >= out->vocab_size)
        *to = -1;
    return CRIA_OK;
}

cria_status cria_config_parse(cria_config *out, const json_t *object, const char *where)
{
    *out = (cria_config){.pad = -1};
    CRIA_TRY(find_architecture(out, object, where));
    const cria_architecture *a = out->architecture;
    out->bos = a->bos;
    out->eos = a->eos;
    CRIA_TRY(check_rules(common_rules, object, where));
    CRIA_TRY(check_rules(a->rules, object, where));
    CRIA_TRY(read_keys(out, object, where));
    if (a->read_more)
        CRIA_TRY(a->read_more(out, object, where));
    for (int i = 0; i < TOKEN_KEYS; i++)
        CRIA_TRY(read_token(out, &token_keys[i], object, where));
    CRIA_TRY(a->derive(out, where));
    return cria_config_check(out, where);
}

static cria_status read_file(cria_config *out, const char *path)
{
    json_t *object;
    CRIA_TRY(cria_json_read(&object, path, CONFIG_BYTES_MAX));
    const cria_status status = cria_config_parse(out, object, path);
    json_decref(object);
    return status;
}

static cria_status no_such_model(const char *name)
{
    cria_buffer names = {0};
    for (int i = 0; cria_config_presets[i]; i++)
        CRIA_TRY(cria_buffer_printf(&names, "%s%s", i ? ", " : "", cria_config_presets[i]));
    const cria_status status = cria_fail(
        CRIA_EIO, "'%s' is no file, no directory and no preset (%s)", name, names.data);
    cria_buffer_free(&names);
    return status;
}

cria_status cria_config_read(cria_config *out, const char *name)
{
    *out = (cria_config){0};
    if (cria_config_preset(out, name))
        return cria_config_check(out, name);
    if (!cria_path_exists(name))
        return no_such_model(name);
    if (!cria_path_is_directory(name))
        return read_file(out, name);
    char *path;
    CRIA_TRY(cria_path_join(&path, name, "config.json"));
    const cria_status status = read_file(out, path);
    cria_free(path);
    return status;
}

// ---- checking

cria_status cria_config_heads(cria_config *config, const char *where)
{
    if (config->width % config->heads)
        return cria_fail(CRIA_EFORMAT, "%s: a width of %lld does not divide into %lld heads",
                         where, (long long)config->width, (long long)config->heads);
    config->head_dim = config->width / config->heads;
    return CRIA_OK;
}

static cria_status check_key(const cria_config *config, const cria_config_key *k,
                             const char *where)
{
    if (k->kind == CRIA_CONFIG_BOOL)
        return CRIA_OK;
    const double value = k->kind == CRIA_CONFIG_INT ? (double)*int_field(config, k->offset)
                                                    : *real_field(config, k->offset);
    if (value >= k->min && value <= k->max)
        return CRIA_OK;
    return cria_fail(CRIA_EFORMAT, "%s: \"%s\" must be between %.12g and %.12g, found %.12g",
                     where, k->key, k->min, k->max, value);
}

cria_status cria_config_check(const cria_config *config, const char *where)
{
    for (const cria_config_key *k = config->architecture->keys; k->key; k++)
        CRIA_TRY(check_key(config, k, where));
    if (config->kv_heads <= 0 || config->heads % config->kv_heads)
        return cria_fail(CRIA_EFORMAT,
                         "%s: %lld heads do not divide among %lld key/value heads", where,
                         (long long)config->heads, (long long)config->kv_heads);
    if (cria_config_parameters(config) < 0)
        return cria_context(CRIA_EFORMAT, "%s: impossible sizes", where);
    return CRIA_OK;
}

// ---- writing

static json_t *key_value(const cria_config *config, const cria_config_key *k)
{
    if (k->kind == CRIA_CONFIG_INT)
        return json_integer(*int_field(config, k->offset));
    if (k->kind == CRIA_CONFIG_REAL)
        return json_real(*real_field(config, k->offset));
    return json_boolean(*bool_field(config, k->offset));
}

static cria_status write_class(json_t *object, const cria_architecture *a)
{
    json_t *classes;
    CRIA_TRY(cria_json_array(&classes));
    CRIA_TRY(cria_json_set(object, "architectures", classes));
    CRIA_TRY(cria_json_push(classes, json_string(a->class_name)));
    return cria_json_set(object, "model_type", json_string(a->model_type));
}

static cria_status write_all(json_t *object, const cria_config *config)
{
    const cria_architecture *a = config->architecture;
    CRIA_TRY(write_class(object, a));
    for (const cria_config_key *k = a->keys; k->key; k++)
        CRIA_TRY(cria_json_set(object, k->key, key_value(config, k)));
    for (const cria_config_rule *rule = a->rules; rule->key; rule++)
        if (rule->written)
            CRIA_TRY(cria_json_set(object, rule->key,
                                   json_loads(rule->value[0], JSON_DECODE_ANY, NULL)));
    if (a->write_more)
        CRIA_TRY(a->write_more(object, config));
    CRIA_TRY(cria_config_token_ids(object, config));
    CRIA_TRY(cria_json_set(object, "torch_dtype", json_string("float32")));
    return cria_json_set(object, "use_cache", json_true());
}

cria_status cria_config_token_ids(json_t *object, const cria_config *config)
{
    for (int i = 0; i < TOKEN_KEYS; i++) {
        const int64_t id = *int_field(config, token_keys[i].offset);
        CRIA_TRY(
            cria_json_set(object, token_keys[i].key, id < 0 ? json_null() : json_integer(id)));
    }
    return CRIA_OK;
}

cria_status cria_config_json(json_t **out, const cria_config *config)
{
    CRIA_TRY(cria_json_object(out));
    const cria_status status = write_all(*out, config);
    if (status == CRIA_OK)
        return CRIA_OK;
    json_decref(*out);
    *out = NULL;
    return status;
}
