// cpu.h: the CPU backend: fp32, SIMD chosen at run time, bits independent of the thread count.
#ifndef CRIA_CPU_CPU_H
#define CRIA_CPU_CPU_H

#include "tensor/op.h"

// The instruction sets that kernels are compiled for, worst first.
typedef enum cria_isa {
    CRIA_ISA_GENERIC,
    CRIA_ISA_AVX2,   // with FMA
    CRIA_ISA_AVX512, // F, DQ, VL, BW
    CRIA_ISAS,
} cria_isa;
const char *cria_isa_name(cria_isa isa);
cria_isa cria_isa_best(void); // of this machine, by CPUID

// cria_cpu_backend: the backend for one instruction set; NULL if the machine lacks it.
const cria_backend *cria_cpu_backend_for(cria_isa isa);
// cria_cpu_backend: the best, or the one that CRIA_ISA=generic|avx2|avx512 names.
const cria_backend *cria_cpu_backend(void);

#endif
