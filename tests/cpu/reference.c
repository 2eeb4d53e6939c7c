// reference.c: see reference.h.
#include "cpu/reference.h"

#include "base/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

matrix matrix_new(int64_t rows, int64_t cols)
{
    const size_t count = (size_t)(rows * cols);
    return (matrix){rows, cols, calloc(count ? count : 1, sizeof(double)), false};
}

matrix matrix_copy(const matrix *m)
{
    matrix copy = *m;
    if (!m->x)
        return copy;
    copy.x = matrix_new(m->rows, m->cols).x;
    memcpy(copy.x, m->x, (size_t)(m->rows * m->cols) * sizeof *m->x);
    return copy;
}

void trial_free(trial *t)
{
    for (int i = 0; i < CRIA_OP_IN; i++)
        free(t->in[i].x);
    for (int i = 0; i < CRIA_OP_OUT; i++)
        free(t->out[i].x);
}

double trial_uniform(trial *t)
{
    t->random = t->random * 6364136223846793005u + 1442695040888963407u;
    return (double)(t->random >> 11) * 0x1p-53;
}

matrix trial_normal(trial *t, int64_t rows, int64_t cols, double scale)
{
    matrix m = matrix_new(rows, cols);
    for (int64_t i = 0; i < rows * cols; i++) {
        double sum = -2;
        for (int k = 0; k < 4; k++)
            sum += trial_uniform(t);
        m.x[i] = (double)(float)(scale * sqrt(3) * sum);
    }
    return m;
}

matrix trial_ints(trial *t, int64_t rows, int64_t low, int64_t high)
{
    matrix m = matrix_new(rows, 1);
    m.integer = true;
    for (int64_t i = 0; i < rows; i++)
        m.x[i] = (double)low + floor(trial_uniform(t) * (double)(high - low));
    return m;
}

static double *row(const matrix *m, int64_t r)
{
    return m->x + r * m->cols;
}

static int64_t integer(const matrix *m, int64_t r)
{
    return (int64_t)m->x[r];
}

static void embed(trial *t)
{
    matrix *y = &t->out[0];
    for (int64_t r = 0; r < y->rows; r++)
        for (int64_t c = 0; c < y->cols; c++) {
            row(y, r)[c] = row(&t->in[1], integer(&t->in[0], r))[c];
            if (t->in[3].x)
                row(y, r)[c] += row(&t->in[3], integer(&t->in[2], r))[c];
        }
}

static void embed_bwd(trial *t)
{
    for (int i = 0; i < 2; i++) {
        matrix *table = &t->out[i];
        if (!table->x)
            continue;
        memset(table->x, 0, (size_t)(table->rows * table->cols) * sizeof(double));
        for (int64_t r = 0; r < t->in[0].rows; r++)
            for (int64_t c = 0; c < table->cols; c++)
                row(table, integer(&t->in[1 + i], r))[c] += row(&t->in[0], r)[c];
    }
}

static void gather(trial *t)
{
    matrix *y = &t->out[0];
    for (int64_t r = 0; r < y->rows; r++)
        for (int64_t c = 0; c < y->cols; c++) {
            const int64_t from = integer(&t->in[1], r);
            row(y, r)[c] = from < 0 ? 0 : row(&t->in[0], from)[c];
        }
}

// Mean (0 for RMS) and 1 / deviation of a row.
static void statistics(const double *x, int64_t n, bool centred, double eps, double stat[2])
{
    double sum = 0, squares = 0;
    for (int64_t i = 0; i < n; i++)
        sum += x[i];
    stat[0] = centred ? sum / (double)n : 0;
    for (int64_t i = 0; i < n; i++)
        squares += (x[i] - stat[0]) * (x[i] - stat[0]);
    stat[1] = 1 / sqrt(squares / (double)n + eps);
}

