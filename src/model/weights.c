// weights.c: see weights.h.
#include "model/weights.h"

#include "base/parallel.h"

#include <stdio.h>

void cria_weights_tensor(cria_tensor *out, const cria_param *item)
{
    *out = (cria_tensor){.name = item->name, .dtype = CRIA_F32, .rank = item->vector ? 1 : 2};
    out->shape[0] = item->vector || item->transposed ? item->cols : item->rows;
    if (!item->vector)
        out->shape[1] = item->transposed ? item->rows : item->cols;
}

// Turned in tiles, so that both sides stay in the cache; a chunk is one row of tiles.
enum { TILE = 32 };
typedef struct turn {
    float *out;
    const float *in;
    int64_t rows, cols;
} turn;

static int64_t tile_end(int64_t first, int64_t limit)
{
    return first + TILE < limit ? first + TILE : limit;
}

static void turn_tiles(void *context, int64_t chunk, int thread)
{
    const turn *t = context;
    (void)thread;
    const int64_t r0 = chunk * TILE, r1 = tile_end(r0, t->rows);
    for (int64_t c0 = 0; c0 < t->cols; c0 += TILE)
        for (int64_t c = c0; c < tile_end(c0, t->cols); c++)
            for (int64_t r = r0; r < r1; r++)
                t->out[c * t->rows + r] = t->in[r * t->cols + c];
}

void cria_weights_turn(float *out, const float *in, int64_t rows, int64_t cols)
{
    turn t = {out, in, rows, cols};
    cria_parallel((rows + TILE - 1) / TILE, turn_tiles, &t);
}

const char *cria_weights_shape(char out[CRIA_SHAPE_TEXT], const cria_tensor *t)
{
    int at = snprintf(out, CRIA_SHAPE_TEXT, "[");
    for (int i = 0; i < t->rank; i++)
        at += snprintf(out + at, (size_t)(CRIA_SHAPE_TEXT - at), "%s%lld", i ? ", " : "",
                       (long long)t->shape[i]);
    snprintf(out + at, (size_t)(CRIA_SHAPE_TEXT - at), "]");
    return out;
}
