/* SPDX-License-Identifier: MIT */
/*
 * publisher.h: what publisher.c (the thread that sends) and feed.c (the sinks) share.
 *
 * A record in the queue is a head, and events or one encoded message behind it. Only the sending
 * thread uses `encoder`, only the ticking thread `frame_encoder`.
 */
#ifndef FISHSIM_NATS_PUBLISHER_H
#define FISHSIM_NATS_PUBLISHER_H

#include "link.h"
#include "queue.h"
#include "window.h"

#include <fishsim/nats.h>

enum { SUBJECT_BYTES = 160 };

/* Counters that several threads raise; those that are looked up when asked are not among them. */
struct counters {
    atomic_uint_fast64_t offered, acked, duplicates, dropped, retried, refused, frames,
        frames_dropped, bytes;
};

struct fishsim_nats {
    fishsim_nats_options options; /* its texts are ours */
    struct link link;
    struct queue queue;
    struct window window;
    struct counters count;
    struct listener acks;
    char inbox[SUBJECT_BYTES]; /* acknowledgements come to {inbox}.{ticket} */
    pthread_t thread;
    bool has_thread;
    atomic_bool stopping;
    atomic_int_fast64_t stop_at_ns; /* steady clock, once stopping */
    atomic_bool stream_missing;     /* the server has said that nobody stores the log */
    uint64_t seen_reconnects;       /* sending thread */
    int64_t looked_ns;              /* sending thread: when overdue messages were looked for */
};

struct fishsim_nats_feed {
    fishsim_nats *nats;
    char simulation_id[FISHSIM_WIRE_ID_BYTES];
    fishsim_wire_encoder *encoder;
    fishsim_wire_encoder *frame_encoder;
    uint64_t sequence;          /* of the last event or frame */
    uint64_t status_sequence;   /* of the last status */
    atomic_uint_fast64_t users; /* records in the queue, and the host */
};

/* What is behind the head of a record. */
enum record_kind {
    RECORD_EVENTS,  /* events, for the log */
    RECORD_FRAME,   /* an encoded frame: to the live subject, and the log if asked */
    RECORD_MESSAGE, /* an encoded message, for the log */
};

struct record {
    uint64_t kind; /* enum record_kind */
    fishsim_nats_feed *feed;
    int64_t timestamp_ns;
    uint64_t sequence; /* of the first */
    uint64_t count;    /* events, or bytes of the message */
};

/* Gives back one use of a feed, and frees it with the last. */
void feed_release(fishsim_nats_feed *feed);

#endif
