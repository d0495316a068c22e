/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* Hunters of 10 kg are 1 m long: radii are in metres. They like prey of 10 kg / 30. */
static const char WORLD[] = "world: {width_m: 60, height_m: 50}\n"
                            "minds: {pursue: {burst_radius: 5}}\n"
                            "species:\n"
                            "  hunter: {minds: [pursue, walk], growth: {weight_inf_g: 20000}, "
                            "feeding: {vision_radius: 20}}\n"
                            "  prey: {minds: [walk]}\n"
                            "  toxic: {minds: [walk]}\n"
                            "web: {hunter: {prey: 0.5}}\n";

enum { HUNTER, PREY, TOXIC };

static fishsim_world *hunter_and(uint32_t species, float dx, float dy)
{
    fishsim_world *world = world_from(WORLD);
    put_fish(world, HUNTER, 30.0f, 25.0f, 10000.0);
    put_fish(world, species, 30.0f + dx, 25.0f + dy, 333.0);
    return world;
}

static uint32_t sense(fishsim_world *world)
{
    index_fish(world);
    tick_plan(world);
    tick_decide(world);
    return row_of(world, 1);
}

/* Whether a hunter makes for a fish that lies still. */
static bool makes_for(const fishsim_world *world, uint32_t row, uint32_t prey)
{
    const struct fish *fish = &world->fish;
    double extent[3] = {(double)world->width_m, (double)world->height_m, (double)world->depth_m};
    const float *at[3] = {fish->x, fish->y, fish->z};
    const float *intent[3] = {fish->intent_x, fish->intent_y, fish->intent_z};
    double off[3] = {0.0}, length = 0.0, along = 0.0;
    for (int i = 0; i < 2 + world->deep; i++) {
        off[i] = minimum_image((double)at[i][prey] - (double)at[i][row], extent[i]);
        length += off[i] * off[i];
        along += off[i] * (double)intent[i][row];
    }
    return length == 0.0 || along / sqrt(length) > 1.0 - 1e-6;
}

static bool hunts(const fishsim_world *world, uint32_t row)
{
    const struct mind *mind = mind_of(world, row);
    return mind && mind->settings.kind == MIND_PURSUE;
}

/* The id of what the first fish makes for, 0 when it does not hunt. */
static uint64_t target_of(fishsim_world *world)
{
    uint32_t row = sense(world);
    for (uint32_t prey = 0; hunts(world, row) && prey < world->fish.count; prey++)
        if (prey != row && makes_for(world, row, prey))
            return world->fish.id[prey];
    assert_false(hunts(world, row));
    return 0;
}

static void it_makes_for_prey_that_lies_still(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(PREY, 6.0f, 8.0f);
    uint32_t row = sense(world);
    assert_near(world->fish.intent_x[row], 0.6, 1e-5);
    assert_near(world->fish.intent_y[row], 0.8, 1e-5);
    assert_near(world->fish.intent_speed[row], 1.0, 1e-6);
    assert_int_equal(world->fish.burst[row], 0);
    fishsim_world_destroy(world);
}

static void it_bursts_when_near(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(PREY, -4.9f, 0.0f);
    uint32_t row = sense(world);
    assert_near(world->fish.intent_x[row], -1.0, 1e-5);
    assert_near(world->fish.intent_speed[row], 10.0, 1e-5);
    assert_int_equal(world->fish.burst[row], 1);
    fishsim_world_destroy(world);
}

static void it_leads_moving_prey_by_two_seconds_at_most(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(PREY, 10.0f, 0.0f); /* ten seconds off: the lead is two */
    set_heading(world, 1, 90.0);
    world->fish.speed[1] = 2.0f;
    uint32_t row = sense(world);
    assert_near(world->fish.intent_y[row] / world->fish.intent_x[row], 4.0 / 10.0, 1e-5);
    fishsim_world_destroy(world);
    world = hunter_and(PREY, 4.0f, 0.0f); /* 0.4 s off in a burst */
    set_heading(world, 1, 90.0);
    world->fish.speed[1] = 2.0f;
    row = sense(world);
    assert_near(world->fish.intent_y[row] / world->fish.intent_x[row], 0.8 / 4.0, 1e-5);
    fishsim_world_destroy(world);
}

static void of_equal_prey_it_takes_the_nearest_also_across_the_seam(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(PREY, 9.0f, 0.0f);
    put_fish(world, PREY, 30.0f, 17.0f, 333.0);
    assert_int_equal(target_of(world), 3);
    world->fish.x[row_of(world, 1)] = 59.0f;
    world->fish.x[row_of(world, 2)] = 2.0f;
    assert_int_equal(target_of(world), 2);
    fishsim_world_destroy(world);
}

