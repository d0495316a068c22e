/* SPDX-License-Identifier: MIT */
/* event.h: sinks hear what happened, in order, and never change it; a log keeps it. */
#include "api.h"

/* A sink that checks what it is told, and answers as it is asked to. */
struct listener {
    uint64_t batches, events, frames;
    uint64_t next_sequence; /* 0: any */
    uint64_t next_tick;     /* of a batch */
    bool wrong;
    fishsim_status answer;
    fishsim_world *world;
    fishsim_status gave[6];
};

static fishsim_status hear(void *user, const fishsim_event *events, uint64_t count)
{
    struct listener *listener = user;
    listener->batches++;
    listener->events += count;
    if (count == 0)
        listener->wrong = true;
    for (uint64_t i = 0; i < count; i++) {
        if (listener->next_sequence && events[i].sequence != listener->next_sequence)
            listener->wrong = true;
        if (events[i].tick < listener->next_tick)
            listener->wrong = true;
        listener->next_tick = events[i].tick;
        listener->next_sequence = events[i].sequence + 1;
    }
    return listener->answer;
}

static fishsim_status see(void *user, const fishsim_world *world)
{
    struct listener *listener = user;
    listener->frames++;
    listener->wrong = listener->wrong || info_of(world).tick == 0;
    return listener->answer;
}

static uint32_t attach(fishsim_world *world, struct listener *listener, uint32_t frame_every)
{
    fishsim_sink sink;
    fishsim_error error = {0};
    uint32_t id = 0;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.on_events = hear;
    sink.on_frame = see;
    sink.frame_every = frame_every;
    sink.user = listener;
    assert_status(FISHSIM_OK, fishsim_world_add_sink(world, &sink, &id, &error), &error);
    return id;
}

static fishsim_event_log *attach_log(fishsim_world *world, uint64_t capacity, uint64_t kinds,
                                     uint32_t *id)
{
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, capacity, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    sink.kinds = kinds;
    assert_ok(fishsim_world_add_sink(world, &sink, id, NULL));
    return log;
}

static void an_event_is_64_bytes(void **state)
{
    (void)state;
    assert_int_equal(sizeof(fishsim_event), 64);
}

static void every_kind_has_a_name(void **state)
{
    (void)state;
#define X(NAME, name, number, meaning) assert_string_equal(fishsim_event_name(number), #name);
    FISHSIM_EVENT_TABLE(X)
#undef X
    assert_string_equal(fishsim_event_name(0), "unknown");
    assert_string_equal(fishsim_event_name(UINT32_MAX), "unknown");
}

static void an_initialised_sink_wants_every_kind(void **state)
{
    (void)state;
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_true(sink.kinds == UINT64_MAX);
    assert_null(sink.on_events);
    assert_null(sink.on_frame);
    assert_int_equal(sink.frame_every, 0);
}

static void events_come_numbered_without_gaps(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct listener listener = {.next_sequence = 1};
    attach(world, &listener, 0);
    assert_ok(fishsim_world_tick(world, 3000, NULL));
    assert_true(listener.events >= 50); /* 50 hours */
    assert_false(listener.wrong);
    fishsim_world_destroy(world);
}

static void events_are_numbered_whether_or_not_anyone_listens(void **state)
{
    (void)state;
    fishsim_world *heard = small_world(), *unheard = small_world();
    struct listener first = {.next_sequence = 1}, late = {0};
    attach(heard, &first, 0);
    assert_ok(fishsim_world_tick(heard, 1000, NULL));
    assert_ok(fishsim_world_tick(unheard, 1000, NULL));
    attach(unheard, &late, 0);
    assert_ok(fishsim_world_tick(heard, 1000, NULL));
    assert_ok(fishsim_world_tick(unheard, 1000, NULL));
    assert_true(late.events < first.events);
    assert_int_equal(late.next_sequence, first.next_sequence);
    assert_false(first.wrong || late.wrong);
    fishsim_world_destroy(heard);
    fishsim_world_destroy(unheard);
}

