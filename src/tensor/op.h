// op.h owns the op table's contract: what ops there are, what they read and write, and how a
// backend is called. Both backends implement exactly this list.
//
// Every value is a matrix [rows, cols] of fp32 (or int32 where said), row-major, with a row
// stride in elements that may exceed cols (a value may be a range of columns of a wider one).
// Letters as in docs/math.md: N rows (N = B T in training), C width, V vocabulary, H heads, Hkv
// key/value heads, D head dim, F inner width. `i32` marks int32 inputs; `?` optional ones.
#ifndef CRIA_TENSOR_OP_H
#define CRIA_TENSOR_OP_H

#include "base/status.h"
#include "format/safetensors.h"

#include <stdint.h>

// The op table: X(NAME, name).
//
// forward      inputs                                   outputs
// EMBED        ids[N,1] i32, table[V,C],                y[N,C] = table[ids] + ptable[positions]
//              positions[N,1] i32 ?, ptable[P,C] ?
// LINEAR       x[N,K], w[M,K], bias[1,M] ?              y[N,M] = x w^T + bias
// RMS_NORM     x[N,C], w[1,C]                           y[N,C] = x inv w, inv[N,1] = 1/rms(x)
// LAYER_NORM   x[N,C], w[1,C], b[1,C]                   y[N,C], stat[N,2] = mean, 1/deviation
// ADD          a[N,C], b[N,C]                           y[N,C] = a + b
// ADD_RMS_NORM a, b, w                                  sum[N,C], y[N,C], inv[N,1]
// ADD_LAYER_NORM a, b, w, bias                          sum[N,C], y[N,C], stat[N,2]
// ROTARY       x[N,H D], positions[N,1] i32             y: element i of a head turns against
//                                                       i + D/2 by position theta^(-2i/D);
//                                                       attr.inverse turns back (its adjoint)
// ATTENTION    q[N,H D], k[N,Hkv D], v[N,Hkv D],        y[N,H D] = softmax(scale q k^T) v,
//              where[..] i32, positions[N,1] i32,       lse[N,H] = log-sum-exp of the scaled
//              kcache ?, vcache ?                       scores; see cria_layout for who sees whom
// SWIGLU       gate[N,F], up[N,F]                       y[N,F] = gate sigmoid(gate) up
// GELU         x[N,F]                                   y, tanh form
// DROPOUT      x[N,C]                                   y = x keep / (1 - p); its own adjoint
// GATHER       x[N,C], rows[R,1] i32                    y[R,C] = x[rows]; a row < 0 gives zeros
// LOSS         logits[N,V], target[N,1] i32,            dlogits[N,V] (may be in place of logits),
//              mask[N,1] i32, scale[1,2],               parts[N,2] = cross-entropy, divergence of
//              teacher logits[N,V] x attr.teachers      the row (unscaled); see cria_loss_attr
// LOGPROB      logits[R,V], row[P,1] i32, id[P,1] i32   y[P,1] = log softmax(logits[row])[id];
//                                                       0 where row < 0
// backward
// LINEAR_DX    dy[N,M], w[M,K]                          dx[N,K] = dy w
// LINEAR_DW    dy[N,M], x[N,K]                          dw[M,K] = dy^T x, db[1,M] ? = column sums
// RMS_NORM_BWD dy, x, w, inv                            dx[N,C], dw[1,C]
// LAYER_NORM_BWD dy, x, w, stat                         dx, dw[1,C], db[1,C]
// ATTENTION_BWD dy, y, q, k, v, lse, where              dq, dk, dv (ROWS layout only)
// SWIGLU_BWD   dy, gate, up                             dgate, dup
// GELU_BWD     dy, x                                    dx
// EMBED_BWD    dy, ids, positions ?                     dtable[V,C], dptable[P,C] ?
// COPY         x                                        y = x
// update (rows = 1: flat slabs)
// SUM_SQUARES  g[1,n]                                   norm[1,1] = sqrt of the sum of squares
// ADAMW        grad[1,n], norm[1,1]                     data, m, v [1,n], updated in place
#define CRIA_OP_TABLE(X)                                                                       \
    X(EMBED, embed)                                                                            \
    X(LINEAR, linear)                                                                          \
    X(RMS_NORM, rms_norm)                                                                      \
    X(LAYER_NORM, layer_norm)                                                                  \
    X(ADD, add)                                                                                \
    X(ADD_RMS_NORM, add_rms_norm)                                                              \
    X(ADD_LAYER_NORM, add_layer_norm)                                                          \
    X(ROTARY, rotary)                                                                          \
    X(ATTENTION, attention)                                                                    \
    X(SWIGLU, swiglu)                                                                          \
    X(GELU, gelu)                                                                              \
    X(DROPOUT, dropout)                                                                        \
    X(GATHER, gather)                                                                          \
    X(LOSS, loss)                                                                              \
    X(LOGPROB, logprob)                                                                        \
    X(LINEAR_DX, linear_dx)                                                                    \
    X(LINEAR_DW, linear_dw)                                                                    \
    X(RMS_NORM_BWD, rms_norm_bwd)                                                              \
    X(LAYER_NORM_BWD, layer_norm_bwd)                                                          \
    X(ATTENTION_BWD, attention_bwd)                                                            \
    X(SWIGLU_BWD, swiglu_bwd)                                                                  \
    X(GELU_BWD, gelu_bwd)                                                                      \
    X(EMBED_BWD, embed_bwd)                                                                    \
    X(COPY, copy)                                                                              \
    X(SUM_SQUARES, sum_squares)                                                                \
    X(ADAMW, adamw)

