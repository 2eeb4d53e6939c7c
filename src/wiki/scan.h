// scan.h owns looks at wikitext that keep no state: where a pair of brackets ends, whether a
// word stands somewhere.
#ifndef CRIA_WIKI_SCAN_H
#define CRIA_WIKI_SCAN_H

// cria_scan_pair: behind the `close` that matches the `open` at `at`, others of them between
// counted; NULL if it does not stand before `end`. Both are two bytes ("{{", "}}").
const char *cria_scan_pair(const char *at, const char *end, const char *open,
                           const char *close);

// cria_scan_word: where the word first stands, in any case, or NULL.
const char *cria_scan_word(const char *at, const char *end, const char *word);

#endif
