/* SPDX-License-Identifier: MIT */
/*
 * encode.c: events, frames, agents' values, commands and statuses as messages.
 *
 * Each encode function fills the schema's struct, borrowing the caller's arrays, and hands it to
 * finish(), which packs it, lets the scan of received bytes look at it where values come from
 * outside, and packs the envelope around it. Buffers only grow.
 */
#include "base/host.h"
#include "base/status.h"
#include "wire/scan.h"
#include "wire/wire.h"

#include <string.h>

enum { SPECIES_NAME_BYTES = 32 };

/* Bytes that grow, or any other array of the encoder. */
/* What is told of a species. */
enum {
#define X(NAME, name, number, kind, meaning) +1
    FLOWS = 0 FISHSIM_FLOW_TABLE(X)
#undef X
};

struct species_report {
    fishsim_species_info info;
    double flow_j[FLOWS];
};

struct room {
    void *data;
    uint32_t capacity; /* elements */
};

struct fishsim_wire_encoder {
    fishsim_hooks hooks;
    char worker_id[FISHSIM_WIRE_ID_BYTES];
    char simulation_id[FISHSIM_WIRE_ID_BYTES];
    int64_t timestamp_ns;
    uint64_t sequence;
    double calendar_seconds_per_tick;
    uint32_t species_count;
    struct room names;   /* (species x SPECIES_NAME_BYTES), of the encoder's world */
    struct room payload; /* bytes */
    struct room message; /* bytes */
    struct room scratch; /* bytes: columns, flags, lists of pointers */
    struct room species; /* Fishsim__V1__SpeciesCount */
    struct room counts;  /* pointers to them */
    struct room infos;   /* struct species_report that they point into */
};

static fishsim_status make_room(fishsim_wire_encoder *encoder, struct room *room, uint64_t count,
                                size_t size, fishsim_error *error)
{
    if (count > UINT32_MAX)
        return fail(error, FISHSIM_ERR_LIMIT, "a message of %llu entries is too long",
                    (unsigned long long)count);
    return memory_room(&encoder->hooks, &room->data, &room->capacity, (uint32_t)count, size, error);
}

/* ---- the encoder ----------------------------------------------------------------------------- */

static fishsim_status take_id(char target[FISHSIM_WIRE_ID_BYTES], const char *id, const char *what,
                              fishsim_error *error)
{
    if (!fishsim_wire_id_valid(id))
        return fail(error, FISHSIM_ERR_ARGUMENT, "%s is not of the form [A-Za-z0-9_-]{1,64}", what);
    memcpy(target, id, strlen(id) + 1);
    return FISHSIM_OK;
}

/* Copies what events need of their world. */
static fishsim_status take_world(fishsim_wire_encoder *encoder, const fishsim_world *world,
                                 fishsim_error *error)
{
    fishsim_world_info info;
    fishsim_world_info_init(&info, sizeof info);
    fishsim_status status = fishsim_world_get_info(world, &info, error);
    if (!status)
        status = make_room(encoder, &encoder->names, info.species, SPECIES_NAME_BYTES, error);
    if (status)
        return status;
    encoder->calendar_seconds_per_tick = info.calendar_seconds_per_tick;
    encoder->species_count = info.species;
    char(*names)[SPECIES_NAME_BYTES] = encoder->names.data;
    for (uint32_t s = 0; s < info.species && !status; s++) {
        fishsim_species_info species;
        fishsim_species_info_init(&species, sizeof species);
        status = fishsim_world_get_species(world, s, &species, error);
        _Static_assert(sizeof species.name == SPECIES_NAME_BYTES, "SPECIES_NAME_BYTES of world.h");
        memcpy(names[s], species.name, SPECIES_NAME_BYTES);
    }
    return status;
}

fishsim_status fishsim_wire_encoder_create(const fishsim_world *world, const char *worker_id,
                                           const char *simulation_id, const fishsim_hooks *hooks,
                                           fishsim_wire_encoder **out, fishsim_error *error)
{
    if (!out)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_encoder_create: out is NULL");
    fishsim_hooks taken;
    fishsim_status status = hooks_take(&taken, hooks, error);
    if (status)
        return status;
    fishsim_wire_encoder *encoder = memory_take(&taken, sizeof *encoder);
    if (!encoder)
        return fail(error, FISHSIM_ERR_MEMORY, "no memory for an encoder");
    encoder->hooks = taken;
    status = take_id(encoder->worker_id, worker_id, "worker_id", error);
    if (!status && simulation_id && simulation_id[0])
        status = take_id(encoder->simulation_id, simulation_id, "simulation_id", error);
    if (!status && world)
        status = take_world(encoder, world, error);
    if (status) {
        fishsim_wire_encoder_destroy(encoder);
        return status;
    }
    *out = encoder;
    return FISHSIM_OK;
}

