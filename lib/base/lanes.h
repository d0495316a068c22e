/* SPDX-License-Identifier: MIT */
/*
 * lanes.h: a few floats that are worked on at once, each in a lane of its own.
 *
 * A kernel is compiled for one width (lib/meson.build sets FISHSIM_LANES): 1 is plain C and the
 * specification; 4, 8 and 16 are vectors. Arithmetic is written with the operators + - * of C. No
 * function here works across lanes but lanes_any, so a lane has the bits that it would have alone.
 */
#ifndef FISHSIM_LIB_LANES_H
#define FISHSIM_LIB_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifndef FISHSIM_LANES
#define FISHSIM_LANES 1
#endif

enum { LANES = FISHSIM_LANES };

/* For the body of such a loop, where it is written as a function. */
#define BODY_OF_LOOP static inline __attribute__((always_inline))

/*
 * Before a plain loop over rows in which no step reads what another one writes: the compiler makes
 * vectors of it, of the width of the kernel. Sums of floats are not for such a loop.
 */
#if defined(__clang__)
#define EACH_APART _Pragma("clang loop vectorize(assume_safety)")
#else
#define EACH_APART _Pragma("GCC ivdep")
#endif

#if FISHSIM_LANES == 1
typedef float f32s;
typedef int32_t m32s; /* 0 or 1 in each lane */
typedef int32_t i32s;
enum { LANES_YES = 1 };
#elif FISHSIM_LANES == 16
#include <immintrin.h>
typedef __m512 f32s;
typedef __mmask16 m32s;
#else
#if defined(__SSE2__)
#include <immintrin.h>
#endif
typedef float f32s __attribute__((vector_size(4 * FISHSIM_LANES)));
typedef int32_t m32s __attribute__((vector_size(4 * FISHSIM_LANES))); /* 0 or -1 in each lane */
typedef m32s i32s;
enum { LANES_YES = -1 };
#endif

/* Comparisons, and what is done with their answers. */
#if FISHSIM_LANES == 16
static inline m32s lanes_less(f32s a, f32s b)
{
    return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ);
}

static inline m32s lanes_at_most(f32s a, f32s b)
{
    return _mm512_cmp_ps_mask(a, b, _CMP_LE_OQ);
}

/* The sum, where the mask says so; elsewhere `a`. */
static inline f32s lanes_add(m32s mask, f32s a, f32s b)
{
    return _mm512_mask_add_ps(a, mask, a, b);
}

static inline f32s lanes_subtract(m32s mask, f32s a, f32s b)
{
    return _mm512_mask_sub_ps(a, mask, a, b);
}

static inline m32s lanes_but(m32s mask, m32s not )
{
    return (m32s)(mask & ~not );
}

static inline bool lanes_any(m32s mask)
{
    return mask != 0;
}

static inline f32s lanes_select(m32s mask, f32s yes, f32s no)
{
    return _mm512_mask_blend_ps(mask, no, yes);
}

static inline m32s lanes_first(uint32_t count)
{
    return (m32s)((1u << count) - 1);
}

static inline uint32_t lanes_bits(m32s mask)
{
    return mask;
}

/* Which of the first bytes, as many as told, are 0; reads no others. */
static inline m32s lanes_zero(const uint8_t *from, uint32_t count)
{
    m32s first = lanes_first(count);
    __m128i bytes = _mm_maskz_loadu_epi8(first, from);
    return _mm_mask_testn_epi8_mask(first, bytes, bytes);
}

static inline void lanes_store_where(m32s mask, float *to, f32s lanes)
{
    _mm512_mask_storeu_ps(to, mask, lanes);
}

static inline void lanes_store_byte(m32s mask, uint8_t *to, uint8_t byte)
{
    _mm_mask_storeu_epi8(to, mask, _mm_set1_epi8((char)byte));
}
#else
static inline m32s lanes_less(f32s a, f32s b)
{
    return a < b;
}

static inline m32s lanes_at_most(f32s a, f32s b)
{
    return a <= b;
}

#if FISHSIM_LANES == 1
static inline f32s lanes_add(m32s mask, f32s a, f32s b)
{
    return mask ? a + b : a;
}

static inline f32s lanes_subtract(m32s mask, f32s a, f32s b)
{
    return mask ? a - b : a;
}

static inline m32s lanes_but(m32s mask, m32s not )
{
    return mask & !not ;
}

