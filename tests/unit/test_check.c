/* SPDX-License-Identifier: MIT */
/*
 * test_check.c: what lib/config/check.c promises: each rule refuses on its far side, passes on its
 * near side, and names its key.
 */
#include "config/config.h"

#include "config/preset.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

struct rule {
    const char *key;     /* what the message begins with; NULL: passes */
    const char *sets[5]; /* pairs of key and value, "KEY VALUE" */
};

/* Most rules in pairs: just allowed, just not. */
static const struct rule RULES[] = {
    {NULL, {"world.seed 1"}},
    {NULL, {"world.tick_seconds 0.001", "calendar.acceleration 0.001"}},
    {NULL,
     {"world.tick_seconds 0.1", "calendar.acceleration 864000",
      "fields.plankton.diffusion_m2_per_s 0"}},
    {"calendar.acceleration", {"world.tick_seconds 0.2", "calendar.acceleration 864000"}},
    {"calendar.biology_every",
     {"calendar.acceleration 86400", "calendar.biology_every 11",
      "fields.plankton.diffusion_m2_per_s 0"}},
    {NULL,
     {"calendar.acceleration 86400", "calendar.biology_every 10",
      "fields.plankton.diffusion_m2_per_s 0"}},
    {"calendar.acceleration", {"world.tick_seconds 0.0010001"}},
    {"calendar.acceleration", {"world.tick_seconds 0.001", "calendar.acceleration 1.0001"}},
    {NULL, {"fields.plankton.diffusion_m2_per_s 199.9"}},
    {"fields.plankton.diffusion_m2_per_s", {"fields.plankton.diffusion_m2_per_s 200.1"}},
    {"fields.plankton.diffusion_m2_per_s",
     {"fields.plankton.diffusion_m2_per_s 199", "world.height_m 95"}},
    {NULL, {"fields.plankton.growth_per_d 10.7"}},
    {"fields.cell_m", {"fields.plankton.growth_per_d 10.9"}},
    {"fields.cell_m", {"fields.plankton.growth_per_d 10.7", "world.height_m 104"}},
    {NULL, {"fields.plankton.growth_per_d 100", "fields.plankton.diffusion_m2_per_s 0"}},
    {NULL, {"fields.plankton.growth_per_d 0", "fields.cell_m 10000"}},
    {NULL, {"world.width_m 2048", "world.height_m 2048", "fields.cell_m 1"}},
    {"fields.cell_m", {"world.width_m 2049", "world.height_m 2048", "fields.cell_m 1"}},
    {"fields.cell_m", {"world.width_m 1e6", "world.height_m 1e6", "fields.cell_m 0.1"}},
    {NULL, {"world.max_fish 5", "species.a.start.count 2", "species.b.start.count 3"}},
    {"world.max_fish", {"world.max_fish 4", "species.a.start.count 2", "species.b.start.count 3"}},
    {NULL, {"minds.couzin.repulsion_radius 15", "minds.couzin.orientation_radius 15"}},
    {"minds.couzin.orientation_radius", {"minds.couzin.repulsion_radius 3.1"}},
    {"minds.couzin.attraction_radius", {"minds.couzin.attraction_radius 2.9"}},
    {NULL, {"minds.boids.attraction_radius 0.1"}},
    {"minds.katz.orientation_radius", {"minds.katz.repulsion_radius 3.1"}},
    {"minds.katz.attraction_radius", {"minds.katz.attraction_radius 2.9"}},
    {"species.a.minds", {"species.a.minds [katz, vicsek]"}},
    {NULL, {"world.temperature_c 18", "world.temperature_swing_c 20"}},
    {"world.temperature_swing_c", {"world.temperature_c 17", "world.temperature_swing_c 19.1"}},
    {"world.temperature_swing_c", {"world.temperature_c 21", "world.temperature_swing_c 19.1"}},
    {NULL, {"species.a.base bay_anchovy", "world.temperature_swing_c 10"}},
    {"species.a.consumption.tm_c", {"species.a.base bay_anchovy", "world.temperature_swing_c 13"}},
    {NULL, {"species.a.waste.excretion_fraction 0.4", "species.a.waste.excretion_ration 0.7"}},
    {"species.a.waste.excretion_fraction",
     {"species.a.waste.excretion_fraction 0.4", "species.a.waste.excretion_ration 0.8"}},
    {"species.a.waste.egestion_fraction",
     {"species.a.waste.egestion_fraction 0.5", "species.a.waste.egestion_ration 0.7"}},
    {NULL, {"species.a.base generic", "species.a.growth.weight_inf_g 0.3"}},
    {NULL, {"species.a.minds [evade, couzin, walk]"}},
    {NULL, {"species.a.minds []"}},
    {"species.a.minds", {"species.a.minds [evade, zebra]"}},
    {"species.a.minds", {"species.a.minds [couzin, boids]"}},
    {"species.a.minds", {"minds.m.kind couzin", "species.a.minds [m, walk, couzin]"}},
    {NULL, {"species.a.start.weight_g 1e7", "species.a.start.weight_sigma 0.34"}},
    {"species.a.start.weight_g",
     {"species.a.start.weight_g 1e7", "species.a.start.weight_sigma 0.35"}},
    {NULL, {"species.a.waste.sda_fraction 0.9"}},
    {"species.a.waste.sda_fraction", {"species.a.waste.sda_fraction 0.91"}},
    {NULL, {"species.a.motion.cruise_bl_per_s 10"}},
    {"species.a.motion.maximum_bl_per_s", {"species.a.motion.cruise_bl_per_s 10.1"}},
    {"species.a.reproduction.recruit_weight_g",
     {"species.a.growth.weight_inf_g 1", "species.a.reproduction.recruit_weight_g 1"}},
    {NULL, {"species.a.growth.weight_inf_g 1"}},
    {NULL, {"species.a.reproduction.recruit_weight_g 37.4"}},
    {"species.a.reproduction.recruit_weight_g", {"species.a.reproduction.recruit_weight_g 37.6"}},
    {NULL, {"species.a.reproduction.recruit_weight_g 37.6", "species.a.reproduction.efficiency 0"}},
    {NULL, {"species.a.reproduction.maturity_weight_g 1000"}},
    {"species.a.reproduction.maturity_weight_g", {"species.a.reproduction.maturity_weight_g 1001"}},
    {"species.a.consumption.q", {"species.a.consumption.equation 2"}},
    {"species.a.consumption.q", {"species.a.consumption.equation 2", "species.a.consumption.q 1"}},
    {"species.a.consumption.q", {"species.a.consumption.equation 2", "species.a.consumption.q -1"}},
    {NULL, {"species.a.consumption.equation 2", "species.a.consumption.q 1.1"}},
    {"species.a.consumption.tm_c",
     {"species.a.consumption.equation 2", "species.a.consumption.q 2",
      "species.a.consumption.to_c 30"}},
    {"species.a.consumption.tm_c",
     {"species.a.consumption.equation 2", "species.a.consumption.q 2", "world.temperature_c 30"}},
    {NULL,
     {"species.a.consumption.equation 2", "species.a.consumption.q 2", "world.temperature_c 29.9"}},
    {NULL, {"species.a.consumption.equation 3"}},
    {NULL, {"species.a.consumption.equation 3", "species.a.consumption.to_c 30"}},
    {"species.a.consumption.to_c",
     {"species.a.consumption.equation 3", "species.a.consumption.q 20"}},
    {"species.a.consumption.tm_c",
     {"species.a.consumption.equation 3", "species.a.consumption.to_c 31"}},
    {"species.a.consumption.tl_c",
     {"species.a.consumption.equation 3", "species.a.consumption.tl_c 30"}},
    {"species.a.consumption.k1",
     {"species.a.consumption.equation 3", "species.a.consumption.k1 0.98"}},
    {"species.a.consumption.k4",
     {"species.a.consumption.equation 3", "species.a.consumption.k4 0.98"}},
    {NULL, {"species.a.consumption.k4 0.98"}},
    {"species.a.consumption.q", {"species.a.consumption.q 1"}},
    {NULL, {"species.a.consumption.q 0.34"}},
    {"species.a.respiration.q", {"species.a.respiration.equation 2"}},
    {"species.a.respiration.tm_c",
     {"species.a.respiration.equation 2", "species.a.respiration.q 2",
      "species.a.respiration.to_c 36"}},
    {"species.a.respiration.tm_c",
     {"species.a.respiration.equation 2", "species.a.respiration.q 2", "world.temperature_c 36"}},
    {"species.a.respiration.q", {"species.a.respiration.q 0.35"}},
    {"species.a.waste.egestion_fraction", {"species.a.waste.egestion_fraction 1"}},
    {NULL, {"species.a.waste.egestion_fraction 0.99"}},
    {"species.a.waste.egestion_fraction",
     {"species.a.base bay_anchovy", "world.temperature_c 0.5"}},
    {NULL, {"species.a.base bay_anchovy", "world.temperature_c 0.6"}},
    {"species.a.waste.egestion_exponent", {"species.a.base bay_anchovy", "world.temperature_c 0"}},
    {"species.a.waste.egestion_exponent", {"species.a.base bay_anchovy", "world.temperature_c -1"}},
    {NULL, {"species.a.start.worth 65535", "species.a.growth.weight_inf_g 600"}},
    {"species.a.start.worth", {"species.a.start.worth 65535", "species.a.growth.weight_inf_g 700"}},
    {"species.a.reproduction.recruit_worth",
     {"species.a.reproduction.recruit_worth 2", "species.a.agents.share 0.5"}},
    {"species.a.start.worth", {"species.a.start.worth 2", "species.a.mortality.replaced eaten"}},
    {"species.a.start.worth",
     {"species.a.start.worth 2", "species.a.reproduction.mode generations"}},
    {NULL, {"world.max_fish 5", "species.a.start.count 50", "species.a.start.worth 10"}},
    {"world.max_fish",
     {"world.max_fish 5", "species.a.start.count 51", "species.a.start.worth 10"}},
    {NULL,
     {"species.a.consumption.equation 4", "species.a.consumption.k1 0.01",
      "species.a.consumption.k4 -0.0001"}},
    {"species.a.consumption.q",
     {"species.a.consumption.equation 4", "species.a.consumption.k1 0.1"}},
    {"species.a.consumption.k1", {"species.a.base striped_bass", "species.a.consumption.k1 0"}},
    {"species.a.consumption.k4", {"species.a.base striped_bass", "species.a.consumption.k4 -0.1"}},
    {NULL, {"species.a.body.energy_equation 3", "species.a.body.energy_exponent 0.3"}},
    {"species.a.body.energy_exponent",
     {"species.a.body.energy_equation 3", "species.a.body.energy_exponent 0.4"}},
    {NULL, {"species.a.body.energy_equation 2", "species.a.body.energy_slope_j_per_g2 -2.4"}},
    {"species.a.body.energy_slope_j_per_g2",
     {"species.a.body.energy_equation 2", "species.a.body.energy_slope_j_per_g2 -2.6"}},
    {NULL,
     {"species.a.body.energy_equation 2", "species.a.body.energy_slope_j_per_g2 44",
      "species.a.body.energy_cutoff_g 2000"}},
    {"species.a.body.energy_slope_j_per_g2",
     {"species.a.body.energy_equation 2", "species.a.body.energy_slope_j_per_g2 46"}},
    {"species.a.body.energy_slope_j_per_g2",
     {"species.a.body.energy_equation 2", "species.a.body.energy_cutoff_g 500",
      "species.a.body.energy_slope_above_j_per_g2 46"}},
    {"species.a.consumption.tm_c", {"species.a.base bay_anchovy", "world.temperature_c 33"}},
    {NULL, {"species.a.base atlantic_herring", "world.temperature_c 33"}},
    {NULL, {"species.a.base bluefish", "world.temperature_c -2"}},
};

