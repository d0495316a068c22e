/* SPDX-License-Identifier: MIT */
/**
 * event.h: what happened, told to sinks in one batch a tick, and a log that keeps it.
 *
 * Watching never changes a world: the trajectory is the same with any set of sinks attached.
 */
#ifndef FISHSIM_EVENT_H
#define FISHSIM_EVENT_H

#include <fishsim/base.h>
#include <fishsim/measure.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Kinds of event: X(NAME, name, number, meaning). What fish, other, energy and value hold is told
 * by the meaning.
 */
#define FISHSIM_EVENT_TABLE(X)                                                                     \
    X(BORN, born, 1,                                                                               \
      "fish: the newborn; other: its mother; energy_uj: its body; value: its worth")               \
    X(DIED, died, 2,                                                                               \
      "fish: the dead; other: its predator or 0; energy_uj: all it held; cause set; "              \
      "value: its worth")                                                                          \
    X(BITE, bite, 3,                                                                               \
      "fish: the predator; other: the prey caught; energy_uj: what it swallowed; "                 \
      "value: prey caught")                                                                        \
    X(SPAWNED, spawned, 4,                                                                         \
      "fish: the spawner; other: the mate or 0; energy_uj: the clutch; "                           \
      "value: recruits admitted")                                                                  \
    X(HOUR, hour, 5, "value: calendar hours since midnight of the first day, modulo 2^32")         \
    X(DAY, day, 6, "value: midnights passed, modulo 2^32")                                         \
    X(STATUS, status, 7, "cause: the old FISHSIM_RUN_* state; value: the new one (see run.h)")     \
    X(THINNED, thinned, 8,                                                                         \
      "fish: a row of which some have died, and which lives on; other: their predator or 0; "      \
      "energy_uj: all they held; cause set; value: how many")

enum {
#define FISHSIM_X(NAME, name, number, meaning) FISHSIM_EVENT_##NAME = number,
    FISHSIM_EVENT_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** One event: 64 bytes, without gaps, never changing its layout. Fields without a meaning are 0. */
typedef struct fishsim_event {
    uint64_t sequence; /**< 1, 2, 3, ... in one world, without gaps */
    uint64_t tick;     /**< the tick during which it happened, from 1; 0 before the first */
    uint64_t fish;     /**< id */
    uint64_t other;    /**< id */
    int64_t energy_uj;
    float x_m; /**< where */
    float y_m;
    float z_m;
    uint16_t kind;          /**< FISHSIM_EVENT_* */
    uint16_t cause;         /**< FISHSIM_CAUSE_* of a death */
    uint16_t species;       /**< of `fish` */
    uint16_t other_species; /**< of `other` */
    uint32_t value;
} fishsim_event;

/** Name of a kind, such as "born"; "unknown" for another number. Since 0.1. */
FISHSIM_API const char *fishsim_event_name(uint32_t kind);

/** A receiver of events and frames. Every callback may be NULL. */
typedef struct fishsim_sink {
    uint32_t struct_size; /**< set by fishsim_sink_init */
    uint32_t
        frame_every; /**< a frame every so many ticks; 0: as events.frame_every in the config */
    uint64_t kinds;  /**< bit n set: wants events of kind n; fishsim_sink_init sets all */
    /**
     * Gets the events of one tick (and those since the last one), in order; `events` is valid
     * during the call only. A negative status counts as a failure of this sink, nothing else.
     */
    fishsim_status (*on_events)(void *user, const fishsim_event *events, uint64_t count);
    /** Gets the world at the end of a tick, to read from. */
    fishsim_status (*on_frame)(void *user, const fishsim_world *world);
    void *user;
    /**
     * Gets the measures of every species, in order, every `measures.every` ticks of the
     * configuration, after the events and before the frame of that tick; valid during the call
     * only.
     */
    fishsim_status (*on_measures)(void *user, const fishsim_world *world,
                                  const fishsim_measures *measures, uint32_t species);
} fishsim_sink;

/** Sets up *sink: no callbacks, all kinds. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_sink_init(fishsim_sink *sink, size_t struct_size);

/**
 * Attaches a sink. Sinks are the host's: a snapshot or a clone does not hold them. Sinks must not
 * change the world. Not allowed inside a tick.
 * @param sink_id  receives a number for fishsim_world_remove_sink; may be NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_STATE, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_world_add_sink(fishsim_world *world, const fishsim_sink *sink,
                                                  uint32_t *sink_id, fishsim_error *error);

/** Detaches a sink. Not allowed inside a tick. OK, ERR_ARGUMENT, ERR_STATE, ERR_NOT_FOUND.
 * Since 0.1. */
FISHSIM_API fishsim_status fishsim_world_remove_sink(fishsim_world *world, uint32_t sink_id,
                                                     fishsim_error *error);

/** How often a sink has returned a negative status. OK, ERR_ARGUMENT, ERR_NOT_FOUND. Since 0.1. */
FISHSIM_API fishsim_status fishsim_world_get_sink_failures(const fishsim_world *world,
                                                           uint32_t sink_id, uint64_t *failures,
                                                           fishsim_error *error);

/* ---- a log in memory ------------------------------------------------------------------------ */

/** Events kept in memory, for tests, notebooks and Arrow. Opaque; one thread at a time. */
typedef struct fishsim_event_log fishsim_event_log;

/**
 * Makes an empty log.
 * @param capacity  most events to keep; the newest are dropped, and counted, once it is full
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_event_log_create(const fishsim_hooks *hooks, uint64_t capacity,
                                                    fishsim_event_log **out, fishsim_error *error);

/** Frees a log; NULL is allowed. Detach its sink first. Since 0.1. */
FISHSIM_API void fishsim_event_log_destroy(fishsim_event_log *log);

/**
 * Fills *sink so that it writes into the log; the caller attaches it to a world, and may narrow
 * its kinds. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_event_log_sink(fishsim_event_log *log, fishsim_sink *sink,
                                                  fishsim_error *error);

/** The events kept, oldest first; valid until the log changes. NULL for NULL. Since 0.1. */
FISHSIM_API const fishsim_event *fishsim_event_log_events(const fishsim_event_log *log,
                                                          uint64_t *count);

/** Events that did not fit. 0 for NULL. Since 0.1. */
FISHSIM_API uint64_t fishsim_event_log_dropped(const fishsim_event_log *log);

/** Forgets the events and the count of dropped ones; keeps the memory. Since 0.1. */
FISHSIM_API void fishsim_event_log_clear(fishsim_event_log *log);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_EVENT_H */
