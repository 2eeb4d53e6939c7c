// kernels.h owns the names of the three kernel tables, one for each instruction set.
#ifndef CRIA_CPU_KERNELS_H
#define CRIA_CPU_KERNELS_H

#include "tensor/op.h"

// What CRIA_OP_TABLE says of each op holds, and:
// - A kernel asks for scratch by shapes alone; its scratch function never reads data.
// - Outputs of gradients, ROTARY, DROPOUT and COPY are added to where the call says so; the
// other
//   ops are never asked to add.
// - Output 0 may be the memory of input 0 for ADD, ROTARY, GELU, GELU_BWD, DROPOUT and LOSS,
// and
//   both outputs of SWIGLU_BWD that of gate and up.
// - Bits depend on the instruction set and on the call, not on the number of threads; a row's
//   bits not on the other rows.

extern const cria_kernel cria_kernels_generic[CRIA_OPS];
extern const cria_kernel cria_kernels_avx2[CRIA_OPS];
extern const cria_kernel cria_kernels_avx512[CRIA_OPS];

#endif
