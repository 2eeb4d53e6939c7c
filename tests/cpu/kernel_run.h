// kernel_run.h owns running a trial through a kernel table and comparing the outcome.
#ifndef CRIA_TESTS_CPU_KERNEL_RUN_H
#define CRIA_TESTS_CPU_KERNEL_RUN_H

#include "cpu/reference.h"

// setting: how a trial's operands lie in memory and what is asked of the outputs.
typedef struct setting {
    int threads;
    int64_t pad;     // elements between the rows of every operand
    int in_place[2]; // as in op_case
    uint32_t add, add_if;
    bool accumulate;
} setting;

// outcome: the outputs as dense floats; all_bits_set where padding was written to.
typedef struct outcome {
    float *y[CRIA_OP_OUT];
    int64_t count[CRIA_OP_OUT];
    bool overran; // padding, memory after the end, or scratch beyond its size was written to
} outcome;

void kernel_run(outcome *o, const cria_kernel *table, const trial *t, const setting *s);
void outcome_free(outcome *o);
bool outcome_same(const outcome *a, const outcome *b); // bit for bit

// outcome_error: the greatest |got - want| / (|want| + root mean square of want +
// want->floor) over the outputs, infinite where a NaN is on one side; *where tells which
// output.
double outcome_error(const outcome *o, const trial *want, int *where);

#endif
