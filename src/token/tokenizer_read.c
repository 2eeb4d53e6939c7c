// tokenizer_read.c owns the reading of tokenizer.json. Every feature of the format that this
// tokenizer lacks is refused by name: ignoring it would give other ids without a word.
#include "format/json.h"
#include "token/model.h"

enum { FILE_BYTES_MAX = 1 << 28 };

typedef struct reader {
    cria_tokenizer *t;
    const char *where;
    const char **by_id; // texts of the vocabulary, borrowed from the file
    size_t ids, capacity;
} reader;

static cria_status refuse(const reader *r, const char *what, const char *found)
{
    return cria_fail(
        CRIA_EFORMAT,
        "%s: %s '%s' is not supported: this is a reader of byte-level BPE as GPT-2 "
        "has it",
        r->where, what, found);
}

static bool absent(const json_t *value)
{
    return value == NULL || json_is_null(value);
}

// A member that must be absent, null, false, zero or empty.
static cria_status must_be_unset(const reader *r, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    const bool unset = absent(value) || json_is_false(value) ||
                       (json_is_string(value) && json_string_length(value) == 0) ||
                       (json_is_number(value) && json_number_value(value) == 0);
    return unset ? CRIA_OK : refuse(r, "a value for", key);
}

static cria_status type_of(const reader *r, const json_t *object, const char *what,
                           const char **type)
{
    if (!json_is_object(object))
        return cria_fail(CRIA_EFORMAT, "%s: '%s' is not an object", r->where, what);
    return cria_json_text(type, object, "type", r->where);
}

// A "Sequence" of one is that one; *out = NULL for none.
static cria_status unwrap(const reader *r, const json_t *object, const char *what,
                          const char *list_key, const json_t **out)
{
    *out = object;
    for (int depth = 0; depth < CRIA_JSON_DEPTH && !absent(*out); depth++) {
        const char *type;
        CRIA_TRY(type_of(r, *out, what, &type));
        if (strcmp(type, "Sequence") != 0)
            return CRIA_OK;
        const json_t *list = json_object_get(*out, list_key);
        if (!json_is_array(list) || json_array_size(list) > 1)
            return refuse(r, what, "Sequence of several");
        *out = json_array_get(list, 0);
    }
    *out = NULL;
    return CRIA_OK;
}

static cria_status read_normalizer(reader *r, const json_t *root)
{
    const json_t *object;
    const char *type = NULL;
    CRIA_TRY(
        unwrap(r, json_object_get(root, "normalizer"), "normalizer", "normalizers", &object));
    r->t->form = CRIA_NORMAL_NONE;
    if (object == NULL)
        return CRIA_OK;
    CRIA_TRY(type_of(r, object, "normalizer", &type));
    if (strcmp(type, "NFKC") == 0)
        r->t->form = CRIA_NORMAL_NFKC;
    else if (strcmp(type, "NFC") == 0)
        r->t->form = CRIA_NORMAL_NFC;
    else
        return refuse(r, "normalizer", type);
    return CRIA_OK;
}

// "pre_tokenizer" and "decoder" must be ByteLevel.
static cria_status byte_level(const reader *r, const json_t *root, const char *key,
                              const char *list_key, const json_t **object)
{
    const char *type;
    CRIA_TRY(unwrap(r, json_object_get(root, key), key, list_key, object));
    if (*object == NULL)
        return refuse(r, key, "null");
    CRIA_TRY(type_of(r, *object, key, &type));
    return strcmp(type, "ByteLevel") == 0 ? CRIA_OK : refuse(r, key, type);
}

static cria_status read_pre_tokenizer(reader *r, const json_t *root)
{
    const json_t *object;
    bool use_regex;
    CRIA_TRY(byte_level(r, root, "decoder", "decoders", &object));
    CRIA_TRY(byte_level(r, root, "pre_tokenizer", "pretokenizers", &object));
    CRIA_TRY(
        cria_json_bool_or(&r->t->prefix_space, object, "add_prefix_space", true, r->where));
    CRIA_TRY(cria_json_bool_or(&use_regex, object, "use_regex", true, r->where));
    return use_regex ? CRIA_OK : refuse(r, "pre_tokenizer use_regex", "false");
}

