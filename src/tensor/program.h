// program.h owns the recorded program. A model records its forward pass once, for one batch
// shape; from the list follow the fused list, the backward list, the memory plan and the counts.
//
// Errors stick: after the first one, recording calls do nothing and cria_program_finish reports it.
// Order of use: open, record, finish (plan known, nothing allocated), allocate, run.
#ifndef CRIA_TENSOR_PROGRAM_H
#define CRIA_TENSOR_PROGRAM_H

#include "tensor/params.h"

typedef struct cria_program cria_program;

// cria_value names a value of one program; id 0 is "none".
typedef struct cria_value {
    int id;
} cria_value;

typedef struct cria_program_options {
    cria_layout layout;
    int batch, length; // ROWS: B, T. TREE and CACHE: batch x length rows, with no further meaning
    int slots, capacity; // CACHE: sequences, and positions a sequence
    cria_program *cache_of; // CACHE: use the caches of this program of the same model (allocated
                            // before, closed after); NULL: own ones
    int logit_rows;    // rows that reach the head; 0 = all
    int picks;         // LOGPROB: number of (row, id) pairs
    bool training;     // dropout on, backward derived
    bool unfused;      // leave the recorded list as it is (tests)
} cria_program_options;

// The inputs every program has (those its layout does not use are none). All int32 but scale.
typedef struct cria_inputs {
    cria_value ids, positions; // [N,1]
    cria_value where;          // lengths [B,1], parents [N,1] or slots [N,1], by layout
    cria_value rows;           // [logit_rows,1]
    cria_value target, mask;   // [N,1], training
    cria_value scale;          // [1,2] fp32, training
    cria_value pick_row, pick_id; // [picks,1]
} cria_inputs;

CRIA_MUSTUSE cria_status cria_program_open(cria_program **out, const cria_backend *backend,
                                           const cria_program_options *options);
const cria_inputs *cria_program_inputs(const cria_program *p);
const cria_program_options *cria_program_options_of(const cria_program *p);

// Recording. Shapes are checked; a mismatch sticks as CRIA_EARG naming the op and both shapes.
cria_value cria_param_value(cria_program *p, cria_params *params, int index);
// cria_external: a value that lives outside (another program's output); bind before running.
cria_value cria_external(cria_program *p, int64_t rows, int64_t cols);
cria_value cria_embed(cria_program *p, cria_value table, cria_value position_table); // of the ids
cria_value cria_linear(cria_program *p, cria_value x, cria_value w, cria_value bias);
cria_value cria_columns(cria_program *p, cria_value x, int64_t first, int64_t count); // a view
cria_value cria_rms_norm(cria_program *p, cria_value x, cria_value w, float eps);
cria_value cria_layer_norm(cria_program *p, cria_value x, cria_value w, cria_value b, float eps);
cria_value cria_add_values(cria_program *p, cria_value a, cria_value b);
cria_value cria_rotary(cria_program *p, cria_value x, int head_dim, float theta);
typedef struct cria_attention_shape {
    int heads, kv_heads, head_dim;
    float dropout;
} cria_attention_shape;
cria_value cria_attention(cria_program *p, cria_value q, cria_value k, cria_value v,
                          const cria_attention_shape *shape);
cria_value cria_swiglu(cria_program *p, cria_value gate, cria_value up);
cria_value cria_gelu(cria_program *p, cria_value x);
cria_value cria_dropout(cria_program *p, cria_value x, float probability);
// cria_head: logits of the rows that the program wants (options.logit_rows).
cria_value cria_head(cria_program *p, cria_value x, cria_value w);
// cria_selected: x, or its rows that reach the head; cria_head calls it.
cria_value cria_selected(cria_program *p, cria_value x);
// cria_loss ends a training program: returns parts[N,2]; the gradient starts here.
cria_value cria_loss(cria_program *p, cria_value logits, const cria_value *teachers,
                     const cria_loss_attr *attr);
cria_value cria_logprob(cria_program *p, cria_value logits); // [picks,1]
// cria_keep: the value can be read after a run.
void cria_keep(cria_program *p, cria_value v);
// cria_program_fail lets an architecture stick its own error.
void cria_program_fail(cria_program *p, cria_status status);

// cria_program_finish fuses, derives the backward list and plans memory; allocates nothing on
// the device. cria_program_allocate makes the slab and resolves every call; the parameters must be
// allocated by then.
CRIA_MUSTUSE cria_status cria_program_finish(cria_program *p);
CRIA_MUSTUSE cria_status cria_program_allocate(cria_program *p);
void cria_program_close(cria_program *p);

// Counts, known after finish. FLOPs are the necessary ones: 2 a multiply-add, causal half of
// attention, recomputation not counted.
size_t cria_program_bytes(const cria_program *p);    // slab, caches, inputs, scratch
double cria_program_flops(const cria_program *p);    // of one run
int cria_program_calls(const cria_program *p);       // ops in the final list

// Running.
CRIA_MUSTUSE cria_status cria_program_put(cria_program *p, cria_value v, const void *host);
CRIA_MUSTUSE cria_status cria_program_get(const cria_program *p, cria_value v, void *host);
// cria_program_view: device memory of a kept value, an input, or a parameter; for binding.
cria_view cria_program_view(const cria_program *p, cria_value v);
CRIA_MUSTUSE cria_status cria_program_bind(cria_program *p, cria_value external, cria_view view);
CRIA_MUSTUSE cria_status cria_program_run(cria_program *p, const cria_step *step);

#endif
