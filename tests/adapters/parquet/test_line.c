/* SPDX-License-Identifier: MIT */
/* line.h: loads are written in order and none is left out; who gives too much waits. */
#define _GNU_SOURCE

#include "world_fixture.h"

#include "scratch.h"

#include "line.h"

#include <time.h>

static char scratch[PATH_MAX];
static fishsim_parquet_options options;
static struct files files;
static struct line line;

/* A line on fresh files, which end with every load. */
static void open_line(uint64_t bytes_max)
{
    fishsim_error error = {0};
    fishsim_world *world = lively_world(NULL);
    scratch_make(scratch);
    assert_ok(fishsim_parquet_options_init(&options, sizeof options));
    options.simulation_id = "sim";
    options.file_rows = 1;
    memset(&files, 0, sizeof files);
    files_init(&files, &options);
    assert_status(FISHSIM_OK, notes_make(&files.notes, world, "sim", &error), &error);
    assert_status(FISHSIM_OK, root_open(&files.root, scratch, &error), &error);
    assert_status(FISHSIM_OK, line_open(&line, &files, bytes_max, &error), &error);
    fishsim_world_destroy(world);
}

static void close_line(void)
{
    line_close(&line);
    root_close(&files.root);
    notes_free(&files.notes);
    pthread_mutex_destroy(&files.mutex);
    scratch_remove(scratch);
}

/* One event of a tick. */
static struct load *load_of(uint64_t tick)
{
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    const fishsim_event event = {.tick = tick, .kind = FISHSIM_EVENT_HOUR};
    struct load *load = calloc(1, sizeof *load);
    assert_non_null(load);
    assert_ok(fishsim_event_log_create(NULL, 1, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    assert_ok(sink.on_events(sink.user, &event, 1));
    assert_ok(fishsim_event_log_export_arrow(log, &load->events, NULL));
    fishsim_event_log_destroy(log);
    load->first_tick = load->last_tick = tick;
    load->bytes = sizeof event;
    return load;
}

static fishsim_parquet_counts counts_now(void)
{
    fishsim_parquet_counts counts;
    fishsim_error trouble;
    files_tell(&files, &counts, &trouble);
    assert_int_equal(trouble.status, FISHSIM_OK);
    return counts;
}

static void every_load_is_written_when_the_line_has_settled(void **state)
{
    (void)state;
    enum { LOADS = 20 };
    open_line(1 << 20);
    for (uint64_t tick = 1; tick <= LOADS; tick++)
        line_give(&line, load_of(tick));
    line_settle(&line);
    assert_int_equal(counts_now().event_rows, LOADS);
    assert_int_equal(scratch_count(scratch, "sim", ".parquet"), LOADS);
    close_line();
}

static void what_waits_at_the_end_is_written(void **state)
{
    (void)state;
    open_line(1 << 20);
    for (uint64_t tick = 1; tick <= 5; tick++)
        line_give(&line, load_of(tick));
    line_close(&line);
    assert_int_equal(counts_now().event_rows, 5);
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, line_open(&line, &files, 1, &error), &error);
    close_line();
}

static void *give_second(void *user)
{
    line_give(&line, user);
    return NULL;
}

static void who_gives_to_a_full_line_waits_and_nothing_is_lost(void **state)
{
    (void)state;
    const struct timespec moment = {0, 1000000};
    pthread_t giver;
    open_line(sizeof(fishsim_event));
    assert_int_equal(pthread_mutex_lock(&files.mutex), 0); /* holds up the end of a file */
    line_give(&line, load_of(1));
    assert_int_equal(line_waits(&line), 0);
    assert_int_equal(pthread_create(&giver, NULL, give_second, load_of(2)), 0);
    while (line_waits(&line) == 0)
        nanosleep(&moment, NULL);
    assert_int_equal(pthread_mutex_unlock(&files.mutex), 0);
    assert_int_equal(pthread_join(giver, NULL), 0);
    line_settle(&line);
    assert_int_equal(counts_now().event_rows, 2);
    assert_int_equal(line_waits(&line), 1);
    close_line();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_load_is_written_when_the_line_has_settled),
        cmocka_unit_test(what_waits_at_the_end_is_written),
        cmocka_unit_test(who_gives_to_a_full_line_waits_and_nothing_is_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
