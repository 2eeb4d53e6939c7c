// parts.h owns articles in two parts, which stand in different inputs.
#ifndef CRIA_CORPUS_PARTS_H
#define CRIA_CORPUS_PARTS_H

#include "corpus/article.h"
#include "corpus/counts.h"

// cria_parts_join appends to each article that ends cut the one of the same title (or its
// plural) that begins cut, and leaves that one empty (length 0). Counts the joins.
CRIA_MUSTUSE cria_status cria_parts_join(cria_articles *cut, cria_counts *counts);

// cria_parts_cut removes what stands behind the last full sentence of a text that breaks off.
void cria_parts_cut(cria_article *a);

#endif
