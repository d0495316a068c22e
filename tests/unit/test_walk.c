/* SPDX-License-Identifier: MIT */
#include "builder.h"

static const char WORLD[] = "world: {width_m: 100, height_m: 100, tick_seconds: 0.1}\n"
                            "minds: {walk: {noise_rad: 0.3}}\n"
                            "species: {a: {minds: [walk], start: {count: 2000, weight_g: 10}, "
                            "motion: {turn_deg_per_s: 36000}}}\n";

static void it_cruises_and_turns_a_little_each_tick(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    index_fish(world);
    tick_decide(world);
    const struct fish *fish = &world->fish;
    double squares = 0.0;
    for (uint32_t row = 0; row < fish->count; row++) {
        double cross = (double)(fish->heading_x[row] * fish->intent_y[row] -
                                fish->heading_y[row] * fish->intent_x[row]);
        double dot = (double)(fish->heading_x[row] * fish->intent_x[row] +
                              fish->heading_y[row] * fish->intent_y[row]);
        squares += atan2(cross, dot) * atan2(cross, dot);
        assert_near(fish->intent_speed[row], fish_length_m(fish, row), 1e-6);
        assert_int_equal(fish->burst[row], 0);
    }
    assert_near(sqrt(squares / fish->count), 0.3, 4.0 * 0.3 / sqrt(2.0 * fish->count));
    fishsim_world_destroy(world);
}

static void without_noise_it_swims_straight_on(void **state)
{
    (void)state;
    fishsim_world *world = world_from("minds: {walk: {noise_rad: 0}}\n"
                                      "species: {a: {minds: [walk], start: {count: 20}}}\n");
    index_fish(world);
    tick_decide(world);
    for (uint32_t row = 0; row < 20; row++) {
        assert_true(world->fish.intent_x[row] == world->fish.heading_x[row]);
        assert_true(world->fish.intent_y[row] == world->fish.heading_y[row]);
    }
    fishsim_world_destroy(world);
}

/* Decides for a row of a world in which all fish walk. */
static void walk(fishsim_world *world, uint32_t row)
{
    world->fish.mind[row] = OPEN;
    world->fish.intent_x[row] = world->fish.intent_y[row] = 0.0f;
    mind_rule(MIND_WALK)->decide(world, world->species[0].minds[0], &world->species[0], row,
                                 row + 1);
    mind_finish(world, row, row + 1);
}

static void turns_differ_between_fish_and_between_ticks(void **state)
{
    (void)state;
    fishsim_world *world = world_from(WORLD);
    uint32_t one = 0, other = 1;
    set_heading(world, one, 0.0);
    set_heading(world, other, 0.0);
    walk(world, one);
    walk(world, other);
    float first = world->fish.intent_y[one];
    assert_true(first != world->fish.intent_y[other]);
    world->tick++;
    walk(world, one);
    assert_true(first != world->fish.intent_y[one]);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_cruises_and_turns_a_little_each_tick),
        TEST(without_noise_it_swims_straight_on),
        TEST(turns_differ_between_fish_and_between_ticks),
    };
    return RUN(tests);
}
