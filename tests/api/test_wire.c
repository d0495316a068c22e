/* SPDX-License-Identifier: MIT */
/* The contract of wire.h: what is encoded decodes to the same, and all else is refused. */
#include "allocator.h"
#include "api.h"

#include <math.h>

static const uint8_t *bytes;
static uint64_t length;

static fishsim_wire_encoder *encoder_of(const fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_wire_encoder *encoder = NULL;
    assert_status(FISHSIM_OK,
                  fishsim_wire_encoder_create(world, "worker-1", "reef_1", NULL, &encoder, &error),
                  &error);
    assert_ok(fishsim_wire_encoder_stamp(encoder, 1700000000123456789, 42, NULL));
    return encoder;
}

/* Decodes what was encoded last and checks its envelope. */
static fishsim_wire_message *decoded(uint32_t kind)
{
    fishsim_error error = {0};
    fishsim_wire_message *message = NULL;
    fishsim_wire_envelope envelope;
    assert_status(FISHSIM_OK, fishsim_wire_decode(bytes, length, NULL, &message, &error), &error);
    assert_ok(fishsim_wire_envelope_init(&envelope, sizeof envelope));
    assert_ok(fishsim_wire_get_envelope(message, &envelope, NULL));
    assert_int_equal(envelope.kind, kind);
    assert_int_equal(envelope.sequence, 42);
    assert_true(envelope.timestamp_ns == 1700000000123456789);
    assert_string_equal(envelope.worker_id, "worker-1");
    assert_string_equal(envelope.simulation_id, "reef_1");
    assert_true(envelope.payload >= bytes &&
                envelope.payload + envelope.payload_bytes <= bytes + length);
    return message;
}

static void keys_kinds_and_ids_are_checked(void **state)
{
    (void)state;
    assert_string_equal(fishsim_wire_key(FISHSIM_WIRE_DIED), "sim.agent_died.v1");
    assert_int_equal(fishsim_wire_kind("sim.agent_died.v1"), FISHSIM_WIRE_DIED);
    assert_true(fishsim_wire_id_valid("reef_1-a"));
    assert_false(fishsim_wire_id_valid("../../etc"));
    fishsim_wire_encoder *encoder = NULL;
    fishsim_error error = {0};
    const char *const bad[] = {"../../etc", "a b", "a\r\nb", "a.b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(fishsim_wire_encoder_create(NULL, bad[i], "s", NULL, &encoder, &error),
                         FISHSIM_ERR_ARGUMENT);
        assert_int_equal(fishsim_wire_encoder_create(NULL, "w", bad[i], NULL, &encoder, &error),
                         FISHSIM_ERR_ARGUMENT);
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);
    }
    assert_int_equal(fishsim_wire_encoder_create(NULL, "", "s", NULL, &encoder, NULL),
                     FISHSIM_ERR_ARGUMENT);
    assert_null(encoder);
    assert_ok(fishsim_wire_encoder_create(NULL, "w", "", NULL, &encoder, NULL));
    assert_int_equal(fishsim_wire_encoder_stamp(encoder, -1, 0, NULL), FISHSIM_ERR_ARGUMENT);
    fishsim_wire_encoder_destroy(encoder);
}