typedef enum cria_op {
#define X(NAME, name) CRIA_OP_##NAME,
    CRIA_OP_TABLE(X)
#undef X
        CRIA_OPS
} cria_op;
const char *cria_op_name(cria_op op);

enum { CRIA_OP_IN = 12, CRIA_OP_OUT = 4, CRIA_TEACHERS_MAX = 8 };

// cria_layout: which keys a row of ATTENTION sees.
//   ROWS   N = batch x length; row b T + t sees rows b T .. b T + t. where = lengths[batch,1]: keys
//          at t >= length are hidden, rows there give zeros.
//   TREE   row r sees itself and its ancestors; where = parents[N,1], parent < own row, -1 at a
//          root. The path is summed from the root down, so equal paths give equal bits.
//   CACHE  where = slots[N,1]; the rows' keys and values are first stored at
//          cache row slot * capacity + position, then row r sees positions 0 .. its own of its slot.
//          A slot < 0 marks an unused row (zeros).
typedef enum cria_layout {
    CRIA_LAYOUT_ROWS,
    CRIA_LAYOUT_TREE,
    CRIA_LAYOUT_CACHE,
} cria_layout;

// cria_mix: how several teachers become one target q at temperature T.
//   PROBABILITIES  q = sum_k weight_k softmax(z_k / T)      (the talk's slide)
//   LOGITS         q = softmax(sum_k weight_k z_k / T)      (the published code)
typedef enum cria_mix {
    CRIA_MIX_PROBABILITIES,
    CRIA_MIX_LOGITS,
} cria_mix;

// LOSS, row n, student logits z, p = softmax(z / T):
//   parts[n][0] = -log softmax(z)[target]     where target >= 0, else 0
//   parts[n][1] = sum_v q (log q - log p)     where mask != 0 and teachers > 0, else 0
//   dlogits     = scale[0] (softmax(z) - onehot(target)) + scale[1] (p - q) / T
// The caller puts a / n_ce into scale[0] and (1 - a) T^2 / n_kd into scale[1].
typedef struct cria_loss_attr {
    int teachers;
    cria_mix mix;
    float temperature;
    float weight[CRIA_TEACHERS_MAX]; // sums to 1
} cria_loss_attr;

