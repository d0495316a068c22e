/* SPDX-License-Identifier: MIT */
/*
 * sink.c: the writer that a world's sink feeds. The thread that ticks copies: events into an event
 * log, whose row groups leave it by its Arrow stream; fish as Arrow record batches. The line's
 * thread encodes and writes.
 *
 * Memory is bounded: a row group of events in the log, options.queue_bytes in the line, and one row
 * group of each table in Arrow.
 */
#define _POSIX_C_SOURCE 200809L /* strdup */

#include <fishsim/parquet.h>

#include "line.h"
#include "refuse.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    ROW_GROUP_ROWS = 65536,
    ROW_GROUP_MOST = 1 << 24,
    FILE_ROWS = 1 << 20,
    QUEUE_BYTES = 64 << 20
};

struct fishsim_parquet {
    fishsim_parquet_options options; /* its strings are ours */
    fishsim_event_log *log;          /* events that make no row group yet */
    fishsim_sink log_sink;
    uint64_t log_first_tick, log_last_tick;
    uint32_t failures_told; /* to the world */
    struct files files;
    struct line line;
};

/* ---- sized structs -------------------------------------------------------------------------- */

static fishsim_status init_sized(void *target, size_t size, size_t known)
{
    if (!target)
        return FISHSIM_ERR_ARGUMENT;
    if (size < known || size > UINT32_MAX)
        return FISHSIM_ERR_ABI;
    memset(target, 0, size);
    uint32_t stored = (uint32_t)size;
    memcpy(target, &stored, sizeof stored);
    return FISHSIM_OK;
}

fishsim_status fishsim_parquet_options_init(fishsim_parquet_options *options, size_t struct_size)
{
    fishsim_status status = init_sized(options, struct_size, sizeof *options);
    if (status)
        return status;
    options->compression = FISHSIM_PARQUET_ZSTD;
    options->row_group_rows = ROW_GROUP_ROWS;
    options->file_rows = FILE_ROWS;
    options->queue_bytes = QUEUE_BYTES;
    options->kinds = UINT64_MAX;
    return FISHSIM_OK;
}

fishsim_status fishsim_parquet_counts_init(fishsim_parquet_counts *counts, size_t struct_size)
{
    return init_sized(counts, struct_size, sizeof *counts);
}

/* ---- trouble -------------------------------------------------------------------------------- */

/* The status of a callback: the trouble, once for each failure that has come since the last. */
static fishsim_status tell_world(fishsim_parquet *parquet)
{
    fishsim_parquet_counts counts;
    fishsim_error trouble;
    files_tell(&parquet->files, &counts, &trouble);
    if (counts.failures == parquet->failures_told)
        return FISHSIM_OK;
    parquet->failures_told++;
    return trouble.status;
}

/* ---- events --------------------------------------------------------------------------------- */

/* Gives the log's events to the line. */
static void empty_log(fishsim_parquet *parquet)
{
    fishsim_error error = {0};
    uint64_t count;
    fishsim_event_log_events(parquet->log, &count);
    if (!count)
        return;
    struct load *load = calloc(1, sizeof *load);
    fishsim_status status =
        load ? fishsim_event_log_export_arrow(parquet->log, &load->events, &error)
             : refuse(&error, FISHSIM_ERR_MEMORY, "no memory to keep %" PRIu64 " events", count);
    fishsim_event_log_clear(parquet->log);
    if (status) {
        free(load);
        files_note_trouble(&parquet->files, &error, count);
        return;
    }
    load->first_tick = parquet->log_first_tick;
    load->last_tick = parquet->log_last_tick;
    load->bytes = count * sizeof(fishsim_event);
    line_give(&parquet->line, load);
}

/* Keeps some events, as many as fit, and tells how many. */
static uint64_t fill_log(fishsim_parquet *parquet, const fishsim_event *events, uint64_t count)
{
    uint64_t held;
    fishsim_event_log_events(parquet->log, &held);
    uint64_t room = parquet->options.row_group_rows - held;
    uint64_t taken = count < room ? count : room;
    if (held == 0)
        parquet->log_first_tick = events[0].tick;
    parquet->log_last_tick = events[taken - 1].tick;
    parquet->log_sink.on_events(parquet->log_sink.user, events, taken);
    return taken;
}

