/* SPDX-License-Identifier: MIT */
/*
 * Rows 9, 10 and 11: the plankton against the exact solution of logistic growth, the variance and
 * mass of a point that spreads, and the speed of a wave into empty water.
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>

/* ---- logistic growth ------------------------------------------------------------------------ */

/* Largest error, as a part of K, over a run. The exact values are computed in long double. */
static double logistic_error(struct suite *suite, double initial, double acceleration, int ticks,
                             const char *shown)
{
    fishsim_config *config = scenario(suite, "logistic");
    set_number(suite, config, "fields.plankton.initial_fraction", initial);
    set_number(suite, config, "calendar.acceleration", acceleration);
    fishsim_world *world = world_of(suite, config, NULL);
    fishsim_field field = field_of(suite, world, FISHSIM_FIELD_PLANKTON);
    long double start = (long double)field.energy_uj[1] / (long double)field.capacity_uj;
    double worst = 0.0;
    for (int done = 1; done <= ticks; done++) {
        tick(suite, world, 1);
        field = field_of(suite, world, FISHSIM_FIELD_PLANKTON);
        long double days = (long double)done * (long double)acceleration * 0.1L / 86400.0L;
        long double growth = expl(0.5L * days);
        long double exact = start * growth / (1.0L + start * (growth - 1.0L));
        long double part = (long double)field.energy_uj[1] / (long double)field.capacity_uj;
        worst = fmax(worst, (double)fabsl(part - exact));
        if (shown && done % 5 == 0) {
            curve(suite, "exact solution", (double)days, (double)exact);
            curve(suite, shown, (double)days, (double)part);
        }
    }
    fishsim_world_destroy(world);
    return worst;
}

void row_logistic(struct suite *suite)
{
    check_near(suite, "largest error / K, from 0.01 K in steps of 0.1 d",
               logistic_error(suite, 0.01, 86400.0, 200, "simulated"), 0.0, 1e-12);
    check_near(suite, "largest error / K, from 0.3 K in steps of 1 d",
               logistic_error(suite, 0.3, 864000.0, 40, NULL), 0.0, 1e-12);
    check_near(suite, "largest error / K, from 0.5 K in steps of 0.1 s",
               logistic_error(suite, 0.5, 1.0, 1000, NULL), 0.0, 1e-12);
    check_near(suite, "largest error / K, from K", logistic_error(suite, 1.0, 86400.0, 100, NULL),
               0.0, 1e-12);
    check_near(suite, "largest error / K, from nothing",
               logistic_error(suite, 0.0, 86400.0, 100, NULL), 0.0, 1e-12);
}

/* ---- diffusion ------------------------------------------------------------------------------ */

struct moments {
    double total, mean[2], variance[2];
};

static struct moments moments_of(struct suite *suite, const fishsim_world *world)
{
    fishsim_field field = field_of(suite, world, FISHSIM_FIELD_PLANKTON);
    struct moments m = {0};
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t cell = 0; cell < field.rows * field.columns; cell++) {
            double p = (double)field.energy_uj[cell];
            double at[2] = {(cell % field.columns + 0.5) * field.cell_width_m,
                            (cell / field.columns + 0.5) * field.cell_height_m};
            m.total += pass ? 0.0 : p;
            for (int axis = 0; axis < 2; axis++) {
                double d = at[axis] - m.mean[axis] / m.total;
                if (pass)
                    m.variance[axis] += p * d * d;
                else
                    m.mean[axis] += p * at[axis];
            }
        }
    for (int axis = 0; axis < 2; axis++) {
        m.mean[axis] /= m.total;
        m.variance[axis] /= m.total;
    }
    return m;
}

static void check_spreading(struct suite *suite, const char *boundary)
{
    enum { TICKS = 29, SECONDS = 300 }; /* before the first microjoule comes to an edge */
    fishsim_error error = {0};
    fishsim_config *config = scenario(suite, "diffusion");
    set_text(suite, config, "world.boundary", boundary);
    fishsim_world *world = world_of(suite, config, NULL);
    for (int call = 0; call < 1000; call++)
        must(suite,
             fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 501.0, 301.0, 1000000000000000,
                                    &error),
             &error);
    double worst = 0.0, lost_j = 0.0;
    for (int done = 1; done <= TICKS; done++) {
        tick(suite, world, 1);
        struct moments now = moments_of(suite, world);
        double wanted = 2.0 * 0.05 * SECONDS * done;
        for (int axis = 0; axis < 2; axis++)
            worst = fmax(worst, fabs(now.variance[axis] / wanted - 1.0));
        fishsim_ledger ledger = ledger_of(suite, world);
        lost_j = fmax(lost_j, fabs(joules(ledger.entry[FISHSIM_LEDGER_PLANKTON]) - 1e12));
        lost_j = fmax(lost_j, fabs(joules(ledger.residual)));
        if (boundary[0] == 't') {
            curve(suite, "2 D t", SECONDS * done, wanted);
            curve(suite, "along x", SECONDS * done, now.variance[0]);
            curve(suite, "along y", SECONDS * done, now.variance[1]);
        }
    }
    fishsim_world_destroy(world);
    char what[80];
    snprintf(what, sizeof what, "largest relative error of the variance, %s", boundary);
    check_near(suite, what, worst, 0.0, 1e-6);
    snprintf(what, sizeof what, "energy lost, J, %s", boundary);
    check_near(suite, what, lost_j, 0.0, 0.0);
}

void row_diffusion(struct suite *suite)
{
    check_spreading(suite, "torus");
    check_spreading(suite, "walls");
}

/* ---- Fisher's wave -------------------------------------------------------------------------- */

/* Where the plankton falls to half of its capacity, m. */
static double front_of(struct suite *suite, const fishsim_world *world)
{
    fishsim_field field = field_of(suite, world, FISHSIM_FIELD_PLANKTON);
    double half = 0.5 * field.capacity_uj;
    uint32_t cell = 1;
    while (cell < field.columns && (double)field.energy_uj[cell] >= half)
        cell++;
    if (cell == field.columns)
        return NAN;
    double before = (double)field.energy_uj[cell - 1], after = (double)field.energy_uj[cell];
    return (cell - 0.5 + (before - half) / (before - after)) * field.cell_width_m;
}

/* Speed 2 sqrt(r D) (1 - 3 / (4 t)) at first order in 1 / t (Bramson 1983), from t = 100 to 200. */
void row_fisher(struct suite *suite)
{
    enum { TICKS_PER_DAY = 20 };
    fishsim_world *world = world_of(suite, scenario(suite, "fisher"), NULL);
    double at[201];
    for (int day = 1; day <= 200; day++) {
        tick(suite, world, TICKS_PER_DAY);
        at[day] = front_of(suite, world);
        if (day % 5)
            continue;
        curve(suite, "front", day, at[day]);
        if (day >= 100)
            curve(suite, "1.990 m/d from day 100", day, at[100] + 1.990 * (day - 100));
        fishsim_field field = field_of(suite, world, FISHSIM_FIELD_PLANKTON);
        for (uint32_t cell = 0; day % 50 == 0 && cell < field.columns; cell += 4) {
            char name[32];
            snprintf(name, sizeof name, "day %d", day);
            curve(suite, name, (cell + 0.5) * field.cell_width_m,
                  (double)field.energy_uj[cell] / field.capacity_uj);
        }
    }
    check_part(suite, "speed of the front from day 100 to 200, m/d", (at[200] - at[100]) / 100.0,
               2.0 - 1.5 * log(2.0) / 100.0, 0.01);
    fishsim_world_destroy(world);
}
