// warnings.h owns the measured warnings: what looks odd about an article. Nothing is dropped
// for a warning.
//
//   Rae et al. (Gopher, 2021), tables A1 and section A.1.1; Raffel et al. (C4, 2020),
//   section 2.2
#ifndef CRIA_CORPUS_WARNINGS_H
#define CRIA_CORPUS_WARNINGS_H

#include "corpus/article.h"
#include "corpus/counts.h"

// cria_warnings_of: the set of warnings that the article earns, CRIA_WARNING_BIT of their
// counters. Rows that only the cleaner can know (formula leads, cuts) stay 0; so do
// those on repetition when memory for the tables is lacking. Any thread.
uint64_t cria_warnings_of(const cria_article *a);

#endif
