/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* What a row wants in the end: by the noise of the first mind, if there is one. */
static void want(fishsim_world *world, uint32_t row, struct direction wanted,
                 const struct mind_settings *noise)
{
    static const struct mind_settings NONE = {.noise_rad = 0.0};
    world->minds[0].settings = noise ? *noise : NONE;
    world->minds[0].rule = &MIND_WALK_RULE;
    mind_want(world, &world->minds[0], row, wanted, 1.0f);
    mind_finish(world, row, row + 1);
}

static void every_kind_has_its_rule(void **state)
{
    (void)state;
    static const char *const NAMES[] = {"couzin", "boids", "walk",   "pursue", "evade",
                                        "vicsek", "host",  "forage", "katz",   "brain"};
    for (uint32_t kind = 0; kind < MIND_KIND_COUNT; kind++) {
        assert_string_equal(mind_rule(kind)->name, NAMES[kind]);
        assert_non_null(mind_rule(kind)->decide);
    }
}

static void a_wanted_direction_becomes_a_unit_vector(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    want(world, row, (struct direction){-30.0f, 40.0f, 0.0f}, NULL);
    assert_near(world->fish.intent_x[row], -0.6, 1e-6);
    assert_near(world->fish.intent_y[row], 0.8, 1e-6);
    want(world, row, (struct direction){1e-15f, 0.0f, 0.0f}, NULL);
    assert_near(world->fish.intent_x[row], 1.0, 1e-6);
    fishsim_world_destroy(world);
}

static void no_direction_means_the_present_heading(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    set_heading(world, row, 130.0);
    want(world, row, NOWHERE, NULL);
    assert_true(world->fish.intent_x[row] == world->fish.heading_x[row]);
    assert_true(world->fish.intent_y[row] == world->fish.heading_y[row]);
    fishsim_world_destroy(world);
}