// ---- vocabulary and merges

static cria_status place_token(reader *r, int64_t id, const char *text)
{
    const size_t needed = (size_t)id + 1, had = r->capacity;
    CRIA_TRY(cria_grow(&r->by_id, &r->capacity, needed, sizeof(*r->by_id)));
    if (r->capacity > had)
        memset(r->by_id + had, 0, (r->capacity - had) * sizeof(*r->by_id));
    if (r->by_id[id] != NULL)
        return cria_fail(CRIA_EFORMAT, "%s: tokens '%s' and '%s' both have the id %lld",
                         r->where, r->by_id[id], text, (long long)id);
    r->by_id[id] = text;
    r->ids = needed > r->ids ? needed : r->ids;
    return CRIA_OK;
}

static cria_status read_vocab(reader *r, const json_t *model)
{
    json_t *vocab = json_object_get(model, "vocab"), *value;
    const char *text;
    if (!json_is_object(vocab))
        return cria_fail(CRIA_EFORMAT, "%s: model.vocab is not an object", r->where);
    json_object_foreach(vocab, text, value)
    {
        const json_int_t id = json_is_integer(value) ? json_integer_value(value) : -1;
        if (id < 0 || id >= CRIA_TOKENS_MAX)
            return cria_fail(CRIA_EFORMAT,
                             "%s: the id of token '%s' is not an integer from 0 to %d",
                             r->where, text, CRIA_TOKENS_MAX - 1);
        CRIA_TRY(place_token(r, id, text));
    }
    return CRIA_OK;
}

static cria_status added_flags(const reader *r, const json_t *item, const char *content)
{
    static const char *const unknown[] = {"single_word", "lstrip", "rstrip", "normalized"};
    for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
        bool set;
        CRIA_TRY(cria_json_bool_or(&set, item, unknown[i], false, r->where));
        // Without a normaliser, normalised text is raw text.
        if (set && (strcmp(unknown[i], "normalized") != 0 || r->t->form != CRIA_NORMAL_NONE))
            return cria_fail(CRIA_EFORMAT,
                             "%s: added token '%s' has %s = true, which is not "
                             "supported",
                             r->where, content, unknown[i]);
    }
    return CRIA_OK;
}

// Added tokens may extend the vocabulary or name a token of it; the ids must agree.
static cria_status place_added(reader *r, const json_t *item)
{
    int64_t id;
    const char *content;
    if (!json_is_object(item))
        return cria_fail(CRIA_EFORMAT, "%s: added_tokens holds something else than objects",
                         r->where);
    CRIA_TRY(cria_json_int(&id, item, "id", 0, CRIA_TOKENS_MAX - 1, r->where));
    CRIA_TRY(cria_json_text(&content, item, "content", r->where));
    CRIA_TRY(added_flags(r, item, content));
    const bool known = (size_t)id < r->ids && r->by_id[id] != NULL;
    if (known && strcmp(r->by_id[id], content) == 0)
        return CRIA_OK;
    return place_token(r, id, content);
}

static cria_status add_tokens(reader *r, const json_t *root)
{
    const json_t *added = json_object_get(root, "added_tokens");
    if (!absent(added) && !json_is_array(added))
        return cria_fail(CRIA_EFORMAT, "%s: added_tokens is not an array", r->where);
    for (size_t i = 0; i < json_array_size(added); i++)
        CRIA_TRY(place_added(r, json_array_get(added, i)));
    for (size_t id = 0; id < r->ids; id++) {
        if (r->by_id[id] == NULL)
            return cria_fail(CRIA_EFORMAT,
                             "%s: no token has the id %zu, but there are ids up to "
                             "%zu",
                             r->where, id, r->ids - 1);
        CRIA_TRY_CTX(cria_tokenizer_add(r->t, r->by_id[id], strlen(r->by_id[id])), "%s",
                     r->where);
    }
    for (size_t i = 0; i < json_array_size(added); i++) {
        const json_t *item = json_array_get(added, i);
        bool special;
        int64_t id;
        CRIA_TRY(cria_json_bool_or(&special, item, "special", false, r->where));
        CRIA_TRY(cria_json_int(&id, item, "id", 0, CRIA_TOKENS_MAX - 1, r->where));
        CRIA_TRY_CTX(cria_tokenizer_add_special(r->t, (uint32_t)id, special), "%s", r->where);
    }
    return CRIA_OK;
}