static void norm_of(trial *t, const matrix *x, const matrix *w, bool centred, int out)
{
    for (int64_t r = 0; r < x->rows; r++) {
        double stat[2];
        statistics(row(x, r), x->cols, centred, (double)t->attr.eps, stat);
        for (int64_t c = 0; c < x->cols; c++)
            row(&t->out[out], r)[c] =
                (row(x, r)[c] - stat[0]) * stat[1] * w[0].x[c] + (centred ? w[1].x[c] : 0);
        memcpy(row(&t->out[out + 1], r), stat + !centred, (centred ? 2 : 1) * sizeof *stat);
    }
}

static void add(trial *t)
{
    for (int64_t i = 0; i < t->out[0].rows * t->out[0].cols; i++)
        t->out[0].x[i] = t->in[0].x[i] + t->in[1].x[i];
}

static void rms_norm(trial *t)
{
    norm_of(t, &t->in[0], &t->in[1], false, 0);
}

static void layer_norm(trial *t)
{
    norm_of(t, &t->in[0], &t->in[1], true, 0);
}

static void add_rms_norm(trial *t)
{
    add(t);
    norm_of(t, &t->out[0], &t->in[2], false, 1);
}

static void add_layer_norm(trial *t)
{
    add(t);
    norm_of(t, &t->out[0], &t->in[2], true, 1);
}

static void norm_bwd(trial *t, bool centred)
{
    const matrix *dy = &t->in[0], *x = &t->in[1], *w = &t->in[2];
    const int64_t n = dy->cols;
    for (int i = 1; i < 2 + centred; i++)
        memset(t->out[i].x, 0, (size_t)n * sizeof(double));
    for (int64_t r = 0; r < dy->rows; r++) {
        double stat[2], shift = 0, turn = 0;
        statistics(row(x, r), n, centred, (double)t->attr.eps, stat);
        for (int64_t c = 0; c < n; c++) {
            const double xhat = (row(x, r)[c] - stat[0]) * stat[1], d = row(dy, r)[c];
            shift += centred ? d * w->x[c] / (double)n : 0;
            turn += d * w->x[c] * xhat / (double)n;
            t->out[1].x[c] += d * xhat;
            if (centred)
                t->out[2].x[c] += d;
        }
        for (int64_t c = 0; c < n; c++) {
            const double xhat = (row(x, r)[c] - stat[0]) * stat[1];
            row(&t->out[0], r)[c] = stat[1] * (row(dy, r)[c] * w->x[c] - shift - xhat * turn);
        }
    }
}

static void rms_norm_bwd(trial *t)
{
    norm_bwd(t, false);
}

static void layer_norm_bwd(trial *t)
{
    norm_bwd(t, true);
}

static void rotary(trial *t)
{
    const int64_t head = t->attr.head_dim, half = head / 2;
    for (int64_t r = 0; r < t->out[0].rows; r++)
        for (int64_t c = 0; c < t->out[0].cols; c++) {
            const int64_t i = c % half;
            const bool first = c % head < half;
            const double angle = (t->attr.inverse ? -1 : 1) * t->in[1].x[r] *
                                 pow((double)t->attr.theta, -2.0 * (double)i / (double)head);
            const double *x = row(&t->in[0], r) + c;
            row(&t->out[0], r)[c] =
                x[0] * cos(angle) + (first ? -x[half] : x[-half]) * sin(angle);
        }
}

static double sigmoid(double x)
{
    return 1 / (1 + exp(-x));
}

static void swiglu(trial *t)
{
    for (int64_t i = 0; i < t->out[0].rows * t->out[0].cols; i++)
        t->out[0].x[i] = t->in[0].x[i] * sigmoid(t->in[0].x[i]) * t->in[1].x[i];
}

static void swiglu_bwd(trial *t)
{
    for (int64_t i = 0; i < t->out[0].rows * t->out[0].cols; i++) {
        const double dy = t->in[0].x[i], g = t->in[1].x[i], u = t->in[2].x[i], s = sigmoid(g);
        t->out[0].x[i] = dy * u * (s + g * s * (1 - s));
        t->out[1].x[i] = dy * g * s;
    }
}

static const double gelu_factor = 0.7978845608028654; // sqrt(2 / pi)