void fishsim_wire_encoder_destroy(fishsim_wire_encoder *encoder)
{
    if (!encoder)
        return;
    const fishsim_hooks hooks = encoder->hooks;
    const struct {
        struct room room;
        size_t size;
    } rooms[] = {{encoder->names, SPECIES_NAME_BYTES},
                 {encoder->payload, 1},
                 {encoder->message, 1},
                 {encoder->scratch, 1},
                 {encoder->species, sizeof(Fishsim__V1__SpeciesCount)},
                 {encoder->counts, sizeof(Fishsim__V1__SpeciesCount *)},
                 {encoder->infos, sizeof(struct species_report)}};
    for (size_t i = 0; i < sizeof rooms / sizeof rooms[0]; i++)
        memory_release(&hooks, rooms[i].room.data, rooms[i].room.capacity * rooms[i].size);
    memory_release(&hooks, encoder, sizeof *encoder);
}

fishsim_status fishsim_wire_encoder_stamp(fishsim_wire_encoder *encoder, int64_t timestamp_ns,
                                          uint64_t sequence, fishsim_error *error)
{
    if (!encoder || timestamp_ns < 0)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_encoder_stamp: %s",
                    encoder ? "timestamp_ns is negative" : "encoder is NULL");
    encoder->timestamp_ns = timestamp_ns;
    encoder->sequence = sequence;
    return FISHSIM_OK;
}

/* ---- packing --------------------------------------------------------------------------------- */

/* Packs a message into `room` and stores its length. */
static fishsim_status pack(fishsim_wire_encoder *encoder, struct room *room,
                           const ProtobufCMessage *message, uint64_t *length, fishsim_error *error)
{
    size_t size = protobuf_c_message_get_packed_size(message);
    fishsim_status status = make_room(encoder, room, size, 1, error);
    if (status)
        return status;
    *length = protobuf_c_message_pack(message, room->data);
    return FISHSIM_OK;
}

/* What a call encodes into, and where its result goes. */
struct target {
    fishsim_wire_encoder *encoder;
    const uint8_t **bytes;
    uint64_t *length;
    fishsim_error *error;
};

static fishsim_status check_target(const struct target *target, const void *what, const char *call)
{
    if (target->encoder && what && target->bytes && target->length)
        return FISHSIM_OK;
    return fail(target->error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_encode_%s: %s is NULL", call,
                !target->encoder ? "encoder"
                : !what          ? call
                                 : "bytes or length");
}

/* Says as an error of the caller what the scan found. */
static fishsim_status refuse_value(const ProtobufCMessageDescriptor *type, const uint8_t *bytes,
                                   uint64_t length, fishsim_error *error)
{
    fishsim_error found = {0};
    wire_scan(type, bytes, length, &found);
    return fail(error, FISHSIM_ERR_ARGUMENT, "%s", found.message);
}

/* Packs the payload and its envelope. `from_outside`: its values are the caller's, not a world's.
 */
