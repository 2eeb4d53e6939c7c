// generator.c: see generator.h. Two programs share one cache: a wide one reads the prompt, a
// narrow one (one row a text) takes each drawn token in.
#include "generate/generator.h"

#include "base/memory.h"

#include <string.h>

enum { PROMPT_ROWS = 32 };

// A program of the CACHE layout with the arrays that feed it.
typedef struct feed {
    cria_program *program;
    cria_value logits;
    int rows;                                  // rows a run
    int32_t *ids, *positions, *slots, *wanted; // [rows]; wanted: rows whose logits are read
} feed;

struct cria_generator {
    cria_model *model;
    cria_sampling how;
    cria_sampler sampler;
    int texts;
    int64_t capacity;
    uint64_t seed;
    feed prompt, step;
    float *logits;       // [texts, V], what the next token of each text is drawn from
    cria_random *random; // [texts]
    int64_t *length;     // [texts], tokens so far; -1 = ended
};

static cria_status feed_open(feed *f, cria_generator *g, int rows, cria_program *cache_of)
{
    const cria_program_options options = {.layout = CRIA_LAYOUT_CACHE,
                                          .batch = rows,
                                          .length = 1,
                                          .slots = g->texts,
                                          .capacity = (int)g->capacity,
                                          .cache_of = cache_of,
                                          .logit_rows = g->texts};
    f->rows = rows;
    CRIA_TRY(cria_alloc(&f->ids, (size_t)rows * 4, sizeof *f->ids));
    f->positions = f->ids + rows;
    f->slots = f->positions + rows;
    CRIA_TRY(cria_alloc(&f->wanted, (size_t)g->texts, sizeof *f->wanted));
    CRIA_TRY(cria_program_open(&f->program, g->model->params.backend, &options));
    f->logits = cria_model_logits(f->program, g->model);
    cria_keep(f->program, f->logits);
    CRIA_TRY(cria_program_finish(f->program));
    return cria_program_allocate(f->program);
}

static void feed_close(feed *f)
{
    cria_program_close(f->program);
    cria_free(f->ids);
    cria_free(f->wanted);
}

static void feed_clear(feed *f)
{
    for (int row = 0; row < f->rows; row++)
        f->slots[row] = -1;
    memset(f->ids, 0, (size_t)f->rows * sizeof *f->ids);
    memset(f->positions, 0, (size_t)f->rows * sizeof *f->positions);
}

static cria_status feed_run(feed *f)
{
    const cria_inputs *in = cria_program_inputs(f->program);
    CRIA_TRY(cria_program_put(f->program, in->ids, f->ids));
    CRIA_TRY(cria_program_put(f->program, in->positions, f->positions));
    CRIA_TRY(cria_program_put(f->program, in->where, f->slots));
    CRIA_TRY(cria_program_put(f->program, in->rows, f->wanted));
    return cria_program_run(f->program, &(cria_step){0});
}

static cria_status open_all(cria_generator *g)
{
    const size_t texts = (size_t)g->texts, vocab = (size_t)g->model->config.vocab_size;
    CRIA_TRY(cria_sampler_init(&g->sampler, g->model->config.vocab_size));
    CRIA_TRY(cria_alloc(&g->logits, texts * vocab, sizeof *g->logits));
    CRIA_TRY(cria_alloc(&g->random, texts, sizeof *g->random));
    CRIA_TRY(cria_alloc(&g->length, texts, sizeof *g->length));
    CRIA_TRY(feed_open(&g->step, g, g->texts, NULL));
    return feed_open(&g->prompt, g, PROMPT_ROWS, g->step.program);
}

cria_status cria_generator_open(cria_generator **out, cria_model *model,
                                const cria_sampling *how, int texts, int64_t capacity,
                                uint64_t seed)
{
    const int64_t context = model->config.positions;
    CRIA_TRY(cria_alloc(out, 1, sizeof **out));
    cria_generator *g = *out;
    g->model = model;
    g->how = *how;
    g->texts = texts;
    g->capacity = capacity > 0 && capacity < context ? capacity : context;
    g->seed = seed;
    const cria_status status = open_all(g);
    if (status != CRIA_OK) {
        cria_generator_close(g);
        *out = NULL;
    }
    return status;
}