// cria_adamw_range: elements [first, end) of the slabs share one decay. Ranges cover the slab.
typedef struct cria_adamw_range {
    int64_t first, end;
    bool decay;
} cria_adamw_range;

// AdamW (Loshchilov and Hutter 2019) with the gradient clipped to a global norm:
//   g = grad min(1, clip / (norm + 1e-6))      (clip <= 0: unclipped)
//   p -= lr decay p;  m, v moments of g;  p -= lr (m / (1-b1^t)) / (sqrt(v / (1-b2^t)) + eps)
typedef struct cria_adamw_attr {
    double beta1, beta2, eps, weight_decay, clip;
    const cria_adamw_range *range; // borrowed
    int ranges;
} cria_adamw_attr;

typedef struct cria_attr {
    float eps;              // norms
    float theta;            // ROTARY: base
    bool inverse;           // ROTARY
    int head_dim;           // ROTARY, ATTENTION
    int heads, kv_heads;    // ATTENTION; query head h reads key head h / (heads / kv_heads)
    int batch, length;      // ATTENTION, ROWS layout
    int capacity;           // ATTENTION, CACHE layout: rows a slot
    cria_layout layout;     // ATTENTION
    float scale;            // ATTENTION: 1 / sqrt(D)
    float dropout;          // DROPOUT, ATTENTION (on the probabilities): p; 0 = none
    uint32_t stream;        // DROPOUT, ATTENTION: number of this use, keys the random bits
    cria_loss_attr loss;    // LOSS
    cria_adamw_attr adamw;  // ADAMW
} cria_attr;

typedef struct cria_view {
    void *data; // device memory; NULL for an absent optional input or an unwanted output
    int64_t rows, cols, stride;
} cria_view;

// cria_step: what changes from run to run of one program.
typedef struct cria_step {
    uint64_t seed;        // with `index` and attr.stream keys dropout
    uint64_t index;       // number of this run of the program since training began
    bool accumulate;      // add to the parameters' gradients instead of replacing them
    float learning_rate;  // ADAMW
    int64_t update;       // ADAMW: t, from 1
} cria_step;

// cria_call: one op with its arguments resolved. Where bit i of `add` is set, output i is added
// to; where bit i of `add_if` is set, it is added to if step->accumulate, else replaced.
typedef struct cria_call {
    cria_op op;
    cria_view in[CRIA_OP_IN], out[CRIA_OP_OUT];
    cria_attr attr;
    uint32_t add, add_if;
    void *scratch; // as many bytes as the kernel asked for, aligned to 64; contents undefined
} cria_call;

static inline bool cria_call_adds(const cria_call *call, int out, const cria_step *step)
{
    return (call->add >> out & 1) || ((call->add_if >> out & 1) && step->accumulate);
}

// Dropout keeps element i of attr.stream in run `index` when the random word w (32 bits) there
// satisfies w >= p 2^32: word i % 4 of philox(counter = {i/4 lo, i/4 hi, index, CRIA_STREAM_DROPOUT
// + stream}, key = seed). DROPOUT: i = row cols + col. ATTENTION: i = ((b H + h) T + t) T + s.

// cria_kernel: one backend's implementation of one op. `scratch` (may be NULL: none) returns bytes.
typedef struct cria_kernel {
    void (*run)(const cria_call *call, const cria_step *step);
    size_t (*scratch)(const cria_call *call);
} cria_kernel;

// cria_backend: memory and kernels of one kind of device. All functions but `run` may be called
// from any thread.
typedef struct cria_backend {
    const char *name;          // "cpu"
    const cria_kernel *kernel; // [CRIA_OPS]
    cria_status (*alloc)(void **out, size_t bytes); // zeroed, aligned to 64
    void (*free)(void *memory, size_t bytes);
    cria_status (*put)(void *to, const void *host, size_t bytes);
    cria_status (*get)(void *host, const void *from, size_t bytes);
    cria_status (*run)(const cria_call *calls, int count, const cria_step *step);
    size_t (*available)(void); // bytes free for use; 0 when unknown
} cria_backend;

#endif
