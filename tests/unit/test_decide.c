/* SPDX-License-Identifier: MIT */
#include "builder.h"

static const char WORLD[] = "world: {width_m: 20, height_m: 20}\n"
                            "minds: {walk: {noise_rad: 0.5}}\n"
                            "species:\n"
                            "  a: {minds: [evade, walk], start: {weight_g: 10}}\n"
                            "  b: {minds: [], start: {weight_g: 500}}\n"
                            "  c: {minds: [evade], start: {weight_g: 10}}\n"
                            "web: {b: {a: 1}}\n";

static void the_first_mind_with_something_to_do_decides(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 0, 5.0f, 5.0f, 10.0);
    put_fish(world, 1, 5.5f, 5.0f, 500.0);
    index_fish(world);
    world->fish.burst[row_of(world, 2)] = 9;
    tick_sense(world);
    tick_decide(world);
    uint32_t prey = row_of(world, 1), hunter = row_of(world, 2);
    assert_int_equal(world->fish.burst[prey], 1);
    assert_int_equal(world->fish.burst[hunter], 0);
    assert_near(world->fish.intent_speed[prey], 1.0, 1e-6); /* and no later one changes it */

    world->fish.x[hunter] = 15.0f;
    index_fish(world);
    tick_sense(world);
    tick_decide(world);
    prey = row_of(world, 1);
    assert_int_equal(world->fish.burst[prey], 0);
    assert_true(world->fish.intent_y[prey] != 0.0f); /* it walks, and turns a little */
    fishsim_world_destroy(world);
}

static void without_a_mind_that_decides_it_swims_straight_on(void **state)
{
    (void)state;
    for (uint32_t species = 1; species <= 2; species++) {
        fishsim_world *world = world_from(WORLD);
        put_fish(world, species, 5.0f, 5.0f, 80.0); /* 20 cm */
        set_heading(world, 0, 70.0);
        index_fish(world);
        tick_sense(world);
        tick_decide(world);
        assert_true(world->fish.intent_x[0] == world->fish.heading_x[0]);
        assert_true(world->fish.intent_y[0] == world->fish.heading_y[0]);
        assert_near(world->fish.intent_speed[0], 0.2, 1e-6);
        fishsim_world_destroy(world);
    }
}

static void a_fish_that_handles_prey_may_slow_down(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    put_fish(world, 1, 5.0f, 5.0f, 80.0);
    put_fish(world, 1, 15.0f, 5.0f, 80.0);
    world->species[1].settings.feeding.handling_speed = 0.25;
    world->fish.handling_s[0] = 1.0f;
    index_fish(world);
    tick_sense(world);
    tick_decide(world);
    assert_near(world->fish.intent_speed[row_of(world, 1)], 0.05, 1e-6);
    assert_near(world->fish.intent_speed[row_of(world, 2)], 0.2, 1e-6);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_first_mind_with_something_to_do_decides),
        TEST(without_a_mind_that_decides_it_swims_straight_on),
        TEST(a_fish_that_handles_prey_may_slow_down),
    };
    return RUN(tests);
}
