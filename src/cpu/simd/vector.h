// vector.h owns the vector of the instruction set that a file is compiled for: VEC floats, and
// the few operations that the matrix kernels need.
#ifndef CRIA_CPU_SIMD_VECTOR_H
#define CRIA_CPU_SIMD_VECTOR_H

#include <string.h>

#define ALWAYS_INLINE static inline __attribute__((always_inline))

#if defined(__AVX512F__)
#include <immintrin.h>
enum { VEC = 16 };
typedef __m512 vec;
#define vec_load(p)      _mm512_loadu_ps(p)
#define vec_store(p, x)  _mm512_storeu_ps(p, x)
#define vec_all(x)       _mm512_set1_ps(x)
#define vec_add(a, b)    _mm512_add_ps(a, b)
#define vec_mul(a, b)    _mm512_mul_ps(a, b)
#define vec_fma(a, b, c) _mm512_fmadd_ps(a, b, c) // a b + c
#elif defined(__AVX2__) && defined(__FMA__)
#include <immintrin.h>
enum { VEC = 8 };
typedef __m256 vec;
#define vec_load(p)      _mm256_loadu_ps(p)
#define vec_store(p, x)  _mm256_storeu_ps(p, x)
#define vec_all(x)       _mm256_set1_ps(x)
#define vec_add(a, b)    _mm256_add_ps(a, b)
#define vec_mul(a, b)    _mm256_mul_ps(a, b)
#define vec_fma(a, b, c) _mm256_fmadd_ps(a, b, c)
#else
enum { VEC = 4 };
typedef float vec __attribute__((vector_size(16)));
ALWAYS_INLINE vec vec_load(const float *p)
{
    vec x;
    memcpy(&x, p, sizeof x);
    return x;
}
ALWAYS_INLINE void vec_store(float *p, vec x)
{
    memcpy(p, &x, sizeof x);
}
ALWAYS_INLINE vec vec_all(float x)
{
    return (vec){x, x, x, x};
}
#define vec_add(a, b)    ((a) + (b))
#define vec_mul(a, b)    ((a) * (b))
#define vec_fma(a, b, c) ((a) * (b) + (c))
#endif

// vec_transpose: x as a VEC by VEC matrix, its rows become its columns.
#if defined(__AVX512F__)
ALWAYS_INLINE __m512 vec_pairs(__m512 a, __m512 b, int high)
{
    const __m512d c = _mm512_castps_pd(a), d = _mm512_castps_pd(b);
    return _mm512_castpd_ps(high ? _mm512_unpackhi_pd(c, d) : _mm512_unpacklo_pd(c, d));
}

ALWAYS_INLINE void vec_transpose(vec x[16])
{
    vec q[16]; // q[4 g + c]: column 4 l + c of rows 4 g .. 4 g + 3 in quarter l
#pragma GCC unroll 16
    for (int g = 0; g < 16; g += 4) {
        const vec a = _mm512_unpacklo_ps(x[g], x[g + 1]),
                  b = _mm512_unpackhi_ps(x[g], x[g + 1]);
        const vec c = _mm512_unpacklo_ps(x[g + 2], x[g + 3]),
                  d = _mm512_unpackhi_ps(x[g + 2], x[g + 3]);
        q[g] = vec_pairs(a, c, 0);
        q[g + 1] = vec_pairs(a, c, 1);
        q[g + 2] = vec_pairs(b, d, 0);
        q[g + 3] = vec_pairs(b, d, 1);
    }
#pragma GCC unroll 16
    for (int c = 0; c < 4; c++) {
        const vec a = _mm512_shuffle_f32x4(q[c], q[4 + c], 0x44),
                  b = _mm512_shuffle_f32x4(q[8 + c], q[12 + c], 0x44),
                  d = _mm512_shuffle_f32x4(q[c], q[4 + c], 0xee),
                  e = _mm512_shuffle_f32x4(q[8 + c], q[12 + c], 0xee);
        x[c] = _mm512_shuffle_f32x4(a, b, 0x88);
        x[c + 4] = _mm512_shuffle_f32x4(a, b, 0xdd);
        x[c + 8] = _mm512_shuffle_f32x4(d, e, 0x88);
        x[c + 12] = _mm512_shuffle_f32x4(d, e, 0xdd);
    }
}
#elif defined(__AVX2__) && defined(__FMA__)
ALWAYS_INLINE void vec_transpose(vec x[8])
{
    vec q[8]; // q[4 g + c]: column 4 l + c of rows 4 g .. 4 g + 3 in half l
#pragma GCC unroll 8
    for (int g = 0; g < 8; g += 4) {
        const vec a = _mm256_unpacklo_ps(x[g], x[g + 1]),
                  b = _mm256_unpackhi_ps(x[g], x[g + 1]);
        const vec c = _mm256_unpacklo_ps(x[g + 2], x[g + 3]),
                  d = _mm256_unpackhi_ps(x[g + 2], x[g + 3]);
        q[g] = _mm256_shuffle_ps(a, c, 0x44);
        q[g + 1] = _mm256_shuffle_ps(a, c, 0xee);
        q[g + 2] = _mm256_shuffle_ps(b, d, 0x44);
        q[g + 3] = _mm256_shuffle_ps(b, d, 0xee);
    }
#pragma GCC unroll 8
    for (int c = 0; c < 4; c++) {
        x[c] = _mm256_permute2f128_ps(q[c], q[4 + c], 0x20);
        x[c + 4] = _mm256_permute2f128_ps(q[c], q[4 + c], 0x31);
    }
}
#else
ALWAYS_INLINE void vec_transpose(vec x[4])
{
    const vec a = x[0], b = x[1], c = x[2], d = x[3];
    for (int i = 0; i < 4; i++)
        x[i] = (vec){a[i], b[i], c[i], d[i]};
}
#endif

#endif
