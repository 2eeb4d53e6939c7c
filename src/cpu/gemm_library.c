// gemm_library.c owns the libraries behind the seam for matrix products (cmake/gemm.cmake):
// none unless the build asked for them.
#include "cpu/gemm.h"

#ifdef CRIA_GEMM_ONEDNN
#include <oneapi/dnnl/dnnl.h>
#endif
#ifdef CRIA_GEMM_OPENBLAS
#include <cblas.h>
#endif

#if defined(CRIA_GEMM_ONEDNN) || defined(CRIA_GEMM_OPENBLAS)
// A library adds to c, so a bias goes there first.
static float begin_bias(const cria_gemm *g)
{
    if (!g->bias)
        return g->add ? 1.0f : 0.0f;
    for (int64_t i = 0; i < g->rows; i++)
        for (int64_t j = 0; j < g->cols; j++) {
            float *const c = g->c + i * g->stride + j;
            *c = g->add ? *c + g->bias[j] : g->bias[j];
        }
    return 1.0f;
}

static size_t no_scratch(const cria_gemm *g)
{
    (void)g;
    return 0;
}
#endif

#ifdef CRIA_GEMM_ONEDNN
static void run_onednn(const cria_gemm *g)
{
    dnnl_sgemm(g->a.transposed ? 'T' : 'N', g->b.transposed ? 'N' : 'T', g->rows, g->cols, g->k,
               1.0f, g->a.data, g->a.stride, g->b.data, g->b.stride, begin_bias(g), g->c,
               g->stride);
}
#endif

#ifdef CRIA_GEMM_OPENBLAS
static void run_openblas(const cria_gemm *g)
{
    cblas_sgemm(CblasRowMajor, g->a.transposed ? CblasTrans : CblasNoTrans,
                g->b.transposed ? CblasNoTrans : CblasTrans, (int)g->rows, (int)g->cols,
                (int)g->k, 1.0f, g->a.data, (int)g->a.stride, g->b.data, (int)g->b.stride,
                begin_bias(g), g->c, (int)g->stride);
}
#endif

static const cria_gemm_provider libraries[] = {
#ifdef CRIA_GEMM_ONEDNN
    {"onednn", run_onednn, no_scratch},
#endif
#ifdef CRIA_GEMM_OPENBLAS
    {"openblas", run_openblas, no_scratch},
#endif
    {0},
};

const cria_gemm_provider *cria_gemm_libraries(void)
{
    return libraries;
}
