// quotes.h owns '' and ''': which run of apostrophes in a line becomes which tags.
#ifndef CRIA_WIKI_QUOTES_H
#define CRIA_WIKI_QUOTES_H

#include "base/memory.h"

typedef struct cria_quote {
    size_t at, length; // the run in the line
    size_t literal;    // of its apostrophes, those in front that stay
    const char *tags;  // what the others become
} cria_quote;

// Zero-initialise; free with cria_quote_runs_free.
typedef struct cria_quote_runs {
    cria_quote *item;
    size_t count, capacity;
    const char *end; // the tags that close what the line leaves open
} cria_quote_runs;

// cria_quote_runs_read finds the runs of one line by MediaWiki's rule: if bold and italic are
// both odd in number, one ''' is an apostrophe and ''. Runs inside tags are none.
CRIA_MUSTUSE cria_status cria_quote_runs_read(cria_quote_runs *q, const char *line,
                                              size_t length);
void cria_quote_runs_free(cria_quote_runs *q);

#endif
