// inputs.h owns the reading of input files into documents, by format.
#ifndef CRIA_CORPUS_INPUTS_H
#define CRIA_CORPUS_INPUTS_H

#include "corpus/clean.h"

typedef enum cria_page_kind {
    CRIA_DOCUMENT_RECORD, // one JSON line
    CRIA_DOCUMENT_HTML,
    CRIA_DOCUMENT_TEXT,
} cria_page_kind;

typedef struct cria_page {
    cria_page_kind kind;
    char *bytes; // owned
    size_t length;
    char *path;    // owned, for messages
    size_t number; // line or place in its file, from 1
} cria_page;

void cria_page_free(cria_page *d);

// A taker owns the document it gets.
typedef cria_status cria_page_taker(void *context, cria_page *d);

// cria_inputs_read gives the documents of the inputs to `take`, in order.
CRIA_MUSTUSE cria_status cria_inputs_read(const cria_clean_options *options,
                                          const char *const *inputs, int n_inputs,
                                          cria_page_taker *take, void *context);

#endif