static fishsim_status take_events(void *user, const fishsim_event *events, uint64_t count)
{
    fishsim_parquet *parquet = user;
    for (uint64_t done = 0; done < count;) {
        done += fill_log(parquet, events + done, count - done);
        uint64_t held;
        fishsim_event_log_events(parquet->log, &held);
        uint64_t dropped = fishsim_event_log_dropped(parquet->log);
        if (dropped) {
            fishsim_error error = {0};
            refuse(&error, FISHSIM_ERR_MEMORY, "no memory to keep %" PRIu64 " events", dropped);
            files_note_trouble(&parquet->files, &error, dropped);
        }
        if (dropped || held == parquet->options.row_group_rows)
            empty_log(parquet);
    }
    return tell_world(parquet);
}

/* ---- fish ----------------------------------------------------------------------------------- */

/* A frame holds no more than this for each fish. */
enum {
#define X(NAME, field, number, element, unit, meaning) +8
    FISH_BYTES = FISHSIM_COLUMN_TABLE(X)
#undef X
};

static fishsim_status take_frame(void *user, const fishsim_world *world)
{
    fishsim_parquet *parquet = user;
    fishsim_error error = {0};
    fishsim_world_info info;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_info(world, &info, &error);
    if (!status && info.fish == 0)
        return tell_world(parquet);
    struct load *load = calloc(1, sizeof *load);
    if (!load)
        status = refuse(&error, FISHSIM_ERR_MEMORY, "no memory for a frame");
    if (!status)
        status = fishsim_world_export_arrow(world, &load->schema, &load->fish, &error);
    if (status) {
        free(load);
        files_note_trouble(&parquet->files, &error, info.fish);
        return tell_world(parquet);
    }
    load->last_tick = info.tick;
    load->bytes = info.fish * (uint64_t)FISH_BYTES;
    line_give(&parquet->line, load);
    return tell_world(parquet);
}

/* ---- opening -------------------------------------------------------------------------------- */

struct search {
    uint64_t tick;
    char found[64]; /* a file that reaches beyond the tick */
};

static bool look_at(void *user, const char *name)
{
    struct search *search = user;
    char table[8];
    uint64_t first, last;
    if (sscanf(name, "%7[a-z]-%12" SCNu64 "-%12" SCNu64 ".parquet", table, &first, &last) == 3 &&
        last > search->tick)
        snprintf(search->found, sizeof search->found, "%.63s", name);
    return search->found[0] == '\0';
}

/* A log is not written over: the folder must not hold what this world has still to come to. */
static fishsim_status check_folder(const fishsim_parquet *parquet, const fishsim_world *world,
                                   fishsim_error *error)
{
    fishsim_world_info info;
    struct search search = {.tick = 0};
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_info(world, &info, error);
    if (status)
        return status;
    search.tick = info.tick;
    status =
        root_list(&parquet->files.root, parquet->options.simulation_id, look_at, &search, error);
    if (status || !search.found[0])
        return status;
    return refuse(error, FISHSIM_ERR_STATE,
                  "%s/%s/%s is of another run, since it goes beyond tick %" PRIu64
                  ": move it away, or write elsewhere",
                  parquet->options.root, parquet->options.simulation_id, search.found, info.tick);
}

static fishsim_status check_options(const fishsim_parquet_options *options, fishsim_error *error)
{
    if (options->struct_size < sizeof *options)
        return refuse(error, FISHSIM_ERR_ABI, "fishsim_parquet_options was not initialised");
    for (uint32_t i = sizeof *options; i < options->struct_size; i++)
        if (((const char *)options)[i])
            return refuse(error, FISHSIM_ERR_ABI, "fishsim_parquet_options has an unknown tail");
    if (!options->root || !options->root[0])
        return refuse(error, FISHSIM_ERR_ARGUMENT, "root is empty");
    if (!id_is_safe(options->simulation_id))
        return refuse(error, FISHSIM_ERR_ARGUMENT,
                      "simulation_id must be 1 to 64 letters, digits, _ and -");
    if (options->compression > FISHSIM_PARQUET_GZIP)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "compression: no number %" PRIu32,
                      options->compression);
    if (!options->row_group_rows || options->row_group_rows > ROW_GROUP_MOST)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "row_group_rows must be 1 to %d",
                      ROW_GROUP_MOST);
    if (!options->file_rows)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "file_rows must be 1 or more");
    if (!options->queue_bytes)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "queue_bytes must be 1 or more");
    return FISHSIM_OK;
}

/* Frees all but the root, which is closed by whoever has opened it. */
static void release(fishsim_parquet *parquet)
{
    fishsim_event_log_destroy(parquet->log);
    notes_free(&parquet->files.notes);
    pthread_mutex_destroy(&parquet->files.mutex);
    free((char *)parquet->options.root);
    free((char *)parquet->options.simulation_id);
    free(parquet);
}

