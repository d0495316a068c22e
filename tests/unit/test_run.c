/* SPDX-License-Identifier: MIT */
/* Tests of run/run.c: commands, states, pace, failure, and many threads at once. */
#define _POSIX_C_SOURCE 200809L

#include "allocator.h"
#include "world_fixture.h"

#include "world/world.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

struct heard {
    uint32_t count;
    uint32_t from[16], to[16];
    uint64_t tick[16];
};

static fishsim_status hear(void *user, const fishsim_event *events, uint64_t count)
{
    struct heard *heard = user;
    for (uint64_t i = 0; i < count && heard->count < 16; i++) {
        heard->from[heard->count] = events[i].cause;
        heard->to[heard->count] = events[i].value;
        heard->tick[heard->count++] = events[i].tick;
    }
    return FISHSIM_OK;
}

static fishsim_run *make_run(const fishsim_hooks *hooks, uint64_t last_tick, struct heard *heard)
{
    fishsim_world *world = lively_world(hooks);
    fishsim_sink sink;
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    sink.kinds = (uint64_t)1 << FISHSIM_EVENT_STATUS;
    sink.on_events = hear;
    sink.user = heard;
    if (heard)
        assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    fishsim_error error = {0};
    fishsim_run *run = NULL;
    assert_status(FISHSIM_OK, fishsim_run_create(world, last_tick, hooks, &run, &error), &error);
    return run;
}

static fishsim_run_status status_of(fishsim_run *run)
{
    fishsim_run_status status;
    assert_ok(fishsim_run_status_init(&status, sizeof status));
    assert_ok(fishsim_run_get_status(run, &status, NULL));
    return status;
}

static uint64_t advance(fishsim_run *run, uint64_t ticks)
{
    uint64_t ticked = 99;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_run_advance(run, ticks, &ticked, &error), &error);
    return ticked;
}

static double seconds(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static void sleep_s(double duration)
{
    struct timespec time = {(time_t)duration, (long)(fmod(duration, 1.0) * 1e9)};
    nanosleep(&time, NULL);
}

/* ---- states ---------------------------------------------------------------------------------- */

static void a_change_is_told_where_it_happens(void **state)
{
    (void)state;
    struct heard heard = {0};
    fishsim_run *run = make_run(NULL, 8, &heard);
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(heard.count, 0); /* not before the driver takes it up */
    assert_int_equal(status_of(run).state, FISHSIM_RUN_CREATED);
    advance(run, 5);
    assert_ok(fishsim_run_pause(run, NULL));
    advance(run, 5);
    assert_ok(fishsim_run_resume(run, NULL));
    assert_int_equal(advance(run, 5), 3);
    assert_int_equal(heard.count, 4);
    static const uint32_t states[] = {FISHSIM_RUN_CREATED, FISHSIM_RUN_RUNNING, FISHSIM_RUN_PAUSED,
                                      FISHSIM_RUN_RUNNING, FISHSIM_RUN_COMPLETED};
    static const uint64_t ticks[] = {0, 5, 5, 8};
    for (int i = 0; i < 4; i++) {
        assert_int_equal(heard.from[i], states[i]);
        assert_int_equal(heard.to[i], states[i + 1]);
        assert_int_equal(heard.tick[i], ticks[i]);
    }
    fishsim_run_destroy(run);
}

static void commands_before_the_driver_come_add_up(void **state)
{
    (void)state;
    struct heard heard = {0};
    fishsim_run *run = make_run(NULL, 0, &heard);
    assert_ok(fishsim_run_start(run, NULL));
    assert_ok(fishsim_run_pause(run, NULL));
    assert_ok(fishsim_run_step(run, 3, NULL));
    assert_ok(fishsim_run_step(run, 4, NULL));
    assert_int_equal(advance(run, 100), 7);
    assert_int_equal(heard.count, 2); /* created -> running -> paused */
    assert_int_equal(heard.to[0], FISHSIM_RUN_RUNNING);
    assert_int_equal(heard.to[1], FISHSIM_RUN_PAUSED);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_PAUSED);

    assert_ok(fishsim_run_step(run, UINT64_MAX, NULL));
    assert_ok(fishsim_run_step(run, UINT64_MAX, NULL));
    assert_int_equal(advance(run, 5), 5);
    assert_ok(fishsim_run_resume(run, NULL)); /* and takes the steps away */
    assert_ok(fishsim_run_pause(run, NULL));
    assert_int_equal(advance(run, 5), 0);
    assert_int_equal(heard.count, 2); /* paused -> paused is no change */
    fishsim_run_destroy(run);
}

