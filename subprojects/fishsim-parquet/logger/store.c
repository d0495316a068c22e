/* SPDX-License-Identifier: MIT */
/*
 * store.c: a batch becomes files {simulation}/{YYYY-MM-DD}/{HH}/{first sequence}.parquet, by the
 * hour (UTC) of each message's own time.
 *
 * The rows of a file lie in one block of BLOCK stream sequences, so the file that holds a row is
 * found by its name alone: its number is at most the row's, and in the same block. That is how a
 * message that was delivered again, after a crash between writing and acknowledging, is known to be
 * on the disk.
 */
#define _POSIX_C_SOURCE 200809L

#include "logger.h"

#include "table.h"
#include "trouble.h"

#include <fishsim/parquet.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK_BITS = 20, FOLDER_BYTES = 128, FILES_MAX = 65536 };

static const int64_t HOUR_NS = INT64_C(3600000000000);

/* Rows of one file, in order of stream sequence. */
struct group {
    struct row **rows;
    uint64_t count;
    char folder[FOLDER_BYTES];
};

/* ---- order ---------------------------------------------------------------------------------- */

static int compare(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

/* Whether two rows go into one file: 0 if so. */
static int compare_files(const struct row *a, const struct row *b)
{
    int order = strcmp(a->envelope.simulation_id, b->envelope.simulation_id);
    if (!order)
        order = compare((uint64_t)(a->envelope.timestamp_ns / HOUR_NS),
                        (uint64_t)(b->envelope.timestamp_ns / HOUR_NS));
    if (!order)
        order = compare(a->stream_sequence >> BLOCK_BITS, b->stream_sequence >> BLOCK_BITS);
    return order;
}

static int compare_rows(const void *a, const void *b)
{
    const struct row *one = *(struct row *const *)a, *two = *(struct row *const *)b;
    int order = compare_files(one, two);
    return order ? order : compare(one->stream_sequence, two->stream_sequence);
}

static void name_folder(struct group *group)
{
    const fishsim_wire_envelope *envelope = &group->rows[0]->envelope;
    time_t seconds = (time_t)(envelope->timestamp_ns / INT64_C(1000000000));
    struct tm utc;
    char moment[32];
    gmtime_r(&seconds, &utc);
    strftime(moment, sizeof moment, "%Y-%m-%d/%H", &utc);
    snprintf(group->folder, sizeof group->folder, "%s/%s",
             envelope->simulation_id[0] ? envelope->simulation_id : "_", moment);
}

/* ---- what is on the disk -------------------------------------------------------------------- */

/* Files of a folder that may hold rows of a group. */
struct candidates {
    uint64_t first, last; /* numbers in question */
    uint64_t number[FILES_MAX];
    uint64_t count;
};

static bool take_candidate(void *user, const char *name)
{
    struct candidates *candidates = user;
    uint64_t number;
    if (sscanf(name, "%" SCNu64 ".parquet", &number) == 1 && number >= candidates->first &&
        number <= candidates->last && candidates->count < FILES_MAX)
        candidates->number[candidates->count++] = number;
    return true;
}

/* Settles those rows of a group that a file holds. */
static void settle_found(struct group *group, const uint64_t *sequences, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        uint64_t low = 0, high = group->count;
        while (low < high) {
            uint64_t middle = (low + high) / 2;
            if (group->rows[middle]->stream_sequence < sequences[i])
                low = middle + 1;
            else
                high = middle;
        }
        for (; low < group->count && group->rows[low]->stream_sequence == sequences[i]; low++)
            group->rows[low]->settled = true;
    }
}

static fishsim_status look_into(struct logger *logger, struct group *group, uint64_t number,
                                fishsim_error *error)
{
    char path[FOLDER_BYTES + 40];
    uint64_t *sequences, count;
    snprintf(path, sizeof path, "%s/%" PRIu64 ".parquet", group->folder, number);
    int file = root_read(&logger->root, path);
    if (file < 0)
        return FISHSIM_OK; /* somebody has taken it away */
    fishsim_status status = table_read_column(file, "stream_sequence", UINT64_C(1) << BLOCK_BITS,
                                              &sequences, &count, error);
    close(file);
    if (status)
        return status;
    settle_found(group, sequences, count);
    free(sequences);
    return FISHSIM_OK;
}

/* Settles the rows that are on the disk already. */
static fishsim_status skip_durable(struct logger *logger, struct group *group, fishsim_error *error)
{
    uint64_t block = group->rows[0]->stream_sequence >> BLOCK_BITS << BLOCK_BITS;
    struct candidates *candidates = calloc(1, sizeof *candidates);
    if (!candidates)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory to look for rows on the disk");
    candidates->first = block;
    candidates->last = group->rows[group->count - 1]->stream_sequence;
    fishsim_status status =
        root_list(&logger->root, group->folder, take_candidate, candidates, error);
    for (uint64_t i = 0; i < candidates->count && !status; i++)
        status = look_into(logger, group, candidates->number[i], error);
    free(candidates);
    uint64_t left = 0;
    for (uint64_t i = 0; i < group->count; i++)
        if (!group->rows[i]->settled)
            group->rows[left++] = group->rows[i];
    atomic_fetch_add(&logger->stats.skipped, group->count - left);
    group->count = left;
    return status;
}

/* ---- files ---------------------------------------------------------------------------------- */

