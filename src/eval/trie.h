// trie.h owns the trie of many texts: one node for each distinct beginning.
#ifndef CRIA_EVAL_TRIE_H
#define CRIA_EVAL_TRIE_H

#include "eval/scorer.h"

typedef struct cria_trie_node {
    uint32_t id;    // token
    int32_t parent; // -1 at the first token of a text; parents come before their children
    int32_t depth;  // 0 at the first token
    bool inner;     // has children
} cria_trie_node;

typedef struct cria_trie {
    cria_trie_node *node; // depth first: the nodes below a node follow it without gaps
    size_t count, capacity, inner;
    int32_t *node_of; // [t->ids.count]: the node of each token of each text
} cria_trie;

CRIA_MUSTUSE cria_status cria_trie_build(cria_trie *trie, const cria_texts *t);
void cria_trie_free(cria_trie *trie);

#endif
