/* SPDX-License-Identifier: MIT */
/*
 * decode.c: hostile bytes as messages.
 *
 * In order: the length against the longest kind, a scan of the envelope, its key, ids and the limit
 * of its kind, a scan of the payload, and only then protobuf-c unpacks the payload, into an arena
 * that is freed as a whole. What follows from more than one field (lengths of columns) is checked
 * last.
 */
#include "base/host.h"
#include "base/status.h"
#include "wire/scan.h"
#include "wire/wire.h"

#include <inttypes.h>
#include <string.h>

enum { CHUNK_BYTES = 4096, ALIGNMENT = 16, SHOWN_BYTES = 40 };

/* Memory of one message: chunks that are freed together. */
struct chunk {
    struct chunk *before;
    size_t size, used; /* with this head */
};

struct fishsim_wire_message {
    fishsim_hooks hooks;
    fishsim_wire_envelope envelope;
    struct chunk *last;
    ProtobufCAllocator allocator;
    ProtobufCMessage *payload;
};

/* ---- memory ---------------------------------------------------------------------------------- */

static void *arena_take(void *user, size_t size)
{
    fishsim_wire_message *message = user;
    enum { HEAD = (sizeof(struct chunk) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT };
    if (size > SIZE_MAX / 2)
        return NULL;
    size = (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    struct chunk *chunk = message->last;
    if (!chunk || size > chunk->size - chunk->used) {
        size_t grown = chunk ? 2 * chunk->size : CHUNK_BYTES;
        size_t wanted = size + HEAD > grown ? size + HEAD : grown;
        chunk = memory_take(&message->hooks, wanted);
        if (!chunk)
            return NULL;
        *chunk = (struct chunk){message->last, wanted, HEAD};
        message->last = chunk;
    }
    void *memory = (char *)chunk + chunk->used;
    chunk->used += size;
    return memory;
}

static void arena_keep(void *user, void *memory)
{
    (void)user;
    (void)memory; /* goes with the arena */
}

void fishsim_wire_message_destroy(fishsim_wire_message *message)
{
    if (!message)
        return;
    const fishsim_hooks hooks = message->hooks;
    for (struct chunk *chunk = message->last; chunk;) {
        struct chunk *before = chunk->before;
        memory_release(&hooks, chunk, chunk->size);
        chunk = before;
    }
    memory_release(&hooks, message, sizeof *message);
}

/* ---- the envelope ---------------------------------------------------------------------------- */

/* Longest message of any kind. */
static uint64_t longest(void)
{
    uint64_t limit = 0;
#define X(NAME, number, key, message, limit_bytes)                                                 \
    limit = limit > (limit_bytes) ? limit : (limit_bytes);
    FISHSIM_WIRE_TABLE(X)
#undef X
    return limit;
}

/* The key as it may stand in a message: printable, and short. */
static void show_key(char shown[SHOWN_BYTES], const struct wire_field *key)
{
    size_t length = key->size < SHOWN_BYTES - 1 ? (size_t)key->size : SHOWN_BYTES - 1;
    for (size_t i = 0; i < length; i++)
        shown[i] = key->data[i] > ' ' && key->data[i] < 0x7f ? (char)key->data[i] : '?';
    shown[length] = '\0';
}

static fishsim_status take_id(char target[FISHSIM_WIRE_ID_BYTES], const struct wire_field *id,
                              const char *name, fishsim_error *error)
{
    if (!wire_id_valid((const char *)id->data, (size_t)id->size))
        return fail(error, FISHSIM_ERR_FORMAT,
                    "GenericEventRequest.%s is not of the form [A-Za-z0-9_-]{1,64}", name);
    memcpy(target, id->data, (size_t)id->size);
    return FISHSIM_OK;
}

/* Collects the fields of a scanned envelope. */
static fishsim_status read_envelope(fishsim_wire_envelope *envelope, const uint8_t *bytes,
                                    uint64_t length, fishsim_error *error)
{
    enum { KEY = 1, PAYLOAD = 2, TIMESTAMP = 4, WORKER = 5, SIMULATION = 6, SEQUENCE = 7, FIELDS };
    struct wire_field fields[FIELDS] = {0}, field;
    for (const uint8_t *at = bytes; at < bytes + length;)
        if (wire_next_field(&at, bytes + length, &field) && field.id < FIELDS)
            fields[field.id] = field;
    char shown[SHOWN_BYTES];
    show_key(shown, &fields[KEY]);
    envelope->kind = wire_kind_of_key((const char *)fields[KEY].data, (size_t)fields[KEY].size);
    if (!envelope->kind)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "no kind of message has the key '%s'", shown);
    const struct wire_kind *row = wire_kind_of(envelope->kind);
    if (length > row->limit_bytes)
        return fail(error, FISHSIM_ERR_LIMIT, "%s of %" PRIu64 " bytes is longer than %" PRIu64,
                    row->key, length, row->limit_bytes);
    if (fields[TIMESTAMP].value > INT64_MAX)
        return fail(error, FISHSIM_ERR_FORMAT, "GenericEventRequest.timestamp_ns is negative");
    envelope->timestamp_ns = (int64_t)fields[TIMESTAMP].value;
    envelope->sequence = fields[SEQUENCE].value;
    envelope->payload = fields[PAYLOAD].data ? fields[PAYLOAD].data : bytes + length;
    envelope->payload_bytes = fields[PAYLOAD].size;
    fishsim_status status = take_id(envelope->worker_id, &fields[WORKER], "worker_id", error);
    if (!status && fields[SIMULATION].size)
        status = take_id(envelope->simulation_id, &fields[SIMULATION], "simulation_id", error);
    return status;
}

/* ---- what no single field can tell ----------------------------------------------------------- */

/* Payloads of a kind of message, once unpacked. */
#define AS(Type, message) ((Fishsim__V1__##Type *)(void *)(message)->payload)

static fishsim_status check_frame(const fishsim_wire_message *message, fishsim_error *error)
{
    const Fishsim__V1__WorldStateUpdate *frame = AS(WorldStateUpdate, message);
    const size_t counts[] = {frame->n_species_index, frame->n_x_m,           frame->n_y_m,
                             frame->n_z_m,           frame->n_heading_x,     frame->n_heading_y,
                             frame->n_heading_z,     frame->n_speed_m_per_s, frame->n_length_cm,
                             frame->n_weight_g,      frame->n_worth};
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++)
        if (counts[i] != frame->n_id)
            return fail(error, FISHSIM_ERR_FORMAT,
                        "WorldStateUpdate has columns of %zu and of %zu fish", frame->n_id,
                        counts[i]);
    for (size_t i = 0; i < frame->n_id; i++)
        if (frame->species_index[i] >= frame->n_species)
            return fail(error, FISHSIM_ERR_FORMAT,
                        "WorldStateUpdate.species_index %u is not below %zu",
                        frame->species_index[i], frame->n_species);
    return FISHSIM_OK;
}

