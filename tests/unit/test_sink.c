/* SPDX-License-Identifier: MIT */
/* Tests of event/sink.c: events are numbered, kept for those who want them, and handed over once.
 */
#include "allocator.h"
#include "world_fixture.h"

#include "world/world.h"

struct listener {
    const fishsim_world *world;
    uint64_t batches, events, frames, first, last;
    uint64_t kinds_seen;
    uint8_t inside;
    fishsim_status answer;
};

static fishsim_status hear(void *user, const fishsim_event *events, uint64_t count)
{
    struct listener *listener = user;
    listener->batches++;
    listener->events += count;
    listener->first = listener->first ? listener->first : events[0].sequence;
    listener->last = events[count - 1].sequence;
    for (uint64_t i = 0; i < count; i++)
        listener->kinds_seen |= (uint64_t)1 << events[i].kind;
    listener->inside = listener->world->inside;
    return listener->answer;
}

static fishsim_status look(void *user, const fishsim_world *world)
{
    struct listener *listener = user;
    listener->frames++;
    listener->inside = world->inside;
    return listener->answer;
}

static uint32_t attach(fishsim_world *world, struct listener *listener, uint64_t kinds,
                       uint32_t frame_every)
{
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    listener->world = world;
    sink.kinds = kinds;
    sink.frame_every = frame_every;
    sink.on_events = hear;
    sink.on_frame = look;
    sink.user = listener;
    uint32_t id = 0;
    assert_ok(fishsim_world_add_sink(world, &sink, &id, NULL));
    return id;
}

static void add(fishsim_world *world, uint16_t kind)
{
    fishsim_event event = {.kind = kind};
    event_add(world, event);
}

static void an_event_is_numbered_without_a_listener_but_not_kept(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    for (int i = 0; i < 10; i++)
        add(world, FISHSIM_EVENT_BORN);
    assert_int_equal(world->sinks.sequence, 10);
    assert_int_equal(world->sinks.event_count, 0);
    assert_int_equal(world->sinks.event_capacity, 0);
    fishsim_world_destroy(world);
}

static void a_sink_without_on_events_keeps_nothing(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    add(world, FISHSIM_EVENT_BORN);
    assert_int_equal(world->sinks.event_count, 0);
    sinks_deliver(world, true); /* calls nobody */
    fishsim_world_destroy(world);
}

static void a_kind_that_nobody_wants_is_not_kept(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct listener listener = {0};
    attach(world, &listener, (uint64_t)1 << FISHSIM_EVENT_DIED, 1);
    add(world, FISHSIM_EVENT_BORN);
    assert_int_equal(world->sinks.event_count, 0);
    add(world, FISHSIM_EVENT_DIED);
    assert_int_equal(world->sinks.event_count, 1);
    assert_int_equal(world->sinks.events[0].sequence, 2);
    fishsim_world_destroy(world);
}

static void many_events_of_one_tick_arrive_together_in_order(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct listener all = {0}, some = {0};
    attach(world, &all, UINT64_MAX, 0);
    attach(world, &some, (uint64_t)1 << FISHSIM_EVENT_BITE, 0);
    for (int i = 0; i < 5000; i++)
        add(world, i % 5 ? FISHSIM_EVENT_BORN : FISHSIM_EVENT_BITE);
    sinks_deliver(world, false);
    assert_int_equal(all.batches, 1);
    assert_int_equal(all.events, 5000);
    assert_int_equal(all.first, 1);
    assert_int_equal(all.last, 5000);
    assert_int_equal(some.batches, 1);
    assert_int_equal(some.events, 1000);
    assert_int_equal(some.first, 1);
    assert_int_equal(some.last, 4996);
    assert_int_equal(some.kinds_seen, (uint64_t)1 << FISHSIM_EVENT_BITE);
    assert_int_equal(all.frames, 0);

    sinks_deliver(world, false); /* nothing is left */
    assert_int_equal(all.batches, 1);
    fishsim_world_destroy(world);
}

