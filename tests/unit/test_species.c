/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "config/config.h"

/* A species of a configuration, warmed and prepared for ticks of 0.1 s. */
static struct species species_from(const char *keys, double celsius)
{
    char yaml[1000];
    snprintf(yaml, sizeof yaml, "species: {a: {%s}}\n", keys);
    static struct settings settings;
    fishsim_error error = {0};
    const fishsim_hooks hooks = {0};
    settings_default(&settings);
    assert_status(FISHSIM_OK, settings_parse(&settings, &hooks, yaml, strlen(yaml), "test", &error),
                  &error);
    struct species species = {0};
    species.settings = settings.species[0];
    species_prepare(&species, 0.1, 0.1 / 86400.0);
    species_warm(&species, celsius);
    return species;
}

static void kitchell_is_one_at_the_optimum_and_zero_at_the_maximum(void **state)
{
    (void)state;
    struct species fish = species_from("base: bay_anchovy", 22.0);
    const struct species_settings *settings = &fish.settings;
    double optimum = consumption_temperature(settings, 27.0);
    assert_near(optimum, 1.0, 1e-12);
    assert_true(consumption_temperature(settings, 33.0) == 0.0);
    assert_true(consumption_temperature(settings, 40.0) == 0.0);
    assert_true(consumption_temperature(settings, 26.0) < optimum);
    assert_true(consumption_temperature(settings, 28.0) < optimum);
    assert_near(respiration_temperature(settings, 30.0), 1.0, 1e-12);
    /* By hand at 22 degC: Y 6.3799, Z 4.7850, X 0.8417, V 1.8333. */
    double y = log(2.22) * 8.0, z = log(2.22) * 6.0;
    double x = z * z * pow(1.0 + sqrt(1.0 + 40.0 / y), 2.0) / 400.0;
    assert_near(consumption_temperature(settings, 22.0),
                pow(11.0 / 6.0, x) * exp(x * (1.0 - 11.0 / 6.0)), 1e-12);
}

static void thornton_and_lessem_passes_through_its_four_corners(void **state)
{
    (void)state;
    struct species fish = species_from("base: striped_bass", 18.0);
    const struct species_settings *settings = &fish.settings;
    double k1 = settings->consumption.k1, k4 = settings->consumption.k4;
    double falling_at_cq = consumption_temperature(settings, settings->consumption.q) / k1;
    assert_true(falling_at_cq > 0.98 && falling_at_cq <= 1.0);
    double rising_at_ctl = consumption_temperature(settings, settings->consumption.tl_c) / k4;
    assert_true(rising_at_ctl > 0.98 && rising_at_ctl <= 1.0);
    assert_true(consumption_temperature(settings, settings->consumption.to_c) > 0.9);
    assert_true(consumption_temperature(settings, settings->consumption.tm_c) > 0.9);
}

static void exponential_rates_double_where_they_should(void **state)
{
    (void)state;
    struct species fish = species_from("consumption: {equation: 1, q: 0.0693147180559945}, "
                                       "respiration: {equation: 1, q: 0.0693147180559945}",
                                       20.0);
    assert_near(consumption_temperature(&fish.settings, 30.0) /
                    consumption_temperature(&fish.settings, 20.0),
                2.0, 1e-12);
    assert_near(respiration_temperature(&fish.settings, 10.0) /
                    respiration_temperature(&fish.settings, 0.0),
                2.0, 1e-12);
}

static void consumption_scales_with_weight_and_pace(void **state)
{
    (void)state;
    struct species fish = species_from("consumption: {a: 0.3, b: -0.25}, "
                                       "feeding: {prey_energy_j_per_g: 4000}",
                                       20.0);
    assert_near(species_consumption(&fish, log(16.0), 1.0), 0.3 * 4000.0 * 8.0, 1e-9);
    assert_near(species_consumption(&fish, log(16.0), 1.5), 0.3 * 4000.0 * 12.0, 1e-9);
}

static void respiration_rises_with_speed_up_to_ten_times(void **state)
{
    (void)state;
    struct species fish =
        species_from("respiration: {a: 0.005, b: -0.2, activity_s_per_bl: 0.5}", 20.0);
    double rest = species_respiration(&fish, log(32.0), 1.0, 0.0, 20.0);
    assert_near(rest, 0.005 * 13560.0 * 16.0, 1e-9);
    double cruise = species_respiration(&fish, log(32.0), 1.0, 0.2, 20.0);
    assert_near(cruise / rest, exp(0.5), 1e-12);
    assert_near(species_respiration(&fish, log(32.0), 1.0, 50.0, 20.0) / rest, 10.0, 1e-12);
    struct species other = species_from("respiration: {activity_s_per_cm: 0.03}", 20.0);
    assert_near(species_respiration(&other, 0.0, 2.0, 0.25, 20.0) /
                    species_respiration(&other, 0.0, 2.0, 0.0, 20.0),
                exp(0.75), 1e-12);
}

