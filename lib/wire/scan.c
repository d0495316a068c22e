/* SPDX-License-Identifier: MIT */
/*
 * scan.c: a walk over hostile protobuf bytes along the schema. See scan.h.
 *
 * The encoding is that of https://protobuf.dev/programming-guides/encoding. Messages of the schema
 * do not contain themselves, so the depth of the walk is that of the schema.
 */
#include "wire/scan.h"

#include "base/status.h"
#include "config/text.h"

#include <math.h>
#include <string.h>

enum {
    FIELDS_MAX = 64,
    VARINT_BYTES = 10,
    SHORT_BYTES =
        5, /* of a tag or a length: protobuf-c takes no longer ones, whatever their value */
};

static bool take_varint(const uint8_t **at, const uint8_t *end, uint32_t most, uint64_t *value)
{
    *value = 0;
    for (uint32_t i = 0; i < most && *at < end; i++) {
        uint8_t byte = *(*at)++;
        if (i == VARINT_BYTES - 1 && byte > 1)
            return false; /* more than 64 bits */
        *value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

static bool take_fixed(const uint8_t **at, const uint8_t *end, uint32_t size, uint64_t *value)
{
    if ((uint64_t)(end - *at) < size)
        return false;
    *value = 0;
    for (uint32_t i = 0; i < size; i++)
        *value |= (uint64_t)(*at)[i] << (8 * i);
    *at += size;
    return true;
}

bool wire_next_field(const uint8_t **at, const uint8_t *end, struct wire_field *field)
{
    uint64_t tag;
    *field = (struct wire_field){0};
    if (!take_varint(at, end, SHORT_BYTES, &tag) || tag >> 3 == 0 || tag >> 3 > 0x1fffffff)
        return false;
    field->id = (uint32_t)(tag >> 3);
    field->form = (uint32_t)(tag & 7);
    switch (field->form) {
    case FORM_VARINT:
        return take_varint(at, end, VARINT_BYTES, &field->value);
    case FORM_8_BYTES:
        return take_fixed(at, end, 8, &field->value);
    case FORM_4_BYTES:
        return take_fixed(at, end, 4, &field->value);
    case FORM_LENGTH:
        if (!take_varint(at, end, SHORT_BYTES, &field->size) || field->size > (uint64_t)(end - *at))
            return false;
        field->data = *at;
        *at += field->size;
        return true;
    default: /* groups are not of proto3 */
        return false;
    }
}

/* ---- one value ------------------------------------------------------------------------------- */

static uint32_t form_of(ProtobufCType type)
{
    switch (type) {
    case PROTOBUF_C_TYPE_FLOAT:
    case PROTOBUF_C_TYPE_FIXED32:
    case PROTOBUF_C_TYPE_SFIXED32:
        return FORM_4_BYTES;
    case PROTOBUF_C_TYPE_DOUBLE:
    case PROTOBUF_C_TYPE_FIXED64:
    case PROTOBUF_C_TYPE_SFIXED64:
        return FORM_8_BYTES;
    case PROTOBUF_C_TYPE_STRING:
    case PROTOBUF_C_TYPE_BYTES:
    case PROTOBUF_C_TYPE_MESSAGE:
        return FORM_LENGTH;
    default:
        return FORM_VARINT;
    }
}

/* What is wrong with a number of this type, or NULL. */
static const char *wrong_number(const ProtobufCFieldDescriptor *field, uint64_t value)
{
    uint32_t bits32 = (uint32_t)value;
    float single;
    double real;
    switch (field->type) {
    case PROTOBUF_C_TYPE_FLOAT:
        memcpy(&single, &bits32, sizeof single);
        return isfinite(single) ? NULL : "is not a finite number";
    case PROTOBUF_C_TYPE_DOUBLE:
        memcpy(&real, &value, sizeof real);
        return isfinite(real) ? NULL : "is not a finite number";
    case PROTOBUF_C_TYPE_ENUM:
        if (value > INT32_MAX ||
            !protobuf_c_enum_descriptor_get_value(field->descriptor, (int)value))
            return "is not a value that the schema knows";
        return NULL;
    case PROTOBUF_C_TYPE_BOOL:
        return value <= 1 ? NULL : "is neither true nor false";
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_SINT32:
        return value <= UINT32_MAX ? NULL : "does not fit 32 bits";
    default:
        return NULL;
    }
}

static const char *wrong_text(const uint8_t *data, uint64_t size)
{
    for (uint64_t at = 0; at < size;) {
        uint32_t code;
        size_t taken = utf8_decode((const char *)data + at, (size_t)(size - at), &code);
        if (!taken)
            return "is not valid UTF-8";
        if (code == 0)
            return "has a NUL in it";
        at += taken;
    }
    return NULL;
}

/* The numbers of a packed field. */
static const char *wrong_packed(const ProtobufCFieldDescriptor *field, const uint8_t *data,
                                uint64_t size)
{
    const uint8_t *at = data, *end = data + size;
    uint32_t form = form_of(field->type);
    while (at < end) {
        uint64_t value;
        bool taken = form == FORM_VARINT
                         ? take_varint(&at, end, VARINT_BYTES, &value)
                         : take_fixed(&at, end, form == FORM_8_BYTES ? 8 : 4, &value);
        const char *wrong = taken ? wrong_number(field, value) : "is cut";
        if (wrong)
            return wrong;
    }
    return NULL;
}

/* ---- fields of a message --------------------------------------------------------------------- */

static fishsim_status refuse(const ProtobufCMessageDescriptor *type,
                             const ProtobufCFieldDescriptor *field, const char *wrong,
                             fishsim_error *error)
{
    return fail(error, FISHSIM_ERR_FORMAT, "%s.%s %s", type->short_name, field->name, wrong);
}

static fishsim_status scan_field(const ProtobufCMessageDescriptor *type,
                                 const ProtobufCFieldDescriptor *known,
                                 const struct wire_field *field, fishsim_error *error)
{
    uint32_t form = form_of(known->type);
    const char *wrong = NULL;
    if (field->form == form && known->type == PROTOBUF_C_TYPE_MESSAGE)
        return wire_scan(known->descriptor, field->data, field->size, error);
    if (field->form == form && known->type == PROTOBUF_C_TYPE_STRING)
        wrong = wrong_text(field->data, field->size);
    else if (field->form == form && form != FORM_LENGTH)
        wrong = wrong_number(known, field->value);
    else if (field->form == FORM_LENGTH && form != FORM_LENGTH &&
             known->label == PROTOBUF_C_LABEL_REPEATED)
        wrong = wrong_packed(known, field->data, field->size);
    else if (field->form != form)
        wrong = "has another type";
    return wrong ? refuse(type, known, wrong, error) : FISHSIM_OK;
}

fishsim_status wire_scan(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                         uint64_t length, fishsim_error *error)
{
    const uint8_t *at = bytes, *end = length ? bytes + length : bytes;
    uint64_t seen = 0; /* by index of the field */
    while (at < end) {
        struct wire_field field;
        if (!wire_next_field(&at, end, &field))
            return fail(error, FISHSIM_ERR_FORMAT, "%s is cut or malformed", type->short_name);
        const ProtobufCFieldDescriptor *known =
            protobuf_c_message_descriptor_get_field(type, field.id);
        if (!known)
            continue;
        uint64_t bit = UINT64_C(1) << ((known - type->fields) % FIELDS_MAX);
        if (known->label != PROTOBUF_C_LABEL_REPEATED && (seen & bit))
            return refuse(type, known, "is given twice", error);
        seen |= bit;
        fishsim_status status = scan_field(type, known, &field, error);
        if (status)
            return status;
    }
    return FISHSIM_OK;
}
