/* SPDX-License-Identifier: MIT */
/* fishsim/parquet.h: every event and frame becomes a row; trouble is told and harms nobody. */
#define _GNU_SOURCE

#include "world_fixture.h"

#include "scratch.h"

#include "table.h"

#include <fishsim/parquet.h>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>

static char scratch[PATH_MAX];

static int make_scratch(void **state)
{
    (void)state;
    scratch_make(scratch);
    return 0;
}

static int remove_scratch(void **state)
{
    (void)state;
    scratch_remove(scratch);
    return 0;
}

static fishsim_parquet_options options_for(const char *simulation)
{
    fishsim_parquet_options options;
    assert_ok(fishsim_parquet_options_init(&options, sizeof options));
    options.root = scratch;
    options.simulation_id = simulation;
    return options;
}

/* A writer attached to a world. */
static fishsim_parquet *attach(fishsim_world *world, const fishsim_parquet_options *options,
                               uint32_t *sink_id)
{
    fishsim_parquet *parquet = NULL;
    fishsim_sink sink;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, fishsim_parquet_open(world, options, &parquet, &error), &error);
    assert_ok(fishsim_parquet_sink(parquet, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, sink_id, NULL));
    return parquet;
}

static fishsim_parquet_counts counts_of(fishsim_parquet *parquet)
{
    fishsim_parquet_counts counts;
    assert_ok(fishsim_parquet_counts_init(&counts, sizeof counts));
    assert_ok(fishsim_parquet_get_counts(parquet, &counts, NULL));
    return counts;
}

/* A log of the same events, to compare with. */
static fishsim_event_log *log_of(fishsim_world *world)
{
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, 1000000, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    return log;
}

/* One column of the only file of a table in scratch/simulation. */
static uint64_t *read_column(const char *simulation, const char *table, const char *name,
                             uint64_t *count)
{
    char folder[PATH_MAX], path[PATH_MAX] = "";
    scratch_join(folder, scratch, simulation);
    DIR *list = opendir(folder);
    assert_non_null(list);
    for (struct dirent *entry = readdir(list); entry; entry = readdir(list))
        if (strncmp(entry->d_name, table, strlen(table)) == 0)
            scratch_join(path, folder, entry->d_name);
    closedir(list);
    int file = open(path, O_RDONLY);
    assert_true(file >= 0);
    uint64_t *values;
    fishsim_error error = {0};
    assert_status(FISHSIM_OK, table_read_column(file, name, 1000000, &values, count, &error),
                  &error);
    close(file);
    return values;
}

static void every_event_is_a_row_and_every_frame_the_fish(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *bare = lively_world(NULL);
    fishsim_parquet_options options = options_for("sim");
    options.row_group_rows = 100; /* more than one row group */
    fishsim_event_log *log = log_of(world);
    fishsim_parquet *parquet = attach(world, &options, NULL);
    uint64_t frame_rows = 0, logged, read;
    for (int ten = 0; ten < 5; ten++) {
        tick_world(world, 10);
        frame_rows += info_of(world).fish;
    }
    tick_world(bare, 50);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(bare));
    assert_ok(fishsim_parquet_flush(parquet, NULL));
    const fishsim_event *events = fishsim_event_log_events(log, &logged);
    fishsim_parquet_counts counts = counts_of(parquet);
    assert_true(logged > 100);
    assert_int_equal(counts.event_rows, logged);
    assert_int_equal(counts.fish_rows, frame_rows);
    assert_int_equal(counts.files, 2);
    assert_int_equal(counts.rows_lost, 0);
    assert_int_equal(counts.failures, 0);
    uint64_t *sequences = read_column("sim", "events", "sequence", &read);
    assert_int_equal(read, logged);
    for (uint64_t i = 0; i < read; i++)
        assert_int_equal(sequences[i], events[i].sequence);
    free(sequences);
    uint64_t *ticks = read_column("sim", "fish", "tick", &read);
    assert_int_equal(read, frame_rows);
    assert_int_equal(ticks[0], 10);
    assert_int_equal(ticks[read - 1], 50);
    free(ticks);
    assert_ok(fishsim_parquet_close(parquet, NULL));
    fishsim_world_destroy(world);
    fishsim_world_destroy(bare);
    fishsim_event_log_destroy(log);
}

