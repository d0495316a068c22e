/* SPDX-License-Identifier: MIT */
/*
 * real.c: elementary functions by argument reduction and Taylor polynomials.
 */
#include "base/real.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

_Static_assert(FLT_EVAL_METHOD == 0,
               "bit-identical results need arithmetic in the declared type: use -mfpmath=sse");

static double from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static uint64_t to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static int64_t nearest(double x)
{
    return (int64_t)(x + (x < 0 ? -0.5 : 0.5));
}

/* ln 2 split so that k * LN2_HIGH is exact for |k| < 2^20. */
static const double LN2_HIGH = 6.93147180369123816490e-01;
static const double LN2_LOW = 1.90821492927058770002e-10;

double real_exp(double x)
{
    if (x < -708.0)
        return 0.0;
    if (x > 709.0)
        x = 709.0;
    int64_t k = nearest(x * 1.44269504088896338700);
    double r = (x - (double)k * LN2_HIGH) - (double)k * LN2_LOW;
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
    return (low + r8 * high) * from_bits((uint64_t)(k + 1023) << 52);
}

double real_log(double x)
{
    uint64_t bits = to_bits(x);
    int64_t k = (int64_t)(bits >> 52) - 1023;
    double m = from_bits((bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL);
    if (m > 1.41421356237309504880) {
        m *= 0.5;
        k += 1;
    }
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
    return (double)k * LN2_HIGH + (ln_m + (double)k * LN2_LOW);
}

double real_pow(double x, double y)
{
    return real_exp(y * real_log(x));
}

void real_sincos(double x, double *sine, double *cosine)
{
    /* pi/2 in three parts: k times the first two is exact for |k| < 2^20 (Cody and Waite). */
    int64_t k = nearest(x * 0.63661977236758134308);
    double n = (double)k;
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