static void watching_changes_nothing(void **state)
{
    (void)state;
    fishsim_world *plain = small_world(), *watched = small_world();
    struct listener good = {0}, bad = {.answer = FISHSIM_ERR_IO};
    attach(watched, &good, 1);
    attach(watched, &bad, 3);
    assert_ok(fishsim_world_tick(plain, 500, NULL));
    assert_ok(fishsim_world_tick(watched, 500, NULL));
    assert_int_equal(fishsim_world_digest(plain), fishsim_world_digest(watched));
    fishsim_world_destroy(plain);
    fishsim_world_destroy(watched);
}

static void a_failing_sink_is_counted_and_goes_on(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct listener bad = {.answer = FISHSIM_ERR_IO}, good = {0};
    uint32_t bad_id = attach(world, &bad, 1), good_id = attach(world, &good, 1);
    assert_int_not_equal(bad_id, good_id);
    assert_ok(fishsim_world_tick(world, 100, NULL));
    uint64_t failures = 0;
    assert_ok(fishsim_world_get_sink_failures(world, bad_id, &failures, NULL));
    assert_int_equal(failures, bad.batches + bad.frames);
    assert_ok(fishsim_world_get_sink_failures(world, good_id, &failures, NULL));
    assert_int_equal(failures, 0);
    assert_int_equal(bad.frames, 100);
    assert_int_equal(bad.events, good.events);
    fishsim_world_destroy(world);
}

static void frames_come_as_often_as_asked(void **state)
{
    (void)state;
    fishsim_world *world = small_world_with(NULL, "events.frame_every", "25");
    struct listener seventh = {0}, configured = {0};
    attach(world, &seventh, 7);
    attach(world, &configured, 0);
    assert_ok(fishsim_world_tick(world, 100, NULL));
    assert_int_equal(seventh.frames, 14);
    assert_int_equal(configured.frames, 4);
    assert_false(seventh.wrong || configured.wrong);
    fishsim_world_destroy(world);
}

