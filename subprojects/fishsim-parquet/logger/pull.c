/* SPDX-License-Identifier: MIT */
/*
 * pull.c: messages of a durable pull consumer. Requests go to $JS.API.CONSUMER.MSG.NEXT with an
 * inbox of our own, and acknowledgements are plain publishes: the fetch of libnats 3.4.1 corrupts
 * the heap when it times out, and its ack does not know messages that came this way.
 */
#define _POSIX_C_SOURCE 200809L

#include "logger.h"

#include "trouble.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { REQUEST_MS = 5000, EXPIRES_MS = 1000, POLL_MS = 200, LOOK_MS = 1000, CAREFUL_MS = 30000 };

/* ---- consumer and streams ------------------------------------------------------------------- */

/* A number of an answer, such as "num_pending":7; it stands as it was when the answer has none. */
static void read_number(const char *answer, const char *name, atomic_uint_fast64_t *number)
{
    const char *found = strstr(answer, name);
    if (found)
        atomic_store(number, strtoull(found + strlen(name), NULL, 10));
}

void pull_look(struct logger *logger)
{
    natsMsg *answer = NULL;
    char subject[SETTING_TEXT_BYTES * 3];
    int64_t now_ns = clock_steady_ns();
    if (now_ns - logger->looked_ns < LOOK_MS * INT64_C(1000000) || !link_connected(&logger->link))
        return;
    logger->looked_ns = now_ns;
    snprintf(subject, sizeof subject, "$JS.API.CONSUMER.INFO.%s.%s", logger->settings->nats.stream,
             logger->settings->consumer);
    if (natsConnection_RequestString(&answer, logger->link.connection, subject, "", LOOK_MS) ==
        NATS_OK) {
        read_number(natsMsg_GetData(answer), "\"num_pending\":", &logger->stats.lag);
        read_number(natsMsg_GetData(answer), "\"num_ack_pending\":", &logger->stats.unacked);
    }
    natsMsg_Destroy(answer);
}

/* Asks the server's JetStream; the answer says what is wrong, or nothing. */
static bool ask(struct logger *logger, const char *subject, const char *body, bool made_before,
                fishsim_error *error)
{
    natsMsg *answer = NULL;
    natsStatus status =
        natsConnection_RequestString(&answer, logger->link.connection, subject, body, REQUEST_MS);
    if (status != NATS_OK) {
        trouble(error, FISHSIM_ERR_IO, "%s: %s", subject, natsStatus_GetText(status));
        return false;
    }
    char text[256] = "";
    int length = natsMsg_GetDataLength(answer);
    snprintf(text, sizeof text, "%.*s", length, natsMsg_GetData(answer));
    bool wrong = strstr(text, "\"error\"") != NULL && !made_before;
    natsMsg_Destroy(answer);
    if (wrong)
        trouble(error, FISHSIM_ERR_STATE, "%s: %s", subject, text);
    return !wrong;
}

