// normalize.h owns Unicode normalisation, NFC and NFKC (Unicode Standard Annex 15), as the
// reference tokenizer performs it: characters it takes for unassigned are left alone.
#ifndef CRIA_TOKEN_NORMALIZE_H
#define CRIA_TOKEN_NORMALIZE_H

#include "base/buffer.h"

#include <stdint.h>

typedef enum cria_normal_form {
    CRIA_NORMAL_NFKC,
    CRIA_NORMAL_NFC,
    CRIA_NORMAL_NONE,
} cria_normal_form;

// cria_normalizer: working memory; zero-initialise.
typedef struct cria_normalizer {
    int32_t *code;
    size_t capacity;
} cria_normalizer;

// cria_normal_span returns the length of the longest prefix of `text` that is UTF-8 and surely
// unchanged, whatever follows it but one character (which may belong to the change).
// *bad: the next byte is not UTF-8. The whole length means that nothing is to be done.
size_t cria_normal_span(cria_normal_form form, const char *text, size_t length, bool *bad);

// cria_normalize appends the normalised text (valid UTF-8) to out. Linear in the length.
CRIA_MUSTUSE cria_status cria_normalize(cria_normalizer *n, cria_buffer *out,
                                        cria_normal_form form, const char *text, size_t length);
void cria_normalizer_free(cria_normalizer *n);

#endif