static fishsim_status check_values(size_t agents, uint32_t width, size_t values,
                                   fishsim_error *error)
{
    if (agents <= UINT32_MAX && (uint64_t)agents * width == values)
        return FISHSIM_OK;
    return fail(error, FISHSIM_ERR_FORMAT, "%zu values are not %u for each of %zu agents", values,
                width, agents);
}

static fishsim_status check_reward(const fishsim_wire_message *message, fishsim_error *error)
{
    const Fishsim__V1__AgentReward *reward = AS(AgentReward, message);
    if (reward->n_terminated != reward->n_agent || reward->n_truncated != reward->n_agent)
        return fail(error, FISHSIM_ERR_FORMAT,
                    "AgentReward has %zu agents, %zu terminated and %zu truncated", reward->n_agent,
                    reward->n_terminated, reward->n_truncated);
    return check_values(reward->n_agent, reward->width, reward->n_value, error);
}

static fishsim_status check_critical(const Fishsim__V1__CriticalEvent *event, fishsim_error *error)
{
    if (!fishsim_wire_id_valid(event->name))
        return fail(error, FISHSIM_ERR_FORMAT,
                    "CriticalEvent.name is not of the form [A-Za-z0-9_-]{1,64}");
    if (event->species[0] && !fishsim_wire_id_valid(event->species))
        return fail(error, FISHSIM_ERR_FORMAT,
                    "CriticalEvent.species is not of the form [A-Za-z0-9_-]{1,64}");
    return FISHSIM_OK;
}