static fishsim_config *make_config(const struct rule *rule)
{
    fishsim_config *config;
    fishsim_error error = {0};
    assert_int_equal(fishsim_config_create(NULL, &config, NULL), FISHSIM_OK);
    for (size_t i = 0; rule->sets[i]; i++) {
        char key[100];
        const char *space = strchr(rule->sets[i], ' ');
        snprintf(key, sizeof key, "%.*s", (int)(space - rule->sets[i]), rule->sets[i]);
        if (fishsim_config_set(config, key, space + 1, &error))
            fail_msg("%s: %s", rule->sets[i], error.message);
    }
    return config;
}

static void every_rule_names_its_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        const struct rule *rule = &RULES[i];
        fishsim_config *config = make_config(rule);
        fishsim_error error = {0};
        fishsim_status status = fishsim_config_check(config, &error);
        assert_int_equal(fishsim_config_check(config, NULL), status);
        fishsim_config_destroy(config);
        if (status != (rule->key ? FISHSIM_ERR_CONFIG : FISHSIM_OK))
            fail_msg("rule %zu (%s): status %d, %s", i, rule->sets[0], (int)status, error.message);
        if (!rule->key)
            continue;
        size_t length = strlen(rule->key);
        if (strncmp(error.message, rule->key, length) || error.message[length] != ':')
            fail_msg("rule %zu (%s): %s", i, rule->sets[0], error.message);
    }
}

