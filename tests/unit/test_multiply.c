/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* A tick is a tenth of a day; nobody dies but of what a test asks for. */
static const char RATE[] =
    "world: {width_m: 20, height_m: 20, max_fish: 5000}\n"
    "calendar: {acceleration: 86400}\n"
    "fields: {cell_m: 20, plankton: {diffusion_m2_per_s: 0}}\n"
    "species: {a: {minds: [], start: {count: 2000, weight_g: 10}, growth: {model: none}, "
    "reproduction: {mode: rate, parents: one, birth_per_d: 2, recruit_weight_g: 3, "
    "mutation_sigma: 0}, mortality: {background_coefficient: 0}}}\n";

static const char GENERATIONS[] =
    "world: {width_m: 20, height_m: 20, max_fish: 600}\n"
    "calendar: {acceleration: 86400}\n"
    "fields: {cell_m: 20, plankton: {diffusion_m2_per_s: 0}}\n"
    "species: {a: {minds: [], start: {count: 500, weight_g: 10, trait_sigma: 0.1}, growth: {model: "
    "none}, reproduction: {mode: generations, generation_days: 1, mutation_sigma: 0}, mortality: "
    "{background_coefficient: 0}}}\n";

static void tick_world(fishsim_world *world, uint32_t ticks)
{
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_world_tick(world, ticks, &error), &error);
    assert_balanced(world);
}

static void it_bears_at_its_rate_with_energy_from_outside(void **state)
{
    (void)state;
    fishsim_world *world = world_from(RATE);
    tick_world(world, 1);
    double wanted = 2000.0 * (exp(0.2) - 1.0);
    double born = (double)world->species[0].births;
    assert_near(born, wanted, 4.0 * sqrt(wanted));
    assert_true(world->ledger.flow[FISHSIM_LEDGER_ADDED] ==
                (int128)(born * 3.0 * 5000.0) * 1000000);
    tick_world(world, 20);
    assert_int_equal(world->fish.count, 5000); /* max_fish */
    assert_true(world->births_refused > 0);
    fishsim_world_destroy(world);
}

static void beyond_its_capacity_it_dies_at_that_rate(void **state)
{
    (void)state;
    fishsim_world *world = world_from(RATE);
    world->species[0].settings.reproduction.capacity = 1000.0;
    tick_world(world, 1);
    double wanted = 2000.0 * (1.0 - exp(-0.2));
    assert_near(world->species[0].deaths[FISHSIM_CAUSE_BACKGROUND], wanted, 4.0 * sqrt(wanted));
    assert_int_equal(world->species[0].births, 0);
    tick_world(world, 60);
    assert_near(world->fish.count, 1000.0, 4.0 * sqrt(1000.0));
    fishsim_world_destroy(world);
}

