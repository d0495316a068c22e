/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Fish of 10 kg are 1 m long: radii are in metres. */
static const char WORLD[] =
    "world: {dims: %d, width_m: 60, height_m: 50, depth_m: 40}\n"
    "minds: {katz: {repulsion_radius: 2, orientation_radius: 6, attraction_radius: 16, vision_deg: "
    "300, noise_rad: 0, speeding_weight: 0.5, turning_weight: 0.25}}\n"
    "species: {a: {minds: [katz], growth: {weight_inf_g: 20000}, motion: {cruise_bl_per_s: 2, "
    "maximum_bl_per_s: 2.8}}}\n";

static fishsim_world *alone(int dims)
{
    char yaml[sizeof WORLD + 20];
    snprintf(yaml, sizeof yaml, WORLD, dims);
    fishsim_world *world = world_from(yaml);
    put_fish(world, 0, 30.0f, 25.0f, 10000.0);
    world->fish.speed[0] = 2.0f;
    return world;
}

static uint32_t sense(fishsim_world *world)
{
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
    return row_of(world, 1);
}

static void neighbours_ahead_and_behind_change_its_speed(void **state)
{
    (void)state;
    static const double CASES[][2] = {/* distance ahead, response */
                                      {1, -0.5}, {2, 0}, {3, 0.25}, {6, 1}, {11, 0.5}, {16.1, 0}};
    for (int i = 0; i < 6; i++) {
        fishsim_world *world = alone(2);
        put_fish(world, 0, 30.0f + (float)CASES[i][0], 25.0f, 10000.0);
        uint32_t row = sense(world);
        double wanted = 2.0 * (1.0 + 0.5 * CASES[i][1]);
        assert_near(world->fish.intent_speed[row], wanted < 2.8 ? wanted : 2.8, 1e-5);
        assert_near(world->fish.intent_x[row], 1.0, 1e-6);
        fishsim_world_destroy(world);
    }
}

static void it_does_not_see_behind_itself(void **state)
{
    (void)state;
    fishsim_world *world = alone(2);
    put_fish(world, 0, 25.0f, 25.5f, 10000.0);
    uint32_t row = sense(world);
    assert_true(world->fish.intent_y[row] == 0.0f);
    assert_near(world->fish.intent_speed[row], 2.0, 1e-6);
    fishsim_world_destroy(world);
}

static void neighbours_at_its_side_turn_it_more_when_it_is_fast(void **state)
{
    (void)state;
    for (int fast = 0; fast < 2; fast++)
        for (int near = 0; near < 2; near++) {
            fishsim_world *world = alone(2);
            put_fish(world, 0, 30.0f, near ? 26.0f : 31.0f, 10000.0);
            world->fish.speed[0] = fast ? 2.0f : 1.0f;
            uint32_t row = sense(world);
            double turn = 0.25 * (fast ? 1.0 : 0.5) * (near ? -0.5 : 1.0);
            assert_near(world->fish.intent_y[row] / world->fish.intent_x[row], turn, 1e-5);
            assert_near(world->fish.intent_speed[row], 2.0, 1e-6);
            fishsim_world_destroy(world);
        }
}

static void responses_are_averaged_and_headings_do_not_count(void **state)
{
    (void)state;
    fishsim_world *world = alone(2);
    put_fish(world, 0, 36.0f, 25.0f, 10000.0);
    put_fish(world, 0, 32.0f, 25.0f, 10000.0);
    set_heading(world, 1, 90.0);
    set_heading(world, 2, 200.0);
    uint32_t row = sense(world);
    assert_near(world->fish.intent_speed[row], 2.0 * (1.0 + 0.5 * 0.5), 1e-5);
    assert_near(world->fish.intent_y[row], 0.0, 1e-6);
    fishsim_world_destroy(world);
}

static void in_the_deep_it_turns_up_and_down(void **state)
{
    (void)state;
    fishsim_world *world = alone(3);
    put_fish(world, 0, 30.0f, 25.0f, 10000.0);
    world->fish.z[0] = 3.0f;
    world->fish.z[1] = 37.0f; /* six metres below, across the seam */
    uint32_t row = sense(world);
    assert_near(world->fish.intent_z[row] / world->fish.intent_x[row], -0.25, 1e-5);
    fishsim_world_destroy(world);
}

static void a_pair_comes_to_head_the_same_way_by_itself(void **state)
{
    (void)state;
    fishsim_world *world = alone(2);
    put_fish(world, 0, 33.0f, 24.0f, 10000.0);
    set_heading(world, 1, 120.0);
    world->fish.speed[1] = 2.0f;
    rebase_ledger(world);
    assert_ok(fishsim_world_tick(world, 3000, NULL));
    const struct fish *fish = &world->fish;
    assert_true(direction_dot(fish_heading(fish, 0), fish_heading(fish, 1)) > 0.99f);
    double dx = minimum_image((double)fish->x[1] - (double)fish->x[0], 60.0);
    double dy = minimum_image((double)fish->y[1] - (double)fish->y[0], 50.0);
    assert_near(hypot(dx, dy), 2.0, 0.5); /* where neither repels nor attracts */
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(neighbours_ahead_and_behind_change_its_speed),
        TEST(it_does_not_see_behind_itself),
        TEST(neighbours_at_its_side_turn_it_more_when_it_is_fast),
        TEST(responses_are_averaged_and_headings_do_not_count),
        TEST(in_the_deep_it_turns_up_and_down),
        TEST(a_pair_comes_to_head_the_same_way_by_itself),
    };
    return RUN(tests);
}
