// loss.c owns LOSS: cross-entropy, the divergence from the teachers, and their gradient, a row
// at a time while it is in the cache.
//
// With e = exp((z - max) / T) and S its sum, for the teachers' target (t) and the student (s):
//   one set of teacher logits   KL = sum e_t (t - s) / (T S_t) + log S_s - log S_t
//   mixed probabilities         KL = sum q log q - sum q s / T + log S_s
// where t and s are taken less their maxima. By the first, equal logits give exactly 0. The
// hard softmax needs no exponential of its own at T = 2: exp(z) = exp(z / 2)^2.
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/softmax.h"

#include "base/parallel.h"

#include <float.h>
#include <math.h>
#include <string.h>

// Each chunk of rows has two rows of scratch of its own: the target, and one to work in.
enum { CHUNKS_MAX = 64, WORK_ROWS = 2 };

typedef struct row {
    const cria_call *call;
    const float *teacher[CRIA_TEACHERS_MAX];
    const float *z; // the student's logits; may be dz
    float *dz;
    float *target; // the teachers' distribution, not yet divided by target_sum
    float *work;
    int64_t n;
    float inverse_t, max;
    double target_sum, divergence;
} row;

DEFINE_SUM(sum_gaps, float,
           (const float *e, const float *t, float max_t, const float *s, float max_s,
            int64_t n),
           e[k] * ((t[k] - max_t) - (s[k] - max_s)))

static double dot_gaps(const row *r, const float *t, float max)
{
    double sum = 0;
    for (int64_t at = 0; at < r->n; at += BLOCK)
        sum += (double)sum_gaps(r->target + at, t + at, max, r->z + at, r->max,
                                block_size(at, r->n));
    return sum;
}

// The weighted mean of the teachers' logits; one teacher's own.
static const float *mean_logits(const row *r)
{
    const cria_loss_attr *a = &r->call->attr.loss;
    if (a->teachers == 1)
        return r->teacher[0];
    for (int k = 0; k < a->teachers; k++) {
        const float *restrict t = r->teacher[k];
        float *restrict mean = r->work;
        const float weight = a->weight[k];
        for (int64_t i = 0; i < r->n; i++)
            put(mean, i, weight * t[i], k > 0);
    }
    return r->work;
}

// The target from one set of logits. The student's log S_s is added to the divergence later.
static void target_of_logits(row *r)
{
    const float *t = mean_logits(r), max = max_of(t, r->n);
    r->target_sum = exp_row(r->target, t, max, r->inverse_t, r->n);
    r->divergence =
        dot_gaps(r, t, max) * (double)r->inverse_t / r->target_sum - log(r->target_sum);
}

static void mix_probabilities(const row *r)
{
    const cria_loss_attr *a = &r->call->attr.loss;
    for (int k = 0; k < a->teachers; k++) {
        const float *t = r->teacher[k];
        const double sum = exp_row(r->work, t, max_of(t, r->n), r->inverse_t, r->n);
        const float weight = (float)((double)a->weight[k] / sum), *restrict e = r->work;
        float *restrict target = r->target;
        for (int64_t i = 0; i < r->n; i++)
            put(target, i, weight * e[i], k > 0);
    }
}

// q (log q - u) with u = (s - max) / T; 0 log 0 = 0.
static inline float gap_term(float q, float s, float max, float inverse_t)
{
    return q * (cria_log(q > FLT_MIN ? q : FLT_MIN) - (s - max) * inverse_t);
}

static void target_of_probabilities(row *r)
{
    float term[BLOCK];
    double gaps = 0, sum = 0;
    mix_probabilities(r);
    for (int64_t at = 0; at < r->n; at += BLOCK) {
        const int64_t count = block_size(at, r->n);
        const float *q = r->target + at, *s = r->z + at;
        for (int64_t i = 0; i < count; i++)
            term[i] = gap_term(q[i], s[i], r->max, r->inverse_t);
        gaps += (double)sum_of(term, count);
        sum += (double)sum_of(q, count);
    }
    r->target_sum = sum;
    r->divergence = gaps / sum - log(sum);
}

// The student's exponentials at T and at 1, and their sums.
typedef struct student {
    const float *soft, *hard;
    double soft_sum, hard_sum;
} student;

static double sum_of_squares(const float *e, int64_t n)
{
    double sum = 0;
    for (int64_t at = 0; at < n; at += BLOCK)
        sum += (double)sum_products(e + at, e + at, block_size(at, n));
    return sum;
}

static student student_of(const row *r)
{
    student s = {.soft = r->dz, .hard = r->dz};
    if (r->inverse_t == 1.0f) {
        s.hard_sum = s.soft_sum = exp_row(r->dz, r->z, r->max, 1.0f, r->n);
    } else if (r->inverse_t == 0.5f) {
        s.soft_sum = exp_row(r->dz, r->z, r->max, 0.5f, r->n);
        s.hard_sum = sum_of_squares(r->dz, r->n);
    } else {
        s.soft = r->work;
        s.soft_sum = exp_row(r->work, r->z, r->max, r->inverse_t, r->n);
        s.hard_sum = exp_row(r->dz, r->z, r->max, 1.0f, r->n);
    }
    return s;
}

