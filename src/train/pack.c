// pack.c: see pack.h; shard.h has the format.
#include "train/pack.h"

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/memory.h"
#include "format/safetensors.h"
#include "model/model.h"
#include "token/tokenizer.h"

#include <inttypes.h>
#include <string.h>

enum { CHUNK_BYTES = 1 << 24, TOKENIZER_BYTES_MAX = 1 << 28 };

const cria_option cria_pack_option_table[] = {
    {"tokenizer", CRIA_OPTION_TEXT, offsetof(cria_pack_settings, tokenizer), NULL, "FILE", NULL,
     0, 0, "tokenizer.json to encode with", 0},
    {"out", CRIA_OPTION_TEXT, offsetof(cria_pack_settings, out), NULL, "FILE", NULL, 0, 0,
     "the shard to write", 'o'},
    {0},
};

typedef struct packer {
    cria_tokenizer *tokenizer;
    cria_buffer tokenizer_json, credits;
    cria_map text;
    cria_ids chunk;  // ids of the chunk just encoded
    cria_buffer ids; // all ids as they will lie in the file
    size_t width;    // bytes an id
    int64_t eos;     // -1: none
    int64_t words, documents;
} packer;

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_mark(const char *word, size_t length)
{
    return (length == 3 && memcmp(word, "<s>", 3) == 0) ||
           (length == 4 && memcmp(word, "</s>", 4) == 0);
}

// Words are what stands between white space, document marks left out.
static int64_t count_words(const char *text, size_t length)
{
    int64_t words = 0;
    for (size_t i = 0, start; i < length;) {
        while (i < length && is_space(text[i]))
            i++;
        for (start = i; i < length && !is_space(text[i]);)
            i++;
        words += i > start && !is_mark(text + start, i - start);
    }
    return words;
}

static cria_status keep_chunk(packer *p)
{
    for (size_t i = 0; i < p->chunk.count; i++) {
        const uint32_t id = p->chunk.id[i];
        const uint16_t narrow = (uint16_t)id;
        const void *bytes = p->width == sizeof narrow ? (const void *)&narrow : &id;
        CRIA_TRY(cria_buffer_append(&p->ids, bytes, p->width));
        p->documents += id == p->eos;
    }
    p->chunk.count = 0;
    return CRIA_OK;
}

// The end of the chunk that starts at `first`: before a "<s>", where cutting changes nothing
// because special tokens are taken out of the text before anything else.
static size_t chunk_end(const packer *p, size_t first)
{
    const char *text = (const char *)p->text.data;
    if (p->text.bytes - first <= CHUNK_BYTES || cria_tokenizer_id(p->tokenizer, "<s>") < 0)
        return p->text.bytes;
    const char *at = text + first + CHUNK_BYTES, *const end = text + p->text.bytes;
    while ((at = memchr(at, '<', (size_t)(end - at)))) {
        if (end - at >= 3 && memcmp(at, "<s>", 3) == 0)
            return (size_t)(at - text);
        at++;
    }
    return p->text.bytes;
}

static cria_status encode(packer *p, const char *path)
{
    const char *text = (const char *)p->text.data;
    cria_progress progress;
    cria_progress_begin(&progress, "packing", CRIA_PROGRESS_BYTES, (double)p->text.bytes);
    for (size_t first = 0, end; first < p->text.bytes; first = end) {
        end = chunk_end(p, first);
        CRIA_TRY_CTX(
            cria_tokenizer_encode_all(p->tokenizer, &p->chunk, text + first, end - first, NULL),
            "%s, from byte %zu", path, first);
        CRIA_TRY(keep_chunk(p));
        p->words += count_words(text + first, end - first);
        cria_progress_at(&progress, (double)end);
    }
    return CRIA_OK;
}

static cria_status set_text(json_t *metadata, const char *key, const char *value)
{
    return cria_json_set(metadata, key, json_string(value));
}

static cria_status set_count(json_t *metadata, const char *key, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64, value);
    return set_text(metadata, key, text);
}

static cria_status describe(const packer *p, json_t *metadata)
{
    char tokenizer[CRIA_HASH_TEXT], source[CRIA_HASH_TEXT];
    CRIA_TRY(cria_tokenizer_hash(p->tokenizer, tokenizer));
    cria_hash_bytes(source, p->text.data, p->text.bytes);
    CRIA_TRY(set_text(metadata, "kind", "cria tokens"));
    CRIA_TRY(set_text(metadata, "tokenizer_hash", tokenizer));
    CRIA_TRY(set_text(metadata, "source_hash", source));
    CRIA_TRY(set_count(metadata, "vocab_size", cria_tokenizer_vocab_size(p->tokenizer)));
    CRIA_TRY(set_count(metadata, "words", p->words));
    CRIA_TRY(set_count(metadata, "documents", p->documents));
    CRIA_TRY(set_count(metadata, "bytes", (int64_t)p->text.bytes));
    return set_count(metadata, "dropped_bytes", (int64_t)p->chunk.dropped_bytes);
}

