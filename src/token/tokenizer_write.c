// tokenizer_write.c owns the writing of tokenizer.json. Merges are written as "left right",
// which every version of the readers of this format accepts.
#include "format/json.h"
#include "token/model.h"

static cria_status set(json_t *object, const char *key, json_t *value)
{
    return cria_json_set(object, key, value);
}

static json_t *text_of(const cria_tokenizer *t, uint32_t id)
{
    return json_stringn(t->pool.data + t->token[id].text, t->token[id].text_length);
}

static cria_status write_added(const cria_tokenizer *t, json_t *root)
{
    json_t *list;
    CRIA_TRY(cria_json_array(&list));
    CRIA_TRY(set(root, "added_tokens", list));
    for (size_t i = 0; i < t->added_count; i++) {
        json_t *item;
        CRIA_TRY(cria_json_object(&item));
        CRIA_TRY(cria_json_push(list, item));
        CRIA_TRY(set(item, "id", json_integer(t->added[i].id)));
        CRIA_TRY(set(item, "content", text_of(t, t->added[i].id)));
        CRIA_TRY(set(item, "single_word", json_false()));
        CRIA_TRY(set(item, "lstrip", json_false()));
        CRIA_TRY(set(item, "rstrip", json_false()));
        CRIA_TRY(set(item, "normalized", json_false()));
        CRIA_TRY(set(item, "special", json_boolean(t->added[i].special)));
    }
    return CRIA_OK;
}

static cria_status write_normalizer(const cria_tokenizer *t, json_t *root)
{
    static const char *const type[] = {"NFKC", "NFC"};
    if (t->form == CRIA_NORMAL_NONE)
        return set(root, "normalizer", json_null());
    json_t *object;
    CRIA_TRY(cria_json_object(&object));
    CRIA_TRY(set(root, "normalizer", object));
    return set(object, "type", json_string(type[t->form]));
}

static cria_status write_byte_level(const cria_tokenizer *t, json_t *root, const char *key)
{
    json_t *object;
    CRIA_TRY(cria_json_object(&object));
    CRIA_TRY(set(root, key, object));
    CRIA_TRY(set(object, "type", json_string("ByteLevel")));
    CRIA_TRY(set(object, "add_prefix_space", json_boolean(t->prefix_space)));
    CRIA_TRY(set(object, "trim_offsets", json_true()));
    return set(object, "use_regex", json_true());
}

static cria_status template_item(json_t *list, const char *kind, json_t *id, int type_id)
{
    json_t *item, *inner;
    CRIA_TRY(cria_json_object(&item));
    CRIA_TRY(cria_json_push(list, item));
    CRIA_TRY(cria_json_object(&inner));
    CRIA_TRY(set(item, kind, inner));
    CRIA_TRY(set(inner, "id", id));
    return set(inner, "type_id", json_integer(type_id));
}

static cria_status template_tokens(const cria_tokenizer *t, json_t *list, const uint32_t *id,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++)
        CRIA_TRY(template_item(list, "SpecialToken", text_of(t, id[i]), 0));
    return CRIA_OK;
}

// What a template does to `texts` texts: each with its own tokens around it.
static cria_status write_pattern(const cria_tokenizer *t, json_t *object, const char *key,
                                 int texts)
{
    static const char *const name[] = {"A", "B"};
    json_t *list;
    CRIA_TRY(cria_json_array(&list));
    CRIA_TRY(set(object, key, list));
    for (int i = 0; i < texts; i++) {
        CRIA_TRY(template_tokens(t, list, t->template.before, t->template.before_count));
        CRIA_TRY(template_item(list, "Sequence", json_string(name[i]), i));
        CRIA_TRY(template_tokens(t, list, t->template.after, t->template.after_count));
    }
    return CRIA_OK;
}

static cria_status describe_tokens(const cria_tokenizer *t, json_t *all, const uint32_t *id,
                                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        json_t *item, *ids, *tokens, *text = text_of(t, id[i]);
        if (text == NULL)
            return cria_fail(CRIA_ENOMEM, "no memory for a token's text");
        cria_status status = cria_json_object(&item);
        if (status == CRIA_OK)
            status = set(all, json_string_value(text), item);
        json_decref(text);
        CRIA_TRY(status);
        CRIA_TRY(set(item, "id", text_of(t, id[i])));
        CRIA_TRY(cria_json_array(&ids));
        CRIA_TRY(set(item, "ids", ids));
        CRIA_TRY(cria_json_push(ids, json_integer(id[i])));
        CRIA_TRY(cria_json_array(&tokens));
        CRIA_TRY(set(item, "tokens", tokens));
        CRIA_TRY(cria_json_push(tokens, text_of(t, id[i])));
    }
    return CRIA_OK;
}

