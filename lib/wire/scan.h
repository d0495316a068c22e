/* SPDX-License-Identifier: MIT */
/*
 * scan.h: a walk over hostile protobuf bytes along the schema, before any memory is taken.
 *
 * protobuf-c checks neither UTF-8 nor embedded NULs, takes NaN, unknown enum values and fields
 * given twice, and allocates as it reads. So decode.c lets nothing reach it that has not passed
 * here, and encode.c lets nothing out.
 */
#ifndef FISHSIM_LIB_SCAN_H
#define FISHSIM_LIB_SCAN_H

#include <fishsim/base.h>

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* One field as it stands in the bytes. */
struct wire_field {
    uint32_t id;
    uint32_t form;       /* wire type: 0 varint, 1 of 8 bytes, 2 with a length, 5 of 4 bytes */
    uint64_t value;      /* of a varint, or of a field of fixed size; 0 otherwise */
    const uint8_t *data; /* of a field with a length, else NULL */
    uint64_t size;
};

enum { FORM_VARINT = 0, FORM_8_BYTES = 1, FORM_LENGTH = 2, FORM_4_BYTES = 5 };

/* Takes the field at *at, which then stands behind it; false if it is malformed or goes past
 * `end`. */
bool wire_next_field(const uint8_t **at, const uint8_t *end, struct wire_field *field);

/* Checks a message of `type`, and those in it. OK or ERR_FORMAT, naming message and field. */
fishsim_status wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                         uint64_t length, fishsim_error *error);

#endif
