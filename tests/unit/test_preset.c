/* SPDX-License-Identifier: MIT */
/*
 * test_preset.c: what lib/config/preset.c promises: defaults, places by name, published species.
 */
#include "config/preset.h"
#include "config/config.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static struct settings settings;

static int set_up(void **state)
{
    (void)state;
    memset(&settings, 0xff, sizeof settings);
    settings_default(&settings);
    return 0;
}

static void defaults_are_those_of_the_table(void **state)
{
    (void)state;
    assert_int_equal(settings.world.seed, 1);
    assert_true(settings.world.width_m == 100 && settings.world.tick_seconds == 0.1);
    assert_int_equal(settings.world.boundary, BOUNDARY_TORUS);
    assert_int_equal(settings.species_count, 0);
    assert_string_equal(settings.title, "");
    int32_t place = settings_make_species(&settings, "anchovy");
    const struct species_settings *species = &settings.species[place];
    assert_int_equal(species->color, 0x6688aa);
    assert_int_equal(species->minds.count, 1);
    assert_string_equal(species->minds.name[0], "walk");
    assert_true(species->growth.exponent_n == 2.0 / 3);
    assert_int_equal(settings_check(&settings, NULL), FISHSIM_OK);
}

static void defaults_leave_no_byte_to_chance(void **state)
{
    (void)state;
    static struct settings other;
    memset(&other, 0x55, sizeof other);
    settings_default(&other);
    settings_make_species(&other, "b");
    settings_make_species(&other, "a");
    settings_make_species(&settings, "a");
    settings_make_species(&settings, "b");
    assert_memory_equal(&settings, &other, sizeof settings);
}

static void every_kind_has_a_mind_of_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint32_t kind;
    } BUILT_IN[] = {{"boids", MIND_BOIDS}, {"brain", MIND_BRAIN},   {"couzin", MIND_COUZIN},
                    {"evade", MIND_EVADE}, {"forage", MIND_FORAGE}, {"host", MIND_HOST},
                    {"katz", MIND_KATZ},   {"pursue", MIND_PURSUE}, {"vicsek", MIND_VICSEK},
                    {"walk", MIND_WALK}};
    assert_int_equal(settings.mind_count, MIND_KIND_COUNT);
    for (uint32_t i = 0; i < MIND_KIND_COUNT; i++) {
        assert_string_equal(settings.minds[i].name, BUILT_IN[i].name);
        assert_int_equal(settings.minds[i].kind, BUILT_IN[i].kind);
        assert_true(settings.minds[i].attraction_radius == 15);
    }
}

static void names_are_found_whole(void **state)
{
    (void)state;
    settings_make_species(&settings, "bass");
    settings_make_species(&settings, "bas");
    assert_int_equal(settings_find_species(&settings, "bas", 3), 0);
    assert_int_equal(settings_find_species(&settings, "bass", 4), 1);
    assert_int_equal(settings_find_species(&settings, "bassoon", 4), 1);
    assert_int_equal(settings_find_species(&settings, "ba", 2), -1);
    assert_int_equal(settings_find_species(&settings, "basso", 5), -1);
    assert_int_equal(settings_find_species(&settings, "", 0), -1);
    char text[64];
    memset(text, 'b', sizeof text);
    assert_int_equal(settings_find_species(&settings, text, sizeof text), -1);
    assert_int_equal(settings_find_mind(&settings, "walk", 4), MIND_KIND_COUNT - 1);
    assert_int_equal(settings_find_mind(&settings, "wal", 3), -1);
}

static void a_new_species_takes_the_web_along(void **state)
{
    (void)state;
    static const char *const ORDER[] = {"m", "c", "x", "a", "z", "d"};
    for (size_t i = 0; i < sizeof ORDER / sizeof ORDER[0]; i++) {
        settings_make_species(&settings, ORDER[i]);
        /* Give every pair a number of its names, then see it after the next insertion. */
        for (uint32_t a = 0; a < settings.species_count; a++) {
            settings.web[a][SPECIES_MAX] = settings.species[a].name[0];
            for (uint32_t b = 0; b < settings.species_count; b++) {
                double *capture = &settings.web[a][b];
                double expected =
                    settings.species[a].name[0] * 1000.0 + settings.species[b].name[0];
                bool is_new = settings.species[a].name[0] == ORDER[i][0] ||
                              settings.species[b].name[0] == ORDER[i][0];
                assert_true(*capture == (is_new ? 0 : expected));
                *capture = expected;
            }
        }
        for (uint32_t a = 1; a < settings.species_count; a++)
            assert_true(strcmp(settings.species[a - 1].name, settings.species[a].name) < 0);
    }
    assert_int_equal(settings_make_species(&settings, "m"), 3);
    assert_int_equal(settings.species_count, 6);
}