static void steps_may_be_done_in_several_calls_and_complete_a_run(void **state)
{
    (void)state;
    struct heard heard = {0};
    fishsim_run *run = make_run(NULL, 6, &heard);
    assert_ok(fishsim_run_start(run, NULL));
    assert_ok(fishsim_run_pause(run, NULL));
    assert_ok(fishsim_run_step(run, 10, NULL));
    assert_int_equal(advance(run, 4), 4);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_PAUSED);
    assert_int_equal(advance(run, 4), 2);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_COMPLETED);
    assert_true(status_of(run).progress == 1.0);
    assert_int_equal(heard.from[2], FISHSIM_RUN_PAUSED);
    assert_int_equal(fishsim_run_stop(run, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(advance(run, 4), 0);
    fishsim_run_destroy(run);
}

/* A run in a state, of which one tick is left. */
static fishsim_run *run_in(uint32_t wanted)
{
    fishsim_run *run = make_run(NULL, 1, NULL);
    if (wanted != FISHSIM_RUN_CREATED && wanted != FISHSIM_RUN_STOPPED)
        assert_ok(fishsim_run_start(run, NULL));
    if (wanted == FISHSIM_RUN_PAUSED)
        assert_ok(fishsim_run_pause(run, NULL));
    if (wanted == FISHSIM_RUN_STOPPED)
        assert_ok(fishsim_run_stop(run, NULL));
    advance(run, wanted == FISHSIM_RUN_COMPLETED ? 1 : 0);
    assert_int_equal(status_of(run).state, wanted);
    return run;
}

static fishsim_status step_once(fishsim_run *run, fishsim_error *error)
{
    return fishsim_run_step(run, 1, error);
}

static void each_command_is_allowed_where_the_picture_says(void **state)
{
    (void)state;
    const struct {
        fishsim_status (*command)(fishsim_run *, fishsim_error *);
        uint32_t from;
    } commands[] = {
        {fishsim_run_start, 1u << FISHSIM_RUN_CREATED},
        {fishsim_run_pause, 1u << FISHSIM_RUN_RUNNING},
        {fishsim_run_resume, 1u << FISHSIM_RUN_PAUSED},
        {step_once, 1u << FISHSIM_RUN_PAUSED},
        {fishsim_run_stop,
         1u << FISHSIM_RUN_CREATED | 1u << FISHSIM_RUN_RUNNING | 1u << FISHSIM_RUN_PAUSED},
    };
    for (uint32_t from = FISHSIM_RUN_CREATED; from <= FISHSIM_RUN_STOPPED; from++) {
        for (int i = 0; i < 5; i++) {
            fishsim_run *run = run_in(from);
            fishsim_error error = {0};
            bool allowed = commands[i].from >> from & 1;
            assert_int_equal(commands[i].command(run, &error),
                             allowed ? FISHSIM_OK : FISHSIM_ERR_STATE);
            assert_int_equal(error.status, allowed ? FISHSIM_OK : FISHSIM_ERR_STATE);
            fishsim_run_destroy(run);
        }
    }
}

static void a_world_at_its_end_completes_the_run_whoever_ticked_it(void **state)
{
    (void)state;
    fishsim_run *run = make_run(NULL, 5, NULL);
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 1), 1);
    tick_world(fishsim_run_get_world(run), 10);
    assert_int_equal(advance(run, 5), 0);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_COMPLETED);
    fishsim_run_destroy(run);
}

