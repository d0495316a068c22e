/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Fish of 10 kg are 1 m long. In a tick they turn 9 degrees, in a burst 90. */
static const char TORUS[] =
    "world: {width_m: 40, height_m: 30, tick_seconds: 0.1}\n"
    "species: {a: {growth: {weight_inf_g: 20000}, motion: {turn_deg_per_s: 90, "
    "burst_turn_deg_per_s: 900, acceleration_bl_per_s2: 5, maximum_bl_per_s: 100}}}\n";

static const char WALLS[] =
    "world: {width_m: 40, height_m: 30, tick_seconds: 0.1, boundary: walls}\n"
    "species: {a: {growth: {weight_inf_g: 20000}, motion: {turn_deg_per_s: 90, "
    "acceleration_bl_per_s2: 5}}}\n";

/* One fish at a place, with a heading and a wish, in degrees. */
static fishsim_world *one_fish(const char *yaml, float x, float y, double heading, double wish)
{
    fishsim_world *world = world_from(yaml);
    put_fish(world, 0, x, y, 10000.0);
    set_heading(world, 0, heading);
    index_fish(world);
    world->fish.intent_x[0] = (float)cos(wish * REAL_PI / 180.0);
    world->fish.intent_y[0] = (float)sin(wish * REAL_PI / 180.0);
    world->fish.intent_speed[0] = world->fish.speed[0] = 1.0f;
    return world;
}

static double heading_of(const fishsim_world *world)
{
    return atan2((double)world->fish.heading_y[0], (double)world->fish.heading_x[0]) * 180.0 /
           REAL_PI;
}

static void it_turns_at_most_as_fast_as_it_can(void **state)
{
    (void)state;
    static const double CASES[][3] = {/* heading, wish, result */
                                      {0, 5, 5},    {0, 9.1, 9},    {0, 120, 9},
                                      {0, -5, -5},  {0, -120, -9},  {170, -170, 179},
                                      {50, 50, 50}, {90, -89.9, 81}};
    for (int i = 0; i < 8; i++) {
        fishsim_world *world = one_fish(TORUS, 20, 15, CASES[i][0], CASES[i][1]);
        tick_move(world);
        assert_near(heading_of(world), CASES[i][2], 1e-3);
        assert_near(hypot(world->fish.heading_x[0], world->fish.heading_y[0]), 1.0, 1e-6);
        fishsim_world_destroy(world);
    }
}

static void it_turns_about_whichever_way_the_wish_lies(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(TORUS, 20, 15, 0, 180);
    world->fish.intent_y[0] = 0.0f;
    tick_move(world);
    assert_near(fabs(heading_of(world)), 9.0, 1e-3);
    fishsim_world_destroy(world);
}

static void a_burst_turns_faster(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(TORUS, 20, 15, 0, 120);
    world->fish.burst[0] = 1;
    tick_move(world);
    assert_near(heading_of(world), 90.0, 1e-3);
    fishsim_world_destroy(world);
}

static void it_changes_speed_at_most_as_fast_as_it_can(void **state)
{
    (void)state;
    static const float CASES[][2] = {{1.2f, 1.2f}, {3.0f, 1.5f}, {0.0f, 0.5f}, {0.9f, 0.9f}};
    for (int i = 0; i < 4; i++) {
        fishsim_world *world = one_fish(TORUS, 20, 15, 0, 0);
        world->fish.intent_speed[0] = CASES[i][0];
        tick_move(world);
        assert_near(world->fish.speed[0], CASES[i][1], 1e-6);
        fishsim_world_destroy(world);
    }
}

static void it_swims_with_its_new_speed_and_heading(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(TORUS, 20, 15, 0, 5);
    world->fish.intent_speed[0] = 3.0f;
    tick_move(world);
    assert_near(world->fish.x[0], 20.0 + 0.15 * cos(5.0 * REAL_PI / 180.0), 1e-5);
    assert_near(world->fish.y[0], 15.0 + 0.15 * sin(5.0 * REAL_PI / 180.0), 1e-5);
    assert_near(fish_before(world, 0, false).x, 20.0, 1e-5);
    assert_near(world->fish.step_y[0], 0.15 * sin(5.0 * REAL_PI / 180.0), 1e-5);
    fishsim_world_destroy(world);
}