static void a_removed_sink_hears_no_more(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct listener listener = {0}, other = {0};
    uint32_t id = attach(world, &listener, 1);
    attach(world, &other, 1);
    assert_ok(fishsim_world_tick(world, 5, NULL));
    assert_ok(fishsim_world_remove_sink(world, id, NULL));
    assert_ok(fishsim_world_tick(world, 5, NULL));
    assert_int_equal(listener.frames, 5);
    assert_int_equal(other.frames, 10);
    fishsim_error error = {0};
    uint64_t failures = 77;
    assert_int_equal(fishsim_world_remove_sink(world, id, &error), FISHSIM_ERR_NOT_FOUND);
    assert_detail(&error, FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(fishsim_world_get_sink_failures(world, id, &failures, NULL),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(failures, 77);
    fishsim_world_destroy(world);
}

/* What a sink must not do, tried from inside. */
static fishsim_status meddle(void *user, const fishsim_world *read_only)
{
    struct listener *listener = user;
    fishsim_world *world = listener->world;
    fishsim_sink sink;
    fishsim_sink_init(&sink, sizeof sink);
    (void)read_only;
    uint64_t digest = fishsim_world_digest(world);
    listener->gave[0] = fishsim_world_tick(world, 1, NULL);
    listener->gave[1] = fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1, 1, 1, NULL);
    listener->gave[2] = fishsim_world_harvest(world, id_at(world, 0), NULL);
    listener->gave[3] = fishsim_world_set_temperature(world, 20, NULL);
    listener->gave[4] = fishsim_world_add_sink(world, &sink, NULL, NULL);
    listener->gave[5] = fishsim_world_remove_sink(world, 1, NULL);
    listener->wrong = digest != fishsim_world_digest(world);
    listener->frames++;
    return FISHSIM_OK;
}

static void a_sink_cannot_change_the_world(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    struct listener listener = {.world = world};
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.on_frame = meddle;
    sink.frame_every = 1;
    sink.user = &listener;
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    assert_ok(fishsim_world_tick(world, 1, NULL));
    assert_int_equal(listener.frames, 1);
    for (size_t i = 0; i < sizeof listener.gave / sizeof listener.gave[0]; i++)
        assert_int_equal(listener.gave[i], FISHSIM_ERR_STATE);
    assert_false(listener.wrong);
    assert_ok(fishsim_world_add_food(world, FISHSIM_FIELD_PLANKTON, 1, 1, 1, NULL));
    fishsim_world_destroy(world);
}

static void a_sink_hears_only_the_kinds_it_wants(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t kinds = UINT64_C(1) << FISHSIM_EVENT_HOUR | UINT64_C(1) << FISHSIM_EVENT_DAY;
    fishsim_event_log *log = attach_log(world, 1000, kinds, NULL);
    assert_ok(fishsim_world_tick(world, 1440, NULL));
    uint64_t count = 0;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    assert_int_equal(count, 25);
    for (uint64_t i = 0; i < 24; i++) {
        assert_int_equal(events[i].kind, FISHSIM_EVENT_HOUR);
        assert_int_equal(events[i].value, i + 1);
        assert_int_equal(events[i].tick, (i + 1) * 60);
        assert_int_equal(events[i].fish, 0);
    }
    assert_int_equal(events[24].kind, FISHSIM_EVENT_DAY);
    assert_int_equal(events[24].value, 1);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
}

static void births_and_deaths_are_told_one_by_one(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_event_log *log = attach_log(world, 1000000, UINT64_MAX, NULL);
    assert_ok(fishsim_world_tick(world, 4000, NULL));
    assert_ok(fishsim_world_harvest(world, id_at(world, 0), NULL));
    assert_ok(fishsim_world_tick(world, 1, NULL));
    uint64_t count = 0, born = 0, died = 0, fished = 0;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    for (uint64_t i = 0; i < count; i++) {
        born += events[i].kind == FISHSIM_EVENT_BORN;
        died += events[i].kind == FISHSIM_EVENT_DIED;
        if (events[i].kind != FISHSIM_EVENT_DIED)
            continue;
        assert_true(events[i].cause >= FISHSIM_CAUSE_EATEN);
        assert_true(events[i].cause <= FISHSIM_CAUSE_FISHED);
        assert_true((events[i].cause == FISHSIM_CAUSE_EATEN) == (events[i].other != 0));
        assert_true(events[i].energy_uj > 0);
        fished += events[i].cause == FISHSIM_CAUSE_FISHED;
    }
    fishsim_world_info info = info_of(world);
    assert_int_equal(fishsim_event_log_dropped(log), 0);
    assert_int_equal(born, info.births);
    assert_int_equal(died, info.deaths);
    assert_int_equal(fished, 1);
    assert_true(died > 1);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
}

static void a_full_log_keeps_the_oldest_and_counts_the_rest(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    uint64_t hours = UINT64_C(1) << FISHSIM_EVENT_HOUR;
    fishsim_event_log *log = attach_log(world, 3, hours, NULL);
    assert_ok(fishsim_world_tick(world, 600, NULL));
    uint64_t count = 0;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    assert_int_equal(count, 3);
    assert_int_equal(events[0].value, 1);
    assert_int_equal(events[2].value, 3);
    assert_int_equal(fishsim_event_log_dropped(log), 7);

    fishsim_event_log_clear(log);
    fishsim_event_log_events(log, &count);
    assert_int_equal(count, 0);
    assert_int_equal(fishsim_event_log_dropped(log), 0);
    assert_ok(fishsim_world_tick(world, 60, NULL));
    events = fishsim_event_log_events(log, &count);
    assert_int_equal(count, 1);
    assert_int_equal(events[0].value, 11);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_is_64_bytes),
        cmocka_unit_test(every_kind_has_a_name),
        cmocka_unit_test(an_initialised_sink_wants_every_kind),
        cmocka_unit_test(events_come_numbered_without_gaps),
        cmocka_unit_test(events_are_numbered_whether_or_not_anyone_listens),
        cmocka_unit_test(watching_changes_nothing),
        cmocka_unit_test(a_failing_sink_is_counted_and_goes_on),
        cmocka_unit_test(frames_come_as_often_as_asked),
        cmocka_unit_test(a_removed_sink_hears_no_more),
        cmocka_unit_test(a_sink_cannot_change_the_world),
        cmocka_unit_test(a_sink_hears_only_the_kinds_it_wants),
        cmocka_unit_test(births_and_deaths_are_told_one_by_one),
        cmocka_unit_test(a_full_log_keeps_the_oldest_and_counts_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