static void species_and_minds_have_an_end(void **state)
{
    (void)state;
    char name[NAME_BYTES];
    for (int i = 0; i < SPECIES_MAX; i++) {
        snprintf(name, sizeof name, "s%d", 99 - i);
        assert_true(settings_make_species(&settings, name) >= 0);
    }
    assert_int_equal(settings_make_species(&settings, "a"), -1);
    assert_true(settings_make_species(&settings, name) >= 0);
    for (int i = MIND_KIND_COUNT; i < MINDS_MAX; i++) {
        snprintf(name, sizeof name, "m%d", 99 - i);
        assert_true(settings_make_mind(&settings, name) >= 0);
    }
    assert_int_equal(settings_make_mind(&settings, "a"), -1);
    assert_int_equal(settings.mind_count, MINDS_MAX);
}

static struct species_settings *make_of(const char *name, uint32_t base)
{
    int32_t place = settings_make_species(&settings, name);
    settings.species[place].base = base;
    preset_apply(&settings.species[place]);
    return &settings.species[place];
}

static void bay_anchovy_is_that_of_luo_and_brandt(void **state)
{
    (void)state;
    const struct species_settings *fish = make_of("a", BASE_BAY_ANCHOVY);
    assert_string_equal(fish->label, "Bay anchovy");
    assert_true(fish->body.energy_density_j_per_g == 4184);
    assert_int_equal(fish->consumption.equation, 2);
    assert_true(fish->consumption.a == .41 && fish->consumption.b == -.33);
    assert_true(fish->consumption.q == 2.22 && fish->consumption.to_c == 27);
    assert_true(fish->consumption.tm_c == 33);
    assert_int_equal(fish->respiration.equation, 2);
    assert_true(fish->respiration.a == .0115 && fish->respiration.b == -.346);
    assert_true(fish->respiration.q == 2.25 && fish->respiration.to_c == 30);
    assert_true(fish->respiration.tm_c == 36);
    assert_true(fish->respiration.activity_s_per_bl == 0.69314718055994530942);
    assert_true(fish->waste.sda_fraction == .10 && fish->waste.excretion_fraction == .15);
    assert_true(fish->waste.egestion_fraction == .77 && fish->waste.egestion_exponent == -.40);
    assert_true(fish->feeding.prey_energy_j_per_g == 2500 && fish->growth.weight_inf_g == 8);
}

static void herring_is_that_of_rudstam(void **state)
{
    (void)state;
    const struct species_settings *fish = make_of("h", BASE_HERRING);
    assert_true(fish->body.energy_density_j_per_g == 5533);
    assert_int_equal(fish->consumption.equation, 3);
    assert_true(fish->consumption.a == .642 && fish->consumption.b == -.256);
    assert_true(fish->consumption.q == 1 && fish->consumption.to_c == 13);
    assert_true(fish->consumption.tm_c == 15 && fish->consumption.tl_c == 23);
    assert_true(fish->consumption.k1 == .1 && fish->consumption.k4 == .01);
    assert_int_equal(fish->respiration.equation, 1);
    assert_true(fish->respiration.a == .0033 && fish->respiration.b == -.227);
    assert_true(fish->respiration.q == .0548 && fish->respiration.activity_s_per_cm == .03);
    assert_true(fish->respiration.activity_s_per_bl == 0);
    assert_true(fish->waste.sda_fraction == .175 && fish->waste.excretion_fraction == .10);
    assert_true(fish->waste.egestion_fraction == .16 && fish->waste.egestion_exponent == 0);
    assert_true(fish->feeding.prey_energy_j_per_g == 2500 && fish->growth.weight_inf_g == 250);
}

