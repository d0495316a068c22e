/* SPDX-License-Identifier: MIT */
#include "builder.h"

#include "world/climate.h"

static void the_season_is_a_cosine_of_the_day(void **state)
{
    (void)state;
    fishsim_world *world =
        world_from("world: {temperature_c: 12, temperature_swing_c: 8, warmest_day: 200}\n");
    assert_near(climate_temperature(world, 200 * 24), 20.0, 1e-12);
    assert_near(climate_temperature(world, (uint64_t)((200 + 365.25 / 2) * 24)), 4.0, 1e-6);
    assert_near(climate_temperature(world, (uint64_t)((200 + 365.25) * 24)), 20.0, 1e-6);
    double spring = 12.0 + 8.0 * cos(2.0 * REAL_PI * (100.0 - 200.0) / 365.25);
    assert_near(climate_temperature(world, 100 * 24), spring, 1e-9);
    assert_near(world->temperature_c, climate_temperature(world, 0), 0.0);
    fishsim_world_destroy(world);
}

static void the_water_follows_the_season_by_hours(void **state)
{
    (void)state;
    fishsim_world *world = world_from(
        "world: {temperature_c: 12, temperature_swing_c: 8}\ncalendar: {acceleration: 3600}\n"
        "species: {a: {base: bluefish}}\n"); /* ten ticks an hour */
    double consumption = world->species[0].consumption_j, before = world->temperature_c;
    assert_ok(fishsim_world_tick(world, 9, NULL));
    assert_true(world->temperature_c == before);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_true(world->temperature_c == climate_temperature(world, 1));
    assert_true(world->species[0].consumption_j != consumption);
    assert_ok(fishsim_world_tick(world, 9, NULL));
    assert_ok(fishsim_world_set_temperature(world, 9.0, NULL)); /* until the hour is over */
    assert_true(world->temperature_c == 9.0);
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_true(world->temperature_c == climate_temperature(world, 2));
    fishsim_world_destroy(world);
}

static void nights_are_as_dark_as_told(void **state)
{
    (void)state;
    static const double CASES[][2] = {/* hour, sight */
                                      {0, 0.2}, {5.4, 0.2}, {6, 0.6},  {6.6, 1},
                                      {12, 1},  {17.4, 1},  {18, 0.6}, {18.6, 0.2}};
    for (int i = 0; i < 8; i++) {
        char yaml[200];
        snprintf(yaml, sizeof yaml, "world: {night_vision: 0.2}\ncalendar: {start_hour: %g}\n",
                 CASES[i][0]);
        fishsim_world *world = world_from(yaml);
        assert_near(climate_sight(world), CASES[i][1], 1e-6);
        fishsim_world_destroy(world);
    }
    fishsim_world *bright = world_from("calendar: {start_hour: 0}\n");
    assert_true(climate_sight(bright) == 1.0f);
    fishsim_world_destroy(bright);
}

static void at_night_a_hunter_sees_less_far(void **state)
{
    (void)state;
    for (int night = 0; night < 2; night++) {
        char yaml[400];
        snprintf(yaml, sizeof yaml,
                 "world: {night_vision: 0.25}\ncalendar: {start_hour: %d}\n"
                 "species: {hunter: {minds: [pursue], growth: {weight_inf_g: 20000}, feeding: "
                 "{vision_radius: 10}}, prey: {minds: [evade]}}\n"
                 "web: {hunter: {prey: 0.5}}\n",
                 night ? 0 : 12);
        fishsim_world *world = world_from(yaml);
        put_fish(world, 0, 50.0f, 50.0f, 10000.0);
        put_fish(world, 1, 54.0f, 50.0f, 1000.0); /* flees within ten lengths, 4.6 m */
        world->sight = climate_sight(world);
        index_fish(world);
        tick_plan(world);
        tick_decide(world);
        assert_int_equal(is_open(world, row_of(world, 1)), night);
        assert_int_equal(world->fish.burst[row_of(world, 2)], !night);
        fishsim_world_destroy(world);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_season_is_a_cosine_of_the_day),
        TEST(the_water_follows_the_season_by_hours),
        TEST(nights_are_as_dark_as_told),
        TEST(at_night_a_hunter_sees_less_far),
    };
    return RUN(tests);
}
