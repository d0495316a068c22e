/* SPDX-License-Identifier: MIT */
/*
 * pick.h: choosing among the lanes of lanes.h, moving those that a mask names close together,
 * turning lanes into rows, and whole numbers in lanes.
 *
 * For perception alone, which is compiled for 8 lanes at most (lib/meson.build).
 */
#ifndef FISHSIM_LIB_PICK_H
#define FISHSIM_LIB_PICK_H

#include "base/lanes.h"

#if defined(__SSE2__)
#include <immintrin.h>
#endif

_Static_assert(LANES <= 8, "pick.h knows no wider lanes");

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
/*
 * By eight bits the lanes that they name, a nibble for each. Faster than VPCOMPRESS where that is
 * made of several steps.
 */
static const uint32_t PICK_ORDER[256] = {
    0x00000000, 0x00000000, 0x00000001, 0x00000010, 0x00000002, 0x00000020, 0x00000021, 0x00000210,
    0x00000003, 0x00000030, 0x00000031, 0x00000310, 0x00000032, 0x00000320, 0x00000321, 0x00003210,
    0x00000004, 0x00000040, 0x00000041, 0x00000410, 0x00000042, 0x00000420, 0x00000421, 0x00004210,
    0x00000043, 0x00000430, 0x00000431, 0x00004310, 0x00000432, 0x00004320, 0x00004321, 0x00043210,
    0x00000005, 0x00000050, 0x00000051, 0x00000510, 0x00000052, 0x00000520, 0x00000521, 0x00005210,
    0x00000053, 0x00000530, 0x00000531, 0x00005310, 0x00000532, 0x00005320, 0x00005321, 0x00053210,
    0x00000054, 0x00000540, 0x00000541, 0x00005410, 0x00000542, 0x00005420, 0x00005421, 0x00054210,
    0x00000543, 0x00005430, 0x00005431, 0x00054310, 0x00005432, 0x00054320, 0x00054321, 0x00543210,
    0x00000006, 0x00000060, 0x00000061, 0x00000610, 0x00000062, 0x00000620, 0x00000621, 0x00006210,
    0x00000063, 0x00000630, 0x00000631, 0x00006310, 0x00000632, 0x00006320, 0x00006321, 0x00063210,
    0x00000064, 0x00000640, 0x00000641, 0x00006410, 0x00000642, 0x00006420, 0x00006421, 0x00064210,
    0x00000643, 0x00006430, 0x00006431, 0x00064310, 0x00006432, 0x00064320, 0x00064321, 0x00643210,
    0x00000065, 0x00000650, 0x00000651, 0x00006510, 0x00000652, 0x00006520, 0x00006521, 0x00065210,
    0x00000653, 0x00006530, 0x00006531, 0x00065310, 0x00006532, 0x00065320, 0x00065321, 0x00653210,
    0x00000654, 0x00006540, 0x00006541, 0x00065410, 0x00006542, 0x00065420, 0x00065421, 0x00654210,
    0x00006543, 0x00065430, 0x00065431, 0x00654310, 0x00065432, 0x00654320, 0x00654321, 0x06543210,
    0x00000007, 0x00000070, 0x00000071, 0x00000710, 0x00000072, 0x00000720, 0x00000721, 0x00007210,
    0x00000073, 0x00000730, 0x00000731, 0x00007310, 0x00000732, 0x00007320, 0x00007321, 0x00073210,
    0x00000074, 0x00000740, 0x00000741, 0x00007410, 0x00000742, 0x00007420, 0x00007421, 0x00074210,
    0x00000743, 0x00007430, 0x00007431, 0x00074310, 0x00007432, 0x00074320, 0x00074321, 0x00743210,
    0x00000075, 0x00000750, 0x00000751, 0x00007510, 0x00000752, 0x00007520, 0x00007521, 0x00075210,
    0x00000753, 0x00007530, 0x00007531, 0x00075310, 0x00007532, 0x00075320, 0x00075321, 0x00753210,
    0x00000754, 0x00007540, 0x00007541, 0x00075410, 0x00007542, 0x00075420, 0x00075421, 0x00754210,
    0x00007543, 0x00075430, 0x00075431, 0x00754310, 0x00075432, 0x00754320, 0x00754321, 0x07543210,
    0x00000076, 0x00000760, 0x00000761, 0x00007610, 0x00000762, 0x00007620, 0x00007621, 0x00076210,
    0x00000763, 0x00007630, 0x00007631, 0x00076310, 0x00007632, 0x00076320, 0x00076321, 0x00763210,
    0x00000764, 0x00007640, 0x00007641, 0x00076410, 0x00007642, 0x00076420, 0x00076421, 0x00764210,
    0x00007643, 0x00076430, 0x00076431, 0x00764310, 0x00076432, 0x00764320, 0x00764321, 0x07643210,
    0x00000765, 0x00007650, 0x00007651, 0x00076510, 0x00007652, 0x00076520, 0x00076521, 0x00765210,
    0x00007653, 0x00076530, 0x00076531, 0x00765310, 0x00076532, 0x00765320, 0x00765321, 0x07653210,
    0x00007654, 0x00076540, 0x00076541, 0x00765410, 0x00076542, 0x00765420, 0x00765421, 0x07654210,
    0x00076543, 0x00765430, 0x00765431, 0x07654310, 0x00765432, 0x07654320, 0x07654321, 0x76543210};