static void bluefish_and_bass_are_those_of_hartman_and_brandt(void **state)
{
    (void)state;
    const struct species_settings *fish = make_of("b", BASE_BLUEFISH);
    assert_true(fish->body.energy_density_j_per_g == 6279);
    assert_true(fish->consumption.a == .5197 && fish->consumption.b == -.288);
    assert_true(fish->consumption.q == 10.2 && fish->consumption.to_c == 23);
    assert_true(fish->consumption.tm_c == 28 && fish->consumption.tl_c == 32);
    assert_true(fish->consumption.k1 == .156 && fish->consumption.k4 == .85);
    assert_true(fish->respiration.a == .00558 && fish->respiration.b == -.264);
    assert_true(fish->respiration.q == .06925 && fish->respiration.activity_s_per_bl == .6315);
    assert_true(fish->waste.sda_fraction == .172 && fish->waste.excretion_fraction == .068);
    assert_true(fish->waste.egestion_fraction == .104 && fish->growth.weight_inf_g == 4000);
    fish = make_of("s", BASE_STRIPED_BASS);
    assert_true(fish->body.energy_density_j_per_g == 6488);
    assert_true(fish->consumption.a == .3021 && fish->consumption.b == -.2523);
    assert_true(fish->consumption.q == 7.4 && fish->consumption.to_c == 15);
    assert_true(fish->consumption.tm_c == 28 && fish->consumption.tl_c == 30);
    assert_true(fish->consumption.k1 == .323 && fish->consumption.k4 == .85);
    assert_true(fish->respiration.a == .0028 && fish->respiration.b == -.218);
    assert_true(fish->respiration.q == .076 && fish->respiration.activity_s_per_bl == .5002);
    assert_true(fish->waste.egestion_fraction == .104 && fish->growth.weight_inf_g == 15000);
    assert_true(fish->feeding.prey_energy_j_per_g == 5000);
}

static void presets_pass_the_check_and_differ_in_colour(void **state)
{
    (void)state;
    char name[NAME_BYTES];
    for (uint32_t base = BASE_NONE; base <= BASE_STRIPED_BASS; base++) {
        snprintf(name, sizeof name, "s%u", base);
        make_of(name, base);
    }
    assert_int_equal(settings_check(&settings, NULL), FISHSIM_OK);
    for (uint32_t a = 0; a < settings.species_count; a++)
        for (uint32_t b = 0; b < a; b++)
            assert_int_not_equal(settings.species[a].color, settings.species[b].color);
}

static void a_later_preset_replaces_all_of_an_earlier_one(void **state)
{
    (void)state;
    for (uint32_t base = BASE_BAY_ANCHOVY; base <= BASE_STRIPED_BASS; base++) {
        struct species_settings *fish = make_of("a", BASE_BAY_ANCHOVY);
        fish->base = BASE_HERRING;
        preset_apply(fish);
        fish->base = base;
        preset_apply(fish);
        const struct species_settings *fresh = make_of("b", base);
        assert_memory_equal(&fish->waste, &fresh->waste, sizeof fish->waste);
        assert_true(fish->respiration.activity_s_per_bl == fresh->respiration.activity_s_per_bl);
        assert_true(fish->respiration.activity_s_per_cm == fresh->respiration.activity_s_per_cm);
        assert_true(fish->consumption.q == fresh->consumption.q);
    }
}

static void a_generic_species_needs_its_asymptotic_weight_alone(void **state)
{
    (void)state;
    struct species_settings *species = make_of("generic", BASE_GENERIC);
    assert_int_equal(species->growth.model, GROWTH_ALLOMETRIC);
    assert_true(species->reproduction.recruit_weight_g == 0.001);
    assert_true(species->growth.exponent_n == 2.0 / 3.0);
    assert_true(species->growth.exponent_p == 0.7 && species->growth.intake_per_y == 30.0);
    assert_true(species->growth.assimilation == 0.6 && species->growth.critical_level == 0.2);
    assert_true(species->feeding.prey_ratio == 30.0 && species->feeding.prey_ratio_sigma == 2.0);
    assert_true(species->feeding.attack_exponent > 0.716666 &&
                species->feeding.attack_exponent < 0.716667); /* lambda - 2 + n */
    assert_true(species->reproduction.efficiency == 1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(defaults_are_those_of_the_table, set_up),
        cmocka_unit_test_setup(defaults_leave_no_byte_to_chance, set_up),
        cmocka_unit_test_setup(every_kind_has_a_mind_of_its_name, set_up),
        cmocka_unit_test_setup(names_are_found_whole, set_up),
        cmocka_unit_test_setup(a_new_species_takes_the_web_along, set_up),
        cmocka_unit_test_setup(species_and_minds_have_an_end, set_up),
        cmocka_unit_test_setup(bay_anchovy_is_that_of_luo_and_brandt, set_up),
        cmocka_unit_test_setup(herring_is_that_of_rudstam, set_up),
        cmocka_unit_test_setup(bluefish_and_bass_are_those_of_hartman_and_brandt, set_up),
        cmocka_unit_test_setup(presets_pass_the_check_and_differ_in_colour, set_up),
        cmocka_unit_test_setup(a_later_preset_replaces_all_of_an_earlier_one, set_up),
        cmocka_unit_test_setup(a_generic_species_needs_its_asymptotic_weight_alone, set_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