static fishsim_status check_registration(const fishsim_wire_message *message, fishsim_error *error)
{
    const Fishsim__V1__WorkerRegistrationInfo *info = AS(WorkerRegistrationInfo, message);
    if (info->n_simulation != info->running)
        return fail(error, FISHSIM_ERR_FORMAT,
                    "WorkerRegistrationInfo names %zu simulations and runs %u", info->n_simulation,
                    info->running);
    for (size_t i = 0; i < info->n_simulation; i++)
        if (!fishsim_wire_id_valid(info->simulation[i]))
            return fail(error, FISHSIM_ERR_FORMAT,
                        "WorkerRegistrationInfo.simulation is not an id");
    return FISHSIM_OK;
}

static fishsim_status check_payload(const fishsim_wire_message *message, fishsim_error *error)
{
    switch (message->envelope.kind) {
    case FISHSIM_WIRE_WORLD_STATE:
        return check_frame(message, error);
    case FISHSIM_WIRE_OBSERVATION:
        return check_values(AS(AgentObservation, message)->n_agent,
                            AS(AgentObservation, message)->width,
                            AS(AgentObservation, message)->n_value, error);
    case FISHSIM_WIRE_ACTION:
        return check_values(AS(AgentAction, message)->n_agent, AS(AgentAction, message)->width,
                            AS(AgentAction, message)->n_value, error);
    case FISHSIM_WIRE_REWARD:
        return check_reward(message, error);
    case FISHSIM_WIRE_CONTROL:
        if (AS(ControlSimCommand, message)->action)
            return FISHSIM_OK;
        return fail(error, FISHSIM_ERR_FORMAT, "ControlSimCommand.action is not given");
    case FISHSIM_WIRE_REGISTRATION:
        return check_registration(message, error);
    case FISHSIM_WIRE_CRITICAL:
        return check_critical(AS(CriticalEvent, message), error);
    default:
        return FISHSIM_OK;
    }
}

/* ---- reading --------------------------------------------------------------------------------- */

static fishsim_status unpack(fishsim_wire_message *message, fishsim_error *error)
{
    const fishsim_wire_envelope *envelope = &message->envelope;
    const struct wire_kind *row = wire_kind_of(envelope->kind);
    fishsim_status status =
        wire_scan(row->payload, envelope->payload, envelope->payload_bytes, error);
    if (status)
        return status;
    message->allocator = (ProtobufCAllocator){arena_take, arena_keep, message};
    message->payload = protobuf_c_message_unpack(
        row->payload, &message->allocator, (size_t)envelope->payload_bytes, envelope->payload);
    if (!message->payload) /* the scan has passed it */
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a message");
    return check_payload(message, error);
}

fishsim_status fishsim_wire_decode(const void *bytes, uint64_t length, const fishsim_hooks *hooks,
                                   fishsim_wire_message **out, fishsim_error *error)
{
    if (!out || !bytes)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_decode: %s is NULL",
                    out ? "bytes" : "out");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    if (length > longest())
        return fail(error, FISHSIM_ERR_LIMIT, "a message of %" PRIu64 " bytes is too long", length);
    fishsim_wire_envelope envelope = {0};
    status = wire_scan(&fishsim__v1__generic_event_request__descriptor, bytes, length, error);
    if (!status)
        status = read_envelope(&envelope, bytes, length, error);
    if (status)
        return status;
    fishsim_wire_message *message = memory_take(&taken, sizeof *message);
    if (!message)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for a message");
    message->hooks = taken;
    message->envelope = envelope;
    status = unpack(message, error);
    if (status) {
        fishsim_wire_message_destroy(message);
        return status;
    }
    *out = message;
    return FISHSIM_OK;
}

const fishsim_wire_envelope *wire_envelope_of(const fishsim_wire_message *message)
{
    return &message->envelope;
}

/* ---- what it says ---------------------------------------------------------------------------- */

