/* SPDX-License-Identifier: MIT */
/**
 * wire.h: what happens in a simulation as bytes for a bus, and bytes from a bus as commands.
 *
 * Every message is a GenericEventRequest of proto/fishsim/v1 (proto3): a key that names the
 * payload's message, who sent it, which simulation it is about, when, and a sequence. An encoder
 * makes messages, fishsim_wire_decode reads them. Nothing of protobuf is seen here, and any other
 * implementation of protobuf reads and writes the same bytes.
 *
 * Received bytes are treated as hostile: their length is checked by kind before memory is taken;
 * refused are truncated bytes, wrong types, fields given twice, NaN and infinity, unknown enum
 * values, text that is not UTF-8 or holds a NUL, and ids that are not [A-Za-z0-9_-]{1,64}. Unknown
 * fields are skipped, so that a later version may add some.
 */
#ifndef FISHSIM_WIRE_H
#define FISHSIM_WIRE_H

#include <fishsim/base.h>
#include <fishsim/event.h>
#include <fishsim/run.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Kinds of message: X(NAME, number, key, message, limit_bytes). The longest message of a kind that
 * is decoded has limit_bytes.
 */
#define FISHSIM_WIRE_TABLE(X)                                                                      \
    X(WORLD_STATE, 1, "sim.world_state.v1", WorldStateUpdate, 67108864)                            \
    X(BORN, 2, "sim.agent_born.v1", AgentEvent, 65536)                                             \
    X(DIED, 3, "sim.agent_died.v1", AgentEvent, 65536)                                             \
    X(BITE, 4, "sim.agent_bite.v1", AgentEvent, 65536)                                             \
    X(SPAWNED, 5, "sim.agent_spawned.v1", AgentEvent, 65536)                                       \
    X(HOUR, 6, "sim.tick.hourly.v1", TickHourly, 65536)                                            \
    X(DAY, 7, "sim.tick.daily.v1", TickDaily, 65536)                                               \
    X(STATUS, 8, "sim.status.v1", SimulationStatus, 65536)                                         \
    X(OBSERVATION, 9, "sim.agent_observation.v1", AgentObservation, 67108864)                      \
    X(REWARD, 10, "sim.agent_reward.v1", AgentReward, 67108864)                                    \
    X(ACTION, 11, "ai.agent_action.v1", AgentAction, 65536)                                        \
    X(START, 12, "ui.control.start.v1", StartSimulationCommand, 1048576)                           \
    X(CONTROL, 13, "ui.control.sim.v1", ControlSimCommand, 65536)                                  \
    X(REGISTRATION, 14, "worker.ready.v1", WorkerRegistrationInfo, 65536)                          \
    X(CRITICAL, 15, "monitoring.critical.v1", CriticalEvent, 65536)                                \
    X(THINNED, 16, "sim.agent_thinned.v1", AgentEvent, 65536)

enum {
#define FISHSIM_X(NAME, number, key, message, limit_bytes) FISHSIM_WIRE_##NAME = number,
    FISHSIM_WIRE_TABLE(FISHSIM_X)
#undef FISHSIM_X
        FISHSIM_WIRE_ID_BYTES = 72 /**< room of an id, with its NUL */
};

/** The key of a kind, such as "sim.agent_died.v1"; "unknown" for another number. Since 0.1. */
FISHSIM_API const char *fishsim_wire_key(uint32_t kind);

/** The kind of a key, or 0. NULL gives 0. Since 0.1. */
FISHSIM_API uint32_t fishsim_wire_kind(const char *key);

/**
 * Whether a text may be the id of a worker or a simulation: [A-Za-z0-9_-]{1,64}, no more. 1 or 0;
 * NULL gives 0. Since 0.1.
 */
FISHSIM_API int32_t fishsim_wire_id_valid(const char *id);

/* ---- what messages say ----------------------------------------------------------------------- */

