// scorer.c: see scorer.h.
//
// A batch takes the trie's nodes in depth-first order. Where a batch begins in the middle of
// the trie, the path from the root down to its first node is computed again, so every row finds
// its ancestors in its own batch. Each child of a row asks for one log-probability of that row.
#include "eval/scorer.h"

#include "base/clock.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "base/memory.h"
#include "eval/trie.h"

#include <string.h>

enum { ROWS = 1024, PICKS = 4096 };

typedef struct batch {
    cria_program *program;
    cria_value answer;
    int rows, picks; // filled so far
    int32_t ids[ROWS], positions[ROWS], parents[ROWS];
    int32_t pick_row[PICKS], pick_id[PICKS], pick_node[PICKS];
    float logprob[PICKS];
    int32_t *row_of; // by trie node: row in this batch, -1 = not in it
    int32_t *used;   // [ROWS] nodes whose row_of is set
} batch;

cria_status cria_texts_end(cria_texts *t)
{
    const size_t needed = t->count + 2;
    CRIA_TRY(cria_grow(&t->first, &t->capacity, needed, sizeof *t->first));
    if (t->count == 0)
        t->first[0] = 0;
    t->first[++t->count] = t->ids.count;
    return CRIA_OK;
}

void cria_texts_free(cria_texts *t)
{
    cria_ids_free(&t->ids);
    cria_free(t->first);
    *t = (cria_texts){0};
}

static void batch_close(batch *b)
{
    if (!b)
        return;
    cria_program_close(b->program);
    cria_free(b->row_of);
    cria_free(b->used);
    cria_free(b);
}

static cria_status batch_build(batch *b, cria_model *model, const cria_trie *trie)
{
    const cria_program_options options = {
        .layout = CRIA_LAYOUT_TREE, .batch = ROWS, .length = 1, .picks = PICKS};
    CRIA_TRY(cria_alloc(&b->row_of, trie->count, sizeof *b->row_of));
    CRIA_TRY(cria_alloc(&b->used, ROWS, sizeof *b->used));
    memset(b->row_of, 0xff, trie->count * sizeof *b->row_of);
    CRIA_TRY(cria_program_open(&b->program, model->params.backend, &options));
    b->answer = cria_logprob(b->program, cria_model_logits(b->program, model));
    CRIA_TRY(cria_program_finish(b->program));
    return cria_program_allocate(b->program);
}

static cria_status batch_run(batch *b)
{
    const cria_inputs *in = cria_program_inputs(b->program);
    for (int i = b->rows; i < ROWS; i++) {
        b->ids[i] = b->positions[i] = 0;
        b->parents[i] = -1;
    }
    for (int i = b->picks; i < PICKS; i++)
        b->pick_row[i] = -1;
    CRIA_TRY(cria_program_put(b->program, in->ids, b->ids));
    CRIA_TRY(cria_program_put(b->program, in->positions, b->positions));
    CRIA_TRY(cria_program_put(b->program, in->where, b->parents));
    CRIA_TRY(cria_program_put(b->program, in->pick_row, b->pick_row));
    CRIA_TRY(cria_program_put(b->program, in->pick_id, b->pick_id));
    CRIA_TRY(cria_program_run(b->program, &(cria_step){0}));
    return cria_program_get(b->program, b->answer, b->logprob);
}

// Runs what is there, stores the answers by node, and empties the batch.
static cria_status batch_flush(batch *b, double *node_logprob)
{
    if (b->picks)
        CRIA_TRY(batch_run(b));
    for (int i = 0; i < b->picks; i++)
        node_logprob[b->pick_node[i]] = b->logprob[i];
    for (int i = 0; i < b->rows; i++)
        b->row_of[b->used[i]] = -1;
    b->rows = b->picks = 0;
    return CRIA_OK;
}

// Rows that are still to be added so that `node` and all its ancestors are in the batch.
static int missing(const batch *b, const cria_trie *trie, int32_t node)
{
    int count = 0;
    for (; node >= 0 && b->row_of[node] < 0; node = trie->node[node].parent)
        count++;
    return count;
}

