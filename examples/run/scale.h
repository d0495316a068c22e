/* SPDX-License-Identifier: MIT */
/*
 * scale.h: an axis: where a value lies on the page, and at which values to put marks.
 */
#ifndef FISHSIM_RUN_SCALE_H
#define FISHSIM_RUN_SCALE_H

#include <stddef.h>

enum { MARKS_MAX = 16 };

struct scale {
    int logarithmic;
    double from, to;       /* values at the ends; from > 0 when logarithmic */
    double at_from, at_to; /* their places on the page */
    double at_zero;        /* logarithmic: where 0, which such an axis has no place for, is put */
    size_t mark_count;
    double marks[MARKS_MAX]; /* round values within the scale, in order */
};

/* The largest of 1, 2, 5 times a power of ten that is at most `value` (> 0), and its like. */
double round_below(double value);
double round_above(double value);

/* A linear scale over exactly [from, to], with about `wanted` marks. */
struct scale scale_linear(double from, double to, double at_from, double at_to, int wanted);

/* A linear scale from 0 up to the next mark above `largest`. */
struct scale scale_from_zero(double largest, double at_from, double at_to, int wanted);

/* A logarithmic scale around [smallest, largest], both > 0; when has_zero, `room` at the low end is
 * kept for zero. */
struct scale scale_log(double smallest, double largest, double at_from, double at_to, int has_zero,
                       double room);

/* Where a value lies; what is below a logarithmic scale lies at at_zero. */
double scale_at(const struct scale *scale, double value);

#endif
