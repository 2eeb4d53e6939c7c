// memory.c: see memory.h.
#include "base/memory.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static atomic_long allocations;

// Fault injection: true when this is the allocation that CRIA_FAIL_ALLOC names.
static bool injected(void)
{
    static atomic_long target = -1;
    long wanted = atomic_load(&target);
    if (wanted < 0) {
        const char *text = getenv("CRIA_FAIL_ALLOC");
        wanted = text ? strtol(text, NULL, 10) : 0;
        atomic_store(&target, wanted);
    }
    return wanted > 0 && atomic_fetch_add(&allocations, 1) + 1 == wanted;
}

static cria_status refused(size_t bytes)
{
    return cria_fail(CRIA_ENOMEM, "out of memory: %zu bytes more were needed", bytes);
}

cria_status cria_mul(size_t *out, size_t a, size_t b)
{
    if (__builtin_mul_overflow(a, b, out))
        return cria_fail(CRIA_ELIMIT, "size %zu x %zu does not fit in memory", a, b);
    return CRIA_OK;
}

cria_status cria_add(size_t *out, size_t a, size_t b)
{
    if (__builtin_add_overflow(a, b, out))
        return cria_fail(CRIA_ELIMIT, "size %zu + %zu does not fit in memory", a, b);
    return CRIA_OK;
}

cria_status cria_alloc(void *out, size_t count, size_t size)
{
    size_t bytes;
    void *pointer = NULL;
    cria_status status = cria_mul(&bytes, count, size);
    if (status == CRIA_OK && !injected())
        pointer = calloc(bytes ? bytes : 1, 1);
    if (status == CRIA_OK && !pointer)
        status = refused(bytes);
    memcpy(out, &pointer, sizeof pointer);
    return status;
}

cria_status cria_grow(void *array, size_t *capacity, size_t needed, size_t size)
{
    if (needed <= *capacity)
        return CRIA_OK;
    size_t wanted = *capacity + *capacity / 2;
    if (wanted < needed)
        wanted = needed;
    if (wanted < 16)
        wanted = 16;
    size_t bytes;
    CRIA_TRY(cria_mul(&bytes, wanted, size));
    void *old;
    memcpy(&old, array, sizeof old);
    void *const grown = injected() ? NULL : realloc(old, bytes);
    if (!grown)
        return refused(bytes);
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return CRIA_OK;
}

cria_status cria_strndup(char **out, const char *text, size_t length)
{
    size_t bytes;
    *out = NULL;
    CRIA_TRY(cria_add(&bytes, length, 1));
    CRIA_TRY(cria_alloc(out, bytes, 1));
    memcpy(*out, text, length);
    return CRIA_OK;
}

cria_status cria_strdup(char **out, const char *text)
{
    return cria_strndup(out, text, strlen(text));
}

void cria_free(void *pointer)
{
    free(pointer);
}

// Slabs come straight from the system: zeroed, page-aligned, and never kept by an allocator.
cria_status cria_slab_alloc(void *out, size_t bytes)
{
    void *pointer = MAP_FAILED;
    if (!injected())
        pointer = mmap(NULL, bytes ? bytes : 1, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    const bool failed = pointer == MAP_FAILED;
    if (failed)
        pointer = NULL;
    else
        (void)madvise(pointer, bytes, MADV_HUGEPAGE);
    memcpy(out, &pointer, sizeof pointer);
    return failed ? refused(bytes) : CRIA_OK;
}

void cria_slab_free(void *slab, size_t bytes)
{
    if (slab)
        munmap(slab, bytes ? bytes : 1);
}

static size_t system_available(void)
{
    FILE *file = fopen("/proc/meminfo", "r");
    if (!file)
        return 0;
    char line[128];
    unsigned long long kib = 0;
    while (fgets(line, sizeof line, file))
        if (sscanf(line, "MemAvailable: %llu kB", &kib) == 1)
            break;
    fclose(file);
    return (size_t)kib * 1024;
}

// The number in a control file; SIZE_MAX where there is none ("max", or no such file).
static size_t control_number(const char *path)
{
    FILE *file = fopen(path, "r");
    if (!file)
        return SIZE_MAX;
    unsigned long long value;
    const bool read = fscanf(file, "%llu", &value) == 1;
    fclose(file);
    return read ? (size_t)value : SIZE_MAX;
}

// A container may be given less than the machine has.
size_t cria_memory_available(void)
{
    const size_t system = system_available();
    const size_t limit = control_number("/sys/fs/cgroup/memory.max");
    const size_t used = control_number("/sys/fs/cgroup/memory.current");
    if (limit == SIZE_MAX || used == SIZE_MAX)
        return system;
    const size_t left = limit > used ? limit - used : 0;
    return left < system ? left : system;
}

enum { BLOCK_BYTES = 64 * 1024, ARENA_ALIGN = 16 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(ARENA_ALIGN) unsigned char bytes[];
};

static cria_status arena_block_add(cria_arena *arena, size_t bytes)
{
    const size_t size = bytes > BLOCK_BYTES ? bytes : BLOCK_BYTES;
    size_t total;
    CRIA_TRY(cria_add(&total, size, sizeof(struct arena_block)));
    struct arena_block *block;
    CRIA_TRY(cria_alloc(&block, total, 1));
    block->size = size;
    block->next = arena->block;
    arena->block = block;
    return CRIA_OK;
}

cria_status cria_arena_alloc(cria_arena *arena, void *out, size_t count, size_t size)
{
    size_t bytes;
    CRIA_TRY(cria_mul(&bytes, count, size));
    CRIA_TRY(cria_add(&bytes, bytes, ARENA_ALIGN - 1));
    bytes &= ~(size_t)(ARENA_ALIGN - 1);
    if (!arena->block || arena->block->size - arena->block->used < bytes)
        CRIA_TRY(arena_block_add(arena, bytes));
    void *const pointer = arena->block->bytes + arena->block->used;
    arena->block->used += bytes;
    memcpy(out, &pointer, sizeof pointer);
    return CRIA_OK;
}

cria_status cria_arena_strndup(cria_arena *arena, char **out, const char *text, size_t length)
{
    CRIA_TRY(cria_arena_alloc(arena, out, length + 1, 1));
    memcpy(*out, text, length);
    return CRIA_OK;
}

void cria_arena_free(cria_arena *arena)
{
    while (arena->block) {
        struct arena_block *next = arena->block->next;
        free(arena->block);
        arena->block = next;
    }
}
