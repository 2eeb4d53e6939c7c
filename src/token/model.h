// model.h owns the inside of a tokenizer, for the files of this room, and how one is built.
#ifndef CRIA_TOKEN_MODEL_H
#define CRIA_TOKEN_MODEL_H

#include "token/alphabet.h"
#include "token/bpe.h"
#include "token/normalize.h"
#include "token/tokenizer.h"
#include "token/wordmap.h"

enum {
    CRIA_TOKENS_MAX = 1 << 24,
    CRIA_SPECIALS_MAX = 1024,
    CRIA_TEMPLATE_MAX = 8,
};

typedef struct cria_token {
    size_t text, bytes; // offsets into the pool: as the file writes it, and what it stands for
    uint32_t text_length, bytes_length;
    bool special;
} cria_token;

// cria_added: a token that is found in raw text before anything else.
typedef struct cria_added {
    uint32_t id;
    bool special; // left out of decoded text on request
} cria_added;

typedef struct cria_template {
    uint32_t before[CRIA_TEMPLATE_MAX], after[CRIA_TEMPLATE_MAX];
    size_t before_count, after_count;
} cria_template;

typedef struct cria_encoder cria_encoder; // encode.c

struct cria_tokenizer {
    cria_normal_form form;
    bool prefix_space;
    cria_alphabet alphabet;
    cria_token *token;
    size_t tokens, token_capacity;
    cria_buffer pool;
    cria_wordmap id_of; // text to id[0]
    cria_bpe bpe;
    size_t merge_capacity;
    cria_added *added; // in the order of the file
    size_t added_count, added_capacity;
    uint32_t *longest_first; // indices into `added`
    bool added_first[256];   // bytes that one of them starts with
    int added_only_first;    // that byte if there is only one, else -1
    cria_template template;
    struct encoder_pool *encoders; // idle working memory of the encoder, with its lock
};

// A tokenizer is built by cria_tokenizer_new, the adders in any sensible order, and
// cria_tokenizer_finish. On failure the caller closes it.
CRIA_MUSTUSE cria_status cria_tokenizer_new(cria_tokenizer **out);
// cria_tokenizer_add gives the token the next id; CRIA_EFORMAT for an empty or known one.
CRIA_MUSTUSE cria_status cria_tokenizer_add(cria_tokenizer *t, const char *text, size_t length);
CRIA_MUSTUSE cria_status cria_tokenizer_add_merge(cria_tokenizer *t, uint32_t left,
                                                  uint32_t right, uint32_t result);
CRIA_MUSTUSE cria_status cria_tokenizer_add_special(cria_tokenizer *t, uint32_t id,
                                                    bool special);
// cria_tokenizer_find_bytes fills bpe.byte_id from the tokens so far; _finish does so too.
void cria_tokenizer_find_bytes(cria_tokenizer *t);
CRIA_MUSTUSE cria_status cria_tokenizer_finish(cria_tokenizer *t);

// encode.c: cria_tokenizer_encode of a part of the text that begins at `origin`, which is what
// errors count from; and the pool of encoders.
CRIA_MUSTUSE cria_status cria_tokenizer_encode_part(const cria_tokenizer *t, cria_ids *out,
                                                    const char *origin, const char *text,
                                                    size_t length,
                                                    const cria_encode_options *options);
CRIA_MUSTUSE cria_status cria_encoders_open(struct encoder_pool **out);
void cria_encoders_close(struct encoder_pool *pool);

extern const char *const cria_normal_form_name[]; // by cria_normal_form: "nfkc", "nfc", "none"

#endif
