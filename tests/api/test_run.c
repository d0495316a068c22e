/* SPDX-License-Identifier: MIT */
/* run.h: the life of a simulation, commanded from any thread. */
#define _POSIX_C_SOURCE 200809L

#include "api.h"

#include <pthread.h>
#include <time.h>

static fishsim_run *run_to(uint64_t last_tick)
{
    fishsim_run *run = NULL;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_run_create(small_world(), last_tick, NULL, &run, &error),
                  &error);
    return run;
}

static fishsim_run_status status_of(fishsim_run *run)
{
    fishsim_run_status status;
    assert_ok(fishsim_run_status_init(&status, sizeof status));
    assert_ok(fishsim_run_get_status(run, &status, NULL));
    return status;
}

static uint64_t advance(fishsim_run *run, uint64_t most)
{
    uint64_t ticked = 77;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_run_advance(run, most, &ticked, &error), &error);
    return ticked;
}

static void every_state_has_a_name(void **state)
{
    (void)state;
#define X(NAME, name, number) assert_string_equal(fishsim_run_state_name(number), #name);
    FISHSIM_RUN_TABLE(X)
#undef X
    assert_string_equal(fishsim_run_state_name(0), "unknown");
    assert_string_equal(fishsim_run_state_name(UINT32_MAX), "unknown");
}

static void a_run_goes_from_created_to_completed(void **state)
{
    (void)state;
    fishsim_run *run = run_to(100);
    fishsim_run_status status = status_of(run);
    assert_int_equal(status.state, FISHSIM_RUN_CREATED);
    assert_int_equal(status.last_tick, 100);
    assert_int_equal(status.fish, 155);
    assert_int_equal(advance(run, 10), 0);

    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 40), 40);
    status = status_of(run);
    assert_int_equal(status.state, FISHSIM_RUN_RUNNING);
    assert_int_equal(status.tick, 40);
    assert_true(status.progress == 0.4);

    assert_int_equal(advance(run, UINT64_MAX), 60);
    status = status_of(run);
    assert_int_equal(status.state, FISHSIM_RUN_COMPLETED);
    assert_int_equal(status.tick, 100);
    assert_true(status.progress == 1.0);
    assert_int_equal(status.failure, FISHSIM_OK);
    assert_int_equal(advance(run, 10), 0);
    fishsim_run_destroy(run);
}

static void a_driven_world_is_the_same_as_a_ticked_one(void **state)
{
    (void)state;
    fishsim_run *run = run_to(0);
    fishsim_world *world = small_world();
    assert_ok(fishsim_run_start(run, NULL));
    for (int i = 0; i < 15; i++)
        assert_int_equal(advance(run, 10), 10);
    assert_ok(fishsim_world_tick(world, 150, NULL));
    assert_int_equal(fishsim_world_digest(fishsim_run_get_world(run)), fishsim_world_digest(world));
    assert_true(status_of(run).progress == 0.0);
    fishsim_world_destroy(world);
    fishsim_run_destroy(run);
}

static void a_paused_run_waits_steps_and_goes_on(void **state)
{
    (void)state;
    fishsim_run *run = run_to(100);
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 5), 5);
    assert_ok(fishsim_run_pause(run, NULL));
    assert_int_equal(advance(run, 5), 0);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_PAUSED);
    assert_ok(fishsim_run_step(run, 3, NULL));
    assert_int_equal(advance(run, 50), 3);
    assert_int_equal(advance(run, 50), 0);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_PAUSED);
    assert_int_equal(status_of(run).tick, 8);
    assert_ok(fishsim_run_resume(run, NULL));
    assert_int_equal(advance(run, 2), 2);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_RUNNING);
    fishsim_run_destroy(run);
}