static void it_swims_round_the_torus(void **state)
{
    (void)state;
    static const float CASES[][4] = {/* x, heading, x after */
                                     {39.95f, 0.0f, 0.05f},
                                     {0.05f, 180.0f, 39.95f},
                                     {0.0f, 180.0f, 39.9f}};
    for (int i = 0; i < 3; i++) {
        fishsim_world *world = one_fish(TORUS, CASES[i][0], 15, CASES[i][1], CASES[i][1]);
        tick_move(world);
        assert_near(world->fish.x[0], CASES[i][2], 1e-4);
        assert_near(fabsf(world->fish.step_x[0]), 0.1, 1e-5); /* the way it swam, not the wrap */
        assert_int_equal(world->fish.field_cell[0],
                         field_cell(&world->field_grid, world->fish.x[0], world->fish.y[0]));
        fishsim_world_destroy(world);
    }
}

static void a_hair_below_zero_is_still_in_the_water(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(TORUS, 0.0f, 0.0f, 180, 180);
    world->fish.speed[0] = world->fish.intent_speed[0] = 1e-8f;
    tick_move(world);
    assert_true(world->fish.x[0] >= 0.0f && world->fish.x[0] < 40.0f);
    assert_true(world->fish.y[0] >= 0.0f && world->fish.y[0] < 30.0f);
    fishsim_world_destroy(world);
}

static void a_step_longer_than_the_world_ends_in_the_water(void **state)
{
    (void)state;
    for (int direction = 0; direction < 360; direction += 30) {
        fishsim_world *world = one_fish(TORUS, 20, 15, direction, direction);
        world->fish.speed[0] = world->fish.intent_speed[0] = 1000.0f; /* 100 m in a tick */
        tick_move(world);
        assert_true(world->fish.x[0] >= 0.0f && world->fish.x[0] < 40.0f);
        assert_true(world->fish.y[0] >= 0.0f && world->fish.y[0] < 30.0f);
        double dx = 20.0 + 100.0 * cos(direction * REAL_PI / 180.0) - (double)world->fish.x[0];
        assert_near(minimum_image(dx, 40.0), 0.0, 1e-3);
        fishsim_world_destroy(world);
    }
}

static void it_stops_at_a_wall_and_heads_along_it_or_inwards(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WALLS, 39.98f, 0.01f, -45, -45);
    world->fish.speed[0] = world->fish.intent_speed[0] = 20.0f;
    tick_move(world);
    assert_true(world->fish.x[0] < 40.0f && world->fish.x[0] > 39.99f);
    assert_true(world->fish.y[0] == 0.0f);
    assert_true(world->fish.heading_x[0] <= 0.0f);
    assert_true(world->fish.heading_y[0] >= 0.0f);
    fishsim_world_destroy(world);
}

static void a_wall_bends_the_way_of_a_fish_that_nears_it(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WALLS, 38.0f, 15.0f, 10, 10);
    tick_move(world);
    assert_true(heading_of(world) > 10.0);
    fishsim_world_destroy(world);
    world = one_fish(WALLS, 36.0f, 15.0f, 10, 10); /* beyond three lengths it does not care */
    tick_move(world);
    assert_near(heading_of(world), 10.0, 1e-3);
    fishsim_world_destroy(world);
}

static void between_walls_it_never_leaves_the_water(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {width_m: 3, height_m: 2, boundary: walls}\n"
                                      "fields: {plankton: {diffusion_m2_per_s: 0}}\n"
                                      "minds: {walk: {noise_rad: 1}}\n"
                                      "species: {a: {start: {count: 100, weight_g: 2000}, "
                                      "growth: {weight_inf_g: 20000}}}\n");
    for (uint32_t tick = 0; tick < 300; tick++) {
        assert_ok(fishsim_world_tick(world, 1, NULL));
        for (uint32_t row = 0; row < world->fish.count; row++) {
            assert_true(world->fish.x[row] >= 0.0f && world->fish.x[row] < 3.0f);
            assert_true(world->fish.y[row] >= 0.0f && world->fish.y[row] < 2.0f);
        }
    }
    fishsim_world_destroy(world);
}

static void handling_time_runs_down_to_nothing(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(TORUS, 20, 15, 0, 0);
    world->fish.handling_s[0] = 0.15f;
    tick_move(world);
    assert_near(world->fish.handling_s[0], 0.05, 1e-6);
    tick_move(world);
    assert_true(world->fish.handling_s[0] == 0.0f);
    fishsim_world_destroy(world);
}

static const char DEEP_TORUS[] =
    "world: {dims: 3, width_m: 40, height_m: 30, depth_m: 20, tick_seconds: 0.1}\n"
    "species: {a: {growth: {weight_inf_g: 20000}, motion: {turn_deg_per_s: 90}}}\n";

