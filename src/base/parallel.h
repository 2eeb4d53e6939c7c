// parallel.h owns parallel loops. Work is cut into chunks that do not depend on the number of
// threads, so a reduction that keeps one partial result a chunk is bit-reproducible.
#ifndef CRIA_BASE_PARALLEL_H
#define CRIA_BASE_PARALLEL_H

#include <stdint.h>

// cria_threads_set: threads for later loops; 0 = one for each processor this process may use.
void cria_threads_set(int threads);
int cria_threads(void);

// cria_parallel calls body(context, chunk, thread) for every chunk in [0, chunks), chunk by
// chunk to whichever thread is free; thread < cria_threads(). Bodies must not fail; a loop
// inside a loop runs serially.
typedef void cria_parallel_body(void *context, int64_t chunk, int thread);
void cria_parallel(int64_t chunks, cria_parallel_body *body, void *context);

#endif