static inline __m256i pick_order(uint32_t bits)
{
    __m256i nibbles = _mm256_set1_epi32((int)PICK_ORDER[bits]);
    return _mm256_srlv_epi32(nibbles, _mm256_setr_epi32(0, 4, 8, 12, 16, 20, 24, 28));
}
#endif

/*
 * Writes the lanes that `bits` names to `to`, one behind the other. Room for LANES is needed: what
 * lies behind them may change.
 */
static inline void pick_floats(float *to, uint32_t bits, f32s from)
{
#if FISHSIM_LANES == 1
    memcpy(to, &from, sizeof from);
    (void)bits;
#elif defined(__AVX2__) && FISHSIM_LANES == 8
    _mm256_storeu_ps(to, _mm256_permutevar8x32_ps((__m256)from, pick_order(bits)));
#else
    uint32_t lane[LANES];
    memcpy(lane, &from, sizeof lane);
    for (int i = 0; i < LANES; i++) {
        memcpy(to, &lane[i], sizeof *to);
        to += bits >> i & 1;
    }
#endif
}

/* Whole numbers, one in each lane. */
typedef i32s number32s;

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
#else
    return (int32_t)number - (i32s){0};
#endif
}

/* 0, 1, 2 and so on. */
static inline number32s numbers_in_line(void)
{
#if FISHSIM_LANES == 8
    return (number32s){0, 1, 2, 3, 4, 5, 6, 7};
#elif FISHSIM_LANES == 4
    return (number32s){0, 1, 2, 3};
#else
    return 0;
#endif
}

/* Moves numbers as pick_floats does floats. */
static inline void pick_numbers(uint32_t *to, uint32_t bits, number32s from)
{
    f32s lanes;
    memcpy(&lanes, &from, sizeof lanes);
    pick_floats((float *)(void *)to, bits, lanes);
}

/* The bits of floats. */
static inline number32s numbers_of(f32s lanes)
{
    number32s numbers;
    memcpy(&numbers, &lanes, sizeof numbers);
    return numbers;
}

/* The whole parts of floats that are not below 0. */
static inline number32s numbers_below(f32s lanes)
{
#if FISHSIM_LANES == 1
    return (int32_t)lanes;
#else
    return __builtin_convertvector(lanes, number32s);
#endif
}

static inline m32s numbers_equal(number32s a, number32s b)
{
    return a == b;
}

static inline number32s numbers_select(m32s mask, number32s yes, number32s no)
{
#if FISHSIM_LANES == 1
    return mask ? yes : no;
#elif defined(__AVX2__) && FISHSIM_LANES == 8
    return (number32s)_mm256_blendv_ps((__m256)no, (__m256)yes, (__m256)mask);
#else
    return (mask & yes) | (~mask & no);
#endif
}