/* ---- failure --------------------------------------------------------------------------------- */

static void a_world_that_dies_fails_its_run(void **state)
{
    (void)state;
    struct allocator allocator = {0};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    struct heard heard = {0};
    fishsim_run *run = make_run(&hooks, 1000, &heard);
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 3), 3);
    allocator.fail_from = allocator.calls + 1; /* the world grows, and cannot */
    uint64_t ticked = 0;
    fishsim_error error = {0};
    assert_int_equal(fishsim_run_advance(run, 900, &ticked, &error), FISHSIM_ERR_MEMORY);
    assert_detail(&error, FISHSIM_ERR_MEMORY);
    assert_true(ticked < 900);
    fishsim_run_status status = status_of(run);
    assert_int_equal(status.state, FISHSIM_RUN_FAILED);
    assert_int_equal(status.failure, FISHSIM_ERR_MEMORY);
    assert_int_equal(heard.to[heard.count - 1], FISHSIM_RUN_FAILED);
    assert_int_equal(fishsim_run_resume(run, &error), FISHSIM_ERR_STATE);
    memset(&error, 0, sizeof error);
    assert_int_equal(fishsim_run_advance(run, 1, &ticked, &error), FISHSIM_ERR_MEMORY);
    assert_detail(&error, FISHSIM_ERR_MEMORY);
    assert_int_equal(ticked, 0);
    fishsim_run_destroy(run);
    assert_int_equal(allocator.live_bytes, 0);
}

static fishsim_status advance_inside(void *user, fishsim_world *world, uint64_t count)
{
    (void)world;
    (void)count;
    assert_int_equal(fishsim_run_advance(user, 1, NULL, NULL), FISHSIM_ERR_STATE);
    assert_ok(fishsim_run_pause(user, NULL)); /* but it may command */
    return FISHSIM_OK;
}

static void a_run_is_not_advanced_from_inside_itself(void **state)
{
    (void)state;
    fishsim_run *run = make_run(NULL, 0, NULL);
    fishsim_system system;
    assert_ok(fishsim_system_init(&system, sizeof system));
    system.every = FISHSIM_EVERY_TICK;
    system.run = advance_inside;
    system.user = run;
    assert_ok(fishsim_world_add_system(fishsim_run_get_world(run), &system, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 10), 1);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_PAUSED);
    fishsim_run_destroy(run);
}

static void bad_arguments_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_error error = {0};
    fishsim_run *run = NULL;
    tick_world(world, 3);
    assert_int_equal(fishsim_run_create(NULL, 0, NULL, &run, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_run_create(world, 0, NULL, NULL, &error), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_run_create(world, 3, NULL, &run, &error), FISHSIM_ERR_ARGUMENT);
    world->dead = true;
    assert_int_equal(fishsim_run_create(world, 9, NULL, &run, &error), FISHSIM_ERR_ARGUMENT);
    world->dead = false;
    struct allocator allocator = {.fail_from = 1};
    fishsim_hooks hooks = allocator_hooks(&allocator);
    assert_int_equal(fishsim_run_create(world, 9, &hooks, &run, &error), FISHSIM_ERR_MEMORY);
    assert_null(run);
    assert_ok(fishsim_run_create(world, 4, NULL, &run, &error));
    assert_int_equal(fishsim_run_step(run, 0, &error), FISHSIM_ERR_ARGUMENT);
    static const double wrong[] = {-1.0, 0.0009, 1.1e6, NAN, INFINITY};
    for (int i = 0; i < 5; i++)
        assert_int_equal(fishsim_run_set_speed(run, wrong[i], &error), FISHSIM_ERR_ARGUMENT);
    assert_string_equal(fishsim_run_state_name(FISHSIM_RUN_PAUSED), "paused");
    assert_string_equal(fishsim_run_state_name(0), "unknown");
    fishsim_run_destroy(run);
}

