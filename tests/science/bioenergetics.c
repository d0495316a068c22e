/* SPDX-License-Identifier: MIT */
/*
 * Row 13: rates of Fish Bioenergetics 4, measured from what one fish does in one tick.
 *
 * The golden values were computed from the published equations and parameters, apart from this
 * library. Maximum consumption is in g/g/d, all else in J/g/d.
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>

static const double DAYS = 0.1, GOLDEN = 1e-5;

struct rates {
    double maximum; /* gut's capacity, a day of maximum consumption, J/g */
    double consumption, respiration, egestion, excretion, digestion, net; /* J/g/d */
};

static struct rates rates_of(struct suite *suite, fishsim_config *config)
{
    uint64_t count;
    fishsim_world *world = world_of(suite, config, NULL);
    double weight_g = (double)floats_of(suite, world, FISHSIM_COLUMN_WEIGHT, &count)[0];
    fishsim_ledger before = ledger_of(suite, world);
    tick(suite, world, 1);
    fishsim_ledger after = ledger_of(suite, world);
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

static fishsim_config *fish_of(struct suite *suite, const char *base, double weight_g,
                               double celsius)
{
    fishsim_config *config = scenario(suite, "fish");
    set_text(suite, config, "species.fish.base", base);
    set_number(suite, config, "species.fish.start.weight_g", weight_g);
    set_number(suite, config, "world.temperature_c", celsius);
    return config;
}

/* ---- golden values -------------------------------------------------------------------------- */

/* Speed of the herring, 15 W^.13 cm/s, in the body lengths of W = .01 L^3. */
static double herring_speed(double weight_g)
{
    return 15.0 * pow(weight_g, 0.13) / cbrt(weight_g / 0.01);
}

static void check_golden(struct suite *suite, const char *species, const char *rate,
                         double measured, double golden)
{
    char what[80];
    snprintf(what, sizeof what, "%s, %s", species, rate);
    check_part(suite, what, measured, golden, GOLDEN);
}

static void check_published(struct suite *suite)
{
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
        const char *base = CASES[i].base;
        fishsim_config *config = fish_of(suite, base, CASES[i].weight_g, CASES[i].celsius);
        set_number(suite, config, "species.fish.feeding.prey_energy_j_per_g",
                   CASES[i].prey_j_per_g);
        set_number(suite, config, "species.fish.motion.cruise_bl_per_s", CASES[i].speed_bl_per_s);
        struct rates rates = rates_of(suite, config);
        check_golden(suite, base, "maximum consumption, g/g/d",
                     rates.maximum / CASES[i].prey_j_per_g, CASES[i].maximum);
        check_golden(suite, base, "respiration, J/g/d", rates.respiration, CASES[i].respiration);
        check_golden(suite, base, "net gain at maximum consumption, J/g/d", rates.net,
                     CASES[i].net);
    }
}

static void check_waste(struct suite *suite)
{
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
        const char *base = CASES[i].base;
        struct rates rates = rates_of(suite, fish_of(suite, base, 100.0, 12.0));
        double kept = rates.consumption - rates.egestion;
        check_golden(suite, base, "egestion / consumption", rates.egestion / rates.consumption,
                     CASES[i].egested);
        check_golden(suite, base, "excretion / assimilation", rates.excretion / kept,
                     CASES[i].excreted);
        check_golden(suite, base, "heat of digestion / assimilation", rates.digestion / kept,
                     CASES[i].sda);
    }
}

/* A species that is given as keys alone: the row of Atlantic cod. */
static void check_fifth(struct suite *suite)
{
    struct rates rates = rates_of(suite, scenario(suite, "cod"));
    check_golden(suite, "cod by keys", "maximum consumption, g/g/d", rates.maximum / 4500.0,
                 .022894434);
    check_golden(suite, "cod by keys", "respiration, J/g/d", rates.respiration, 27.135913);
    check_golden(suite, "cod by keys", "net gain at maximum consumption, J/g/d", rates.net,
                 36.142013);
}

static void check_starving(struct suite *suite)
{
    fishsim_config *config = fish_of(suite, "bluefish", 500.0, 22.0);
    set_text(suite, config, "species.fish.start.gut_fraction", "0");
    struct rates rates = rates_of(suite, config);
    check_golden(suite, "bluefish", "net gain with an empty gut, J/g/d", rates.net, -126.552409);
}

/* ---- scaling with weight -------------------------------------------------------------------- */

/* Slope of ln(respiration of a whole fish) with ln W, at rest. */
static double slope(struct suite *suite, const char *key, const char *value)
{
    double rate[2];
    for (int heavy = 0; heavy < 2; heavy++) {
        double weight_g = heavy ? 800.0 : 0.5;
        fishsim_config *config = fish_of(suite, "none", weight_g, 12.0);
        set_text(suite, config, key, value);
        set_text(suite, config, "species.fish.motion.cruise_bl_per_s", "0");
        rate[heavy] = rates_of(suite, config).respiration * weight_g;
    }
    return log(rate[1] / rate[0]) / log(1600.0);
}

/* Respiration of a gram over weight and over temperature, for the picture. */
static void draw_rates(struct suite *suite, const char *base, double hottest)
{
    char name[64];
    for (double celsius = 4.0; celsius <= hottest; celsius += 1.0) {
        struct rates rates = rates_of(suite, fish_of(suite, base, 100.0, celsius));
        snprintf(name, sizeof name, "%s, consumption", base);
        curve(suite, name, celsius, rates.maximum);
        snprintf(name, sizeof name, "%s, respiration", base);
        curve(suite, name, celsius, rates.respiration);
    }
}

void row_bioenergetics(struct suite *suite)
{
    check_published(suite);
    check_waste(suite);
    check_starving(suite);
    check_fifth(suite);
    check_near(suite, "slope of respiration over weight, bay anchovy",
               slope(suite, "species.fish.base", "bay_anchovy"), 1.0 - .346, 1e-5);
    check_near(suite, "slope of respiration over weight, herring",
               slope(suite, "species.fish.base", "atlantic_herring"), 1.0 - .227, 1e-5);
    check_near(suite, "slope of respiration over weight, bluefish",
               slope(suite, "species.fish.base", "bluefish"), 1.0 - .264, 1e-5);
    check_near(suite, "slope of respiration over weight, striped bass",
               slope(suite, "species.fish.base", "striped_bass"), 1.0 - .218, 1e-5);
    check_near(suite, "slope of respiration over weight, RB = -1/4 (Kleiber)",
               slope(suite, "species.fish.respiration.b", "-0.25"), 0.75, 1e-5);
    draw_rates(suite, "bay_anchovy", 32);
    draw_rates(suite, "atlantic_herring", 22);
    draw_rates(suite, "bluefish", 31);
    draw_rates(suite, "striped_bass", 29);
}
