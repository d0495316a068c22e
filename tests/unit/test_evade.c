/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Prey of 10 g are 10 cm long: they flee within 1 m. */
static const char WORLD[] = "world: {width_m: 20, height_m: 20}\n"
                            "minds: {evade: {flee_radius: 10, flee_angle_deg: 30}}\n"
                            "species:\n"
                            "  hunter: {minds: [walk], start: {weight_g: 500}}\n"
                            "  other: {minds: [walk], start: {weight_g: 500}}\n"
                            "  prey: {minds: [evade, walk], start: {weight_g: 10}}\n"
                            "web: {hunter: {prey: 0.5}}\n";

enum { HUNTER, OTHER, PREY };

static fishsim_world *prey_and(uint32_t species, float dx, float dy, double weight_g)
{
    fishsim_world *world = world_from(WORLD);
    put_fish(world, PREY, 10.0f, 10.0f, 10.0);
    put_fish(world, species, 10.0f + dx, 10.0f + dy, weight_g);
    return world;
}

static uint32_t sense(fishsim_world *world)
{
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
    return row_of(world, 1);
}

static void it_flees_at_an_angle_to_the_side_to_which_it_heads(void **state)
{
    (void)state;
    for (int side = -1; side <= 1; side += 2) {
        fishsim_world *world = prey_and(HUNTER, -0.5f, 0.0f, 500.0);
        set_heading(world, 0, side * 60.0);
        uint32_t row = sense(world);
        assert_near(world->fish.intent_x[row], cos(30.0 * REAL_PI / 180.0), 1e-5);
        assert_near(world->fish.intent_y[row], side * sin(30.0 * REAL_PI / 180.0), 1e-5);
        assert_near(world->fish.intent_speed[row], 10.0 * 0.1, 1e-6);
        assert_int_equal(world->fish.burst[row], 1);
        fishsim_world_destroy(world);
    }
}

static void it_flees_across_the_seam(void **state)
{
    (void)state;
    fishsim_world *world = prey_and(HUNTER, 0.0f, 0.0f, 500.0);
    world->fish.x[0] = 0.2f;
    world->fish.x[1] = 19.8f;
    uint32_t row = sense(world);
    assert_int_equal(world->fish.burst[row], 1);
    assert_near(world->fish.intent_x[row], cos(30.0 * REAL_PI / 180.0), 1e-5);
    fishsim_world_destroy(world);
}

static void assert_calm(fishsim_world *world)
{
    uint32_t row = sense(world);
    assert_int_equal(world->fish.burst[row], 0);
    assert_near(world->fish.intent_speed[row], 0.1, 1e-6);
    fishsim_world_destroy(world);
}

static void it_is_calm_when_nothing_threatens(void **state)
{
    (void)state;
    assert_calm(prey_and(HUNTER, 1.01f, 0.0f, 500.0)); /* too far */
    assert_calm(prey_and(HUNTER, 0.5f, 0.0f, 9.0));    /* too light */
    assert_calm(prey_and(OTHER, 0.5f, 0.0f, 500.0));   /* eats no prey */
    assert_calm(prey_and(PREY, 0.5f, 0.0f, 500.0));    /* its own kind */
    assert_calm(prey_and(HUNTER, 0.0f, 0.0f, 500.0));  /* at the same place: no way is away */
}

static void boldness_shortens_the_distance(void **state)
{
    (void)state;
    fishsim_world *world = prey_and(HUNTER, 0.6f, 0.0f, 500.0);
    uint32_t row = sense(world);
    assert_int_equal(world->fish.burst[row], 1);
    world->fish.trait_boldness[row] = 2.0f;
    row = sense(world);
    assert_int_equal(world->fish.burst[row], 0);
    fishsim_world_destroy(world);
}

static void threats_from_opposite_sides_cancel(void **state)
{
    (void)state;
    fishsim_world *world = prey_and(HUNTER, 0.5f, 0.0f, 500.0);
    put_fish(world, HUNTER, 9.5f, 10.0f, 500.0);
    set_heading(world, 0, 90.0);
    uint32_t row = sense(world);
    assert_near(world->fish.intent_y[row], 1.0, 1e-6);
    assert_int_equal(world->fish.burst[row], 1);
    fishsim_world_destroy(world);
}

static void cannibals_are_feared_by_the_lighter_only(void **state)
{
    (void)state;
    fishsim_world *world = prey_and(PREY, 0.5f, 0.0f, 20.0);
    world->species[PREY].capture[PREY] = 0.5f;
    sense(world);
    assert_int_equal(world->fish.burst[row_of(world, 1)], 1);
    assert_int_equal(world->fish.burst[row_of(world, 2)], 0);
    fishsim_world_destroy(world);
}

static void in_the_deep_it_flees_up_and_down_too(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {dims: 3, width_m: 20, height_m: 20, depth_m: 20}\n"
                                      "minds: {evade: {flee_radius: 10, flee_angle_deg: 30}}\n"
                                      "species:\n"
                                      "  hunter: {minds: [walk], start: {weight_g: 500}}\n"
                                      "  other: {}\n"
                                      "  prey: {minds: [evade, walk], start: {weight_g: 10}}\n"
                                      "web: {hunter: {prey: 0.5}}\n");
    put_fish(world, PREY, 10.0f, 10.0f, 10.0); /* heads along x */
    put_fish(world, HUNTER, 10.0f, 10.0f, 500.0);
    world->fish.z[0] = 19.9f;
    world->fish.z[1] = 0.3f; /* across the seam: above it */
    uint32_t row = sense(world);
    assert_near(world->fish.intent_x[row], 0.5, 1e-5);
    assert_near(world->fish.intent_y[row], 0.0, 1e-5);
    assert_near(world->fish.intent_z[row], -cos(30.0 * REAL_PI / 180.0), 1e-5);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_flees_at_an_angle_to_the_side_to_which_it_heads),
        TEST(it_flees_across_the_seam),
        TEST(it_is_calm_when_nothing_threatens),
        TEST(boldness_shortens_the_distance),
        TEST(threats_from_opposite_sides_cancel),
        TEST(cannibals_are_feared_by_the_lighter_only),
        TEST(in_the_deep_it_flees_up_and_down_too),
    };
    return RUN(tests);
}