static void gelu(trial *t)
{
    for (int64_t i = 0; i < t->out[0].rows * t->out[0].cols; i++) {
        const double x = t->in[0].x[i];
        t->out[0].x[i] = 0.5 * x * (1 + tanh(gelu_factor * (x + 0.044715 * x * x * x)));
    }
}

static void gelu_bwd(trial *t)
{
    for (int64_t i = 0; i < t->out[0].rows * t->out[0].cols; i++) {
        const double x = t->in[1].x[i], h = tanh(gelu_factor * (x + 0.044715 * x * x * x));
        const double slope = gelu_factor * (1 + 3 * 0.044715 * x * x);
        t->out[0].x[i] = t->in[0].x[i] * (0.5 * (1 + h) + 0.5 * x * (1 - h * h) * slope);
    }
}

static void dropout(trial *t)
{
    const double p = (double)t->attr.dropout;
    for (int64_t i = 0; i < t->out[0].rows * t->out[0].cols; i++) {
        const uint32_t counter[4] = {(uint32_t)(i / 4), 0, (uint32_t)t->step.index,
                                     CRIA_STREAM_DROPOUT + t->attr.stream};
        uint32_t word[4];
        cria_philox(word, counter, t->step.seed);
        t->out[0].x[i] = (double)word[i % 4] >= p * 0x1p32 ? t->in[0].x[i] / (1 - p) : 0;
    }
}

static void copy(trial *t)
{
    memcpy(t->out[0].x, t->in[0].x, (size_t)(t->out[0].rows * t->out[0].cols) * sizeof(double));
}

// log softmax(z / temperature) into y.
static void log_softmax(double *y, const double *z, int64_t n, double temperature)
{
    double max = -INFINITY, sum = 0;
    for (int64_t i = 0; i < n; i++)
        max = fmax(max, z[i] / temperature);
    for (int64_t i = 0; i < n; i++)
        sum += exp(z[i] / temperature - max);
    for (int64_t i = 0; i < n; i++)
        y[i] = z[i] / temperature - max - log(sum);
}

// The teachers' distribution q of one row.
static void teachers_target(const trial *t, int64_t r, double *q, double *work, int64_t n)
{
    const cria_loss_attr *a = &t->attr.loss;
    const double temperature = (double)a->temperature;
    memset(q, 0, (size_t)n * sizeof *q);
    for (int k = 0; k < a->teachers; k++) {
        const double *z = row(&t->in[4 + k], r), weight = (double)a->weight[k];
        log_softmax(work, z, n, temperature);
        for (int64_t v = 0; v < n; v++)
            q[v] += weight * (a->mix == CRIA_MIX_LOGITS ? z[v] : exp(work[v]));
    }
    if (a->mix != CRIA_MIX_LOGITS)
        return;
    log_softmax(work, q, n, temperature);
    for (int64_t v = 0; v < n; v++)
        q[v] = exp(work[v]);
}

static void loss_hard(trial *t, int64_t r, double *work, const double *z)
{
    const int64_t target = integer(&t->in[1], r), n = t->in[0].cols;
    if (target < 0)
        return;
    log_softmax(work, z, n, 1);
    row(&t->out[1], r)[0] = -work[target];
    for (int64_t v = 0; v < n; v++)
        row(&t->out[0], r)[v] += t->in[3].x[0] * (exp(work[v]) - (v == target));
}

static void loss_soft(trial *t, int64_t r, double *work, const double *z)
{
    const int64_t n = t->in[0].cols;
    const double temperature = (double)t->attr.loss.temperature;
    double *q = work + n;
    if (!t->attr.loss.teachers || integer(&t->in[2], r) == 0)
        return;
    teachers_target(t, r, q, work, n);
    log_softmax(work, z, n, temperature);
    for (int64_t v = 0; v < n; v++) {
        row(&t->out[1], r)[1] += q[v] > 0 ? q[v] * (log(q[v]) - work[v]) : 0;
        row(&t->out[0], r)[v] += t->in[3].x[1] * (exp(work[v]) - q[v]) / temperature;
    }
}