static fishsim_status finish(const struct target *target, uint32_t kind, bool from_outside,
                             const ProtobufCMessage *payload)
{
    fishsim_wire_encoder *encoder = target->encoder;
    const struct wire_kind *row = wire_kind_of(kind);
    uint64_t size = 0;
    fishsim_status status = pack(encoder, &encoder->payload, payload, &size, target->error);
    if (!status && from_outside)
        status = wire_scan(row->payload, encoder->payload.data, size, NULL);
    if (status == FISHSIM_ERR_FORMAT)
        return refuse_value(row->payload, encoder->payload.data, size, target->error);
    if (status)
        return status;
    Fishsim__V1__GenericEventRequest envelope = FISHSIM__V1__GENERIC_EVENT_REQUEST__INIT;
    envelope.event_type_key = (char *)row->key;
    envelope.event_payload.data = encoder->payload.data;
    envelope.event_payload.len = (size_t)size;
    envelope.payload_format_hint = (char *)row->hint;
    envelope.timestamp_ns = encoder->timestamp_ns;
    envelope.worker_id = encoder->worker_id;
    envelope.simulation_id = encoder->simulation_id;
    envelope.sequence = encoder->sequence;
    uint64_t length = 0;
    status = pack(encoder, &encoder->message, &envelope.base, &length, target->error);
    if (status)
        return status;
    if (length > row->limit_bytes)
        return fail(target->error, FISHSIM_ERR_LIMIT, "%s of %llu bytes is longer than %llu",
                    row->key, (unsigned long long)length, (unsigned long long)row->limit_bytes);
    *target->bytes = encoder->message.data;
    *target->length = length;
    return FISHSIM_OK;
}

/* ---- events ---------------------------------------------------------------------------------- */

/* Name of a species of the encoder's world; "" for `none`. */
static char *species_name(const fishsim_wire_encoder *encoder, uint32_t species, bool none)
{
    char(*names)[SPECIES_NAME_BYTES] = encoder->names.data;
    return none ? (char *)"" : names[species];
}

static fishsim_status encode_agent_event(const struct target *target, uint32_t kind,
                                         const fishsim_event *event)
{
    const fishsim_wire_encoder *encoder = target->encoder;
    bool alone = event->other == 0;
    if (event->species >= encoder->species_count ||
        (!alone && event->other_species >= encoder->species_count))
        return fail(target->error, FISHSIM_ERR_NOT_FOUND,
                    "an event of species %u, of which the encoder's world has %u", event->species,
                    encoder->species_count);
    Fishsim__V1__AgentEvent payload = FISHSIM__V1__AGENT_EVENT__INIT;
    payload.event_sequence = event->sequence;
    payload.tick = event->tick;
    payload.fish = event->fish;
    payload.other = event->other;
    payload.species_index = event->species;
    payload.other_species_index = event->other_species;
    payload.species = species_name(encoder, event->species, false);
    payload.other_species = species_name(encoder, event->other_species, alone);
    payload.energy_uj = event->energy_uj;
    payload.x_m = event->x_m;
    payload.y_m = event->y_m;
    payload.z_m = event->z_m;
    payload.cause = (Fishsim__V1__CauseOfDeath)event->cause;
    payload.value = event->value;
    return finish(target, kind, true, &payload.base);
}

static fishsim_status encode_hour(const struct target *target, const fishsim_event *event)
{
    Fishsim__V1__TickHourly payload = FISHSIM__V1__TICK_HOURLY__INIT;
    payload.event_sequence = event->sequence;
    payload.tick_id = event->tick;
    payload.game_hour = event->value;
    payload.game_time_s = (double)event->tick * target->encoder->calendar_seconds_per_tick;
    payload.triggered_by = (char *)"calendar";
    return finish(target, FISHSIM_WIRE_HOUR, false, &payload.base);
}

static fishsim_status encode_day(const struct target *target, const fishsim_event *event)
{
    Fishsim__V1__TickDaily payload = FISHSIM__V1__TICK_DAILY__INIT;
    payload.event_sequence = event->sequence;
    payload.tick_id = event->tick;
    payload.game_day = event->value;
    payload.game_time_s = (double)event->tick * target->encoder->calendar_seconds_per_tick;
    payload.triggered_by = (char *)"calendar";
    return finish(target, FISHSIM_WIRE_DAY, false, &payload.base);
}

static fishsim_status encode_change(const struct target *target, const fishsim_event *event)
{
    Fishsim__V1__SimulationStatus payload = FISHSIM__V1__SIMULATION_STATUS__INIT;
    payload.event_sequence = event->sequence;
    payload.tick = event->tick;
    payload.previous_state = (Fishsim__V1__SimulationState)event->cause;
    payload.state = (Fishsim__V1__SimulationState)event->value;
    return finish(target, FISHSIM_WIRE_STATUS, true, &payload.base);
}

