/* SPDX-License-Identifier: MIT */
/*
 * Row 21: the size spectrum of a community of mizer's generic species. Numbers per gram fall with
 * weight to the power of about -2.05 (lambda of Andersen 2019 and of mizer) over the range of the
 * asymptotic weights; below it, where every species is still there, they fall as in one species.
 * The row reports what comes out, which rests on more choices than the published one.
 */
#include "rows.h"

#include <math.h>

enum { OCTAVES = 17, FIRST = -6, WARM_UP = 3 * 1460, TICKS = 10 * 1460, EVERY = 20 };

/* Middle of an octave on the scale of logarithms, g. */
static double middle(int octave)
{
    return pow(2.0, FIRST + octave + 0.5);
}

/* Mean numbers by octave over the years after the warm-up. */
static void mean_spectrum(struct suite *suite, double mean[OCTAVES])
{
    fishsim_error error = {0};
    fishsim_world *world = world_of(suite, scenario(suite, "spectrum"), NULL);
    tick(suite, world, WARM_UP);
    for (int step = WARM_UP; step < TICKS; step += EVERY) {
        uint64_t fish[OCTAVES];
        tick(suite, world, EVERY);
        must(suite,
             fishsim_world_get_spectrum(world, FISHSIM_ALL_SPECIES, FIRST, OCTAVES, fish, NULL,
                                        &error),
             &error);
        for (int i = 0; i < OCTAVES; i++)
            mean[i] += (double)fish[i] * EVERY / (TICKS - WARM_UP);
    }
    fishsim_world_destroy(world);
}

/*
 * Slope of ln(fish per g) over ln(weight), by least squares over the octaves between two weights
 * that hold a fish at most times; draws the line under `name`.
 */
static double slope_between(struct suite *suite, const double mean[OCTAVES], const char *name,
                            double low_g, double high_g)
{
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (int i = 0; i < OCTAVES; i++) {
        double per_g = mean[i] / pow(2.0, FIRST + i), x = log(middle(i)), y = log(per_g);
        if (mean[i] < 1.0 || middle(i) < low_g || middle(i) > high_g)
            continue;
        n++;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), level = (sy - slope * sx) / n;
    curve(suite, name, low_g, exp(level + slope * log(low_g)));
    curve(suite, name, high_g, exp(level + slope * log(high_g)));
    return slope;
}

void row_spectrum(struct suite *suite)
{
    static const double LEAST_INF_G = 3.0, MOST_INF_G = 300.0; /* as in the scenario */
    double mean[OCTAVES] = {0};
    uint32_t octaves = 0;
    mean_spectrum(suite, mean);
    for (int i = 0; i < OCTAVES; i++) {
        if (mean[i] < 1.0)
            continue;
        octaves++;
        curve(suite, "fish", middle(i), mean[i] / pow(2.0, FIRST + i));
    }
    check_told(suite,
               "slope of fish per g over weight, from the least asymptotic weight to the most",
               slope_between(suite, mean, "fit", LEAST_INF_G, MOST_INF_G), -2.05);
    check_told(suite, "slope below the weight at which the first species matures",
               slope_between(suite, mean, "fit below", middle(0), LEAST_INF_G / 4), -2.0 / 3 - 0.8);
    check_between(suite, "octaves with fish", (double)octaves, 8, OCTAVES);
}
