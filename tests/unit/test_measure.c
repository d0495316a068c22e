/* SPDX-License-Identifier: MIT */
/* Tests of measure/measure.c: when measures are taken, what they are made of, and the spectrum. */
#include "allocator.h"
#include "world_fixture.h"

#include "measure/measure.h"
#include "world/world.h"

struct listener {
    uint64_t calls, last_tick;
    uint32_t species;
    double fish[4];
    fishsim_status answer;
};

static fishsim_status listen(void *user, const fishsim_world *world,
                             const fishsim_measures *measures, uint32_t species)
{
    struct listener *listener = user;
    listener->calls++;
    listener->last_tick = world->tick;
    listener->species = species;
    for (uint32_t s = 0; s < species && s < 4; s++) {
        assert_int_equal(measures[s].species, s);
        assert_int_equal(measures[s].struct_size, sizeof *measures);
        listener->fish[s] = measures[s].value[FISHSIM_MEASURE_FISH];
    }
    return listener->answer;
}

static fishsim_world *measured_world(const char *every, struct listener *listener)
{
    fishsim_world *world = lively_world_with(NULL, "measures.every", every);
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.on_measures = listener ? listen : NULL;
    sink.user = listener;
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    return world;
}

static void a_sink_gets_them_every_so_many_ticks(void **state)
{
    (void)state;
    struct listener listener = {0};
    fishsim_world *world = measured_world("7", &listener);
    tick_world(world, 30);
    assert_int_equal(listener.calls, 4);
    assert_int_equal(listener.last_tick, 28);
    assert_int_equal(listener.species, 2);
    tick_world(world, 5);
    assert_int_equal(listener.calls, 5);
    assert_true(listener.fish[0] + listener.fish[1] == (double)info_of(world).fish);
    fishsim_world_destroy(world);
}

static void none_are_taken_unless_asked_for(void **state)
{
    (void)state;
    struct listener listener = {0};
    fishsim_world *world = measured_world("0", &listener);
    tick_world(world, 10);
    assert_int_equal(listener.calls, 0);
    fishsim_world_destroy(world);
    world = measured_world("1", NULL);
    tick_world(world, 10);
    assert_false(world->sinks.measured);
    assert_int_equal(world->sinks.school_room.capacity, 0);
    fishsim_world_destroy(world);
}

static void a_listener_that_fails_is_counted_and_changes_nothing(void **state)
{
    (void)state;
    struct listener listener = {.answer = FISHSIM_ERR_IO};
    fishsim_world *alone = lively_world(NULL), *world = measured_world("3", &listener);
    tick_world(alone, 30);
    tick_world(world, 30);
    uint64_t failures = 0;
    assert_ok(fishsim_world_get_sink_failures(world, 1, &failures, NULL));
    assert_int_equal(failures, 10);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(alone));
    fishsim_world_destroy(world);
    fishsim_world_destroy(alone);
}

static void no_memory_is_said_and_leaves_the_struct(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_world *world = lively_world(&hooks);
    fishsim_measures measures;
    assert_ok(fishsim_measures_init(&measures, sizeof measures));
    size_t held = allocator.live_bytes;
    for (uint64_t call = 1; call <= 4; call++) {
        fishsim_error error = {0};
        allocator.fail_from = allocator.calls + call;
        assert_status(FISHSIM_ERR_MEMORY, fishsim_world_measure(world, 0, &measures, &error),
                      &error);
        assert_int_equal(allocator.live_bytes, held);
        assert_true(measures.value[FISHSIM_MEASURE_FISH] == 0.0);
    }
    allocator.fail_from = 0;
    assert_ok(fishsim_world_measure(world, 0, &measures, NULL));
    assert_int_equal(allocator.live_bytes, held);
    fishsim_world_destroy(world);
}

static void the_spectrum_puts_a_power_of_two_into_its_own_octave(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    uint64_t fish[8];
    double biomass_g[8];
    const float weights[] = {0.25f, 0.49999997f, 0.5f, 1.0f, 1.9999999f, 2.0f, 31.999998f, 32.0f};
    for (uint32_t row = 0; row < world->fish.count; row++)
        world->fish.weight_g[row] = 1e-9f;
    memcpy(world->fish.weight_g, weights, sizeof weights);
    assert_ok(fishsim_world_get_spectrum(world, FISHSIM_ALL_SPECIES, -2, 7, fish, biomass_g, NULL));
    static const uint64_t WANTED[] = {2, 1, 2, 1, 0, 0, 1};
    assert_memory_equal(fish, WANTED, sizeof WANTED);
    assert_float_equal(biomass_g[0], 0.75, 1e-6);
    assert_float_equal(biomass_g[2], 3.0, 1e-6);
    assert_float_equal(biomass_g[6], 32.0, 1e-5);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sink_gets_them_every_so_many_ticks),
        cmocka_unit_test(none_are_taken_unless_asked_for),
        cmocka_unit_test(a_listener_that_fails_is_counted_and_changes_nothing),
        cmocka_unit_test(no_memory_is_said_and_leaves_the_struct),
        cmocka_unit_test(the_spectrum_puts_a_power_of_two_into_its_own_octave),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