/* ---- pace ------------------------------------------------------------------------------------ */

/*
 * Time that passes by sleeping alone, and by half a millisecond more than was asked for: what is
 * tested of the pace does not depend on how busy the machine is.
 */
static struct {
    bool simulated;
    int64_t now_ns;
} time_of_test;

enum { OVERSLEPT_NS = 500000 };

int __real_clock_gettime(clockid_t clock, struct timespec *time);
int __wrap_clock_gettime(clockid_t clock, struct timespec *time);
int __real_nanosleep(const struct timespec *wanted, struct timespec *left);
int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left);

int __wrap_clock_gettime(clockid_t clock, struct timespec *time)
{
    if (!time_of_test.simulated)
        return __real_clock_gettime(clock, time);
    time->tv_sec = time_of_test.now_ns / 1000000000;
    time->tv_nsec = time_of_test.now_ns % 1000000000;
    return 0;
}

int __wrap_nanosleep(const struct timespec *wanted, struct timespec *left)
{
    if (!time_of_test.simulated)
        return __real_nanosleep(wanted, left);
    time_of_test.now_ns += wanted->tv_sec * (int64_t)1000000000 + wanted->tv_nsec + OVERSLEPT_NS;
    return 0;
}

static void simulate_time(bool simulated)
{
    time_of_test.simulated = simulated;
    time_of_test.now_ns = 1000000000;
}

/* 101 ticks at 200 a second: the first at once, the last after half a second, however one sleeps.
 */
