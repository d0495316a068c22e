/* SPDX-License-Identifier: MIT */
/*
 * twins.h: two lanes for each of a few rows, which meet other rows two abreast: the first twin
 * those of even number, the second those of odd number.
 *
 * Half as many rows look around together as there are lanes, so the box around them is smaller, and
 * still all lanes have work. A sum over the rows met is one over the even ones plus one over the
 * odd ones, each in the order of the rows. With one lane, the even and the odd sum stand apart in
 * memory, as the two parts of an array.
 */
#ifndef FISHSIM_LIB_TWINS_H
#define FISHSIM_LIB_TWINS_H

#include "base/lanes.h"

enum {
    TWINS = LANES > 1 ? LANES / 2 : 1, /* rows that look around together */
    ABREAST = LANES > 1 ? 2 : 1,       /* rows that they meet at once */
    SUM_PARTS = LANES > 1 ? 1 : 2,     /* of what is summed over the rows met */
};

/* The first part or the second, of an array of SUM_PARTS, for the rows from this one on. */
static inline uint32_t sum_part(uint32_t row)
{
    return row % SUM_PARTS;
}

/* The first row to meet of a range: twins begin with an even one. */
static inline uint32_t abreast_first(uint32_t begin)
{
    return begin / ABREAST * ABREAST;
}

#if FISHSIM_LANES == 1
static inline f32s twins_load(const float *from)
{
    return *from;
}

static inline f32s abreast_load(const float *from)
{
    return *from;
}

static inline m32s abreast_within(uint32_t row, uint32_t begin, uint32_t end)
{
    return row >= begin && row < end;
}

/* What was summed in parts. */
static inline f32s twins_sum(f32s even, f32s odd)
{
    return even + odd;
}

static inline m32s twins_or(m32s even, m32s odd)
{
    return even | odd;
}

static inline m32s twins_zero(const uint8_t *from, uint32_t count)
{
    return lanes_zero(from, count);
}

static inline void twins_store_where(m32s mask, float *to, f32s lanes)
{
    lanes_store_where(mask, to, lanes);
}

static inline void twins_store_byte(m32s mask, uint8_t *to, uint8_t byte)
{
    lanes_store_byte(mask, to, byte);
}
#elif FISHSIM_LANES == 16
/* Numbers at consecutive places, each in two lanes; reads as many as there are lanes. */
static inline f32s twins_load(const float *from)
{
    const __m512i place = _mm512_setr_epi32(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7);
    return _mm512_permutexvar_ps(place, _mm512_loadu_ps(from));
}

/* Two numbers at consecutive places, the first in even lanes and the second in odd ones. */
static inline f32s abreast_load(const float *from)
{
    int64_t both;
    memcpy(&both, from, sizeof both);
    return _mm512_castsi512_ps(_mm512_set1_epi64(both));
}

/* The lanes for which a row of this one and the next is within [begin, end). */
static inline m32s abreast_within(uint32_t row, uint32_t begin, uint32_t end)
{
    return (m32s)((row >= begin ? 0x5555u : 0u) | (row + 1 < end ? 0xaaaau : 0u));
}

/* The sums of both twins together, in the lanes of either. */
static inline f32s twins_sum(f32s part, f32s same)
{
    (void)same;
    return part + _mm512_permute_ps(part, 0xb1);
}

static inline m32s twins_or(m32s part, m32s same)
{
    (void)same;
    return (m32s)(part | (part & 0x5555u) << 1 | (part & 0xaaaau) >> 1);
}

/* Which of the first bytes, as many as told, are 0; reads no others. */
static inline m32s twins_zero(const uint8_t *from, uint32_t count)
{
    __mmask16 first = (__mmask16)((1u << count) - 1);
    __m128i bytes = _mm_maskz_loadu_epi8(first, from);
    return _mm_mask_testn_epi8_mask(lanes_first(2 * count), _mm_unpacklo_epi8(bytes, bytes),
                                    _mm_unpacklo_epi8(bytes, bytes));
}

/* The mask of the rows, from that of their twins. */
static inline __mmask8 twins_rows(m32s mask)
{
    return _mm_movepi16_mask(_mm_movm_epi8(mask));
}

/* Writes to consecutive places where the mask says so, and touches no other number. */
static inline void twins_store_where(m32s mask, float *to, f32s lanes)
{
    const __m512i place = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 0, 0, 0, 0, 0, 0, 0, 0);
    __m256 rows = _mm512_castps512_ps256(_mm512_permutexvar_ps(place, lanes));
    _mm256_mask_storeu_ps(to, twins_rows(mask), rows);
}

static inline void twins_store_byte(m32s mask, uint8_t *to, uint8_t byte)
{
    _mm_mask_storeu_epi8(to, twins_rows(mask), _mm_set1_epi8((char)byte));
}
#else
#if FISHSIM_LANES == 8
#define TWINS_APART   0, 0, 1, 1, 2, 2, 3, 3
#define TWINS_SWAPPED 1, 0, 3, 2, 5, 4, 7, 6
#else
#define TWINS_APART   0, 0, 1, 1
#define TWINS_SWAPPED 1, 0, 3, 2
#endif

static inline f32s twins_load(const float *from)
{
    f32s lanes = lanes_load(from);
    return __builtin_shufflevector(lanes, lanes, TWINS_APART);
}

static inline f32s abreast_load(const float *from)
{
    typedef int64_t pairs __attribute__((vector_size(4 * FISHSIM_LANES)));
    int64_t both;
    memcpy(&both, from, sizeof both);
    return (f32s)(both - (pairs){0});
}

static inline m32s abreast_within(uint32_t row, uint32_t begin, uint32_t end)
{
    int32_t both[2] = {row >= begin ? -1 : 0, row + 1 < end ? -1 : 0};
    float bits[2];
    memcpy(bits, both, sizeof bits);
    return (m32s)abreast_load(bits);
}

static inline f32s twins_sum(f32s part, f32s same)
{
    (void)same;
    return part + __builtin_shufflevector(part, part, TWINS_SWAPPED);
}

static inline m32s twins_or(m32s part, m32s same)
{
    (void)same;
    return part | __builtin_shufflevector(part, part, TWINS_SWAPPED);
}

static inline m32s twins_zero(const uint8_t *from, uint32_t count)
{
    int32_t lane[LANES];
    for (uint32_t i = 0; i < TWINS; i++)
        lane[2 * i] = lane[2 * i + 1] = i < count && !from[i] ? LANES_YES : 0;
    return lanes_gather(lane);
}

static inline void twins_store_where(m32s mask, float *to, f32s lanes)
{
    int32_t lane[LANES];
    float number[LANES];
    lanes_spread(mask, lane);
    lanes_store(number, lanes);
    for (uint32_t i = 0; i < TWINS; i++)
        if (lane[2 * i])
            to[i] = number[2 * i];
}

static inline void twins_store_byte(m32s mask, uint8_t *to, uint8_t byte)
{
    int32_t lane[LANES];
    lanes_spread(mask, lane);
    for (uint32_t i = 0; i < TWINS; i++)
        if (lane[2 * i])
            to[i] = byte;
}
#endif

#endif
