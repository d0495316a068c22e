/* SPDX-License-Identifier: MIT */
#include "builder.h"

static const char WORLD[] = "world: {width_m: 20, height_m: 20}\n"
                            "species:\n"
                            "  a: {minds: [evade, brain], start: {count: 700, weight_g: 5}}\n"
                            "  b: {minds: [pursue, boids], start: {count: 300, weight_g: 100}}\n"
                            "web: {b: {a: 1}}\n";

enum { UNTOUCHED = 0xabcdef };

static fishsim_world *planned(void)
{
    fishsim_world *world = world_from(WORLD);
    index_fish(world);
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.plan[row] = UNTOUCHED;
    tick_plan(world);
    return world;
}

static void minds_that_plan_do_so_for_all_their_fish(void **state)
{
    (void)state;
    fishsim_world *world = planned();
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (world->fish.species[row] == 0)
            assert_true(action_given(world->fish.plan[row]) && world->fish.plan[row] != UNTOUCHED);
        else
            assert_int_equal(world->fish.plan[row], UNTOUCHED);
    fishsim_world_destroy(world);
}

static void plans_do_not_move_a_fin(void **state)
{
    (void)state;
    fishsim_world *planned_world = planned(), *world = world_from(WORLD);
    index_fish(world);
    assert_int_equal(fishsim_world_digest(planned_world), fishsim_world_digest(world));
    fishsim_world_destroy(planned_world);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(minds_that_plan_do_so_for_all_their_fish),
        TEST(plans_do_not_move_a_fin),
    };
    return RUN(tests);
}
