/* SPDX-License-Identifier: MIT */
/*
 * publisher.c: the thread that sends what feeds have queued, until the server has stored it.
 *
 * libnats's own asynchronous publishing loses acknowledgements without a word, so this keeps its
 * own window: a message goes out with a reply subject that holds its ticket, leaves the window with
 * the acknowledgement, and is sent again after ack_wait_ms, after a reconnect, or after an answer
 * that it could not be stored. Its Nats-Msg-Id makes the server keep it once.
 */
#define _POSIX_C_SOURCE 200809L

#include "publisher.h"

#include "trouble.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    NS_PER_MS = 1000000,
    WAIT_MS = 20,          /* for something to do */
    LOOK_MS = 100,         /* from one look for overdue messages to the next */
    REFUSED_WAIT_MS = 500, /* before a message that the server could not store goes again */
    IN_FLIGHT_MAX = 1 << 20,
};

/* ---- acknowledgements: libnats's thread ------------------------------------------------------ */

static bool says(const natsMsg *message, const char *word)
{
    const char *data = natsMsg_GetData(message);
    size_t length = (size_t)natsMsg_GetDataLength(message), size = strlen(word);
    for (size_t i = 0; data && i + size <= length; i++)
        if (!memcmp(data + i, word, size))
            return true;
    return false;
}

static void on_acknowledged(natsConnection *connection, natsSubscription *subscription,
                            natsMsg *message, void *user)
{
    (void)connection;
    (void)subscription;
    fishsim_nats *nats = user;
    const char *subject = natsMsg_GetSubject(message);
    uint64_t ticket = strtoull(subject + strlen(nats->inbox) + 1, NULL, 10);
    bool nobody = natsMsg_IsNoResponders(message);
    if (!nobody && says(message, "\"seq\"")) {
        if (window_acknowledge(&nats->window, ticket)) {
            atomic_fetch_add(&nats->count.acked, 1);
            if (says(message, "\"duplicate\""))
                atomic_fetch_add(&nats->count.duplicates, 1);
        }
    } else {
        atomic_fetch_add(&nats->count.refused, 1);
        if (nobody)
            atomic_store(&nats->stream_missing, true);
        int64_t wait_ns = ((int64_t)nats->options.ack_wait_ms - REFUSED_WAIT_MS) * NS_PER_MS;
        window_postpone(&nats->window, ticket, clock_steady_ns() - wait_ns);
    }
    natsMsg_Destroy(message);
}

/* ---- sending --------------------------------------------------------------------------------- */

static void publish_logged(void *user, const struct sent *sent)
{
    fishsim_nats *nats = user;
    char reply[SUBJECT_BYTES + 24];
    natsMsg *message = NULL;
    snprintf(reply, sizeof reply, "%s.%" PRIu64, nats->inbox, sent->ticket);
    natsStatus status = natsMsg_Create(&message, nats->options.log_subject, reply,
                                       (const char *)sent->data, (int)sent->size);
    if (status == NATS_OK)
        status = natsMsgHeader_Set(message, "Nats-Msg-Id", sent->id);
    /* A failure needs no answer: what is not acknowledged goes again. */
    if (status == NATS_OK && natsConnection_PublishMsg(nats->link.connection, message) == NATS_OK)
        atomic_fetch_add(&nats->count.bytes, sent->size);
    natsMsg_Destroy(message);
}

/* Whether the time to finish is over. */
static bool must_stop(const fishsim_nats *nats)
{
    return atomic_load(&nats->stopping) && clock_steady_ns() >= atomic_load(&nats->stop_at_ns);
}

static void make_stream(fishsim_nats *nats)
{
    const fishsim_nats_options *options = &nats->options;
    jsCtx *stream = NULL;
    jsStreamInfo *info = NULL;
    jsStreamConfig config;
    const char *subjects[] = {options->log_subject};
    if (!options->make_stream || jsStreamConfig_Init(&config) != NATS_OK ||
        natsConnection_JetStream(&stream, nats->link.connection, NULL) != NATS_OK)
        return;
    config.Name = options->stream;
    config.Subjects = subjects;
    config.SubjectsLen = 1;
    config.Storage = js_FileStorage;
    config.Duplicates = (int64_t)options->duplicate_window_s * 1000000000;
    if (options->stream_max_bytes)
        config.MaxBytes = (int64_t)options->stream_max_bytes;
    /* Fails if it is there in another form, which is the operator's. */
    js_AddStream(&info, stream, &config, NULL, NULL);
    jsStreamInfo_Destroy(info);
    jsCtx_Destroy(stream);
}

