/* SPDX-License-Identifier: MIT */
/*
 * Rows 2, 3 and 4: the phases of Couzin et al. 2002. Without a zone of orientation a hundred fish
 * swarm, with a narrow one they form a torus, with a wide one they swim in parallel. Polarisation p
 * and milling m are means over the last 1000 of the steps and over the seeds. When the zone
 * widens step by step a torus lasts longer, and when it narrows a parallel school does: the school
 * has a memory.
 */
#include "rows.h"

#include <stdio.h>

struct order {
    double p, m;
};

/* One seed: the mean over the last steps, every tenth of them. */
static struct order school(struct suite *suite, const char *name, double width, int seed, int steps)
{
    enum { LAST = 1000, EVERY = 10 };
    struct order mean = {0};
    fishsim_config *config = scenario(suite, name);
    set_number(suite, config, "world.seed", seed);
    set_number(suite, config, "minds.couzin.orientation_radius", 1.0 + width);
    set_number(suite, config, "minds.couzin.attraction_radius", 15.0 + width);
    fishsim_world *world = world_of(suite, config, NULL);
    tick(suite, world, (uint64_t)(steps - LAST));
    for (int step = 0; step < LAST; step += EVERY) {
        tick(suite, world, EVERY);
        fishsim_measures measures = measures_of(suite, world, 0);
        mean.p += measures.value[FISHSIM_MEASURE_POLARISATION] * EVERY / LAST;
        mean.m += measures.value[FISHSIM_MEASURE_MILLING] * EVERY / LAST;
    }
    fishsim_world_destroy(world);
    return mean;
}

struct band {
    double width, p_low, p_high, m_low, m_high;
};

static void check_phase(struct suite *suite, const char *name, const struct band *band, int seeds,
                        int steps)
{
    struct order mean = {0};
    char what[64];
    for (int seed = 1; seed <= seeds; seed++) {
        struct order one = school(suite, name, band->width, seed, steps);
        mean.p += one.p / seeds;
        mean.m += one.m / seeds;
    }
    curve(suite, "polarisation p", band->width, mean.p);
    curve(suite, "milling m", band->width, mean.m);
    if (band->p_high <= 0.0)
        return;
    snprintf(what, sizeof what, "p at dr_o = %g", band->width);
    check_between(suite, what, mean.p, band->p_low, band->p_high);
    snprintf(what, sizeof what, "m at dr_o = %g", band->width);
    check_between(suite, what, mean.m, band->m_low, band->m_high);
}

/* Widths without a band are points of the picture, from a quarter of the seeds. */
void row_couzin_3d(struct suite *suite)
{
    static const struct band BANDS[] = {
        {0, 0, .35, 0, .35}, {1, 0, 0, 0, 0}, {2, 0, .35, .60, .80}, {3, 0, 0, 0, 0},
        {4, .99, 1, 0, .15}, {6, 0, 0, 0, 0}, {8, .99, 1, 0, .15},
    };
    for (int i = 0; i < 7; i++)
        check_phase(suite, "couzin3d", &BANDS[i], BANDS[i].p_high > 0.0 ? 40 : 10, 5000);
}

void row_couzin_2d(struct suite *suite)
{
    static const struct band BANDS[] = {
        {0, 0, .35, 0, .35}, {2, 0, 0, 0, 0},  {4, 0, 0, 0, 0},      {6, 0, .35, .60, .80},
        {8, 0, 0, 0, 0},     {10, 0, 0, 0, 0}, {12, .99, 1, 0, .15},
    };
    for (int i = 0; i < 7; i++)
        check_phase(suite, "couzin2d", &BANDS[i], BANDS[i].p_high > 0.0 ? 8 : 4, 5000);
}

/* ---- collective memory ----------------------------------------------------------------------- */

enum { VALUES = 11, MEMORY_SEEDS = 30 };

static const double WIDTH_STEP = 0.5;

/* Swims at one width for 2000 steps; the means over the last 500. */
static struct order settle(struct suite *suite, fishsim_world *world, double width)
{
    enum { STEPS = 2000, LAST = 500, EVERY = 10 };
    fishsim_error error = {0};
    struct order mean = {0};
    char text[32];
    snprintf(text, sizeof text, "%g", 15.0 + width);
    must(suite, fishsim_world_set(world, "minds.couzin.attraction_radius", text, &error), &error);
    snprintf(text, sizeof text, "%g", 1.0 + width);
    must(suite, fishsim_world_set(world, "minds.couzin.orientation_radius", text, &error), &error);
    tick(suite, world, STEPS - LAST);
    for (int step = 0; step < LAST; step += EVERY) {
        tick(suite, world, EVERY);
        fishsim_measures measures = measures_of(suite, world, 0);
        mean.p += measures.value[FISHSIM_MEASURE_POLARISATION] * EVERY / LAST;
        mean.m += measures.value[FISHSIM_MEASURE_MILLING] * EVERY / LAST;
    }
    return mean;
}

/* Up from 0 to 5 and down again; adds to the sums of p and m by width. */
static void up_and_down(struct suite *suite, int seed, struct order up[], struct order down[])
{
    fishsim_config *config = scenario(suite, "couzin3d");
    set_number(suite, config, "world.seed", seed);
    fishsim_world *world = world_of(suite, config, NULL);
    for (int turn = 0; turn < 2; turn++)
        for (int i = 0; i < VALUES; i++) {
            int at = turn ? VALUES - 1 - i : i;
            struct order order = settle(suite, world, at * WIDTH_STEP);
            (turn ? down : up)[at].p += order.p / MEMORY_SEEDS;
            (turn ? down : up)[at].m += order.m / MEMORY_SEEDS;
        }
    fishsim_world_destroy(world);
}

void row_memory(struct suite *suite)
{
    static const double PARALLEL = 0.65; /* Tunstrom et al. 2013 */
    struct order up[VALUES] = {{0}}, down[VALUES] = {{0}};
    int gained = 0, lost = VALUES - 1;
    for (int seed = 1; seed <= MEMORY_SEEDS; seed++)
        up_and_down(suite, seed, up, down);
    for (int i = 0; i < VALUES; i++) {
        curve(suite, "p, widening", i * WIDTH_STEP, up[i].p);
        curve(suite, "p, narrowing", i * WIDTH_STEP, down[i].p);
        curve(suite, "m, widening", i * WIDTH_STEP, up[i].m);
        curve(suite, "m, narrowing", i * WIDTH_STEP, down[i].m);
    }
    while (gained < VALUES && up[gained].p < PARALLEL)
        gained++;
    while (lost >= 0 && down[lost].p > PARALLEL)
        lost--;
    check_between(suite, "dr_o at which a widening zone makes the school parallel",
                  gained * WIDTH_STEP, 2.5, 4.0);
    check_between(suite, "dr_o at which a narrowing zone loses it", lost * WIDTH_STEP, 1.0, 2.0);
    check_between(suite, "gap between the two", (gained - lost) * WIDTH_STEP, 1.0, 5.0);
}