/* The smaller and the larger of two, which are not below 0 and are no infinity as floats. */
static inline number32s numbers_smaller(number32s a, number32s b)
{
#if FISHSIM_LANES == 8 && defined(__AVX2__)
    return (number32s)_mm256_min_epi32((__m256i)a, (__m256i)b);
#elif FISHSIM_LANES == 4 && defined(__SSE2__)
    return (number32s)_mm_min_ps((__m128)a, (__m128)b);
#else
    return numbers_select(a < b, a, b);
#endif
}

static inline number32s numbers_larger(number32s a, number32s b)
{
#if FISHSIM_LANES == 8 && defined(__AVX2__)
    return (number32s)_mm256_max_epi32((__m256i)a, (__m256i)b);
#elif FISHSIM_LANES == 4 && defined(__SSE2__)
    return (number32s)_mm_max_ps((__m128)a, (__m128)b);
#else
    return numbers_select(a < b, b, a);
#endif
}

/* ---- rows ----------------------------------------------------------------------------------- */

/* Four floats of one fish, in every kernel alike. */
typedef float f32x4 __attribute__((vector_size(16)));

static inline f32x4 f32x4_load(const float *from)
{
    f32x4 numbers;
    memcpy(&numbers, from, sizeof numbers);
    return numbers;
}

static inline void f32x4_store(float *to, f32x4 numbers)
{
    memcpy(to, &numbers, sizeof numbers);
}

static inline f32x4 f32x4_all(float number)
{
    return (f32x4){number, number, number, number};
}

/* Each pair the other way round. */
static inline f32x4 f32x4_swapped(f32x4 x)
{
    return (f32x4){x[1], x[0], x[3], x[2]};
}

static inline f32x4 f32x4_clip(f32x4 x)
{
    f32x4 one = f32x4_all(1.0f), minus = f32x4_all(-1.0f);
#if defined(__SSE2__)
    return (f32x4)_mm_min_ps((__m128)one, _mm_max_ps((__m128)minus, (__m128)x));
#else
    typedef int32_t bits __attribute__((vector_size(16)));
    bits below = x < minus, above = one < x;
    return (f32x4)((below & (bits)minus) | (above & (bits)one) | (~(below | above) & (bits)x));
#endif
}

/* Four columns of LANES numbers each as LANES rows of four. */
static inline void lanes_to_rows(f32s a, f32s b, f32s c, f32s d, f32x4 row[LANES])
{
#if defined(__AVX2__) && FISHSIM_LANES == 8
    __m256 low = _mm256_unpacklo_ps((__m256)a, (__m256)b);
    __m256 high = _mm256_unpackhi_ps((__m256)a, (__m256)b);
    __m256 low2 = _mm256_unpacklo_ps((__m256)c, (__m256)d);
    __m256 high2 = _mm256_unpackhi_ps((__m256)c, (__m256)d);
    __m256 rows[4] = {_mm256_shuffle_ps(low, low2, 0x44), _mm256_shuffle_ps(low, low2, 0xee),
                      _mm256_shuffle_ps(high, high2, 0x44), _mm256_shuffle_ps(high, high2, 0xee)};
    for (int i = 0; i < 4; i++) {
        row[i] = (f32x4)_mm256_castps256_ps128(rows[i]);
        row[i + 4] = (f32x4)_mm256_extractf128_ps(rows[i], 1);
    }
#elif defined(__SSE2__) && FISHSIM_LANES == 4
    __m128 low = _mm_unpacklo_ps((__m128)a, (__m128)b),
           high = _mm_unpackhi_ps((__m128)a, (__m128)b);
    __m128 low2 = _mm_unpacklo_ps((__m128)c, (__m128)d);
    __m128 high2 = _mm_unpackhi_ps((__m128)c, (__m128)d);
    row[0] = (f32x4)_mm_movelh_ps(low, low2);
    row[1] = (f32x4)_mm_movehl_ps(low2, low);
    row[2] = (f32x4)_mm_movelh_ps(high, high2);
    row[3] = (f32x4)_mm_movehl_ps(high2, high);
#else
    float column[4][LANES];
    lanes_store(column[0], a);
    lanes_store(column[1], b);
    lanes_store(column[2], c);
    lanes_store(column[3], d);
    for (int i = 0; i < LANES; i++)
        row[i] = (f32x4){column[0][i], column[1][i], column[2][i], column[3][i]};
#endif
}

#endif
