/* SPDX-License-Identifier: MIT */
/* Tests of measure/flows.c: the budget of each species closes, and trophic levels are as defined.
 */
#include "world_fixture.h"

#include "world/world.h"

enum { ANCHOVY, BASS };

static fishsim_flows flows_of(const fishsim_world *world, uint32_t species)
{
    fishsim_flows flows;
    assert_ok(fishsim_flows_init(&flows, sizeof flows));
    assert_ok(fishsim_world_get_flows(world, species, &flows, NULL));
    assert_int_equal(flows.species, species);
    return flows;
}

static int128 held_by(const fishsim_world *world, uint32_t species)
{
    int128 held = 0;
    for (uint32_t row = 0; row < world->fish.count; row++)
        if (world->fish.species[row] == species)
            held += (int128)world->fish.worth[row] * fish_energy(&world->fish, row);
    return held;
}

static int128 gained_by(const struct species *species)
{
    int128 gained = 0;
#define X(NAME, name, number, kind, meaning) gained += (kind)*species->flow[number];
    FISHSIM_FLOW_TABLE(X)
#undef X
    return gained;
}

/* Ticks a world, and holds the budget of each of its species after every tick. */
static void assert_budgets_close(fishsim_world *world, uint32_t ticks)
{
    int128 first[SPECIES_MAX];
    for (uint32_t s = 0; s < world->species_count; s++)
        first[s] = held_by(world, s);
    for (uint32_t n = 0; n < ticks; n++) {
        tick_world(world, 1);
        for (uint32_t s = 0; s < world->species_count; s++)
            assert_true(held_by(world, s) - first[s] == gained_by(&world->species[s]));
    }
}

static int128 sum_over_species(const fishsim_world *world, uint32_t flow)
{
    int128 sum = 0;
    for (uint32_t s = 0; s < world->species_count; s++)
        sum += world->species[s].flow[flow];
    return sum;
}

static void budgets_close_and_sum_to_the_ledger(void **state)
{
    (void)state;
    static const char *const worths[] = {"1", "3"};
    for (int i = 0; i < 2; i++) {
        fishsim_world *world = lively_world_with(NULL, "species.anchovy.start.worth", worths[i]);
        assert_budgets_close(world, 100);
        const int128 *booked = world->ledger.flow;
        assert_true(sum_over_species(world, FISHSIM_FLOW_RESPIRED) ==
                    booked[FISHSIM_LEDGER_RESPIRATION]);
        assert_true(sum_over_species(world, FISHSIM_FLOW_DIGESTION) ==
                    booked[FISHSIM_LEDGER_DIGESTION]);
        assert_true(sum_over_species(world, FISHSIM_FLOW_EXCRETED) ==
                    booked[FISHSIM_LEDGER_EXCRETION]);
        assert_true(sum_over_species(world, FISHSIM_FLOW_SPAWN_HEAT) ==
                    booked[FISHSIM_LEDGER_SPAWNING]);
        assert_true(sum_over_species(world, FISHSIM_FLOW_HUNTED) ==
                    sum_over_species(world, FISHSIM_FLOW_EATEN));
        static const uint32_t seen[] = {FISHSIM_FLOW_GRAZED,    FISHSIM_FLOW_HUNTED,
                                        FISHSIM_FLOW_EGESTED,   FISHSIM_FLOW_SPAWN_LOST,
                                        FISHSIM_FLOW_RECRUITED, FISHSIM_FLOW_RIPENED,
                                        FISHSIM_FLOW_DEAD};
        for (size_t k = 0; k < sizeof seen / sizeof seen[0]; k++)
            if (sum_over_species(world, seen[k]) <= 0)
                print_error("there is no %s\n", fishsim_flow_name(seen[k])),
                    _fail(__FILE__, __LINE__);
        fishsim_world_destroy(world);
    }
}

static void budgets_close_where_energy_comes_from_outside(void **state)
{
    (void)state;
    static const char *const keys[][2] = {{"species.anchovy.growth.feeding_level", "0.6"},
                                          {"species.anchovy.growth.model", "none"},
                                          {"species.anchovy.mortality.replaced", "always"},
                                          {"species.anchovy.reproduction.mode", "generations"}};
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        fishsim_world *world = lively_world_with(NULL, keys[i][0], keys[i][1]);
        if (i == 3)
            world->species[ANCHOVY].settings.reproduction.generation_days = 1.0;
        assert_budgets_close(world, 60);
        assert_true(world->ledger.flow[FISHSIM_LEDGER_ADDED] ==
                    sum_over_species(world, FISHSIM_FLOW_ADDED));
        assert_true((sum_over_species(world, FISHSIM_FLOW_ADDED) > 0) == (i != 1));
        fishsim_world_destroy(world);
    }
}

static void what_the_host_lands_is_of_its_species(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    int128 held = held_by(world, ANCHOVY);
    int64_t energy_uj = fish_energy(&world->fish, 0);
    assert_ok(fishsim_world_harvest(world, world->fish.id[0], NULL));
    assert_true(world->species[ANCHOVY].flow[FISHSIM_FLOW_LANDED] == energy_uj);
    assert_true(held_by(world, ANCHOVY) == held - energy_uj);
    fishsim_world_destroy(world);
}

