// run.c owns a finished program: memory, resolved calls, and running them.
#include "tensor/internal.h"

#include "base/memory.h"

#include <string.h>

cria_status cria_program_finish(cria_program *p)
{
    CRIA_ASSERT(!p->finished);
    fuse_program(p);
    adjoint_program(p);
    plan_program(p);
    p->finished = true;
    return p->status == CRIA_OK ? CRIA_OK : cria_fail(p->status, "%s", p->message);
}

// Memory of a value's first element; NULL while its slab is not allocated.
static float *value_memory(const cria_program *p, const value *v)
{
    float *const slab = v->kind == VALUE_PARAM        ? v->params->slab[CRIA_SLAB_DATA]
                        : v->kind == VALUE_PARAM_GRAD ? v->params->slab[CRIA_SLAB_GRAD]
                                                      : NULL;
    if (slab)
        return slab + v->offset;
    if (v->kind == VALUE_SLAB && p->slab)
        return (float *)((char *)p->slab + v->offset);
    return v->memory;
}

cria_view cria_program_view(const cria_program *p, cria_value handle)
{
    int64_t first = 0;
    int id = handle.id;
    const value *const outer = VALUE(p, id);
    for (; VALUE(p, id)->kind == VALUE_VIEW; id = VALUE(p, id)->root)
        first += VALUE(p, id)->first;
    const value *const v = VALUE(p, id);
    float *const memory = value_memory(p, v);
    return (cria_view){
        .data = memory ? memory + first : NULL,
        .rows = outer->rows,
        .cols = outer->cols,
        .stride = v->stride ? v->stride : v->cols,
    };
}

void resolve_call(const cria_program *p, const node *n, cria_call *call)
{
    memset(call, 0, sizeof *call);
    call->op = n->op;
    call->attr = n->attr;
    call->add = n->add;
    call->add_if = n->add_if;
    call->scratch = p->scratch;
    for (int i = 0; i < CRIA_OP_IN; i++)
        if (n->in[i])
            call->in[i] = cria_program_view(p, (cria_value){n->in[i]});
    for (int i = 0; i < CRIA_OP_OUT; i++)
        if (n->out[i])
            call->out[i] = cria_program_view(p, (cria_value){n->out[i]});
}

static void resolve_all(cria_program *p)
{
    for (int i = 0; i < p->nodes; i++)
        resolve_call(p, &p->node[i], &p->call[i]);
}

static cria_status allocate_own(cria_program *p)
{
    for (int i = 1; i < p->values; i++) {
        value *v = VALUE(p, i);
        if (v->kind == VALUE_OWN)
            CRIA_TRY(p->backend->alloc(&v->memory, (size_t)(v->rows * v->cols) * 4));
    }
    return CRIA_OK;
}

static cria_status share_caches(cria_program *p)
{
    const cria_program *other = p->options.cache_of;
    if (!other)
        return CRIA_OK;
    CRIA_ASSERT(other->call && other->caches == p->caches);
    for (int i = 0; i < p->caches; i++)
        CRIA_TRY(cria_program_bind(p, (cria_value){p->cache[i]},
                                   cria_program_view(other, (cria_value){other->cache[i]})));
    return CRIA_OK;
}

cria_status cria_program_allocate(cria_program *p)
{
    CRIA_ASSERT(p->finished && p->status == CRIA_OK && !p->call);
    CRIA_TRY(cria_alloc(&p->call, (size_t)p->nodes, sizeof *p->call));
    if (p->slab_bytes)
        CRIA_TRY_CTX(p->backend->alloc(&p->slab, p->slab_bytes), "activations");
    if (p->scratch_bytes)
        CRIA_TRY_CTX(p->backend->alloc(&p->scratch, p->scratch_bytes), "scratch memory");
    CRIA_TRY(allocate_own(p));
    resolve_all(p);
    p->calls = p->nodes;
    return share_caches(p);
}

void cria_program_close(cria_program *p)
{
    if (!p)
        return;
    for (int i = 1; i < p->values; i++) {
        const value *v = VALUE(p, i);
        if (v->kind == VALUE_OWN && v->memory)
            p->backend->free(v->memory, (size_t)(v->rows * v->cols) * 4);
    }
    if (p->slab)
        p->backend->free(p->slab, p->slab_bytes);
    if (p->scratch)
        p->backend->free(p->scratch, p->scratch_bytes);
    cria_free(p->call);
    cria_free(p->cache);
    cria_free(p->node);
    cria_free(p->value);
    cria_free(p);
}

cria_status cria_program_put(cria_program *p, cria_value v, const void *host)
{
    const cria_view view = cria_program_view(p, v);
    CRIA_ASSERT(view.data && view.stride == view.cols);
    return p->backend->put(view.data, host, (size_t)(view.rows * view.cols) * 4);
}

cria_status cria_program_get(const cria_program *p, cria_value v, void *host)
{
    const cria_view view = cria_program_view(p, v);
    CRIA_ASSERT(view.data);
    char *to = host;
    const char *from = view.data;
    if (view.stride == view.cols)
        return p->backend->get(to, from, (size_t)(view.rows * view.cols) * 4);
    for (int64_t row = 0; row < view.rows; row++)
        CRIA_TRY(p->backend->get(to + row * view.cols * 4, from + row * view.stride * 4,
                                 (size_t)view.cols * 4));
    return CRIA_OK;
}

cria_status cria_program_bind(cria_program *p, cria_value external, cria_view view)
{
    value *v = VALUE(p, external.id);
    CRIA_ASSERT(v->kind == VALUE_EXTERNAL && p->call);
    if (view.rows != v->rows || view.cols != v->cols)
        return cria_fail(
            CRIA_EARG, "a value of %lld x %lld was bound where %lld x %lld is read",
            (long long)view.rows, (long long)view.cols, (long long)v->rows, (long long)v->cols);
    v->memory = view.data;
    v->stride = view.stride;
    resolve_all(p);
    return CRIA_OK;
}

cria_status cria_program_run(cria_program *p, const cria_step *step)
{
    CRIA_ASSERT(p->call);
    return p->backend->run(p->call, p->calls, step);
}