/* Whether a get function may go on: arguments there, and one of the kinds in `kinds`. */
static fishsim_status check_get(const fishsim_wire_message *message, const void *target,
                                uint32_t kinds, const char *what, fishsim_error *error)
{
    if (!message || !target)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_get_%s: %s is NULL", what,
                    message ? what : "message");
    if (!(kinds >> message->envelope.kind & 1))
        return fail(error, FISHSIM_ERR_STATE, "a message of key %s holds no %s",
                    fishsim_wire_key(message->envelope.kind), what);
    return FISHSIM_OK;
}

#define OF(NAME) (1u << FISHSIM_WIRE_##NAME)

fishsim_status fishsim_wire_get_envelope(const fishsim_wire_message *message,
                                         fishsim_wire_envelope *envelope, fishsim_error *error)
{
    fishsim_status status = check_get(message, envelope, UINT32_MAX, "envelope", error);
    return status ? status : sized_give(envelope, &message->envelope, &wire_envelope_sized, error);
}

static fishsim_event agent_event(const fishsim_wire_message *message, uint32_t kind)
{
    const Fishsim__V1__AgentEvent *payload = AS(AgentEvent, message);
    return (fishsim_event){
        .sequence = payload->event_sequence,
        .tick = payload->tick,
        .fish = payload->fish,
        .other = payload->other,
        .energy_uj = payload->energy_uj,
        .x_m = payload->x_m,
        .y_m = payload->y_m,
        .z_m = payload->z_m,
        .kind = (uint16_t)kind,
        .cause = (uint16_t)payload->cause,
        .species = (uint16_t)payload->species_index,
        .other_species = (uint16_t)payload->other_species_index,
        .value = payload->value,
    };
}

fishsim_status fishsim_wire_get_event(const fishsim_wire_message *message, fishsim_event *event,
                                      fishsim_error *error)
{
    const uint32_t kinds = OF(BORN) | OF(DIED) | OF(THINNED) | OF(BITE) | OF(SPAWNED) | OF(HOUR) |
                           OF(DAY) | OF(STATUS);
    fishsim_status status = check_get(message, event, kinds, "event", error);
    if (status)
        return status;
    switch (message->envelope.kind) {
    case FISHSIM_WIRE_BORN:
        *event = agent_event(message, FISHSIM_EVENT_BORN);
        return FISHSIM_OK;
    case FISHSIM_WIRE_DIED:
        *event = agent_event(message, FISHSIM_EVENT_DIED);
        return FISHSIM_OK;
    case FISHSIM_WIRE_THINNED:
        *event = agent_event(message, FISHSIM_EVENT_THINNED);
        return FISHSIM_OK;
    case FISHSIM_WIRE_BITE:
        *event = agent_event(message, FISHSIM_EVENT_BITE);
        return FISHSIM_OK;
    case FISHSIM_WIRE_SPAWNED:
        *event = agent_event(message, FISHSIM_EVENT_SPAWNED);
        return FISHSIM_OK;
    case FISHSIM_WIRE_HOUR:
        *event = (fishsim_event){.kind = FISHSIM_EVENT_HOUR,
                                 .sequence = AS(TickHourly, message)->event_sequence,
                                 .tick = AS(TickHourly, message)->tick_id,
                                 .value = AS(TickHourly, message)->game_hour};
        return FISHSIM_OK;
    case FISHSIM_WIRE_DAY:
        *event = (fishsim_event){.kind = FISHSIM_EVENT_DAY,
                                 .sequence = AS(TickDaily, message)->event_sequence,
                                 .tick = AS(TickDaily, message)->tick_id,
                                 .value = AS(TickDaily, message)->game_day};
        return FISHSIM_OK;
    default:
        break;
    }
    const Fishsim__V1__SimulationStatus *payload = AS(SimulationStatus, message);
    if (!payload->event_sequence)
        return fail(error, FISHSIM_ERR_STATE, "the status is an answer, not a change of state");
    *event = (fishsim_event){.kind = FISHSIM_EVENT_STATUS,
                             .sequence = payload->event_sequence,
                             .tick = payload->tick,
                             .cause = (uint16_t)payload->previous_state,
                             .value = (uint32_t)payload->state};
    return FISHSIM_OK;
}

