/* SPDX-License-Identifier: MIT */
/*
 * table.h: one Parquet file, written or read by Arrow C++ behind a C face.
 *
 * Used by the sink and the logger. Data comes in by the Arrow C data interface, of which this takes
 * ownership, and goes to a file that the caller has opened and closes. No exception leaves
 * table.cc; what went wrong is a line in the caller's fishsim_error.
 */
#ifndef FISHSIM_PARQUET_TABLE_H
#define FISHSIM_PARQUET_TABLE_H

#include <fishsim/arrow.h>
#include <fishsim/base.h>

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A file being written. */
struct table;

/* One entry of key-value metadata. */
struct table_note {
    const char *key;
    const char *value;
};

struct table_options {
    uint32_t compression;       /* FISHSIM_PARQUET_* */
    uint32_t row_group_rows;    /* rows that are held in memory before they are encoded */
    const char *leading_column; /* name of a uint64 column that is put first, or NULL */
    const struct table_note *notes;
    uint32_t note_count;
};

/* Begins a table of this schema, which is consumed. OK, ERR_MEMORY, ERR_IO. */
fishsim_status table_begin(int file, struct ArrowSchema *schema,
                           const struct table_options *options, struct table **out,
                           fishsim_error *error);

/* Appends a record batch, which is consumed; the leading column holds `leading` in all of its rows.
 */
fishsim_status table_append(struct table *table, struct ArrowArray *array, uint64_t leading,
                            fishsim_error *error);

/* Writes the footer, tells the size of the file and frees the table. Not synced. */
fishsim_status table_end(struct table *table, uint64_t *bytes, fishsim_error *error);

/* Frees a table that shall not come to be; NULL is allowed. */
void table_abandon(struct table *table);

/*
 * Reads one int64 or uint64 column of a file into memory that the caller frees. ERR_FORMAT when the
 * file is no Parquet file with such a column, or has more than `most` rows.
 */
fishsim_status table_read_column(int file, const char *name, uint64_t most, uint64_t **values,
                                 uint64_t *count, fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif
