// input_record.h owns the forms of JSON lines that hold an article.
//
//   {"title", "html" | "text", "source"?, "slice"?, "origin"?}     ours, and of the books
//   {"page", "content", "revid"?, "volume"?}                       dcampos/eb1911
//   {"name", "article_body": {"html"}, "identifier", "url", "version": {"identifier"}}
//                                                                  Wikimedia Enterprise
//   {"parse": {"title", "text", "revid"?}}                         action=parse, both versions
//
// The last three are MediaWiki's rendering of a page: one article each, with an origin.
#ifndef CRIA_CORPUS_INPUT_RECORD_H
#define CRIA_CORPUS_INPUT_RECORD_H

#include "corpus/inputs.h"

// Texts are borrowed from `root` or the input. Zero-initialise.
typedef struct cria_input_record {
    json_t *root;                      // owned
    json_t *origin;                    // owned; NULL if the record names none
    const char *title, *source, *part; // source is NULL when it is to be numbered by its file
    const char *name;                  // else: what the numbers follow
    const char *html, *text;           // one of them
    bool whole;                        // one article
    char volume[32];
} cria_input_record;
void cria_input_record_free(cria_input_record *r);

// cria_input_record_read: CRIA_EFORMAT names file and line.
CRIA_MUSTUSE cria_status cria_input_record_read(cria_input_record *out, const cria_input *input,
                                                const cria_clean_options *options);

#endif