/** What every message says besides its payload. */
typedef struct fishsim_wire_envelope {
    uint32_t struct_size;   /**< set by fishsim_wire_envelope_init */
    uint32_t kind;          /**< FISHSIM_WIRE_* */
    uint64_t sequence;      /**< rises from message to message of one sender and simulation */
    int64_t timestamp_ns;   /**< when it was sent, Unix time; not negative */
    const uint8_t *payload; /**< the bytes of the payload's message */
    uint64_t payload_bytes;
    char worker_id[FISHSIM_WIRE_ID_BYTES];     /**< who sent it */
    char simulation_id[FISHSIM_WIRE_ID_BYTES]; /**< which simulation; "" where there is none */
} fishsim_wire_envelope;

/** A frame: fish as columns of `count` entries each. */
typedef struct fishsim_wire_frame {
    uint32_t struct_size; /**< set by fishsim_wire_frame_init */
    uint32_t stride;      /**< the columns hold every stride-th fish */
    uint64_t tick;
    uint64_t fish; /**< rows of the world */
    uint64_t count;
    double calendar_seconds; /**< since the world was made */
    double width_m;
    double height_m;
    const uint64_t *id;
    const uint32_t *species; /**< index of the species, in order of name */
    const float *x_m;
    const float *y_m;
    const float *z_m;
    const float *heading_x;
    const float *heading_y;
    const float *heading_z;
    const float *speed_m_per_s;
    const float *length_cm;
    const float *weight_g;
    const uint32_t *worth; /**< fish that each row stands for */
} fishsim_wire_frame;

/** How one species fares, in a frame or a status. What it points to lives as long as its message.
 */
typedef struct fishsim_wire_species {
    uint32_t struct_size; /**< set by fishsim_wire_species_init */
    uint32_t reserved;    /**< 0 */
    const char *name;
    uint64_t fish;
    uint64_t births;
    uint64_t deaths;
    double biomass_g;
    double trophic_level; /**< as in fishsim_flows */
    const double *flow_j; /**< (flows), by FISHSIM_FLOW_*, since the world was made */
    uint64_t flows;       /**< 0 in messages that do not tell */
} fishsim_wire_species;

/** Observations, actions or rewards of some agents. */
typedef struct fishsim_wire_agents {
    uint32_t struct_size; /**< set by fishsim_wire_agents_init */
    uint32_t kind;        /**< FISHSIM_WIRE_OBSERVATION, _ACTION or _REWARD */
    uint64_t tick;        /**< of the observation; an action names the one that it answers */
    uint32_t agents;
    uint32_t width;            /**< values of one agent */
    const uint64_t *agent;     /**< (agents), ids */
    const float *value;        /**< (agents x width) */
    const uint8_t *terminated; /**< (agents), 0 or 1; only of a reward, else NULL */
    const uint8_t *truncated;  /**< (agents), 0 or 1; only of a reward, else NULL */
} fishsim_wire_agents;

/** A command to start a simulation; the envelope's simulation_id names it. */
typedef struct fishsim_wire_start {
    uint32_t struct_size;     /**< set by fishsim_wire_start_init */
    uint32_t settings;        /**< overrides, applied in order */
    const char *scenario;     /**< the configuration as YAML; "" to resume */
    const char *const *key;   /**< (settings), as of fishsim_config_set */
    const char *const *value; /**< (settings) */
    uint64_t ticks;           /**< to do from here on; 0: without an end */
    double ticks_per_second;  /**< limit of speed; 0: none */
    uint32_t paused;          /**< 1: start paused */
    uint32_t resume;          /**< 1: go on from the worker's snapshot of this simulation */
} fishsim_wire_start;

/** Actions of a control command: X(NAME, name, number). */
#define FISHSIM_CONTROL_TABLE(X)                                                                   \
    X(PAUSE, pause, 1)                                                                             \
    X(RESUME, resume, 2)                                                                           \
    X(STOP, stop, 3) X(STEP, step, 4) X(SET_SPEED, set_speed, 5) X(GET_STATUS, get_status, 6)

