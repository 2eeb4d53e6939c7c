// pack.h owns the making of token shards: a text, encoded, with what it was made from.
#ifndef CRIA_TRAIN_PACK_H
#define CRIA_TRAIN_PACK_H

#include "base/option.h"

typedef struct cria_pack_settings {
    const char *tokenizer; // tokenizer.json
    const char *out;       // the shard
} cria_pack_settings;
extern const cria_option cria_pack_option_table[];

// cria_shard_pack encodes the text file at `path` whole (the literal <s> and </s> become their
// tokens) into the shard settings->out. Bytes that the vocabulary lacks are counted and warned
// of. A file CREDITS beside the text goes along, up to CRIA_CREDITS_BYTES_MAX bytes.
CRIA_MUSTUSE cria_status cria_shard_pack(const cria_pack_settings *settings, const char *path);

#endif