static void a_stopped_run_stays_stopped(void **state)
{
    (void)state;
    fishsim_run *run = run_to(100);
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 5), 5);
    assert_ok(fishsim_run_stop(run, NULL));
    assert_int_equal(advance(run, 5), 0);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_STOPPED);
    fishsim_error error = {0};
    assert_int_equal(fishsim_run_resume(run, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_run_start(run, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_run_stop(run, NULL), FISHSIM_ERR_STATE);
    fishsim_run_destroy(run);
}

static void commands_are_judged_by_the_state_they_will_meet(void **state)
{
    (void)state;
    fishsim_run *run = run_to(100);
    assert_int_equal(fishsim_run_pause(run, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_run_resume(run, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_run_step(run, 1, NULL), FISHSIM_ERR_STATE);
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(fishsim_run_start(run, NULL), FISHSIM_ERR_STATE);
    assert_ok(fishsim_run_pause(run, NULL)); /* will be running by then */
    assert_int_equal(fishsim_run_pause(run, NULL), FISHSIM_ERR_STATE);
    assert_ok(fishsim_run_step(run, 2, NULL));
    assert_int_equal(advance(run, 10), 2);
    assert_int_equal(status_of(run).state, FISHSIM_RUN_PAUSED);
    fishsim_run_destroy(run);
}

static void a_run_must_end_after_it_begins(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_run *run = NULL;
    fishsim_error error = {0};
    assert_ok(fishsim_world_tick(world, 10, NULL));
    assert_int_equal(fishsim_run_create(world, 10, NULL, &run, &error), FISHSIM_ERR_ARGUMENT);
    assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    assert_null(run);
    assert_ok(fishsim_world_tick(world, 1, NULL)); /* still the caller's */
    assert_ok(fishsim_run_create(world, 12, NULL, &run, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    assert_int_equal(advance(run, 10), 1);
    fishsim_run_destroy(run);
}

static double now_s(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static void the_speed_limit_holds(void **state)
{
    (void)state;
    fishsim_run *run = run_to(0);
    assert_ok(fishsim_run_set_speed(run, 100.0, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    double start = now_s();
    assert_int_equal(advance(run, 21), 21);
    assert_true(now_s() - start > 0.15); /* 20 intervals of 10 ms, less some slack */
    assert_true(status_of(run).speed_limit == 100.0);
    assert_ok(fishsim_run_set_speed(run, 0.0, NULL));
    assert_int_equal(advance(run, 21), 21);
    assert_true(status_of(run).speed_limit == 0.0);
    fishsim_run_destroy(run);
}

static void a_speed_out_of_range_is_refused(void **state)
{
    (void)state;
    fishsim_run *run = run_to(0);
    const double wrong[] = {-1.0, 0.0009, 1000001.0, strtod("nan", NULL), strtod("inf", NULL)};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        fishsim_error error = {0};
        assert_int_equal(fishsim_run_set_speed(run, wrong[i], &error), FISHSIM_ERR_ARGUMENT);
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    }
    assert_true(status_of(run).speed_limit == 0.0);
    fishsim_run_destroy(run);
}

static void every_change_of_state_is_an_event(void **state)
{
    (void)state;
    fishsim_run *run = run_to(20);
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, 100, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    sink.kinds = UINT64_C(1) << FISHSIM_EVENT_STATUS;
    assert_ok(fishsim_world_add_sink(fishsim_run_get_world(run), &sink, NULL, NULL));
    assert_ok(fishsim_run_start(run, NULL));
    advance(run, 5);
    assert_ok(fishsim_run_pause(run, NULL));
    advance(run, 5);
    assert_ok(fishsim_run_resume(run, NULL));
    advance(run, 50);
    static const uint32_t wanted[] = {FISHSIM_RUN_CREATED, FISHSIM_RUN_RUNNING, FISHSIM_RUN_PAUSED,
                                      FISHSIM_RUN_RUNNING, FISHSIM_RUN_COMPLETED};
    uint64_t count = 0;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    assert_int_equal(count, 4);
    for (uint64_t i = 0; i < count; i++) {
        assert_int_equal(events[i].kind, FISHSIM_EVENT_STATUS);
        assert_int_equal(events[i].cause, wanted[i]);
        assert_int_equal(events[i].value, wanted[i + 1]);
    }
    fishsim_run_destroy(run);
    fishsim_event_log_destroy(log);
}

/* Another thread that commands a run while this one drives it. */
static void *command(void *user)
{
    fishsim_run *run = user;
    const struct timespec moment = {0, 2000000};
    for (int i = 0; i < 20; i++) {
        fishsim_run_status status;
        fishsim_run_status_init(&status, sizeof status);
        fishsim_run_pause(run, NULL);
        fishsim_run_step(run, 1, NULL);
        fishsim_run_get_status(run, &status, NULL);
        fishsim_run_set_speed(run, i % 2 ? 0 : 100000, NULL);
        nanosleep(&moment, NULL);
        fishsim_run_resume(run, NULL);
    }
    fishsim_run_stop(run, NULL);
    return NULL;
}

static void another_thread_may_command_the_run(void **state)
{
    (void)state;
    fishsim_run *run = run_to(0);
    fishsim_world *twin = small_world();
    assert_ok(fishsim_run_start(run, NULL));
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, command, run), 0);
    uint64_t ticks = 0;
    while (status_of(run).state != FISHSIM_RUN_STOPPED)
        ticks += advance(run, 50);
    assert_int_equal(pthread_join(thread, NULL), 0);
    assert_int_equal(status_of(run).tick, ticks);
    assert_ok(fishsim_world_tick(twin, ticks, NULL));
    assert_int_equal(fishsim_world_digest(twin), fishsim_world_digest(fishsim_run_get_world(run)));
    fishsim_world_destroy(twin);
    fishsim_run_destroy(run);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_state_has_a_name),
        cmocka_unit_test(a_run_goes_from_created_to_completed),
        cmocka_unit_test(a_driven_world_is_the_same_as_a_ticked_one),
        cmocka_unit_test(a_paused_run_waits_steps_and_goes_on),
        cmocka_unit_test(a_stopped_run_stays_stopped),
        cmocka_unit_test(commands_are_judged_by_the_state_they_will_meet),
        cmocka_unit_test(a_run_must_end_after_it_begins),
        cmocka_unit_test(the_speed_limit_holds),
        cmocka_unit_test(a_speed_out_of_range_is_refused),
        cmocka_unit_test(every_change_of_state_is_an_event),
        cmocka_unit_test(another_thread_may_command_the_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
