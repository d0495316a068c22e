/* SPDX-License-Identifier: MIT */
/*
 * real.h: exp, log, pow, sine and cosine with the same bits on every machine.
 *
 * A C library's own differ in the last bit from one to the next, which a trajectory does not
 * forgive. These use only + - * / and casts, which IEEE 754 fixes. Error below 2e-15 relative (exp,
 * log) or 2e-16 absolute times 4 (sine, cosine). sqrt, floor and fabs are exact in every library.
 *
 * Those whose names end in f are for floats, as precise as these: twice as many fit into a vector,
 * and the series are half as long (coefficients of Moshier's Cephes library, single precision).
 *
 * Inline, so that a loop over fish can be made of vectors.
 */
#ifndef FISHSIM_LIB_REAL_H
#define FISHSIM_LIB_REAL_H

#include <float.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define REAL_PI 3.14159265358979323846

_Static_assert(FLT_EVAL_METHOD == 0,
               "bit-identical results need arithmetic in the declared type: use -mfpmath=sse");

static inline double real_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t real_to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/*
 * The nearest whole number to x, |x| < 2^50, as a number and as an integer. Adding 1.5 x 2^52
 * leaves no room for a fraction; vectors have no conversion that is as quick.
 */
static const double REAL_SHIFT = 6755399441055744.0;

static inline double real_nearest(double x, int64_t *integer)
{
    double shifted = x + REAL_SHIFT;
    *integer = (int64_t)(real_to_bits(shifted) - real_to_bits(REAL_SHIFT));
    return shifted - REAL_SHIFT;
}

/* A whole number, |k| < 2^50. */
static inline double real_of_integer(int64_t k)
{
    return real_from_bits((uint64_t)k + real_to_bits(REAL_SHIFT)) - REAL_SHIFT;
}

/*
 * (double)k, for which vectors of 64 bits had no instruction before AVX-512: both halves as the low
 * bits of large doubles, so that only the sum is rounded.
 */
static inline double real_of_int64(int64_t k)
{
#if defined(__SSE2__) && defined(FISHSIM_LANES) && !defined(__AVX512DQ__)
    uint64_t high = (uint64_t)k >> 32 ^ 0x4530000080000000ULL; /* 2^84 + 2^63 + high * 2^32 */
    uint64_t low = ((uint64_t)k & 0xffffffffULL) | 0x4330000000000000ULL; /* 2^52 + low */
    return (real_from_bits(high) - real_from_bits(0x4530000080100000ULL)) + real_from_bits(low);
#else
    return (double)k;
#endif
}

/* ln 2 split so that k * REAL_LN2_HIGH is exact for |k| < 2^20. */
static const double REAL_LN2_HIGH = 6.93147180369123816490e-01;
static const double REAL_LN2_LOW = 1.90821492927058770002e-10;

/* e^x; 0 below -708, e^709 above 709. */
static inline double real_exp(double x)
{
    double within = x < -708.0 ? -708.0 : x > 709.0 ? 709.0 : x;
    int64_t k;
    double n = real_nearest(within * 1.44269504088896338700, &k);
    double r = (within - n * REAL_LN2_HIGH) - n * REAL_LN2_LOW;
    /* Taylor to r^13, |r| <= ln2/2, grouped in pairs so that a pipeline is kept busy. */
    double r2 = r * r, r4 = r2 * r2, r8 = r4 * r4;
    double a = 1.0 + r;
    double b = 1.0 / 2 + r * (1.0 / 6);
    double c = 1.0 / 24 + r * (1.0 / 120);
    double d = 1.0 / 720 + r * (1.0 / 5040);
    double e = 1.0 / 40320 + r * (1.0 / 362880);
    double f = 1.0 / 3628800 + r * (1.0 / 39916800);
    double g = 1.0 / 479001600 + r * (1.0 / 6227020800.0);
    double low = (a + r2 * b) + r4 * (c + r2 * d);
    double high = (e + r2 * f) + r4 * g;
    double power = (low + r8 * high) * real_from_bits((uint64_t)(k + 1023) << 52);
    return x < -708.0 ? 0.0 : power;
}