bool pull_prepare(struct logger *logger, fishsim_error *error)
{
    logger->reconnects = atomic_load(&logger->link.reconnects);
    logger->careful_until_ns = clock_steady_ns() + CAREFUL_MS * INT64_C(1000000);
    const struct logger_settings *settings = logger->settings;
    char subject[SETTING_TEXT_BYTES * 3], body[SETTING_TEXT_BYTES * 3];
    /* Another program may have made it with other limits, which is as well. */
    snprintf(subject, sizeof subject, "$JS.API.STREAM.CREATE.%s", settings->dead_stream);
    snprintf(body, sizeof body,
             "{\"name\":\"%s\",\"subjects\":[\"%s\"],\"retention\":\"limits\",\"storage\":\"file\","
             "\"max_bytes\":1073741824,\"discard\":\"old\",\"num_replicas\":1}",
             settings->dead_stream, settings->dead_subject);
    if (!ask(logger, subject, body, true, error))
        return false;
    snprintf(subject, sizeof subject, "$JS.API.CONSUMER.DURABLE.CREATE.%s.%s",
             settings->nats.stream, settings->consumer);
    snprintf(body, sizeof body,
             "{\"stream_name\":\"%s\",\"config\":{\"durable_name\":\"%s\","
             "\"deliver_policy\":\"all\",\"ack_policy\":\"explicit\",\"replay_policy\":\"instant\","
             "\"ack_wait\":%" PRIu64 "000000000,\"max_deliver\":-1,\"max_ack_pending\":1000000}}",
             settings->nats.stream, settings->consumer, settings->ack_wait_s);
    if (!ask(logger, subject, body, false, error))
        return false;
    if (logger->inbox)
        return true;
    natsInbox *inbox = NULL;
    natsStatus status = natsInbox_Create(&inbox);
    if (status == NATS_OK) {
        snprintf(logger->inbox_name, sizeof logger->inbox_name, "%s", inbox);
        natsInbox_Destroy(inbox);
        status = natsConnection_SubscribeSync(&logger->inbox, logger->link.connection,
                                              logger->inbox_name);
    }
    if (status == NATS_OK)
        status = natsSubscription_SetPendingLimits(logger->inbox, -1, -1);
    if (status != NATS_OK)
        trouble(error, FISHSIM_ERR_IO, "no inbox: %s", natsStatus_GetText(status));
    return status == NATS_OK;
}

/* ---- one message ---------------------------------------------------------------------------- */

/*
 * Reads the reply subject of a delivery, from its end, since newer servers put more in front:
 *     $JS.ACK. ... .{delivered}.{stream sequence}.{consumer sequence}.{time}.{pending}[.{token}]
 */
static bool read_reply(const char *reply, uint64_t *delivered, uint64_t *sequence)
{
    enum { SHORT = 9, DELIVERED = 4 };
    const char *token[16];
    size_t count = 0;
    if (!reply || strncmp(reply, "$JS.ACK.", 8) != 0)
        return false;
    for (const char *at = reply; at && count < 16; at = strchr(at, '.')) {
        at += *at == '.';
        token[count++] = at;
    }
    size_t first = count == SHORT ? DELIVERED : DELIVERED + 2; /* domain and account in front */
    if (count < first + 5)
        return false;
    *delivered = strtoull(token[first], NULL, 10);
    *sequence = strtoull(token[first + 1], NULL, 10);
    return *sequence > 0;
}

/* Takes a delivery into the batch; gives back whether it was one. */
static bool take(struct logger *logger, natsMsg *message)
{
    struct batch *batch = &logger->batch;
    struct row *row = &batch->rows[batch->count];
    uint64_t delivered;
    *row = (struct row){.message = message};
    if (!read_reply(natsMsg_GetReply(message), &delivered, &row->stream_sequence))
        return false;
    row->again = delivered > 1 || clock_steady_ns() < logger->careful_until_ns;
    fishsim_status status = fishsim_wire_envelope_init(&row->envelope, sizeof row->envelope);
    if (!status)
        status =
            fishsim_wire_decode(natsMsg_GetData(message), (uint64_t)natsMsg_GetDataLength(message),
                                NULL, &row->decoded, NULL);
    if (!status)
        status = fishsim_wire_get_envelope(row->decoded, &row->envelope, NULL);
    if (status == FISHSIM_ERR_MEMORY)
        return false; /* comes again */
    batch->count++;
    batch->bytes += (uint64_t)natsMsg_GetDataLength(message);
    atomic_fetch_add(&logger->stats.received, 1);
    return true;
}

/* ---- a batch -------------------------------------------------------------------------------- */

static bool request(struct logger *logger, uint64_t wanted)
{
    char subject[SETTING_TEXT_BYTES * 3], body[80];
    snprintf(subject, sizeof subject, "$JS.API.CONSUMER.MSG.NEXT.%s.%s",
             logger->settings->nats.stream, logger->settings->consumer);
    snprintf(body, sizeof body, "{\"batch\":%" PRIu64 ",\"expires\":%d000000}", wanted, EXPIRES_MS);
    return natsConnection_PublishRequestString(logger->link.connection, subject, logger->inbox_name,
                                               body) == NATS_OK;
}