static void where_the_library_is_shows_during_a_callback_only(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct listener listener = {0};
    attach(world, &listener, UINT64_MAX, 1);
    add(world, FISHSIM_EVENT_BORN);
    world->inside = INSIDE_TICK;
    sinks_deliver(world, true);
    assert_int_equal(listener.inside, INSIDE_SINK);
    assert_int_equal(world->inside, INSIDE_TICK);
    fishsim_error error = {0};
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_int_equal(fishsim_world_add_sink(world, &sink, NULL, &error), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_world_remove_sink(world, 1, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    world->inside = INSIDE_NOTHING;
    fishsim_world_destroy(world);
}

static void frames_come_at_multiples_of_the_sink_s_own_or_the_configured_step(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL); /* events.frame_every: 10 */
    struct listener own = {0}, configured = {0};
    tick_world(world, 1); /* so that ticks, not calls, count */
    attach(world, &own, 0, 3);
    attach(world, &configured, 0, 0);
    tick_world(world, 20);
    assert_int_equal(own.frames, 7);        /* 3, 6, ... 21 */
    assert_int_equal(configured.frames, 2); /* 10, 20 */
    assert_int_equal(own.batches, 0);
    fishsim_world_destroy(world);
}

static void ids_stay_when_others_leave(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    struct listener listener[9] = {{0}};
    uint32_t ids[9];
    for (int i = 0; i < 9; i++)
        ids[i] = attach(world, &listener[i], UINT64_MAX, 1);
    for (int i = 0; i < 9; i += 2)
        assert_ok(fishsim_world_remove_sink(world, ids[i], NULL));
    add(world, FISHSIM_EVENT_BORN);
    sinks_deliver(world, true);
    uint64_t failures = 7;
    for (int i = 0; i < 9; i++) {
        assert_int_equal(listener[i].events, i % 2);
        assert_int_equal(listener[i].frames, i % 2);
        assert_int_equal(fishsim_world_get_sink_failures(world, ids[i], &failures, NULL),
                         i % 2 ? FISHSIM_OK : FISHSIM_ERR_NOT_FOUND);
    }
    struct listener late = {0};
    uint32_t id = attach(world, &late, UINT64_MAX, 1);
    for (int i = 0; i < 9; i++)
        assert_int_not_equal(id, ids[i]);
    fishsim_world_destroy(world);
}

struct notes {
    int count;
    int32_t level;
    char text[128];
};

static void note(void *user, int32_t level, const char *text)
{
    struct notes *notes = user;
    notes->count++;
    notes->level = level;
    snprintf(notes->text, sizeof notes->text, "%s", text);
}

static void a_failing_sink_is_counted_and_logged_once(void **state)
{
    (void)state;
    struct notes notes = {0};
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.log = note;
    hooks.log_user = &notes;
    fishsim_world *world = lively_world(&hooks);
    notes.count = 0;
    struct listener failing = {.answer = FISHSIM_ERR_IO}, other = {.answer = 5};
    uint32_t id = attach(world, &failing, UINT64_MAX, 1);
    uint32_t other_id = attach(world, &other, UINT64_MAX, 1);
    tick_world(world, 10); /* each tick an HOUR event and a frame */
    uint64_t failures = 0;
    assert_ok(fishsim_world_get_sink_failures(world, id, &failures, NULL));
    assert_int_equal(failures, 20);
    assert_int_equal(notes.count, 1);
    assert_int_equal(notes.level, FISHSIM_LOG_WARNING);
    assert_non_null(strstr(notes.text, "ERR_IO"));
    assert_ok(fishsim_world_get_sink_failures(world, other_id, &failures, NULL));
    assert_int_equal(failures, 0); /* a positive answer is no failure */
    fishsim_world_destroy(world);
}

static void events_that_find_no_memory_make_the_tick_fail(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_world *world = lively_world(&hooks);
    struct listener listener = {0};
    attach(world, &listener, UINT64_MAX, 1);
    tick_world(world, 1); /* the tick has its own memory now */
    allocator.fail_from = allocator.calls + 1;
    for (uint64_t i = world->sinks.event_capacity + 1; i > 0; i--)
        add(world, FISHSIM_EVENT_BORN);
    assert_true(world->sinks.out_of_memory);
    assert_int_equal(world->sinks.event_count, world->sinks.event_capacity);
    fishsim_error error = {0};
    assert_int_equal(fishsim_world_tick(world, 1, &error), FISHSIM_ERR_MEMORY);
    assert_int_equal(fishsim_world_tick(world, 1, &error), FISHSIM_ERR_STATE);
    fishsim_world_destroy(world);
    assert_int_equal(allocator.live_bytes, 0);
}

static void a_sink_that_finds_no_memory_is_not_attached(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_world *world = lively_world(&hooks);
    allocator.fail_from = allocator.calls + 1;
    fishsim_sink sink;
    fishsim_error error = {0};
    uint32_t id = 99;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_int_equal(fishsim_world_add_sink(world, &sink, &id, &error), FISHSIM_ERR_MEMORY);
    assert_detail(&error, FISHSIM_ERR_MEMORY);
    assert_int_equal(id, 99);
    assert_int_equal(world->sinks.count, 0);
    fishsim_world_destroy(world);
    assert_int_equal(allocator.live_bytes, 0);
}

static void an_event_of_a_fish_tells_who_and_where(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    uint32_t row = world->fish.count - 1;
    fishsim_event event = event_of_fish(world, FISHSIM_EVENT_SPAWNED, row);
    assert_int_equal(event.kind, FISHSIM_EVENT_SPAWNED);
    assert_int_equal(event.fish, world->fish.id[row]);
    assert_int_equal(event.species, world->fish.species[row]);
    assert_true(event.x_m == world->fish.x[row] && event.y_m == world->fish.y[row]);
    assert_int_equal(event.other, 0);
    assert_int_equal(event.energy_uj, 0);
    fishsim_world_destroy(world);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_sink sink;
    uint64_t failures;
    assert_int_equal(fishsim_sink_init(NULL, sizeof sink), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_sink_init(&sink, 4), FISHSIM_ERR_ABI);
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_int_equal(fishsim_world_add_sink(NULL, &sink, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_add_sink(world, NULL, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    sink.struct_size = 4;
    assert_int_equal(fishsim_world_add_sink(world, &sink, NULL, NULL), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_world_remove_sink(NULL, 1, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_get_sink_failures(NULL, 1, &failures, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_world_get_sink_failures(world, 1, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_string_equal(fishsim_event_name(FISHSIM_EVENT_STATUS), "status");
    assert_string_equal(fishsim_event_name(0), "unknown");
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_numbered_without_a_listener_but_not_kept),
        cmocka_unit_test(a_sink_without_on_events_keeps_nothing),
        cmocka_unit_test(a_kind_that_nobody_wants_is_not_kept),
        cmocka_unit_test(many_events_of_one_tick_arrive_together_in_order),
        cmocka_unit_test(where_the_library_is_shows_during_a_callback_only),
        cmocka_unit_test(frames_come_at_multiples_of_the_sink_s_own_or_the_configured_step),
        cmocka_unit_test(ids_stay_when_others_leave),
        cmocka_unit_test(a_failing_sink_is_counted_and_logged_once),
        cmocka_unit_test(events_that_find_no_memory_make_the_tick_fail),
        cmocka_unit_test(a_sink_that_finds_no_memory_is_not_attached),
        cmocka_unit_test(an_event_of_a_fish_tells_who_and_where),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
