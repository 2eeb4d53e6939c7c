// cases.h owns the table of calls that the op tests walk: for every op a maker of random
// trials, by shape, and what the op allows.
#ifndef CRIA_TESTS_CPU_CASES_H
#define CRIA_TESTS_CPU_CASES_H

#include "cpu/reference.h"

typedef struct op_case {
    cria_op op;
    void (*make)(trial *t, int64_t rows, int64_t cols, int variant);
    int variant;
    double tolerance; // of outcome_error
    uint32_t adds;    // outputs that may be added to, as bits
    int in_place[2];  // 1 + the input whose memory output 0, 1 may have; 0 = none
} op_case;

extern const op_case op_cases[];
extern const int op_cases_count;

// case_make fills a zeroed trial; `seed` picks the numbers. Free with trial_free.
void case_make(trial *t, const op_case *c, int64_t rows, int64_t cols, uint64_t seed);

#endif
