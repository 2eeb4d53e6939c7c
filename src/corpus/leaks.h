// leaks.h owns the last look at an article: leaks, which must be none.
#ifndef CRIA_CORPUS_LEAKS_H
#define CRIA_CORPUS_LEAKS_H

#include "corpus/article.h"
#include "corpus/counts.h"

void cria_leaks_count(const cria_article *a, cria_counts *counts);
// cria_letters_share: letters among the characters that are no blanks, 0 to 1.
double cria_letters_share(const char *text, size_t length);

#endif
