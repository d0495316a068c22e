/* SPDX-License-Identifier: MIT */
/*
 * wire.h: the kinds of message and the schema behind them, for the files of wire/.
 *
 * protobuf-c's types, generated from proto/, are seen in this room alone. Called by encode.c,
 * decode.c and guard.c; kind.c holds the table.
 */
#ifndef FISHSIM_LIB_WIRE_H
#define FISHSIM_LIB_WIRE_H

#include "base/status.h"

#include <fishsim/wire.h>

#include <stdbool.h>

#include "fishsim/v1/agent.pb-c.h"
#include "fishsim/v1/control.pb-c.h"
#include "fishsim/v1/envelope.pb-c.h"
#include "fishsim/v1/monitoring.pb-c.h"
#include "fishsim/v1/world.pb-c.h"

extern const struct sized wire_envelope_sized, wire_frame_sized, wire_species_sized,
    wire_agents_sized, wire_start_sized, wire_control_sized, wire_status_sized,
    wire_registration_sized, wire_critical_sized;

/* What a reader needs to know of a kind. */
struct wire_kind {
    uint32_t number;
    const char *key;
    const char *hint; /* payload_format_hint */
    const ProtobufCMessageDescriptor *payload;
    uint64_t limit_bytes;
};

/* The row of a kind; NULL for another number. */
const struct wire_kind *wire_kind_of(uint32_t kind);

/* As fishsim_wire_kind, for a text with a length; 0 for a foreign key. */
uint32_t wire_kind_of_key(const char *key, size_t length);

/* Whether it is [A-Za-z0-9_-]{1,64}. */
bool wire_id_valid(const char *id, size_t length);

/* The last sequence and ids of a message, for guard.c. */
const fishsim_wire_envelope *wire_envelope_of(const fishsim_wire_message *message);

#endif
