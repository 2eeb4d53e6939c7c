// kernels.h owns the names of the three kernel tables, one for each instruction set.
#ifndef CRIA_CPU_KERNELS_H
#define CRIA_CPU_KERNELS_H

#include "tensor/op.h"

extern const cria_kernel cria_kernels_generic[CRIA_OPS];
extern const cria_kernel cria_kernels_avx2[CRIA_OPS];
extern const cria_kernel cria_kernels_avx512[CRIA_OPS];

#endif
