/* SPDX-License-Identifier: MIT */
/* Tests of world/change.c: a mind of a living world is changed, and nothing else is. */
#include "allocator.h"
#include "world_fixture.h"

#include "world/world.h"

static const char KEY[] = "minds.couzin.orientation_radius";

static void only_what_the_mind_does_is_changed(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *other = lively_world(NULL);
    tick_world(world, 20);
    tick_world(other, 20);
    uint64_t digest = fishsim_world_digest(world);
    assert_ok(fishsim_world_set(world, KEY, "11", NULL));
    assert_int_equal(fishsim_world_digest(world), digest);
    assert_true(world->minds[1].settings.orientation_radius == 11.0 ||
                world->species[0].minds[1]->settings.orientation_radius == 11.0);
    tick_world(world, 20);
    tick_world(other, 20);
    assert_int_not_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    assert_ok(fishsim_world_set(world, KEY, "3", NULL));
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
}

static void setting_what_is_set_changes_no_trajectory(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *other = lively_world(NULL);
    for (int i = 0; i < 5; i++) {
        assert_ok(fishsim_world_set(world, KEY, "3", NULL)); /* the default */
        tick_world(world, 7);
        tick_world(other, 7);
        assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(other));
        assert_balanced(world);
    }
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
}

static void a_change_that_is_refused_leaves_the_world(void **state)
{
    (void)state;
    static const struct {
        const char *key, *value;
        fishsim_status status;
    } CASES[] = {
        {"world.width_m", "50", FISHSIM_ERR_ARGUMENT},
        {"species.anchovy.motion.cruise_bl_per_s", "2", FISHSIM_ERR_ARGUMENT},
        {"minds.couzin.orientation_radius", "-1", FISHSIM_ERR_CONFIG},
        {"minds.couzin.orientation_radius", "many", FISHSIM_ERR_CONFIG},
        {"minds.couzin.no_such_key", "1", FISHSIM_ERR_NOT_FOUND},
        {"minds.nobody.noise_rad", "1", FISHSIM_ERR_CONFIG},
        {"minds.nobody.kind", "walk", FISHSIM_ERR_NOT_FOUND},
    };
    fishsim_world *world = lively_world(NULL), *other = lively_world(NULL);
    for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
        fishsim_error error = {0};
        assert_status(CASES[i].status,
                      fishsim_world_set(world, CASES[i].key, CASES[i].value, &error), &error);
        assert_detail(&error, CASES[i].status);
    }
    tick_world(world, 20);
    tick_world(other, 20);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
}

static void failing_memory_leaves_the_world(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_world *world = lively_world(&hooks), *other = lively_world(NULL);
    fishsim_status status = FISHSIM_ERR_MEMORY;
    uint64_t failures = 0;
    for (uint64_t call = 1; status != FISHSIM_OK; call++) {
        size_t held = allocator.live_bytes;
        allocator.fail_from = allocator.calls + call;
        allocator.fail_count = 1;
        status = fishsim_world_set(world, KEY, "3", NULL);
        assert_true(status == FISHSIM_OK || status == FISHSIM_ERR_MEMORY);
        if (status != FISHSIM_OK) {
            assert_int_equal(allocator.live_bytes, held);
            failures++;
        }
        assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(other));
    }
    assert_true(failures > 3);
    fishsim_world_destroy(world);
    fishsim_world_destroy(other);
}

static uint64_t heard;

static fishsim_status hear(void *user, const fishsim_event *events, uint64_t count)
{
    (void)user;
    (void)events;
    heard += count;
    return FISHSIM_OK;
}

static void events_that_wait_are_kept(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.on_events = hear;
    sink.kinds = (uint64_t)1 << FISHSIM_EVENT_DIED;
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    assert_ok(fishsim_world_harvest(world, id_at(world, 0), NULL));
    assert_ok(fishsim_world_set(world, KEY, "4", NULL));
    tick_world(world, 1);
    assert_true(heard >= 1);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(only_what_the_mind_does_is_changed),
        cmocka_unit_test(setting_what_is_set_changes_no_trajectory),
        cmocka_unit_test(a_change_that_is_refused_leaves_the_world),
        cmocka_unit_test(failing_memory_leaves_the_world),
        cmocka_unit_test(events_that_wait_are_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
