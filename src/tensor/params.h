// params.h owns a model's parameters as one slab: the table of names and shapes, and the slabs of
// values, gradients and optimizer state that share its layout. Parameters follow each other
// without gaps, so neighbours of equal width (q, k, v; gate, up) are one taller matrix.
#ifndef CRIA_TENSOR_PARAMS_H
#define CRIA_TENSOR_PARAMS_H

#include "tensor/op.h"

typedef enum cria_init {
    CRIA_INIT_ZERO,
    CRIA_INIT_ONE,
    CRIA_INIT_NORMAL,          // deviation init_range
    CRIA_INIT_NORMAL_RESIDUAL, // deviation init_range / sqrt(2 layers)
} cria_init;

// One row of THE parameter table: allocation, initialisation, decay and file names come from it.
typedef struct cria_param {
    char name[96];      // Hugging Face's name
    int64_t rows, cols; // as the engine holds it: [out, in]; vectors are [1, n]
    bool vector;        // rank 1 in files
    bool transposed;    // in files as [in, out] (GPT-2's Conv1D)
    bool decay;         // weight decay applies
    cria_init init;
    int64_t offset;     // first element in the slab
} cria_param;

typedef enum cria_slab {
    CRIA_SLAB_DATA,
    CRIA_SLAB_GRAD,
    CRIA_SLAB_M,
    CRIA_SLAB_V,
    CRIA_SLABS,
} cria_slab;

typedef struct cria_params {
    const cria_backend *backend;
    cria_param *item;
    size_t count, capacity;
    int64_t elements;         // of one slab
    float *slab[CRIA_SLABS];  // device memory; NULL until allocated
    cria_adamw_range *range;  // runs of equal decay, made by cria_params_allocate
    int ranges;
} cria_params;

// cria_params_add appends a row (offset is set here) and returns its index in *index.
CRIA_MUSTUSE cria_status cria_params_add(cria_params *p, const cria_param *row, int *index);
// cria_params_allocate makes the data slab and, for training, the other three.
CRIA_MUSTUSE cria_status cria_params_allocate(cria_params *p, const cria_backend *backend,
                                              bool training);
// cria_params_init fills the data slab; each parameter has its own random stream, so its values
// depend on (seed, its index) alone.
CRIA_MUSTUSE cria_status cria_params_init(cria_params *p, uint64_t seed, double init_range,
                                          int layers);
// One parameter's rows x cols values, host memory.
CRIA_MUSTUSE cria_status cria_params_put(cria_params *p, cria_slab slab, size_t index,
                                         const float *values);
CRIA_MUSTUSE cria_status cria_params_get(const cria_params *p, cria_slab slab, size_t index,
                                         float *values);
size_t cria_params_bytes(const cria_params *p, bool training);
void cria_params_free(cria_params *p);

#endif
