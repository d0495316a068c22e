/* SPDX-License-Identifier: MIT */
#include "builder.h"

static const char WORLD[] = "world: {width_m: 50, height_m: 40}\n"
                            "fields: {cell_m: 10, plankton: {initial_fraction: 0.5}}\n"
                            "minds: {forage: {noise_rad: 0}}\n"
                            "species: {grazer: {minds: [forage]}}\n";

/* One fish at (x, y) in water where cell `richer` holds twice as much; decided. */
static fishsim_world *grazer_at(const char *boundary, float x, float y, uint32_t richer)
{
    fishsim_world *world = world_from(WORLD);
    world->settings.world.boundary = strcmp(boundary, "walls") ? BOUNDARY_TORUS : BOUNDARY_WALLS;
    put_fish(world, 0, x, y, 10.0);
    world->plankton.energy_uj[richer] *= 2;
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
    return world;
}

static void it_swims_to_a_richer_cell(void **state)
{
    (void)state;
    fishsim_world *world = grazer_at("torus", 12.0f, 15.0f, 2 * 5 + 2); /* cell (2, 2) */
    double x = 25.0 - 12.0, y = 25.0 - 15.0, length = sqrt(x * x + y * y);
    assert_near(world->fish.intent_x[0], x / length, 1e-5);
    assert_near(world->fish.intent_y[0], y / length, 1e-5);
    assert_near(world->fish.intent_speed[0], fish_length_m(&world->fish, 0), 1e-6);
    fishsim_world_destroy(world);
}

static void it_slows_down_where_there_is_most(void **state)
{
    (void)state;
    fishsim_world *world = grazer_at("torus", 12.0f, 15.0f, 1 * 5 + 1);
    assert_near(world->fish.intent_x[0], 1.0, 1e-6); /* as it headed */
    assert_near(world->fish.intent_speed[0], 0.2 * (double)fish_length_m(&world->fish, 0), 1e-6);
    fishsim_world_destroy(world);
}

static void a_little_more_is_not_worth_it(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 12.0f, 15.0f, 10.0);
    world->plankton.energy_uj[12] += world->plankton.energy_uj[12] / 11;
    index_fish(world);
    tick_decide(world);
    assert_near(world->fish.intent_x[0], 1.0, 1e-6);
    fishsim_world_destroy(world);
}

static void it_looks_round_the_torus_and_not_through_walls(void **state)
{
    (void)state;
    fishsim_world *world = grazer_at("torus", 2.0f, 15.0f, 1 * 5 + 4);
    assert_true(world->fish.intent_x[0] < -0.99f);
    fishsim_world_destroy(world);
    world = grazer_at("walls", 2.0f, 15.0f, 1 * 5 + 4);
    assert_near(world->fish.intent_x[0], 1.0, 1e-6);
    fishsim_world_destroy(world);
    world = grazer_at("walls", 48.0f, 38.0f, 0);
    assert_near(world->fish.intent_x[0], 1.0, 1e-6);
    fishsim_world_destroy(world);
    world = grazer_at("torus", 48.0f, 38.0f, 0);
    assert_true(world->fish.intent_x[0] > 0.0f && world->fish.intent_y[0] > 0.0f);
    fishsim_world_destroy(world);
}

static void it_does_not_linger_in_empty_water(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 12.0f, 15.0f, 10.0);
    memset(world->plankton.energy_uj, 0, world->field_grid.cells * sizeof(int64_t));
    index_fish(world);
    tick_decide(world);
    assert_near(world->fish.intent_speed[0], fish_length_m(&world->fish, 0), 1e-6);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_swims_to_a_richer_cell),
        TEST(it_slows_down_where_there_is_most),
        TEST(a_little_more_is_not_worth_it),
        TEST(it_looks_round_the_torus_and_not_through_walls),
        TEST(it_does_not_linger_in_empty_water),
    };
    return RUN(tests);
}
