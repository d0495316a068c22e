/* SPDX-License-Identifier: MIT */
/*
 * Row 21: the size spectrum of a community of mizer's generic species. Numbers per gram fall with
 * weight to the power of about -2.05 (lambda of Andersen 2019 and of mizer); the row reports what
 * comes out, which rests on more choices than the published one.
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

/* Least squares of ln(fish per g) over ln(weight), over the octaves that hold a fish at most times.
 */
void row_spectrum(struct suite *suite)
{
    double mean[OCTAVES] = {0}, n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0, least = INFINITY, most = 0;
    mean_spectrum(suite, mean);
    for (int i = 0; i < OCTAVES; i++) {
        double per_g = mean[i] / pow(2.0, FIRST + i), x = log(middle(i)), y = log(per_g);
        if (mean[i] < 1.0)
            continue;
        curve(suite, "fish", middle(i), per_g);
        least = fmin(least, middle(i));
        most = fmax(most, middle(i));
        n++;
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
    }
    double slope = (n * sxy - sx * sy) / (n * sxx - sx * sx), level = (sy - slope * sx) / n;
    curve(suite, "fit", least, exp(level + slope * log(least)));
    curve(suite, "fit", most, exp(level + slope * log(most)));
    check_told(suite, "slope of fish per g over weight", slope, -2.05);
    check_between(suite, "octaves with fish", n, 8, OCTAVES);
}