static inline bool lanes_any(m32s mask)
{
    return mask != 0;
}

static inline f32s lanes_select(m32s mask, f32s yes, f32s no)
{
    return mask ? yes : no;
}
#else
/* The sum, where the mask says so; elsewhere `a`, for no sum that begins at 0 is ever -0. */
static inline f32s lanes_add(m32s mask, f32s a, f32s b)
{
    return a + (f32s)(mask & (m32s)b);
}

static inline f32s lanes_subtract(m32s mask, f32s a, f32s b)
{
    return a - (f32s)(mask & (m32s)b);
}

static inline m32s lanes_but(m32s mask, m32s not )
{
    return mask & ~not ;
}

static inline bool lanes_any(m32s mask)
{
#if defined(__AVX2__) && FISHSIM_LANES == 8
    return _mm256_movemask_ps((f32s)mask) != 0;
#elif defined(__SSE2__) && FISHSIM_LANES == 4
    return _mm_movemask_ps((f32s)mask) != 0;
#else
    uint64_t word[FISHSIM_LANES / 2], all = 0;
    memcpy(word, &mask, sizeof word);
    for (int i = 0; i < FISHSIM_LANES / 2; i++)
        all |= word[i];
    return all != 0;
#endif
}

static inline f32s lanes_select(m32s mask, f32s yes, f32s no)
{
#if defined(__AVX2__) && FISHSIM_LANES == 8
    return (f32s)_mm256_blendv_ps((__m256)no, (__m256)yes, (__m256)mask);
#else
    return (f32s)((mask & (m32s)yes) | (~mask & (m32s)no));
#endif
}
#endif

/* The mask as bits, that of the first lane lowest. */
static inline uint32_t lanes_bits(m32s mask)
{
#if defined(__AVX2__) && FISHSIM_LANES == 8
    return (uint32_t)_mm256_movemask_ps((f32s)mask);
#elif defined(__SSE2__) && FISHSIM_LANES == 4
    return (uint32_t)_mm_movemask_ps((f32s)mask);
#else
    int32_t lane[LANES];
    uint32_t bits = 0;
    memcpy(lane, &mask, sizeof mask);
    for (uint32_t i = 0; i < LANES; i++)
        bits |= (uint32_t)(lane[i] != 0) << i;
    return bits;
#endif
}

/* Whether the mask says so of each lane; masks are 0 or not. */
static inline void lanes_spread(m32s mask, int32_t lane[LANES])
{
    memcpy(lane, &mask, sizeof mask);
}

static inline m32s lanes_gather(const int32_t lane[LANES])
{
    m32s mask;
    memcpy(&mask, lane, sizeof mask);
    return mask;
}

/* The first lanes, as many as told. */
static inline m32s lanes_first(uint32_t count)
{
    static const int32_t YES[2 * LANES] = {
#if FISHSIM_LANES == 8
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1,
        -1
#elif FISHSIM_LANES == 4
        -1,
        -1,
        -1,
        -1
#else
        1
#endif
    };
    return lanes_gather(YES + LANES - count);
}

/* Which of the first bytes, as many as told, are 0; reads no others. */
static inline m32s lanes_zero(const uint8_t *from, uint32_t count)
{
    uint8_t byte[LANES];
    int32_t lane[LANES];
    if (count == LANES)
        memcpy(byte, from, LANES);
    else
        for (uint32_t i = 0; i < LANES; i++)
            byte[i] = i < count ? from[i] : 1;
    for (uint32_t i = 0; i < LANES; i++)
        lane[i] = byte[i] ? 0 : LANES_YES;
    return lanes_gather(lane);
}

/* Writes where the mask says so, and touches no other number. */
static inline void lanes_store_where(m32s mask, float *to, f32s lanes)
{
#if FISHSIM_LANES == 8 && defined(__AVX2__)
    _mm256_maskstore_ps(to, (__m256i)mask, lanes);
#else
    int32_t lane[LANES];
    float number[LANES];
    lanes_spread(mask, lane);
    memcpy(number, &lanes, sizeof lanes);
    for (uint32_t i = 0; i < LANES; i++)
        if (lane[i])
            to[i] = number[i];
#endif
}

static inline void lanes_store_byte(m32s mask, uint8_t *to, uint8_t byte)
{
    int32_t lane[LANES];
    lanes_spread(mask, lane);
    for (uint32_t i = 0; i < LANES; i++)
        if (lane[i])
            to[i] = byte;
}
#endif

