// dtype.c owns the element types: names, sizes, and conversions between floats. See
// safetensors.h.
#include "format/safetensors.h"

#include <string.h>

static const struct {
    const char *name;
    size_t bytes;
} types[CRIA_DTYPES] = {
    [CRIA_F32] = {"F32", 4},   [CRIA_F16] = {"F16", 2}, [CRIA_BF16] = {"BF16", 2},
    [CRIA_F64] = {"F64", 8},   [CRIA_I8] = {"I8", 1},   [CRIA_I16] = {"I16", 2},
    [CRIA_I32] = {"I32", 4},   [CRIA_I64] = {"I64", 8}, [CRIA_U8] = {"U8", 1},
    [CRIA_U16] = {"U16", 2},   [CRIA_U32] = {"U32", 4}, [CRIA_U64] = {"U64", 8},
    [CRIA_BOOL] = {"BOOL", 1},
};

size_t cria_dtype_bytes(cria_dtype dtype)
{
    return types[dtype].bytes;
}

const char *cria_dtype_name(cria_dtype dtype)
{
    return types[dtype].name;
}

bool cria_dtype_find(cria_dtype *out, const char *name)
{
    for (int i = 0; i < CRIA_DTYPES; i++)
        if (strcmp(types[i].name, name) == 0) {
            *out = (cria_dtype)i;
            return true;
        }
    return false;
}

static float float_of_bits(uint32_t bits)
{
    float value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint32_t bits_of_float(float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits;
}

float cria_f32_from_bf16(uint16_t half)
{
    return float_of_bits((uint32_t)half << 16);
}

float cria_f32_from_f16(uint16_t half)
{
    const uint32_t sign = (uint32_t)(half & 0x8000u) << 16, exponent = half >> 10 & 0x1Fu,
                   fraction = half & 0x3FFu;
    if (exponent == 0x1F) // infinity and NaN
        return float_of_bits(sign | 0x7F800000u | fraction << 13);
    if (exponent == 0) { // zero and subnormal: fraction x 2^-24, exact in f32
        const float value = (float)fraction * 0x1p-24f;
        return sign ? -value : value;
    }
    return float_of_bits(sign | (exponent + 127 - 15) << 23 | fraction << 13);
}

// Shifts right by `shift` bits (1 to 31), rounding to nearest, ties to even.
static uint32_t round_shift(uint32_t bits, uint32_t shift)
{
    const uint32_t half = 1u << (shift - 1), odd = bits >> shift & 1;
    return (bits + half - 1 + odd) >> shift;
}

uint16_t cria_bf16_from_f32(float value)
{
    const uint32_t bits = bits_of_float(value);
    if ((bits & 0x7FFFFFFFu) > 0x7F800000u)
        return (uint16_t)(bits >> 16 | 0x40); // a NaN stays one
    return (uint16_t)round_shift(bits, 16);
}

uint16_t cria_f16_from_f32(float value)
{
    const uint32_t bits = bits_of_float(value), magnitude = bits & 0x7FFFFFFFu;
    const uint16_t sign = (uint16_t)(bits >> 16 & 0x8000u);
    if (magnitude > 0x7F800000u)
        return sign | 0x7E00;
    if (magnitude >= 0x477FF000u) // 65520 and more round to infinity
        return sign | 0x7C00;
    if (magnitude >= 0x38800000u) // normal: 2^-14 and more
        return (uint16_t)(sign | round_shift(magnitude - (112u << 23), 13));
    const uint32_t shift = 126 - (magnitude >> 23);
    if (shift > 24) // below half of the least subnormal
        return sign;
    return (uint16_t)(sign | round_shift((magnitude & 0x7FFFFFu) | 0x800000u, shift));
}

typedef float reader(const unsigned char *at);

static float read_f32(const unsigned char *at)
{
    float value;
    memcpy(&value, at, sizeof value);
    return value;
}

static float read_f64(const unsigned char *at)
{
    double value;
    memcpy(&value, at, sizeof value);
    return (float)value;
}

static float read_f16(const unsigned char *at)
{
    return cria_f32_from_f16((uint16_t)(at[0] | at[1] << 8));
}

static float read_bf16(const unsigned char *at)
{
    return cria_f32_from_bf16((uint16_t)(at[0] | at[1] << 8));
}

cria_status cria_tensor_to_f32(float *out, size_t count, const cria_tensor *t)
{
    static reader *const readers[CRIA_DTYPES] = {[CRIA_F32] = read_f32,
                                                 [CRIA_F64] = read_f64,
                                                 [CRIA_F16] = read_f16,
                                                 [CRIA_BF16] = read_bf16};
    reader *const read = readers[t->dtype];
    const size_t bytes = cria_dtype_bytes(t->dtype);
    if (!read)
        return cria_fail(CRIA_EFORMAT, "tensor '%s' holds %s, not floating-point numbers",
                         t->name, cria_dtype_name(t->dtype));
    if (t->bytes / bytes != count)
        return cria_fail(CRIA_EFORMAT, "tensor '%s' has %zu elements, expected %zu", t->name,
                         t->bytes / bytes, count);
    const unsigned char *const data = t->data;
    for (size_t i = 0; i < count; i++)
        out[i] = read(data + i * bytes);
    return CRIA_OK;
}