/* Natural logarithm of a positive, normal x. */
static inline double real_log(double x)
{
    uint64_t bits = real_to_bits(x);
    int64_t k = (int64_t)(bits >> 52) - 1023;
    double m = real_from_bits((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    bool large = m > 1.41421356237309504880;
    m = large ? m * 0.5 : m;
    double n = real_of_integer(large ? k + 1 : k);
    /* ln m = 2 artanh(s) with |s| <= 0.1716. */
    double s = (m - 1.0) / (m + 1.0);
    double z = s * s, z2 = z * z, z4 = z2 * z2;
    double a = 1.0 / 3 + z * (1.0 / 5);
    double b = 1.0 / 7 + z * (1.0 / 9);
    double c = 1.0 / 11 + z * (1.0 / 13);
    double d = 1.0 / 15 + z * (1.0 / 17);
    double e = 1.0 / 19 + z * (1.0 / 21);
    double series = (a + z2 * b) + z4 * ((c + z2 * d) + z4 * e);
    double ln_m = 2.0 * s + 2.0 * s * (z * series);
    return n * REAL_LN2_HIGH + (ln_m + n * REAL_LN2_LOW);
}

/* x^y for a positive, normal x. */
static inline double real_pow(double x, double y)
{
    return real_exp(y * real_log(x));
}

/* tanh x, to about 5e-16 absolute. */
static inline double real_tanh(double x)
{
    if (x > 20.0)
        return 1.0;
    if (x < -20.0)
        return -1.0;
    return 1.0 - 2.0 / (real_exp(2.0 * x) + 1.0);
}

/* Sine and cosine of x, |x| <= 10^5. */
static inline void real_sincos(double x, double *sine, double *cosine)
{
    /* pi/2 in three parts: k times the first two is exact for |k| < 2^20 (Cody and Waite). */
    int64_t k;
    double n = real_nearest(x * 0.63661977236758134308, &k);
    double r = x - n * 1.57079632673412561417e+00;
    r = r - n * 6.07710050630396597660e-11;
    r = r - n * 2.02226624879595063154e-21;
    double z = r * r, z2 = z * z, z4 = z2 * z2;
    double s =
        r +
        r * z *
            (((-1.0 / 6 + z * (1.0 / 120)) + z2 * (-1.0 / 5040 + z * (1.0 / 362880))) +
             z4 * ((-1.0 / 39916800 + z * (1.0 / 6227020800.0)) + z2 * (-1.0 / 1307674368000.0)));
    double c = 1.0 + z * (((-1.0 / 2 + z * (1.0 / 24)) + z2 * (-1.0 / 720 + z * (1.0 / 40320))) +
                          z4 * ((-1.0 / 3628800 + z * (1.0 / 479001600)) +
                                z2 * (-1.0 / 87178291200.0 + z * (1.0 / 20922789888000.0))));
    uint64_t quadrant = (uint64_t)k & 3;
    double swapped_s = quadrant & 1 ? c : s;
    double swapped_c = quadrant & 1 ? s : c;
    *sine = quadrant & 2 ? -swapped_s : swapped_s;
    *cosine = (quadrant == 1 || quadrant == 2) ? -swapped_c : swapped_c;
}

static inline float real_from_bits_f(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint32_t real_to_bits_f(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* The nearest whole number to x, |x| < 2^21, as a number and as an integer. */
static const float REAL_SHIFT_F = 12582912.0f;

static inline float real_nearest_f(float x, int32_t *integer)
{
    float shifted = x + REAL_SHIFT_F;
    *integer = (int32_t)(real_to_bits_f(shifted) - real_to_bits_f(REAL_SHIFT_F));
    return shifted - REAL_SHIFT_F;
}

/* ln 2 split so that k * REAL_LN2_HIGH_F is exact for |k| < 2^14. */
static const float REAL_LN2_HIGH_F = 0.693359375f;
static const float REAL_LN2_LOW_F = -2.12194440e-4f;

/* e^x within 2e-7; 0 below -87, e^88 above 88. */
static inline float real_exp_f(float x)
{
    float within = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
    int32_t k;
    float n = real_nearest_f(within * 1.44269504f, &k);
    float r = (within - n * REAL_LN2_HIGH_F) - n * REAL_LN2_LOW_F;
    float r2 = r * r;
    float a = 5.0000001201e-1f + r * 1.6666665459e-1f;
    float b = 4.1665795894e-2f + r * 8.3334519073e-3f;
    float c = 1.3981999507e-3f + r * 1.9875691500e-4f;
    float power = 1.0f + (r + r2 * (a + r2 * (b + r2 * c)));
    power *= real_from_bits_f((uint32_t)(k + 127) << 23);
    return x < -87.0f ? 0.0f : power;
}

/* Natural logarithm of a positive, normal x, within 2e-7 of itself or 2e-8. */
static inline float real_log_f(float x)
{
    enum { ROOT_HALF = 0x3f3504f3 };
    uint32_t bits = real_to_bits_f(x);
    int32_t k = (int32_t)(bits - ROOT_HALF) >> 23;
    float r = real_from_bits_f(bits - ((uint32_t)k << 23)) - 1.0f;
    float n = (float)k, r2 = r * r, r4 = r2 * r2;
    float a = 3.3333331174e-1f + r * -2.4999993993e-1f;
    float b = 2.0000714765e-1f + r * -1.6668057665e-1f;
    float c = 1.4249322787e-1f + r * -1.2420140846e-1f;
    float d = 1.1676998740e-1f + r * -1.1514610310e-1f;
    float series = (a + r2 * b) + r4 * ((c + r2 * d) + r4 * 7.0376836292e-2f);
    float low = r * r2 * series + n * REAL_LN2_LOW_F;
    return n * REAL_LN2_HIGH_F + (r + (low - 0.5f * r2));
}

/* Sine and cosine of x within 2e-7, |x| <= 10^3. */
static inline void real_sincos_f(float x, float *sine, float *cosine)
{
    int32_t k;
    float n = real_nearest_f(x * 0.636619772f, &k);
    float r = x - n * 1.5703125f;
    r = r - n * 4.837512969970703125e-4f;
    r = r - n * 7.54978995489188216e-8f;
    float z = r * r;
    float s = r + r * z * (-1.6666654611e-1f + z * (8.3321608736e-3f + z * -1.9515295891e-4f));
    float c =
        1.0f - 0.5f * z +
        z * z * (4.166664568298827e-2f + z * (-1.388731625493765e-3f + z * 2.443315711809948e-5f));
    uint32_t quadrant = (uint32_t)k & 3;
    float swapped_s = quadrant & 1 ? c : s;
    float swapped_c = quadrant & 1 ? s : c;
    *sine = quadrant & 2 ? -swapped_s : swapped_s;
    *cosine = (quadrant == 1 || quadrant == 2) ? -swapped_c : swapped_c;
}

#endif
