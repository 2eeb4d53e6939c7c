// clean.h owns the cleaning run: input files in, a file of articles and a report out.
#ifndef CRIA_CORPUS_CLEAN_H
#define CRIA_CORPUS_CLEAN_H

#include "base/option.h"
#include "corpus/article.h"
#include "corpus/counts.h"

typedef enum cria_clean_format {
    CRIA_CLEAN_AUTO,
    CRIA_CLEAN_HTML,
    CRIA_CLEAN_TEXT,
    CRIA_CLEAN_WIKISOURCE,
} cria_clean_format;

typedef enum cria_keep {
    CRIA_KEEP_BY_STYLE, // dropped in style plain, kept in style deck
    CRIA_KEEP,
    CRIA_DROP,
} cria_keep;
typedef enum cria_formula { CRIA_FORMULA_DROP, CRIA_FORMULA_MARK } cria_formula;
typedef enum cria_line_hyphens { CRIA_HYPHENS_VOTE, CRIA_HYPHENS_KEEP } cria_line_hyphens;
typedef enum cria_text_unit { CRIA_TEXT_FILE, CRIA_TEXT_BLANK_LINE } cria_text_unit;

typedef struct cria_clean_options {
    int format;       // cria_clean_format
    int text_unit;    // cria_text_unit: what one article is in plain text
    int borders;      // cria_borders: of the articles in a store
    int style;        // cria_style
    int hyphens;      // cria_line_hyphens: of pages from a store
    int headings;     // cria_keep
    int tables;       // cria_keep
    int bibliography; // cria_keep
    int formula;      // cria_formula
    int quotes;       // cria_quotes
    int dashes;       // cria_dashes
    bool title_case;
    bool unique; // drop articles and paragraphs seen before
    int64_t min_words;
    const char *text_member; // of a JSON record: where its text is
    double min_letters;
    bool near;            // findings: look for near duplicates
    bool compare_borders; // findings: bound a store's articles in both ways
} cria_clean_options;

extern const cria_option cria_clean_option_table[];

// cria_clean_run reads `inputs` (files, directories of files, "-") in the order given, a
// directory's files, and those below, by name, and writes the articles to `out`, in input
// order; articles whose two parts were found apart come last. Adds to *counts (zero it first).
// With `findings` (or NULL) *findings is the object of corpus/findings.h, owned by the caller;
// its samples are drawn with the seed.
//
// A file is known by its first bytes or its name:
//   a store of pages       what cria fetch wrote: articles by the option borders
//   *.jsonl, *.jsonl.zst   one record a line: {"title", "html"} or {"title", "text"}, and maybe
//                          "source", "slice" and "origin"; or MediaWiki's rendering of a page
//                          in one of the forms of clean_input.c
//   *.html, *.htm          one document, of one article or many; or MediaWiki's rendering
//                          of one
//   *.txt, others          plain text; one that begins with <s> holds articles between <s>
//                          and </s>
// The result depends neither on the number of threads nor on the clock. CRIA_EFORMAT names file
// and line of a bad record; CRIA_EARG: the format is not that of the input, or no input has a
// known name.
CRIA_MUSTUSE cria_status cria_clean_run(const cria_clean_options *options, uint64_t seed,
                                        const char *const *inputs, int n_inputs,
                                        const char *out, cria_counts *counts,
                                        json_t **findings);

// cria_clean_html, cria_clean_text: one document to articles, without the checks that need the
// whole corpus. `title` may be "" (then a headword or nothing). A document that is `whole` is
// one article; any other is parted at its headwords. Input is repaired to UTF-8.
CRIA_MUSTUSE cria_status cria_clean_html(cria_articles *out, const char *html, size_t length,
                                         const char *title, bool whole,
                                         const cria_clean_options *options,
                                         cria_counts *counts);
CRIA_MUSTUSE cria_status cria_clean_text(cria_articles *out, const char *text, size_t length,
                                         const char *title, const cria_clean_options *options,
                                         cria_counts *counts);

#endif
