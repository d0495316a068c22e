/* SPDX-License-Identifier: MIT */
/*
 * feed.c: the sink of one simulation. Runs on the thread that ticks; copies, counts and returns.
 *
 * Sequences are given to what is offered, before it is known whether it fits, and count what
 * follows from the trajectory alone: a simulation that goes on from a snapshot gives the same
 * messages the same ids, and the server knows them again. Statuses follow from commands, so they
 * have their time as the sequence.
 */
#include "publisher.h"
#include "trouble.h"

#include <stdlib.h>
#include <string.h>

void feed_release(fishsim_nats_feed *feed)
{
    if (atomic_fetch_sub(&feed->users, 1) != 1)
        return;
    fishsim_wire_encoder_destroy(feed->encoder);
    fishsim_wire_encoder_destroy(feed->frame_encoder);
    free(feed);
}

fishsim_status fishsim_nats_feed_create(fishsim_nats *nats, const fishsim_world *world,
                                        const char *simulation_id, uint64_t sequence,
                                        fishsim_nats_feed **out, fishsim_error *error)
{
    if (!nats || !world || !out)
        return trouble(error, FISHSIM_ERR_ARGUMENT, "fishsim_nats_feed_create: %s is NULL",
                       !nats    ? "nats"
                       : !world ? "world"
                                : "out");
    if (!fishsim_wire_id_valid(simulation_id))
        return trouble(error, FISHSIM_ERR_ARGUMENT,
                       "simulation_id is not of the form [A-Za-z0-9_-]{1,64}");
    fishsim_nats_feed *feed = calloc(1, sizeof *feed);
    if (!feed)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a feed");
    feed->nats = nats;
    feed->sequence = sequence;
    atomic_init(&feed->users, 1);
    memcpy(feed->simulation_id, simulation_id, strlen(simulation_id) + 1);
    const char *worker = nats->options.worker_id;
    fishsim_status status =
        fishsim_wire_encoder_create(world, worker, simulation_id, NULL, &feed->encoder, error);
    if (!status)
        status = fishsim_wire_encoder_create(world, worker, simulation_id, NULL,
                                             &feed->frame_encoder, error);
    if (status) {
        feed_release(feed);
        return status;
    }
    *out = feed;
    return FISHSIM_OK;
}

void fishsim_nats_feed_destroy(fishsim_nats_feed *feed)
{
    if (feed)
        feed_release(feed);
}

uint64_t fishsim_nats_feed_sequence(const fishsim_nats_feed *feed)
{
    return feed ? feed->sequence : 0;
}

/* The sequence of a status: its time, and above the last one's. */
static uint64_t status_sequence(fishsim_nats_feed *feed, int64_t now_ns)
{
    uint64_t now = (uint64_t)now_ns;
    feed->status_sequence = now > feed->status_sequence ? now : feed->status_sequence + 1;
    return feed->status_sequence;
}

/* Queues a record, which then uses the feed. */
static bool push(fishsim_nats_feed *feed, const struct record *record, const void *body,
                 uint64_t size)
{
    atomic_fetch_add(&feed->users, 1);
    if (queue_push(&feed->nats->queue, record, sizeof *record, body, size))
        return true;
    feed_release(feed);
    return false;
}

/* Queues events for the log; `sequence` is that of the first. */
static void push_events(fishsim_nats_feed *feed, const fishsim_event *events, uint64_t count,
                        int64_t now_ns, uint64_t sequence)
{
    const struct record record = {RECORD_EVENTS, feed, now_ns, sequence, count};
    if (!count)
        return;
    atomic_fetch_add(&feed->nats->count.offered, count);
    if (!push(feed, &record, events, count * sizeof *events))
        atomic_fetch_add(&feed->nats->count.dropped, count);
}

static fishsim_status on_events(void *user, const fishsim_event *events, uint64_t count)
{
    fishsim_nats_feed *feed = user;
    int64_t now_ns = clock_unix_ns();
    uint64_t begin = 0;
    for (uint64_t i = 0; i <= count; i++) {
        if (i < count && events[i].kind != FISHSIM_EVENT_STATUS)
            continue;
        push_events(feed, events + begin, i - begin, now_ns, feed->sequence + 1);
        feed->sequence += i - begin;
        begin = i + 1;
        if (i < count)
            push_events(feed, events + i, 1, now_ns, status_sequence(feed, now_ns));
    }
    return FISHSIM_OK;
}

static fishsim_status on_frame(void *user, const fishsim_world *world)
{
    fishsim_nats_feed *feed = user;
    fishsim_nats *nats = feed->nats;
    struct record record = {RECORD_FRAME, feed, clock_unix_ns(), 0, 0};
    if (nats->options.log_frames) {
        record.sequence = ++feed->sequence;
        atomic_fetch_add(&nats->count.offered, 1);
    }
    const uint8_t *bytes;
    fishsim_status status =
        fishsim_wire_encoder_stamp(feed->frame_encoder, record.timestamp_ns, record.sequence, NULL);
    if (!status)
        status = fishsim_wire_encode_frame(feed->frame_encoder, world, nats->options.frame_fish_max,
                                           &bytes, &record.count, NULL);
    if (!status && push(feed, &record, bytes, record.count))
        return FISHSIM_OK;
    atomic_fetch_add(&nats->count.frames_dropped, 1);
    if (record.sequence)
        atomic_fetch_add(&nats->count.dropped, 1);
    return status;
}

fishsim_status fishsim_nats_feed_sink(fishsim_nats_feed *feed, fishsim_sink *sink,
                                      fishsim_error *error)
{
    if (!feed || !sink)
        return trouble(error, FISHSIM_ERR_ARGUMENT, "fishsim_nats_feed_sink: %s is NULL",
                       feed ? "sink" : "feed");
    sink->on_events = on_events;
    sink->on_frame = on_frame;
    sink->user = feed;
    return FISHSIM_OK;
}

fishsim_status fishsim_nats_feed_status(fishsim_nats_feed *feed, const fishsim_wire_status *status,
                                        const fishsim_world *world, fishsim_error *error)
{
    if (!feed || !status)
        return trouble(error, FISHSIM_ERR_ARGUMENT, "fishsim_nats_feed_status: %s is NULL",
                       feed ? "status" : "feed");
    int64_t now_ns = clock_unix_ns();
    struct record record = {RECORD_MESSAGE, feed, now_ns, status_sequence(feed, now_ns), 0};
    const uint8_t *bytes;
    fishsim_status result = fishsim_wire_encoder_stamp(feed->frame_encoder, record.timestamp_ns,
                                                       record.sequence, error);
    if (!result)
        result = fishsim_wire_encode_status(feed->frame_encoder, status, world, &bytes,
                                            &record.count, error);
    if (result)
        return result;
    atomic_fetch_add(&feed->nats->count.offered, 1);
    if (push(feed, &record, bytes, record.count))
        return FISHSIM_OK;
    atomic_fetch_add(&feed->nats->count.dropped, 1);
    return trouble(error, FISHSIM_ERR_BUFFER, "the queue to NATS is full");
}
