/* SPDX-License-Identifier: MIT */
/*
 * kind.c: the table of kinds, ids, and the setting up of the public structs.
 */
#include "wire/wire.h"

#include <string.h>

enum { ID_MAX = 64 };

_Static_assert(ID_MAX < (int)FISHSIM_WIRE_ID_BYTES,
               "FISHSIM_WIRE_ID_BYTES must hold an id and its NUL");

/* The schema's enums say what the headers say. */
#define X(NAME, number, meaning)                                                                   \
    _Static_assert((int)FISHSIM__V1__CAUSE_OF_DEATH__CAUSE_OF_DEATH_##NAME ==                      \
                       (int)FISHSIM_CAUSE_##NAME,                                                  \
                   "world.proto: CauseOfDeath must follow FISHSIM_CAUSE_TABLE");
FISHSIM_CAUSE_TABLE(X)
#undef X
#define X(NAME, name, number)                                                                      \
    _Static_assert((int)FISHSIM__V1__SIMULATION_STATE__SIMULATION_STATE_##NAME ==                  \
                       (int)FISHSIM_RUN_##NAME,                                                    \
                   "control.proto: SimulationState must follow FISHSIM_RUN_TABLE");
FISHSIM_RUN_TABLE(X)
#undef X
#define X(NAME, name, number)                                                                      \
    _Static_assert((int)FISHSIM__V1__CONTROL_ACTION__CONTROL_ACTION_##NAME ==                      \
                       (int)FISHSIM_CONTROL_##NAME,                                                \
                   "control.proto: ControlAction must follow FISHSIM_CONTROL_TABLE");
FISHSIM_CONTROL_TABLE(X)
#undef X
#define X(NAME, name, number)                                                                      \
    _Static_assert((int)FISHSIM__V1__SEVERITY__SEVERITY_##NAME == (int)FISHSIM_SEVERITY_##NAME,    \
                   "monitoring.proto: Severity must follow FISHSIM_SEVERITY_TABLE");
FISHSIM_SEVERITY_TABLE(X)
#undef X

/* Descriptors, under the names that the table of kinds uses. */
#define WorldStateUpdate_TYPE       (&fishsim__v1__world_state_update__descriptor)
#define AgentEvent_TYPE             (&fishsim__v1__agent_event__descriptor)
#define TickHourly_TYPE             (&fishsim__v1__tick_hourly__descriptor)
#define TickDaily_TYPE              (&fishsim__v1__tick_daily__descriptor)
#define SimulationStatus_TYPE       (&fishsim__v1__simulation_status__descriptor)
#define AgentObservation_TYPE       (&fishsim__v1__agent_observation__descriptor)
#define AgentReward_TYPE            (&fishsim__v1__agent_reward__descriptor)
#define AgentAction_TYPE            (&fishsim__v1__agent_action__descriptor)
#define StartSimulationCommand_TYPE (&fishsim__v1__start_simulation_command__descriptor)
#define ControlSimCommand_TYPE      (&fishsim__v1__control_sim_command__descriptor)
#define WorkerRegistrationInfo_TYPE (&fishsim__v1__worker_registration_info__descriptor)
#define CriticalEvent_TYPE          (&fishsim__v1__critical_event__descriptor)

static const struct wire_kind kinds[] = {
#define X(NAME, number, key, message, limit_bytes)                                                 \
    {number, key, "protobuf:fishsim.v1." #message, message##_TYPE, limit_bytes},
    FISHSIM_WIRE_TABLE(X)
#undef X
};

enum { KINDS = sizeof kinds / sizeof kinds[0] };

const struct wire_kind *wire_kind_of(uint32_t kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].number == kind)
            return &kinds[i];
    return NULL;
}

uint32_t wire_kind_of_key(const char *key, size_t length)
{
    for (size_t i = 0; i < KINDS; i++)
        if (strlen(kinds[i].key) == length && !memcmp(kinds[i].key, key, length))
            return kinds[i].number;
    return 0;
}

bool wire_id_valid(const char *id, size_t length)
{
    if (length < 1 || length > ID_MAX)
        return false;
    for (size_t i = 0; i < length; i++) {
        char c = id[i];
        bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9') && c != '_' && c != '-')
            return false;
    }
    return true;
}

const char *fishsim_wire_key(uint32_t kind)
{
    const struct wire_kind *row = wire_kind_of(kind);
    return row ? row->key : "unknown";
}

uint32_t fishsim_wire_kind(const char *key)
{
    return key ? wire_kind_of_key(key, strlen(key)) : 0;
}

int32_t fishsim_wire_id_valid(const char *id)
{
    const char *end = id ? memchr(id, '\0', ID_MAX + 1) : NULL;
    return end && wire_id_valid(id, (size_t)(end - id));
}

/* ---- structs --------------------------------------------------------------------------------- */

const struct sized wire_envelope_sized = SIZED(fishsim_wire_envelope, simulation_id);
const struct sized wire_frame_sized = SIZED(fishsim_wire_frame, worth);
const struct sized wire_species_sized = SIZED(fishsim_wire_species, flows);
const struct sized wire_agents_sized = SIZED(fishsim_wire_agents, truncated);
const struct sized wire_start_sized = SIZED(fishsim_wire_start, resume);
const struct sized wire_control_sized = SIZED(fishsim_wire_control, ticks_per_second);
const struct sized wire_status_sized = SIZED(fishsim_wire_status, message);
const struct sized wire_registration_sized = SIZED(fishsim_wire_registration, reconnects);
const struct sized wire_critical_sized = SIZED(fishsim_wire_critical, reserved);

fishsim_status fishsim_wire_envelope_init(fishsim_wire_envelope *envelope, size_t struct_size)
{
    return sized_init(envelope, struct_size, &wire_envelope_sized);
}

fishsim_status fishsim_wire_frame_init(fishsim_wire_frame *frame, size_t struct_size)
{
    return sized_init(frame, struct_size, &wire_frame_sized);
}

fishsim_status fishsim_wire_species_init(fishsim_wire_species *species, size_t struct_size)
{
    return sized_init(species, struct_size, &wire_species_sized);
}

fishsim_status fishsim_wire_agents_init(fishsim_wire_agents *agents, size_t struct_size)
{
    return sized_init(agents, struct_size, &wire_agents_sized);
}

fishsim_status fishsim_wire_start_init(fishsim_wire_start *start, size_t struct_size)
{
    fishsim_status status = sized_init(start, struct_size, &wire_start_sized);
    if (!status)
        start->scenario = "";
    return status;
}

fishsim_status fishsim_wire_control_init(fishsim_wire_control *control, size_t struct_size)
{
    return sized_init(control, struct_size, &wire_control_sized);
}

fishsim_status fishsim_wire_status_init(fishsim_wire_status *status, size_t struct_size)
{
    fishsim_status result = sized_init(status, struct_size, &wire_status_sized);
    if (!result)
        status->message = "";
    return result;
}

fishsim_status fishsim_wire_registration_init(fishsim_wire_registration *registration,
                                              size_t struct_size)
{
    fishsim_status status = sized_init(registration, struct_size, &wire_registration_sized);
    if (!status)
        registration->library_version = "";
    return status;
}

fishsim_status fishsim_wire_critical_init(fishsim_wire_critical *critical, size_t struct_size)
{
    fishsim_status status = sized_init(critical, struct_size, &wire_critical_sized);
    if (!status)
        critical->name = critical->summary = "";
    if (!status && struct_size >= sizeof *critical)
        critical->species = "";
    return status;
}
