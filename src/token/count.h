// count.h owns the counting of words in training text: lines are normalised and split, and
// equal pre-tokens are counted together.
#ifndef CRIA_TOKEN_COUNT_H
#define CRIA_TOKEN_COUNT_H

#include "token/normalize.h"
#include "token/wordmap.h"

// cria_count_words adds the pre-tokens of every line of the files to `words` (value.count).
// Parallel; the counts do not depend on the number of threads.
CRIA_MUSTUSE cria_status cria_count_words(cria_wordmap *words, const char *const *files,
                                          size_t count, cria_normal_form form,
                                          bool prefix_space);

#endif
