// style.h owns named styles of a finished article's text.
//
// PLAIN is this project's: what the cleaner gives. DECK reproduces, in their order, the steps
// of the published code behind the talk (docs/user-guide.md names each and what it costs):
// NFKD; runs of capitals to title case; everything outside letters, numbers, separators,
// punctuation, symbols and newline removed (accents with it); zero-width characters and
// separators to blanks; quotation marks and apostrophes; parentheses with q.v. or cf. removed;
// dashes to '-'; white space before ,.!?:;) removed; blanks inside parentheses; runs of blanks;
// newlines.
#ifndef CRIA_CORPUS_STYLE_H
#define CRIA_CORPUS_STYLE_H

#include "base/buffer.h"

typedef enum cria_style { CRIA_STYLE_PLAIN, CRIA_STYLE_DECK } cria_style;

// cria_style_deck appends valid UTF-8 `text` after the published steps.
CRIA_MUSTUSE cria_status cria_style_deck(cria_buffer *out, const char *text, size_t length);

#endif