static cria_status write_shard(const packer *p, const json_t *metadata, const char *path)
{
    const cria_tensor tensors[] = {
        {.name = "ids",
         .dtype = p->width == 2 ? CRIA_U16 : CRIA_U32,
         .rank = 1,
         .shape = {(int64_t)(p->ids.length / p->width)}},
        {.name = "tokenizer.json",
         .dtype = CRIA_U8,
         .rank = 1,
         .shape = {(int64_t)p->tokenizer_json.length}},
        {.name = "credits", .dtype = CRIA_U8, .rank = 1, .shape = {(int64_t)p->credits.length}},
    };
    const size_t count = p->credits.length ? 3 : 2;
    cria_safetensors_writer *w;
    CRIA_TRY(cria_safetensors_create(&w, path, tensors, count, metadata));
    cria_status status = cria_safetensors_put(w, p->ids.data, p->ids.length);
    if (status == CRIA_OK)
        status = cria_safetensors_put(w, p->tokenizer_json.data, p->tokenizer_json.length);
    if (status == CRIA_OK && p->credits.length)
        status = cria_safetensors_put(w, p->credits.data, p->credits.length);
    if (status == CRIA_OK)
        return cria_safetensors_commit(w);
    cria_safetensors_abort(w);
    return status;
}

static cria_status finish(const packer *p, const char *path)
{
    json_t *metadata;
    CRIA_TRY(cria_json_object(&metadata));
    cria_status status = describe(p, metadata);
    if (status == CRIA_OK)
        status = write_shard(p, metadata, path);
    json_decref(metadata);
    return status;
}

static void report(const packer *p, const char *path)
{
    const size_t ids = p->ids.length / p->width;
    cria_info("%s: %zu ids from %" PRId64 " words, %" PRId64 " documents", path, ids, p->words,
              p->documents);
    if (p->chunk.dropped_bytes)
        cria_warning("%zu bytes have no token in the vocabulary and were dropped",
                     p->chunk.dropped_bytes);
}

// The file CREDITS in the folder of the text, as the split writes it.
static cria_status read_credits(cria_buffer *out, const char *text)
{
    cria_buffer path = {0};
    cria_status status = cria_buffer_append(&path, text, (size_t)(cria_path_name(text) - text));
    if (status == CRIA_OK)
        status = cria_buffer_puts(&path, "CREDITS");
    if (status == CRIA_OK && cria_path_exists(path.data))
        status = cria_file_read(out, path.data, CRIA_CREDITS_BYTES_MAX);
    cria_buffer_free(&path);
    return status;
}

static cria_status open_all(packer *p, const cria_pack_settings *s, const char *path)
{
    CRIA_TRY(cria_file_read(&p->tokenizer_json, s->tokenizer, TOKENIZER_BYTES_MAX));
    CRIA_TRY(cria_tokenizer_parse(&p->tokenizer,
                                  p->tokenizer_json.data ? p->tokenizer_json.data : "",
                                  p->tokenizer_json.length, s->tokenizer));
    p->width = cria_tokenizer_vocab_size(p->tokenizer) <= 1u << 16 ? 2 : 4;
    p->eos = cria_tokenizer_id(p->tokenizer, "</s>");
    CRIA_TRY(read_credits(&p->credits, path));
    return cria_map_open(&p->text, path);
}

cria_status cria_shard_pack(const cria_pack_settings *s, const char *path)
{
    if (!s->tokenizer || !s->out)
        return cria_fail(CRIA_EARG, "packing needs --tokenizer FILE and --out FILE");
    packer p = {0};
    cria_status status = open_all(&p, s, path);
    if (status == CRIA_OK)
        status = encode(&p, path);
    if (status == CRIA_OK)
        status = finish(&p, s->out);
    if (status == CRIA_OK)
        report(&p, s->out);
    cria_tokenizer_close(p.tokenizer);
    cria_buffer_free(&p.tokenizer_json);
    cria_buffer_free(&p.credits);
    cria_map_close(&p.text);
    cria_ids_free(&p.chunk);
    cria_buffer_free(&p.ids);
    return status;
}
