// span.h owns the finding of what wikitext brackets: templates, links, and tags whose content
// is not read as text.
//
// It is the rule of MediaWiki's preprocessor: only the innermost open bracket may close, "}}"
// in a comment, <nowiki> or <math> closes nothing, and what never closes is text. One pass,
// with a stack on the heap; each byte is looked at a fixed number of times.
#ifndef CRIA_WIKI_SPAN_H
#define CRIA_WIKI_SPAN_H

#include "base/memory.h"

typedef enum cria_span_kind {
    CRIA_SPAN_NONE,      // opened and never closed: text
    CRIA_SPAN_BAR,       // a '|' that parts the arguments of the span number `end`
    CRIA_SPAN_TEMPLATE,  // {{...}}
    CRIA_SPAN_PARAMETER, // {{{...}}}
    CRIA_SPAN_LINK,      // [[...]]
    CRIA_SPAN_URL,       // [http://... text]
    CRIA_SPAN_HALF,      // a half of a paired template without the other (set by expand.c)
    CRIA_SPAN_DROP,      // comments and tags whose content is no text
    CRIA_SPAN_NOWIKI,
    CRIA_SPAN_PRE,
    CRIA_SPAN_MATH,
    CRIA_SPAN_FIGURE,
    CRIA_SPAN_REF,  // its content has spans of its own
    CRIA_SPAN_POEM, // likewise
} cria_span_kind;

// Spans are ordered by their start, the outer before the inner: those inside span i are
// i + 1 ... next - 1.
typedef struct cria_span {
    uint32_t kind;
    uint32_t start, end; // bytes, with the brackets
    uint32_t next;
} cria_span;

// Zero-initialise; free with cria_spans_free.
typedef struct cria_spans {
    cria_span *item;
    size_t count, capacity;
    uint64_t unclosed, deep; // openings without an end; openings beyond CRIA_SPAN_OPEN_MAX
} cria_spans;

enum { CRIA_SPAN_OPEN_MAX = 4096, CRIA_SPAN_BARS_MAX = 4096 };

// cria_spans_read fails for lack of memory and for texts of 4 GiB or more (CRIA_ELIMIT).
CRIA_MUSTUSE cria_status cria_spans_read(cria_spans *out, const char *text, size_t length);
void cria_spans_free(cria_spans *s);

// The inside of the tag pair [start, end): between the first '>' and the last '<'.
void cria_span_inside(const char *text, const cria_span *s, size_t *from, size_t *to);

// cria_is_url: an address with a scheme begins here.
bool cria_is_url(const char *at, const char *end);

#endif
