// fuzz_articles.h: what holds of every cleaned article, whatever came in.
#ifndef CRIA_TESTS_FUZZ_ARTICLES_H
#define CRIA_TESTS_FUZZ_ARTICLES_H

#include "base/utf8.h"
#include "corpus/article.h"
#include "corpus/leaks.h"

#include <stdlib.h>

static inline void check_articles(const cria_articles *list)
{
    // The leaks that no input may cause; the others can be words of a text.
    static const cria_count never[] = {CRIA_COUNT_LEAK_BRACES,  CRIA_COUNT_LEAK_BRACKETS,
                                       CRIA_COUNT_LEAK_TAG,     CRIA_COUNT_LEAK_ENTITY,
                                       CRIA_COUNT_LEAK_TABLE,   CRIA_COUNT_LEAK_QUOTES,
                                       CRIA_COUNT_LEAK_CONTROL, CRIA_COUNT_LEAK_UNDERSCORES};
    cria_counts counts = {0};
    for (size_t i = 0; i < list->count; i++) {
        cria_leaks_count(&list->item[i], &counts);
        if (cria_utf8_check(list->item[i].text, list->item[i].length) != CRIA_OK)
            abort();
    }
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++)
        if (counts.n[never[i]] > 0)
            abort();
}

#endif
