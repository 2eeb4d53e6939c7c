// memory.h owns allocation: checked sizes, an arena, and large aligned slabs.
//
// No other file calls malloc and friends. Failure is a status (CRIA_ENOMEM), and
// CRIA_FAIL_ALLOC=N in the environment makes the N-th allocation of the process fail (tests).
#ifndef CRIA_BASE_MEMORY_H
#define CRIA_BASE_MEMORY_H

#include "base/status.h"

#include <stdint.h>

// cria_mul, cria_add: *out = a * b, a + b; CRIA_ELIMIT when the result does not fit size_t.
CRIA_MUSTUSE cria_status cria_mul(size_t *out, size_t a, size_t b);
CRIA_MUSTUSE cria_status cria_add(size_t *out, size_t a, size_t b);

// cria_alloc: *out = `count` zeroed items of `size` bytes; free with cria_free. A count of 0
// gives a valid pointer. *out is NULL on failure.
CRIA_MUSTUSE cria_status cria_alloc(void *out, size_t count, size_t size);

// cria_grow: resizes the array *array of *capacity items (of `size` bytes) to hold at least
// `needed`, growing by half; new items are not cleared. On failure the array is unchanged.
CRIA_MUSTUSE cria_status cria_grow(void *array, size_t *capacity, size_t needed, size_t size);

// cria_strndup: *out = a copy of the `length` bytes of `text`, NUL-terminated.
CRIA_MUSTUSE cria_status cria_strndup(char **out, const char *text, size_t length);
CRIA_MUSTUSE cria_status cria_strdup(char **out, const char *text);

void cria_free(void *pointer);

// cria_slab_alloc: *out = `bytes` of zeroed memory aligned to 64, in huge pages where the
// system gives them (advised before the first touch). For tensors. Free with cria_slab_free.
CRIA_MUSTUSE cria_status cria_slab_alloc(void *out, size_t bytes);
void cria_slab_free(void *slab, size_t bytes);

// cria_memory_available: bytes the system could give this process now; 0 when unknown.
size_t cria_memory_available(void);

// cria_arena: many small allocations with one lifetime. Zero-initialise; free all with
// cria_arena_free. Allocations are zeroed and aligned to 16.
typedef struct cria_arena {
    struct arena_block *block;
} cria_arena;

CRIA_MUSTUSE cria_status cria_arena_alloc(cria_arena *arena, void *out, size_t count,
                                          size_t size);
CRIA_MUSTUSE cria_status cria_arena_strndup(cria_arena *arena, char **out, const char *text,
                                            size_t length);
void cria_arena_free(cria_arena *arena);

#endif
