// dropout.c owns DROPOUT: many Philox blocks at a time.
#include "base/random.h"
#include "cpu/rows.h"
#include "cpu/simd/isa.h"
#include "cpu/simd/lanes.h"
#include "cpu/simd/philox.h"

// One row whose first element has number `at` in the op's stream.
static void drop_row(float *y, const float *x, int64_t n, uint64_t at, const cria_drop *drop,
                     bool add)
{
    uint32_t word[PHILOX_WORDS];
    const uint32_t threshold = drop->threshold;
    const float scale = drop->scale;
    for (int64_t done = 0; done < n;) {
        const uint64_t block = (at + (uint64_t)done) / 4;
        const int64_t skip = (int64_t)((at + (uint64_t)done) % 4);
        const int64_t fresh = PHILOX_WORDS - skip, left = n - done;
        const int64_t count = fresh < left ? fresh : left;
        philox_words(word, block, drop);
#pragma GCC ivdep
        for (int64_t i = 0; i < count; i++) {
            const float factor = word[skip + i] >= threshold ? scale : 0.0f;
            put(y, done + i, x[done + i] * factor, add);
        }
        done += count;
    }
}

static void dropout_rows(const cria_call *call, const cria_step *step, int64_t first,
                         int64_t end)
{
    const cria_drop drop = drop_of(call, step);
    const int64_t cols = call->out[0].cols;
    const bool add = cria_call_adds(call, 0, step);
    for (int64_t row = first; row < end; row++)
        drop_row(row_of(&call->out[0], row), row_of(&call->in[0], row), cols,
                 (uint64_t)(row * cols), &drop, add);
}

void CRIA_ISA(dropout)(const cria_call *call, const cria_step *step)
{
    cria_rows_run(call, step, call->out[0].rows, call->out[0].cols, dropout_rows);
}
