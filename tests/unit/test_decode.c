/* SPDX-License-Identifier: MIT */
/* What lib/wire/decode.c promises: limits before memory, and no half-read message. */
#include "builder.h"

#include "allocator.h"
#include "wire/wire.h"

/* An envelope around a payload, as protobuf-c packs it. */
static size_t wrap(uint8_t *bytes, const char *key, const char *worker, const char *simulation,
                   const void *payload, size_t size)
{
    Fishsim__V1__GenericEventRequest envelope = FISHSIM__V1__GENERIC_EVENT_REQUEST__INIT;
    envelope.event_type_key = (char *)key;
    envelope.worker_id = (char *)worker;
    envelope.simulation_id = (char *)simulation;
    envelope.event_payload.data = (uint8_t *)payload;
    envelope.event_payload.len = size;
    return fishsim__v1__generic_event_request__pack(&envelope, bytes);
}

static fishsim_status decode(const uint8_t *bytes, size_t length)
{
    fishsim_error error = {0};
    fishsim_wire_message *message = NULL;
    fishsim_status status = fishsim_wire_decode(bytes, length, NULL, &message, &error);
    if (status) {
        assert_detail(&error, status);
        assert_null(message);
    }
    fishsim_wire_message_destroy(message);
    return status;
}

static void ids_that_could_leave_their_place_are_refused(void **state)
{
    (void)state;
    static const char pause[] = {0x08, 0x01};
    const char *const bad[] = {"../../etc", "a b", "a\r\nPUB x 0", "a.b", ">"};
    uint8_t bytes[512];
    assert_ok(decode(bytes, wrap(bytes, "ui.control.sim.v1", "ui", "reef", pause, 2)));
    assert_ok(decode(bytes, wrap(bytes, "ui.control.sim.v1", "ui", "", pause, 2)));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(decode(bytes, wrap(bytes, "ui.control.sim.v1", bad[i], "reef", pause, 2)),
                         FISHSIM_ERR_FORMAT);
        assert_int_equal(decode(bytes, wrap(bytes, "ui.control.sim.v1", "ui", bad[i], pause, 2)),
                         FISHSIM_ERR_FORMAT);
    }
    assert_int_equal(decode(bytes, wrap(bytes, "ui.control.sim.v1", "", "reef", pause, 2)),
                     FISHSIM_ERR_FORMAT);
}

static void foreign_keys_and_empty_bytes_are_refused(void **state)
{
    (void)state;
    uint8_t bytes[512] = {0};
    assert_int_equal(decode(bytes, wrap(bytes, "sim.market_cleared.v1", "w", "s", "", 0)),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(decode(bytes, wrap(bytes, "\x7f\n\xc3\xa9", "w", "s", "", 0)),
                     FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(decode(bytes, 0), FISHSIM_ERR_NOT_FOUND);
    assert_int_equal(decode((const uint8_t *)"GET / HTTP/1.1", 14), FISHSIM_ERR_FORMAT);
}

static void lengths_are_checked_before_memory_is_taken(void **state)
{
    (void)state;
    enum { LONG = 65536 };
    static uint8_t bytes[LONG + 512], zeros[LONG];
    size_t length = wrap(bytes, "ai.agent_action.v1", "w", "s", zeros, LONG);
    assert_int_equal(decode(bytes, length), FISHSIM_ERR_LIMIT);
    assert_int_equal(decode(bytes, (size_t)1 << 40), FISHSIM_ERR_LIMIT);
}

/* Payloads whose fields contradict each other. */
static void lengths_that_disagree_are_refused(void **state)
{
    (void)state;
    const struct {
        const char *key, *payload;
        size_t size;
    } cases[] = {
        {"ai.agent_action.v1", "\x12\x01\x01\x18\x02", 5},       /* width 2, no values */
        {"sim.agent_reward.v1", "\x12\x01\x01", 3},              /* no flags */
        {"sim.agent_observation.v1", "\x25\x00\x00\x80\x3f", 5}, /* a value of nobody */
        {"sim.world_state.v1", "\x42\x01\x01", 3},               /* an id, no place */
        {"ui.control.sim.v1", "", 0},                            /* no action */
        {"worker.ready.v1", "\x18\x01", 2},                      /* runs one, names none */
        {"worker.ready.v1", "\x18\x01\x32\x01/", 5},             /* no id */
        {"monitoring.critical.v1", "\x08\x01", 2},               /* no name */
        {"monitoring.critical.v1", "\x12\x01n\x32\x01/", 6},     /* no species */
    };
    uint8_t bytes[512];
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        assert_int_equal(
            decode(bytes, wrap(bytes, cases[i].key, "w", "s", cases[i].payload, cases[i].size)),
            FISHSIM_ERR_FORMAT);
}

static void every_cut_of_a_message_is_refused_or_whole(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_wire_encoder *encoder = NULL;
    assert_ok(fishsim_wire_encoder_create(world, "w", "s", NULL, &encoder, NULL));
    const uint8_t *bytes;
    uint64_t length;
    assert_ok(fishsim_wire_encode_frame(encoder, world, 20, &bytes, &length, NULL));
    assert_ok(decode(bytes, length));
    uint32_t refused = 0;
    for (uint64_t cut = 0; cut < length; cut++)
        refused += decode(bytes, cut) != FISHSIM_OK;
    assert_true(refused + 8 >= length); /* cuts between trailing fields leave a message */
    fishsim_wire_encoder_destroy(encoder);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(ids_that_could_leave_their_place_are_refused),
        TEST(foreign_keys_and_empty_bytes_are_refused),
        TEST(lengths_are_checked_before_memory_is_taken),
        TEST(lengths_that_disagree_are_refused),
        TEST(every_cut_of_a_message_is_refused_or_whole),
    };
    return RUN(tests);
}