fishsim_status fishsim_wire_get_frame(const fishsim_wire_message *message,
                                      fishsim_wire_frame *frame, fishsim_error *error)
{
    fishsim_status status = check_get(message, frame, OF(WORLD_STATE), "frame", error);
    if (status)
        return status;
    const Fishsim__V1__WorldStateUpdate *payload = AS(WorldStateUpdate, message);
    fishsim_wire_frame filled = {
        .stride = payload->stride,
        .tick = payload->tick,
        .fish = payload->fish,
        .count = payload->n_id,
        .calendar_seconds = payload->calendar_seconds,
        .width_m = payload->width_m,
        .height_m = payload->height_m,
        .id = payload->id,
        .species = payload->species_index,
        .x_m = payload->x_m,
        .y_m = payload->y_m,
        .z_m = payload->z_m,
        .heading_x = payload->heading_x,
        .heading_y = payload->heading_y,
        .heading_z = payload->heading_z,
        .speed_m_per_s = payload->speed_m_per_s,
        .length_cm = payload->length_cm,
        .weight_g = payload->weight_g,
        .worth = payload->worth,
    };
    return sized_give(frame, &filled, &wire_frame_sized, error);
}

fishsim_status fishsim_wire_get_species(const fishsim_wire_message *message, uint32_t index,
                                        fishsim_wire_species *species, fishsim_error *error)
{
    fishsim_status status =
        check_get(message, species, OF(WORLD_STATE) | OF(STATUS), "species", error);
    if (status)
        return status;
    bool is_frame = message->envelope.kind == FISHSIM_WIRE_WORLD_STATE;
    size_t count = is_frame ? AS(WorldStateUpdate, message)->n_species
                            : AS(SimulationStatus, message)->n_species;
    Fishsim__V1__SpeciesCount **list =
        is_frame ? AS(WorldStateUpdate, message)->species : AS(SimulationStatus, message)->species;
    if (index >= count)
        return fail(error, FISHSIM_ERR_NOT_FOUND, "the message has %zu species, not %u", count,
                    index);
    fishsim_wire_species filled = {
        .name = list[index]->name,
        .fish = list[index]->fish,
        .births = list[index]->births,
        .deaths = list[index]->deaths,
        .biomass_g = list[index]->biomass_g,
        .trophic_level = list[index]->trophic_level,
        .flow_j = list[index]->flow_j,
        .flows = list[index]->n_flow_j,
    };
    return sized_give(species, &filled, &wire_species_sized, error);
}

/* The schema's booleans as bytes, in memory of the message. */
static const uint8_t *flags_of(const fishsim_wire_message *message, const protobuf_c_boolean *flags,
                               size_t count)
{
    uint8_t *bytes = arena_take((void *)(uintptr_t)message, count + 1);
    for (size_t i = 0; bytes && i < count; i++)
        bytes[i] = flags[i] != 0;
    return bytes;
}

fishsim_status fishsim_wire_get_agents(const fishsim_wire_message *message,
                                       fishsim_wire_agents *agents, fishsim_error *error)
{
    fishsim_status status =
        check_get(message, agents, OF(OBSERVATION) | OF(ACTION) | OF(REWARD), "agents", error);
    if (status)
        return status;
    fishsim_wire_agents filled = {.kind = message->envelope.kind};
#define FILL(payload)                                                                              \
    do {                                                                                           \
        filled.tick = (payload)->tick;                                                             \
        filled.agents = (uint32_t)(payload)->n_agent;                                              \
        filled.width = (payload)->width;                                                           \
        filled.agent = (payload)->agent;                                                           \
        filled.value = (payload)->value;                                                           \
    } while (0)
    if (filled.kind == FISHSIM_WIRE_OBSERVATION) {
        FILL(AS(AgentObservation, message));
    } else if (filled.kind == FISHSIM_WIRE_ACTION) {
        FILL(AS(AgentAction, message));
    } else {
        const Fishsim__V1__AgentReward *reward = AS(AgentReward, message);
        FILL(reward);
        filled.terminated = flags_of(message, reward->terminated, reward->n_terminated);
        filled.truncated = flags_of(message, reward->truncated, reward->n_truncated);
        if (!filled.terminated || !filled.truncated)
            return fail(error, FISHSIM_ERR_MEMORY, "no memory for the flags of a reward");
    }
#undef FILL
    return sized_give(agents, &filled, &wire_agents_sized, error);
}

