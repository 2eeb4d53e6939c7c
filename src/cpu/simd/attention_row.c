// attention_row.c owns what is done to one row of scores. Every layout calls these functions,
// so that the same path gives the same bits in each.
#include "cpu/simd/attention.h"
#include "cpu/simd/exp.h"
#include "cpu/simd/lanes.h"

float CRIA_ISA(attention_softmax)(float *score, int64_t visible, int64_t padded, float scale)
{
    const float top = max_of(score, visible) * scale;
    float lane[LANES] = {0};
    for (int64_t j = visible; j < padded; j++)
        score[j] = -__builtin_inff();
    for (int64_t j = 0; j < padded; j += LANES)
        for (int i = 0; i < LANES; i++) {
            score[j + i] = cria_exp(score[j + i] * scale - top);
            lane[i] += score[j + i];
        }
    const float sum = fold_float(lane), inverse = 1.0f / sum;
    for (int64_t j = 0; j < padded; j++)
        score[j] *= inverse;
    return top + cria_log(sum);
}

void CRIA_ISA(attention_keep)(float *keep, const cria_attr *attr, const cria_step *step,
                              int64_t b, int64_t h, int64_t t, int64_t count)
{
    const int64_t length = attr->length;
    const uint64_t first = (uint64_t)(((b * attr->heads + h) * length + t) * length);
    const double bound = (double)attr->dropout * 4294967296.0;
    const float kept = 1.0f / (1.0f - attr->dropout);
    uint32_t word[4];
    for (int64_t s = 0; s < count; s++) {
        const uint64_t i = first + (uint64_t)s;
        if (s == 0 || i % 4 == 0)
            cria_philox(word,
                        (const uint32_t[4]){(uint32_t)(i / 4), (uint32_t)(i / 4 >> 32),
                                            (uint32_t)step->index,
                                            CRIA_STREAM_DROPOUT + attr->stream},
                        step->seed);
        keep[s] = (double)word[i % 4] >= bound ? kept : 0;
    }
}