/* Makes the stream, and sends again what may have been lost with the connection. */
static void look_after(fishsim_nats *nats)
{
    int64_t now = clock_steady_ns();
    if (now - nats->looked_ns < (int64_t)LOOK_MS * NS_PER_MS)
        return;
    nats->looked_ns = now;
    uint64_t reconnects = atomic_load(&nats->link.reconnects);
    if (reconnects != nats->seen_reconnects) {
        nats->seen_reconnects = reconnects;
        window_forget_sent(&nats->window);
        atomic_store(&nats->stream_missing, nats->options.make_stream != 0);
    }
    if (!link_connected(&nats->link))
        return;
    if (atomic_exchange(&nats->stream_missing, false))
        make_stream(nats);
    int64_t before = now - (int64_t)nats->options.ack_wait_ms * NS_PER_MS;
    uint32_t again = window_overdue(&nats->window, before, now, publish_logged, nats);
    atomic_fetch_add(&nats->count.retried, again);
}

/* Sends one message for the log once the window has room. False if it is left. */
static bool log_message(fishsim_nats *nats, const fishsim_nats_feed *feed, uint64_t sequence,
                        const void *data, uint64_t size)
{
    char id[WINDOW_ID_BYTES];
    snprintf(id, sizeof id, "%s:%s:%" PRIu64, feed->simulation_id, nats->options.worker_id,
             sequence);
    while (!must_stop(nats)) {
        look_after(nats);
        if (!link_connected(&nats->link)) {
            window_wait(&nats->window, WAIT_MS);
            if (!window_count(&nats->window)) /* then nothing was waited for */
                nats_Sleep(WAIT_MS);
            continue;
        }
        const struct sent *sent = window_put(&nats->window, id, data, size, clock_steady_ns());
        if (sent) {
            publish_logged(nats, sent);
            return true;
        }
        window_wait(&nats->window, WAIT_MS);
    }
    atomic_fetch_add(&nats->count.dropped, 1);
    return false;
}

/* The largest message that the server takes, or 0 while that is not known. */
static uint64_t largest(const fishsim_nats *nats)
{
    int64_t limit = natsConnection_GetMaxPayload(nats->link.connection);
    return limit > 0 ? (uint64_t)limit : 0;
}

static void send_frame(fishsim_nats *nats, const struct record *record, const void *data)
{
    char subject[SUBJECT_BYTES];
    snprintf(subject, sizeof subject, "realtime.ui.world_state.%s", record->feed->simulation_id);
    uint64_t limit = largest(nats);
    bool fits = !limit || record->count + SUBJECT_BYTES * 4 <= limit;
    /* Nobody watches while there is no server: a frame is told now or not at all. */
    if (fits && link_connected(&nats->link) &&
        natsConnection_Publish(nats->link.connection, subject, data, (int)record->count) == NATS_OK)
        atomic_fetch_add(&nats->count.frames, 1);
    else
        atomic_fetch_add(&nats->count.frames_dropped, 1);
    if (!record->sequence)
        return;
    if (fits)
        log_message(nats, record->feed, record->sequence, data, record->count);
    else
        atomic_fetch_add(&nats->count.dropped, 1);
}

static void send_events(fishsim_nats *nats, const struct record *record)
{
    const fishsim_event *events = (const fishsim_event *)(record + 1);
    for (uint64_t i = 0; i < record->count; i++) {
        const uint8_t *bytes;
        uint64_t length, sequence = record->sequence + i;
        fishsim_wire_encoder *encoder = record->feed->encoder;
        fishsim_wire_encoder_stamp(encoder, record->timestamp_ns, sequence, NULL);
        if (fishsim_wire_encode_event(encoder, &events[i], &bytes, &length, NULL) == FISHSIM_OK)
            log_message(nats, record->feed, sequence, bytes, length);
        else /* of a kind that this version of the schema does not know */
            atomic_fetch_add(&nats->count.dropped, 1);
    }
}

static void send_record(fishsim_nats *nats, const struct record *record)
{
    if (record->kind == RECORD_EVENTS)
        send_events(nats, record);
    else if (record->kind == RECORD_FRAME)
        send_frame(nats, record, record + 1);
    else
        log_message(nats, record->feed, record->sequence, record + 1, record->count);
}

static void *run(void *user)
{
    fishsim_nats *nats = user;
    while (!must_stop(nats)) {
        look_after(nats);
        const struct record *record = queue_front(&nats->queue, WAIT_MS);
        if (record) {
            fishsim_nats_feed *feed = record->feed;
            send_record(nats, record);
            queue_pop(&nats->queue);
            feed_release(feed);
        } else if (atomic_load(&nats->stopping)) {
            if (!window_count(&nats->window))
                break;
            window_wait(&nats->window, WAIT_MS);
        }
    }
    return NULL;
}

