/* SPDX-License-Identifier: MIT */
/**
 * parquet.h: the events and the fish of a world as Parquet files, written by the process that
 * ticks it. No server is needed.
 *
 *     root/simulation/events-<first tick>-<last tick>.parquet   one row an event
 *     root/simulation/fish-<first tick>-<last tick>.parquet     one row a fish and frame, by tick
 *
 * The tick copies; a thread of the writer encodes and writes. A log is complete: when the disk
 * cannot follow and options.queue_bytes wait already, the tick waits, which changes nothing in the
 * world, and is counted. After a fork only the parent may go on with a writer.
 *
 * A file appears under its name when it is whole and on the disk, never before: it is written
 * beside the others, synced, renamed, and its folder synced. What a crash loses is the file being
 * written and what waits for it; options.file_rows and options.queue_bytes bound them. Trouble with
 * a file never disturbs the world: the sink reports it, counts the rows lost, and begins another
 * file.
 *
 * Key-value metadata of each file: fishsim.schema_version, fishsim.table, fishsim.version,
 * fishsim.simulation, fishsim.seed, fishsim.config_hash (16 hex digits: FNV-1a of fishsim.config),
 * fishsim.config (the whole configuration as YAML), and the names behind the numbers, as
 * "number=name,...": fishsim.species, fishsim.kinds, fishsim.causes.
 */
#ifndef FISHSIM_PARQUET_H
#define FISHSIM_PARQUET_H

#include <fishsim/base.h>
#include <fishsim/event.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Raised when a column is renamed or changes its meaning; new columns do not raise it. */
#define FISHSIM_PARQUET_SCHEMA_VERSION "1"

/** How columns are compressed: X(NAME, word, number). */
#define FISHSIM_PARQUET_COMPRESSION_TABLE(X)                                                       \
    X(NONE, none, 0) X(SNAPPY, snappy, 1) X(ZSTD, zstd, 2) X(GZIP, gzip, 3)

enum {
#define FISHSIM_X(NAME, word, number) FISHSIM_PARQUET_##NAME = number,
    FISHSIM_PARQUET_COMPRESSION_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** A writer of Parquet files: opaque, used by the thread that ticks its world but where told. */
typedef struct fishsim_parquet fishsim_parquet;

/** What to write, and where. The strings are copied. */
typedef struct fishsim_parquet_options {
    uint32_t struct_size;    /**< set by fishsim_parquet_options_init */
    uint32_t compression;    /**< FISHSIM_PARQUET_*; zstd unless told */
    uint32_t row_group_rows; /**< rows held in memory before they are encoded, 1 .. 2^24; 65,536 */
    uint32_t frame_every;    /**< ticks between frames of the fish; 0: events.frame_every */
    uint64_t file_rows;      /**< rows after which a file is ended, from 1; 1,048,576 */
    uint64_t kinds;          /**< bit n set: writes events of kind n; all unless told */
    const char *root;        /**< folder, made if it is not there */
    const char *simulation_id; /**< [A-Za-z0-9_-]{1,64}, the folder in root */
    uint64_t queue_bytes;      /**< rows that wait for the disk before ticks do, from 1; 64 MiB */
} fishsim_parquet_options;

/** Sets up *options with the defaults. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_parquet_options_init(fishsim_parquet_options *options,
                                                        size_t struct_size);

/**
 * Makes a writer for one world. Nothing is written before the first event or frame.
 * @param world    described in the metadata; not kept
 * @param options  copied
 * @param out      receives the writer; the caller closes it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_MEMORY, ERR_IO, ERR_STATE (the folder holds ticks
 *         that this world has still to come to: a log is not written over)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_parquet_open(const fishsim_world *world,
                                                const fishsim_parquet_options *options,
                                                fishsim_parquet **out, fishsim_error *error);

/**
 * Fills *sink so that it writes events and frames; the caller attaches it to the world, and
 * detaches it before closing the writer. Its callbacks return the trouble of the writer's thread
 * once for each failure. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_parquet_sink(fishsim_parquet *parquet, fishsim_sink *sink,
                                                fishsim_error *error);

/** What a writer has done. */
typedef struct fishsim_parquet_counts {
    uint32_t struct_size; /**< set by fishsim_parquet_counts_init */
    uint32_t failures;    /**< files or batches that could not be written */
    uint64_t event_rows;  /**< rows of events in files that are whole */
    uint64_t fish_rows;   /**< rows of fish in files that are whole */
    uint64_t rows_lost;   /**< rows that could not be written */
    uint64_t files;       /**< files that are whole */
    uint64_t bytes;       /**< their size */
    uint64_t waits;       /**< how often a tick had to wait for the disk */
} fishsim_parquet_counts;

/** Sets up *counts. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_parquet_counts_init(fishsim_parquet_counts *counts,
                                                       size_t struct_size);

/** Fills *counts, from any thread. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_parquet_get_counts(fishsim_parquet *parquet,
                                                      fishsim_parquet_counts *counts,
                                                      fishsim_error *error);

/**
 * Ends the files being written: what the sink was given is on the disk after it, or counted as
 * lost. A later event begins a new file. May be called between ticks as often as one likes.
 * @return FISHSIM_OK; ERR_ARGUMENT; ERR_IO or ERR_MEMORY with the first trouble since the writer
 *         was opened, also when it was met by an earlier call
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_parquet_flush(fishsim_parquet *parquet, fishsim_error *error);

/** Flushes and frees a writer; returns as fishsim_parquet_flush. OK for NULL. Since 0.1. */
FISHSIM_API fishsim_status fishsim_parquet_close(fishsim_parquet *parquet, fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_PARQUET_H */