static void the_pace_has_no_drift(void **state)
{
    (void)state;
    simulate_time(true);
    fishsim_run *run = make_run(NULL, 0, NULL);
    assert_ok(fishsim_run_set_speed(run, 200.0, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    double begin = seconds();
    assert_int_equal(advance(run, 101), 101);
    double elapsed = seconds() - begin;
    fishsim_run_status status = status_of(run);
    fishsim_run_destroy(run);
    simulate_time(false);
    assert_true(elapsed >= 0.5 && elapsed <= 0.5 + 1e-9 * OVERSLEPT_NS + 1e-6);
    assert_true(status.speed_limit == 200.0);
    assert_true(status.ticks_per_second > 199.0 && status.ticks_per_second < 201.0);
}

static void lost_time_is_not_made_up_for(void **state)
{
    (void)state;
    simulate_time(true);
    fishsim_run *run = make_run(NULL, 0, NULL);
    assert_ok(fishsim_run_set_speed(run, 100.0, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    advance(run, 5);
    sleep_s(0.3); /* the host is elsewhere for 30 ticks */
    double begin = seconds();
    advance(run, 11);
    assert_true(seconds() - begin > 0.09);

    assert_ok(fishsim_run_pause(run, NULL));
    advance(run, 1);
    sleep_s(0.3);
    assert_ok(fishsim_run_resume(run, NULL));
    begin = seconds();
    advance(run, 11);
    assert_true(seconds() - begin > 0.09);
    fishsim_run_destroy(run);
    simulate_time(false);
}

struct commander {
    fishsim_run *run;
    fishsim_status (*command)(fishsim_run *, fishsim_error *);
    double after_s;
    fishsim_status status;
};

static void *command_later(void *argument)
{
    struct commander *commander = argument;
    sleep_s(commander->after_s);
    commander->status = commander->command(commander->run, NULL);
    return NULL;
}

static void a_waiting_driver_hears_commands(void **state)
{
    (void)state;
    fishsim_run *run = make_run(NULL, 0, NULL);
    assert_ok(fishsim_run_set_speed(run, 0.001, NULL)); /* 1000 s from tick to tick */
    assert_ok(fishsim_run_start(run, NULL));
    struct commander commander = {run, fishsim_run_stop, 0.1, FISHSIM_ERR_STATE};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, command_later, &commander), 0);
    double begin = seconds();
    assert_int_equal(advance(run, 10), 1);
    assert_true(seconds() - begin < 2.0);
    pthread_join(thread, NULL);
    assert_ok(commander.status);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_STOPPED);
    fishsim_run_destroy(run);
}

static fishsim_status hurry(fishsim_run *run, fishsim_error *error)
{
    return fishsim_run_set_speed(run, 1000.0, error);
}

static void a_new_speed_holds_at_once(void **state)
{
    (void)state;
    fishsim_run *run = make_run(NULL, 0, NULL);
    assert_ok(fishsim_run_set_speed(run, 0.01, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    struct commander commander = {run, hurry, 0.1, FISHSIM_ERR_STATE};
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, command_later, &commander), 0);
    double begin = seconds();
    assert_int_equal(advance(run, 20), 20);
    assert_true(seconds() - begin < 5.0);
    pthread_join(thread, NULL);
    fishsim_run_destroy(run);
}

/* ---- threads --------------------------------------------------------------------------------- */

struct crowd {
    fishsim_run *run;
    atomic_bool end;
    atomic_uint torn;
};

static void *watch(void *argument)
{
    struct crowd *crowd = argument;
    uint64_t tick = 0;
    while (!atomic_load(&crowd->end)) {
        fishsim_run_status status;
        fishsim_run_status_init(&status, sizeof status);
        fishsim_run_get_status(crowd->run, &status, NULL);
        if (status.tick < tick || status.state < 1 || status.state > 6 ||
            (status.state == FISHSIM_RUN_COMPLETED && status.tick != status.last_tick))
            atomic_fetch_add(&crowd->torn, 1);
        tick = status.tick;
    }
    return NULL;
}

static void *pester(void *argument)
{
    struct crowd *crowd = argument;
    for (uint64_t i = 0; !atomic_load(&crowd->end); i++) {
        fishsim_run_pause(crowd->run, NULL);
        fishsim_run_step(crowd->run, i % 3 + 1, NULL);
        fishsim_run_set_speed(crowd->run, i % 2 ? 0.0 : 1e6, NULL);
        fishsim_run_resume(crowd->run, NULL);
    }
    return NULL;
}

static void many_threads_command_and_watch_one_run(void **state)
{
    (void)state;
    enum { THREADS = 4, TICKS = 60 };
    struct crowd crowd = {.run = make_run(NULL, TICKS, NULL)};
    assert_ok(fishsim_run_start(crowd.run, NULL));
    pthread_t threads[THREADS];
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&threads[i], NULL, i % 2 ? watch : pester, &crowd), 0);
    uint64_t total = 0;
    while (status_of(crowd.run).state != FISHSIM_RUN_COMPLETED)
        total += advance(crowd.run, 10);
    atomic_store(&crowd.end, true);
    for (int i = 0; i < THREADS; i++)
        pthread_join(threads[i], NULL);
    assert_int_equal(total, TICKS);
    assert_int_equal(crowd.torn, 0);
    fishsim_run_destroy(crowd.run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_change_is_told_where_it_happens),
        cmocka_unit_test(commands_before_the_driver_come_add_up),
        cmocka_unit_test(steps_may_be_done_in_several_calls_and_complete_a_run),
        cmocka_unit_test(each_command_is_allowed_where_the_picture_says),
        cmocka_unit_test(a_world_at_its_end_completes_the_run_whoever_ticked_it),
        cmocka_unit_test(a_world_that_dies_fails_its_run),
        cmocka_unit_test(a_run_is_not_advanced_from_inside_itself),
        cmocka_unit_test(bad_arguments_are_refused),
        cmocka_unit_test(the_pace_has_no_drift),
        cmocka_unit_test(lost_time_is_not_made_up_for),
        cmocka_unit_test(a_waiting_driver_hears_commands),
        cmocka_unit_test(a_new_speed_holds_at_once),
        cmocka_unit_test(many_threads_command_and_watch_one_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
