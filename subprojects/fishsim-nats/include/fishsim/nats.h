/* SPDX-License-Identifier: MIT */
/**
 * nats.h: what happens in worlds, published to NATS and kept by its JetStream.
 *
 * A publisher owns a connection and one thread. A feed stands for one simulation: its sink goes
 * into the world, copies the events of each tick into the publisher's queue, and returns. The
 * thread encodes, publishes to logging.events.raw with a Nats-Msg-Id of
 * {simulation}:{worker}:{sequence}, and sends again what the server has not acknowledged. Frames go
 * to realtime.ui.world_state.{sim}, and to the log if asked.
 *
 * The tick never waits: when the queue is full, as after a long absence of the server, messages are
 * dropped and counted. Events and frames are numbered 1, 2, 3, ... before that, so that a reader
 * sees the gap, and a simulation that goes on from a snapshot repeats no number with other
 * contents. Statuses follow from commands; their sequence is their time in nanoseconds.
 *
 * As everywhere in libfishsim: sized structs, statuses, nothing global. Functions of a publisher
 * may be called from any thread; a feed is used by the thread that ticks its world.
 */
#ifndef FISHSIM_NATS_H
#define FISHSIM_NATS_H

#include <fishsim/base.h>
#include <fishsim/event.h>
#include <fishsim/wire.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How to reach the server and how much to keep. Strings are copied; NULL or "" is "none". */
typedef struct fishsim_nats_options {
    uint32_t struct_size;  /**< set by fishsim_nats_options_init */
    uint32_t in_flight;    /**< messages sent and not yet acknowledged, at most; 4096 */
    const char *url;       /**< "nats://127.0.0.1:4222"; several, with commas */
    const char *worker_id; /**< id of the sender; must be given */
    const char *user;      /**< with `password` */
    const char *password;
    const char *token;            /**< in place of user and password */
    const char *credentials_file; /**< a .creds file */
    const char *ca_file;          /**< CA certificates (PEM); given: TLS is demanded */
    const char *certificate_file; /**< client certificate, with `key_file` */
    const char *key_file;
    const char *stream;          /**< "LOGGING_EVENTS_RAW" */
    const char *log_subject;     /**< "logging.events.raw" */
    uint64_t queue_bytes;        /**< of events and frames that wait; 64 MiB */
    uint64_t in_flight_bytes;    /**< of messages not yet acknowledged; 16 MiB */
    uint64_t stream_max_bytes;   /**< of a stream that is made; the oldest go; 0: no limit */
    uint32_t duplicate_window_s; /**< of a stream that is made; 600 */
    uint32_t ack_wait_ms;        /**< after which a message is sent again; 5000 */
    uint32_t make_stream;        /**< 1: make the stream if it is not there; 1 */
    uint32_t log_frames;         /**< 1: frames go to the log too; 1 */
    uint64_t frame_fish_max;     /**< fish in a frame; of more, every n-th is told; 10000 */
} fishsim_nats_options;

/** Sets up *options with the defaults told above. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_nats_options_init(fishsim_nats_options *options,
                                                     size_t struct_size);

/** Counters since a publisher was opened: X(field, meaning). All are uint64_t. */
#define FISHSIM_NATS_STATS_TABLE(X)                                                                \
    X(offered, "messages for the log that sinks handed over")                                      \
    X(acked, "messages for the log that the server has stored")                                    \
    X(duplicates, "of those, ones that it had stored before")                                      \
    X(dropped, "messages for the log that did not fit into the queue, or were left at the close")  \
    X(retried, "messages for the log that were sent again")                                        \
    X(refused, "answers of the server that it could not store a message")                          \
    X(frames, "frames published to the live subject")                                              \
    X(frames_dropped, "frames that did not fit into the queue or the server's largest message")    \
    X(bytes, "bytes of messages sent, repetitions included")                                       \
    X(reconnects, "times that the connection was made again")                                      \
    X(denied, "errors that the server told later, such as missing permissions")                    \
    X(queued_bytes, "bytes in the queue now")                                                      \
    X(in_flight, "messages sent and not acknowledged now")                                         \
    X(connected, "1 if there is a connection now")

/** Counters of a publisher. */
typedef struct fishsim_nats_stats {
    uint32_t struct_size; /**< set by fishsim_nats_stats_init */
    uint32_t reserved;    /**< 0 */
#define FISHSIM_X(field, meaning) uint64_t field;
    FISHSIM_NATS_STATS_TABLE(FISHSIM_X)
#undef FISHSIM_X
} fishsim_nats_stats;

/** Sets up *stats. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_nats_stats_init(fishsim_nats_stats *stats, size_t struct_size);

/** A connection and its thread: opaque. */
typedef struct fishsim_nats fishsim_nats;

/**
 * Opens a publisher. The server need not be there: it is tried for ever, and what sinks hand over
 * meanwhile waits in the queue.
 * @return FISHSIM_OK, ERR_ARGUMENT (an id, URL or number that cannot be), ERR_ABI, ERR_MEMORY,
 *         ERR_IO (a file of certificates or credentials)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_nats_open(const fishsim_nats_options *options,
                                             fishsim_nats **out, fishsim_error *error);

/**
 * Sends what waits, for at most wait_ms, counts what is left as dropped, and closes. Feeds must be
 * destroyed before.
 * @param last  receives the final counters; may be NULL
 * Since 0.1.
 */
FISHSIM_API void fishsim_nats_close(fishsim_nats *nats, uint32_t wait_ms, fishsim_nats_stats *last);

/** Fills *stats. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_nats_get_stats(fishsim_nats *nats, fishsim_nats_stats *stats,
                                                  fishsim_error *error);

/** The messages of one simulation: opaque. */
typedef struct fishsim_nats_feed fishsim_nats_feed;

/**
 * Makes a feed.
 * @param world          whose species and calendar are told
 * @param simulation_id  id of the simulation
 * @param sequence       of the last event or frame that it has sent before; 0 for a new one
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_nats_feed_create(fishsim_nats *nats, const fishsim_world *world,
                                                    const char *simulation_id, uint64_t sequence,
                                                    fishsim_nats_feed **out, fishsim_error *error);

/** Frees a feed once its messages are sent; NULL is allowed. Detach its sink first. Since 0.1. */
FISHSIM_API void fishsim_nats_feed_destroy(fishsim_nats_feed *feed);

/** Fills *sink so that it feeds; the caller attaches it to the world. OK, ERR_ARGUMENT, ERR_ABI.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_nats_feed_sink(fishsim_nats_feed *feed, fishsim_sink *sink,
                                                  fishsim_error *error);

/** Hands a status to the log, with the species of `world` (or NULL). OK, ERR_ARGUMENT, ERR_ABI,
 * ERR_BUFFER (dropped: the queue is full), ERR_MEMORY. Since 0.1. */
FISHSIM_API fishsim_status fishsim_nats_feed_status(fishsim_nats_feed *feed,
                                                    const fishsim_wire_status *status,
                                                    const fishsim_world *world,
                                                    fishsim_error *error);

/** Sequence of the feed's last event or frame, to go on from. 0 for NULL. Since 0.1. */
FISHSIM_API uint64_t fishsim_nats_feed_sequence(const fishsim_nats_feed *feed);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_NATS_H */
