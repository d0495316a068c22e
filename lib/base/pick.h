/* SPDX-License-Identifier: MIT */
/*
 * pick.h: choosing among the lanes of lanes.h, and moving those that a mask names close together.
 *
 * For work in which a lane is one of many neighbours of a single fish: those that count for
 * nothing are left out before anything is done with the others. Order is kept.
 */
#ifndef FISHSIM_LIB_PICK_H
#define FISHSIM_LIB_PICK_H

#include "base/lanes.h"

#include <math.h>

/* Square roots, which IEEE 754 rounds the same everywhere. */
static inline f32s lanes_root(f32s x)
{
#if FISHSIM_LANES == 16
    return _mm512_sqrt_ps(x);
#else
    float lane[LANES];
    lanes_store(lane, x);
    for (int i = 0; i < LANES; i++)
        lane[i] = sqrtf(lane[i]);
    return lanes_load(lane);
#endif
}

/* How many lanes `bits` names. */
static inline uint32_t pick_count(uint32_t bits)
{
#if FISHSIM_LANES == 1
    return bits;
#elif FISHSIM_LANES == 4
    return (uint32_t)(0x4332322132212110u >> 4 * bits) & 7; /* SSE2 cannot count bits */
#else
    return (uint32_t)__builtin_popcount(bits);
#endif
}

#if defined(__AVX2__) && FISHSIM_LANES == 8
/* Four lanes in the order that brings those named by four bits to the front. */
static inline __m128i pick_order(uint32_t bits)
{
    static const uint32_t ORDER[16] = {0x3210, 0x3210, 0x3201, 0x3210, 0x3102, 0x3120,
                                       0x3021, 0x3210, 0x2103, 0x2130, 0x2031, 0x2310,
                                       0x1032, 0x1320, 0x0321, 0x3210};
    __m128i nibbles = _mm_set1_epi32((int)ORDER[bits & 15]);
    return _mm_srlv_epi32(nibbles, _mm_setr_epi32(0, 4, 8, 12)); /* two bits of each count */
}

static inline void pick_four(float *to, uint32_t bits, __m128 from)
{
    _mm_storeu_ps(to, _mm_permutevar_ps(from, pick_order(bits)));
}
#endif

/*
 * Writes the lanes that `bits` names to `to`, one behind the other. Room for LANES is needed: what
 * lies behind them may change.
 */
static inline void pick_floats(float *to, uint32_t bits, f32s from)
{
#if FISHSIM_LANES == 1
    *to = from;
    (void)bits;
#elif FISHSIM_LANES == 16
    _mm512_storeu_ps(to, _mm512_maskz_compress_ps((__mmask16)bits, from));
#elif defined(__AVX2__) && FISHSIM_LANES == 8
    pick_four(to, bits, _mm256_castps256_ps128((__m256)from));
    pick_four(to + pick_count(bits & 15), bits >> 4, _mm256_extractf128_ps((__m256)from, 1));
#else
    float lane[LANES];
    lanes_store(lane, from);
    for (int i = 0; i < LANES; i++) {
        *to = lane[i];
        to += bits >> i & 1;
    }
#endif
}

/* The same for LANES whole numbers at `from`. */
static inline void pick_numbers(uint32_t *to, uint32_t bits, const uint32_t *from)
{
#if FISHSIM_LANES == 1
    *to = *from;
    (void)bits;
#elif FISHSIM_LANES == 16
    _mm512_storeu_si512(
        to, _mm512_maskz_compress_epi32((__mmask16)bits, _mm512_loadu_si512((const void *)from)));
#elif defined(__AVX2__) && FISHSIM_LANES == 8
    f32s lanes;
    memcpy(&lanes, from, sizeof lanes);
    pick_floats((float *)(void *)to, bits, lanes);
#else
    for (int i = 0; i < LANES; i++) {
        *to = from[i];
        to += bits >> i & 1;
    }
#endif
}

/* Whole numbers, one in each lane. */
#if FISHSIM_LANES == 16
typedef __m512i number32s;
#else
typedef i32s number32s;
#endif

static inline number32s numbers_load(const void *from)
{
    number32s numbers;
    memcpy(&numbers, from, sizeof numbers);
    return numbers;
}

static inline void numbers_store(void *to, number32s numbers)
{
    memcpy(to, &numbers, sizeof numbers);
}

static inline number32s numbers_all(uint32_t number)
{
#if FISHSIM_LANES == 1
    return (int32_t)number;
#elif FISHSIM_LANES == 16
    return _mm512_set1_epi32((int32_t)number);
#else
    return (int32_t)number - (i32s){0};
#endif
}

/* The next larger number of each that is not below 0. */
static inline f32s lanes_next(f32s x)
{
    number32s bits = numbers_load(&x);
#if FISHSIM_LANES == 16
    bits = _mm512_add_epi32(bits, _mm512_set1_epi32(1));
#else
    bits = bits + 1;
#endif
    f32s next;
    memcpy(&next, &bits, sizeof next);
    return next;
}

static inline m32s numbers_equal(number32s a, number32s b)
{
#if FISHSIM_LANES == 16
    return _mm512_cmpeq_epi32_mask(a, b);
#else
    return a == b;
#endif
}

static inline number32s numbers_select(m32s mask, number32s yes, number32s no)
{
#if FISHSIM_LANES == 1
    return mask ? yes : no;
#elif FISHSIM_LANES == 16
    return _mm512_mask_blend_epi32(mask, no, yes);
#else
    return (mask & yes) | (~mask & no);
#endif
}

#endif