static void every_event_of_a_world_comes_back_the_same(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_wire_encoder *encoder = encoder_of(world);
    fishsim_event_log *log = NULL;
    fishsim_sink sink;
    assert_ok(fishsim_event_log_create(NULL, 100000, &log, NULL));
    assert_ok(fishsim_sink_init(&sink, sizeof sink));
    assert_ok(fishsim_event_log_sink(log, &sink, NULL));
    assert_ok(fishsim_world_add_sink(world, &sink, NULL, NULL));
    assert_ok(fishsim_world_tick(world, 4000, NULL));
    uint64_t count, kinds = 0;
    const fishsim_event *events = fishsim_event_log_events(log, &count);
    for (uint64_t i = 0; i < count; i++) {
        fishsim_event back;
        memset(&back, 0xff, sizeof back);
        assert_ok(fishsim_wire_encode_event(encoder, &events[i], &bytes, &length, NULL));
        fishsim_wire_message *message = NULL;
        assert_ok(fishsim_wire_decode(bytes, length, NULL, &message, NULL));
        assert_ok(fishsim_wire_get_event(message, &back, NULL));
        assert_memory_equal(&back, &events[i], sizeof back);
        kinds |= UINT64_C(1) << back.kind;
        fishsim_wire_message_destroy(message);
    }
    assert_true(kinds >> FISHSIM_EVENT_DIED & kinds >> FISHSIM_EVENT_HOUR &
                kinds >> FISHSIM_EVENT_DAY & 1);
    const fishsim_event change = {.sequence = 1,
                                  .kind = FISHSIM_EVENT_STATUS,
                                  .cause = FISHSIM_RUN_CREATED,
                                  .value = FISHSIM_RUN_RUNNING};
    fishsim_event back;
    assert_ok(fishsim_wire_encode_event(encoder, &change, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_STATUS);
    assert_ok(fishsim_wire_get_event(message, &back, NULL));
    assert_memory_equal(&back, &change, sizeof back);
    fishsim_wire_message_destroy(message);
    fishsim_wire_encoder_destroy(encoder);
    fishsim_world_destroy(world);
    fishsim_event_log_destroy(log);
}

static void a_frame_holds_the_columns_and_the_species(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    assert_ok(fishsim_world_tick(world, 100, NULL));
    fishsim_wire_encoder *encoder = encoder_of(world);
    assert_ok(fishsim_wire_encode_frame(encoder, world, UINT64_MAX, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_WORLD_STATE);
    fishsim_wire_frame frame;
    assert_ok(fishsim_wire_frame_init(&frame, sizeof frame));
    assert_ok(fishsim_wire_get_frame(message, &frame, NULL));
    fishsim_world_info info = info_of(world);
    assert_int_equal(frame.fish, info.fish);
    assert_int_equal(frame.count, info.fish);
    assert_int_equal(frame.tick, 100);
    assert_true(frame.width_m == info.width_m && frame.height_m == info.height_m);
    assert_true(frame.calendar_seconds == info.calendar_seconds);
    const float *const columns[] = {frame.x_m, frame.y_m, frame.speed_m_per_s, frame.weight_g};
    const uint32_t numbers[] = {FISHSIM_COLUMN_X, FISHSIM_COLUMN_Y, FISHSIM_COLUMN_SPEED,
                                FISHSIM_COLUMN_WEIGHT};
    for (size_t c = 0; c < 4; c++)
        assert_memory_equal(columns[c], column_of(world, numbers[c]).data,
                            info.fish * sizeof(float));
    const uint16_t *species = column_of(world, FISHSIM_COLUMN_SPECIES).data;
    for (uint64_t row = 0; row < info.fish; row++)
        assert_int_equal(frame.species[row], species[row]);
    for (uint32_t s = 0; s < info.species; s++) {
        fishsim_wire_species told;
        fishsim_species_info known;
        assert_ok(fishsim_wire_species_init(&told, sizeof told));
        assert_ok(fishsim_species_info_init(&known, sizeof known));
        assert_ok(fishsim_wire_get_species(message, s, &told, NULL));
        assert_ok(fishsim_world_get_species(world, s, &known, NULL));
        fishsim_flows flows;
        assert_ok(fishsim_flows_init(&flows, sizeof flows));
        assert_ok(fishsim_world_get_flows(world, s, &flows, NULL));
        assert_true(told.trophic_level == flows.trophic_level);
        assert_true(told.flows > FISHSIM_FLOW_RECRUITED && told.flows <= FISHSIM_FLOW_CAPACITY);
        for (uint64_t flow = 0; flow < told.flows; flow++)
            assert_float_equal(told.flow_j[flow], (double)flows.flow[flow].joules, 1.0);
        assert_string_equal(told.name, known.name);
        assert_int_equal(told.fish, known.fish);
        assert_true(told.biomass_g == known.biomass_g);
    }
    fishsim_wire_species none;
    assert_ok(fishsim_wire_species_init(&none, sizeof none));
    assert_int_equal(fishsim_wire_get_species(message, info.species, &none, NULL),
                     FISHSIM_ERR_NOT_FOUND);
    fishsim_wire_message_destroy(message);
    fishsim_wire_encoder_destroy(encoder);
    fishsim_world_destroy(world);
}

static void agents_come_back_with_values_and_flags(void **state)
{
    (void)state;
    const uint64_t ids[] = {7, UINT64_MAX, 1};
    const float values[] = {0, -0.0f, 1e-42f, 3.4e38f, -1, 0.1f};
    const uint8_t ended[] = {0, 1, 0}, cut[] = {1, 0, 0};
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    for (uint32_t kind = FISHSIM_WIRE_OBSERVATION; kind <= FISHSIM_WIRE_ACTION; kind++) {
        fishsim_wire_agents agents, back;
        assert_ok(fishsim_wire_agents_init(&agents, sizeof agents));
        assert_ok(fishsim_wire_agents_init(&back, sizeof back));
        agents.kind = kind;
        agents.tick = 99;
        agents.agents = 3;
        agents.width = 2;
        agents.agent = ids;
        agents.value = values;
        agents.terminated = ended;
        agents.truncated = cut;
        assert_ok(fishsim_wire_encode_agents(encoder, &agents, &bytes, &length, NULL));
        fishsim_wire_message *message = decoded(kind);
        assert_ok(fishsim_wire_get_agents(message, &back, NULL));
        assert_int_equal(back.kind, kind);
        assert_int_equal(back.tick, 99);
        assert_int_equal(back.agents, 3);
        assert_int_equal(back.width, 2);
        assert_memory_equal(back.agent, ids, sizeof ids);
        assert_memory_equal(back.value, values, sizeof values);
        if (kind == FISHSIM_WIRE_REWARD) {
            assert_memory_equal(back.terminated, ended, sizeof ended);
            assert_memory_equal(back.truncated, cut, sizeof cut);
        } else {
            assert_null(back.terminated);
        }
        fishsim_wire_message_destroy(message);
    }
    fishsim_wire_encoder_destroy(encoder);
}

static void values_that_are_not_finite_are_not_sent(void **state)
{
    (void)state;
    const uint64_t id = 1;
    float value = NAN;
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    fishsim_wire_agents agents;
    fishsim_wire_control control;
    fishsim_error error = {0};
    assert_ok(fishsim_wire_agents_init(&agents, sizeof agents));
    agents.kind = FISHSIM_WIRE_ACTION;
    agents.agents = agents.width = 1;
    agents.agent = &id;
    agents.value = &value;
    assert_int_equal(fishsim_wire_encode_agents(encoder, &agents, &bytes, &length, &error),
                     FISHSIM_ERR_ARGUMENT);
    assert_non_null(strstr(error.message, "AgentAction.value is not a finite number"));
    assert_ok(fishsim_wire_control_init(&control, sizeof control));
    control.action = FISHSIM_CONTROL_SET_SPEED;
    control.ticks_per_second = INFINITY;
    assert_int_equal(fishsim_wire_encode_control(encoder, &control, &bytes, &length, &error),
                     FISHSIM_ERR_ARGUMENT);
    control.action = 77;
    control.ticks_per_second = 0;
    assert_int_equal(fishsim_wire_encode_control(encoder, &control, &bytes, &length, &error),
                     FISHSIM_ERR_ARGUMENT);
    fishsim_wire_encoder_destroy(encoder);
}

static void commands_come_back_the_same(void **state)
{
    (void)state;
    const char *const keys[] = {"world.seed", "title"}, *const values[] = {"7",
                                                                           "Fischlein \xc3\xa4"};
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    fishsim_wire_start start, started;
    assert_ok(fishsim_wire_start_init(&start, sizeof start));
    assert_ok(fishsim_wire_start_init(&started, sizeof started));
    start.scenario = SMALL_WORLD;
    start.settings = 2;
    start.key = keys;
    start.value = values;
    start.ticks = UINT64_MAX;
    start.ticks_per_second = 0.5;
    start.paused = 1;
    assert_ok(fishsim_wire_encode_start(encoder, &start, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_START);
    assert_ok(fishsim_wire_get_start(message, &started, NULL));
    assert_string_equal(started.scenario, SMALL_WORLD);
    assert_int_equal(started.settings, 2);
    assert_string_equal(started.key[0], "world.seed");
    assert_string_equal(started.value[1], values[1]);
    assert_true(started.ticks == UINT64_MAX && started.ticks_per_second == 0.5);
    assert_int_equal(started.paused, 1);
    assert_int_equal(started.resume, 0);
    fishsim_wire_message_destroy(message);

    for (uint32_t action = FISHSIM_CONTROL_PAUSE; action <= FISHSIM_CONTROL_GET_STATUS; action++) {
        fishsim_wire_control control, back;
        assert_ok(fishsim_wire_control_init(&control, sizeof control));
        assert_ok(fishsim_wire_control_init(&back, sizeof back));
        control.action = action;
        control.ticks = 12;
        control.ticks_per_second = 30;
        assert_ok(fishsim_wire_encode_control(encoder, &control, &bytes, &length, NULL));
        message = decoded(FISHSIM_WIRE_CONTROL);
        assert_ok(fishsim_wire_get_control(message, &back, NULL));
        assert_memory_equal(&back, &control, sizeof back);
        fishsim_wire_message_destroy(message);
    }
    fishsim_wire_encoder_destroy(encoder);
}

static void a_status_comes_back_with_its_species(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_wire_encoder *encoder = encoder_of(world);
    fishsim_wire_status status, back;
    fishsim_wire_species species;
    assert_ok(fishsim_wire_status_init(&status, sizeof status));
    assert_ok(fishsim_wire_status_init(&back, sizeof back));
    assert_ok(fishsim_wire_species_init(&species, sizeof species));
    status.state = FISHSIM_RUN_FAILED;
    status.failure = FISHSIM_ERR_INVARIANT;
    status.tick = 5;
    status.digest = UINT64_MAX;
    status.progress = 0.25;
    status.message = "the ledger does not close";
    assert_ok(fishsim_wire_encode_status(encoder, &status, world, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_STATUS);
    assert_ok(fishsim_wire_get_status(message, &back, NULL));
    assert_string_equal(back.message, status.message);
    back.message = status.message;
    assert_memory_equal(&back, &status, sizeof back);
    assert_ok(fishsim_wire_get_species(message, 1, &species, NULL));
    assert_string_equal(species.name, "bluefish");
    assert_int_equal(species.fish, 5);
    fishsim_event event;
    assert_int_equal(fishsim_wire_get_event(message, &event, NULL), FISHSIM_ERR_STATE);
    fishsim_wire_message_destroy(message);
    fishsim_wire_encoder_destroy(encoder);
    fishsim_world_destroy(world);
}

static void workers_and_critical_events_come_back_the_same(void **state)
{
    (void)state;
    const char *const running[] = {"a", "b"}, *const wrong[] = {"a b"};
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    fishsim_wire_registration worker, known;
    assert_ok(fishsim_wire_registration_init(&worker, sizeof worker));
    assert_ok(fishsim_wire_registration_init(&known, sizeof known));
    worker.library_version = fishsim_version();
    worker.capacity = 4;
    worker.running = 2;
    worker.simulation = running;
    worker.started_ns = 17;
    worker.reconnects = 3;
    assert_ok(fishsim_wire_encode_registration(encoder, &worker, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_REGISTRATION);
    assert_ok(fishsim_wire_get_registration(message, &known, NULL));
    assert_string_equal(known.library_version, fishsim_version());
    assert_int_equal(known.capacity, 4);
    assert_string_equal(known.simulation[1], "b");
    assert_int_equal(known.reconnects, 3);
    fishsim_wire_message_destroy(message);
    worker.running = 1;
    worker.simulation = wrong;
    assert_int_equal(fishsim_wire_encode_registration(encoder, &worker, &bytes, &length, NULL),
                     FISHSIM_ERR_ARGUMENT);

    fishsim_wire_critical critical, heard;
    assert_ok(fishsim_wire_critical_init(&critical, sizeof critical));
    assert_ok(fishsim_wire_critical_init(&heard, sizeof heard));
    critical.severity = FISHSIM_SEVERITY_CRITICAL;
    critical.name = "SimulationFailed";
    critical.summary = "reef_1 failed";
    critical.resolved = 1;
    critical.species = "bay_anchovy";
    assert_ok(fishsim_wire_encode_critical(encoder, &critical, &bytes, &length, NULL));
    message = decoded(FISHSIM_WIRE_CRITICAL);
    assert_ok(fishsim_wire_get_critical(message, &heard, NULL));
    assert_int_equal(heard.severity, FISHSIM_SEVERITY_CRITICAL);
    assert_string_equal(heard.name, critical.name);
    assert_string_equal(heard.summary, critical.summary);
    assert_int_equal(heard.resolved, 1);
    assert_string_equal(heard.species, critical.species);
    fishsim_wire_message_destroy(message);
    critical.species = "a species";
    assert_int_equal(fishsim_wire_encode_critical(encoder, &critical, &bytes, &length, NULL),
                     FISHSIM_ERR_ARGUMENT);
    critical.species = NULL;
    assert_ok(fishsim_wire_encode_critical(encoder, &critical, &bytes, &length, NULL));
    message = decoded(FISHSIM_WIRE_CRITICAL);
    assert_ok(fishsim_wire_get_critical(message, &heard, NULL));
    assert_string_equal(heard.species, "");
    fishsim_wire_message_destroy(message);
    critical.name = "no name";
    assert_int_equal(fishsim_wire_encode_critical(encoder, &critical, &bytes, &length, NULL),
                     FISHSIM_ERR_ARGUMENT);
    fishsim_wire_encoder_destroy(encoder);
}

static void a_message_gives_only_what_it_holds(void **state)
{
    (void)state;
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    fishsim_wire_control control;
    assert_ok(fishsim_wire_control_init(&control, sizeof control));
    control.action = FISHSIM_CONTROL_STOP;
    assert_ok(fishsim_wire_encode_control(encoder, &control, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_CONTROL);
    fishsim_event event;
    fishsim_wire_frame frame;
    fishsim_wire_agents agents;
    fishsim_wire_start start;
    fishsim_wire_status status;
    fishsim_wire_registration worker;
    fishsim_wire_critical critical;
    fishsim_wire_species species;
    assert_int_equal(fishsim_wire_get_event(message, &event, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_frame(message, &frame, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_agents(message, &agents, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_start(message, &start, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_status(message, &status, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_registration(message, &worker, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_critical(message, &critical, NULL), FISHSIM_ERR_STATE);
    assert_int_equal(fishsim_wire_get_species(message, 0, &species, NULL), FISHSIM_ERR_STATE);
    fishsim_wire_message_destroy(message);
    fishsim_wire_encoder_destroy(encoder);
}

static void a_guard_takes_a_message_once(void **state)
{
    (void)state;
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    fishsim_wire_guard *guard = NULL;
    fishsim_wire_control control;
    fishsim_error error = {0};
    assert_ok(fishsim_wire_control_init(&control, sizeof control));
    control.action = FISHSIM_CONTROL_STOP;
    assert_ok(fishsim_wire_encode_control(encoder, &control, &bytes, &length, NULL));
    fishsim_wire_message *message = decoded(FISHSIM_WIRE_CONTROL);
    assert_int_equal(fishsim_wire_guard_create(0, NULL, &guard, NULL), FISHSIM_ERR_ARGUMENT);
    assert_ok(fishsim_wire_guard_create(4, NULL, &guard, NULL));
    assert_ok(fishsim_wire_guard_admit(guard, message, NULL));
    assert_int_equal(fishsim_wire_guard_admit(guard, message, &error), FISHSIM_ERR_STATE);
    assert_detail(&error, FISHSIM_ERR_STATE);
    fishsim_wire_guard_forget(guard, "reef_1");
    assert_ok(fishsim_wire_guard_admit(guard, message, NULL));
    fishsim_wire_guard_destroy(guard);
    fishsim_wire_message_destroy(message);
    fishsim_wire_encoder_destroy(encoder);
}

#define assert_refused(call)                                                                       \
    do {                                                                                           \
        fishsim_error error = {0};                                                                 \
        assert_int_equal(call, FISHSIM_ERR_ARGUMENT);                                              \
        assert_detail(&error, FISHSIM_ERR_ARGUMENT);                                               \
    } while (0)

static void null_is_refused_everywhere(void **state)
{
    (void)state;
    fishsim_wire_encoder *encoder = encoder_of(NULL);
    fishsim_wire_message *message = NULL;
    fishsim_event event = {0};
    fishsim_wire_control control;
    assert_ok(fishsim_wire_control_init(&control, sizeof control));
    assert_int_equal(fishsim_wire_envelope_init(NULL, 8), FISHSIM_ERR_ARGUMENT);
    assert_int_equal(fishsim_wire_control_init(NULL, 8), FISHSIM_ERR_ARGUMENT);
    assert_refused(fishsim_wire_encoder_create(NULL, NULL, NULL, NULL, &encoder, &error));
    assert_refused(fishsim_wire_encoder_create(NULL, "w", NULL, NULL, NULL, &error));
    assert_refused(fishsim_wire_encoder_stamp(NULL, 0, 0, &error));
    assert_refused(fishsim_wire_encode_event(NULL, &event, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_event(encoder, NULL, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_frame(encoder, NULL, 1, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_agents(encoder, NULL, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_start(encoder, NULL, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_control(encoder, &control, NULL, &length, &error));
    assert_refused(fishsim_wire_encode_control(encoder, &control, &bytes, NULL, &error));
    assert_refused(fishsim_wire_encode_status(encoder, NULL, NULL, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_registration(encoder, NULL, &bytes, &length, &error));
    assert_refused(fishsim_wire_encode_critical(encoder, NULL, &bytes, &length, &error));
    assert_refused(fishsim_wire_decode(NULL, 0, NULL, &message, &error));
    assert_refused(fishsim_wire_decode("", 0, NULL, NULL, &error));
    assert_refused(fishsim_wire_get_envelope(NULL, NULL, &error));
    assert_refused(fishsim_wire_get_event(NULL, &event, &error));
    assert_refused(fishsim_wire_get_control(NULL, &control, &error));
    assert_refused(fishsim_wire_guard_create(1, NULL, NULL, &error));
    assert_refused(fishsim_wire_guard_admit(NULL, NULL, &error));
    fishsim_wire_encoder_destroy(encoder);
    fishsim_wire_encoder_destroy(NULL);
    fishsim_wire_message_destroy(NULL);
    fishsim_wire_guard_destroy(NULL);
    fishsim_wire_guard_forget(NULL, NULL);
}

/* One pass through encoder, frame, decoder and guard; the status of what fails first. */
static fishsim_status pass(const fishsim_hooks *hooks, const fishsim_world *world)
{
    fishsim_error error = {0};
    fishsim_wire_encoder *encoder = NULL;
    fishsim_wire_message *message = NULL;
    fishsim_wire_guard *guard = NULL;
    fishsim_status status = fishsim_wire_encoder_create(world, "w", "s", hooks, &encoder, &error);
    if (!status)
        status = fishsim_wire_encode_frame(encoder, world, 50, &bytes, &length, &error);
    if (!status)
        status = fishsim_wire_decode(bytes, length, hooks, &message, &error);
    if (!status)
        status = fishsim_wire_guard_create(2, hooks, &guard, &error);
    if (!status)
        status = fishsim_wire_guard_admit(guard, message, &error);
    if (status)
        assert_detail(&error, status);
    fishsim_wire_guard_destroy(guard);
    fishsim_wire_message_destroy(message);
    fishsim_wire_encoder_destroy(encoder);
    return status;
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    fishsim_world *world = small_world();
    fishsim_status status = FISHSIM_ERR_MEMORY;
    uint64_t place;
    for (place = 1; status; place++) {
        struct allocator allocator = {.fail_from = place, .fail_count = 1};
        fishsim_hooks hooks = allocator_hooks(&allocator);
        status = pass(&hooks, world);
        assert_true(status == FISHSIM_OK || status == FISHSIM_ERR_MEMORY);
        assert_true(!status == !allocator.failed);
        assert_int_equal(allocator.live_blocks, 0);
    }
    assert_true(place > 8);
    fishsim_world_destroy(world);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_kinds_and_ids_are_checked),
        cmocka_unit_test(every_event_of_a_world_comes_back_the_same),
        cmocka_unit_test(a_frame_holds_the_columns_and_the_species),
        cmocka_unit_test(agents_come_back_with_values_and_flags),
        cmocka_unit_test(values_that_are_not_finite_are_not_sent),
        cmocka_unit_test(commands_come_back_the_same),
        cmocka_unit_test(a_status_comes_back_with_its_species),
        cmocka_unit_test(workers_and_critical_events_come_back_the_same),
        cmocka_unit_test(a_message_gives_only_what_it_holds),
        cmocka_unit_test(a_guard_takes_a_message_once),
        cmocka_unit_test(null_is_refused_everywhere),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
