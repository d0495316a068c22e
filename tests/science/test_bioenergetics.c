/* SPDX-License-Identifier: MIT */
/*
 * Row 13 of the model: rates of Fish Bioenergetics 4, measured from what one fish does in one tick.
 *
 * The golden values were computed from the published equations and parameters, apart from this
 * library. Maximum consumption is in g/g/d, all else in J/g/d.
 */
#include "science.h"

/* A tick is a tenth of a day; nothing but the fish changes energy. */
static const char WORLD[] =
    "world: {width_m: 100, height_m: 100, tick_seconds: 0.1}\n"
    "calendar: {acceleration: 86400}\n"
    "fields: {cell_m: 100, plankton: {diffusion_m2_per_s: 0, growth_per_d: 0}, "
    "detritus: {decay_per_d: 0}}\n"
    "species: {fish: {minds: [], start: {count: 1, weight_sigma: 0, gut_fraction: 1}, "
    "mortality: {background_coefficient: 0}}}\n";

static const double DAYS = 0.1;

struct rates {
    double maximum; /* gut's capacity, a day of maximum consumption, J/g */
    double consumption, respiration, egestion, excretion, digestion, net; /* J/g/d */
};

static struct rates measure(fishsim_config *config)
{
    fishsim_world *world = world_from_config(config, NULL);
    double weight_g = first_of(world, FISHSIM_COLUMN_WEIGHT);
    fishsim_ledger before = ledger_of(world);
    tick(world, 1);
    fishsim_ledger after = ledger_of(world);
    assert_balanced(world);
    double change[FISHSIM_LEDGER_COUNT];
    for (int entry = 0; entry < FISHSIM_LEDGER_COUNT; entry++)
        change[entry] = (joules(after.entry[entry]) - joules(before.entry[entry])) / weight_g;
    fishsim_world_destroy(world);
    return (struct rates){
        .maximum = joules(before.entry[FISHSIM_LEDGER_GUT]) / weight_g,
        .consumption = -change[FISHSIM_LEDGER_GUT] / DAYS,
        .respiration = change[FISHSIM_LEDGER_RESPIRATION] / DAYS,
        .egestion = change[FISHSIM_LEDGER_DETRITUS] / DAYS,
        .excretion = change[FISHSIM_LEDGER_EXCRETION] / DAYS,
        .digestion = change[FISHSIM_LEDGER_DIGESTION] / DAYS,
        .net = (change[FISHSIM_LEDGER_SOMA] + change[FISHSIM_LEDGER_REPRO]) / DAYS,
    };
}

static fishsim_config *fish_of(const char *base, double weight_g, double celsius)
{
    fishsim_config *config = config_from(WORLD);
    set_key(config, "species.fish.base", base);
    set_number(config, "species.fish.start.weight_g", weight_g);
    set_number(config, "world.temperature_c", celsius);
    return config;
}

/* ---- golden values -------------------------------------------------------------------------- */

/* Speed of the herring, 15 W^.13 cm/s, in the body lengths of W = .01 L^3. */
static double herring_speed(double weight_g)
{
    return 15.0 * pow(weight_g, 0.13) / cbrt(weight_g / 0.01);
}