void pull_doubt(struct logger *logger)
{
    logger->careful_until_ns = clock_steady_ns() + CAREFUL_MS * INT64_C(1000000);
    for (uint64_t i = 0; i < logger->batch.count; i++)
        logger->batch.rows[i].again = true;
}

/* Asks for what there is room for, unless that was asked and the server may still answer. */
static bool request_again(struct logger *logger, int64_t now_ns)
{
    if (now_ns < logger->request_end_ns)
        return true;
    /* A little longer than the server keeps it, so that no two are open at once. */
    logger->request_end_ns = now_ns + (EXPIRES_MS + POLL_MS) * INT64_C(1000000);
    return request(logger, logger->batch.capacity - logger->batch.count);
}

bool pull_batch(struct logger *logger, const volatile sig_atomic_t *ended)
{
    const struct logger_settings *settings = logger->settings;
    struct batch *batch = &logger->batch;
    int64_t until_ns = clock_steady_ns() + LOOK_MS * INT64_C(1000000);
    while (!*ended && batch->count < batch->capacity && batch->bytes < settings->batch_mb << 20) {
        int64_t now_ns = clock_steady_ns();
        if (logger->batch_end_ns && now_ns >= logger->batch_end_ns)
            return true;
        if (atomic_load(&logger->link.reconnects) != logger->reconnects)
            return true; /* another server may know nothing of us */
        if (now_ns >= until_ns)
            return false;
        if (!request_again(logger, now_ns))
            return true;
        natsMsg *message = NULL;
        if (natsSubscription_NextMsg(&message, logger->inbox, POLL_MS) != NATS_OK)
            continue;
        if (!take(logger, message)) {
            logger->request_end_ns = 0; /* a status: the request is over */
            natsMsg_Destroy(message);
        } else if (!logger->batch_end_ns) {
            logger->batch_end_ns = clock_steady_ns() + (int64_t)settings->batch_ms * 1000000;
        }
    }
    return true;
}

/* ---- the end of a batch --------------------------------------------------------------------- */

/* Hands poison to the stream of dead letters; it is settled once that has stored it. */
static void bury(struct logger *logger, struct row *row)
{
    natsMsg *letter = NULL, *answer = NULL;
    char id[64];
    snprintf(id, sizeof id, "dead-%" PRIu64, row->stream_sequence);
    natsStatus status =
        natsMsg_Create(&letter, logger->settings->dead_subject, NULL, natsMsg_GetData(row->message),
                       natsMsg_GetDataLength(row->message));
    if (status == NATS_OK)
        status = natsMsgHeader_Set(letter, "Nats-Msg-Id", id);
    if (status == NATS_OK)
        status = natsMsgHeader_Set(letter, "Fishsim-Stream-Sequence", id + 5);
    if (status == NATS_OK)
        status = natsConnection_RequestMsg(&answer, logger->link.connection, letter, REQUEST_MS);
    row->settled = status == NATS_OK && !strstr(natsMsg_GetData(answer), "\"error\"");
    atomic_fetch_add(&logger->stats.poison, row->settled);
    natsMsg_Destroy(letter);
    natsMsg_Destroy(answer);
}

void pull_settle(struct logger *logger)
{
    struct batch *batch = &logger->batch;
    for (uint64_t i = 0; i < batch->count; i++) {
        struct row *row = &batch->rows[i];
        if (!row->decoded)
            bury(logger, row);
        if (row->settled &&
            natsConnection_PublishString(logger->link.connection, natsMsg_GetReply(row->message),
                                         "+ACK") == NATS_OK)
            atomic_fetch_add(&logger->stats.acked, 1);
        fishsim_wire_message_destroy(row->decoded);
        natsMsg_Destroy(row->message);
    }
    if (batch->count)
        natsConnection_FlushTimeout(logger->link.connection, REQUEST_MS);
    batch->count = batch->bytes = 0;
    logger->batch_end_ns = logger->request_end_ns = 0;
}
