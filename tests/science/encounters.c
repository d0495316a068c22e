/* SPDX-License-Identifier: MIT */
/*
 * Row 6: the disc equation of Holling 1959, a N / (1 + a h N), from hunters that meet prey. A disc
 * of radius r that moves at speed v sweeps a = 2 r v; when prey move as fast the mean relative
 * speed is 4 / pi times as high.
 */
#include "rows.h"

#include <stdio.h>

enum { HUNTERS = 20, WARM_UP = 1000, BITES = 4000 /* about so many are counted */ };

static const double RADIUS = 0.5, SPEED = 1.0, HANDLING = 5.0, AREA = 10000.0, DT = 0.1;
static const double PI = 3.14159265358979323846;

static double disc(double prey, bool moving)
{
    double a = (moving ? 8.0 / PI : 2.0) * RADIUS * SPEED, density = prey / AREA;
    return a * density / (1.0 + a * HANDLING * density);
}

/* Prey eaten by a hunter in a second. */
static double intake(struct suite *suite, int prey, bool moving)
{
    fishsim_config *config = scenario(suite, "holling");
    set_number(suite, config, "species.prey.start.count", prey);
    set_number(suite, config, "species.prey.motion.cruise_bl_per_s", moving ? 100.0 : 0.0);
    fishsim_world *world = world_of(suite, config, NULL);
    uint64_t ticks = (uint64_t)(BITES / (disc(prey, moving) * HUNTERS * DT));
    tick(suite, world, WARM_UP);
    uint64_t before = species_of(suite, world, 0).bites;
    tick(suite, world, ticks);
    uint64_t after = species_of(suite, world, 0).bites;
    fishsim_world_destroy(world);
    return (double)(after - before) / (HUNTERS * DT * (double)ticks);
}

static void check_response(struct suite *suite, bool moving, double part)
{
    static const int PREY[] = {25, 100, 400, 1600};
    const char *who = moving ? "both moving" : "prey at rest";
    char what[80];
    for (int i = 0; i < 4; i++) {
        double measured = intake(suite, PREY[i], moving);
        snprintf(what, sizeof what, "prey eaten per s, %s, %d prey", who, PREY[i]);
        check_part(suite, what, measured, disc(PREY[i], moving), part);
        snprintf(what, sizeof what, "%s, measured", who);
        curve(suite, what, PREY[i], measured);
    }
    snprintf(what, sizeof what, "%s, formula", who);
    for (int prey = 0; prey <= 1600; prey += 40)
        curve(suite, what, prey, disc(prey, moving));
}

void row_holling(struct suite *suite)
{
    check_response(suite, false, 0.06);
    check_response(suite, true, 0.08);
}
