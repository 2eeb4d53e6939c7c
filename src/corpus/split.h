// split.h owns the draw of training and evaluation text from a file of articles.
#ifndef CRIA_CORPUS_SPLIT_H
#define CRIA_CORPUS_SPLIT_H

#include "base/option.h"

#include <stdint.h>

typedef enum cria_split_breaks { CRIA_BREAKS_SPACE, CRIA_BREAKS_NEWLINE } cria_split_breaks;

typedef struct cria_split_options {
    int64_t train_words; // 0 = all that evaluation leaves
    int64_t eval_words;
    int breaks; // cria_split_breaks
} cria_split_options;

extern const cria_option cria_split_option_table[];

typedef struct cria_split_part {
    uint64_t articles, words, bytes; // words of the articles, without <s> and </s>
    char hash[33];                   // of the file
} cria_split_part;

typedef struct cria_split_report {
    uint64_t articles, words; // of the input
    cria_split_part train, eval;
    char credits_hash[33];
} cria_split_report;

// cria_split_run draws whole articles from the file `in`, at random without replacement, until
// a part has its words or more; training first, then evaluation from the rest (the other way
// round when train_words is 0). It writes, each whole or not at all,
//   out/train.txt, out/eval.txt   one article after the other, in the order drawn:
//                                 "<s> text </s>\n". Paragraphs of an article are joined by one
//                                 blank, so that an article is a line (breaks: newline keeps
//                                 the paragraphs' line breaks). A <s> or </s> inside a text
//                                 gets a blank behind its '<'
//   out/CREDITS                   whose text train.txt holds (corpus/credits.h)
//   out/split.json                seed, counts and hashes of the input and of both files,
//                                 the hash of CREDITS and its sources
// The draw depends on the articles' order and words and on the seed alone. A corpus too small
// for the words asked for is CRIA_EARG with the numbers. Memory: the size of the corpus.
CRIA_MUSTUSE cria_status cria_split_run(const cria_split_options *options, uint64_t seed,
                                        const char *in, const char *out,
                                        cria_split_report *report);

#endif
