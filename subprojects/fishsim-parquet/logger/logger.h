/* SPDX-License-Identifier: MIT */
/*
 * logger.h: what the parts of fishsim-logger share: settings, counters, and rows on their way from
 * the bus to the disk.
 *
 *     main.c   the program: settings, signals, the loop
 *     pull.c   from JetStream to a batch of rows; acknowledgements and dead letters
 *     store.c  from a batch to files, each whole and durable
 *     arrow.c  rows as Arrow data
 */
#ifndef FISHSIM_LOGGER_H
#define FISHSIM_LOGGER_H

#include "link.h"
#include "root.h"
#include "settings.h"

#include <fishsim/arrow.h>
#include <fishsim/wire.h>

#include <signal.h>
#include <stdatomic.h>

struct logger_settings {
    struct nats_settings nats;
    char root[SETTING_TEXT_BYTES];
    char consumer[SETTING_TEXT_BYTES], dead_subject[SETTING_TEXT_BYTES];
    char dead_stream[SETTING_TEXT_BYTES], compression[SETTING_TEXT_BYTES];
    char metrics[SETTING_TEXT_BYTES], metrics_token[SETTING_TEXT_BYTES];
    uint64_t batch_rows, batch_mb, batch_ms, row_group_rows, ack_wait_s;
};

/* Counters of a logger: X(field, meaning). */
#define LOGGER_STATS_TABLE(X)                                                                      \
    X(received, "messages that the server delivered")                                              \
    X(rows, "rows in files that are whole and on the disk")                                        \
    X(skipped, "messages that were delivered again and whose row was on the disk")                 \
    X(acked, "messages acknowledged")                                                              \
    X(poison, "messages that could not be read, now dead letters")                                 \
    X(files, "files that are whole and on the disk")                                               \
    X(bytes, "their size")                                                                         \
    X(failures, "batches that could not be written at once")                                       \
    X(lag, "messages of the stream that are still to be delivered")                                \
    X(unacked, "messages that are delivered and not acknowledged, to all loggers together")        \
    X(write_ns, "time spent in writing batches, ns")

struct logger_stats {
#define X(field, meaning) atomic_uint_fast64_t field;
    LOGGER_STATS_TABLE(X)
#undef X
};

/* One message: a row, or poison. */
struct row {
    natsMsg *message;
    fishsim_wire_message *decoded; /* owns what envelope points at; NULL: poison */
    fishsim_wire_envelope envelope;
    uint64_t stream_sequence;
    bool again;   /* perhaps delivered before: its row may be on the disk */
    bool settled; /* on the disk, or a dead letter: may be acknowledged */
};

struct batch {
    struct row *rows; /* (capacity) */
    uint64_t count, capacity, bytes;
};

struct logger {
    const struct logger_settings *settings;
    struct logger_stats stats;
    struct link link;
    natsSubscription *inbox;
    char inbox_name[128];
    struct root root;
    struct batch batch;
    uint64_t reconnects;      /* of the link, as seen last */
    int64_t careful_until_ns; /* steady clock, as are these: see pull_prepare */
    int64_t batch_end_ns;     /* when the batch is old enough; 0: it is empty */
    int64_t request_end_ns;   /* when the server has forgotten what was asked for */
    int64_t looked_ns;        /* see pull_look */
};

/* ---- pull.c --------------------------------------------------------------------------------- */

/*
 * Makes the consumer and the stream of dead letters where they are not there; false when the server
 * cannot be reached or has no such stream yet, with the reason in *error. A server that was killed
 * may have forgotten the last acknowledgements, and deliver their messages as if for the first
 * time; so for a while after this every row is looked for on the disk.
 */
bool pull_prepare(struct logger *logger, fishsim_error *error);

/* Fills the batch for about a second. Whether it is to be stored now: it is full or old enough,
 * `ended` is set, or the connection was lost. */
bool pull_batch(struct logger *logger, const volatile sig_atomic_t *ended);

/* After a while in which messages may have been delivered again, to other loggers as well: what is
 * in hand and comes soon is looked for on the disk. */
void pull_doubt(struct logger *logger);

/* Asks the server, once a second, what still is to be delivered; without one, what was so last
 * stands. */
void pull_look(struct logger *logger);

/* Acknowledges what is settled, makes dead letters of poison, and empties the batch. What is not
 * settled comes again after logger.ack_wait_s. */
void pull_settle(struct logger *logger);

/* ---- store.c -------------------------------------------------------------------------------- */

/* Writes the rows of the batch that are not on the disk yet, and marks them settled. ERR_IO,
 * ERR_MEMORY; may be called again after trouble. */
fishsim_status store_batch(struct logger *logger, fishsim_error *error);

/* ---- arrow.c -------------------------------------------------------------------------------- */

/* The schema of a log file. false without memory. */
bool rows_schema(struct ArrowSchema *schema);

/* Rows as a record batch of that schema. false without memory. */
bool rows_array(struct ArrowArray *array, struct row *const *rows, uint64_t count);

#endif