static void files_are_ended_at_their_rows(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_parquet_options options = options_for("sim");
    options.row_group_rows = 10;
    options.file_rows = 100;
    options.frame_every = 7;
    options.kinds = UINT64_C(1) << FISHSIM_EVENT_BORN;
    options.compression = FISHSIM_PARQUET_SNAPPY;
    fishsim_parquet *parquet = attach(world, &options, NULL);
    tick_world(world, 50);
    assert_ok(fishsim_parquet_flush(parquet, NULL));
    fishsim_parquet_counts counts = counts_of(parquet);
    assert_true(counts.files >= 7);
    assert_int_equal(scratch_count(scratch, "sim", ".parquet"), (int)counts.files);
    assert_int_equal(counts.event_rows, info_of(world).births);
    assert_true(counts.bytes > 0);
    assert_ok(fishsim_parquet_close(parquet, NULL));
    fishsim_world_destroy(world);
}

static void a_log_is_not_written_over_but_goes_on(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *again = lively_world(NULL);
    fishsim_parquet_options options = options_for("sim");
    uint32_t sink_id;
    fishsim_parquet *parquet = attach(world, &options, &sink_id), *other = NULL;
    fishsim_error error = {0};
    tick_world(world, 20);
    assert_ok(fishsim_world_remove_sink(world, sink_id, NULL));
    assert_ok(fishsim_parquet_close(parquet, NULL));
    assert_int_equal(fishsim_parquet_open(again, &options, &other, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    assert_null(other);
    parquet = attach(world, &options, NULL);
    tick_world(world, 20);
    assert_ok(fishsim_parquet_close(parquet, NULL));
    assert_int_equal(scratch_count(scratch, "sim", ".parquet"), 4);
    fishsim_world_destroy(world);
    fishsim_world_destroy(again);
}

static void a_full_disk_loses_rows_and_nothing_else(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL), *bare = lively_world(NULL);
    fishsim_parquet_options options = options_for("sim");
    uint32_t sink_id;
    options.row_group_rows = 50;
    options.file_rows = 50;
    fishsim_parquet *parquet = attach(world, &options, &sink_id);
    /* A file may not grow beyond some bytes: to a writer that is a full disk. */
    struct rlimit old, small;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    small = old;
    small.rlim_cur = 1000;
    void (*handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    tick_world(world, 25);
    fishsim_error error = {0};
    assert_int_equal(fishsim_parquet_flush(parquet, &error), FISHSIM_ERR_IO);
    assert_detail(&error, FISHSIM_ERR_IO);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
    signal(SIGXFSZ, handler);
    fishsim_parquet_counts full = counts_of(parquet);
    assert_true(full.failures > 0);
    assert_true(full.rows_lost > 0);
    assert_int_equal(full.files, 0);
    tick_world(world, 25);
    uint64_t failures;
    assert_ok(fishsim_world_get_sink_failures(world, sink_id, &failures, NULL));
    assert_true(failures > 0);
    tick_world(bare, 50);
    assert_int_equal(fishsim_world_digest(world), fishsim_world_digest(bare));
    assert_int_equal(fishsim_parquet_flush(parquet, &error), FISHSIM_ERR_IO);
    fishsim_parquet_counts after = counts_of(parquet);
    assert_true(after.event_rows > 0 && after.fish_rows > 0);
    assert_int_equal(scratch_count(scratch, "sim", ".parquet"), (int)after.files);
    assert_int_equal(fishsim_parquet_close(parquet, &error), FISHSIM_ERR_IO);
    fishsim_world_destroy(world);
    fishsim_world_destroy(bare);
}

static void refuse_with(const fishsim_world *world, const fishsim_parquet_options *options,
                        fishsim_status wanted)
{
    fishsim_parquet *parquet = NULL;
    fishsim_error error = {0};
    assert_status(wanted, fishsim_parquet_open(world, options, &parquet, &error), &error);
    assert_detail(&error, wanted);
    assert_null(parquet);
}

static void bad_options_are_refused(void **state)
{
    (void)state;
    static const char *const BAD[] = {"../../etc", "a b", "a\r\nb", "", NULL};
    fishsim_world *world = lively_world(NULL);
    fishsim_parquet_options options;
    for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
        options = options_for(BAD[i]);
        refuse_with(world, &options, FISHSIM_ERR_ARGUMENT);
    }
#define REFUSE(member, value, status)                                                              \
    options = options_for("sim");                                                                  \
    options.member = value;                                                                        \
    refuse_with(world, &options, status)
    REFUSE(root, "", FISHSIM_ERR_ARGUMENT);
    REFUSE(root, NULL, FISHSIM_ERR_ARGUMENT);
    REFUSE(root, "/proc/nowhere", FISHSIM_ERR_IO);
    REFUSE(compression, 4, FISHSIM_ERR_ARGUMENT);
    REFUSE(row_group_rows, 0, FISHSIM_ERR_ARGUMENT);
    REFUSE(row_group_rows, (1u << 24) + 1, FISHSIM_ERR_ARGUMENT);
    REFUSE(file_rows, 0, FISHSIM_ERR_ARGUMENT);
    REFUSE(queue_bytes, 0, FISHSIM_ERR_ARGUMENT);
    REFUSE(struct_size, 8, FISHSIM_ERR_ABI);
#undef REFUSE
    options = options_for("sim");
    refuse_with(NULL, &options, FISHSIM_ERR_ARGUMENT);
    refuse_with(world, NULL, FISHSIM_ERR_ARGUMENT);
    assert_int_equal(scratch_count(scratch, "", ""), 0);
    fishsim_world_destroy(world);
}

static void null_is_refused_or_allowed_as_documented(void **state)
{
    (void)state;
    fishsim_world *world = lively_world(NULL);
    fishsim_parquet_options options = options_for("sim");
    fishsim_parquet_counts counts = {.struct_size = sizeof counts};
    fishsim_parquet *parquet = NULL;
    fishsim_sink sink;
    assert_int_equal(fishsim_parquet_options_init(NULL, sizeof options), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_parquet_options_init(&options, 4), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_parquet_counts_init(NULL, sizeof counts), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_parquet_open(world, &options, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_parquet_open(world, &options, &parquet, NULL));
    assert_int_equal(fishsim_parquet_sink(NULL, &sink, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_parquet_sink(parquet, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_parquet_get_counts(NULL, &counts, NULL), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_parquet_get_counts(parquet, NULL, NULL), FISHSIM_ERR_ARGUMENT);
    counts.struct_size = 8;
    assert_int_equal(fishsim_parquet_get_counts(parquet, &counts, NULL), FISHSIM_ERR_ABI);
    assert_int_equal(fishsim_parquet_flush(NULL, NULL), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_parquet_close(NULL, NULL));
    assert_ok(fishsim_parquet_close(parquet, NULL));
    fishsim_world_destroy(world);
}

static void what_is_no_parquet_file_is_told(void **state)
{
    (void)state;
    char path[PATH_MAX];
    uint64_t *values, count;
    fishsim_error error = {0};
    scratch_write(scratch, "file", "PAR1 but not really PAR1");
    scratch_join(path, scratch, "file");
    int file = open(path, O_RDONLY);
    assert_int_equal(table_read_column(file, "tick", 10, &values, &count, &error),
                     FISHSIM_ERR_FORMAT);
    assert_detail(&error, FISHSIM_ERR_FORMAT);
    close(file);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)
    const struct CMUnitTest tests[] = {
        TEST(every_event_is_a_row_and_every_frame_the_fish),
        TEST(files_are_ended_at_their_rows),
        TEST(a_log_is_not_written_over_but_goes_on),
        TEST(a_full_disk_loses_rows_and_nothing_else),
        TEST(bad_options_are_refused),
        TEST(null_is_refused_or_allowed_as_documented),
        TEST(what_is_no_parquet_file_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