static void prey_becomes_offspring(void **state)
{
    (void)state;
    fishsim_world *world = world_from(RATE);
    world->species[0].settings.reproduction.birth_per_d = 0.0;
    world->species[0].settings.reproduction.offspring_per_prey = 1.5;
    index_fish(world);
    for (uint32_t row = 0; row < 1000; row++)
        world->fish.caught[row] = 1;
    for (uint32_t row = 1000; row < 2000; row++)
        world->fish.caught[row] = 0;
    assert_ok(tick_multiply(world, NULL));
    assert_near(world->species[0].births, 1500.0, 4.0 * sqrt(250.0));
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static double mean_ln(const float *trait, uint32_t count)
{
    double sum = 0.0;
    for (uint32_t row = 0; row < count; row++)
        sum += log((double)trait[row]) / count;
    return sum;
}

static void a_generation_replaces_the_one_before(void **state)
{
    (void)state;
    fishsim_world *world = world_from(GENERATIONS);
    tick_world(world, 9);
    assert_int_equal(world->species[0].births, 0);
    tick_world(world, 1);
    assert_int_equal(world->fish.count, 500);
    assert_int_equal(world->species[0].births, 500);
    assert_int_equal(world->species[0].deaths[FISHSIM_CAUSE_AGE], 500);
    for (uint32_t row = 0; row < 500; row++)
        assert_int_equal(world->fish.generation[row], 1);
    tick_world(world, 20);
    assert_int_equal(world->fish.count, 500);
    for (uint32_t row = 0; row < 500; row++)
        assert_int_equal(world->fish.generation[row], 3);
    fishsim_world_destroy(world);
}

static void selection_moves_the_selected_trait_alone(void **state)
{
    (void)state;
    for (int environment = 0; environment < 2; environment++) {
        fishsim_world *world = world_from(GENERATIONS);
        struct species_settings *settings = &world->species[0].settings;
        settings->reproduction.selected_trait = 6; /* vision */
        settings->reproduction.selected_fraction = 0.2;
        settings->reproduction.environment_sigma = environment ? 0.1 : 0.0;
        double before = mean_ln(world->fish.trait_vision, 500);
        double egg = mean_ln(world->fish.trait_egg, 500);
        tick_world(world, 10);
        /* R = h^2 S, S = 1.4 sigma_p for a fifth (Falconer and Mackay 1996). */
        double gain = environment ? 1.4 * 0.1 / sqrt(2.0) : 1.4 * 0.1;
        assert_near(mean_ln(world->fish.trait_vision, 500) - before, gain, 0.25 * gain);
        assert_near(mean_ln(world->fish.trait_egg, 500), egg, 0.03);
        fishsim_world_destroy(world);
    }
}

static void one_parent_is_copied(void **state)
{
    (void)state;
    fishsim_world *world = world_from(GENERATIONS);
    world->species[0].settings.reproduction.parents = PARENTS_ONE;
    float traits[500];
    memcpy(traits, world->fish.trait_pace, sizeof traits);
    tick_world(world, 10);
    for (uint32_t row = 0; row < 500; row++) {
        uint32_t parent = 0;
        while (parent < 500 &&
               fabs((double)traits[parent] - (double)world->fish.trait_pace[row]) > 1e-6)
            parent++;
        assert_true(parent < 500);
    }
    fishsim_world_destroy(world);
}

static void births_at_a_rate_are_limited_as_by_beverton_and_holt(void **state)
{
    (void)state;
    fishsim_world *world = world_from(RATE);
    double expected = 2000.0 * (exp(0.2) - 1.0);
    world->species[0].settings.reproduction.most_recruits_per_d = expected / 0.1;
    tick_world(world, 1);
    assert_near(world->species[0].births, expected / 2.0, 4.0 * sqrt(expected / 2.0));
    fishsim_world_destroy(world);
}

static void the_wildest_rates_fill_the_world_and_no_more(void **state)
{
    (void)state;
    fishsim_world *world = world_from(RATE);
    world->species[0].settings.reproduction.birth_per_d = 1000.0;
    world->calendar_days_per_tick = 1.0;
    tick_world(world, 1);
    assert_int_equal(world->fish.count, 5000);
    assert_true(world->births_refused > 1000000);
    fishsim_world_destroy(world);
}

static void super_individuals_bear_and_die_as_their_fish(void **state)
{
    (void)state;
    for (int crowded = 0; crowded < 2; crowded++) {
        fishsim_world *world = world_from(RATE);
        world->many = world->species[0].many = true;
        world->species[0].most_worth = 10;
        world->species[0].settings.reproduction.recruit_worth = 10;
        world->species[0].settings.reproduction.capacity = crowded ? 1000.0 : 0.0;
        for (uint32_t row = 0; row < world->fish.count; row++)
            world->fish.worth[row] = row < 200 ? 10 : 0;
        world->fish.count = 200;
        rebase_ledger(world);
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_balanced(world);
        double born = 2000.0 * (exp(0.2) - 1.0), died = 2000.0 * (1.0 - exp(-0.2));
        assert_near(world->species[0].births, crowded ? 0.0 : born, 4.0 * sqrt(born));
        assert_near(world->species[0].deaths[FISHSIM_CAUSE_BACKGROUND], crowded ? died : 0.0,
                    4.0 * sqrt(died));
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(it_bears_at_its_rate_with_energy_from_outside),
        TEST(beyond_its_capacity_it_dies_at_that_rate),
        TEST(prey_becomes_offspring),
        TEST(a_generation_replaces_the_one_before),
        TEST(selection_moves_the_selected_trait_alone),
        TEST(one_parent_is_copied),
        TEST(births_at_a_rate_are_limited_as_by_beverton_and_holt),
        TEST(the_wildest_rates_fill_the_world_and_no_more),
        TEST(super_individuals_bear_and_die_as_their_fish),
    };
    return RUN(tests);
}