static void the_diet_is_what_was_eaten_of_each(void **state)
{
    (void)state;
    fishsim_world *world = lively_world_with(NULL, "events.bite_every", "1000");
    tick_world(world, 100);
    uint64_t fish = 0;
    fishsim_energy energy = {0};
    assert_ok(fishsim_world_get_diet(world, BASS, ANCHOVY, &fish, &energy, NULL));
    assert_true(fish > 0);
    assert_int_equal(fish, world->species[BASS].bites);
    assert_int_equal(fish, world->species[ANCHOVY].deaths[FISHSIM_CAUSE_EATEN]);
    assert_int_equal(microjoules(energy),
                     microjoules(flows_of(world, BASS).flow[FISHSIM_FLOW_HUNTED]));
    assert_ok(fishsim_world_get_diet(world, ANCHOVY, BASS, &fish, NULL, NULL));
    assert_int_equal(fish, 0);
    fishsim_error error = {0};
    assert_status(FISHSIM_ERR_NOT_FOUND, fishsim_world_get_diet(world, 2, 0, NULL, NULL, &error),
                  &error);
    assert_status(FISHSIM_ERR_NOT_FOUND, fishsim_world_get_diet(world, 0, 2, NULL, NULL, &error),
                  &error);
    fishsim_flows flows;
    assert_ok(fishsim_flows_init(&flows, sizeof flows));
    assert_status(FISHSIM_ERR_NOT_FOUND, fishsim_world_get_flows(world, 2, &flows, &error), &error);
    fishsim_world_destroy(world);
}

/* ---- trophic levels -------------------------------------------------------------------------- */

/* Five species that have eaten nothing. */
static fishsim_world *web(void)
{
    static const char yaml[] = "species: {a: {}, b: {}, c: {}, d: {}, e: {}}\n";
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_load_text(config, yaml, sizeof yaml - 1, "web", NULL));
    assert_ok(fishsim_world_create(config, NULL, &world, NULL));
    fishsim_config_destroy(config);
    return world;
}

static void grazes(fishsim_world *world, uint32_t species, int64_t energy_uj)
{
    world->species[species].flow[FISHSIM_FLOW_GRAZED] += energy_uj;
}

static void eats(fishsim_world *world, uint32_t predator, uint32_t prey, int64_t energy_uj)
{
    world->species[predator].flow[FISHSIM_FLOW_HUNTED] += energy_uj;
    world->species[predator].eaten[prey].energy_uj += energy_uj;
}

static void assert_levels(const fishsim_world *world, const double wanted[5])
{
    for (uint32_t s = 0; s < 5; s++)
        assert_float_equal(flows_of(world, s).trophic_level, wanted[s], 1e-12);
}

static void a_level_is_one_above_what_was_eaten(void **state)
{
    (void)state;
    fishsim_world *world = web();
    assert_levels(world, (double[]){1, 1, 1, 1, 1});
    grazes(world, 3, 100);
    eats(world, 0, 3, 50);
    eats(world, 4, 0, 10);
    assert_levels(world, (double[]){3, 1, 1, 2, 4});
    grazes(world, 4, 30); /* three quarters plankton: 1 + (3 * 1 + 3) / 4 */
    assert_levels(world, (double[]){3, 1, 1, 2, 2.5});
    eats(world, 1, 1, 10); /* half of its own, half of 4: t = 1 + (t + 2.5) / 2 */
    eats(world, 1, 4, 10);
    assert_levels(world, (double[]){3, 4.5, 1, 2, 2.5});
    fishsim_world_destroy(world);
}

static void a_circle_without_a_beginning_has_no_level(void **state)
{
    (void)state;
    fishsim_world *world = web();
    eats(world, 0, 1, 10);
    eats(world, 1, 0, 10);
    eats(world, 2, 2, 5);
    eats(world, 3, 0, 5);
    eats(world, 3, 4, 5);
    grazes(world, 4, 1);
    assert_levels(world, (double[]){0, 0, 0, 0, 2});
    grazes(world, 1, 10); /* t0 = 1 + t1, t1 = 1 + (t0 + 1) / 2 */
    assert_levels(world, (double[]){5, 4, 0, 4.5, 2});
    fishsim_world_destroy(world);
}

static void flows_have_names(void **state)
{
    (void)state;
    assert_string_equal(fishsim_flow_name(FISHSIM_FLOW_GRAZED), "grazed");
    assert_string_equal(fishsim_flow_name(FISHSIM_FLOW_RECRUITED), "recruited");
    assert_string_equal(fishsim_flow_name(999), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_close_and_sum_to_the_ledger),
        cmocka_unit_test(budgets_close_where_energy_comes_from_outside),
        cmocka_unit_test(what_the_host_lands_is_of_its_species),
        cmocka_unit_test(the_diet_is_what_was_eaten_of_each),
        cmocka_unit_test(a_level_is_one_above_what_was_eaten),
        cmocka_unit_test(a_circle_without_a_beginning_has_no_level),
        cmocka_unit_test(flows_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