static uint32_t compression_of(const char *word)
{
#define X(NAME, name, number)                                                                      \
    if (strcmp(word, #name) == 0)                                                                  \
        return number;
    FISHSIM_PARQUET_COMPRESSION_TABLE(X)
#undef X
    return FISHSIM_PARQUET_ZSTD;
}

static fishsim_status write_rows(struct logger *logger, const struct group *group, int file,
                                 uint64_t *bytes, fishsim_error *error)
{
    static const struct table_note NOTES[] = {
        {"fishsim.table", "log"},
        {"fishsim.schema_version", FISHSIM_PARQUET_SCHEMA_VERSION},
        {"fishsim.version", FISHSIM_VERSION_STRING},
    };
    const struct table_options options = {
        .compression = compression_of(logger->settings->compression),
        .row_group_rows = (uint32_t)logger->settings->row_group_rows,
        .notes = NOTES,
        .note_count = sizeof NOTES / sizeof NOTES[0],
    };
    struct ArrowSchema schema;
    struct ArrowArray array;
    struct table *table;
    if (!rows_schema(&schema))
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a schema");
    fishsim_status status = table_begin(file, &schema, &options, &table, error);
    if (status)
        return status;
    if (!rows_array(&array, group->rows, group->count)) {
        table_abandon(table);
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for %" PRIu64 " rows", group->count);
    }
    status = table_append(table, &array, 0, error);
    if (status)
        table_abandon(table);
    else
        status = table_end(table, bytes, error);
    return status;
}

static fishsim_status write_file(struct logger *logger, const struct group *group,
                                 fishsim_error *error)
{
    char path[FOLDER_BYTES + 40];
    struct part part;
    uint64_t bytes = 0;
    snprintf(path, sizeof path, "%s/%" PRIu64 ".parquet", group->folder,
             group->rows[0]->stream_sequence);
    fishsim_status status = root_begin(&logger->root, &part, error);
    if (status)
        return status;
    status = write_rows(logger, group, part.file, &bytes, error);
    if (status)
        root_abandon(&logger->root, &part);
    else
        status = root_publish(&logger->root, &part, path, error);
    if (status)
        return status;
    for (uint64_t i = 0; i < group->count; i++)
        group->rows[i]->settled = true;
    atomic_fetch_add(&logger->stats.rows, group->count);
    atomic_fetch_add(&logger->stats.files, 1);
    atomic_fetch_add(&logger->stats.bytes, bytes);
    return FISHSIM_OK;
}

/* Moves rows whose message came twice into the batch behind the others, which stay in order. */
static void part_twins(struct group *group)
{
    uint64_t alone = 1;
    for (uint64_t i = 1; i < group->count; i++) {
        struct row *row = group->rows[i];
        if (row->stream_sequence == group->rows[alone - 1]->stream_sequence)
            continue;
        group->rows[i] = group->rows[alone];
        group->rows[alone++] = row;
    }
    group->count = alone;
}

/* Writes rows that are there once; another logger may have been given them, and have been faster.
 */
static fishsim_status store_alone(struct logger *logger, struct group *group, fishsim_error *error)
{
    enum { TRIES = 8 };
    fishsim_status status = FISHSIM_OK;
    bool again = false;
    for (uint64_t i = 0; i < group->count; i++)
        again |= group->rows[i]->again;
    name_folder(group);
    for (int i = 0; i < TRIES; i++) {
        if (again)
            status = skip_durable(logger, group, error);
        if (status || !group->count)
            return status;
        status = write_file(logger, group, error);
        if (status != FISHSIM_ERR_STATE) /* there is no file of that name */
            return status;
        status = FISHSIM_OK;
        again = true;
    }
    return trouble(error, FISHSIM_ERR_IO, "%s/%" PRIu64 ".parquet is there, without that row",
                   group->folder, group->rows[0]->stream_sequence);
}

/* Writes the rows of one file, and settles those whose twin is on the disk then. */
static fishsim_status store_group(struct logger *logger, struct group *group, fishsim_error *error)
{
    uint64_t all = group->count;
    part_twins(group);
    uint64_t alone = group->count;
    fishsim_status status = store_alone(logger, group, error);
    if (status)
        return status;
    for (uint64_t i = alone; i < all; i++)
        group->rows[i]->settled = true;
    atomic_fetch_add(&logger->stats.skipped, all - alone);
    return FISHSIM_OK;
}

fishsim_status store_batch(struct logger *logger, fishsim_error *error)
{
    struct batch *batch = &logger->batch;
    if (!batch->count)
        return FISHSIM_OK;
    struct row **rows = calloc(batch->count, sizeof *rows);
    uint64_t count = 0;
    fishsim_status status = FISHSIM_OK;
    int64_t began_ns = clock_steady_ns();
    if (!rows)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a batch");
    for (uint64_t i = 0; i < batch->count; i++)
        if (batch->rows[i].decoded && !batch->rows[i].settled)
            rows[count++] = &batch->rows[i];
    qsort(rows, count, sizeof *rows, compare_rows);
    for (uint64_t first = 0, next; first < count && !status; first = next) {
        for (next = first + 1; next < count && !compare_files(rows[first], rows[next]);)
            next++;
        struct group group = {.rows = rows + first, .count = next - first};
        status = store_group(logger, &group, error);
    }
    free(rows);
    atomic_fetch_add(&logger->stats.write_ns, (uint64_t)(clock_steady_ns() - began_ns));
    atomic_fetch_add(&logger->stats.failures, status != FISHSIM_OK);
    return status;
}
