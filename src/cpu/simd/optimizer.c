// optimizer.c owns the update of the parameters: SUM_SQUARES and ADAMW over flat slabs.
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"

#include "base/parallel.h"

#include <math.h>

enum { SPAN = 65536 }; // elements a chunk

DEFINE_SUM(sum_squares_wide, double, (const float *x, int64_t n), (double)x[k] * (double)x[k])

static int64_t spans_of(int64_t n)
{
    return (n + SPAN - 1) / SPAN;
}

static int64_t span_end(int64_t span, int64_t n)
{
    return (span + 1) * SPAN < n ? (span + 1) * SPAN : n;
}

static void sum_span(void *context, int64_t span, int thread)
{
    const cria_call *call = context;
    const float *g = call->in[0].data;
    const int64_t first = span * SPAN;
    (void)thread;
    ((double *)call->scratch)[span] =
        sum_squares_wide(g + first, span_end(span, call->in[0].cols) - first);
}

size_t CRIA_ISA(sum_squares_scratch)(const cria_call *call)
{
    return (size_t)spans_of(call->in[0].cols) * sizeof(double);
}

void CRIA_ISA(sum_squares)(const cria_call *call, const cria_step *step)
{
    const int64_t spans = spans_of(call->in[0].cols);
    const double *partial = call->scratch;
    cria_call own = *call;
    double sum = 0;
    (void)step;
    cria_parallel(spans, sum_span, &own);
    for (int64_t i = 0; i < spans; i++)
        sum += partial[i];
    *(float *)call->out[0].data = (float)sqrt(sum);
}

// The numbers of one step, worked out in double.
typedef struct adamw {
    const cria_call *call;
    float clip;       // factor of the gradient
    float new1, new2; // 1 - beta
    float old2;       // beta2
    float decay;      // lr times decay
    float rate;       // lr / (1 - beta1^t)
    float root;       // 1 / sqrt(1 - beta2^t)
    float eps;
} adamw;

static adamw adamw_of(const cria_call *call, const cria_step *step, double norm)
{
    const cria_adamw_attr *a = &call->attr.adamw;
    const double beta1 = a->beta1, beta2 = a->beta2, t = (double)step->update;
    const double rate = (double)step->learning_rate, clip = a->clip / (norm + 1e-6);
    return (adamw){
        .call = call,
        .clip = a->clip > 0 && clip < 1 ? (float)clip : 1.0f,
        .new1 = (float)(1 - beta1),
        .new2 = (float)(1 - beta2),
        .old2 = (float)beta2,
        .decay = (float)(rate * a->weight_decay),
        .rate = (float)(rate / (1 - pow(beta1, t))),
        .root = (float)(1 / sqrt(1 - pow(beta2, t))),
        .eps = (float)a->eps,
    };
}

static void adamw_update(const adamw *a, int64_t first, int64_t end, float decay)
{
    const adamw c = *a;
    const float *restrict grad = (const float *)c.call->in[0].data + first;
    float *restrict data = (float *)c.call->out[0].data + first;
    float *restrict m = (float *)c.call->out[1].data + first;
    float *restrict v = (float *)c.call->out[2].data + first;
    for (int64_t i = 0; i < end - first; i++) {
        const float g = grad[i] * c.clip;
        m[i] += c.new1 * (g - m[i]);
        v[i] = c.old2 * v[i] + c.new2 * (g * g);
        const float kept = data[i] - decay * data[i];
        data[i] = kept - c.rate * (m[i] / (sqrtf(v[i]) * c.root + c.eps));
    }
}

// Ranges are in order and cover the slab; a span may touch several.
static void adamw_span(void *context, int64_t span, int thread)
{
    const adamw *a = context;
    const cria_adamw_attr *attr = &a->call->attr.adamw;
    const int64_t begin = span * SPAN, end = span_end(span, a->call->in[0].cols);
    (void)thread;
    for (int i = 0; i < attr->ranges; i++) {
        const cria_adamw_range *r = &attr->range[i];
        const int64_t from = r->first > begin ? r->first : begin;
        const int64_t to = r->end < end ? r->end : end;
        if (from < to)
            adamw_update(a, from, to, r->decay ? a->decay : 0.0f);
    }
}

// A norm that is not finite leaves everything as it was: the caller sees it and decides.
void CRIA_ISA(adamw)(const cria_call *call, const cria_step *step)
{
    const double norm = (double)*(const float *)call->in[1].data;
    if (!isfinite(norm))
        return;
    adamw a = adamw_of(call, step, norm);
    cria_parallel(spans_of(call->in[0].cols), adamw_span, &a);
}