static void published_species_have_their_published_rates(void **state)
{
    (void)state;
    const struct {
        const char *base;
        double weight_g, celsius, prey_j_per_g, speed_bl_per_s;
        double maximum, respiration, net; /* g/g/d, J/g/d, J/g/d */
    } CASES[] = {
        {"bay_anchovy", 1, 22, 2500, 1, .343257689, 211.392601, 288.288260},
        {"atlantic_herring", 50, 12, 2500, herring_speed(50), .227904843, 75.107654, 271.877469},
        {"bluefish", 500, 22, 5000, 1, .084063323, 126.552409, 159.666393},
        {"striped_bass", 2000, 18, 5000, 1, .044246497, 46.896684, 103.753791},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fishsim_config *config = fish_of(CASES[i].base, CASES[i].weight_g, CASES[i].celsius);
        set_number(config, "species.fish.feeding.prey_energy_j_per_g", CASES[i].prey_j_per_g);
        set_number(config, "species.fish.motion.cruise_bl_per_s", CASES[i].speed_bl_per_s);
        struct rates rates = measure(config);
        double maximum = CASES[i].maximum * CASES[i].prey_j_per_g;
        assert_within(rates.maximum, maximum, 1e-6 * maximum, CASES[i].base);
        assert_within(rates.consumption, maximum, 1e-6 * maximum, CASES[i].base);
        assert_within(rates.respiration, CASES[i].respiration, 1e-6 * CASES[i].respiration,
                      CASES[i].base);
        assert_within(rates.net, CASES[i].net, 1e-6 * CASES[i].net, CASES[i].base);
    }
}

static void waste_is_split_as_published(void **state)
{
    (void)state;
    const struct {
        const char *base;
        double egested, excreted, sda;
    } CASES[] = {
        {"bay_anchovy", 0.77 * pow(12.0, -0.4), .15, .10},
        {"atlantic_herring", .16, .10, .175},
        {"bluefish", .104, .068, .172},
        {"striped_bass", .104, .068, .172},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        struct rates rates = measure(fish_of(CASES[i].base, 100.0, 12.0));
        double eaten = rates.consumption, kept = eaten * (1.0 - CASES[i].egested);
        assert_within(rates.egestion, CASES[i].egested * eaten, 1e-6 * eaten, CASES[i].base);
        assert_within(rates.excretion, CASES[i].excreted * kept, 1e-6 * eaten, CASES[i].base);
        assert_within(rates.digestion, CASES[i].sda * kept, 1e-6 * eaten, CASES[i].base);
        double net = kept * (1.0 - CASES[i].excreted - CASES[i].sda) - rates.respiration;
        assert_within(rates.net, net, 1e-6 * eaten, CASES[i].base);
    }
}

/* ---- scaling with weight -------------------------------------------------------------------- */

/* Slope of ln(respiration of a whole fish) with ln W, at rest. */
static double slope(const char *key, const char *value)
{
    double rate[2];
    for (int heavy = 0; heavy < 2; heavy++) {
        fishsim_config *config = fish_of("none", heavy ? 800.0 : 0.5, 12.0);
        set_key(config, key, value);
        set_key(config, "species.fish.motion.cruise_bl_per_s", "0");
        rate[heavy] = measure(config).respiration * (heavy ? 800.0 : 0.5);
    }
    return log(rate[1] / rate[0]) / log(1600.0);
}

static void respiration_scales_with_weight_to_one_plus_RB(void **state)
{
    (void)state;
    assert_within(slope("species.fish.base", "bay_anchovy"), 1.0 - .346, 1e-5, "bay anchovy");
    assert_within(slope("species.fish.base", "atlantic_herring"), 1.0 - .227, 1e-5, "herring");
    assert_within(slope("species.fish.base", "bluefish"), 1.0 - .264, 1e-5, "bluefish");
    assert_within(slope("species.fish.base", "striped_bass"), 1.0 - .218, 1e-5, "striped bass");
    assert_within(slope("species.fish.respiration.b", "-0.25"), 0.75, 1e-5, "Kleiber");
}

static void a_starving_fish_loses_what_it_breathes(void **state)
{
    (void)state;
    fishsim_config *config = fish_of("bluefish", 500.0, 22.0);
    set_key(config, "species.fish.start.gut_fraction", "0");
    struct rates rates = measure(config);
    assert_within(rates.net, -126.552409, 1e-6 * 126.552409, "net");
    assert_within(rates.consumption, 0.0, 0.0, "consumption");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(published_species_have_their_published_rates),
        cmocka_unit_test(waste_is_split_as_published),
        cmocka_unit_test(respiration_scales_with_weight_to_one_plus_RB),
        cmocka_unit_test(a_starving_fish_loses_what_it_breathes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