void cria_generator_close(cria_generator *g)
{
    if (!g)
        return;
    feed_close(&g->prompt);
    feed_close(&g->step);
    cria_sampler_free(&g->sampler);
    cria_free(g->logits);
    cria_free(g->random);
    cria_free(g->length);
    cria_free(g);
}

// Feeds ids[first, end) of the prompt to one text; its last row's logits are the ones wanted.
static cria_status read_piece(cria_generator *g, int text, const uint32_t *ids, size_t first,
                              size_t end)
{
    feed *f = &g->prompt;
    feed_clear(f);
    for (size_t i = first; i < end; i++) {
        f->ids[i - first] = (int32_t)ids[i];
        f->positions[i - first] = (int32_t)i;
        f->slots[i - first] = text;
    }
    for (int k = 0; k < g->texts; k++)
        f->wanted[k] = k == text ? (int32_t)(end - first - 1) : -1;
    return feed_run(f);
}

static float *row_of(cria_generator *g, float *rows, int text)
{
    return rows + (size_t)text * (size_t)g->model->config.vocab_size;
}

static cria_status read_prompt(cria_generator *g, int text, const uint32_t *ids, size_t count,
                               float *rows)
{
    for (size_t at = 0; at < count; at += PROMPT_ROWS)
        CRIA_TRY(
            read_piece(g, text, ids, at, at + PROMPT_ROWS < count ? at + PROMPT_ROWS : count));
    CRIA_TRY(cria_program_get(g->prompt.program, g->prompt.logits, rows));
    memcpy(row_of(g, g->logits, text), row_of(g, rows, text),
           (size_t)g->model->config.vocab_size * sizeof *rows);
    g->length[text] = (int64_t)count;
    g->random[text] =
        (cria_random){.seed = g->seed, .stream = CRIA_STREAM_SAMPLE | (uint64_t)text << 32};
    return CRIA_OK;
}

cria_status cria_generator_prompt(cria_generator *g, const uint32_t *ids, size_t count)
{
    if (count == 0)
        return cria_fail(CRIA_EARG, "an empty prompt: give at least one token, such as <s>");
    if ((int64_t)count >= g->capacity)
        return cria_fail(CRIA_EARG,
                         "the prompt is %zu tokens long and leaves no room: the "
                         "limit is %lld with what is generated",
                         count, (long long)g->capacity);
    for (size_t i = 0; i < count; i++)
        if (ids[i] >= g->model->config.vocab_size)
            return cria_fail(CRIA_EARG, "token %u is outside the model's vocabulary of %lld",
                             ids[i], (long long)g->model->config.vocab_size);
    float *rows;
    CRIA_TRY(cria_alloc(&rows, (size_t)g->texts * (size_t)g->model->config.vocab_size,
                        sizeof *rows));
    cria_status status = CRIA_OK;
    for (int text = 0; text < g->texts && status == CRIA_OK; text++)
        status = read_prompt(g, text, ids, count, rows);
    cria_free(rows);
    return status;
}

// Draws for every open text and prepares the rows of the next step.
static cria_status draw(cria_generator *g, int64_t *id, int *open)
{
    feed *f = &g->step;
    feed_clear(f);
    *open = 0;
    for (int k = 0; k < g->texts; k++) {
        id[k] = f->wanted[k] = -1;
        if (g->length[k] < 0 || g->length[k] >= g->capacity)
            continue;
        uint32_t drawn;
        CRIA_TRY(
            cria_sample(&drawn, &g->sampler, row_of(g, g->logits, k), &g->how, &g->random[k]));
        if ((int64_t)drawn == g->model->config.eos) {
            g->length[k] = -1;
            continue;
        }
        id[k] = drawn;
        f->ids[k] = (int32_t)drawn;
        f->positions[k] = (int32_t)g->length[k]++;
        f->slots[k] = f->wanted[k] = k;
        *open += g->length[k] < g->capacity;
    }
    return CRIA_OK;
}

cria_status cria_generator_next(cria_generator *g, int64_t *id, int *open)
{
    CRIA_TRY(draw(g, id, open));
    if (*open == 0)
        return CRIA_OK;
    CRIA_TRY(feed_run(&g->step));
    return cria_program_get(g->step.program, g->step.logits, g->logits);
}
