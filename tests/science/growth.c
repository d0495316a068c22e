/* SPDX-License-Identifier: MIT */
/*
 * Row 12: growth after von Bertalanffy, dW/dt = 2 W^(2/3) - W / 2 per year, whose cube root goes to
 * 4 g^(1/3) at a rate of 1/6 per year. Length is (W / 0.01)^(1/3) cm.
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>

static const double START = 0.1, YEAR = 365.25;

static double weight_at(double years)
{
    double root = 4.0 + (cbrt(START) - 4.0) * exp(-years / 6.0);
    return root * root * root;
}

static double length_at(double years)
{
    return cbrt(weight_at(years) / 0.01);
}

/* Runs to a number of years in steps of `days`; checks the length at some of them. */
static void check_growth(struct suite *suite, double days, bool shown)
{
    static const int CHECKED[] = {1, 2, 4, 8, 16, 32};
    fishsim_config *config = scenario(suite, "growth");
    set_number(suite, config, "calendar.acceleration", days * 864000.0);
    fishsim_world *world = world_of(suite, config, NULL);
    uint64_t done = 0, count;
    int next = 0;
    for (int half = 1; half <= 64; half++) {
        uint64_t until = (uint64_t)(half * 0.5 * YEAR / days + 0.5);
        tick(suite, world, until - done);
        done = until;
        double length = (double)floats_of(suite, world, FISHSIM_COLUMN_LENGTH, &count)[0];
        double years = (double)done * days / YEAR;
        if (shown) {
            curve(suite, "formula", years, length_at(years));
            curve(suite, "simulated", years, length);
        }
        if (half != 2 * CHECKED[next])
            continue;
        char what[80];
        snprintf(what, sizeof what, "length after %d y in steps of %g d, cm", CHECKED[next++],
                 days);
        check_part(suite, what, length, length_at(years), 0.01);
    }
    fishsim_world_destroy(world);
}

void row_growth(struct suite *suite)
{
    check_growth(suite, 0.1, true);
    check_growth(suite, 1.0, false);
    fishsim_config *config = scenario(suite, "growth");
    set_number(suite, config, "calendar.acceleration", 864000.0);
    fishsim_world *world = world_of(suite, config, NULL);
    uint64_t count;
    tick(suite, world, (uint64_t)(80.0 * YEAR));
    check_part(suite, "weight after 80 y, W_inf, g",
               (double)floats_of(suite, world, FISHSIM_COLUMN_WEIGHT, &count)[0], 64.0, 0.01);
    fishsim_world_destroy(world);
}
