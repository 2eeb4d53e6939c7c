// gemm.c: the table of those who multiply matrices; see gemm.h.
#include "cpu/gemm.h"
#include "cpu/simd/gemm_own.h"

#include <stdlib.h>
#include <string.h>

static const cria_gemm_provider own[CRIA_ISAS] = {
#define X(suffix) {"own-" #suffix, gemm_##suffix, gemm_scratch_##suffix},
    CRIA_ISA_EACH(X)
#undef X
};

const cria_gemm_provider *cria_gemm_own(cria_isa isa)
{
    return &own[isa];
}

const cria_gemm_provider *cria_gemm_chosen(cria_isa isa)
{
    const char *const name = getenv("CRIA_GEMM");
    const cria_gemm_provider *library = cria_gemm_libraries();
    for (; name && library->name; library++)
        if (strcmp(library->name, name) == 0)
            return library;
    return cria_gemm_own(isa);
}
