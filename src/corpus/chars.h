// chars.h owns characters: NFC, and the explicit map that NFKC is too coarse for; superscripts,
// subscripts and fractions become plain text.
#ifndef CRIA_CORPUS_CHARS_H
#define CRIA_CORPUS_CHARS_H

#include "base/buffer.h"
#include "corpus/counts.h"

typedef enum cria_quotes { CRIA_QUOTES_ASCII, CRIA_QUOTES_KEEP } cria_quotes;
typedef enum cria_dashes {
    CRIA_DASHES_SPACED, // an em dash becomes " - "
    CRIA_DASHES_DOUBLE, // "--"
    CRIA_DASHES_HYPHEN, // "-"
    CRIA_DASHES_KEEP,   // stays
} cria_dashes;

typedef struct cria_char_style {
    cria_quotes quotes;
    cria_dashes dashes;
} cria_char_style;

// cria_marks_resolve appends `text` with the marks of super- and subscripts written out: x^2,
// x^(n-1), H_2, 12 1/2, 1st. The marks of bold stay.
CRIA_MUSTUSE cria_status cria_marks_resolve(cria_buffer *out, const char *text, size_t length);

// cria_chars_clean appends valid UTF-8 `text` in NFC and through the map of chars.c. Accents
// and other scripts stay.
CRIA_MUSTUSE cria_status cria_chars_clean(cria_buffer *out, const char *text, size_t length,
                                          const cria_char_style *style, cria_counts *counts);

#endif
