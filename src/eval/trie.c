// trie.c: see trie.h. Texts are sorted by their ids; each then shares the path that it has in
// common with the one before it.
#include "eval/trie.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

typedef struct text {
    const uint32_t *id;
    size_t length, first; // first: place in the list of all ids
} text;

static int compare_texts(const void *x, const void *y)
{
    const text *a = x, *b = y;
    const size_t shorter = a->length < b->length ? a->length : b->length;
    for (size_t i = 0; i < shorter; i++)
        if (a->id[i] != b->id[i])
            return a->id[i] < b->id[i] ? -1 : 1;
    return (a->length > b->length) - (a->length < b->length);
}

static cria_status sorted_texts(text **out, const cria_texts *t)
{
    CRIA_TRY(cria_alloc(out, t->count, sizeof **out));
    for (size_t i = 0; i < t->count; i++)
        (*out)[i] = (text){.id = t->ids.id + t->first[i],
                           .length = t->first[i + 1] - t->first[i],
                           .first = t->first[i]};
    qsort(*out, t->count, sizeof **out, compare_texts);
    return CRIA_OK;
}

static cria_status add_node(cria_trie *trie, uint32_t id, int32_t parent, int32_t depth)
{
    if (trie->count >= INT32_MAX)
        return cria_fail(CRIA_ELIMIT, "more than %d distinct beginnings of texts", INT32_MAX);
    CRIA_TRY(cria_grow(&trie->node, &trie->capacity, trie->count + 1, sizeof *trie->node));
    trie->node[trie->count++] = (cria_trie_node){.id = id, .parent = parent, .depth = depth};
    if (parent >= 0 && !trie->node[parent].inner) {
        trie->node[parent].inner = true;
        trie->inner++;
    }
    return CRIA_OK;
}

// Adds one text; `before` is the sorted text ahead of it (NULL for the first).
static cria_status add_text(cria_trie *trie, const text *x, const text *before)
{
    size_t i = 0;
    while (before && i < x->length && i < before->length && x->id[i] == before->id[i]) {
        trie->node_of[x->first + i] = trie->node_of[before->first + i];
        i++;
    }
    for (; i < x->length; i++) {
        const int32_t parent = i ? trie->node_of[x->first + i - 1] : -1;
        CRIA_TRY(add_node(trie, x->id[i], parent, (int32_t)i));
        trie->node_of[x->first + i] = (int32_t)(trie->count - 1);
    }
    return CRIA_OK;
}

cria_status cria_trie_build(cria_trie *trie, const cria_texts *t)
{
    *trie = (cria_trie){0};
    text *texts = NULL;
    cria_status status = cria_alloc(&trie->node_of, t->ids.count, sizeof *trie->node_of);
    if (status == CRIA_OK)
        status = sorted_texts(&texts, t);
    for (size_t i = 0; i < t->count && status == CRIA_OK; i++)
        status = add_text(trie, &texts[i], i ? &texts[i - 1] : NULL);
    cria_free(texts);
    if (status != CRIA_OK)
        cria_trie_free(trie);
    return status;
}

void cria_trie_free(cria_trie *trie)
{
    cria_free(trie->node);
    cria_free(trie->node_of);
    *trie = (cria_trie){0};
}