enum {
#define FISHSIM_X(NAME, name, number) FISHSIM_CONTROL_##NAME = number,
    FISHSIM_CONTROL_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** A command to a simulation that runs. */
typedef struct fishsim_wire_control {
    uint32_t struct_size;    /**< set by fishsim_wire_control_init */
    uint32_t action;         /**< FISHSIM_CONTROL_* */
    uint64_t ticks;          /**< of a step */
    double ticks_per_second; /**< of a change of speed; 0: unlimited */
} fishsim_wire_control;

/** Where a simulation stands: a change of state, or the answer to a command. */
typedef struct fishsim_wire_status {
    uint32_t struct_size;    /**< set by fishsim_wire_status_init */
    uint32_t state;          /**< FISHSIM_RUN_*; 0: there is no such simulation */
    uint32_t previous_state; /**< FISHSIM_RUN_* before the change; 0 in an answer */
    int32_t failure;         /**< FISHSIM_OK, or why a run or a command failed */
    uint64_t event_sequence; /**< of the change of state; 0 in an answer */
    uint64_t tick;
    uint64_t last_tick; /**< 0: it has no end */
    uint64_t fish;
    uint64_t digest; /**< of the world; 0 where it is not told */
    uint64_t events; /**< messages of this simulation handed to the log so far */
    double progress; /**< 0 to 1 */
    double speed_limit;
    double ticks_per_second;
    const char *message; /**< for people; never NULL */
} fishsim_wire_status;

/** A worker that announces itself. */
typedef struct fishsim_wire_registration {
    uint32_t struct_size;          /**< set by fishsim_wire_registration_init */
    uint32_t capacity;             /**< simulations at once */
    uint32_t running;              /**< how many of `simulation` there are */
    uint32_t reserved;             /**< 0 */
    const char *library_version;   /**< never NULL */
    const char *const *simulation; /**< (running), ids */
    int64_t started_ns;            /**< Unix time */
    uint64_t reconnects;
} fishsim_wire_registration;

/** Severities of a critical event: X(NAME, name, number). */
#define FISHSIM_SEVERITY_TABLE(X) X(INFO, info, 1) X(WARNING, warning, 2) X(CRITICAL, critical, 3)

enum {
#define FISHSIM_X(NAME, name, number) FISHSIM_SEVERITY_##NAME = number,
    FISHSIM_SEVERITY_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** Something that a person should hear of. */
typedef struct fishsim_wire_critical {
    uint32_t struct_size; /**< set by fishsim_wire_critical_init */
    uint32_t severity;    /**< FISHSIM_SEVERITY_* */
    const char *name;     /**< kind of event, an id, such as "SimulationFailed" */
    const char *summary;  /**< one line */
    uint64_t tick;
    uint32_t resolved;   /**< 1: it is over */
    uint32_t reserved;   /**< 0 */
    const char *species; /**< that it is about, an id; "" or NULL: about no single one */
} fishsim_wire_critical;

/** Sets up *envelope. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_envelope_init(fishsim_wire_envelope *envelope,
                                                      size_t struct_size);
/** Sets up *frame. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_frame_init(fishsim_wire_frame *frame, size_t struct_size);
/** Sets up *species. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_species_init(fishsim_wire_species *species,
                                                     size_t struct_size);
/** Sets up *agents. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_agents_init(fishsim_wire_agents *agents,
                                                    size_t struct_size);
/** Sets up *start, with empty texts. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_start_init(fishsim_wire_start *start, size_t struct_size);
/** Sets up *control. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_control_init(fishsim_wire_control *control,
                                                     size_t struct_size);
/** Sets up *status, with an empty message. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_status_init(fishsim_wire_status *status,
                                                    size_t struct_size);
/** Sets up *registration, with an empty version. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_registration_init(fishsim_wire_registration *registration,
                                                          size_t struct_size);
/** Sets up *critical, with empty texts. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_critical_init(fishsim_wire_critical *critical,
                                                      size_t struct_size);

/* ---- making messages ------------------------------------------------------------------------- */

/**
 * Makes the messages of one sender about one simulation: opaque, one thread at a time. What an
 * encode function gives is valid until the next call on the same encoder.
 */
typedef struct fishsim_wire_encoder fishsim_wire_encoder;

/**
 * Makes an encoder.
 * @param world          its species and calendar are copied, for events; NULL if none are encoded
 * @param worker_id      id of the sender
 * @param simulation_id  id of the simulation; "" or NULL for none
 * @param hooks          memory, or NULL
 * @param out            receives the encoder; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT (also: not an id), ERR_ABI, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_wire_encoder_create(
    const fishsim_world *world, const char *worker_id, const char *simulation_id,
    const fishsim_hooks *hooks, fishsim_wire_encoder **out, fishsim_error *error);

/** Frees an encoder; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_wire_encoder_destroy(fishsim_wire_encoder *encoder);

/** Sets time (Unix, ns, not negative) and sequence of the messages to come. ERR_ARGUMENT.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encoder_stamp(fishsim_wire_encoder *encoder,
                                                      int64_t timestamp_ns, uint64_t sequence,
                                                      fishsim_error *error);

/**
 * Encodes one event of the world that the encoder was made with.
 * @param bytes   receives the message
 * @param length  receives its length
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_NOT_FOUND (a kind or species that is not known),
 *         ERR_LIMIT (the message is longer than its kind may be), ERR_MEMORY; so for all below
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_wire_encode_event(fishsim_wire_encoder *encoder,
                                                     const fishsim_event *event,
                                                     const uint8_t **bytes, uint64_t *length,
                                                     fishsim_error *error);

/**
 * Encodes a frame of a world. Allowed from a sink.
 * @param fish_max  if more fish live, only every n-th is told, so that there are no more than these
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_wire_encode_frame(fishsim_wire_encoder *encoder,
                                                     const fishsim_world *world, uint64_t fish_max,
                                                     const uint8_t **bytes, uint64_t *length,
                                                     fishsim_error *error);

/** Encodes observations, actions or rewards; values must be finite. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encode_agents(fishsim_wire_encoder *encoder,
                                                      const fishsim_wire_agents *agents,
                                                      const uint8_t **bytes, uint64_t *length,
                                                      fishsim_error *error);

/** Encodes a command to start. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encode_start(fishsim_wire_encoder *encoder,
                                                     const fishsim_wire_start *start,
                                                     const uint8_t **bytes, uint64_t *length,
                                                     fishsim_error *error);

/** Encodes a control command. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encode_control(fishsim_wire_encoder *encoder,
                                                       const fishsim_wire_control *control,
                                                       const uint8_t **bytes, uint64_t *length,
                                                       fishsim_error *error);

/** Encodes a status; with a world also its species. `world` may be NULL. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encode_status(fishsim_wire_encoder *encoder,
                                                      const fishsim_wire_status *status,
                                                      const fishsim_world *world,
                                                      const uint8_t **bytes, uint64_t *length,
                                                      fishsim_error *error);

/** Encodes what a worker says of itself. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encode_registration(
    fishsim_wire_encoder *encoder, const fishsim_wire_registration *registration,
    const uint8_t **bytes, uint64_t *length, fishsim_error *error);

/** Encodes a critical event. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_encode_critical(fishsim_wire_encoder *encoder,
                                                        const fishsim_wire_critical *critical,
                                                        const uint8_t **bytes, uint64_t *length,
                                                        fishsim_error *error);

/* ---- reading messages ------------------------------------------------------------------------ */

/** A message that was read: opaque, one thread at a time. It holds no pointer to the bytes but the
 * envelope's payload. */
typedef struct fishsim_wire_message fishsim_wire_message;

/**
 * Reads one message and checks all of it.
 * @param bytes   the message; the envelope's payload points into it
 * @param hooks   memory, or NULL
 * @param out     receives the message; the caller destroys it
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_LIMIT (too long), ERR_FORMAT (malformed, or a
 *         value that is not allowed), ERR_NOT_FOUND (a key of no kind: foreign), ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_wire_decode(const void *bytes, uint64_t length,
                                               const fishsim_hooks *hooks,
                                               fishsim_wire_message **out, fishsim_error *error);

/** Frees a message; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_wire_message_destroy(fishsim_wire_message *message);

/** Fills *envelope. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_envelope(const fishsim_wire_message *message,
                                                     fishsim_wire_envelope *envelope,
                                                     fishsim_error *error);

/** Gives back an event: born, died, bite, spawned, hour, day, or a status that is a change of
 * state. OK, ERR_ARGUMENT, ERR_STATE (another kind of message; so for all below). Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_event(const fishsim_wire_message *message,
                                                  fishsim_event *event, fishsim_error *error);

/** Fills *frame; its columns are valid as long as the message. OK, ERR_ARGUMENT, ERR_ABI,
 * ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_frame(const fishsim_wire_message *message,
                                                  fishsim_wire_frame *frame, fishsim_error *error);

/** Fills *species with the index-th species of a frame or a status. OK, ERR_ARGUMENT, ERR_ABI,
 * ERR_STATE, ERR_NOT_FOUND (no more of them). Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_species(const fishsim_wire_message *message,
                                                    uint32_t index, fishsim_wire_species *species,
                                                    fishsim_error *error);

/** Fills *agents from an observation, action or reward; valid as long as the message. OK,
 * ERR_ARGUMENT, ERR_ABI, ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_agents(const fishsim_wire_message *message,
                                                   fishsim_wire_agents *agents,
                                                   fishsim_error *error);

/** Fills *start; its texts are valid as long as the message. OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_start(const fishsim_wire_message *message,
                                                  fishsim_wire_start *start, fishsim_error *error);

/** Fills *control. OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_control(const fishsim_wire_message *message,
                                                    fishsim_wire_control *control,
                                                    fishsim_error *error);

/** Fills *status; its text is valid as long as the message. OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_status(const fishsim_wire_message *message,
                                                   fishsim_wire_status *status,
                                                   fishsim_error *error);

/** Fills *registration; its texts are valid as long as the message. OK, ERR_ARGUMENT, ERR_ABI,
 * ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_registration(const fishsim_wire_message *message,
                                                         fishsim_wire_registration *registration,
                                                         fishsim_error *error);

/** Fills *critical; its texts are valid as long as the message. OK, ERR_ARGUMENT, ERR_ABI,
 * ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_wire_get_critical(const fishsim_wire_message *message,
                                                     fishsim_wire_critical *critical,
                                                     fishsim_error *error);

/* ---- replays --------------------------------------------------------------------------------- */

/**
 * Remembers the last sequence of each sender and simulation, so that a message is taken once.
 * Opaque, one thread at a time. A sender that starts anew goes on with higher sequences: let it
 * begin with the time of its start in nanoseconds.
 */
typedef struct fishsim_wire_guard fishsim_wire_guard;

/**
 * Makes a guard.
 * @param senders_max  most pairs of sender and simulation, 1 .. 65536; further ones are refused
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_wire_guard_create(uint32_t senders_max,
                                                     const fishsim_hooks *hooks,
                                                     fishsim_wire_guard **out,
                                                     fishsim_error *error);

/** Frees a guard; NULL is allowed. Since 0.1. */
FISHSIM_API void fishsim_wire_guard_destroy(fishsim_wire_guard *guard);

/**
 * Admits a message whose sequence is above all that its sender sent before about the simulation.
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_STATE (seen before: a replay), ERR_LIMIT (too many senders)
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_wire_guard_admit(fishsim_wire_guard *guard,
                                                    const fishsim_wire_message *message,
                                                    fishsim_error *error);

/** Forgets the senders of one simulation, which has ended. NULLs are ignored. Since 0.1. */
FISHSIM_API void fishsim_wire_guard_forget(fishsim_wire_guard *guard, const char *simulation_id);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_WIRE_H */