/* ---- opening and closing --------------------------------------------------------------------- */

/* Zeroes a struct whose size the caller knows, which may be longer than ours. */
static fishsim_status init_sized(void *target, size_t size, size_t ours)
{
    if (!target)
        return FISHSIM_ERR_ARGUMENT;
    if (size < ours || size > UINT32_MAX)
        return FISHSIM_ERR_ABI;
    memset(target, 0, size);
    return FISHSIM_OK;
}

fishsim_status fishsim_nats_options_init(fishsim_nats_options *options, size_t struct_size)
{
    fishsim_status status = init_sized(options, struct_size, sizeof *options);
    if (status)
        return status;
    *options = (fishsim_nats_options){
        .struct_size = (uint32_t)struct_size,
        .in_flight = 4096,
        .url = "nats://127.0.0.1:4222",
        .stream = "LOGGING_EVENTS_RAW",
        .log_subject = "logging.events.raw",
        .queue_bytes = 64 << 20,
        .in_flight_bytes = 16 << 20,
        .duplicate_window_s = 600,
        .ack_wait_ms = 5000,
        .make_stream = 1,
        .log_frames = 1,
        .frame_fish_max = 10000,
    };
    return FISHSIM_OK;
}

fishsim_status fishsim_nats_stats_init(fishsim_nats_stats *stats, size_t struct_size)
{
    fishsim_status status = init_sized(stats, struct_size, sizeof *stats);
    if (!status)
        stats->struct_size = (uint32_t)struct_size;
    return status;
}

/* The texts of the options. */
#define TEXTS(X)                                                                                   \
    X(url)                                                                                         \
    X(worker_id)                                                                                   \
    X(user)                                                                                        \
    X(password)                                                                                    \
    X(token) X(credentials_file) X(ca_file) X(certificate_file) X(key_file) X(stream) X(log_subject)

static bool copy_texts(fishsim_nats_options *options)
{
    bool all = true;
#define X(field)                                                                                   \
    options->field = strdup(options->field ? options->field : "");                                 \
    all = all && options->field;
    TEXTS(X)
#undef X
    return all;
}

static void free_all(fishsim_nats *nats)
{
    listener_close(&nats->acks);
    link_close(&nats->link);
    queue_close(&nats->queue);
    window_close(&nats->window);
#define X(field) free((void *)(uintptr_t)nats->options.field);
    TEXTS(X)
#undef X
    free(nats);
}

static fishsim_status check_options(const fishsim_nats_options *options, fishsim_error *error)
{
    if (options->struct_size < sizeof *options)
        return trouble(error, FISHSIM_ERR_ABI, "fishsim_nats_options was not initialised");
    for (uint32_t i = sizeof *options; i < options->struct_size; i++)
        if (((const char *)options)[i])
            return trouble(error, FISHSIM_ERR_ABI, "fishsim_nats_options has an unknown tail");
    if (!fishsim_wire_id_valid(options->worker_id))
        return trouble(error, FISHSIM_ERR_ARGUMENT,
                       "worker_id is not of the form [A-Za-z0-9_-]{1,64}");
    if (!fishsim_wire_id_valid(options->stream))
        return trouble(error, FISHSIM_ERR_ARGUMENT,
                       "stream is not of the form [A-Za-z0-9_-]{1,64}");
    if (!options->log_subject || strlen(options->log_subject) >= SUBJECT_BYTES ||
        !options->log_subject[0] || strpbrk(options->log_subject, " \t\r\n*>"))
        return trouble(error, FISHSIM_ERR_ARGUMENT, "log_subject is not a subject");
    if (!options->in_flight || options->in_flight > IN_FLIGHT_MAX ||
        options->queue_bytes < 1 << 16 || !options->in_flight_bytes || !options->frame_fish_max ||
        options->ack_wait_ms < REFUSED_WAIT_MS)
        return trouble(error, FISHSIM_ERR_ARGUMENT,
                       "in_flight must be in [1, %d], queue_bytes at least 65536, ack_wait_ms at "
                       "least %d, in_flight_bytes and frame_fish_max at least 1",
                       IN_FLIGHT_MAX, REFUSED_WAIT_MS);
    return FISHSIM_OK;
}