static void loss(trial *t)
{
    const int64_t n = t->in[0].cols;
    matrix work = matrix_new(2, n);
    for (int i = 0; i < 2; i++)
        memset(t->out[i].x, 0, (size_t)(t->out[i].rows * t->out[i].cols) * sizeof(double));
    for (int64_t r = 0; r < t->in[0].rows; r++) {
        loss_hard(t, r, work.x, row(&t->in[0], r));
        loss_soft(t, r, work.x, row(&t->in[0], r));
    }
    free(work.x);
}

static void logprob(trial *t)
{
    matrix work = matrix_new(1, t->in[0].cols);
    for (int64_t p = 0; p < t->out[0].rows; p++) {
        const int64_t r = integer(&t->in[1], p);
        t->out[0].x[p] = 0;
        if (r < 0)
            continue;
        log_softmax(work.x, row(&t->in[0], r), work.cols, 1);
        t->out[0].x[p] = work.x[integer(&t->in[2], p)];
    }
    free(work.x);
}

static void sum_squares(trial *t)
{
    double sum = 0;
    for (int64_t i = 0; i < t->in[0].cols; i++)
        sum += t->in[0].x[i] * t->in[0].x[i];
    t->out[0].x[0] = sqrt(sum);
}

static bool decays(const cria_adamw_attr *a, int64_t i)
{
    for (int k = 0; k < a->ranges; k++)
        if (i >= a->range[k].first && i < a->range[k].end)
            return a->range[k].decay;
    return false;
}

static void adamw(trial *t)
{
    const cria_adamw_attr *a = &t->attr.adamw;
    const double b1 = a->beta1, b2 = a->beta2, u = (double)t->step.update;
    const double lr = (double)t->step.learning_rate, clip = a->clip;
    const double factor = clip > 0 ? fmin(1, clip / (t->in[1].x[0] + 1e-6)) : 1;
    double *data = t->out[0].x, *m = t->out[1].x, *v = t->out[2].x;
    if (!isfinite(t->in[1].x[0]))
        return;
    for (int64_t i = 0; i < t->in[0].cols; i++) {
        const double g = t->in[0].x[i] * factor;
        data[i] -= decays(a, i) ? lr * a->weight_decay * data[i] : 0;
        m[i] = b1 * m[i] + (1 - b1) * g;
        v[i] = b2 * v[i] + (1 - b2) * g * g;
        data[i] -=
            lr * (m[i] / (1 - pow(b1, u))) / (sqrt(v[i] / (1 - pow(b2, u))) + a->eps);
    }
}

static void (*const rules[CRIA_OPS])(trial *) = {
    [CRIA_OP_EMBED] = embed,
    [CRIA_OP_RMS_NORM] = rms_norm,
    [CRIA_OP_LAYER_NORM] = layer_norm,
    [CRIA_OP_ADD] = add,
    [CRIA_OP_ADD_RMS_NORM] = add_rms_norm,
    [CRIA_OP_ADD_LAYER_NORM] = add_layer_norm,
    [CRIA_OP_ROTARY] = rotary,
    [CRIA_OP_SWIGLU] = swiglu,
    [CRIA_OP_GELU] = gelu,
    [CRIA_OP_DROPOUT] = dropout,
    [CRIA_OP_GATHER] = gather,
    [CRIA_OP_LOSS] = loss,
    [CRIA_OP_LOGPROB] = logprob,
    [CRIA_OP_RMS_NORM_BWD] = rms_norm_bwd,
    [CRIA_OP_LAYER_NORM_BWD] = layer_norm_bwd,
    [CRIA_OP_SWIGLU_BWD] = swiglu_bwd,
    [CRIA_OP_GELU_BWD] = gelu_bwd,
    [CRIA_OP_EMBED_BWD] = embed_bwd,
    [CRIA_OP_COPY] = copy,
    [CRIA_OP_SUM_SQUARES] = sum_squares,
    [CRIA_OP_ADAMW] = adamw,
};

bool reference_run(trial *t)
{
    if (rules[t->op])
        rules[t->op](t);
    return rules[t->op] != NULL;
}