static void prey_that_suits_may_be_worth_a_longer_way(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(PREY, 9.0f, 0.0f);
    put_fish(world, PREY, 30.0f, 31.0f, 0.001);
    assert_int_equal(target_of(world), 2);
    fishsim_world_destroy(world);
}

static void it_does_not_hunt_without_hunger_or_prey(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(TOXIC, 3.0f, 0.0f);
    assert_int_equal(target_of(world), 0);
    fishsim_world_destroy(world);
    world = hunter_and(PREY, 20.01f, 0.0f);
    assert_int_equal(target_of(world), 0);
    world->fish.x[row_of(world, 2)] = 49.0f;
    assert_int_equal(target_of(world), 2);
    world->fish.handling_s[row_of(world, 1)] = 0.5f;
    assert_int_equal(target_of(world), 0);
    world->fish.handling_s[row_of(world, 1)] = 0.0f;
    world->fish.gut_uj[row_of(world, 1)] = (int64_t)world->fish.gut_capacity_uj[row_of(world, 1)];
    assert_int_equal(target_of(world), 0);
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_speed[row], 1.0, 1e-6); /* it walks instead */
    fishsim_world_destroy(world);
}

static void prey_at_the_same_place_is_a_target(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(PREY, 0.0f, 0.0f);
    assert_int_equal(target_of(world), 2);
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_x[row], 1.0, 1e-6);
    fishsim_world_destroy(world);
}

static void a_cannibal_does_not_hunt_itself(void **state)
{
    (void)state;
    fishsim_world *world = hunter_and(TOXIC, 3.0f, 0.0f);
    world->species[HUNTER].capture[HUNTER] = 1.0f;
    assert_int_equal(target_of(world), 0);
    fishsim_world_destroy(world);
}

static void the_target_is_that_of_a_look_at_every_fish(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < 400; n++)
        put_fish(world, n % 4 ? PREY : HUNTER, 60.0f * (float)any(1, n), 50.0f * (float)any(2, n),
                 n % 4 ? exp(10.0 * any(3, n) - 3.0) : 10000.0);
    sense(world);
    const struct fish *fish = &world->fish;
    for (uint32_t row = 0; row < world->species[HUNTER].end; row++) {
        double best = 0.0;
        uint32_t target = NO_ROW;
        for (uint32_t prey = world->species[PREY].begin; prey < world->species[PREY].end; prey++) {
            double dx = minimum_image((double)fish->x[prey] - (double)fish->x[row], 60.0);
            double dy = minimum_image((double)fish->y[prey] - (double)fish->y[row], 50.0);
            double off = log(30.0 * (double)fish->weight_g[prey] / (double)fish->weight_g[row]);
            double promise = 0.5 * exp(-off * off / 8.0) / sqrt(dx * dx + dy * dy + 1e-6);
            if (hypot(dx, dy) < 19.999 && promise > best) {
                best = promise;
                target = prey;
            }
        }
        assert_true(hunts(world, row) && makes_for(world, row, target));
    }
    fishsim_world_destroy(world);
}

static void in_the_deep_it_hunts_upwards(void **state)
{
    (void)state;
    fishsim_world *world = world_from("world: {dims: 3, width_m: 60, height_m: 50, depth_m: 50}\n"
                                      "species:\n"
                                      "  hunter: {minds: [pursue, walk], growth: {weight_inf_g: "
                                      "20000}, feeding: {vision_radius: 20}}\n"
                                      "  prey: {minds: [walk]}\n"
                                      "web: {hunter: {prey: 0.5}}\n");
    put_fish(world, HUNTER, 30.0f, 25.0f, 10000.0);
    put_fish(world, PREY, 36.0f, 25.0f, 333.0);
    put_fish(world, PREY, 30.0f, 25.0f, 333.0);
    world->fish.z[1] = 8.0f;
    world->fish.z[2] = 21.0f; /* beyond sight */
    assert_int_equal(target_of(world), 2);
    uint32_t row = row_of(world, 1);
    assert_near(world->fish.intent_x[row], 0.6, 1e-5);
    assert_near(world->fish.intent_z[row], 0.8, 1e-5);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_makes_for_prey_that_lies_still),
        TEST(it_bursts_when_near),
        TEST(it_leads_moving_prey_by_two_seconds_at_most),
        TEST(of_equal_prey_it_takes_the_nearest_also_across_the_seam),
        TEST(prey_that_suits_may_be_worth_a_longer_way),
        TEST(it_does_not_hunt_without_hunger_or_prey),
        TEST(prey_at_the_same_place_is_a_target),
        TEST(a_cannibal_does_not_hunt_itself),
        TEST(the_target_is_that_of_a_look_at_every_fish),
        TEST(in_the_deep_it_hunts_upwards),
    };
    return RUN(tests);
}