fishsim_status fishsim_wire_encode_event(fishsim_wire_encoder *encoder, const fishsim_event *event,
                                         const uint8_t **bytes, uint64_t *length,
                                         fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, event, "event");
    if (status)
        return status;
    switch (event->kind) {
    case FISHSIM_EVENT_BORN:
        return encode_agent_event(&target, FISHSIM_WIRE_BORN, event);
    case FISHSIM_EVENT_DIED:
        return encode_agent_event(&target, FISHSIM_WIRE_DIED, event);
    case FISHSIM_EVENT_THINNED:
        return encode_agent_event(&target, FISHSIM_WIRE_THINNED, event);
    case FISHSIM_EVENT_BITE:
        return encode_agent_event(&target, FISHSIM_WIRE_BITE, event);
    case FISHSIM_EVENT_SPAWNED:
        return encode_agent_event(&target, FISHSIM_WIRE_SPAWNED, event);
    case FISHSIM_EVENT_HOUR:
        return encode_hour(&target, event);
    case FISHSIM_EVENT_DAY:
        return encode_day(&target, event);
    case FISHSIM_EVENT_STATUS:
        return encode_change(&target, event);
    default:
        return fail(error, FISHSIM_ERR_NOT_FOUND, "events of kind %u have no message", event->kind);
    }
}

/* ---- frames ---------------------------------------------------------------------------------- */

/* Columns of a frame: X(field of the message, FISHSIM_COLUMN_*, type in the world, in the message).
 */
#define FRAME_COLUMNS(X)                                                                           \
    X(id, ID, uint64_t, uint64_t)                                                                  \
    X(species_index, SPECIES, uint16_t, uint32_t)                                                  \
    X(x_m, X, float, float)                                                                        \
    X(y_m, Y, float, float)                                                                        \
    X(z_m, Z, float, float)                                                                        \
    X(heading_x, HEADING_X, float, float)                                                          \
    X(heading_y, HEADING_Y, float, float)                                                          \
    X(heading_z, HEADING_Z, float, float)                                                          \
    X(speed_m_per_s, SPEED, float, float)                                                          \
    X(length_cm, LENGTH, float, float)                                                             \
    X(weight_g, WEIGHT, float, float)                                                              \
    X(worth, WORTH, uint32_t, uint32_t)

/* Fills the message about one species, which points into the report. */
static fishsim_status report_species(const fishsim_world *world, uint32_t species,
                                     struct species_report *report,
                                     Fishsim__V1__SpeciesCount *count, fishsim_error *error)
{
    fishsim_flows flows;
    fishsim_species_info *info = &report->info;
    fishsim_species_info_init(info, sizeof *info);
    fishsim_flows_init(&flows, sizeof flows);
    fishsim_status status = fishsim_world_get_species(world, species, info, error);
    if (!status)
        status = fishsim_world_get_flows(world, species, &flows, error);
    fishsim__v1__species_count__init(count);
    count->name = info->name;
    count->fish = info->fish;
    count->births = info->births;
    count->biomass_g = info->biomass_g;
    for (uint32_t cause = 0; cause < FISHSIM_CAUSE_CAPACITY; cause++)
        count->deaths += info->deaths[cause];
    count->trophic_level = flows.trophic_level;
    for (uint32_t flow = 0; flow < FLOWS; flow++)
        report->flow_j[flow] =
            (double)flows.flow[flow].joules + 1e-6 * (double)flows.flow[flow].microjoules;
    count->n_flow_j = FLOWS;
    count->flow_j = report->flow_j;
    return status;
}

/* Fills the list of species of a frame or status; it is valid until the next call. */
static fishsim_status take_species(const struct target *target, const fishsim_world *world,
                                   size_t *count, Fishsim__V1__SpeciesCount ***list)
{
    fishsim_wire_encoder *encoder = target->encoder;
    fishsim_world_info info;
    fishsim_world_info_init(&info, sizeof info);
    fishsim_status status = fishsim_world_get_info(world, &info, target->error);
    if (!status)
        status = make_room(encoder, &encoder->species, info.species,
                           sizeof(Fishsim__V1__SpeciesCount), target->error);
    if (!status)
        status = make_room(encoder, &encoder->counts, info.species,
                           sizeof(Fishsim__V1__SpeciesCount *), target->error);
    if (!status)
        status = make_room(encoder, &encoder->infos, info.species, sizeof(struct species_report),
                           target->error);
    if (status)
        return status;
    Fishsim__V1__SpeciesCount *counts = encoder->species.data, **pointers = encoder->counts.data;
    struct species_report *reports = encoder->infos.data;
    for (uint32_t s = 0; s < info.species && !status; s++) {
        status = report_species(world, s, &reports[s], &counts[s], target->error);
        pointers[s] = &counts[s];
    }
    *count = info.species;
    *list = pointers;
    return status;
}

