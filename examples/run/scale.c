/* SPDX-License-Identifier: MIT */
/*
 * scale.c: linear and logarithmic axes with marks at round values.
 */
#include "scale.h"

#include <math.h>

double round_below(double value)
{
    double power = pow(10.0, floor(log10(value) + 1e-9));
    double mantissa = value / power * (1.0 + 1e-9);

    return (mantissa >= 5.0 ? 5.0 : mantissa >= 2.0 ? 2.0 : 1.0) * power;
}

double round_above(double value)
{
    double power = pow(10.0, floor(log10(value) + 1e-9));
    double mantissa = value / power * (1.0 - 1e-9);

    return (mantissa <= 1.0 ? 1.0 : mantissa <= 2.0 ? 2.0 : mantissa <= 5.0 ? 5.0 : 10.0) * power;
}

static void mark_linear(struct scale *scale, double step)
{
    double first = ceil(scale->from / step - 1e-9);

    for (size_t i = 0; i < MARKS_MAX; i++) {
        double mark = (first + (double)i) * step;

        if (mark > scale->to + step * 1e-6) {
            break;
        }
        scale->marks[scale->mark_count++] = mark;
    }
}

/* Powers of ten, and between them 2 and 5, or 3, as long as there are few. */
static void mark_log(struct scale *scale)
{
    double decades = log10(scale->to / scale->from);
    double first = pow(10.0, floor(log10(scale->from) + 1e-9));
    int skip = (int)ceil((decades + 1.0) / MARKS_MAX);

    for (double power = first; power <= scale->to * 1.0001; power *= pow(10.0, skip)) {
        for (int digit = 1; digit <= 5; digit++) {
            double mark = power * digit;
            int wanted = digit == 1 || (decades <= 3.0 && (digit == 2 || digit == 5)) ||
                         (decades > 3.0 && decades <= 4.0 && digit == 3);

            if (wanted && mark >= scale->from * 0.9999 && mark <= scale->to * 1.0001 &&
                scale->mark_count < MARKS_MAX) {
                scale->marks[scale->mark_count++] = mark;
            }
        }
    }
}

struct scale scale_linear(double from, double to, double at_from, double at_to, int wanted)
{
    struct scale scale = {.from = from, .to = to, .at_from = at_from, .at_to = at_to};

    scale.at_zero = at_from;
    mark_linear(&scale, round_above((to - from) / wanted));
    return scale;
}

struct scale scale_from_zero(double largest, double at_from, double at_to, int wanted)
{
    double top = largest > 0.0 ? largest : 1.0;
    double step = round_above(top / wanted);

    return scale_linear(0.0, ceil(top / step - 1e-9) * step, at_from, at_to, wanted);
}

struct scale scale_log(double smallest, double largest, double at_from, double at_to, int has_zero,
                       double room)
{
    struct scale scale = {.logarithmic = 1, .at_zero = at_from, .at_to = at_to};
    double toward = at_to > at_from ? 1.0 : -1.0;

    scale.from = round_below(smallest);
    scale.to = round_above(largest);
    if (scale.to <= scale.from) {
        scale.to = scale.from * 10.0;
    }
    scale.at_from = has_zero ? at_from + toward * room : at_from;
    mark_log(&scale);
    return scale;
}

double scale_at(const struct scale *scale, double value)
{
    double part;

    if (scale->logarithmic) {
        if (value < scale->from * 0.9999) {
            return scale->at_zero;
        }
        part = log(value / scale->from) / log(scale->to / scale->from);
    } else {
        part = (value - scale->from) / (scale->to - scale->from);
    }
    return scale->at_from + part * (scale->at_to - scale->at_from);
}
