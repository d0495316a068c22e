/* SPDX-License-Identifier: MIT */
/*
 * real.h: exp, log, pow, sine and cosine with the same bits on every machine.
 *
 * A C library's own differ in the last bit from one to the next, which a trajectory does not
 * forgive. These use only + - * / and casts, which IEEE 754 fixes. Error below 2e-15 relative (exp,
 * log) or 2e-16 absolute times 4 (sine, cosine). sqrt, floor and fabs are exact in every library.
 */
#ifndef FISHSIM_LIB_REAL_H
#define FISHSIM_LIB_REAL_H

#define REAL_PI 3.14159265358979323846

/* e^x; 0 below -708, e^709 above 709. */
double real_exp(double x);

/* Natural logarithm of a positive, normal x. */
double real_log(double x);

/* x^y for a positive, normal x. */
double real_pow(double x, double y);

/* Sine and cosine of x, |x| <= 10^5. */
void real_sincos(double x, double *sine, double *cosine);

#endif
