// inputs.h owns the reading of input files into documents, by format.
#ifndef CRIA_CORPUS_INPUTS_H
#define CRIA_CORPUS_INPUTS_H

#include "corpus/clean.h"
#include "wiki/articles.h"
#include "wiki/hyphen.h"

typedef enum cria_input_kind {
    CRIA_INPUT_RECORD, // one JSON line
    CRIA_INPUT_HTML,
    CRIA_INPUT_TEXT,
    CRIA_INPUT_WIKI, // an article's wikitext
} cria_input_kind;

// A document of an input file.
typedef struct cria_input {
    cria_input_kind kind;
    char *bytes; // owned
    size_t length;
    char *path;     // owned, for messages
    size_t number;  // line or place in its file, from 1
    char *title;    // owned; WIKI only
    json_t *origin; // owned; WIKI only
} cria_input;

void cria_input_free(cria_input *d);

// What the stores among the inputs told. Zero-initialise; free after the last document is
// clean.
typedef struct cria_wikis {
    cria_hyphens hyphens; // the words of all their pages, before the first document is given
    cria_notes notes;
    size_t stores;
    uint64_t alike; // articles that both ways of finding bound alike, if compared
} cria_wikis;
void cria_wikis_free(cria_wikis *w);

// A taker owns the document it gets.
typedef cria_status cria_input_taker(void *context, cria_input *d);

// cria_inputs_read gives the documents of the inputs to `take`, in order.
CRIA_MUSTUSE cria_status cria_inputs_read(const cria_clean_options *options,
                                          const char *const *inputs, int n_inputs,
                                          cria_wikis *wikis, cria_input_taker *take,
                                          void *context);

// Of one store (inputs_wiki.c).
CRIA_MUSTUSE cria_status cria_input_store_count(cria_wikis *wikis, const char *path);
CRIA_MUSTUSE cria_status cria_input_store_read(const cria_clean_options *options,
                                               const char *path, cria_wikis *wikis,
                                               cria_input_taker *take, void *context);

#endif
