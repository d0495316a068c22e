/* SPDX-License-Identifier: MIT */
/* files.h: a file is whole or its rows are counted as lost, whatever the stream or the disk does.
 */
#define _GNU_SOURCE

#include "world_fixture.h"

#include "scratch.h"

#include "files.h"

#include <errno.h>

static char scratch[PATH_MAX];

static struct files *make_files(const fishsim_parquet_options *options)
{
    fishsim_error error = {0};
    fishsim_world *world = lively_world(NULL);
    struct files *files = calloc(1, sizeof *files);
    assert_non_null(files);
    scratch_make(scratch);
    files_init(files, options);
    assert_status(FISHSIM_OK, notes_make(&files->notes, world, "sim", &error), &error);
    assert_status(FISHSIM_OK, root_open(&files->root, scratch, &error), &error);
    fishsim_world_destroy(world);
    return files;
}

static void end_files(struct files *files)
{
    root_close(&files->root);
    notes_free(&files->notes);
    pthread_mutex_destroy(&files->mutex);
    free(files);
    scratch_remove(scratch);
}

static fishsim_parquet_options plain_options(void)
{
    fishsim_parquet_options options;
    assert_ok(fishsim_parquet_options_init(&options, sizeof options));
    options.simulation_id = "sim";
    return options;
}

static fishsim_parquet_counts counts_of(struct files *files, fishsim_error *trouble)
{
    fishsim_parquet_counts counts;
    files_tell(files, &counts, trouble);
    return counts;
}

/* A stream of so many events. */
static struct ArrowArrayStream stream_of(uint64_t count)
{
    struct ArrowArrayStream stream;
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    const fishsim_event event = {.kind = FISHSIM_EVENT_HOUR};
    assert_ok(fishsim_event_log_create(NULL, count, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    for (uint64_t i = 0; i < count; i++)
        assert_ok(sink.on_events(sink.user, &event, 1));
    assert_ok(fishsim_event_log_export_arrow(log, &stream, NULL));
    fishsim_event_log_destroy(log);
    return stream;
}

static int no_memory(struct ArrowArrayStream *stream, struct ArrowArray *array)
{
    (void)stream;
    (void)array;
    return ENOMEM;
}

static void a_stream_that_fails_loses_the_file_and_the_next_begins_another(void **state)
{
    (void)state;
    const fishsim_parquet_options options = plain_options();
    struct files *files = make_files(&options);
    fishsim_error trouble;
    struct ArrowArrayStream stream = stream_of(5);
    files_add_events(files, &stream, 1, 5);
    stream = stream_of(7);
    stream.get_next = no_memory;
    files_add_events(files, &stream, 6, 12);
    assert_null(stream.release);
    fishsim_parquet_counts counts = counts_of(files, &trouble);
    assert_int_equal(counts.rows_lost, 5);
    assert_int_equal(counts.failures, 1);
    assert_int_equal(trouble.status, FISHSIM_ERR_MEMORY);
    assert_int_equal(scratch_count(scratch, ".part", ""), 0);
    stream = stream_of(3);
    files_add_events(files, &stream, 13, 15);
    files_end(files);
    counts = counts_of(files, &trouble);
    assert_int_equal(counts.event_rows, 3);
    assert_int_equal(counts.rows_lost, 5);
    assert_int_equal(scratch_count(scratch, "sim", "-000000000015.parquet"), 1);
    end_files(files);
}

static void a_name_that_is_taken_loses_the_rows_and_not_the_file(void **state)
{
    (void)state;
    const fishsim_parquet_options options = plain_options();
    struct files *files = make_files(&options);
    fishsim_error trouble;
    for (int i = 0; i < 2; i++) {
        struct ArrowArrayStream stream = stream_of(4);
        files_add_events(files, &stream, 1, 4);
        files_end(files);
    }
    fishsim_parquet_counts counts = counts_of(files, &trouble);
    assert_int_equal(counts.event_rows, 4);
    assert_int_equal(counts.rows_lost, 4);
    assert_int_equal(counts.files, 1);
    assert_int_equal(trouble.status, FISHSIM_ERR_STATE);
    assert_int_equal(scratch_count(scratch, "sim", ""), 1);
    end_files(files);
}

static void a_root_that_cannot_be_written_loses_every_row(void **state)
{
    (void)state;
    const fishsim_parquet_options options = plain_options();
    struct files *files = make_files(&options);
    fishsim_error trouble;
    assert_int_equal(close(files->root.parts), 0);
    files->root.parts = -1;
    struct ArrowArrayStream stream = stream_of(4);
    files_add_events(files, &stream, 1, 4);
    fishsim_parquet_counts counts = counts_of(files, &trouble);
    assert_int_equal(counts.rows_lost, 4);
    assert_int_equal(trouble.status, FISHSIM_ERR_IO);
    files_end(files);
    end_files(files);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stream_that_fails_loses_the_file_and_the_next_begins_another),
        cmocka_unit_test(a_name_that_is_taken_loses_the_rows_and_not_the_file),
        cmocka_unit_test(a_root_that_cannot_be_written_loses_every_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
