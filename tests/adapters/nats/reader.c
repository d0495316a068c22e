/* SPDX-License-Identifier: MIT */
/*
 * reader.c: reads all of the log from the server and counts it, for tests:
 *
 *     reader URL SIMULATION
 *
 * Prints as JSON: messages, those that did not decode, how many sequences there are and the
 * highest, repetitions, and the events by key.
 */
#include <fishsim/wire.h>

#include <nats/nats.h>

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { KINDS = 64, WAIT_MS = 2000 };

struct tally {
    uint64_t messages, refused, foreign, unique, repeated, highest;
    uint64_t by_kind[KINDS];
    unsigned char *seen; /* (room), by sequence */
    uint64_t room;
};

static void see(struct tally *tally, uint64_t sequence)
{
    if (sequence >= tally->room) {
        uint64_t room = 2 * sequence + 1024;
        unsigned char *seen = calloc((size_t)room, 1);
        if (!seen)
            abort();
        if (tally->room)
            memcpy(seen, tally->seen, (size_t)tally->room);
        free(tally->seen);
        tally->seen = seen;
        tally->room = room;
    }
    tally->unique += !tally->seen[sequence];
    tally->repeated += tally->seen[sequence];
    tally->seen[sequence] = 1;
    tally->highest = sequence > tally->highest ? sequence : tally->highest;
}

static void take(struct tally *tally, natsMsg *message, const char *simulation)
{
    fishsim_wire_message *decoded = NULL;
    fishsim_wire_envelope envelope;
    fishsim_wire_envelope_init(&envelope, sizeof envelope);
    tally->messages++;
    if (fishsim_wire_decode(natsMsg_GetData(message), (uint64_t)natsMsg_GetDataLength(message),
                            NULL, &decoded, NULL)) {
        tally->refused++;
        return;
    }
    fishsim_wire_get_envelope(decoded, &envelope, NULL);
    if (strcmp(envelope.simulation_id, simulation) != 0) {
        tally->foreign++;
    } else {
        if (envelope.kind != FISHSIM_WIRE_STATUS) /* numbered by time */
            see(tally, envelope.sequence);
        tally->by_kind[envelope.kind % KINDS]++;
    }
    fishsim_wire_message_destroy(decoded);
}

static int read_all(jsCtx *stream, struct tally *tally, const char *simulation)
{
    natsSubscription *subscription = NULL;
    natsMsg *message = NULL;
    jsSubOptions options;
    jsSubOptions_Init(&options);
    options.Ordered = true;
    if (js_SubscribeSync(&subscription, stream, "logging.events.raw", NULL, &options, NULL) !=
        NATS_OK)
        return 1;
    natsSubscription_SetPendingLimits(subscription, -1, -1);
    while (natsSubscription_NextMsg(&message, subscription, WAIT_MS) == NATS_OK) {
        take(tally, message, simulation);
        natsMsg_Destroy(message);
    }
    natsSubscription_Destroy(subscription);
    return 0;
}

static void report(const struct tally *tally)
{
    printf("{\"messages\": %" PRIu64 ", \"refused\": %" PRIu64 ", \"foreign\": %" PRIu64
           ", \"unique\": %" PRIu64 ", \"repeated\": %" PRIu64 ", \"highest\": %" PRIu64,
           tally->messages, tally->refused, tally->foreign, tally->unique, tally->repeated,
           tally->highest);
    for (uint32_t kind = 1; kind < KINDS; kind++)
        if (tally->by_kind[kind])
            printf(", \"%s\": %" PRIu64, fishsim_wire_key(kind), tally->by_kind[kind]);
    printf("}\n");
}

int main(int count, char **arguments)
{
    natsConnection *connection = NULL;
    jsCtx *stream = NULL;
    struct tally tally = {0};
    if (count != 3)
        return 2;
    natsStatus status = natsConnection_ConnectTo(&connection, arguments[1]);
    if (status == NATS_OK)
        status = natsConnection_JetStream(&stream, connection, NULL);
    if (status != NATS_OK || read_all(stream, &tally, arguments[2])) {
        fprintf(stderr, "reader: %s\n", natsStatus_GetText(status));
        return 1;
    }
    report(&tally);
    jsCtx_Destroy(stream);
    natsConnection_Destroy(connection);
    free(tally.seen);
    return 0;
}
