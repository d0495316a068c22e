/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* A tick is a hundredth of a day. Hunters of 30 g like prey of 1 g best. */
static const char WORLD[] =
    "world: {width_m: 100, height_m: 100, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 8640}\n"
    "fields: {cell_m: 100, plankton: {diffusion_m2_per_s: 0}}\n"
    "species:\n"
    "  hunter: {growth: {model: none}, feeding: {encounter: mixed, attack_per_d: 0.2, "
    "handling_s: 0}}\n"
    "  prey: {minds: []}\n"
    "  toxic: {minds: []}\n"
    "web: {hunter: {prey: 0.5}}\n";

enum { HUNTER, PREY, TOXIC };

static fishsim_world *hunters_and_prey(uint32_t hunters, uint32_t prey)
{
    fishsim_world *world = world_from(WORLD);
    for (uint32_t n = 0; n < hunters; n++)
        put_fish(world, HUNTER, 1.0f, 1.0f, 30.0);
    for (uint32_t n = 0; n < prey; n++) {
        put_fish(world, PREY, 90.0f, 90.0f, 1.0);
        put_fish(world, TOXIC, 90.0f, 90.0f, 1.0);
    }
    index_fish(world);
    return world;
}

/* Part of the hunters that make a claim, over many ticks. */
static double claims(fishsim_world *world)
{
    enum { TICKS = 400 };
    uint32_t made = 0;
    const struct species *species = &world->species[HUNTER];
    for (world->tick = 1; world->tick <= TICKS; world->tick++)
        for (uint32_t row = species->begin; row < species->end; row++) {
            struct claim claim = {0};
            if (!meet_by_chance(world, species, row, &claim))
                continue;
            made++;
            assert_int_equal(world->fish.species[claim.prey], PREY);
            assert_int_equal(claim.predator, row);
            assert_int_equal(claim.certain, 1);
            assert_true(claim.moment < 1u << 24);
        }
    return made / (double)TICKS / (species->end - species->begin);
}

static void claims_are_as_many_as_the_rate_says(void **state)
{
    (void)state;
    static const uint32_t PREYS[] = {0, 5, 50, 500};
    for (int i = 0; i < 4; i++) {
        fishsim_world *world = hunters_and_prey(50, PREYS[i]);
        double wanted = 1.0 - exp(-0.5 * 0.2 * 0.01 * PREYS[i]);
        assert_near(claims(world), wanted, 4.0 * sqrt(wanted / 20000.0));
        fishsim_world_destroy(world);
    }
}

static void weight_suitability_and_attention_count(void **state)
{
    (void)state;
    fishsim_world *world = hunters_and_prey(50, 50);
    struct species *species = &world->species[HUNTER];
    species->settings.feeding.attack_exponent = 0.5;
    species->settings.feeding.half_attention = 150.0;
    species->ln_prey_ratio = log(30.0) + 2.0; /* one sigma off */
    double rate = 0.5 * exp(-0.5) * 0.2 * sqrt(30.0) * 0.25 * 0.01 * 50.0;
    assert_near(claims(world), 1.0 - exp(-rate), 4.0 * sqrt(rate / 20000.0));
    fishsim_world_destroy(world);
}

static void what_it_claims_is_caught_and_becomes_heat(void **state)
{
    (void)state;
    fishsim_world *world = hunters_and_prey(1, 200);
    world->species[HUNTER].settings.feeding.attack_per_d = 1e4;
    for (int tick = 1; tick <= 3; tick++) {
        assert_ok(fishsim_world_tick(world, 1, NULL));
        assert_int_equal(world->species[HUNTER].bites, tick);
        assert_balanced(world);
    }
    assert_true(world->ledger.flow[FISHSIM_LEDGER_DIGESTION] > 0);
    uint32_t row = row_of(world, 1);
    assert_int_equal(world->fish.gut_uj[row], 0);
    assert_near(world->fish.weight_g[row], 30.0, 1e-4);
    fishsim_world_destroy(world);
}

/* Prey that the rows of hunters claim in a tick, on average; each row is worth so many. */
static double claimed(fishsim_world *world, uint32_t hunters, uint32_t prey)
{
    enum { TICKS = 400 };
    static struct claim claims[MEETINGS_MOST];
    uint64_t made = 0;
    world->many = world->species[PREY].many = true;
    world->species[PREY].most_worth = 2 * prey;
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.worth[row] = world->fish.species[row] == HUNTER ? hunters : prey;
    const struct species *species = &world->species[HUNTER];
    for (world->tick = 1; world->tick <= TICKS; world->tick++)
        for (uint32_t row = species->begin; row < species->end; row++) {
            uint32_t count = meet_by_chance(world, species, row, claims);
            assert_true(count <= hunters);
            made += count;
        }
    return made / (double)TICKS;
}

static void super_individuals_meet_as_often_as_their_fish(void **state)
{
    (void)state;
    fishsim_world *world = hunters_and_prey(20, 20);
    world->species[HUNTER].settings.feeding.attack_per_d = 0.05;
    /* 200 hunters and 400 prey; of all meetings half succeed, but no hunter catches two at once. */
    double wanted = 200.0 * (1.0 - exp(-400.0 * 0.05 * 0.01 * 0.5));
    assert_near(claimed(world, 10, 20), wanted, 4.0 * sqrt(wanted / 400.0));
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(claims_are_as_many_as_the_rate_says),
        TEST(weight_suitability_and_attention_count),
        TEST(what_it_claims_is_caught_and_becomes_heat),
        TEST(super_individuals_meet_as_often_as_their_fish),
    };
    return RUN(tests);
}
