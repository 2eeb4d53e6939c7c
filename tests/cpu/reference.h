// reference.h owns what the kernels are held against: every op written down plainly in double,
// on dense matrices. Integers are kept as doubles too.
#ifndef CRIA_TESTS_CPU_REFERENCE_H
#define CRIA_TESTS_CPU_REFERENCE_H

#include "tensor/op.h"

typedef struct matrix {
    int64_t rows, cols;
    double *x; // NULL: an absent operand
    bool integer;
} matrix;

// trial: one call of one op. `out` holds what is there before, then the reference's result.
typedef struct trial {
    cria_op op;
    cria_attr attr;
    cria_step step;
    matrix in[CRIA_OP_IN], out[CRIA_OP_OUT];
    cria_adamw_range range[4];
    double floor;    // size of the terms, where the outputs are their small differences
    uint64_t random; // state of the generator
} trial;

// reference_run replaces trial->out by the op's result; false for an op it does not know.
bool reference_run(trial *t);

void trial_free(trial *t);
matrix matrix_new(int64_t rows, int64_t cols);
matrix matrix_copy(const matrix *m);

// trial_normal: float-valued numbers, nearly normal, of deviation `scale`; trial_ints: integers
// in [low, high).
double trial_uniform(trial *t); // in [0, 1)
matrix trial_normal(trial *t, int64_t rows, int64_t cols, double scale);
matrix trial_ints(trial *t, int64_t rows, int64_t low, int64_t high);

#endif
