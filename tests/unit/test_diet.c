/* SPDX-License-Identifier: MIT */
/* Tests of event/diet.c: what was eaten is counted by predator and prey, and nothing else is. */
#include "allocator.h"
#include "world_fixture.h"

#include "world/world.h"

enum { ANCHOVY, BASS };

static uint64_t eaten(const fishsim_diet *diet, uint32_t predator, uint32_t prey, int64_t *uj)
{
    uint64_t fish = 0;
    fishsim_energy energy = {0};
    assert_ok(fishsim_diet_get(diet, predator, prey, &fish, &energy, NULL));
    if (uj)
        *uj = microjoules(energy);
    return fish;
}

static fishsim_diet *diet_of(fishsim_world *world)
{
    fishsim_diet *diet = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_diet_create(NULL, &diet, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_diet_sink(diet, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    return diet;
}

static void every_prey_is_counted_even_where_bites_are_thinned_out(void **state)
{
    (void)state;
    fishsim_world *world = lively_world_with(NULL, "events.bite_every", "1000");
    fishsim_diet *diet = diet_of(world);
    tick_world(world, 100);
    int64_t uj = 0;
    uint64_t fish = eaten(diet, BASS, ANCHOVY, &uj);
    assert_true(fish > 0);
    assert_int_equal(fish, world->species[BASS].bites);
    assert_int_equal(fish, world->species[ANCHOVY].deaths[FISHSIM_CAUSE_EATEN]);
    assert_true(uj > 0);
    assert_int_equal(eaten(diet, ANCHOVY, BASS, NULL), 0);
    assert_int_equal(eaten(diet, BASS, BASS, NULL), 0);
    fishsim_diet_clear(diet);
    assert_int_equal(eaten(diet, BASS, ANCHOVY, &uj), 0);
    assert_int_equal(uj, 0);
    fishsim_world_destroy(world);
    fishsim_diet_destroy(diet);
}

static void other_deaths_and_other_events_are_left_out(void **state)
{
    (void)state;
    fishsim_diet *diet = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_diet_create(NULL, &diet, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_diet_sink(diet, &sink, NULL));
    fishsim_event events[] = {
        {.kind = FISHSIM_EVENT_DIED,
         .cause = FISHSIM_CAUSE_EATEN,
         .species = 2,
         .other_species = 3,
         .energy_uj = 5000000000000000000,
         .value = 1},
        {.kind = FISHSIM_EVENT_THINNED,
         .cause = FISHSIM_CAUSE_EATEN,
         .species = 2,
         .other_species = 3,
         .energy_uj = 5000000000000000007,
         .value = 3},
        {.kind = FISHSIM_EVENT_DIED, .cause = FISHSIM_CAUSE_STARVED, .species = 2, .energy_uj = 1},
        {.kind = FISHSIM_EVENT_BITE, .cause = FISHSIM_CAUSE_EATEN, .species = 3, .energy_uj = 1},
        {.kind = FISHSIM_EVENT_DIED,
         .cause = FISHSIM_CAUSE_EATEN,
         .species = 40,
         .other_species = 3,
         .energy_uj = 1},
    };
    assert_ok(sink.on_events(sink.user, events, sizeof events / sizeof events[0]));
    uint64_t fish = 0;
    fishsim_energy energy = {0};
    assert_ok(fishsim_diet_get(diet, 3, 2, &fish, &energy, NULL));
    assert_int_equal(fish, 4);
    assert_int_equal(energy.joules, 10000000000000); /* more than 64 bits of microjoules hold */
    assert_int_equal(energy.microjoules, 7);
    for (uint32_t predator = 0; predator < 32; predator++)
        for (uint32_t prey = 0; prey < 32; prey++)
            assert_int_equal(eaten(diet, predator, prey, NULL), predator == 3 && prey == 2 ? 4 : 0);
    fishsim_error error = {0};
    assert_status(FISHSIM_ERR_NOT_FOUND, fishsim_diet_get(diet, 32, 0, NULL, NULL, &error), &error);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    fishsim_diet_destroy(diet);
}

static void no_memory_is_said(void **state)
{
    (void)state;
    struct allocator allocator = {.fail_from = 1};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_diet *diet = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_ERR_MEMORY, fishsim_diet_create(&hooks, &diet, &error), &error);
    assert_detail(&error, FISHSIM_ERR_MEMORY);
    assert_null(diet);
    allocator.fail_from = 0;
    assert_ok(fishsim_diet_create(&hooks, &diet, NULL));
    fishsim_diet_destroy(diet);
    assert_int_equal(allocator.live_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_prey_is_counted_even_where_bites_are_thinned_out),
        cmocka_unit_test(other_deaths_and_other_events_are_left_out),
        cmocka_unit_test(no_memory_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
