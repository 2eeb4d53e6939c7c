// backend.c owns the CPU backend's memory, its run loop, and the choice of an instruction set.
#include "cpu/cpu.h"

#include "base/log.h"
#include "base/memory.h"
#include "cpu/kernels.h"
#include "cpu/simd/isa.h"

#include <stdlib.h>
#include <string.h>

static cria_status slab_alloc(void **out, size_t bytes)
{
    return cria_slab_alloc(out, bytes);
}

static cria_status copy_bytes(void *to, const void *from, size_t bytes)
{
    memcpy(to, from, bytes);
    return CRIA_OK;
}

static cria_status run_calls(const cria_kernel *kernel, const cria_call *calls, int count,
                             const cria_step *step)
{
    for (int i = 0; i < count; i++)
        kernel[calls[i].op].run(&calls[i], step);
    return CRIA_OK;
}

#define X(isa)                                                                                 \
    static cria_status run_##isa(const cria_call *calls, int count, const cria_step *step)     \
    {                                                                                          \
        return run_calls(cria_kernels_##isa, calls, count, step);                              \
    }
CRIA_ISA_EACH(X)
#undef X

#define X(isa)                                                                                 \
    {                                                                                          \
        .name = "cpu",                                                                         \
        .kernel = cria_kernels_##isa,                                                          \
        .alloc = slab_alloc,                                                                   \
        .free = cria_slab_free,                                                                \
        .put = copy_bytes,                                                                     \
        .get = copy_bytes,                                                                     \
        .run = run_##isa,                                                                      \
        .available = cria_memory_available,                                                    \
    },
static const cria_backend backends[CRIA_ISAS] = {CRIA_ISA_EACH(X)};
#undef X

#define X(isa) #isa,
static const char *const names[CRIA_ISAS] = {CRIA_ISA_EACH(X)};
#undef X

const char *cria_isa_name(cria_isa isa)
{
    return names[isa];
}

// True only if the processor and the system (saved registers) both know the set.
static bool machine_has(cria_isa isa)
{
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool avx512 =
        __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw");
    const bool has[CRIA_ISAS] = {true, avx2, avx2 && avx512};
    return has[isa];
}

cria_isa cria_isa_best(void)
{
    cria_isa best = CRIA_ISA_GENERIC;
    for (int isa = 0; isa < CRIA_ISAS; isa++)
        if (machine_has((cria_isa)isa))
            best = (cria_isa)isa;
    return best;
}

const cria_backend *cria_cpu_backend_for(cria_isa isa)
{
    return machine_has(isa) ? &backends[isa] : NULL;
}

const cria_backend *cria_cpu_backend(void)
{
    const char *wanted = getenv("CRIA_ISA");
    if (!wanted || !*wanted)
        return &backends[cria_isa_best()];
    for (int isa = 0; isa < CRIA_ISAS; isa++)
        if (strcmp(wanted, names[isa]) == 0 && machine_has((cria_isa)isa))
            return &backends[isa];
    cria_warning("CRIA_ISA=%s: this machine has no such instruction set; using %s", wanted,
                 names[cria_isa_best()]);
    return &backends[cria_isa_best()];
}
