/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* 4 x 3 cells of 10 m; a tick is an hour. Nothing happens but what a test asks for. */
static const char TORUS[] =
    "world: {width_m: 40, height_m: 30, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 36000}\n"
    "fields: {cell_m: 10, plankton: {diffusion_m2_per_s: 0, growth_per_d: 0, initial_fraction: 0}, "
    "detritus: {decay_per_d: 0}}\n";

static fishsim_world *empty_world(const char *yaml)
{
    fishsim_world *world = world_from(yaml);
    assert_int_equal(world->field_grid.columns, 4);
    assert_int_equal(world->field_grid.rows, 3);
    return world;
}

static int64_t total(const fishsim_world *world)
{
    int64_t sum = 0;
    for (uint32_t cell = 0; cell < world->field_grid.cells; cell++)
        sum += world->plankton.energy_uj[cell];
    return sum;
}

static void put_plankton(fishsim_world *world, uint32_t cell, int64_t energy_uj)
{
    world->plankton.energy_uj[cell] = energy_uj;
    rebase_ledger(world);
}

static void growth_is_the_exact_logistic_step(void **state)
{
    (void)state;
    fishsim_world *world = empty_world(TORUS);
    world->settings.fields.plankton.growth_per_d = 12.0; /* r d = 0.5 */
    double capacity = 20.0 * 2500.0 * 1e6 * 100.0;
    for (uint32_t cell = 0; cell < 12; cell++)
        world->plankton.energy_uj[cell] = (int64_t)(capacity * cell / 8.0);
    rebase_ledger(world);
    tick_fields(world);
    for (uint32_t cell = 0; cell < 12; cell++) {
        double p = capacity * cell / 8.0, e = exp(0.5);
        assert_near(world->plankton.energy_uj[cell], capacity * p * e / (capacity + p * (e - 1.0)),
                    0.51);
    }
    assert_int_equal(world->plankton.energy_uj[0], 0);
    assert_true((double)world->plankton.energy_uj[11] <
                capacity * 11.0 / 8.0); /* above K it falls */
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void water_without_capacity_grows_nothing(void **state)
{
    (void)state;
    fishsim_world *world = empty_world(TORUS);
    world->settings.fields.plankton.growth_per_d = 12.0;
    world->settings.fields.plankton.capacity_g_per_m2 = 0.0;
    put_plankton(world, 5, 1000);
    tick_fields(world);
    assert_int_equal(world->plankton.energy_uj[5], 1000);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void plankton_spreads_to_the_four_cells_around(void **state)
{
    (void)state;
    fishsim_world *world = empty_world(TORUS);
    world->settings.fields.plankton.diffusion_m2_per_s = 0.2 * 100.0 / 3600.0; /* D dt/dx2 = .2 */
    put_plankton(world, 5, 1000000);
    tick_fields(world);
    static const int64_t AFTER[12] = {0, 200000, 0, 0, 200000, 200000, 200000, 0, 0, 200000, 0, 0};
    for (uint32_t cell = 0; cell < 12; cell++)
        assert_near(world->plankton.energy_uj[cell], AFTER[cell], 4.0);
    assert_int_equal(total(world), 1000000);
    fishsim_world_destroy(world);
}

static void plankton_spreads_across_the_seam_but_not_through_walls(void **state)
{
    (void)state;
    for (int walls = 0; walls < 2; walls++) {
        fishsim_world *world = empty_world(TORUS);
        world->settings.world.boundary = walls ? BOUNDARY_WALLS : BOUNDARY_TORUS;
        world->settings.fields.plankton.diffusion_m2_per_s = 0.2 * 100.0 / 3600.0;
        put_plankton(world, 0, 1000000);
        tick_fields(world);
        assert_int_equal(world->plankton.energy_uj[3] > 0, !walls);
        assert_int_equal(world->plankton.energy_uj[8] > 0, !walls);
        assert_near(world->plankton.energy_uj[0], walls ? 600000 : 200000, 4.0);
        assert_near(world->plankton.energy_uj[1], 200000, 1.0);
        assert_int_equal(total(world), 1000000);
        assert_balanced(world);
        fishsim_world_destroy(world);
    }
}

static void no_cell_goes_below_zero_or_loses_a_microjoule(void **state)
{
    (void)state;
    for (int boundary = 0; boundary < 2; boundary++) {
        fishsim_world *world = empty_world(TORUS);
        world->settings.world.boundary = (uint32_t)boundary;
        world->settings.fields.plankton.diffusion_m2_per_s = 0.2 * 100.0 / 3600.0;
        for (uint32_t cell = 0; cell < 12; cell++)
            put_plankton(world, cell, (int64_t)(20.0 * any(7, cell)) % 7);
        put_plankton(world, 2, FIELD_CELL_MAX_UJ);
        int64_t before = total(world);
        for (int tick = 0; tick < 100; tick++) {
            tick_fields(world);
            for (uint32_t cell = 0; cell < 12; cell++)
                assert_true(world->plankton.energy_uj[cell] >= 0);
            assert_int_equal(total(world), before);
        }
        fishsim_world_destroy(world);
    }
}

static void one_cell_has_nowhere_to_spread(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {width_m: 10, height_m: 10}\n"
                                      "fields: {plankton: {growth_per_d: 0}}\n");
    int64_t before = world->plankton.energy_uj[0];
    tick_fields(world);
    assert_int_equal(world->plankton.energy_uj[0], before);
    fishsim_world_destroy(world);
}

static void even_water_stays_even(void **state)
{
    (void)state;
    fishsim_world *world = empty_world(TORUS);
    world->settings.fields.plankton.diffusion_m2_per_s = 0.001;
    for (uint32_t cell = 0; cell < 12; cell++)
        world->plankton.energy_uj[cell] = 123456789;
    tick_fields(world);
    for (uint32_t cell = 0; cell < 12; cell++)
        assert_int_equal(world->plankton.energy_uj[cell], 123456789);
    fishsim_world_destroy(world);
}

static void detritus_decays_at_its_rate(void **state)
{
    (void)state;
    fishsim_world *world = empty_world(TORUS);
    world->settings.fields.detritus.decay_per_d = 2.4;
    world->detritus.energy_uj[4] = 1000000000;
    world->detritus.energy_uj[5] = 3;
    rebase_ledger(world);
    for (int tick = 1; tick <= 20; tick++) {
        tick_fields(world);
        assert_near(world->detritus.energy_uj[4], 1e9 * exp(-0.1 * tick), 20.0);
        assert_true(world->detritus.energy_uj[5] >= 0);
    }
    assert_balanced(world);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(growth_is_the_exact_logistic_step),
        TEST(water_without_capacity_grows_nothing),
        TEST(plankton_spreads_to_the_four_cells_around),
        TEST(plankton_spreads_across_the_seam_but_not_through_walls),
        TEST(no_cell_goes_below_zero_or_loses_a_microjoule),
        TEST(one_cell_has_nowhere_to_spread),
        TEST(even_water_stays_even),
        TEST(detritus_decays_at_its_rate),
    };
    return RUN(tests);
}
