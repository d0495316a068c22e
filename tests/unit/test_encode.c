/* SPDX-License-Identifier: MIT */
/* What lib/wire/encode.c promises beyond the contract: nothing that decode refuses comes out. */
#include "builder.h"

#include "wire/wire.h"

#include <math.h>

static fishsim_wire_encoder *encoder_of(const fishsim_world *world)
{
    fishsim_wire_encoder *encoder = NULL;
    assert_ok(fishsim_wire_encoder_create(world, "w1", "reef", NULL, &encoder, NULL));
    return encoder;
}

static void events_that_cannot_be_told_are_refused(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_wire_encoder *encoder = encoder_of(world);
    const uint8_t *bytes;
    uint64_t length;
    fishsim_event event = {.kind = FISHSIM_EVENT_BORN, .species = 2};
    assert_int_equal(fishsim_wire_encode_event(encoder, &event, &bytes, &length, NULL),
                     FISHSIM_ERR_NOT_FOUND);
    event.species = 1;
    assert_ok(fishsim_wire_encode_event(encoder, &event, &bytes, &length, NULL));
    event.other = 9;
    event.other_species = 2;
    assert_int_equal(fishsim_wire_encode_event(encoder, &event, &bytes, &length, NULL),
                     FISHSIM_ERR_NOT_FOUND);
    event = (fishsim_event){.kind = 63};
    assert_int_equal(fishsim_wire_encode_event(encoder, &event, &bytes, &length, NULL),
                     FISHSIM_ERR_NOT_FOUND);
    event = (fishsim_event){.kind = FISHSIM_EVENT_DIED, .x_m = NAN};
    assert_int_equal(fishsim_wire_encode_event(encoder, &event, &bytes, &length, NULL),
                     FISHSIM_ERR_ARGUMENT);
    event = (fishsim_event){.kind = FISHSIM_EVENT_DIED, .cause = 999};
    assert_int_equal(fishsim_wire_encode_event(encoder, &event, &bytes, &length, NULL),
                     FISHSIM_ERR_ARGUMENT);
    fishsim_wire_encoder_destroy(encoder);
    fishsim_world_destroy(world);
}

static void a_frame_tells_every_nth_fish_when_there_are_too_many(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_wire_encoder *encoder = encoder_of(world);
    const uint8_t *bytes;
    uint64_t length, fish = info_of(world).fish;
    const uint64_t limits[] = {1, 2, 10, fish - 1, fish, fish + 1};
    for (size_t i = 0; i < sizeof limits / sizeof limits[0]; i++) {
        fishsim_wire_message *message = NULL;
        fishsim_wire_frame frame;
        assert_ok(fishsim_wire_frame_init(&frame, sizeof frame));
        assert_ok(fishsim_wire_encode_frame(encoder, world, limits[i], &bytes, &length, NULL));
        assert_ok(fishsim_wire_decode(bytes, length, NULL, &message, NULL));
        assert_ok(fishsim_wire_get_frame(message, &frame, NULL));
        assert_int_equal(frame.fish, fish);
        assert_true(frame.count <= limits[i] && frame.count * frame.stride >= fish);
        for (uint64_t row = 0; row < frame.count; row++)
            assert_int_equal(frame.id[row], world->fish.id[row * frame.stride]);
        fishsim_wire_message_destroy(message);
    }
    assert_int_equal(fishsim_wire_encode_frame(encoder, world, 0, &bytes, &length, NULL),
                     FISHSIM_ERR_ARGUMENT);
    fishsim_wire_encoder_destroy(encoder);
    fishsim_world_destroy(world);
}

static void an_action_longer_than_its_kind_may_be_is_refused(void **state)
{
    (void)state;
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    static float values[16384];
    const uint64_t agent = 1;
    const uint8_t *bytes;
    uint64_t length;
    fishsim_wire_agents agents;
    assert_ok(fishsim_wire_agents_init(&agents, sizeof agents));
    agents.kind = FISHSIM_WIRE_ACTION;
    agents.agents = 1;
    agents.agent = &agent;
    agents.value = values;
    agents.width = 16000;
    assert_ok(fishsim_wire_encode_agents(encoder, &agents, &bytes, &length, NULL));
    agents.width = 16384;
    assert_int_equal(fishsim_wire_encode_agents(encoder, &agents, &bytes, &length, NULL),
                     FISHSIM_ERR_LIMIT);
    agents.kind = FISHSIM_WIRE_OBSERVATION;
    assert_ok(fishsim_wire_encode_agents(encoder, &agents, &bytes, &length, NULL));
    fishsim_wire_encoder_destroy(encoder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(events_that_cannot_be_told_are_refused),
        TEST(a_frame_tells_every_nth_fish_when_there_are_too_many),
        TEST(an_action_longer_than_its_kind_may_be_is_refused),
    };
    return RUN(tests);
}