static void the_longest_message_fits(void **state)
{
    (void)state;
    static struct settings settings;
    static const char NAME[] = "abcdefghijklmnopqrstuvwxyz-_012";
    fishsim_error error = {0};
    settings_default(&settings);
    settings_make_species(&settings, NAME);
    settings.species[0].minds.count = 1;
    strcpy(settings.species[0].minds.name[0], NAME);
    assert_int_equal(settings_check(&settings, &error), FISHSIM_ERR_CONFIG);
    assert_string_equal(error.message + strlen(error.message) - strlen(NAME), NAME);
}

static void an_empty_world_is_allowed(void **state)
{
    (void)state;
    static struct settings settings;
    settings_default(&settings);
    assert_int_equal(settings_check(&settings, NULL), FISHSIM_OK);
    assert_int_equal(fishsim_config_check(NULL, NULL), FISHSIM_ERR_ARGUMENT);
}

static void temperature_limits_are_rows_of_the_table(void **state)
{
    (void)state;
    static struct settings settings;
    settings_default(&settings);
    settings_make_species(&settings, "a");
    struct species_settings *species = &settings.species[0];
    species->base = BASE_BAY_ANCHOVY;
    preset_apply(species);
    assert_null(species_temperature_limit(species, 20));
    assert_string_equal(species_temperature_limit(species, 33), "species.*.consumption.tm_c");
    assert_string_equal(species_temperature_limit(species, 0), "species.*.waste.egestion_exponent");
    species->consumption.tm_c = 50;
    assert_string_equal(species_temperature_limit(species, 36), "species.*.respiration.tm_c");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_rule_names_its_key),
        cmocka_unit_test(the_longest_message_fits),
        cmocka_unit_test(an_empty_world_is_allowed),
        cmocka_unit_test(temperature_limits_are_rows_of_the_table),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
