// count.c owns what is known of a program before it runs: FLOPs and bytes.
#include "tensor/internal.h"

static double size_of(const cria_program *p, int id)
{
    return (double)VALUE(p, id)->rows * (double)VALUE(p, id)->cols;
}

// Multiply-adds of the matrix products count 2; everything else is not counted (docs/math.md).
static double flops_linear(const cria_program *p, const node *n)
{
    return 2 * size_of(p, n->in[0]) * (double)VALUE(p, n->in[1])->rows;
}

static double flops_linear_dx(const cria_program *p, const node *n)
{
    return 2 * size_of(p, n->in[0]) * (double)VALUE(p, n->in[1])->cols;
}

static double flops_linear_dw(const cria_program *p, const node *n)
{
    return 2 * size_of(p, n->in[0]) * (double)VALUE(p, n->in[1])->cols;
}

// Two products over the causal half of the square.
static double flops_attention(const cria_program *p, const node *n)
{
    const double seen = n->attr.layout == CRIA_LAYOUT_ROWS ? (double)n->attr.length : 1;
    return 2 * size_of(p, n->in[0]) * seen;
}

static double flops_attention_bwd(const cria_program *p, const node *n)
{
    return 4 * size_of(p, n->in[0]) * (double)n->attr.length;
}

static double (*const counts[CRIA_OPS])(const cria_program *, const node *) = {
    [CRIA_OP_LINEAR] = flops_linear,
    [CRIA_OP_LINEAR_DX] = flops_linear_dx,
    [CRIA_OP_LINEAR_DW] = flops_linear_dw,
    [CRIA_OP_ATTENTION] = flops_attention,
    [CRIA_OP_ATTENTION_BWD] = flops_attention_bwd,
};

static double node_flops(const cria_program *p, const node *n)
{
    return counts[n->op] ? counts[n->op](p, n) : 0;
}

double cria_program_flops(const cria_program *p)
{
    double sum = 0;
    for (int i = 0; i < p->nodes; i++)
        sum += node_flops(p, &p->node[i]);
    return sum;
}

size_t cria_program_bytes(const cria_program *p)
{
    return p->slab_bytes + p->own_bytes + p->scratch_bytes;
}

int cria_program_calls(const cria_program *p)
{
    return p->nodes;
}