// The two sides of merge `item`: "left right" or ["left", "right"].
static bool merge_sides(const json_t *item, const char *side[2], size_t length[2])
{
    if (json_is_array(item) && json_array_size(item) == 2) {
        for (size_t i = 0; i < 2; i++) {
            side[i] = json_string_value(json_array_get(item, i));
            length[i] = json_string_length(json_array_get(item, i));
        }
        return side[0] != NULL && side[1] != NULL;
    }
    const char *text = json_string_value(item);
    const char *space = text == NULL ? NULL : strchr(text, ' ');
    if (space == NULL || strchr(space + 1, ' ') != NULL)
        return false;
    side[0] = text;
    length[0] = (size_t)(space - text);
    side[1] = space + 1;
    length[1] = strlen(side[1]);
    return true;
}

static cria_status add_merge(reader *r, const json_t *item, size_t rank, cria_buffer *joined)
{
    const char *side[2];
    size_t length[2];
    if (!merge_sides(item, side, length))
        return cria_fail(CRIA_EFORMAT,
                         "%s: merge %zu is neither \"left right\" nor "
                         "[\"left\", \"right\"]",
                         r->where, rank);
    uint32_t id[3];
    cria_buffer_reset(joined);
    for (int i = 0; i < 3; i++) {
        const char *text = i < 2 ? side[i] : joined->data;
        const size_t bytes = i < 2 ? length[i] : joined->length;
        const cria_wordslot *slot = cria_wordmap_find(&r->t->id_of, text, bytes);
        if (slot == NULL)
            return cria_fail(CRIA_EFORMAT,
                             "%s: merge %zu needs the token '%.*s', which the "
                             "vocabulary lacks",
                             r->where, rank, (int)(bytes < 64 ? bytes : 64), text);
        id[i] = slot->value.id[0];
        if (i < 2)
            CRIA_TRY(cria_buffer_append(joined, text, bytes));
    }
    return cria_tokenizer_add_merge(r->t, id[0], id[1], id[2]);
}

static cria_status read_merges(reader *r, const json_t *model)
{
    const json_t *merges = json_object_get(model, "merges");
    if (!json_is_array(merges))
        return cria_fail(CRIA_EFORMAT, "%s: model.merges is not an array", r->where);
    cria_buffer joined = {0};
    cria_status status = CRIA_OK;
    for (size_t i = 0; i < json_array_size(merges) && status == CRIA_OK; i++)
        status = add_merge(r, json_array_get(merges, i), i, &joined);
    cria_buffer_free(&joined);
    return status;
}

static cria_status read_model(reader *r, const json_t *root)
{
    static const char *const unset[] = {
        "dropout",       "unk_token",    "continuing_subword_prefix", "end_of_word_suffix",
        "byte_fallback", "ignore_merges"};
    const json_t *model = json_object_get(root, "model");
    const char *type;
    if (!json_is_object(model))
        return cria_fail(CRIA_EFORMAT, "%s: there is no model", r->where);
    CRIA_TRY(cria_json_text_or(&type, model, "type", "BPE", r->where));
    if (strcmp(type, "BPE") != 0)
        return refuse(r, "model", type);
    for (size_t i = 0; i < sizeof(unset) / sizeof(unset[0]); i++)
        CRIA_TRY(must_be_unset(r, model, unset[i]));
    CRIA_TRY(read_vocab(r, model));
    CRIA_TRY(add_tokens(r, root));
    return read_merges(r, model);
}

// ---- the template