/* Copies every stride-th fish of the columns into scratch memory, 8 bytes an element. */
static fishsim_status take_columns(const struct target *target, const fishsim_world *world,
                                   uint64_t stride, uint64_t count,
                                   Fishsim__V1__WorldStateUpdate *frame)
{
    enum {
#define X(field, NAME, from, to) COLUMN_##NAME,
        FRAME_COLUMNS(X)
#undef X
            COLUMNS
    };
    fishsim_wire_encoder *encoder = target->encoder;
    fishsim_status status =
        make_room(encoder, &encoder->scratch, count * COLUMNS * sizeof(uint64_t), 1, target->error);
    if (status)
        return status;
    uint64_t *scratch = encoder->scratch.data;
    fishsim_column column;
    fishsim_column_init(&column, sizeof column);
#define X(field, NAME, from, to)                                                                   \
    status = fishsim_world_get_column(world, FISHSIM_COLUMN_##NAME, &column, target->error);       \
    if (status)                                                                                    \
        return status;                                                                             \
    to *field = (to *)(void *)(scratch + COLUMN_##NAME * count);                                   \
    for (uint64_t i = 0; i < count; i++)                                                           \
        field[i] = (to) * (const from *)(const void *)((const char *)column.data +                 \
                                                       i * stride * column.stride);                \
    frame->field = field;                                                                          \
    frame->n_##field = (size_t)count;
    FRAME_COLUMNS(X)
#undef X
    return FISHSIM_OK;
}

fishsim_status fishsim_wire_encode_frame(fishsim_wire_encoder *encoder, const fishsim_world *world,
                                         uint64_t fish_max, const uint8_t **bytes, uint64_t *length,
                                         fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, world, "frame");
    if (status)
        return status;
    if (!fish_max)
        return fail(error, FISHSIM_ERR_ARGUMENT, "fishsim_wire_encode_frame: fish_max is 0");
    fishsim_world_info info;
    fishsim_world_info_init(&info, sizeof info);
    status = fishsim_world_get_info(world, &info, error);
    if (status)
        return status;
    uint64_t stride = info.fish ? (info.fish - 1) / fish_max + 1 : 1;
    Fishsim__V1__WorldStateUpdate frame = FISHSIM__V1__WORLD_STATE_UPDATE__INIT;
    frame.tick = info.tick;
    frame.calendar_seconds = info.calendar_seconds;
    frame.width_m = info.width_m;
    frame.height_m = info.height_m;
    frame.fish = info.fish;
    frame.stride = (uint32_t)stride;
    status = take_columns(&target, world, stride, (info.fish + stride - 1) / stride, &frame);
    if (!status)
        status = take_species(&target, world, &frame.n_species, &frame.species);
    return status ? status : finish(&target, FISHSIM_WIRE_WORLD_STATE, false, &frame.base);
}

/* ---- agents ---------------------------------------------------------------------------------- */

/* Flags of rewards as the schema's booleans. */
static fishsim_status take_flags(const struct target *target, const fishsim_wire_agents *agents,
                                 Fishsim__V1__AgentReward *reward)
{
    fishsim_wire_encoder *encoder = target->encoder;
    size_t count = agents->agents;
    fishsim_status status = make_room(encoder, &encoder->scratch,
                                      2 * count * sizeof(protobuf_c_boolean), 1, target->error);
    if (status)
        return status;
    protobuf_c_boolean *flags = encoder->scratch.data;
    for (size_t i = 0; i < count; i++) {
        flags[i] = agents->terminated && agents->terminated[i];
        flags[count + i] = agents->truncated && agents->truncated[i];
    }
    reward->n_terminated = reward->n_truncated = count;
    reward->terminated = flags;
    reward->truncated = flags + count;
    return FISHSIM_OK;
}

fishsim_status fishsim_wire_encode_agents(fishsim_wire_encoder *encoder,
                                          const fishsim_wire_agents *agents, const uint8_t **bytes,
                                          uint64_t *length, fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, agents, "agents");
    fishsim_wire_agents taken;
    if (!status)
        status = sized_take(&taken, agents, &wire_agents_sized, error);
    if (status)
        return status;
    uint64_t values = (uint64_t)taken.agents * taken.width;
    if ((taken.agents && !taken.agent) || (values && !taken.value))
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_wire_encode_agents: agent or value is NULL");
    Fishsim__V1__AgentReward reward = FISHSIM__V1__AGENT_REWARD__INIT;
    Fishsim__V1__AgentObservation observation = FISHSIM__V1__AGENT_OBSERVATION__INIT;
    Fishsim__V1__AgentAction action = FISHSIM__V1__AGENT_ACTION__INIT;
#define FILL(message)                                                                              \
    do {                                                                                           \
        (message).tick = taken.tick;                                                               \
        (message).n_agent = taken.agents;                                                          \
        (message).agent = (uint64_t *)taken.agent;                                                 \
        (message).width = taken.width;                                                             \
        (message).n_value = (size_t)values;                                                        \
        (message).value = (float *)taken.value;                                                    \
    } while (0)
    switch (taken.kind) {
    case FISHSIM_WIRE_OBSERVATION:
        FILL(observation);
        return finish(&target, taken.kind, true, &observation.base);
    case FISHSIM_WIRE_ACTION:
        FILL(action);
        return finish(&target, taken.kind, true, &action.base);
    case FISHSIM_WIRE_REWARD:
        FILL(reward);
        status = take_flags(&target, &taken, &reward);
        return status ? status : finish(&target, taken.kind, true, &reward.base);
    default:
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "fishsim_wire_encode_agents: kind %u is no observation, action or reward",
                    taken.kind);
    }