fishsim_status fishsim_wire_get_start(const fishsim_wire_message *message,
                                      fishsim_wire_start *start, fishsim_error *error)
{
    fishsim_status status = check_get(message, start, OF(START), "start", error);
    if (status)
        return status;
    const Fishsim__V1__StartSimulationCommand *payload = AS(StartSimulationCommand, message);
    const char **texts =
        arena_take((void *)(uintptr_t)message, (2 * payload->n_setting + 1) * sizeof *texts);
    if (!texts)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for the settings of a start");
    for (size_t i = 0; i < payload->n_setting; i++) {
        texts[i] = payload->setting[i]->key;
        texts[payload->n_setting + i] = payload->setting[i]->value;
    }
    fishsim_wire_start filled = {
        .settings = (uint32_t)payload->n_setting,
        .scenario = payload->scenario_yaml,
        .key = texts,
        .value = texts + payload->n_setting,
        .ticks = payload->ticks,
        .ticks_per_second = payload->ticks_per_second,
        .paused = (uint32_t)payload->paused,
        .resume = (uint32_t)payload->resume,
    };
    return sized_give(start, &filled, &wire_start_sized, error);
}

fishsim_status fishsim_wire_get_control(const fishsim_wire_message *message,
                                        fishsim_wire_control *control, fishsim_error *error)
{
    fishsim_status status = check_get(message, control, OF(CONTROL), "control", error);
    if (status)
        return status;
    const Fishsim__V1__ControlSimCommand *payload = AS(ControlSimCommand, message);
    fishsim_wire_control filled = {
        .action = (uint32_t)payload->action,
        .ticks = payload->ticks,
        .ticks_per_second = payload->ticks_per_second,
    };
    return sized_give(control, &filled, &wire_control_sized, error);
}

fishsim_status fishsim_wire_get_status(const fishsim_wire_message *message,
                                       fishsim_wire_status *status, fishsim_error *error)
{
    fishsim_status result = check_get(message, status, OF(STATUS), "status", error);
    if (result)
        return result;
    const Fishsim__V1__SimulationStatus *payload = AS(SimulationStatus, message);
    fishsim_wire_status filled = {
        .state = (uint32_t)payload->state,
        .previous_state = (uint32_t)payload->previous_state,
        .failure = payload->failure,
        .event_sequence = payload->event_sequence,
        .tick = payload->tick,
        .last_tick = payload->last_tick,
        .fish = payload->fish,
        .digest = payload->digest,
        .events = payload->events,
        .progress = payload->progress,
        .speed_limit = payload->speed_limit,
        .ticks_per_second = payload->ticks_per_second,
        .message = payload->message,
    };
    return sized_give(status, &filled, &wire_status_sized, error);
}

fishsim_status fishsim_wire_get_registration(const fishsim_wire_message *message,
                                             fishsim_wire_registration *registration,
                                             fishsim_error *error)
{
    fishsim_status status =
        check_get(message, registration, OF(REGISTRATION), "registration", error);
    if (status)
        return status;
    const Fishsim__V1__WorkerRegistrationInfo *payload = AS(WorkerRegistrationInfo, message);
    fishsim_wire_registration filled = {
        .capacity = payload->capacity,
        .running = payload->running,
        .library_version = payload->library_version,
        .simulation = (const char *const *)payload->simulation,
        .started_ns = payload->started_ns,
        .reconnects = payload->reconnects,
    };
    return sized_give(registration, &filled, &wire_registration_sized, error);
}

fishsim_status fishsim_wire_get_critical(const fishsim_wire_message *message,
                                         fishsim_wire_critical *critical, fishsim_error *error)
{
    fishsim_status status = check_get(message, critical, OF(CRITICAL), "critical", error);
    if (status)
        return status;
    const Fishsim__V1__CriticalEvent *payload = AS(CriticalEvent, message);
    fishsim_wire_critical filled = {
        .severity = (uint32_t)payload->severity,
        .name = payload->name,
        .summary = payload->summary,
        .tick = payload->tick,
        .resolved = (uint32_t)payload->resolved,
        .species = payload->species,
    };
    return sized_give(critical, &filled, &wire_critical_sized, error);
}
