// kernels.c owns the table of kernels of one instruction set.
#include "cpu/kernels.h"

#include "cpu/simd/isa.h"

#define PLAIN(NAME, name)        [CRIA_OP_##NAME] = {CRIA_ISA(name), NULL}
#define WITH_SCRATCH(NAME, name) [CRIA_OP_##NAME] = {CRIA_ISA(name), CRIA_ISA(name##_scratch)}

const cria_kernel CRIA_ISA(cria_kernels)[CRIA_OPS] = {
    PLAIN(EMBED, embed),
    WITH_SCRATCH(LINEAR, linear),
    PLAIN(RMS_NORM, rms_norm),
    PLAIN(LAYER_NORM, layer_norm),
    PLAIN(ADD, add),
    PLAIN(ADD_RMS_NORM, add_rms_norm),
    PLAIN(ADD_LAYER_NORM, add_layer_norm),
    WITH_SCRATCH(ROTARY, rotary),
    WITH_SCRATCH(ATTENTION, attention),
    PLAIN(SWIGLU, swiglu),
    PLAIN(GELU, gelu),
    PLAIN(DROPOUT, dropout),
    PLAIN(GATHER, gather),
    WITH_SCRATCH(LOSS, loss),
    PLAIN(LOGPROB, logprob),
    WITH_SCRATCH(LINEAR_DX, linear_dx),
    WITH_SCRATCH(LINEAR_DW, linear_dw),
    WITH_SCRATCH(RMS_NORM_BWD, rms_norm_bwd),
    WITH_SCRATCH(LAYER_NORM_BWD, layer_norm_bwd),
    WITH_SCRATCH(ATTENTION_BWD, attention_bwd),
    PLAIN(SWIGLU_BWD, swiglu_bwd),
    PLAIN(GELU_BWD, gelu_bwd),
    PLAIN(EMBED_BWD, embed_bwd),
    PLAIN(COPY, copy),
    WITH_SCRATCH(SUM_SQUARES, sum_squares),
    PLAIN(ADAMW, adamw),
};
