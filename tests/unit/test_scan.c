/* SPDX-License-Identifier: MIT */
/* What lib/wire/scan.c promises: bytes that do not follow the schema are refused, by name. */
#include "builder.h"

#include "wire/scan.h"
#include "wire/wire.h"

/* A case: bytes of a message of `type`, and what the refusal says; NULL if they are good. */
struct scan_case {
    const ProtobufCMessageDescriptor *type;
    const char *bytes;
    size_t length;
    const char *wrong;
};

#define CASE(type, bytes, wrong)                                                                   \
    {                                                                                              \
        &fishsim__v1__##type##__descriptor, bytes, sizeof bytes - 1, wrong                         \
    }

static const struct scan_case cases[] = {
    CASE(agent_action, "", NULL),
    CASE(agent_action, "\x08\x07\x12\x02\x01\x02\x18\x01", NULL),
    CASE(agent_action, "\x10\x01\x10\x02", NULL),                  /* repeated, unpacked */
    CASE(agent_action, "\x22\x04\x00\x00\x80\x3f", NULL),          /* 1.0 */
    CASE(agent_action, "\xa0\x06\x01", NULL),                      /* unknown field 100 */
    CASE(agent_action, "\x08", "AgentAction is cut or malformed"), /* no value */
    CASE(agent_action, "\x12\x05\x01", "AgentAction is cut"),      /* past the end */
    CASE(agent_action, "\x00\x01", "AgentAction is cut"),          /* field 0 */
    CASE(agent_action, "\x0b\x0c", "AgentAction is cut"),          /* a group */
    CASE(agent_action, "\x0f", "AgentAction is cut"),              /* no such wire type */
    CASE(agent_action, "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "AgentAction is cut"),
    CASE(agent_action, "\x08\x01\x08\x02", "AgentAction.tick is given twice"),
    CASE(agent_action, "\x0a\x01\x01", "AgentAction.tick has another type"),
    CASE(agent_action, "\x22\x04\x00\x00\xc0\x7f", "AgentAction.value is not a finite number"),
    CASE(agent_action, "\x25\x00\x00\x80\xff", "AgentAction.value is not a finite number"),
    CASE(agent_action, "\x22\x03\x00\x00\x80", "AgentAction.value is cut"),
    CASE(agent_action, "\x12\x01\x80", "AgentAction.agent is cut"),
    CASE(agent_action, "\x18\x80\x80\x80\x80\x10", "AgentAction.width does not fit 32 bits"),
    /* A tag and a length that take more bytes than protobuf-c reads. */
    CASE(agent_action, "\x88\x80\x80\x80\x80\x00\x01", "AgentAction is cut"),
    CASE(agent_action, "\x12\x80\x80\x80\x80\x80\x00", "AgentAction is cut"),
    CASE(control_sim_command, "\x08\x06", NULL),
    CASE(control_sim_command, "\x08\x63", "ControlSimCommand.action is not a value"),
    CASE(control_sim_command, "\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", "is not a value"),
    CASE(control_sim_command, "\x19\x00\x00\x00\x00\x00\x00\xf8\x7f",
         "ControlSimCommand.ticks_per_second is not a finite number"),
    CASE(critical_event, "\x20\x02", "CriticalEvent.resolved is neither true nor false"),
    CASE(critical_event, "\x12\x02\xc3\xa9", NULL),
    CASE(critical_event, "\x12\x01\xc3", "CriticalEvent.name is not valid UTF-8"),
    CASE(critical_event, "\x12\x03\xed\xa0\x80", "CriticalEvent.name is not valid UTF-8"),
    CASE(critical_event,
         "\x12\x03"
         "a\0b",
         "CriticalEvent.name has a NUL in it"),
    /* In a message inside the message. */
    CASE(start_simulation_command,
         "\x12\x03\x0a\x01"
         "k",
         NULL),
    CASE(start_simulation_command,
         "\x12\x03\x0a\x02"
         "k",
         "Setting is cut"),
    CASE(start_simulation_command, "\x12\x03\x0a\x01\xff", "Setting.key is not valid UTF-8"),
};

static void bytes_that_break_the_schema_are_refused_by_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fishsim_error error = {0};
        fishsim_status status =
            wire_scan(cases[i].type, (const uint8_t *)cases[i].bytes, cases[i].length, &error);
        if (!cases[i].wrong != !status ||
            (cases[i].wrong && !strstr(error.message, cases[i].wrong))) {
            print_error("case %zu: %d, '%s'\n", i, (int)status, error.message);
            _fail(__FILE__, __LINE__);
        }
        if (status)
            assert_detail(&error, FISHSIM_ERR_FORMAT);
    }
}

static void fields_are_taken_one_by_one(void **state)
{
    (void)state;
    static const uint8_t bytes[] = {0x08, 0x96, 0x01, 0x12, 0x02, 'h', 'i', 0x1d, 1, 0, 0,
                                    0,    0x21, 2,    0,    0,    0,   0,   0,    0, 0};
    const uint8_t *at = bytes, *end = bytes + sizeof bytes;
    struct wire_field field;
    assert_true(wire_next_field(&at, end, &field));
    assert_int_equal(field.id, 1);
    assert_int_equal(field.value, 150);
    assert_true(wire_next_field(&at, end, &field));
    assert_int_equal(field.form, FORM_LENGTH);
    assert_memory_equal(field.data, "hi", 2);
    assert_true(wire_next_field(&at, end, &field));
    assert_int_equal(field.form, FORM_4_BYTES);
    assert_int_equal(field.value, 1);
    assert_true(wire_next_field(&at, end, &field));
    assert_int_equal(field.form, FORM_8_BYTES);
    assert_int_equal(field.value, 2);
    assert_ptr_equal(at, end);
    assert_false(wire_next_field(&at, end, &field));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_that_break_the_schema_are_refused_by_name),
        TEST(fields_are_taken_one_by_one),
    };
    return RUN(tests);
}
