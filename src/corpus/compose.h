// compose.h owns what the two halves of composing share: the items of a document.
#ifndef CRIA_CORPUS_COMPOSE_H
#define CRIA_CORPUS_COMPOSE_H

#include "corpus/blocks.h"
#include "corpus/clean.h"

// An item is a block with its text cleaned; bold is still marked.
typedef struct cria_item {
    cria_block_kind kind;
    size_t start, length; // in composer.text
    int italics;
    bool fine, after_rule, head, gone;
} cria_item;

typedef struct cria_composer {
    const cria_clean_options *options;
    cria_counts *counts;
    cria_articles *out;
    bool whole; // the document is one article
    cria_buffer text, body, scratch, scratch2;
    cria_item *item;
    size_t count, capacity;
} cria_composer;

typedef struct cria_item_range {
    cria_item *first, *end;
} cria_item_range;

static inline bool cria_item_is_prose(const cria_item *i)
{
    return !i->gone && i->kind == CRIA_BLOCK_PARAGRAPH;
}

const char *cria_compose_text(const cria_composer *c, const cria_item *i);
void cria_compose_drop(cria_composer *c, cria_item *i, cria_count why);

// cria_compose_judge settles what of an article's items is no prose (judge.c): furniture,
// signatures, closing bibliographies, and marks of an article in two parts, noted in *a.
void cria_compose_judge(cria_composer *c, cria_item_range r, cria_article *a);

#endif
