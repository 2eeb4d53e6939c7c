// credits.h owns the list of those whose text a part of a split holds.
//
// CREDITS is plain text. For each work of each site: its name, address, licence, the number of
// articles and words, and then a line an article, by title: title; volume or index; pages;
// revisions. Articles without an origin are counted by the source they came from.
#ifndef CRIA_CORPUS_CREDITS_H
#define CRIA_CORPUS_CREDITS_H

#include "base/hash.h"
#include "corpus/article.h"

// cria_credits_write: the file appears whole under `path`. The articles are
// all->item[order[i]], i in [first, end); the file does not depend on their order. *sources is
// an array of {"work", "site"?, "licence"?, "articles", "words"}, owned by the caller.
CRIA_MUSTUSE cria_status cria_credits_write(const char *path, const cria_articles *all,
                                            const uint32_t *order, size_t first, size_t end,
                                            char hash[CRIA_HASH_TEXT], json_t **sources);

#endif
