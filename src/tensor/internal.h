// internal.h: the program's own data, shared by the files of this room only.
//
//   record.c   makes values and nodes        fuse.c   rewrites the forward list
//   adjoint.c  appends the backward list     plan.c   gives every value its place
//   run.c      resolves calls and runs them  count.c  FLOPs, bytes, description
#ifndef CRIA_TENSOR_INTERNAL_H
#define CRIA_TENSOR_INTERNAL_H

#include "tensor/program.h"

typedef enum value_kind {
    VALUE_SLAB,       // planned: lives in the program's slab while it is needed
    VALUE_VIEW,       // columns [first, first + cols) of `root`
    VALUE_PARAM,      // in a model's data slab
    VALUE_PARAM_GRAD, // in a model's gradient slab
    VALUE_OWN,        // inputs, caches: own memory as long as the program
    VALUE_EXTERNAL,   // bound from outside
} value_kind;

typedef struct value {
    value_kind kind;
    cria_dtype dtype; // CRIA_F32 or CRIA_I32
    int64_t rows, cols;
    int root;            // VIEW
    int64_t first;       // VIEW: column in root
    cria_params *params; // PARAM, PARAM_GRAD
    int64_t offset;      // PARAM*: element in the slab; SLAB: byte in the slab
    bool keep;           // SLAB: readable after a run
    void *memory;        // OWN, EXTERNAL
    int64_t stride;      // EXTERNAL
    int begin, end;      // SLAB: first and last node that touches it (plan.c)
} value;

typedef struct node {
    cria_op op;
    int in[CRIA_OP_IN], out[CRIA_OP_OUT]; // value ids, 0 = none
    cria_attr attr;
    uint32_t add, add_if;
    bool dead; // taken out by a fusion
} node;

struct cria_program {
    const cria_backend *backend;
    cria_program_options options;
    cria_inputs inputs;
    cria_status status; // the first error, sticky
    char message[1024];
    value *value; // value[0] is "none"
    int values;
    size_t value_capacity;
    node *node;
    int nodes, forward_nodes; // forward_nodes: set when the backward list begins
    size_t node_capacity;
    uint32_t streams; // dropout uses so far
    int loss;         // node of the loss, -1 = none
    int *cache;       // CACHE: key and value cache of each attention, in recording order
    int caches;
    size_t cache_capacity;
    bool finished;
    size_t slab_bytes, own_bytes, scratch_bytes;
    void *slab, *scratch;
    cria_call *call;
    int calls;
};

#define VALUE(p, id) (&(p)->value[id])

// record.c
int value_new(cria_program *p, const value *v); // 0 and sticky error on failure
int value_slab(cria_program *p, int64_t rows, int64_t cols);
node *node_new(cria_program *p, cria_op op);      // NULL on failure
int value_storage(const cria_program *p, int id); // the value whose memory holds `id`

// the passes of cria_program_finish, in this order
void fuse_program(cria_program *p);
void adjoint_program(cria_program *p);
void plan_program(cria_program *p);
// resolve_call fills a call's views from the plan (memory may still be absent: data NULL).
void resolve_call(const cria_program *p, const node *n, cria_call *call);

#endif
