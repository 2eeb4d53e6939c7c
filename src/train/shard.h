// shard.h owns token shards: one stream of token ids in a safetensors file, with what it was
// made from. The tokenizer itself travels along, so that a model trained on a shard can be
// saved whole, and so do the credits of the texts.
//
// Tensors: ids [n] U16 (vocabulary up to 65,536) or U32; tokenizer.json [bytes] U8; credits
// [bytes] U8, where there are some.
// Metadata (texts): kind "cria tokens", tokenizer_hash, source_hash, vocab_size, words,
// documents, bytes, dropped_bytes.
#ifndef CRIA_TRAIN_SHARD_H
#define CRIA_TRAIN_SHARD_H

#include "base/hash.h"
#include "format/safetensors.h"
#include "token/tokenizer.h"

typedef struct cria_shard {
    cria_safetensors *file;
    const void *data; // into the map, possibly unaligned
    size_t width;     // bytes an id: 2 or 4
    int64_t count;    // ids
    int64_t words, documents, bytes, dropped_bytes, vocab_size;
    char tokenizer_hash[CRIA_HASH_TEXT];
    char hash[CRIA_HASH_TEXT]; // of the ids
} cria_shard;

// cria_shard_open maps a shard. A file that is no shard is CRIA_EFORMAT; so is an id that is
// not below `vocab_size` (0: the shard's own), naming its position.
CRIA_MUSTUSE cria_status cria_shard_open(cria_shard *out, const char *path, int64_t vocab_size);
void cria_shard_close(cria_shard *shard);
// cria_shard_read copies ids [first, first + count) as int32; the range is inside.
void cria_shard_read(const cria_shard *shard, int64_t first, int64_t count, int32_t *ids);
// cria_shard_tokenizer: the tokenizer that made the shard; NULL when it does not hold one.
CRIA_MUSTUSE cria_status cria_shard_tokenizer(cria_tokenizer **out, const cria_shard *shard);
// cria_shard_credits appends the credits of the shard's texts; nothing when it holds none.
CRIA_MUSTUSE cria_status cria_shard_credits(cria_buffer *out, const cria_shard *shard);

#endif