static void rates_stay_in_range_whatever_the_parameters(void **state)
{
    (void)state;
    struct species fish = species_from("consumption: {a: 10, b: 1}, respiration: {a: 10, b: 1}, "
                                       "feeding: {prey_energy_j_per_g: 100000}",
                                       20.0);
    const double most_j = 9e18 / 1e6; /* that a number of microjoules can hold */
    for (double weight = 1e-9; weight < 1e9; weight *= 10.0) {
        double length = species_length_at(&fish.settings, weight);
        assert_true(species_consumption(&fish, log(weight), 4.0) < most_j);
        assert_true(species_respiration(&fish, log(weight), 4.0, 100.0, length) < most_j);
    }
}

static void reproduction_takes_half_at_maturity_and_all_at_the_limit(void **state)
{
    (void)state;
    struct species fish = species_from("growth: {weight_inf_g: 1000}", 20.0);
    assert_near(fish.maturity_g, 250.0, 1e-12);
    double at_maturity = species_reproduction_share(&fish, 250.0, log(250.0), 1.0, 1.0);
    assert_near(at_maturity, 0.5 * pow(0.25, 1.0 / 3.0), 1e-12);
    assert_near(species_reproduction_share(&fish, 1000.0, log(1000.0), 1.0, 1.0), 1.0, 1e-6);
    assert_true(species_reproduction_share(&fish, 5000.0, log(5000.0), 1.0, 4.0) == 1.0);
    assert_true(species_reproduction_share(&fish, 24.0, log(24.0), 1.0, 1.0) == 0.0);
    assert_near(species_reproduction_share(&fish, 250.0, log(250.0), 1.0, 0.5), 0.5 * at_maturity,
                1e-12);
    /* A fish bred to be twice the size matures at twice the weight. */
    assert_near(species_reproduction_share(&fish, 500.0, log(500.0), 2.0, 1.0), at_maturity, 1e-12);
}

static void length_and_weight_are_inverse(void **state)
{
    (void)state;
    static const char *const EXPONENTS[] = {"2", "2.9", "3", "3.3"};
    for (int i = 0; i < 4; i++) {
        char keys[80];
        snprintf(keys, sizeof keys, "body: {length_exponent: %s}", EXPONENTS[i]);
        struct species fish = species_from(keys, 20.0);
        for (double weight = 1e-6; weight < 1e7; weight *= 7.3) {
            double length = species_length_at(&fish.settings, weight);
            assert_near(species_weight_at(&fish.settings, length) / weight, 1.0, 1e-12);
        }
    }
    struct species fish = species_from("body: {length_coefficient: 0.01}", 20.0);
    assert_near(species_length_at(&fish.settings, 10.0), 10.0, 1e-12);
}

static void egestion_follows_the_temperature(void **state)
{
    (void)state;
    struct species fish = species_from("base: bay_anchovy", 22.0);
    assert_near(fish.egestion, 0.77 * pow(22.0, -0.4), 1e-12);
    species_warm(&fish, 10.0);
    assert_near(fish.egestion, 0.77 * pow(10.0, -0.4), 1e-12);
}

static void constants_of_a_tick_follow_from_the_settings(void **state)
{
    (void)state;
    struct species fish =
        species_from("motion: {turn_deg_per_s: 40, burst_turn_deg_per_s: 36000}, "
                     "growth: {weight_inf_g: 1000}, reproduction: {maturity_weight_g: 70}",
                     20.0);
    assert_near(fish.turn_cos, cos(4.0 * REAL_PI / 180.0), 1e-7);
    assert_near(fish.turn_sin, sin(4.0 * REAL_PI / 180.0), 1e-7);
    assert_near(fish.burst_cos, -1.0, 1e-7); /* no turn is larger than half a circle */
    assert_near(fish.burst_sin, 0.0, 1e-6);
    assert_true(fish.maturity_g == 70.0);
    double per_year = 0.6 * pow(1000.0, 2.0 / 3.0 - 1.0);
    assert_near(fish.death_per_step / (per_year * 0.1 / (86400.0 * 365.25)), 1.0, 1e-5);
}

