/* SPDX-License-Identifier: MIT */
/*
 * fuzz_wire.c: any bytes as a message from a bus.
 *
 * Each input is decoded as it is, and as the payload of every kind of message, so that what lies
 * behind the envelope is reached too. What is refused says why; what is taken is read to the end.
 */
#include "wire/wire.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Holds of every input. A trap here is a finding. */
static void require(bool holds)
{
    if (!holds)
        abort();
}

static void read_agents(const fishsim_wire_message *message)
{
    fishsim_wire_agents agents;
    fishsim_wire_agents_init(&agents, sizeof agents);
    if (fishsim_wire_get_agents(message, &agents, NULL))
        return;
    for (uint64_t i = 0; i < (uint64_t)agents.agents * agents.width; i++)
        require(isfinite(agents.value[i]));
    for (uint32_t i = 0; agents.terminated && i < agents.agents; i++)
        require(agents.terminated[i] <= 1 && agents.truncated[i] <= 1);
}

static void read_frame(const fishsim_wire_message *message)
{
    fishsim_wire_frame frame;
    fishsim_wire_species species;
    fishsim_wire_frame_init(&frame, sizeof frame);
    fishsim_wire_species_init(&species, sizeof species);
    if (fishsim_wire_get_frame(message, &frame, NULL))
        return;
    for (uint64_t i = 0; i < frame.count; i++) {
        require(isfinite(frame.x_m[i]) && isfinite(frame.weight_g[i]));
        require(!fishsim_wire_get_species(message, frame.species[i], &species, NULL));
    }
}

static void read_texts(const fishsim_wire_message *message)
{
    fishsim_wire_start start;
    fishsim_wire_registration worker;
    fishsim_wire_critical critical;
    fishsim_wire_status status;
    fishsim_wire_start_init(&start, sizeof start);
    fishsim_wire_registration_init(&worker, sizeof worker);
    fishsim_wire_critical_init(&critical, sizeof critical);
    fishsim_wire_status_init(&status, sizeof status);
    if (!fishsim_wire_get_start(message, &start, NULL))
        for (uint32_t i = 0; i < start.settings; i++)
            require(strlen(start.key[i]) + strlen(start.value[i]) + strlen(start.scenario) <
                    1 << 21);
    if (!fishsim_wire_get_registration(message, &worker, NULL))
        for (uint32_t i = 0; i < worker.running; i++)
            require(fishsim_wire_id_valid(worker.simulation[i]));
    if (!fishsim_wire_get_critical(message, &critical, NULL))
        require(fishsim_wire_id_valid(critical.name) && critical.summary && critical.species);
    if (!fishsim_wire_get_status(message, &status, NULL))
        require(status.message && isfinite(status.progress));
}

static void decode(const uint8_t *bytes, size_t length)
{
    fishsim_error error = {0};
    fishsim_wire_message *message = NULL;
    fishsim_status status = fishsim_wire_decode(bytes, length, NULL, &message, &error);
    if (status) {
        require(!message && error.status == status && error.message[0]);
        require(status != FISHSIM_ERR_MEMORY); /* what the scan lets pass must unpack */
        return;
    }
    fishsim_wire_envelope envelope;
    fishsim_event event;
    fishsim_wire_envelope_init(&envelope, sizeof envelope);
    require(!fishsim_wire_get_envelope(message, &envelope, NULL));
    require(fishsim_wire_id_valid(envelope.worker_id) && envelope.timestamp_ns >= 0);
    fishsim_wire_get_event(message, &event, NULL);
    read_agents(message);
    read_frame(message);
    read_texts(message);
    fishsim_wire_message_destroy(message);
}

static void decode_as(const char *key, const uint8_t *payload, size_t size)
{
    Fishsim__V1__GenericEventRequest envelope = FISHSIM__V1__GENERIC_EVENT_REQUEST__INIT;
    envelope.event_type_key = (char *)key;
    envelope.worker_id = (char *)"w";
    envelope.event_payload.data = (uint8_t *)payload;
    envelope.event_payload.len = size;
    size_t length = fishsim__v1__generic_event_request__get_packed_size(&envelope);
    uint8_t *bytes = malloc(length);
    require(bytes != NULL);
    fishsim__v1__generic_event_request__pack(&envelope, bytes);
    decode(bytes, length);
    free(bytes);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const uint8_t nothing = 0;
    decode(size ? data : &nothing, size);
#define X(NAME, number, key, message, limit_bytes) decode_as(key, data, size);
    FISHSIM_WIRE_TABLE(X)
#undef X
    return 0;
}