static inline m32s lanes_and(m32s a, m32s b)
{
    return (m32s)(a & b);
}

static inline m32s lanes_or(m32s a, m32s b)
{
    return (m32s)(a | b);
}

/* Loads and stores LANES floats at any address; one number in all lanes. */
static inline f32s lanes_load(const float *from)
{
    f32s lanes;
    memcpy(&lanes, from, sizeof lanes);
    return lanes;
}

static inline void lanes_store(float *to, f32s lanes)
{
    memcpy(to, &lanes, sizeof lanes);
}

static inline f32s lanes_all(float number)
{
#if FISHSIM_LANES == 1
    return number;
#elif FISHSIM_LANES == 16
    return _mm512_set1_ps(number);
#else
    return number - (f32s){0};
#endif
}

static inline f32s lanes_absolute(f32s x)
{
#if FISHSIM_LANES == 1
    return x < 0.0f ? -x : x;
#elif FISHSIM_LANES == 16
    return _mm512_abs_ps(x);
#else
    return (f32s)((i32s)x & 0x7fffffff);
#endif
}

/* The smaller one of two in each lane, the second where they are no numbers. */
static inline f32s lanes_smaller(f32s a, f32s b)
{
#if FISHSIM_LANES == 16
    return _mm512_min_ps(a, b);
#elif FISHSIM_LANES == 8 && defined(__AVX2__)
    return (f32s)_mm256_min_ps((__m256)a, (__m256)b);
#elif FISHSIM_LANES == 4 && defined(__SSE2__)
    return (f32s)_mm_min_ps((__m128)a, (__m128)b);
#else
    return lanes_select(lanes_less(a, b), a, b);
#endif
}

static inline f32s lanes_larger(f32s a, f32s b)
{
#if FISHSIM_LANES == 16
    return _mm512_max_ps(a, b);
#elif FISHSIM_LANES == 8 && defined(__AVX2__)
    return (f32s)_mm256_max_ps((__m256)a, (__m256)b);
#elif FISHSIM_LANES == 4 && defined(__SSE2__)
    return (f32s)_mm_max_ps((__m128)a, (__m128)b);
#else
    return lanes_select(lanes_less(b, a), a, b);
#endif
}

/* The smallest and the largest number of all lanes. */
static inline float lanes_least(f32s lanes)
{
#if FISHSIM_LANES == 16
    return _mm512_reduce_min_ps(lanes);
#elif defined(__SSE2__) && FISHSIM_LANES > 1
#if FISHSIM_LANES == 8
    __m128 four = _mm_min_ps(_mm256_castps256_ps128(lanes), _mm256_extractf128_ps(lanes, 1));
#else
    __m128 four = lanes;
#endif
    __m128 two = _mm_min_ps(four, _mm_movehl_ps(four, four));
    return _mm_cvtss_f32(_mm_min_ss(two, _mm_shuffle_ps(two, two, 1)));
#else
    float number[LANES], least;
    lanes_store(number, lanes);
    least = number[0];
    for (uint32_t i = 1; i < LANES; i++)
        least = number[i] < least ? number[i] : least;
    return least;
#endif
}

static inline float lanes_most(f32s lanes)
{
    return -lanes_least(-lanes);
}

/*
 * 1 / sqrt(x) of a positive, normal x within 1.5e-6, by a guess from the exponent and two of
 * Newton's steps. The guess is so much too small that a step needs no factor of its own, and its
 * constant spreads the error evenly. Made of additions and multiplications alone: faster than a
 * root and a division, and unlike the processors' own approximations the same everywhere.
 */
static inline f32s lanes_inverse_root(f32s x)
{
    f32s y;
#if FISHSIM_LANES == 16
    __m512i bits = _mm512_castps_si512(x);
    y = _mm512_castsi512_ps(
        _mm512_sub_epi32(_mm512_set1_epi32(0x5eff0afc), _mm512_srli_epi32(bits, 1)));
#else
    i32s bits;
    memcpy(&bits, &x, sizeof bits);
    bits = 0x5eff0afc - (bits >> 1); /* x is positive: no sign to shift in */
    memcpy(&y, &bits, sizeof y);
#endif
    y = y * (lanes_all(1.62148631f) - x * y * y);
    return y * (lanes_all(1.88988316f) - x * y * y);
}

#endif