// Adds the missing rows, ancestors first.
static void add_path(batch *b, const cria_trie *trie, int32_t node)
{
    const int count = missing(b, trie, node);
    for (int i = count - 1; i >= 0; i--, node = trie->node[node].parent)
        b->used[b->rows + i] = node;
    for (int i = 0; i < count; i++) {
        const int row = b->rows++;
        const cria_trie_node *n = &trie->node[b->used[row]];
        b->row_of[b->used[row]] = row;
        b->ids[row] = (int32_t)n->id;
        b->positions[row] = n->depth;
        b->parents[row] = n->parent >= 0 ? b->row_of[n->parent] : -1;
    }
}

static void add_pick(batch *b, const cria_trie *trie, int32_t child)
{
    const int i = b->picks++;
    b->pick_row[i] = b->row_of[trie->node[child].parent];
    b->pick_id[i] = (int32_t)trie->node[child].id;
    b->pick_node[i] = child;
}

static cria_status score_nodes(batch *b, const cria_trie *trie, double *node_logprob)
{
    cria_progress progress;
    cria_progress_begin(&progress, "scoring", "tokens", (double)trie->count);
    for (size_t i = 0; i < trie->count; i++) {
        const int32_t parent = trie->node[i].parent;
        if (parent < 0)
            continue;
        if (b->picks == PICKS || b->rows + missing(b, trie, parent) > ROWS) {
            CRIA_TRY(batch_flush(b, node_logprob));
            cria_progress_at(&progress, (double)i);
            if (cria_interrupted())
                return cria_fail(CRIA_EINTR, "interrupted while scoring");
        }
        add_path(b, trie, parent);
        add_pick(b, trie, (int32_t)i);
    }
    return batch_flush(b, node_logprob);
}

static cria_status check_texts(const cria_model *model, const cria_texts *t)
{
    const int64_t context = model->config.positions < ROWS ? model->config.positions : ROWS;
    for (size_t i = 0; i < t->count; i++)
        if (t->first[i + 1] - t->first[i] > (size_t)context)
            return cria_fail(CRIA_EARG,
                             "text %zu is %zu tokens long, the model's context is %lld", i + 1,
                             t->first[i + 1] - t->first[i], (long long)context);
    for (size_t i = 0; i < t->ids.count; i++)
        if (t->ids.id[i] >= model->config.vocab_size)
            return cria_fail(CRIA_EFORMAT,
                             "token %u is outside the model's vocabulary of %lld: "
                             "is this the model's own tokenizer?",
                             t->ids.id[i], (long long)model->config.vocab_size);
    return CRIA_OK;
}

static cria_status score_trie(cria_model *model, const cria_texts *t, const cria_trie *trie,
                              double *logprob)
{
    batch *b = NULL;
    double *node_logprob = NULL;
    cria_status status = cria_alloc(&b, 1, sizeof *b);
    if (status == CRIA_OK)
        status = cria_alloc(&node_logprob, trie->count, sizeof *node_logprob);
    if (status == CRIA_OK)
        status = batch_build(b, model, trie);
    if (status == CRIA_OK)
        status = score_nodes(b, trie, node_logprob);
    for (size_t j = 0; j < t->ids.count && status == CRIA_OK; j++)
        logprob[j] = node_logprob[trie->node_of[j]];
    batch_close(b);
    cria_free(node_logprob);
    return status;
}

cria_status cria_score(cria_model *model, const cria_texts *t, double *logprob,
                       cria_score_stats *stats)
{
    const double started = cria_clock();
    cria_trie trie;
    CRIA_TRY(check_texts(model, t));
    CRIA_TRY(cria_trie_build(&trie, t));
    const cria_status status = score_trie(model, t, &trie, logprob);
    if (stats)
        *stats = (cria_score_stats){.tokens = t->ids.count,
                                    .nodes = trie.count,
                                    .inner = trie.inner,
                                    .seconds = cria_clock() - started};
    cria_trie_free(&trie);
    return status;
}