#undef FILL
}

/* ---- commands and answers -------------------------------------------------------------------- */

static fishsim_status missing(const char *what, fishsim_error *error)
{
    return fail(error, FISHSIM_ERR_ARGUMENT, "%s is NULL", what);
}

fishsim_status fishsim_wire_encode_start(fishsim_wire_encoder *encoder,
                                         const fishsim_wire_start *start, const uint8_t **bytes,
                                         uint64_t *length, fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, start, "start");
    fishsim_wire_start taken;
    if (!status)
        status = sized_take(&taken, start, &wire_start_sized, error);
    if (status)
        return status;
    size_t count = taken.settings, size = sizeof(Fishsim__V1__Setting) + sizeof(void *);
    if (!taken.scenario || (count && (!taken.key || !taken.value)))
        return missing("scenario, key or value of a start", error);
    status = make_room(encoder, &encoder->scratch, (uint64_t)count * size, 1, error);
    if (status)
        return status;
    Fishsim__V1__Setting *settings = encoder->scratch.data;
    Fishsim__V1__Setting **pointers = (Fishsim__V1__Setting **)(void *)(settings + count);
    for (size_t i = 0; i < count; i++) {
        if (!taken.key[i] || !taken.value[i])
            return missing("key or value of a setting", error);
        fishsim__v1__setting__init(&settings[i]);
        settings[i].key = (char *)taken.key[i];
        settings[i].value = (char *)taken.value[i];
        pointers[i] = &settings[i];
    }
    Fishsim__V1__StartSimulationCommand payload = FISHSIM__V1__START_SIMULATION_COMMAND__INIT;
    payload.scenario_yaml = (char *)taken.scenario;
    payload.n_setting = count;
    payload.setting = pointers;
    payload.ticks = taken.ticks;
    payload.ticks_per_second = taken.ticks_per_second;
    payload.paused = taken.paused != 0;
    payload.resume = taken.resume != 0;
    return finish(&target, FISHSIM_WIRE_START, true, &payload.base);
}

fishsim_status fishsim_wire_encode_control(fishsim_wire_encoder *encoder,
                                           const fishsim_wire_control *control,
                                           const uint8_t **bytes, uint64_t *length,
                                           fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, control, "control");
    fishsim_wire_control taken;
    if (!status)
        status = sized_take(&taken, control, &wire_control_sized, error);
    if (status)
        return status;
    Fishsim__V1__ControlSimCommand payload = FISHSIM__V1__CONTROL_SIM_COMMAND__INIT;
    payload.action = (Fishsim__V1__ControlAction)taken.action;
    payload.ticks = taken.ticks;
    payload.ticks_per_second = taken.ticks_per_second;
    return finish(&target, FISHSIM_WIRE_CONTROL, true, &payload.base);
}

