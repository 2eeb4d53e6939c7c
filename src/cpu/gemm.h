// gemm.h owns the seam for matrix products: one contract, our kernels (one for each instruction
// set) and, where the build found them, libraries behind it.
//
// Ours is the default: its results depend neither on the number of threads nor on where a row
// stands in a batch or how many rows there are. A library promises none of that.
#ifndef CRIA_CPU_GEMM_H
#define CRIA_CPU_GEMM_H

#include "cpu/cpu.h"

#include <stddef.h>
#include <stdint.h>

// cria_operand: a matrix as the product reads it. Element (i, step s of the sum) is
// data[i stride + s], or, where `transposed`, data[s stride + i].
typedef struct cria_operand {
    const float *data;
    int64_t stride;
    bool transposed;
} cria_operand;

// cria_gemm: c[i][j] = (add ? c[i][j] : 0) + sum over s < k of a(i, s) b(j, s) + bias[j].
//   y  = x w^T   a = x, b = w
//   dx = dy w    a = dy, b = w transposed
//   dw = dy^T x  a = dy transposed, b = x transposed
typedef struct cria_gemm {
    int64_t rows, cols, k;
    cria_operand a, b;
    const float *bias; // [cols]; NULL for none
    float *c;          // [rows, cols]
    int64_t stride;    // of c
    bool add;
    void *scratch; // aligned to 64
} cria_gemm;

// cria_gemm_provider: who multiplies. `scratch`: bytes for a product of this shape.
typedef struct cria_gemm_provider {
    const char *name;
    void (*run)(const cria_gemm *g);
    size_t (*scratch)(const cria_gemm *g);
} cria_gemm_provider;

// cria_gemm_own: our kernels for one instruction set, which the machine must have.
const cria_gemm_provider *cria_gemm_own(cria_isa isa);
// cria_gemm_libraries: the libraries of this build, ended by a NULL name.
const cria_gemm_provider *cria_gemm_libraries(void);
// cria_gemm_chosen: the library that CRIA_GEMM names, where it is in the build, else our
// kernels for `isa`.
const cria_gemm_provider *cria_gemm_chosen(cria_isa isa);

#endif
