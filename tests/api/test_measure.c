/* SPDX-License-Identifier: MIT */
/* Contract of measure.h: names, measures of a living world, and its size spectrum. */
#include "api.h"

static fishsim_measures measures_of(const fishsim_world *world, uint32_t species)
{
    fishsim_measures measures;
    assert_ok(fishsim_measures_init(&measures, sizeof measures));
    assert_ok(fishsim_world_measure(world, species, &measures, NULL));
    return measures;
}

static void measures_and_states_have_names(void **state)
{
    (void)state;
    assert_string_equal(fishsim_measure_name(FISHSIM_MEASURE_MILLING), "milling");
    assert_string_equal(fishsim_measure_unit(FISHSIM_MEASURE_NEAREST), "m");
    assert_string_equal(fishsim_measure_unit(FISHSIM_MEASURE_FISH), "");
    assert_string_equal(fishsim_measure_name(999), "unknown");
    assert_string_equal(fishsim_measure_unit(999), "");
    assert_string_equal(fishsim_school_name(FISHSIM_SCHOOL_POLARISED), "polarised");
    assert_string_equal(fishsim_school_name(999), "unknown");
    assert_string_equal(fishsim_flow_name(FISHSIM_FLOW_SPAWN_LOST), "spawn_lost");
    assert_string_equal(fishsim_flow_name(999), "unknown");
}

static void the_measures_of_a_species_agree_with_what_it_is(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 100, NULL));
    uint64_t digest = fishsim_world_digest(world);
    for (uint32_t s = 0; s < info_of(world).species; s++) {
        fishsim_species_info info;
        assert_ok(fishsim_species_info_init(&info, sizeof info));
        assert_ok(fishsim_world_get_species(world, s, &info, NULL));
        fishsim_measures measures = measures_of(world, s);
        const double *value = measures.value;
        assert_int_equal(measures.species, s);
        assert_true(value[FISHSIM_MEASURE_FISH] == (double)info.fish);
        assert_float_equal(value[FISHSIM_MEASURE_BIOMASS], info.biomass_g, 1e-3);
        assert_float_equal(value[FISHSIM_MEASURE_WEIGHT] * value[FISHSIM_MEASURE_FISH],
                           info.biomass_g, 1e-3);
        assert_true(value[FISHSIM_MEASURE_POLARISATION] > 0.0);
        assert_true(value[FISHSIM_MEASURE_POLARISATION] <= 1.0);
        assert_true(value[FISHSIM_MEASURE_LARGEST_CLUSTER] <= value[FISHSIM_MEASURE_FISH]);
        assert_true(value[FISHSIM_MEASURE_CLUSTERS] >= 1.0);
        assert_true(value[FISHSIM_MEASURE_SPREAD] < 25.0);
    }
    assert_int_equal(fishsim_world_digest(world), digest);
    fishsim_world_destroy(world);
}

static void a_school_of_one_mind_becomes_polarised(void **state)
{
    (void)state;
    static const char SCHOOL[] =
        "world: {width_m: 100, height_m: 100, temperature_c: 12}\n"
        "minds: {couzin: {orientation_radius: 13, attraction_radius: 15}}\n"
        "species: {fish: {minds: [couzin], motion: {cruise_bl_per_s: 3}, start: {count: 50, "
        "weight_g: 100, weight_sigma: 0, groups: 1, group_radius_m: 1}}}\n";
    fishsim_config *config = NULL;
    fishsim_world *world = NULL;
    assert_ok(fishsim_config_create(NULL, &config, NULL));
    assert_ok(fishsim_config_load_text(config, SCHOOL, sizeof SCHOOL - 1, "school", NULL));
    assert_ok(fishsim_world_create(config, NULL, &world, NULL));
    fishsim_config_destroy(config);
    assert_ok(fishsim_world_tick(world, 600, NULL));
    fishsim_measures measures = measures_of(world, 0);
    assert_true(measures.value[FISHSIM_MEASURE_POLARISATION] > 0.9);
    assert_true(measures.value[FISHSIM_MEASURE_SCHOOL] == FISHSIM_SCHOOL_POLARISED);
    fishsim_world_destroy(world);
}

static void the_spectrum_holds_every_fish_once(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t all[200], fish[200], counted = 0;
    double biomass_g[200], sum_g = 0.0;
    assert_ok(
        fishsim_world_get_spectrum(world, FISHSIM_ALL_SPECIES, -100, 200, all, biomass_g, NULL));
    for (uint32_t i = 0; i < 200; i++) {
        counted += all[i];
        sum_g += biomass_g[i];
    }
    assert_int_equal(counted, info_of(world).fish);
    assert_true(sum_g > 150.0 * 2.0 * 0.8);
    assert_ok(fishsim_world_get_spectrum(world, 1, 4, 3, fish, NULL, NULL));
    assert_int_equal(fish[0] + fish[1] + fish[2], 5); /* bluefish of about 60 g: 16 to 128 g */
    fishsim_error error = {0};
    assert_status(FISHSIM_ERR_NOT_FOUND,
                  fishsim_world_get_spectrum(world, 2, 0, 1, fish, NULL, &error), &error);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_status(FISHSIM_ERR_ARGUMENT,
                  fishsim_world_get_spectrum(world, 0, 0, 201, fish, NULL, &error), &error);
    assert_status(FISHSIM_ERR_ARGUMENT,
                  fishsim_world_get_spectrum(world, 0, 101, 1, fish, NULL, &error), &error);
    fishsim_world_destroy(world);
}

static void an_unknown_species_is_refused(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_measures measures;
    fishsim_error error = {0};
    assert_ok(fishsim_measures_init(&measures, sizeof measures));
    assert_status(FISHSIM_ERR_NOT_FOUND, fishsim_world_measure(world, 2, &measures, &error),
                  &error);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(measures_and_states_have_names),
        cmocka_unit_test(the_measures_of_a_species_agree_with_what_it_is),
        cmocka_unit_test(a_school_of_one_mind_becomes_polarised),
        cmocka_unit_test(the_spectrum_holds_every_fish_once),
        cmocka_unit_test(an_unknown_species_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
