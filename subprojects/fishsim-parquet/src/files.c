/* SPDX-License-Identifier: MIT */
/* files.c: see files.h. */
#include "files.h"

#include "refuse.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void files_init(struct files *files, const fishsim_parquet_options *options)
{
    files->options = options;
    files->events = (struct series){.name = "events", .written_rows = &files->counts.event_rows};
    files->fish = (struct series){.name = "fish", .written_rows = &files->counts.fish_rows};
    pthread_mutex_init(&files->mutex, NULL);
}

/* ---- counts and trouble --------------------------------------------------------------------- */

void files_note_trouble(struct files *files, const fishsim_error *error, uint64_t rows)
{
    pthread_mutex_lock(&files->mutex);
    if (!files->trouble.status)
        files->trouble = *error;
    files->counts.failures++;
    files->counts.rows_lost += rows;
    pthread_mutex_unlock(&files->mutex);
}

static void note_file(struct files *files, const struct series *series, uint64_t bytes)
{
    pthread_mutex_lock(&files->mutex);
    *series->written_rows += series->rows;
    files->counts.files++;
    files->counts.bytes += bytes;
    pthread_mutex_unlock(&files->mutex);
}

void files_tell(struct files *files, fishsim_parquet_counts *counts, fishsim_error *trouble)
{
    pthread_mutex_lock(&files->mutex);
    *counts = files->counts;
    *trouble = files->trouble;
    pthread_mutex_unlock(&files->mutex);
}

/* Gives up the file in hand, with `more` rows that were to go into it. */
static void lose_file(struct files *files, struct series *series, uint64_t more,
                      const fishsim_error *error)
{
    uint64_t rows = series->rows + more;
    if (series->table) {
        table_abandon(series->table);
        root_abandon(&files->root, &series->part);
        series->table = NULL;
    }
    series->rows = 0;
    files_note_trouble(files, error, rows);
}

/* ---- one file after the other --------------------------------------------------------------- */

/* Begins a file of the table whose schema this is; the schema is consumed. */
static fishsim_status begin_file(struct files *files, struct series *series,
                                 struct ArrowSchema *schema, fishsim_error *error)
{
    notes_set_table(&files->notes, series->name);
    const struct table_options options = {
        .compression = files->options->compression,
        .row_group_rows = files->options->row_group_rows,
        .leading_column = series == &files->fish ? "tick" : NULL,
        .notes = files->notes.list,
        .note_count = NOTE_CAPACITY,
    };
    fishsim_status status = root_begin(&files->root, &series->part, error);
    if (status) {
        schema->release(schema);
        return status;
    }
    status = table_begin(series->part.file, schema, &options, &series->table, error);
    if (status)
        root_abandon(&files->root, &series->part);
    return status;
}

static void end_file(struct files *files, struct series *series)
{
    enum { PATH_BYTES = 160 };
    fishsim_error error = {0};
    char path[PATH_BYTES];
    uint64_t bytes = 0;
    if (!series->table)
        return;
    snprintf(path, sizeof path, "%s/%s-%012" PRIu64 "-%012" PRIu64 ".parquet",
             files->options->simulation_id, series->name, series->first_tick, series->last_tick);
    fishsim_status status = table_end(series->table, &bytes, &error);
    series->table = NULL;
    if (status)
        root_abandon(&files->root, &series->part);
    else
        status = root_publish(&files->root, &series->part, path, &error);
    if (status) {
        lose_file(files, series, 0, &error);
        return;
    }
    note_file(files, series, bytes);
    series->rows = 0;
}

/* Appends one batch that holds the ticks first to last; it is consumed, and so is the schema. */
static void add_batch(struct files *files, struct series *series, struct ArrowSchema *schema,
                      struct ArrowArray *array, uint64_t first_tick, uint64_t last_tick)
{
    fishsim_error error = {0};
    fishsim_status status = FISHSIM_OK;
    uint64_t rows = (uint64_t)array->length;
    if (series->table) {
        schema->release(schema);
    } else {
        status = begin_file(files, series, schema, &error);
        series->first_tick = first_tick;
    }
    if (status)
        array->release(array);
    else
        status = table_append(series->table, array, last_tick, &error);
    if (status) {
        lose_file(files, series, rows, &error);
        return;
    }
    series->last_tick = last_tick;
    series->rows += rows;
    if (series->rows >= files->options->file_rows)
        end_file(files, series);
}

/* ---- what comes ----------------------------------------------------------------------------- */

void files_add_events(struct files *files, struct ArrowArrayStream *events, uint64_t first_tick,
                      uint64_t last_tick)
{
    for (;;) {
        struct ArrowSchema schema = {.release = NULL};
        struct ArrowArray array = {.release = NULL};
        if (events->get_schema(events, &schema) != 0 || events->get_next(events, &array) != 0) {
            fishsim_error error = {0};
            if (schema.release)
                schema.release(&schema);
            refuse(&error, FISHSIM_ERR_MEMORY, "events: %s", events->get_last_error(events));
            lose_file(files, &files->events, 0, &error);
            break;
        }
        if (!array.release) {
            schema.release(&schema);
            break;
        }
        add_batch(files, &files->events, &schema, &array, first_tick, last_tick);
    }
    events->release(events);
}

void files_add_frame(struct files *files, struct ArrowSchema *schema, struct ArrowArray *fish,
                     uint64_t tick)
{
    add_batch(files, &files->fish, schema, fish, tick, tick);
}

void files_end(struct files *files)
{
    end_file(files, &files->events);
    end_file(files, &files->fish);
}