static void noise_turns_by_a_normal_angle(void **state)
{
    (void)state;
    enum { TURNS = 20000 };
    const struct mind_settings noise = {.noise_rad = 0.2};
    fishsim_world *world = world_from("species: {a: {}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    double sum = 0.0, squares = 0.0;
    for (world->tick = 0; world->tick < TURNS; world->tick++) {
        want(world, row, NOWHERE, &noise);
        double x = world->fish.intent_x[row], y = world->fish.intent_y[row];
        assert_near(hypot(x, y), 1.0, 1e-6);
        sum += atan2(y, x);
        squares += atan2(y, x) * atan2(y, x);
    }
    assert_near(sum / TURNS, 0.0, 4.0 * 0.2 / sqrt(TURNS));
    assert_near(sqrt(squares / TURNS), 0.2, 0.005);
    fishsim_world_destroy(world);
}

static void only_minds_that_err_are_turned(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    world->minds[0].settings.noise_rad = 0.2;
    for (int errs = 0; errs < 2; errs++) {
        world->minds[0].rule = errs ? &MIND_WALK_RULE : &MIND_EVADE_RULE;
        mind_want(world, &world->minds[0], row, NOWHERE, 1.0f);
        mind_finish(world, row, row + 1);
        assert_int_equal(world->fish.intent_y[row] != 0.0f, errs);
    }
    fishsim_world_destroy(world);
}

static void speeds_follow_length_and_trait(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("species: {a: {motion: {cruise_bl_per_s: 1.5, maximum_bl_per_s: 8}}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 80.0); /* 20 cm */
    world->fish.trait_cruise[row] = 2.0f;
    assert_near(mind_cruise(world, &world->species[0], row), 1.5 * 2.0 * 0.2, 1e-6);
    assert_near(mind_fastest(world, &world->species[0], row), 8.0 * 0.2, 1e-6);
    fishsim_world_destroy(world);
}

static void a_fish_is_hungry_below_its_threshold_and_with_a_free_mouth(void **state)
{
    (void)state;
    fishsim_world *world = world_from("species: {a: {feeding: {hunger: 0.5}}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    struct fish *fish = &world->fish;
    const struct species *species = &world->species[0];
    fish->gut_capacity_uj[row] = 1000;
    fish->gut_uj[row] = 499;
    assert_true(mind_hungry(world, species, row));
    fish->handling_s[row] = 0.01f;
    assert_false(mind_hungry(world, species, row));
    fish->handling_s[row] = 0.0f;
    fish->gut_uj[row] = 500;
    assert_false(mind_hungry(world, species, row));
    fish->gut_capacity_uj[row] = 0.0f;
    fish->gut_uj[row] = 0;
    assert_false(mind_hungry(world, species, row));
    fishsim_world_destroy(world);
}

static void prey_of_the_preferred_ratio_suits_best(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("species: {a: {feeding: {prey_ratio: 30, prey_ratio_sigma: 2}}}");
    const struct species *species = &world->species[0];
    assert_near(mind_suits(species, log(300.0), log(10.0)), 1.0, 1e-12);
    double e2 = exp(2.0);
    assert_near(mind_suits(species, log(300.0 * e2), log(10.0)), exp(-0.5), 1e-12);
    assert_near(mind_suits(species, log(300.0), log(10.0 * e2)), exp(-0.5), 1e-12);
    assert_true(mind_suits(species, 1000.0, -1000.0) == 0.0);
    fishsim_world_destroy(world);
}

static void in_the_deep_noise_turns_to_every_side(void **state)
{
    (void)state;
    enum { TURNS = 20000 };
    const struct mind_settings noise = {.noise_rad = 0.2};
    fishsim_world *world = world_from("world: {dims: 3}\nspecies: {a: {}}");
    uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
    double square = 0.0, y = 0.0, z = 0.0, yy = 0.0, zz = 0.0;
    for (world->tick = 0; world->tick < TURNS; world->tick++) {
        want(world, row, NOWHERE, &noise);
        struct direction to = {world->fish.intent_x[row], world->fish.intent_y[row],
                               world->fish.intent_z[row]};
        assert_near(direction_length(to), 1.0, 1e-6);
        double angle = acos((double)(to.x < 1.0f ? to.x : 1.0f));
        square += angle * angle / TURNS;
        y += (double)to.y / TURNS;
        z += (double)to.z / TURNS;
        yy += (double)(to.y * to.y) / TURNS;
        zz += (double)(to.z * to.z) / TURNS;
    }
    assert_near(sqrt(square), 0.2, 0.005);
    assert_near(y, 0.0, 4.0 * 0.15 / sqrt(TURNS));
    assert_near(z, 0.0, 4.0 * 0.15 / sqrt(TURNS));
    assert_near(yy, zz, 0.002);
    fishsim_world_destroy(world);
}

static void even_noise_has_a_width(void **state)
{
    (void)state;
    enum { TURNS = 20000 };
    for (int dims = 2; dims <= 3; dims++) {
        const struct mind_settings noise = {.noise_width_rad = 3.0};
        fishsim_world *world =
            world_from(dims == 2 ? "species: {a: {}}" : "world: {dims: 3}\nspecies: {a: {}}");
        uint32_t row = put_fish(world, 0, 1.0f, 1.0f, 10.0);
        double most = 0.0, square = 0.0;
        for (world->tick = 0; world->tick < TURNS; world->tick++) {
            want(world, row, NOWHERE, &noise);
            float x = world->fish.intent_x[row];
            double angle = acos((double)(x < 1.0f ? x : 1.0f));
            most = angle > most ? angle : most;
            square += angle * angle / TURNS;
        }
        assert_near(most, 1.5, 0.001);
        assert_near(square, 3.0 * 3.0 / 12.0, 0.02);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_kind_has_its_rule),
        TEST(a_wanted_direction_becomes_a_unit_vector),
        TEST(no_direction_means_the_present_heading),
        TEST(noise_turns_by_a_normal_angle),
        TEST(only_minds_that_err_are_turned),
        TEST(speeds_follow_length_and_trait),
        TEST(a_fish_is_hungry_below_its_threshold_and_with_a_free_mouth),
        TEST(prey_of_the_preferred_ratio_suits_best),
        TEST(in_the_deep_noise_turns_to_every_side),
        TEST(even_noise_has_a_width),
    };
    return RUN(tests);
}
