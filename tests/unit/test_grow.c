/* SPDX-License-Identifier: MIT */
#include "builder.h"

/* A tick is a tenth of a day. Flows do not depend on speed, and rates not on temperature. */
static const char WORLD[] =
    "world: {width_m: 20, height_m: 20, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 86400}\n"
    "fields: {cell_m: 10, plankton: {diffusion_m2_per_s: 0, growth_per_d: 0}, "
    "detritus: {decay_per_d: 0}}\n"
    "species: {a: {growth: {weight_inf_g: 1000}, consumption: {a: 0.3, b: -0.3}, "
    "respiration: {a: 0.005, b: -0.2}, waste: {sda_fraction: 0.2, excretion_fraction: 0.1, "
    "egestion_fraction: 0.16}}}\n";

static fishsim_world *one_fish(const char *yaml, double weight_g)
{
    fishsim_world *world = world_from(yaml);
    put_fish(world, 0, 15.0f, 15.0f, weight_g);
    index_fish(world);
    return world;
}

static int64_t booked(const fishsim_world *world, int entry)
{
    return (int64_t)world->ledger.flow[entry];
}

static void a_full_gut_feeds_a_tenth_of_a_day(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    struct fish *fish = &world->fish;
    int64_t gut = fish->gut_uj[0], soma = fish->soma_uj[0], detritus = world->detritus.energy_uj[3];
    assert_ok(tick_grow(world, NULL));
    double eaten = 0.3 * pow(50.0, 0.7) * 5000.0 * 1e5;
    double breathed = 0.005 * pow(50.0, 0.8) * 13560.0 * 1e5;
    assert_near(gut - fish->gut_uj[0], eaten, 1e-6 * eaten);
    assert_near(world->detritus.energy_uj[3] - detritus, 0.16 * eaten, 1e-6 * eaten);
    assert_near(booked(world, FISHSIM_LEDGER_EXCRETION), 0.084 * eaten, 1e-6 * eaten);
    assert_near(booked(world, FISHSIM_LEDGER_DIGESTION), 0.168 * eaten, 1e-6 * eaten);
    assert_near(booked(world, FISHSIM_LEDGER_RESPIRATION), breathed, 1e-6 * breathed);
    double surplus = (0.84 - 0.252) * eaten - breathed;
    assert_near(fish->soma_uj[0] - soma + fish->repro_uj[0], surplus, 1e-6 * eaten);
    double share = species_reproduction_share(&world->species[0], 50.0, log(50.0), 1.0, 1.0);
    assert_near(fish->repro_uj[0], share * surplus, 1e-5 * surplus);
    assert_near(fish->gut_capacity_uj[0], 10.0 * eaten, 1e-5 * eaten);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void it_digests_no_more_than_its_gut_holds(void **state)
{
    (void)state;
    for (int64_t gut = 0; gut < 100; gut += 33) {
        fishsim_world *world = one_fish(WORLD, 50.0);
        world->fish.gut_uj[0] = gut;
        rebase_ledger(world);
        assert_ok(tick_grow(world, NULL));
        assert_int_equal(world->fish.gut_uj[0], 0);
        assert_balanced(world);
        fishsim_world_destroy(world);
    }
}

static void a_deficit_drains_the_gonads_then_the_body(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    struct fish *fish = &world->fish;
    int64_t due = (int64_t)(0.005 * pow(50.0, 0.8) * 13560.0 * 1e5), soma = fish->soma_uj[0];
    fish->gut_uj[0] = 0;
    fish->repro_uj[0] = due + due / 2;
    rebase_ledger(world);
    assert_ok(tick_grow(world, NULL));
    assert_int_equal(fish->soma_uj[0], soma);
    assert_near(fish->repro_uj[0], due / 2, 1e-5 * (double)due);
    assert_ok(tick_grow(world, NULL));
    assert_int_equal(fish->repro_uj[0], 0);
    assert_near(soma - fish->soma_uj[0], due - due / 2, 1e-5 * (double)due);
    assert_true(fish->weight_g[0] < 50.0f);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void it_cannot_burn_more_than_it_has(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    struct fish *fish = &world->fish;
    fish->gut_uj[0] = fish->repro_uj[0] = 0;
    fish->soma_uj[0] = 1000;
    rebase_ledger(world);
    assert_ok(tick_grow(world, NULL));
    assert_int_equal(fish->soma_uj[0], 0);
    assert_int_equal(booked(world, FISHSIM_LEDGER_RESPIRATION), 1000);
    assert_true(isfinite(fish->ln_weight[0]) && fish->weight_g[0] >= 0.0f);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

/* How far so many numbers that chance rounds may miss their sum: five standard deviations. */
static double by_chance(double count)
{
    return 5.0 * sqrt(count / 4.0);
}

/* Respiration that does not depend on weight: 78.47 uJ in a tick of 0.1 s, or 0.078. */
static void parts_of_a_microjoule_count_by_chance(void **state)
{
    (void)state;
    enum { TICKS = 4000 };
    for (int slow = 0; slow < 2; slow++) {
        fishsim_world *world = one_fish(slow ? "species: {a: {consumption: {a: 0}, "
                                               "respiration: {a: 0.000005, b: -1}}}\n"
                                             : "species: {a: {consumption: {a: 0}, "
                                               "respiration: {a: 0.005, b: -1}}}\n",
                                        10.0);
        double exact = (slow ? 0.000005 : 0.005) * 13560.0 * 1e6 * 0.1 / 86400.0;
        double part = exact - floor(exact);
        for (int tick = 1; tick <= TICKS; tick++) {
            int64_t before = booked(world, FISHSIM_LEDGER_RESPIRATION);
            world->tick++;
            assert_ok(tick_grow(world, NULL));
            assert_in_range(booked(world, FISHSIM_LEDGER_RESPIRATION) - before,
                            (uint64_t)floor(exact), (uint64_t)ceil(exact));
        }
        assert_near(booked(world, FISHSIM_LEDGER_RESPIRATION), exact * TICKS,
                    by_chance(TICKS * 4.0 * part * (1.0 - part)));
        assert_balanced(world);
        fishsim_world_destroy(world);
    }
}

static void each_fish_has_chances_of_its_own(void **state)
{
    (void)state;
    enum { FISH = 1000 };
    fishsim_world *world = world_from("species: {a: {consumption: {a: 0}, "
                                      "respiration: {a: 0.005, b: -1}}}\n");
    for (int i = 0; i < FISH; i++)
        put_fish(world, 0, 15.0f, 15.0f, 10.0);
    index_fish(world);
    assert_ok(tick_grow(world, NULL));
    double exact = 0.005 * 13560.0 * 1e6 * 0.1 / 86400.0;
    assert_near(booked(world, FISHSIM_LEDGER_RESPIRATION), exact * FISH, by_chance(FISH));
    fishsim_world_destroy(world);
}

/* What is digested is rounded, and then the sums of its parts: of two each part has the errors. */
static void all_flows_of_food_are_exact_on_average(void **state)
{
    (void)state;
    enum { TICKS = 20000 };
    fishsim_world *world = one_fish("fields: {detritus: {decay_per_d: 0}}\n"
                                    "species: {a: {consumption: {a: 0.001, b: -1}, "
                                    "respiration: {a: 0}, waste: {sda_fraction: 0.2, "
                                    "excretion_fraction: 0.1, egestion_fraction: 0.16}}}\n",
                                    10.0);
    world->fish.gut_uj[0] = 1000000000;
    rebase_ledger(world);
    int64_t soma = world->fish.soma_uj[0] + world->fish.repro_uj[0];
    double exact = 0.001 * 5000.0 * 1e6 * 0.1 / 86400.0; /* 5.79 uJ in a tick */
    for (int tick = 1; tick <= TICKS; tick++) {
        world->tick++;
        assert_ok(tick_grow(world, NULL));
    }
    double eaten = exact * TICKS;
    double one = by_chance(TICKS), two = by_chance(2.0 * TICKS);
    assert_near(1000000000 - world->fish.gut_uj[0], eaten, one);
    assert_near(world->detritus.energy_uj[world->fish.field_cell[0]], 0.16 * eaten, two);
    assert_near(booked(world, FISHSIM_LEDGER_EXCRETION), 0.084 * eaten, two);
    assert_near(booked(world, FISHSIM_LEDGER_DIGESTION), 0.168 * eaten, two);
    assert_near(world->fish.soma_uj[0] + world->fish.repro_uj[0] - soma, 0.588 * eaten, two);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void the_dead_do_not_grow(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    world->fish.fate[0] = FISHSIM_CAUSE_EATEN;
    int64_t gut = world->fish.gut_uj[0], soma = world->fish.soma_uj[0];
    assert_ok(tick_grow(world, NULL));
    assert_int_equal(world->fish.gut_uj[0], gut);
    assert_int_equal(world->fish.soma_uj[0], soma);
    assert_int_equal(booked(world, FISHSIM_LEDGER_RESPIRATION), 0);
    fishsim_world_destroy(world);
}

static void pace_speeds_up_eating_and_breathing(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    put_fish(world, 0, 15.0f, 15.0f, 50.0);
    index_fish(world);
    world->fish.trait_pace[1] = 2.0f;
    int64_t gut[2] = {world->fish.gut_uj[0], world->fish.gut_uj[1]};
    assert_ok(tick_grow(world, NULL));
    int64_t slow = gut[0] - world->fish.gut_uj[0], fast = gut[1] - world->fish.gut_uj[1];
    assert_near(fast, 2 * slow, 2);
    fishsim_world_destroy(world);
}

static void backwards(void *user, fishsim_task task, void *argument, uint32_t count)
{
    (void)user;
    while (count-- > 0)
        task(argument, count);
}

static void pieces_in_any_order_book_the_same_flows(void **state)
{
    (void)state;
    int64_t flows[2][3];
    for (int i = 0; i < 2; i++) {
        fishsim_world *world = world_from("calendar: {acceleration: 600}\n"
                                          "species: {a: {start: {count: 300}}, "
                                          "b: {start: {count: 500, weight_g: 3}}}\n");
        world->hooks.execute = i ? backwards : NULL;
        index_fish(world);
        assert_ok(tick_grow(world, NULL));
        flows[i][0] = booked(world, FISHSIM_LEDGER_RESPIRATION);
        flows[i][1] = booked(world, FISHSIM_LEDGER_DIGESTION);
        flows[i][2] = booked(world, FISHSIM_LEDGER_EXCRETION);
        assert_balanced(world);
        fishsim_world_destroy(world);
    }
    assert_memory_equal(flows[0], flows[1], sizeof flows[0]);
}

static void powers_of_weight_grow_as_in_mizer(void **state)
{
    (void)state;
    fishsim_world *world =
        one_fish("calendar: {acceleration: 86400}\nfields: {plankton: {diffusion_m2_per_s: 0}}\n"
                 "species: {a: {growth: {model: allometric, weight_inf_g: 1000, intake_per_y: 40, "
                 "critical_level: 0.25, assimilation: 0.5}}}\n",
                 100.0);
    struct fish *fish = &world->fish;
    int64_t gut = fish->gut_uj[0], soma = fish->soma_uj[0];
    int64_t detritus = world->detritus.energy_uj[fish->field_cell[0]];
    double year_part = 0.1 / 365.25;
    double eaten = 40.0 * pow(100.0, 2.0 / 3.0) * year_part * 5000e6;
    double ks = 0.25 * 0.5 * 40.0 * pow(250.0, 2.0 / 3.0 - 0.7);
    double kept = ks * pow(100.0, 0.7) * year_part * 5000e6;
    assert_ok(tick_grow(world, NULL));
    assert_near(gut - fish->gut_uj[0], eaten, 1e-6 * eaten);
    assert_near(world->detritus.energy_uj[fish->field_cell[0]] - detritus, 0.5 * eaten,
                1e-6 * eaten);
    assert_near(booked(world, FISHSIM_LEDGER_RESPIRATION), kept, 1e-6 * kept);
    assert_near(fish->soma_uj[0] - soma + fish->repro_uj[0], 0.5 * eaten - kept, 1e-6 * eaten);
    assert_int_equal(booked(world, FISHSIM_LEDGER_EXCRETION), 0);
    assert_int_equal(booked(world, FISHSIM_LEDGER_DIGESTION), 0);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_fish_that_is_fed_leaves_its_gut_alone(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    world->species[0].settings.growth.feeding_level = 0.5;
    int64_t gut = world->fish.gut_uj[0];
    assert_ok(tick_grow(world, NULL));
    double eaten = 0.5 * 0.3 * pow(50.0, 0.7) * 5000.0 * 1e5;
    assert_int_equal(world->fish.gut_uj[0], gut);
    assert_near(booked(world, FISHSIM_LEDGER_ADDED), eaten, 1e-6 * eaten);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void a_fish_that_does_not_grow_burns_what_it_eats(void **state)
{
    (void)state;
    fishsim_world *world = one_fish("species: {a: {growth: {model: none}}}\n", 50.0);
    int64_t gut = world->fish.gut_uj[0], soma = world->fish.soma_uj[0];
    assert_true(gut > 0);
    assert_ok(tick_grow(world, NULL));
    assert_int_equal(world->fish.gut_uj[0], 0);
    assert_int_equal(world->fish.soma_uj[0], soma);
    assert_int_equal(booked(world, FISHSIM_LEDGER_DIGESTION), gut);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

/* With an empty gut all that a fish breathes is taken from its body. */
static void rates_of_rows_are_those_of_one_fish(void **state)
{
    (void)state;
    enum { FISH = 300 };
    fishsim_world *world = world_from(WORLD);
    struct fish *fish = &world->fish;
    struct species *species = &world->species[0];
    species->activity_s_per_bl = 0.5;
    int64_t soma[FISH];
    double breathed[FISH];
    for (uint32_t row = 0; row < FISH; row++) {
        put_fish(world, 0, 15.0f, 15.0f, exp(-7.0 + 18.0 * any(31, row)));
        fish->trait_pace[row] = (float)exp(2.8 * any(32, row) - 1.4);
        fish->speed[row] = (float)(6.0 * any(33, row)) * fish_length_m(fish, row);
        fish->gut_uj[row] = fish->repro_uj[row] = 0;
    }
    rebase_ledger(world);
    index_fish(world);
    for (uint32_t row = 0; row < FISH; row++) {
        soma[row] = fish->soma_uj[row];
        breathed[row] =
            1e5 * species_respiration(species, (double)fish->ln_weight[row],
                                      (double)fish->trait_pace[row], (double)fish->speed[row],
                                      (double)fish->length_cm[row]);
        double ln_weight = (double)fish->ln_weight[row], pace = (double)fish->trait_pace[row];
        fish->gut_capacity_uj[row] = (float)(1e6 * species_consumption(species, ln_weight, pace));
    }
    float capacity[FISH];
    memcpy(capacity, fish->gut_capacity_uj, sizeof capacity);
    assert_ok(tick_grow(world, NULL));
    for (uint32_t row = 0; row < FISH; row++) {
        assert_near(fish->gut_capacity_uj[row], capacity[row], 2e-6 * (double)capacity[row]);
        assert_near(soma[row] - fish->soma_uj[row], breathed[row], 1.0 + 2e-6 * breathed[row]);
    }
    assert_balanced(world);
    fishsim_world_destroy(world);
}

static void waste_may_depend_on_the_ration(void **state)
{
    (void)state;
    fishsim_world *world = one_fish(WORLD, 50.0);
    world->species[0].egestion_ration = 0.6;
    world->species[0].excretion_ration = -0.3;
    struct fish *fish = &world->fish;
    double most = 0.3 * pow(50.0, 0.7) * 5000.0 * 1e5;
    fish->gut_uj[0] = (int64_t)(0.4 * most);
    rebase_ledger(world);
    int64_t detritus = world->detritus.energy_uj[3];
    assert_ok(tick_grow(world, NULL));
    double egested = 0.16 * exp(0.6 * 0.4) * 0.4 * most;
    double excreted = 0.1 * exp(-0.3 * 0.4) * (0.4 * most - egested);
    assert_near(world->detritus.energy_uj[3] - detritus, egested, 1e-6 * most);
    assert_near(booked(world, FISHSIM_LEDGER_EXCRETION), excreted, 1e-6 * most);
    assert_balanced(world);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_full_gut_feeds_a_tenth_of_a_day),
        TEST(it_digests_no_more_than_its_gut_holds),
        TEST(a_deficit_drains_the_gonads_then_the_body),
        TEST(it_cannot_burn_more_than_it_has),
        TEST(parts_of_a_microjoule_count_by_chance),
        TEST(each_fish_has_chances_of_its_own),
        TEST(all_flows_of_food_are_exact_on_average),
        TEST(the_dead_do_not_grow),
        TEST(pace_speeds_up_eating_and_breathing),
        TEST(pieces_in_any_order_book_the_same_flows),
        TEST(powers_of_weight_grow_as_in_mizer),
        TEST(a_fish_that_is_fed_leaves_its_gut_alone),
        TEST(a_fish_that_does_not_grow_burns_what_it_eats),
        TEST(rates_of_rows_are_those_of_one_fish),
        TEST(waste_may_depend_on_the_ration),
    };
    return RUN(tests);
}
