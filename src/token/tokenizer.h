// tokenizer.h owns the tokenizer as others see it: byte-level byte-pair encoding as GPT-2 has
// it, kept in Hugging Face's tokenizer.json, with the same ids as Hugging Face tokenizers
// gives.
//
// The way from text to ids: special tokens are cut out of the raw text; each piece between them
// is normalised, gets a space in front if it has none and the prefix space is on, and is split
// into pre-tokens (split.h); each of these is encoded by itself (bpe.h).
#ifndef CRIA_TOKEN_TOKENIZER_H
#define CRIA_TOKEN_TOKENIZER_H

#include "base/buffer.h"
#include "base/hash.h"
#include "base/option.h"

#include <stdint.h>

// cria_tokenizer never changes once open, and may be used by any number of threads at once.
typedef struct cria_tokenizer cria_tokenizer;

// cria_ids: a growing list of token ids. Zero-initialise.
typedef struct cria_ids {
    uint32_t *id;
    size_t count, capacity;
    size_t
        dropped_bytes; // bytes that have no token in the vocabulary and vanished, in all calls
} cria_ids;
void cria_ids_free(cria_ids *ids);

// ---- files

// cria_tokenizer_open reads a tokenizer.json. CRIA_EFORMAT says what is broken, or which
// feature of the file this tokenizer does not have (another model, pre-tokenizer, normaliser,
// dropout...).
CRIA_MUSTUSE cria_status cria_tokenizer_open(cria_tokenizer **out, const char *path);
CRIA_MUSTUSE cria_status cria_tokenizer_parse(cria_tokenizer **out, const char *json,
                                              size_t length, const char *where);
// cria_tokenizer_save: the same tokenizer gives the same bytes, also after open.
CRIA_MUSTUSE cria_status cria_tokenizer_save(const cria_tokenizer *t, const char *path);
void cria_tokenizer_close(cria_tokenizer *t);

// ---- text to ids

typedef enum cria_prefix_space {
    CRIA_PREFIX_STORED, // as the file says
    CRIA_PREFIX_ON,
    CRIA_PREFIX_OFF,
} cria_prefix_space;

typedef struct cria_encode_options {
    cria_prefix_space prefix_space;
    bool plain_specials; // "<s>" in the text is ordinary text
    bool add_template;   // add what the file's template adds: tokens before and after the text
} cria_encode_options;

// cria_tokenizer_encode appends the ids of the text; options NULL = all zero. A text that is
// not UTF-8 is CRIA_EFORMAT naming the byte, unless the normaliser is none: then every byte
// counts as itself. On failure nothing is appended. At most n log n in the length.
CRIA_MUSTUSE cria_status cria_tokenizer_encode(const cria_tokenizer *t, cria_ids *out,
                                               const char *text, size_t length,
                                               const cria_encode_options *options);

// cria_tokenizer_encode_all is cria_tokenizer_encode in parallel, for megabytes: it cuts the
// text only where the result cannot change, and gives the same ids for any number of threads.
CRIA_MUSTUSE cria_status cria_tokenizer_encode_all(const cria_tokenizer *t, cria_ids *out,
                                                   const char *text, size_t length,
                                                   const cria_encode_options *options);

// ---- ids to text

// cria_tokenizer_decode appends the bytes of the tokens. They are what was encoded (after
// normalisation), so UTF-8 unless the ids cut a character. An unknown id is CRIA_EARG.
CRIA_MUSTUSE cria_status cria_tokenizer_decode(const cria_tokenizer *t, cria_buffer *out,
                                               const uint32_t *ids, size_t count,
                                               bool skip_special);

// cria_decoder decodes id by id into valid UTF-8: the bytes of an unfinished character are held
// back until it is whole; what can no longer become one is written as U+FFFD, one for each
// longest unfinished sequence. Zero-initialise; no memory to free.
typedef struct cria_decoder {
    char held[4];
    size_t held_bytes;
    bool skip_special;
} cria_decoder;
CRIA_MUSTUSE cria_status cria_decoder_put(cria_decoder *d, const cria_tokenizer *t,
                                          cria_buffer *out, uint32_t id);
// cria_decoder_end writes what is still held back as U+FFFD.
CRIA_MUSTUSE cria_status cria_decoder_end(cria_decoder *d, cria_buffer *out);

// ---- the vocabulary

uint32_t cria_tokenizer_vocab_size(const cria_tokenizer *t); // ids are 0 .. size - 1
// cria_tokenizer_id: the id of a token as the file writes it ("<s>", "Ġthe"), -1 if none.
int64_t cria_tokenizer_id(const cria_tokenizer *t, const char *token);
// cria_tokenizer_token: a token as the file writes it; _bytes: the bytes it stands for. NULL
// for an unknown id. Not NUL-terminated; valid as long as the tokenizer.
const char *cria_tokenizer_token(const cria_tokenizer *t, uint32_t id, size_t *length);
const char *cria_tokenizer_bytes(const cria_tokenizer *t, uint32_t id, size_t *length);
bool cria_tokenizer_is_special(const cria_tokenizer *t, uint32_t id);
bool cria_tokenizer_has_byte(const cria_tokenizer *t, unsigned char byte);
bool cria_tokenizer_prefix_space(const cria_tokenizer *t); // as stored

// cria_tokenizer_merges: the number of merges; _merge: the two tokens of one, by rank.
uint32_t cria_tokenizer_merges(const cria_tokenizer *t);
void cria_tokenizer_merge(const cria_tokenizer *t, uint32_t rank, uint32_t *left,
                          uint32_t *right);

// cria_tokenizer_hash: of vocabulary, merges and settings, not of the file's spelling.
CRIA_MUSTUSE cria_status cria_tokenizer_hash(const cria_tokenizer *t,
                                             char text[CRIA_HASH_TEXT]);

// ---- training

typedef struct cria_tokenizer_train_options {
    int64_t vocab_size;    // with special tokens and alphabet
    int64_t min_frequency; // a pair that occurs less often is not merged
    int normalizer;        // 0 nfkc, 1 nfc, 2 none
    bool prefix_space;
    int alphabet; // 0 bytes: all 256; 1 corpus: those that occur, as Hugging Face does by
                  // default
    cria_option_list special; // their ids are 0, 1, ...
} cria_tokenizer_train_options;

extern const cria_option cria_tokenizer_train_option_table[];

// cria_tokenizer_train learns a vocabulary from text files (plain or zstd). Vocabulary, merges
// and ids are those of Hugging Face's BpeTrainer fed with the same files: each line, with its
// newline, is normalised and split by itself; special tokens in the text are ordinary text; the
// most frequent pair is merged, equals by smaller ids. Bytes that are not UTF-8 count as
// U+FFFD. The result does not depend on the number of threads. CRIA_EARG: options that make no
// tokenizer. CRIA_EINTR: interrupted.
CRIA_MUSTUSE cria_status cria_tokenizer_train(cria_tokenizer **out, const char *const *files,
                                              size_t count,
                                              const cria_tokenizer_train_options *options);

#endif
