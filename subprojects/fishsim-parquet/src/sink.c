/* SPDX-License-Identifier: MIT */
/*
 * sink.c: the writer that a world's sink feeds: events by way of an event log and its Arrow stream,
 * fish as Arrow record batches.
 *
 * Memory is bounded: a row group of events in the log, and one row group of each table in Arrow.
 * When something fails, the rows of the file in hand are counted as lost, the first trouble is kept
 * for flush and close, and the next rows begin a new file.
 */
#define _POSIX_C_SOURCE 200809L /* strdup */

#include <fishsim/parquet.h>

#include "notes.h"
#include "root.h"
#include "table.h"
#include "refuse.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROW_GROUP_ROWS = 65536, ROW_GROUP_MOST = 1 << 24, FILE_ROWS = 1 << 20 };

/* The files of one table, one after the other. */
struct series {
    const char *name;
    struct table *table; /* the file in hand, or NULL */
    struct part part;
    uint64_t first_tick, last_tick;
    uint64_t rows;          /* in the file in hand */
    uint64_t *written_rows; /* where rows of whole files are counted */
};

struct fishsim_parquet {
    fishsim_parquet_options options; /* its strings are ours */
    struct root root;
    struct notes notes;
    fishsim_event_log *log;
    fishsim_sink log_sink;
    uint64_t log_first_tick, log_last_tick;
    struct series events, fish;
    fishsim_parquet_counts counts;
    fishsim_error trouble; /* the first, or status 0 */
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
    options->kinds = UINT64_MAX;
    return FISHSIM_OK;
}

fishsim_status fishsim_parquet_counts_init(fishsim_parquet_counts *counts, size_t struct_size)
{
    return init_sized(counts, struct_size, sizeof *counts);
}

/* ---- trouble -------------------------------------------------------------------------------- */

static fishsim_status note_trouble(fishsim_parquet *parquet, const fishsim_error *error,
                                   uint64_t rows)
{
    if (!parquet->trouble.status)
        parquet->trouble = *error;
    parquet->counts.failures++;
    parquet->counts.rows_lost += rows;
    return error->status;
}

/* Gives up the file in hand, with `more` rows that were to go into it. */
static fishsim_status lose_file(fishsim_parquet *parquet, struct series *series, uint64_t more,
                                const fishsim_error *error)
{
    uint64_t rows = series->rows + more;
    if (series->table) {
        table_abandon(series->table);
        root_abandon(&parquet->root, &series->part);
        series->table = NULL;
    }
    series->rows = 0;
    return note_trouble(parquet, error, rows);
}

/* ---- files ---------------------------------------------------------------------------------- */

/* Begins a file of the table whose schema this is; the schema is consumed. */
static fishsim_status begin_file(fishsim_parquet *parquet, struct series *series,
                                 struct ArrowSchema *schema, fishsim_error *error)
{
    notes_set_table(&parquet->notes, series->name);
    const struct table_options options = {
        .compression = parquet->options.compression,
        .row_group_rows = parquet->options.row_group_rows,
        .leading_column = series == &parquet->fish ? "tick" : NULL,
        .notes = parquet->notes.list,
        .note_count = NOTE_CAPACITY,
    };
    fishsim_status status = root_begin(&parquet->root, &series->part, error);
    if (status) {
        schema->release(schema);
        return status;
    }
    status = table_begin(series->part.file, schema, &options, &series->table, error);
    if (status)
        root_abandon(&parquet->root, &series->part);
    return status;
}

static fishsim_status end_file(fishsim_parquet *parquet, struct series *series)
{
    enum { PATH_BYTES = 160 };
    fishsim_error error = {0};
    char path[PATH_BYTES];
    uint64_t bytes = 0;
    if (!series->table)
        return FISHSIM_OK;
    snprintf(path, sizeof path, "%s/%s-%012" PRIu64 "-%012" PRIu64 ".parquet",
             parquet->options.simulation_id, series->name, series->first_tick, series->last_tick);
    fishsim_status status = table_end(series->table, &bytes, &error);
    series->table = NULL;
    if (status)
        root_abandon(&parquet->root, &series->part);
    else
        status = root_publish(&parquet->root, &series->part, path, &error);
    if (status)
        return lose_file(parquet, series, 0, &error);
    *series->written_rows += series->rows;
    series->rows = 0;
    parquet->counts.files++;
    parquet->counts.bytes += bytes;
    return FISHSIM_OK;
}

/* Appends one batch that holds the ticks first to last; it is consumed, and so is the schema. */
static fishsim_status add_batch(fishsim_parquet *parquet, struct series *series,
                                struct ArrowSchema *schema, struct ArrowArray *array,
                                uint64_t first_tick, uint64_t last_tick)
{
    fishsim_error error = {0};
    fishsim_status status = FISHSIM_OK;
    uint64_t rows = (uint64_t)array->length;
    if (series->table) {
        schema->release(schema);
    } else {
        status = begin_file(parquet, series, schema, &error);
        series->first_tick = first_tick;
    }
    if (status)
        array->release(array);
    else
        status = table_append(series->table, array, last_tick, &error);
    if (status)
        return lose_file(parquet, series, rows, &error);
    series->last_tick = last_tick;
    series->rows += rows;
    return series->rows >= parquet->options.file_rows ? end_file(parquet, series) : FISHSIM_OK;
}

