// params.c: see params.h.
#include "tensor/params.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "base/random.h"

#include <math.h>
#include <string.h>

cria_status cria_params_add(cria_params *p, const cria_param *row, int *index)
{
    CRIA_ASSERT(row->rows > 0 && row->cols > 0);
    int64_t elements, end;
    if (__builtin_mul_overflow(row->rows, row->cols, &elements) ||
        __builtin_add_overflow(p->elements, elements, &end) || end > INT64_MAX / 64)
        return cria_fail(CRIA_ELIMIT, "parameter %s of %lld x %lld is too large", row->name,
                         (long long)row->rows, (long long)row->cols);
    CRIA_TRY(cria_grow(&p->item, &p->capacity, p->count + 1, sizeof *p->item));
    p->item[p->count] = *row;
    p->item[p->count].offset = p->elements;
    p->elements = end;
    *index = (int)p->count++;
    return CRIA_OK;
}

size_t cria_params_bytes(const cria_params *p, bool training)
{
    return (size_t)p->elements * sizeof(float) * (training ? CRIA_SLABS : 1);
}

// Neighbours with the same decay become one range.
static cria_status make_ranges(cria_params *p)
{
    CRIA_TRY(cria_alloc(&p->range, p->count, sizeof *p->range));
    p->ranges = 0;
    for (size_t i = 0; i < p->count; i++) {
        const cria_param *item = &p->item[i];
        const int64_t end = item->offset + item->rows * item->cols;
        cria_adamw_range *last = p->ranges ? &p->range[p->ranges - 1] : NULL;
        if (last && last->decay == item->decay)
            last->end = end;
        else
            p->range[p->ranges++] = (cria_adamw_range){item->offset, end, item->decay};
    }
    return CRIA_OK;
}

cria_status cria_params_allocate(cria_params *p, const cria_backend *backend, bool training)
{
    CRIA_ASSERT(!p->slab[CRIA_SLAB_DATA]);
    p->backend = backend;
    CRIA_TRY(make_ranges(p));
    for (int slab = 0; slab < (training ? CRIA_SLABS : 1); slab++) {
        void *memory;
        CRIA_TRY_CTX(backend->alloc(&memory, cria_params_bytes(p, false)),
                     "parameters of %lld numbers", (long long)p->elements);
        p->slab[slab] = memory;
    }
    return CRIA_OK;
}

// One parameter's initial values, made in fixed chunks; element i draws numbers 4 i .. 4 i + 3.
enum { FILL_CHUNK = 1 << 16 };
typedef struct fill {
    float *values;
    int64_t count;
    cria_init init;
    uint64_t seed, stream;
    double deviation;
} fill;

static void fill_chunk(void *context, int64_t chunk, int thread)
{
    const fill *f = context;
    (void)thread;
    const int64_t first = chunk * FILL_CHUNK;
    const int64_t end = first + FILL_CHUNK < f->count ? first + FILL_CHUNK : f->count;
    cria_random random = {.seed = f->seed, .stream = f->stream, .index = (uint64_t)first * 4};
    const bool drawn = f->init != CRIA_INIT_ZERO && f->init != CRIA_INIT_ONE;
    for (int64_t i = first; i < end; i++)
        f->values[i] = drawn ? (float)(f->deviation * cria_random_normal(&random))
                             : (f->init == CRIA_INIT_ONE ? 1.0f : 0.0f);
}

cria_status cria_params_init(cria_params *p, uint64_t seed, double init_range, int layers)
{
    cria_status status = CRIA_OK;
    const double residual = sqrt(2.0 * layers);
    for (size_t i = 0; i < p->count && status == CRIA_OK; i++) {
        const cria_param *item = &p->item[i];
        fill f = {.count = item->rows * item->cols,
                  .init = item->init,
                  .seed = seed,
                  .stream = CRIA_STREAM_INIT | (uint64_t)i << 32,
                  .deviation = item->init == CRIA_INIT_NORMAL_RESIDUAL ? init_range / residual
                                                                       : init_range};
        CRIA_TRY(cria_alloc(&f.values, (size_t)f.count, sizeof *f.values));
        cria_parallel((f.count + FILL_CHUNK - 1) / FILL_CHUNK, fill_chunk, &f);
        status = cria_params_put(p, CRIA_SLAB_DATA, i, f.values);
        cria_free(f.values);
    }
    return status;
}

cria_status cria_params_put(cria_params *p, cria_slab slab, size_t index, const float *values)
{
    const cria_param *item = &p->item[index];
    CRIA_ASSERT(index < p->count && p->slab[slab]);
    return p->backend->put(p->slab[slab] + item->offset, values,
                           (size_t)(item->rows * item->cols) * sizeof *values);
}

cria_status cria_params_get(const cria_params *p, cria_slab slab, size_t index, float *values)
{
    const cria_param *item = &p->item[index];
    CRIA_ASSERT(index < p->count && p->slab[slab]);
    return p->backend->get(values, p->slab[slab] + item->offset,
                           (size_t)(item->rows * item->cols) * sizeof *values);
}

void cria_params_free(cria_params *p)
{
    for (int slab = 0; slab < CRIA_SLABS; slab++)
        if (p->slab[slab])
            p->backend->free(p->slab[slab], cria_params_bytes(p, false));
    cria_free(p->item);
    cria_free(p->range);
    *p = (cria_params){0};
}
