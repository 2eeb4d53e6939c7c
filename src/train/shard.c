// shard.c: see shard.h. Reading only; pack.c writes.
#include "train/shard.h"

#include "model/model.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static int32_t id_at(const cria_shard *shard, int64_t i)
{
    if (shard->width == 2) {
        uint16_t id;
        memcpy(&id, (const char *)shard->data + i * 2, sizeof id);
        return id;
    }
    int32_t id;
    memcpy(&id, (const char *)shard->data + i * 4, sizeof id);
    return id;
}

void cria_shard_read(const cria_shard *shard, int64_t first, int64_t count, int32_t *ids)
{
    for (int64_t i = 0; i < count; i++)
        ids[i] = id_at(shard, first + i);
}

// Metadata values are texts; a number is one of decimal digits.
static cria_status number(int64_t *out, const json_t *metadata, const char *key,
                          const char *path)
{
    const char *text;
    CRIA_TRY(cria_json_text(&text, metadata, key, path));
    char *end;
    errno = 0;
    const long long value = strtoll(text, &end, 10);
    if (end == text || *end || errno || value < 0)
        return cria_fail(CRIA_EFORMAT, "%s: metadata '%s' is not a count: '%.40s'", path, key,
                         text);
    *out = value;
    return CRIA_OK;
}

static cria_status read_metadata(cria_shard *shard, const char *path)
{
    const json_t *metadata = cria_safetensors_metadata(shard->file);
    const char *kind = "", *tokenizer;
    if (metadata)
        CRIA_TRY(cria_json_text_or(&kind, metadata, "kind", "", path));
    if (strcmp(kind, "cria tokens") != 0)
        return cria_fail(CRIA_EFORMAT, "%s is not a token shard (cria pack makes them)", path);
    CRIA_TRY(cria_json_text(&tokenizer, metadata, "tokenizer_hash", path));
    if (strlen(tokenizer) != CRIA_HASH_TEXT - 1)
        return cria_fail(CRIA_EFORMAT, "%s: tokenizer_hash is not a hash: '%.40s'", path,
                         tokenizer);
    memcpy(shard->tokenizer_hash, tokenizer, CRIA_HASH_TEXT);
    struct {
        const char *key;
        int64_t *to;
    } const counts[] = {
        {"vocab_size", &shard->vocab_size},       {"words", &shard->words},
        {"documents", &shard->documents},         {"bytes", &shard->bytes},
        {"dropped_bytes", &shard->dropped_bytes},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        CRIA_TRY(number(counts[i].to, metadata, counts[i].key, path));
    return CRIA_OK;
}

static cria_status find_ids(cria_shard *shard, const char *path)
{
    const cria_tensor *ids = cria_safetensors_find(shard->file, "ids");
    if (!ids || ids->rank != 1 || (ids->dtype != CRIA_U16 && ids->dtype != CRIA_U32))
        return cria_fail(CRIA_EFORMAT, "%s: no tensor 'ids' of one dimension, U16 or U32",
                         path);
    shard->data = ids->data;
    shard->width = cria_dtype_bytes(ids->dtype);
    shard->count = ids->shape[0];
    if (ids->bytes)
        cria_hash_bytes(shard->hash, ids->data, ids->bytes);
    return CRIA_OK;
}

static cria_status check_ids(const cria_shard *shard, const char *path, int64_t vocab_size)
{
    for (int64_t i = 0; i < shard->count; i++) {
        const int64_t id = (uint32_t)id_at(shard, i);
        if (id >= vocab_size)
            return cria_fail(CRIA_EFORMAT,
                             "%s: id %lld at position %lld is outside the vocabulary of %lld",
                             path, (long long)id, (long long)i, (long long)vocab_size);
    }
    return CRIA_OK;
}

cria_status cria_shard_open(cria_shard *out, const char *path, int64_t vocab_size)
{
    *out = (cria_shard){0};
    CRIA_TRY(cria_safetensors_open(&out->file, path));
    cria_status status = read_metadata(out, path);
    if (status == CRIA_OK)
        status = find_ids(out, path);
    if (status == CRIA_OK)
        status = check_ids(out, path, vocab_size ? vocab_size : out->vocab_size);
    if (status != CRIA_OK)
        cria_shard_close(out);
    return status;
}

void cria_shard_close(cria_shard *shard)
{
    cria_safetensors_close(shard->file);
    *shard = (cria_shard){0};
}

cria_status cria_shard_tokenizer(cria_tokenizer **out, const cria_shard *shard)
{
    *out = NULL;
    const cria_tensor *t = cria_safetensors_find(shard->file, "tokenizer.json");
    if (!t || t->dtype != CRIA_U8 || !t->bytes)
        return CRIA_OK;
    CRIA_TRY_CTX(cria_tokenizer_parse(out, t->data, t->bytes, "tokenizer.json"), "in %s",
                 cria_safetensors_path(shard->file));
    return CRIA_OK;
}

cria_status cria_shard_credits(cria_buffer *out, const cria_shard *shard)
{
    const cria_tensor *t = cria_safetensors_find(shard->file, "credits");
    if (!t)
        return CRIA_OK;
    if (t->dtype != CRIA_U8 || t->rank != 1 || t->bytes > CRIA_CREDITS_BYTES_MAX)
        return cria_fail(CRIA_EFORMAT, "%s: the tensor 'credits' is not up to %d bytes (U8)",
                         cria_safetensors_path(shard->file), CRIA_CREDITS_BYTES_MAX);
    return cria_buffer_append(out, t->data, t->bytes);
}
