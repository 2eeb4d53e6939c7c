// protocol.h owns how a sentence becomes the ids that are scored: the rules differ between the
// years of the BabyLM challenge, and so do the numbers.
#ifndef CRIA_EVAL_PROTOCOL_H
#define CRIA_EVAL_PROTOCOL_H

#include "eval/scorer.h"

typedef enum cria_context_token {
    CRIA_CONTEXT_NONE, // nothing but what the tokenizer's own template adds
    CRIA_CONTEXT_BOS,  // <s>; else </s>, else <pad>
    CRIA_CONTEXT_EOS,  // </s>
} cria_context_token;

typedef struct cria_protocol {
    const char *name;            // "2023", "2024", "2025"
    cria_context_token context;  // one token in front, never scored
    bool leading_space;          // " " + sentence
    const char *phenomenon_mean; // how that year averages BLiMP
} cria_protocol;

extern const cria_protocol cria_protocols[]; // ended by a NULL name
const char *cria_protocol_choices(void);     // "2023|2024|2025"

// cria_protocol_encode appends one text: context and ids. The first token of a text is never
// scored, so without a context the sentence's own first token is not. *dropped grows by the
// bytes that the vocabulary lacks.
CRIA_MUSTUSE cria_status cria_protocol_encode(const cria_protocol *protocol,
                                              const cria_model *model, const char *sentence,
                                              size_t length, cria_texts *out, size_t *dropped);

#endif
