// gemm_own.h owns the names of our matrix products, one for each instruction set; see gemm.h.
#ifndef CRIA_CPU_SIMD_GEMM_OWN_H
#define CRIA_CPU_SIMD_GEMM_OWN_H

#include "cpu/gemm.h"
#include "cpu/simd/isa.h"

#define X(suffix)                                                                              \
    void gemm_##suffix(const cria_gemm *g);                                                    \
    size_t gemm_scratch_##suffix(const cria_gemm *g);
CRIA_ISA_EACH(X)
#undef X

#endif