fishsim_status fishsim_wire_encode_status(fishsim_wire_encoder *encoder,
                                          const fishsim_wire_status *status,
                                          const fishsim_world *world, const uint8_t **bytes,
                                          uint64_t *length, fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status result = check_target(&target, status, "status");
    fishsim_wire_status taken;
    if (!result)
        result = sized_take(&taken, status, &wire_status_sized, error);
    if (result)
        return result;
    if (!taken.message)
        return missing("message of a status", error);
    Fishsim__V1__SimulationStatus payload = FISHSIM__V1__SIMULATION_STATUS__INIT;
    payload.event_sequence = taken.event_sequence;
    payload.state = (Fishsim__V1__SimulationState)taken.state;
    payload.previous_state = (Fishsim__V1__SimulationState)taken.previous_state;
    payload.tick = taken.tick;
    payload.last_tick = taken.last_tick;
    payload.fish = taken.fish;
    payload.progress = taken.progress;
    payload.speed_limit = taken.speed_limit;
    payload.ticks_per_second = taken.ticks_per_second;
    payload.failure = taken.failure;
    payload.message = (char *)taken.message;
    payload.digest = taken.digest;
    payload.events = taken.events;
    if (world)
        result = take_species(&target, world, &payload.n_species, &payload.species);
    return result ? result : finish(&target, FISHSIM_WIRE_STATUS, true, &payload.base);
}

fishsim_status fishsim_wire_encode_registration(fishsim_wire_encoder *encoder,
                                                const fishsim_wire_registration *registration,
                                                const uint8_t **bytes, uint64_t *length,
                                                fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, registration, "registration");
    fishsim_wire_registration taken;
    if (!status)
        status = sized_take(&taken, registration, &wire_registration_sized, error);
    if (status)
        return status;
    if (!taken.library_version || (taken.running && !taken.simulation))
        return missing("library_version or simulation of a registration", error);
    for (uint32_t i = 0; i < taken.running; i++)
        if (!fishsim_wire_id_valid(taken.simulation[i]))
            return fail(error, FISHSIM_ERR_ARGUMENT, "simulation %u of a registration is not an id",
                        i);
    Fishsim__V1__WorkerRegistrationInfo payload = FISHSIM__V1__WORKER_REGISTRATION_INFO__INIT;
    payload.library_version = (char *)taken.library_version;
    payload.capacity = taken.capacity;
    payload.running = taken.running;
    payload.started_ns = taken.started_ns;
    payload.reconnects = taken.reconnects;
    payload.n_simulation = taken.running;
    payload.simulation = (char **)(uintptr_t)taken.simulation;
    return finish(&target, FISHSIM_WIRE_REGISTRATION, true, &payload.base);
}

fishsim_status fishsim_wire_encode_critical(fishsim_wire_encoder *encoder,
                                            const fishsim_wire_critical *critical,
                                            const uint8_t **bytes, uint64_t *length,
                                            fishsim_error *error)
{
    const struct target target = {encoder, bytes, length, error};
    fishsim_status status = check_target(&target, critical, "critical");
    fishsim_wire_critical taken;
    if (!status)
        status = sized_take(&taken, critical, &wire_critical_sized, error);
    if (status)
        return status;
    if (!fishsim_wire_id_valid(taken.name) || !taken.summary)
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "a critical event needs a name of the form [A-Za-z0-9_-]{1,64} and a summary");
    if (!taken.species)
        taken.species = "";
    if (taken.species[0] && !fishsim_wire_id_valid(taken.species))
        return fail(error, FISHSIM_ERR_ARGUMENT,
                    "species of a critical event is not of the form [A-Za-z0-9_-]{1,64}");
    Fishsim__V1__CriticalEvent payload = FISHSIM__V1__CRITICAL_EVENT__INIT;
    payload.severity = (Fishsim__V1__Severity)taken.severity;
    payload.name = (char *)taken.name;
    payload.summary = (char *)taken.summary;
    payload.resolved = taken.resolved != 0;
    payload.tick = taken.tick;
    payload.species = (char *)taken.species;
    return finish(&target, FISHSIM_WIRE_CRITICAL, true, &payload.base);
}