/* ---- events --------------------------------------------------------------------------------- */

/* Takes the batches of an Arrow stream into the file; a stream of one row group has few. */
static fishsim_status drain(fishsim_parquet *parquet, struct ArrowArrayStream *stream)
{
    fishsim_status status = FISHSIM_OK;
    for (;;) {
        struct ArrowSchema schema = {.release = NULL};
        struct ArrowArray array = {.release = NULL};
        if (stream->get_schema(stream, &schema) != 0 || stream->get_next(stream, &array) != 0) {
            fishsim_error error = {0};
            if (schema.release)
                schema.release(&schema);
            refuse(&error, FISHSIM_ERR_MEMORY, "events: %s", stream->get_last_error(stream));
            return lose_file(parquet, &parquet->events, 0, &error);
        }
        if (!array.release) {
            schema.release(&schema);
            return status;
        }
        fishsim_status added = add_batch(parquet, &parquet->events, &schema, &array,
                                         parquet->log_first_tick, parquet->log_last_tick);
        status = status ? status : added;
    }
}

/* Moves the log into the file. */
static fishsim_status empty_log(fishsim_parquet *parquet)
{
    struct ArrowArrayStream stream;
    fishsim_error error = {0};
    uint64_t count;
    fishsim_event_log_events(parquet->log, &count);
    if (!count)
        return FISHSIM_OK;
    fishsim_status status = fishsim_event_log_export_arrow(parquet->log, &stream, &error);
    fishsim_event_log_clear(parquet->log);
    if (status)
        return lose_file(parquet, &parquet->events, count, &error);
    status = drain(parquet, &stream);
    stream.release(&stream);
    return status;
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
    fishsim_status status = FISHSIM_OK;
    for (uint64_t done = 0; done < count;) {
        done += fill_log(parquet, events + done, count - done);
        uint64_t held;
        fishsim_event_log_events(parquet->log, &held);
        uint64_t dropped = fishsim_event_log_dropped(parquet->log);
        if (dropped) {
            fishsim_error error = {0};
            refuse(&error, FISHSIM_ERR_MEMORY, "no memory to keep %" PRIu64 " events", dropped);
            status = note_trouble(parquet, &error, dropped);
        }
        if (dropped || held == parquet->options.row_group_rows) {
            fishsim_status emptied = empty_log(parquet);
            status = status ? status : emptied;
        }
    }
    return status;
}

/* ---- fish ----------------------------------------------------------------------------------- */

static fishsim_status take_frame(void *user, const fishsim_world *world)
{
    fishsim_parquet *parquet = user;
    struct ArrowSchema schema;
    struct ArrowArray array;
    fishsim_error error = {0};
    fishsim_world_info info;
    fishsim_status status = fishsim_world_info_init(&info, sizeof info);
    if (!status)
        status = fishsim_world_get_info(world, &info, &error);
    if (!status && info.fish == 0)
        return FISHSIM_OK;
    if (!status)
        status = fishsim_world_export_arrow(world, &schema, &array, &error);
    if (status)
        return note_trouble(parquet, &error, info.fish);
    return add_batch(parquet, &parquet->fish, &schema, &array, info.tick, info.tick);
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
    status = root_list(&parquet->root, parquet->options.simulation_id, look_at, &search, error);
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
    return FISHSIM_OK;
}

/* Frees all but the root, which is closed by whoever has opened it. */
static void release(fishsim_parquet *parquet)
{
    fishsim_event_log_destroy(parquet->log);
    notes_free(&parquet->notes);
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
    made->events = (struct series){.name = "events", .written_rows = &made->counts.event_rows};
    made->fish = (struct series){.name = "fish", .written_rows = &made->counts.fish_rows};
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
    status = notes_make(&made->notes, world, made->options.simulation_id, error);
    if (!status)
        status = root_open(&made->root, made->options.root, error);
    if (status) {
        release(made);
        return status;
    }
    status = check_folder(made, world, error);
    if (status) {
        root_close(&made->root);
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

fishsim_status fishsim_parquet_get_counts(const fishsim_parquet *parquet,
                                          fishsim_parquet_counts *counts, fishsim_error *error)
{
    if (!parquet || !counts)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "fishsim_parquet_get_counts: %s is NULL",
                      parquet ? "counts" : "parquet");
    uint32_t size = counts->struct_size;
    if (size < sizeof *counts)
        return refuse(error, FISHSIM_ERR_ABI, "fishsim_parquet_counts was not initialised");
    memset(counts, 0, size);
    *counts = parquet->counts;
    counts->struct_size = size;
    return FISHSIM_OK;
}

fishsim_status fishsim_parquet_flush(fishsim_parquet *parquet, fishsim_error *error)
{
    if (!parquet)
        return refuse(error, FISHSIM_ERR_ARGUMENT, "fishsim_parquet_flush: parquet is NULL");
    empty_log(parquet);
    end_file(parquet, &parquet->events);
    end_file(parquet, &parquet->fish);
    if (parquet->trouble.status && error)
        *error = parquet->trouble;
    return parquet->trouble.status;
}

fishsim_status fishsim_parquet_close(fishsim_parquet *parquet, fishsim_error *error)
{
    if (!parquet)
        return FISHSIM_OK;
    fishsim_status status = fishsim_parquet_flush(parquet, error);
    root_close(&parquet->root);
    release(parquet);
    return status;
}
