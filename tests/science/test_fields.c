/* SPDX-License-Identifier: MIT */
/*
 * Rows 9 and 10 of the model: the logistic field against its exact solution, and the variance and
 * mass of a spreading point.
 */
#include "science.h"

/* ---- logistic growth ------------------------------------------------------------------------ */

/* Cells of a square kilometre hold 5 10^16 uJ, so that a rounded microjoule is 10^-17 of K. */
static const char LOGISTIC[] =
    "world: {width_m: 2000, height_m: 1000, tick_seconds: 0.1}\n"
    "fields: {cell_m: 1000, plankton: {growth_per_d: 0.5, diffusion_m2_per_s: 0}}\n";

static void assert_logistic(double initial, double acceleration, uint32_t ticks)
{
    fishsim_config *config = config_from(LOGISTIC);
    set_number(config, "fields.plankton.initial_fraction", initial);
    set_number(config, "calendar.acceleration", acceleration);
    fishsim_world *world = world_from_config(config, NULL);
    fishsim_field field = field_of(world, FISHSIM_FIELD_PLANKTON);
    assert_within(field.capacity_uj, 5e16, 1.0, "capacity");
    long double start = (long double)field.energy_uj[1] / (long double)field.capacity_uj;
    for (uint32_t done = 1; done <= ticks; done++) {
        tick(world, 1);
        field = field_of(world, FISHSIM_FIELD_PLANKTON);
        long double days = (long double)done * acceleration * 0.1L / 86400.0L;
        long double growth = expl(0.5L * days);
        long double exact = start * growth / (1.0L + start * (growth - 1.0L));
        assert_within((double)((long double)field.energy_uj[1] / field.capacity_uj), (double)exact,
                      1e-12, "plankton / K");
    }
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void growth_is_logistic_at_any_step(void **state)
{
    (void)state;
    assert_logistic(0.01, 86400.0, 400); /* a tenth of a day: from 1 % to all of K */
    assert_logistic(0.3, 864000.0, 40);  /* a day */
    assert_logistic(0.5, 1.0, 1000);     /* a tenth of a second */
    assert_logistic(1.0, 86400.0, 100);  /* nothing grows at K */
    assert_logistic(0.0, 86400.0, 100);  /* nor from nothing */
}

/* ---- diffusion ------------------------------------------------------------------------------ */

/* 101 x 61 cells, a little wider than tall. D dt is 15 m2 a tick: 0.15 of a cell. */
static const char DIFFUSION[] =
    "world: {width_m: 1010, height_m: 600, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 3000}\n"
    "fields: {cell_m: 9.9, plankton: {growth_per_d: 0, diffusion_m2_per_s: 0.05, "
    "initial_fraction: 0}}\n";

enum { SPREADING_TICKS = 29 }; /* before the first microjoule comes to an edge */

struct moments {
    double total, mean_x, mean_y, variance_x, variance_y;
};

static struct moments moments_of(const fishsim_world *world)
{
    fishsim_field field = field_of(world, FISHSIM_FIELD_PLANKTON);
    struct moments m = {0};
    for (int pass = 0; pass < 2; pass++)
        for (uint32_t row = 0; row < field.rows; row++)
            for (uint32_t column = 0; column < field.columns; column++) {
                double p = (double)field.energy_uj[row * field.columns + column];
                double x = (column + 0.5) * field.cell_width_m;
                double y = (row + 0.5) * field.cell_height_m;
                if (pass == 0) {
                    m.total += p;
                    m.mean_x += p * x;
                    m.mean_y += p * y;
                } else {
                    m.variance_x += p * (x - m.mean_x / m.total) * (x - m.mean_x / m.total);
                    m.variance_y += p * (y - m.mean_y / m.total) * (y - m.mean_y / m.total);
                }
            }
    m.mean_x /= m.total;
    m.mean_y /= m.total;
    m.variance_x /= m.total;
    m.variance_y /= m.total;
    return m;
}

static void assert_spreads(const char *boundary)
{
    fishsim_config *config = config_from(DIFFUSION);
    set_key(config, "world.boundary", boundary);
    fishsim_world *world = world_from_config(config, NULL);
    fishsim_field field = field_of(world, FISHSIM_FIELD_PLANKTON);
    assert_int_equal(field.columns, 102);
    assert_int_equal(field.rows, 61);
    for (int call = 0; call < 1000; call++)
        assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 501.0, 301.0,
                                         1000000000000000, NULL));
    struct moments start = moments_of(world);
    for (int done = 1; done <= SPREADING_TICKS; done++) {
        tick(world, 1);
        struct moments now = moments_of(world);
        double wanted = 2.0 * 0.05 * 300.0 * done;
        assert_within(now.variance_x, wanted, 1e-6 * wanted, "variance along x");
        assert_within(now.variance_y, wanted, 1e-6 * wanted, "variance along y");
        assert_within(now.mean_x, start.mean_x, 1e-6, "mean x");
        assert_within(now.mean_y, start.mean_y, 1e-6, "mean y");
        assert_balanced(world);
        fishsim_energy mass = ledger_of(world).entry[FISHSIM_LEDGER_PLANKTON];
        assert_int_equal(mass.joules, 1000000000000);
        assert_int_equal(mass.microjoules, 0);
    }
    fishsim_world_destroy(world);
}

static void a_point_spreads_with_variance_2Dt_and_loses_nothing(void **state)
{
    (void)state;
    assert_spreads("torus");
    assert_spreads("walls");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth_is_logistic_at_any_step),
        cmocka_unit_test(a_point_spreads_with_variance_2Dt_and_loses_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