static void in_the_deep_it_turns_on_the_shortest_way(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(DEEP_TORUS, 20, 15, 0, 0);
    struct fish *fish = &world->fish;
    fish->intent_x[0] = 0.0f;
    fish->intent_y[0] = 0.6f;
    fish->intent_z[0] = -0.8f;
    for (int tick = 1; tick <= 12; tick++) {
        tick_move(world);
        double angle = (tick < 10 ? tick * 9.0 : 90.0) * REAL_PI / 180.0;
        assert_near(fish->heading_x[0], cos(angle), 1e-5);
        assert_near(fish->heading_y[0], 0.6 * sin(angle), 1e-5);
        assert_near(fish->heading_z[0], -0.8 * sin(angle), 1e-5);
    }
    fishsim_world_destroy(world);
}

static void in_the_deep_it_swims_round_the_torus(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(DEEP_TORUS, 20, 15, 0, 0);
    struct fish *fish = &world->fish;
    fish->heading_x[0] = fish->intent_x[0] = 0.0f;
    fish->heading_z[0] = fish->intent_z[0] = 1.0f;
    fish->z[0] = 19.95f;
    tick_move(world);
    assert_near(fish->z[0], 0.05, 1e-5);
    assert_near(fish->step_z[0], 0.1, 1e-5);
    assert_near(fish_before(world, 0, true).z, 19.95, 1e-5);
    fishsim_world_destroy(world);
}

static void in_the_deep_it_never_leaves_the_water(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(
        "world: {dims: 3, width_m: 40, height_m: 30, depth_m: 2, tick_seconds: 0.1, boundary: "
        "walls}\n"
        "species: {a: {growth: {weight_inf_g: 20000}, motion: {turn_deg_per_s: 90}}}\n",
        20, 15, 0, 0);
    struct fish *fish = &world->fish;
    fish->z[0] = 1.0f;
    float lowest = 1.0f, highest = 1.0f;
    for (uint32_t n = 0; n < 3000; n++) {
        float side = n / 200 % 2 ? 5.0f : -5.0f;
        fish->intent_x[0] = (float)any(1, n) - 0.5f;
        fish->intent_y[0] = (float)any(2, n) - 0.5f;
        fish->intent_z[0] = side;
        tick_move(world);
        assert_true(fish->z[0] >= 0.0f && fish->z[0] < 2.0f);
        assert_near(direction_length(fish_heading(fish, 0)), 1.0, 1e-5);
        lowest = fish->z[0] < lowest ? fish->z[0] : lowest;
        highest = fish->z[0] > highest ? fish->z[0] : highest;
    }
    assert_true(lowest == 0.0f && highest > 1.99f);
    fishsim_world_destroy(world);
}

static void a_lagging_fish_swims_with_the_velocity_that_it_had(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(TORUS, 20, 15, 0, 90);
    world->fish.intent_speed[0] = 1.4f;
    world->fish.lagging[0] = 1;
    tick_move(world);
    assert_near(world->fish.x[0], 20.1, 1e-5);
    assert_near(world->fish.y[0], 15.0, 1e-6);
    assert_near(heading_of(world), 9.0, 1e-3);
    assert_near(world->fish.speed[0], 1.4, 1e-6);
    fishsim_world_destroy(world);
}

static void handling_takes_the_nearest_number_of_ticks(void **state)
{
    (void)state;
    for (int ticks = 1; ticks <= 300; ticks++) {
        fishsim_world *world = one_fish(TORUS, 20, 15, 0, 0);
        world->fish.handling_s[0] = (float)(ticks * 0.1);
        int taken = 0;
        for (; world->fish.handling_s[0] > 0.0f; taken++)
            tick_move(world);
        assert_int_equal(taken, ticks);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_turns_at_most_as_fast_as_it_can),
        TEST(it_turns_about_whichever_way_the_wish_lies),
        TEST(a_burst_turns_faster),
        TEST(it_changes_speed_at_most_as_fast_as_it_can),
        TEST(it_swims_with_its_new_speed_and_heading),
        TEST(it_swims_round_the_torus),
        TEST(a_hair_below_zero_is_still_in_the_water),
        TEST(a_step_longer_than_the_world_ends_in_the_water),
        TEST(it_stops_at_a_wall_and_heads_along_it_or_inwards),
        TEST(a_wall_bends_the_way_of_a_fish_that_nears_it),
        TEST(between_walls_it_never_leaves_the_water),
        TEST(handling_time_runs_down_to_nothing),
        TEST(in_the_deep_it_turns_on_the_shortest_way),
        TEST(in_the_deep_it_swims_round_the_torus),
        TEST(in_the_deep_it_never_leaves_the_water),
        TEST(a_lagging_fish_swims_with_the_velocity_that_it_had),
        TEST(handling_takes_the_nearest_number_of_ticks),
    };
    return RUN(tests);
}