static cria_status template_token(reader *r, const json_t *special, cria_template *to,
                                  bool after)
{
    const char *name;
    CRIA_TRY(cria_json_text(&name, special, "id", r->where));
    const int64_t id = cria_tokenizer_id(r->t, name);
    size_t *count = after ? &to->after_count : &to->before_count;
    if (id < 0 || *count >= CRIA_TEMPLATE_MAX)
        return cria_fail(CRIA_EFORMAT,
                         "%s: the post_processor's template has the unknown token "
                         "'%s', or more than %d tokens",
                         r->where, name, CRIA_TEMPLATE_MAX);
    (after ? to->after : to->before)[(*count)++] = (uint32_t)id;
    return CRIA_OK;
}

// [special..., {"Sequence": {"id": "A"}}, special...]
static cria_status read_template(reader *r, const json_t *object)
{
    const json_t *single = json_object_get(object, "single");
    bool after = false;
    for (size_t i = 0; i < json_array_size(single); i++) {
        const json_t *item = json_array_get(single, i);
        const json_t *special = json_object_get(item, "SpecialToken");
        if (special != NULL)
            CRIA_TRY(template_token(r, special, &r->t->template, after));
        else if (json_object_get(item, "Sequence") != NULL && !after)
            after = true;
        else
            return refuse(r, "post_processor template item", "of another kind");
    }
    return after ? CRIA_OK : refuse(r, "post_processor template", "without the text");
}

static cria_status read_processor(reader *r, const json_t *object)
{
    const char *type;
    CRIA_TRY(type_of(r, object, "post_processor", &type));
    if (strcmp(type, "ByteLevel") == 0)
        return CRIA_OK;
    if (strcmp(type, "TemplateProcessing") == 0 && r->t->template.before_count == 0 &&
        r->t->template.after_count == 0)
        return read_template(r, object);
    return refuse(r, "post_processor", type);
}

// ByteLevel (which adds nothing), a template, or a sequence of these.
static cria_status read_post_processor(reader *r, const json_t *root)
{
    const json_t *object = json_object_get(root, "post_processor");
    if (absent(object))
        return CRIA_OK;
    const json_t *list = json_object_get(object, "processors");
    if (list == NULL)
        return read_processor(r, object);
    for (size_t i = 0; i < json_array_size(list); i++)
        CRIA_TRY(read_processor(r, json_array_get(list, i)));
    return CRIA_OK;
}

static cria_status read_root(reader *r, const json_t *root)
{
    if (!json_is_object(root))
        return cria_fail(CRIA_EFORMAT, "%s: not an object", r->where);
    CRIA_TRY(must_be_unset(r, root, "truncation"));
    CRIA_TRY(must_be_unset(r, root, "padding"));
    CRIA_TRY(read_normalizer(r, root));
    CRIA_TRY(read_pre_tokenizer(r, root));
    CRIA_TRY(read_model(r, root));
    CRIA_TRY(read_post_processor(r, root));
    return cria_tokenizer_finish(r->t);
}

static cria_status from_json(cria_tokenizer **out, const json_t *root, const char *where)
{
    reader r = {.where = where};
    *out = NULL;
    CRIA_TRY(cria_tokenizer_new(&r.t));
    const cria_status status = read_root(&r, root);
    cria_free(r.by_id);
    if (status != CRIA_OK) {
        cria_tokenizer_close(r.t);
        return status;
    }
    *out = r.t;
    return CRIA_OK;
}

cria_status cria_tokenizer_parse(cria_tokenizer **out, const char *json, size_t length,
                                 const char *where)
{
    json_t *root;
    *out = NULL;
    CRIA_TRY(cria_json_parse(&root, json, length, where));
    const cria_status status = from_json(out, root, where);
    json_decref(root);
    return status;
}

cria_status cria_tokenizer_open(cria_tokenizer **out, const char *path)
{
    json_t *root;
    *out = NULL;
    CRIA_TRY(cria_json_read(&root, path, FILE_BYTES_MAX));
    const cria_status status = from_json(out, root, path);
    json_decref(root);
    return status;
}
