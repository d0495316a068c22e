/* SPDX-License-Identifier: MIT */
/*
 * files.h: rows of events and of fish into files, one after the other for each table.
 *
 * Used by one thread at a time: the line's own, or the one that ticks while the line is empty. Only
 * the counts and the trouble may be read by any thread. When something fails, the rows of the file
 * in hand are counted as lost, the first trouble is kept, and the next rows begin a new file.
 */
#ifndef FISHSIM_PARQUET_FILES_H
#define FISHSIM_PARQUET_FILES_H

#include "notes.h"
#include "root.h"
#include "table.h"

#include <fishsim/parquet.h>

#include <pthread.h>

/* The files of one table. */
struct series {
    const char *name;
    struct table *table; /* the file in hand, or NULL */
    struct part part;
    uint64_t first_tick, last_tick;
    uint64_t rows;          /* in the file in hand */
    uint64_t *written_rows; /* where rows of whole files are counted */
};

struct files {
    const fishsim_parquet_options *options; /* the writer's */
    struct root root;
    struct notes notes;
    struct series events, fish;
    pthread_mutex_t mutex; /* guards the rest */
    fishsim_parquet_counts counts;
    fishsim_error trouble; /* the first, or status 0 */
};

/* Sets up *files for a root and notes that the caller has made. */
void files_init(struct files *files, const fishsim_parquet_options *options);

/* Takes the batches of an Arrow stream, which is released. What fails is counted and kept. */
void files_add_events(struct files *files, struct ArrowArrayStream *events, uint64_t first_tick,
                      uint64_t last_tick);

/* Takes one frame; both structs are consumed. */
void files_add_frame(struct files *files, struct ArrowSchema *schema, struct ArrowArray *fish,
                     uint64_t tick);

/* Ends the files in hand: what they hold is on the disk after this, or counted as lost. */
void files_end(struct files *files);

/* Counts rows as lost, and keeps the trouble if it is the first. Any thread. */
void files_note_trouble(struct files *files, const fishsim_error *error, uint64_t rows);

/* Copies the counts and the first trouble. Any thread. */
void files_tell(struct files *files, fishsim_parquet_counts *counts, fishsim_error *trouble);

#endif
