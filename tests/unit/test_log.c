/* SPDX-License-Identifier: MIT */
/* Tests of event/log.c: a bounded memory that counts what it loses. */
#include "allocator.h"
#include "world_fixture.h"

static fishsim_event_log *make_log(const fishsim_hooks *hooks, uint64_t capacity,
                                   fishsim_sink *sink)
{
    fishsim_error error = {0};
    fishsim_event_log *log = NULL;
    assert_status(FISHSIM_OK, fishsim_event_log_create(hooks, capacity, &log, &error), &error);
    assert_ok(fishsim_sink_init(sink, sizeof *sink));
    assert_ok(fishsim_event_log_sink(log, sink, NULL));
    return log;
}

/* Gives the sink `count` events, numbered on from *sequence. */
static void give(const fishsim_sink *sink, uint64_t *sequence, uint64_t count)
{
    fishsim_event *events = calloc(count, sizeof *events);
    assert_non_null(events);
    for (uint64_t i = 0; i < count; i++)
        events[i].sequence = ++*sequence;
    assert_ok(sink->on_events(sink->user, events, count));
    free(events);
}

static uint64_t count_of(const fishsim_event_log *log)
{
    uint64_t count = 99;
    fishsim_event_log_events(log, &count);
    return count;
}

static void a_log_grows_up_to_its_capacity_and_keeps_the_oldest(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_sink sink;
    fishsim_event_log *log = make_log(&hooks, 1000, &sink);
    assert_int_equal(count_of(log), 0);
    uint64_t sequence = 0;
    for (int i = 0; i < 15; i++)
        give(&sink, &sequence, 77);
    assert_int_equal(count_of(log), 1000);
    assert_int_equal(fishsim_event_log_dropped(log), 15 * 77 - 1000);
    uint64_t count;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    for (uint64_t i = 0; i < count; i++)
        assert_int_equal(events[i].sequence, i + 1);
    assert_true(allocator.live_bytes < 1100 * sizeof(fishsim_event));
    assert_true(allocator.calls <= 5); /* doubling: 256, 512, 1000 */
    fishsim_event_log_destroy(log);
    assert_int_equal(allocator.live_bytes, 0);
}

static void one_batch_beyond_all_room_is_cut(void **state)
{
    (void)state;
    fishsim_sink sink;
    fishsim_event_log *log = make_log(NULL, 10, &sink);
    uint64_t sequence = 0;
    give(&sink, &sequence, 100000);
    assert_int_equal(count_of(log), 10);
    assert_int_equal(fishsim_event_log_dropped(log), 99990);
    fishsim_event_log_destroy(log);
}

static void what_finds_no_memory_is_dropped_and_counted(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_sink sink;
    fishsim_event_log *log = make_log(&hooks, UINT64_MAX, &sink);
    uint64_t sequence = 0;
    give(&sink, &sequence, 200);
    allocator.fail_from = allocator.calls + 1;
    give(&sink, &sequence, 100); /* 56 fit */
    assert_int_equal(count_of(log), 256);
    assert_int_equal(fishsim_event_log_dropped(log), 44);
    allocator.fail_from = 0;
    give(&sink, &sequence, 10);
    uint64_t count;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    assert_int_equal(count, 266);
    assert_int_equal(events[255].sequence, 256);
    assert_int_equal(events[256].sequence, 301); /* the gap shows in the numbers */
    fishsim_event_log_destroy(log);
    assert_int_equal(allocator.live_bytes, 0);
}

static void a_cleared_log_begins_anew_in_the_same_memory(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    fishsim_sink sink;
    fishsim_event_log *log = make_log(&hooks, 300, &sink);
    uint64_t sequence = 0;
    give(&sink, &sequence, 400);
    uint64_t calls = allocator.calls;
    fishsim_event_log_clear(log);
    assert_int_equal(count_of(log), 0);
    assert_int_equal(fishsim_event_log_dropped(log), 0);
    give(&sink, &sequence, 300);
    assert_int_equal(fishsim_event_log_events(log, NULL)[0].sequence, 401);
    assert_int_equal(allocator.calls, calls);
    fishsim_event_log_destroy(log);
}

static void a_log_hears_a_whole_world(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_sink sink;
    fishsim_event_log *log = make_log(NULL, 100000, &sink);
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    tick_world(world, 50);
    uint64_t count;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    uint64_t of_kind[8] = {0};
    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(events[i].sequence, i + 1);
        assert_in_range(events[i].tick, 1, 50);
        assert_in_range(events[i].kind, FISHSIM_EVENT_BORN, FISHSIM_EVENT_STATUS);
        of_kind[events[i].kind]++;
    }
    assert_int_equal(of_kind[FISHSIM_EVENT_HOUR], 50);
    assert_int_equal(of_kind[FISHSIM_EVENT_DAY], 2);
    assert_int_equal(of_kind[FISHSIM_EVENT_BORN], info_of(world).births);
    assert_int_equal(of_kind[FISHSIM_EVENT_DIED], info_of(world).deaths);
    assert_true(of_kind[FISHSIM_EVENT_BITE] > 0 && of_kind[FISHSIM_EVENT_SPAWNED] > 0);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_error error = {0};
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_int_equal(fishsim_event_log_create(NULL, 10, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_event_log_create(NULL, 0, &log, &error), FISHSIM_ERR_ARGUMENT);
    fishsim_hooks hooks;
    assert_ok(fishsim_hooks_init(&hooks, sizeof hooks));
    hooks.struct_size = 8;
    assert_int_equal(fishsim_event_log_create(&hooks, 10, &log, &error), FISHSIM_ERR_ABI);
    assert_null(log);
    log = make_log(NULL, 10, &sink);
    assert_int_equal(fishsim_event_log_sink(NULL, &sink, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_event_log_sink(log, NULL, &error), FISHSIM_ERR_ARGUMENT);
    sink.struct_size = 8;
    assert_int_equal(fishsim_event_log_sink(log, &sink, &error), FISHSIM_ERR_ABI);
    fishsim_event_log_destroy(log);
    fishsim_event_log_destroy(NULL);
    fishsim_event_log_clear(NULL);
    uint64_t count = 5;
    assert_null(fishsim_event_log_events(NULL, &count));
    assert_int_equal(count, 0);
    assert_int_equal(fishsim_event_log_dropped(NULL), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_log_grows_up_to_its_capacity_and_keeps_the_oldest),
        cmocka_unit_test(one_batch_beyond_all_room_is_cut),
        cmocka_unit_test(what_finds_no_memory_is_dropped_and_counted),
        cmocka_unit_test(a_cleared_log_begins_anew_in_the_same_memory),
        cmocka_unit_test(a_log_hears_a_whole_world),
        cmocka_unit_test(bad_arguments_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
