/* SPDX-License-Identifier: MIT */
/*
 * Row 1: the mean squared displacement of a persistent random walk after n steps,
 *
 *     l^2 (n (1 + c) / (1 - c) - 2 c (1 - c^n) / (1 - c)^2),  l = v dt,  c = exp(-sigma^2 / 2),
 *
 * for 20,000 walkers (Kareiva and Shigesada 1983).
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WALKERS = 20000, STEPS = 1000 };

static const double SPEED = 1.0, DT = 0.1, SIGMA = 0.3;

static double expected(double n)
{
    double l = SPEED * DT, c = exp(-0.5 * SIGMA * SIGMA);
    return l * l *
           (n * (1.0 + c) / (1.0 - c) - 2.0 * c * (1.0 - pow(c, n)) / ((1.0 - c) * (1.0 - c)));
}

/* Places by identity: rows move, and no one walks 1000 m, so a torus is unwrapped at the end. */
static void places(struct suite *suite, const fishsim_world *world, float (*place)[2])
{
    uint64_t count;
    const float *x = floats_of(suite, world, FISHSIM_COLUMN_X, &count);
    const float *y = floats_of(suite, world, FISHSIM_COLUMN_Y, &count);
    fishsim_column id;
    must(suite, fishsim_column_init(&id, sizeof id), NULL);
    must(suite, fishsim_world_get_column(world, FISHSIM_COLUMN_ID, &id, NULL), NULL);
    for (uint64_t i = 0; i < count; i++) {
        uint64_t number = ((const uint64_t *)id.data)[i] - 1;
        place[number][0] = x[i];
        place[number][1] = y[i];
    }
}

static double mean_square(float (*from)[2], float (*to)[2])
{
    double sum = 0.0;
    for (int i = 0; i < WALKERS; i++)
        for (int axis = 0; axis < 2; axis++) {
            double d = (double)to[i][axis] - (double)from[i][axis];
            d -= 2000.0 * floor(d / 2000.0 + 0.5);
            sum += d * d;
        }
    return sum / WALKERS;
}

void row_walk(struct suite *suite)
{
    static float start[WALKERS][2], now[WALKERS][2];
    fishsim_world *world = world_of(suite, scenario(suite, "walk"), NULL);
    places(suite, world, start);
    for (int step = 1; step <= STEPS; step++) {
        tick(suite, world, 1);
        bool checked = step == 10 || step == 100 || step == 1000;
        if (!checked && step % (step < 20 ? 2 : step < 200 ? 20 : 100))
            continue;
        places(suite, world, now);
        double measured = mean_square(start, now);
        curve(suite, "formula", step, expected(step));
        curve(suite, "measured", step, measured);
        if (checked) {
            char what[64];
            snprintf(what, sizeof what, "mean squared displacement after %d steps, m2", step);
            check_part(suite, what, measured, expected(step), 0.02);
        }
    }
    fishsim_world_destroy(world);
}