static cria_status write_post_processor(const cria_tokenizer *t, json_t *root)
{
    const cria_template *around = &t->template;
    if (around->before_count + around->after_count == 0)
        return write_byte_level(t, root, "post_processor");
    json_t *object, *tokens;
    CRIA_TRY(cria_json_object(&object));
    CRIA_TRY(set(root, "post_processor", object));
    CRIA_TRY(set(object, "type", json_string("TemplateProcessing")));
    CRIA_TRY(write_pattern(t, object, "single", 1));
    CRIA_TRY(write_pattern(t, object, "pair", 2));
    CRIA_TRY(cria_json_object(&tokens));
    CRIA_TRY(set(object, "special_tokens", tokens));
    CRIA_TRY(describe_tokens(t, tokens, around->before, around->before_count));
    return describe_tokens(t, tokens, around->after, around->after_count);
}

static cria_status write_vocab(const cria_tokenizer *t, json_t *model)
{
    json_t *vocab;
    cria_buffer key = {0};
    CRIA_TRY(cria_json_object(&vocab));
    CRIA_TRY(set(model, "vocab", vocab));
    cria_status status = CRIA_OK;
    for (uint32_t id = 0; id < t->tokens && status == CRIA_OK; id++) {
        cria_buffer_reset(&key);
        status = cria_buffer_append(&key, t->pool.data + t->token[id].text,
                                    t->token[id].text_length);
        if (status == CRIA_OK)
            status = set(vocab, key.data, json_integer(id));
    }
    cria_buffer_free(&key);
    return status;
}

static cria_status write_merges(const cria_tokenizer *t, json_t *model)
{
    json_t *list;
    cria_buffer text = {0};
    CRIA_TRY(cria_json_array(&list));
    CRIA_TRY(set(model, "merges", list));
    cria_status status = CRIA_OK;
    for (uint32_t i = 0; i < t->bpe.merges && status == CRIA_OK; i++) {
        const cria_token *left = &t->token[t->bpe.merge[i].left];
        const cria_token *right = &t->token[t->bpe.merge[i].right];
        cria_buffer_reset(&text);
        status = cria_buffer_append(&text, t->pool.data + left->text, left->text_length);
        if (status == CRIA_OK)
            status = cria_buffer_putc(&text, ' ');
        if (status == CRIA_OK)
            status = cria_buffer_append(&text, t->pool.data + right->text, right->text_length);
        if (status == CRIA_OK)
            status = cria_json_push(list, json_stringn(text.data, text.length));
    }
    cria_buffer_free(&text);
    return status;
}

static cria_status write_model(const cria_tokenizer *t, json_t *root)
{
    static const char *const null_keys[] = {"dropout", "unk_token", "continuing_subword_prefix",
                                            "end_of_word_suffix"};
    static const char *const false_keys[] = {"fuse_unk", "byte_fallback", "ignore_merges"};
    json_t *model;
    CRIA_TRY(cria_json_object(&model));
    CRIA_TRY(set(root, "model", model));
    CRIA_TRY(set(model, "type", json_string("BPE")));
    for (size_t i = 0; i < sizeof(null_keys) / sizeof(null_keys[0]); i++)
        CRIA_TRY(set(model, null_keys[i], json_null()));
    for (size_t i = 0; i < sizeof(false_keys) / sizeof(false_keys[0]); i++)
        CRIA_TRY(set(model, false_keys[i], json_false()));
    CRIA_TRY(write_vocab(t, model));
    return write_merges(t, model);
}

static cria_status write_root(const cria_tokenizer *t, json_t *root)
{
    CRIA_TRY(set(root, "version", json_string("1.0")));
    CRIA_TRY(set(root, "truncation", json_null()));
    CRIA_TRY(set(root, "padding", json_null()));
    CRIA_TRY(write_added(t, root));
    CRIA_TRY(write_normalizer(t, root));
    CRIA_TRY(write_byte_level(t, root, "pre_tokenizer"));
    CRIA_TRY(write_post_processor(t, root));
    CRIA_TRY(write_byte_level(t, root, "decoder"));
    return write_model(t, root);
}

cria_status cria_tokenizer_save(const cria_tokenizer *t, const char *path)
{
    json_t *root;
    CRIA_TRY(cria_json_object(&root));
    cria_status status = write_root(t, root);
    if (status == CRIA_OK)
        status = cria_json_write(root, path);
    json_decref(root);
    return status == CRIA_OK ? status : cria_context(status, "writing %s", path);
}