static fishsim_status start(fishsim_nats *nats, fishsim_error *error)
{
    const fishsim_nats_options *from = &nats->options;
    const struct link_options wanted = {
        .url = from->url,
        .name = from->worker_id,
        .user = from->user,
        .password = from->password,
        .token = from->token,
        .credentials_file = from->credentials_file,
        .ca_file = from->ca_file,
        .certificate_file = from->certificate_file,
        .key_file = from->key_file,
    };
    fishsim_status status = link_open(&nats->link, &wanted, error);
    if (status)
        return status;
    natsInbox *inbox = NULL;
    char subject[SUBJECT_BYTES + 2];
    if (natsInbox_Create(&inbox) != NATS_OK)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for an inbox");
    snprintf(nats->inbox, sizeof nats->inbox, "%s", inbox);
    natsInbox_Destroy(inbox);
    snprintf(subject, sizeof subject, "%s.*", nats->inbox);
    status = listener_open(&nats->acks, &nats->link, subject, NULL, on_acknowledged, nats, error);
    if (status)
        return status;
    if (pthread_create(&nats->thread, NULL, run, nats) != 0)
        return trouble(error, FISHSIM_ERR_MEMORY, "no thread for a publisher");
    nats->has_thread = true;
    return FISHSIM_OK;
}

fishsim_status fishsim_nats_open(const fishsim_nats_options *options, fishsim_nats **out,
                                 fishsim_error *error)
{
    if (!options || !out)
        return trouble(error, FISHSIM_ERR_ARGUMENT, "fishsim_nats_open: %s is NULL",
                       options ? "out" : "options");
    fishsim_status status = check_options(options, error);
    if (status)
        return status;
    fishsim_nats *nats = calloc(1, sizeof *nats);
    if (!nats)
        return trouble(error, FISHSIM_ERR_MEMORY, "no memory for a publisher");
    nats->options = *options;
    atomic_init(&nats->stream_missing, options->make_stream != 0);
    bool memory = copy_texts(&nats->options);
    memory = queue_open(&nats->queue, options->queue_bytes) && memory;
    memory = window_open(&nats->window, options->in_flight, options->in_flight_bytes) && memory;
    status = memory ? start(nats, error)
                    : trouble(error, FISHSIM_ERR_MEMORY, "no memory for a publisher");
    if (status) {
        free_all(nats);
        return status;
    }
    *out = nats;
    return FISHSIM_OK;
}

/* Counts what is left in the queue as dropped, and lets its feeds go. */
static void drop_the_rest(fishsim_nats *nats)
{
    const struct record *record;
    while ((record = queue_front(&nats->queue, 0))) {
        uint64_t count = record->kind == RECORD_EVENTS ? record->count : record->sequence != 0;
        atomic_fetch_add(&nats->count.dropped, count);
        feed_release(record->feed);
        queue_pop(&nats->queue);
    }
    atomic_fetch_add(&nats->count.dropped, window_count(&nats->window));
}

void fishsim_nats_close(fishsim_nats *nats, uint32_t wait_ms, fishsim_nats_stats *last)
{
    if (!nats)
        return;
    atomic_store(&nats->stop_at_ns, clock_steady_ns() + (int64_t)wait_ms * NS_PER_MS);
    atomic_store(&nats->stopping, true);
    if (nats->has_thread)
        pthread_join(nats->thread, NULL);
    drop_the_rest(nats);
    if (last)
        fishsim_nats_get_stats(nats, last, NULL);
    free_all(nats);
}

fishsim_status fishsim_nats_get_stats(fishsim_nats *nats, fishsim_nats_stats *stats,
                                      fishsim_error *error)
{
    if (!nats || !stats)
        return trouble(error, FISHSIM_ERR_ARGUMENT, "fishsim_nats_get_stats: %s is NULL",
                       nats ? "stats" : "nats");
    if (stats->struct_size < sizeof *stats)
        return trouble(error, FISHSIM_ERR_ABI, "fishsim_nats_stats was not initialised");
    struct counters *count = &nats->count;
    stats->offered = atomic_load(&count->offered);
    stats->acked = atomic_load(&count->acked);
    stats->duplicates = atomic_load(&count->duplicates);
    stats->dropped = atomic_load(&count->dropped);
    stats->retried = atomic_load(&count->retried);
    stats->refused = atomic_load(&count->refused);
    stats->frames = atomic_load(&count->frames);
    stats->frames_dropped = atomic_load(&count->frames_dropped);
    stats->bytes = atomic_load(&count->bytes);
    stats->reconnects = atomic_load(&nats->link.reconnects);
    stats->denied = atomic_load(&nats->link.denied);
    stats->queued_bytes = queue_bytes(&nats->queue);
    stats->in_flight = window_count(&nats->window);
    stats->connected = link_connected(&nats->link);
    return FISHSIM_OK;
}
