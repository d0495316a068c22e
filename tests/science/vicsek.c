/* SPDX-License-Identifier: MIT */
/*
 * Row 5: the order parameter of Vicsek et al. 1995 over noise, for three sizes at density 4: the
 * mean over six seeds of the second half of 20,000 steps. At a noise of 2 pi headings are
 * independent, and the length of their mean is sqrt(pi / N) / 2.
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>

enum { SEEDS = 6, STEPS = 20000, EVERY = 10 };

static const double PI = 3.14159265358979323846;

static double order(struct suite *suite, int fish, double side_m, double noise_rad, int seed)
{
    double sum = 0.0;
    fishsim_config *config = scenario(suite, "vicsek");
    set_number(suite, config, "world.seed", seed);
    set_number(suite, config, "world.width_m", side_m);
    set_number(suite, config, "world.height_m", side_m);
    set_number(suite, config, "species.particle.start.count", fish);
    set_number(suite, config, "minds.vicsek.noise_width_rad", noise_rad);
    fishsim_world *world = world_of(suite, config, NULL);
    tick(suite, world, STEPS / 2);
    for (int step = STEPS / 2; step < STEPS; step += EVERY) {
        uint64_t count;
        double x = 0.0, y = 0.0;
        tick(suite, world, EVERY);
        const float *hx = floats_of(suite, world, FISHSIM_COLUMN_HEADING_X, &count);
        const float *hy = floats_of(suite, world, FISHSIM_COLUMN_HEADING_Y, &count);
        for (uint64_t i = 0; i < count; i++) {
            x += (double)hx[i];
            y += (double)hy[i];
        }
        sum += hypot(x, y) / (double)count;
    }
    fishsim_world_destroy(world);
    return sum / (STEPS / 2 / EVERY);
}

void row_vicsek(struct suite *suite)
{
    static const struct {
        int fish;
        double side_m, tolerance, order[7];
    } SIZES[] = {
        {40, 3.1, .02, {.989, .957, .836, .652, .427, .202, .140}},
        {100, 5, .02, {.988, .954, .821, .619, .366, .131, .088}},
        {400, 10, .03, {.986, .946, .794, .567, .271, .067, .044}},
    };
    static const double NOISE[] = {.5, 1, 2, 3, 4, 5, 6.283185307179586};
    for (int size = 0; size < 3; size++)
        for (int n = 0; n < 7; n++) {
            double mean = 0.0;
            char what[64];
            for (int seed = 1; seed <= SEEDS; seed++)
                mean += order(suite, SIZES[size].fish, SIZES[size].side_m, NOISE[n], seed) / SEEDS;
            snprintf(what, sizeof what, "order of N = %d at eta = %.3g", SIZES[size].fish,
                     NOISE[n]);
            check_near(suite, what, mean, SIZES[size].order[n], SIZES[size].tolerance);
            snprintf(what, sizeof what, "N = %d", SIZES[size].fish);
            curve(suite, what, NOISE[n], mean);
            snprintf(what, sizeof what, "N = %d, reference", SIZES[size].fish);
            curve(suite, what, NOISE[n], SIZES[size].order[n]);
            if (n == 6) {
                snprintf(what, sizeof what, "the same against sqrt(pi / N) / 2");
                check_near(suite, what, mean, 0.5 * sqrt(PI / SIZES[size].fish), .02);
            }
        }
}
