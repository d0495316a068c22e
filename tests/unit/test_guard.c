/* SPDX-License-Identifier: MIT */
/* What lib/wire/guard.c promises: each message is taken once, and the list of senders is bounded.
 */
#include "builder.h"

#include "wire/wire.h"

/* A control command of a sender about a simulation. */
static fishsim_wire_message *command(const char *sender, const char *simulation, uint64_t sequence)
{
    fishsim_wire_encoder *encoder = NULL;
    fishsim_wire_message *message = NULL;
    fishsim_wire_control control;
    const uint8_t *bytes;
    uint64_t length;
    assert_ok(fishsim_wire_control_init(&control, sizeof control));
    control.action = FISHSIM_CONTROL_PAUSE;
    assert_ok(fishsim_wire_encoder_create(NULL, sender, simulation, NULL, &encoder, NULL));
    assert_ok(fishsim_wire_encoder_stamp(encoder, 1, sequence, NULL));
    assert_ok(fishsim_wire_encode_control(encoder, &control, &bytes, &length, NULL));
    assert_ok(fishsim_wire_decode(bytes, length, NULL, &message, NULL));
    fishsim_wire_encoder_destroy(encoder);
    return message;
}

static fishsim_status admit(fishsim_wire_guard *guard, const char *sender, const char *simulation,
                            uint64_t sequence)
{
    fishsim_error error = {0};
    fishsim_wire_message *message = command(sender, simulation, sequence);
    fishsim_status status = fishsim_wire_guard_admit(guard, message, &error);
    fishsim_wire_message_destroy(message);
    if (status)
        assert_detail(&error, status);
    return status;
}

static void a_sequence_is_admitted_once_for_each_sender_and_simulation(void **state)
{
    (void)state;
    fishsim_wire_guard *guard = NULL;
    assert_ok(fishsim_wire_guard_create(8, NULL, &guard, NULL));
    assert_ok(admit(guard, "ui", "reef", 5));
    assert_int_equal(admit(guard, "ui", "reef", 5), FISHSIM_ERR_STATE);
    assert_int_equal(admit(guard, "ui", "reef", 4), FISHSIM_ERR_STATE);
    assert_ok(admit(guard, "ui", "reef", 6));
    assert_ok(admit(guard, "ui", "tank", 5));
    assert_ok(admit(guard, "ai", "reef", 5));
    assert_int_equal(admit(guard, "ai", "reef", 5), FISHSIM_ERR_STATE);
    fishsim_wire_guard_destroy(guard);
}

static void one_sender_too_many_is_refused_until_a_simulation_is_forgotten(void **state)
{
    (void)state;
    fishsim_wire_guard *guard = NULL;
    assert_ok(fishsim_wire_guard_create(2, NULL, &guard, NULL));
    assert_ok(admit(guard, "a", "reef", 1));
    assert_ok(admit(guard, "b", "tank", 1));
    assert_int_equal(admit(guard, "c", "reef", 1), FISHSIM_ERR_LIMIT);
    fishsim_wire_guard_forget(guard, "reef");
    fishsim_wire_guard_forget(guard, NULL);
    fishsim_wire_guard_forget(NULL, "reef");
    assert_ok(admit(guard, "c", "reef", 1));
    assert_int_equal(admit(guard, "b", "tank", 1), FISHSIM_ERR_STATE);
    fishsim_wire_guard_destroy(guard);
    fishsim_wire_guard_destroy(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_sequence_is_admitted_once_for_each_sender_and_simulation),
        TEST(one_sender_too_many_is_refused_until_a_simulation_is_forgotten),
    };
    return RUN(tests);
}