/* A row of Fish Bioenergetics 4 that is no preset: largemouth bass, adults (Rice et al. 1983). */
static void a_species_given_by_its_keys_alone_lives_by_its_row(void **state)
{
    (void)state;
    static const char BASS[] =
        "body: {energy_density_j_per_g: 4184}, consumption: {equation: 2, a: 0.33, b: -0.325, q: "
        "2.65, to_c: 27.5, tm_c: 37}, respiration: {equation: 1, a: 0.008352, b: -0.355, q: "
        "0.0313, "
        "activity_s_per_cm: 0.0196}, waste: {sda_fraction: 0.15848, egestion_fraction: 0.104, "
        "excretion_fraction: 0.08817}";
    struct species bass = species_from(BASS, 20.0);
    double y = log(2.65) * (37.0 - 27.5 + 2.0), z = log(2.65) * (37.0 - 27.5);
    double v = (37.0 - 20.0) / (37.0 - 27.5);
    double x = z * z * pow(1.0 + sqrt(1.0 + 40.0 / y), 2.0) / 400.0;
    double f = pow(v, x) * exp(x * (1.0 - v));
    double eaten = 0.33 * pow(200.0, -0.325) * f * 200.0 * 5000.0;
    double breathed =
        0.008352 * pow(200.0, -0.355) * exp(0.0313 * 20.0) * 200.0 * 13560.0 * exp(0.0196 * 30.0);
    assert_near(species_consumption(&bass, log(200.0), 1.0), eaten, 1e-9 * eaten);
    assert_near(species_respiration(&bass, log(200.0), 1.0, 0.3, 27.0), breathed, 1e-9 * breathed);
    assert_near(bass.egestion, 0.104, 1e-15);
    assert_near(bass.excretion, 0.08817, 1e-15);
    assert_near(bass.sda, 0.15848, 1e-15);
}

static void equations_2_of_waste_and_a_constant_activity_are_known(void **state)
{
    (void)state;
    struct species fish = species_from(
        "respiration: {activity_factor: 2.5}, waste: {egestion_fraction: 0.158, egestion_exponent: "
        "-0.222, egestion_ration: 0.631, excretion_fraction: 0.0253, excretion_exponent: 0.58, "
        "excretion_ration: -0.299}",
        18.0);
    struct species plain = species_from("", 18.0);
    assert_near(fish.respiration_j, 2.5 * plain.respiration_j, 1e-9 * plain.respiration_j);
    assert_near(fish.egestion, 0.158 * pow(18.0, -0.222), 1e-12);
    assert_near(fish.excretion, 0.0253 * pow(18.0, 0.58), 1e-12);
    assert_true(fish.egestion_ration == 0.631 && fish.excretion_ration == -0.299);
}

static void a_body_weighs_what_its_energy_makes(void **state)
{
    (void)state;
    static const char *const bodies[] = {
        "body: {energy_density_j_per_g: 4000}",
        "body: {energy_equation: 2, energy_density_j_per_g: 5700, energy_slope_j_per_g2: 3.08}",
        "body: {energy_equation: 2, energy_density_j_per_g: 9000, energy_slope_j_per_g2: -0.5}",
        "body: {energy_equation: 2, energy_density_j_per_g: 5700, energy_slope_j_per_g2: 3.08, "
        "energy_cutoff_g: 1472, energy_density_above_j_per_g: 9100, "
        "energy_slope_above_j_per_g2: 0.778}",
        "body: {energy_equation: 3, energy_density_j_per_g: 2708, energy_exponent: 0.1504}"};
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct species fish = species_from(bodies[i], 12.0);
        double before = 0.0;
        for (double weight_g = 0.001; weight_g < 5000.0; weight_g *= 1.1) {
            double uj = species_body_uj(&fish, weight_g);
            assert_true(uj > before);
            assert_near(species_body_g(&fish, uj) / weight_g, 1.0, 1e-9);
            before = uj;
        }
        assert_true(species_body_g(&fish, 0.0) == 0.0);
    }
}

static void where_lines_do_not_meet_weight_waits(void **state)
{
    (void)state;
    struct species fish =
        species_from("body: {energy_equation: 2, energy_density_j_per_g: 5000, energy_cutoff_g: "
                     "100, energy_density_above_j_per_g: 5001}",
                     12.0);
    assert_near(species_body_g(&fish, 499999e6), 99.9998, 1e-9);
    assert_near(species_body_g(&fish, 500050e6), 100.0, 1e-9);
    assert_near(species_body_g(&fish, 500200e6), 500200.0 / 5001.0, 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(kitchell_is_one_at_the_optimum_and_zero_at_the_maximum),
        TEST(thornton_and_lessem_passes_through_its_four_corners),
        TEST(exponential_rates_double_where_they_should),
        TEST(consumption_scales_with_weight_and_pace),
        TEST(respiration_rises_with_speed_up_to_ten_times),
        TEST(rates_stay_in_range_whatever_the_parameters),
        TEST(reproduction_takes_half_at_maturity_and_all_at_the_limit),
        TEST(length_and_weight_are_inverse),
        TEST(egestion_follows_the_temperature),
        TEST(constants_of_a_tick_follow_from_the_settings),
        TEST(a_species_given_by_its_keys_alone_lives_by_its_row),
        TEST(equations_2_of_waste_and_a_constant_activity_are_known),
        TEST(a_body_weighs_what_its_energy_makes),
        TEST(where_lines_do_not_meet_weight_waits),
    };
    return RUN(tests);
}