// dz = hard softmax(z) + soft (p - q), all three as exponentials and a factor.
static void soft_gradient(const row *r, const student *s, double hard_scale, double soft_scale)
{
    const float hard = (float)(hard_scale / s->hard_sum);
    const float soft = (float)(soft_scale / s->soft_sum);
    const float target = (float)(soft_scale / r->target_sum);
    const float *p = s->soft, *q = r->target;
    float *dz = r->dz;
    if (r->inverse_t == 0.5f) {
#pragma GCC ivdep
        for (int64_t i = 0; i < r->n; i++)
            dz[i] = hard * (dz[i] * dz[i]) + (soft * dz[i] - target * q[i]);
    } else {
#pragma GCC ivdep
        for (int64_t i = 0; i < r->n; i++)
            dz[i] = hard * dz[i] + (soft * p[i] - target * q[i]);
    }
}

// Both losses' gradient; returns the log of the hard softmax's sum.
static double soft_row(row *r, double hard_scale, double soft_scale)
{
    const cria_loss_attr *a = &r->call->attr.loss;
    if (a->teachers > 1 && a->mix == CRIA_MIX_PROBABILITIES)
        target_of_probabilities(r);
    else
        target_of_logits(r);
    const student s = student_of(r);
    r->divergence += log(s.soft_sum);
    soft_gradient(r, &s, hard_scale, soft_scale);
    return log(s.hard_sum);
}

// Cross-entropy's gradient alone; returns the log of the softmax's sum.
static double hard_row(const row *r, double hard_scale)
{
    const double sum = exp_row(r->dz, r->z, r->max, 1.0f, r->n);
    const float factor = (float)(hard_scale / sum);
    for (int64_t i = 0; i < r->n; i++)
        r->dz[i] *= factor;
    return log(sum);
}

static void loss_row(row *r, int64_t at)
{
    const cria_call *call = r->call;
    const cria_loss_attr *a = &call->attr.loss;
    const int32_t target = int_of(&call->in[1], at);
    const bool hard = target >= 0, soft = a->teachers > 0 && int_of(&call->in[2], at) != 0;
    const float *scale = call->in[3].data;
    float *parts = row_of(&call->out[1], at);
    parts[0] = parts[1] = 0.0f;
    if (!hard && !soft) {
        memset(r->dz, 0, (size_t)r->n * sizeof *r->dz);
        return;
    }
    CRIA_ASSERT(target < r->n);
    const float hard_scale = hard ? scale[0] : 0.0f;
    const double z = hard ? (double)r->z[target] : 0; // dz may overwrite it
    r->max = max_of(r->z, r->n);
    const double log_sum =
        soft ? soft_row(r, (double)hard_scale, (double)scale[1] * (double)r->inverse_t)
             : hard_row(r, (double)hard_scale);
    if (soft)
        parts[1] = (float)r->divergence;
    if (!hard)
        return;
    parts[0] = (float)(log_sum + (double)r->max - z);
    r->dz[target] -= hard_scale;
}

static cria_row_chunks chunks_of(const cria_call *call)
{
    return cria_row_chunks_of(call->in[0].rows, CHUNKS_MAX, 1);
}

static void loss_chunk(void *context, int64_t chunk, int thread)
{
    const cria_call *call = context;
    const cria_row_chunks chunks = chunks_of(call);
    const int64_t n = call->in[0].cols, first = chunk * chunks.size;
    float *work = (float *)call->scratch + chunk * WORK_ROWS * n;
    (void)thread;
    for (int64_t at = first; at < first + chunks.size && at < call->in[0].rows; at++) {
        row r = {
            .call = call,
            .z = row_of(&call->in[0], at),
            .dz = row_of(&call->out[0], at),
            .target = work,
            .work = work + n,
            .n = n,
            .inverse_t = 1.0f / call->attr.loss.temperature,
        };
        for (int k = 0; k < call->attr.loss.teachers; k++)
            r.teacher[k] = row_of(&call->in[4 + k], at);
        loss_row(&r, at);
    }
}

size_t CRIA_ISA(loss_scratch)(const cria_call *call)
{
    const int64_t rows = call->attr.loss.teachers ? chunks_of(call).count * WORK_ROWS : 0;
    return (size_t)(rows * call->in[0].cols) * sizeof(float);
}

void CRIA_ISA(loss)(const cria_call *call, const cria_step *step)
{
    cria_call own = *call;
    (void)step;
    cria_parallel(chunks_of(call).count, loss_chunk, &own);
}
