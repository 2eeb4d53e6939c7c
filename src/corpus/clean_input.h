// clean_input.h owns the cleaning of one document of any kind, on any thread.
#ifndef CRIA_CORPUS_CLEAN_INPUT_H
#define CRIA_CORPUS_CLEAN_INPUT_H

#include "corpus/inputs.h"
#include "wiki/tally.h"

// What a document gave. Zero-initialise.
typedef struct cria_cleaned {
    cria_articles articles;
    cria_counts counts;
    cria_tally unknown; // templates
} cria_cleaned;
void cria_cleaned_free(cria_cleaned *c);

// cria_clean_input: `hyphens` are the votes on line ends; NULL leaves them. CRIA_EFORMAT names
// file and line of a bad record.
CRIA_MUSTUSE cria_status cria_clean_input(cria_cleaned *out, const cria_input *input,
                                          const cria_hyphens *hyphens,
                                          const cria_clean_options *options);

// cria_input_source appends what the document was before cleaning, as valid UTF-8, with a line
// end at each seam of two pages; *format becomes "wikitext", "html" or "text".
CRIA_MUSTUSE cria_status cria_input_source(cria_buffer *out, const char **format,
                                           const cria_input *input,
                                           const cria_clean_options *options);

#endif