static fishsim_status make_writer(const fishsim_parquet_options *options, fishsim_parquet **out,
                                  fishsim_error *error)
{
    fishsim_parquet *made = calloc(1, sizeof *made);
    if (!made)
        return refuse(error, FISHSIM_ERR_MEMORY, "no memory for a Parquet writer");
    made->options = *options;
    made->options.root = strdup(options->root);
    made->options.simulation_id = strdup(options->simulation_id);
    files_init(&made->files, &made->options);
    fishsim_status status = fishsim_sink_init(&made->log_sink, sizeof made->log_sink);
    if (!made->options.root || !made->options.simulation_id)
        status = refuse(error, FISHSIM_ERR_MEMORY, "no memory for a Parquet writer");
    if (!status)
        status = fishsim_event_log_create(NULL, options->row_group_rows, &made->log, error);
    if (!status)
        status = fishsim_event_log_sink(made->log, &made->log_sink, error);
    if (status)
        release(made);
    else
        *out = made;
    return status;
}

fishsim_status fishsim_parquet_open(const fishsim_world *world,
                                    const fishsim_parquet_options *options, fishsim_parquet **out,
                                    fishsim_error *error)
{
    if (!world || !options || !out)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "fishsim_parquet_open: %s is NULL",
                      !world     ? "world"
                      : !options ? "options"
                                 : "out");
    fishsim_parquet *made = NULL;
    fishsim_status status = check_options(options, error);
    if (!status)
        status = make_writer(options, &made, error);
    if (status)
        return status;
    status = notes_make(&made->files.notes, world, made->options.simulation_id, error);
    if (!status)
        status = root_open(&made->files.root, made->options.root, error);
    if (status) {
        release(made);
        return status;
    }
    status = check_folder(made, world, error);
    if (!status)
        status = line_open(&made->line, &made->files, options->queue_bytes, error);
    if (status) {
        root_close(&made->files.root);
        release(made);
        return status;
    }
    *out = made;
    return FISHSIM_OK;
}

fishsim_status fishsim_parquet_sink(fishsim_parquet *parquet, fishsim_sink *sink,
                                    fishsim_error *error)
{
    if (!parquet || !sink)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "fishsim_parquet_sink: %s is NULL",
                      parquet ? "sink" : "parquet");
    if (fishsim_sink_init(sink, sizeof *sink) != FISHSIM_OK)
        return refuse(error, FISHSIM_ERR_ABI, "fishsim_sink is of another version");
    sink->frame_every = parquet->options.frame_every;
    sink->kinds = parquet->options.kinds;
    sink->on_events = take_events;
    sink->on_frame = take_frame;
    sink->user = parquet;
    return FISHSIM_OK;
}

/* ---- ending --------------------------------------------------------------------------------- */

fishsim_status fishsim_parquet_get_counts(fishsim_parquet *parquet, fishsim_parquet_counts *counts,
                                          fishsim_error *error)
{
    if (!parquet || !counts)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "fishsim_parquet_get_counts: %s is NULL",
                      parquet ? "counts" : "parquet");
    uint32_t size = counts->struct_size;
    if (size < sizeof *counts)
        return refuse(error, FISHSIM_ERR_ABI, "fishsim_parquet_counts was not initialised");
    fishsim_error trouble;
    memset(counts, 0, size);
    files_tell(&parquet->files, counts, &trouble);
    counts->waits = line_waits(&parquet->line);
    counts->struct_size = size;
    return FISHSIM_OK;
}

fishsim_status fishsim_parquet_flush(fishsim_parquet *parquet, fishsim_error *error)
{
    if (!parquet)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "fishsim_parquet_flush: parquet is NULL");
    fishsim_parquet_counts counts;
    fishsim_error trouble;
    empty_log(parquet);
    line_settle(&parquet->line);
    files_end(&parquet->files);
    files_tell(&parquet->files, &counts, &trouble);
    if (trouble.status && error)
        *error = trouble;
    return trouble.status;
}

fishsim_status fishsim_parquet_close(fishsim_parquet *parquet, fishsim_error *error)
{
    if (!parquet)
        return FISHSIM_OK;
    fishsim_status status = fishsim_parquet_flush(parquet, error);
    line_close(&parquet->line);
    root_close(&parquet->files.root);
    release(parquet);
    return status;
}
