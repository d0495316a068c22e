/* SPDX-License-Identifier: MIT */
/*
 * Row 13: rates of Fish Bioenergetics 4, measured from what one fish does in one tick.
 *
 * The golden values were computed from the published equations and parameters, apart from this
 * library; those of the rows given as keys by fb4.py. Maximum consumption is in g/g/d, all else in
 * J/g/d.
 */
#include "rows.h"

#include <math.h>
#include <stdio.h>

/* FLOAT is what the column of weights can tell apart. */
static const double DAYS = 0.1, GOLDEN = 1e-5, FLOAT = 1.2e-7;

struct rates {
    double maximum; /* gut's capacity, a day of maximum consumption, J/g */
    double density; /* of the body, J/g */
    double later_g; /* weight after the tick */
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
    double later_g = (double)floats_of(suite, world, FISHSIM_COLUMN_WEIGHT, &count)[0];
    double change[FISHSIM_LEDGER_COUNT];
    for (int entry = 0; entry < FISHSIM_LEDGER_COUNT; entry++)
        change[entry] = (joules(after.entry[entry]) - joules(before.entry[entry])) / weight_g;
    fishsim_world_destroy(world);
    return (struct rates){
        .maximum = joules(before.entry[FISHSIM_LEDGER_GUT]) / weight_g,
        .density = joules(before.entry[FISHSIM_LEDGER_SOMA]) / weight_g,
        .later_g = later_g,
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

/* ---- rows of other equations ----------------------------------------------------------------- */

/* Keys of a species below species.fish, and golden values as fb4.py has them. */
struct published {
    const char *name;
    double maximum, respiration, egestion, excretion, net; /* g/g/d, J/g/d */
    double density, later_g;
    double weight_g, celsius;
    const char *keys[28][2];
};

#define MUSKELLUNGE                                                                                \
    {"consumption.equation", "4"}, {"consumption.a", "0.0126"}, {"consumption.b", "-0.18"},        \
        {"consumption.q", "0.06"}, {"consumption.k1", "0.0075"}, {"consumption.k4", "-0.000216"},  \
        {"respiration.a", "0.0026445"}, {"respiration.b", "-0.18"}, {"respiration.q", "0.055"},    \
        {"respiration.activity_s_per_cm", "0.1222"}, {"respiration.speed", "weight"},              \
        {"respiration.speed_a", "1"}, {"waste.sda_fraction", "0.175"},                             \
        {"waste.egestion_fraction", "0.2"}, {"waste.excretion_fraction", "0.0875"},                \
    {                                                                                              \
        "body.energy_density_j_per_g", "3598"                                                      \
    }

#define LAKE_TROUT                                                                                 \
    {"consumption.equation", "1"}, {"consumption.a", "0.059"}, {"consumption.b", "-0.307"},        \
        {"consumption.q", "0.123"}, {"respiration.a", "0.00463"}, {"respiration.b", "-0.295"},     \
        {"respiration.q", "0.059"}, {"respiration.activity_s_per_cm", "0.0232"},                   \
        {"respiration.speed", "weight"}, {"respiration.speed_tl_c", "11"},                         \
        {"respiration.speed_a", "1"}, {"respiration.speed_b", "0.05"},                             \
        {"respiration.speed_cold_a", "11.7"}, {"respiration.speed_cold_q", "0.0405"},              \
        {"waste.sda_fraction", "0.17"}, {"waste.egestion_fraction", "0.212"},                      \
        {"waste.egestion_exponent", "-0.222"}, {"waste.egestion_ration", "0.631"},                 \
        {"waste.indigestible_fraction", "0.04"}, {"waste.excretion_fraction", "0.0314"},           \
        {"waste.excretion_exponent", "0.58"}, {"waste.excretion_ration", "-0.299"},                \
        {"body.energy_equation", "2"}, {"body.energy_density_j_per_g", "5700"},                    \
        {"body.energy_slope_j_per_g2", "3.08"}, {"body.energy_cutoff_g", "1472"},                  \
        {"body.energy_density_above_j_per_g", "9090"},                                             \
    {                                                                                              \
        "body.energy_slope_above_j_per_g2", "0.778"                                                \
    }

#define LIONFISH                                                                                   \
    {"consumption.equation", "2"}, {"consumption.a", "0.603"}, {"consumption.b", "-0.46"},         \
        {"consumption.q", "4"}, {"consumption.to_c", "29.8"}, {"consumption.tm_c", "34.5"},        \
        {"respiration.equation", "2"}, {"respiration.a", "0.0085"}, {"respiration.b", "-0.28"},    \
        {"respiration.q", "2.33"}, {"respiration.to_c", "32"}, {"respiration.tm_c", "34.5"},       \
        {"respiration.activity_factor", "1.8"}, {"waste.sda_fraction", "0.2"},                     \
        {"waste.egestion_fraction", "0.2"}, {"waste.excretion_fraction", "0.06"},                  \
        {"body.energy_equation", "3"}, {"body.energy_density_j_per_g", "2708"},                    \
    {                                                                                              \
        "body.energy_exponent", "0.1504"                                                           \
    }

/* clang-format off: a line for each, as fb4.py prints it */
static const struct published ROWS[] = {
    {"muskellunge",
     0.0344872215,
     31.4503573,
     34.4872215,
     12.0705275,
     70.2869461,
     3598,
     1001.9535,
     1000,
     18,
     {MUSKELLUNGE}},
    {"lake trout, cold",
     0.0234214614,
     26.8548646,
     23.5619723,
     7.27595366,
     43.5118097,
     7240,
     500.247768,
     500,
     8,
     {LAKE_TROUT}},
    {"lake trout, warm",
     0.0221001103,
     12.4338684,
     19.6847505,
     8.93639052,
     54.006856,
     11424,
     3001.17757,
     3000,
     12,
     {LAKE_TROUT}},
    {"lionfish",
     0.0410376817,
     36.5158012,
     41.0376817,
     9.84904361,
     84.9557367,
     6007.91212,
     200.245816,
     200,
     26,
     {LIONFISH}},
};
/* clang-format on */

/* Species that are given as keys alone: each equation of Fish Bioenergetics 4 is in one of them. */
static void check_rows(struct suite *suite)
{
    for (size_t i = 0; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        const struct published *row = &ROWS[i];
        fishsim_config *config = fish_of(suite, "none", row->weight_g, row->celsius);
        set_text(suite, config, "species.fish.growth.weight_inf_g", "40000");
        for (size_t k = 0; k < 28 && row->keys[k][0]; k++) {
            char key[80];
            snprintf(key, sizeof key, "species.fish.%s", row->keys[k][0]);
            set_text(suite, config, key, row->keys[k][1]);
        }
        struct rates rates = rates_of(suite, config);
        check_golden(suite, row->name, "maximum consumption, g/g/d", rates.maximum / 5000.0,
                     row->maximum);
        check_golden(suite, row->name, "respiration, J/g/d", rates.respiration, row->respiration);
        check_golden(suite, row->name, "egestion, J/g/d", rates.egestion, row->egestion);
        check_golden(suite, row->name, "excretion, J/g/d", rates.excretion, row->excretion);
        check_golden(suite, row->name, "net gain, J/g/d", rates.net, row->net);
        check_golden(suite, row->name, "energy of the body, J/g", rates.density, row->density);
        char what[80];
        snprintf(what, sizeof what, "%s, weight after a tenth of a day, g", row->name);
        check_near(suite, what, rates.later_g, row->later_g, FLOAT * row->weight_g);
    }
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
    check_rows(suite);
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
