// isa.h owns the names of kernels that are compiled once for each instruction set.
#ifndef CRIA_CPU_SIMD_ISA_H
#define CRIA_CPU_SIMD_ISA_H

#include "tensor/op.h"

// CRIA_ISA(linear) is linear_generic, linear_avx2 or linear_avx512: the one of the set that the
// file is being compiled for. CRIA_ISA_SUFFIX comes from cmake/simd.cmake.
#define CRIA_ISA_PASTE_(name, suffix) name##_##suffix
#define CRIA_ISA_PASTE(name, suffix)  CRIA_ISA_PASTE_(name, suffix)
#ifdef CRIA_ISA_SUFFIX
#define CRIA_ISA(name) CRIA_ISA_PASTE(name, CRIA_ISA_SUFFIX)
#endif

// CRIA_ISA_EACH(X): X(suffix) for every instruction set, worst first (the order of cria_isa).
#define CRIA_ISA_EACH(X) X(generic) X(avx2) X(avx512)

// Every op NAME has the kernel NAME_SUFFIX, and NAME_scratch_SUFFIX where it needs scratch.
#define CRIA_KERNEL_DECLARE(name, suffix)                                                      \
    void CRIA_ISA_PASTE(name, suffix)(const cria_call *call, const cria_step *step);           \
    size_t CRIA_ISA_PASTE(name##_scratch, suffix)(const cria_call *call);
#define X(NAME, name)                                                                          \
    CRIA_KERNEL_DECLARE(name, generic)                                                         \
    CRIA_KERNEL_DECLARE(name, avx2)                                                            \
    CRIA_KERNEL_DECLARE(name, avx512)
CRIA_OP_TABLE(X)
#undef X

#endif
