// parallel.c: see parallel.h. The only file that knows OpenMP.
#include "base/parallel.h"

#include <omp.h>

static int wanted;

void cria_threads_set(int threads)
{
    wanted = threads;
}

int cria_threads(void)
{
    return wanted > 0 ? wanted : omp_get_num_procs();
}

void cria_parallel(int64_t chunks, cria_parallel_body *body, void *context)
{
    const int threads = chunks < cria_threads() ? (int)chunks : cria_threads();
    if (threads <= 1 || omp_in_parallel()) {
        for (int64_t chunk = 0; chunk < chunks; chunk++)
            body(context, chunk, omp_in_parallel() ? omp_get_thread_num() : 0);
        return;
    }
#pragma omp parallel for schedule(dynamic, 1) num_threads(threads)
    for (int64_t chunk = 0; chunk < chunks; chunk++)
        body(context, chunk, omp_get_thread_num());
}
