/* SPDX-License-Identifier: MIT */
/**
 * run.h: the life of one simulation, from created to completed, stopped or failed.
 *
 *     created --start--> running <--pause/resume--> paused
 *     running --> completed (all ticks done) | stopped (stop) | failed (the world died)
 *     created, paused --stop--> stopped;  paused --step n--> n ticks, still paused
 *
 * A run owns a world. One thread drives it with fishsim_run_advance; the commands (start, pause,
 * resume, stop, step, set_speed) and fishsim_run_get_status may be called from any thread at any
 * time (not from a signal handler), and take effect before the next tick. Every change of state is
 * a STATUS event in the world's sinks.
 */
#ifndef FISHSIM_RUN_H
#define FISHSIM_RUN_H

#include <fishsim/base.h>
#include <fishsim/world.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A run: opaque. */
typedef struct fishsim_run fishsim_run;

/** States of a run: X(NAME, name, number). */
#define FISHSIM_RUN_TABLE(X)                                                                       \
    X(CREATED, created, 1)                                                                         \
    X(RUNNING, running, 2)                                                                         \
    X(PAUSED, paused, 3) X(COMPLETED, completed, 4) X(STOPPED, stopped, 5) X(FAILED, failed, 6)

enum {
#define FISHSIM_X(NAME, name, number) FISHSIM_RUN_##NAME = number,
    FISHSIM_RUN_TABLE(FISHSIM_X)
#undef FISHSIM_X
};

/** Name of a state, such as "running"; "unknown" for another number. Since 0.1. */
FISHSIM_API const char *fishsim_run_state_name(uint32_t state);

/** Where a run stands. */
typedef struct fishsim_run_status {
    uint32_t struct_size;    /**< set by fishsim_run_status_init */
    uint32_t state;          /**< FISHSIM_RUN_* */
    uint64_t tick;           /**< ticks of the world */
    uint64_t last_tick;      /**< the tick at which the run completes; 0: it never does */
    uint64_t fish;           /**< live fish */
    double progress;         /**< part of the run's ticks that is done, 0 to 1; 0 without an end */
    double speed_limit;      /**< ticks per second of real time; 0: unlimited */
    double ticks_per_second; /**< measured over about the last second of driving */
    int32_t failure;         /**< status that made the run fail, else FISHSIM_OK */
    uint32_t reserved;       /**< 0 */
} fishsim_run_status;

/** Sets up *status. OK, ERR_ARGUMENT or ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_run_status_init(fishsim_run_status *status, size_t struct_size);

/**
 * Makes a run, in state created, that owns `world`.
 * @param world      taken over on success: the run destroys it; the caller may still read it, and
 *                   attach sinks and systems, from the driving thread
 * @param last_tick  world tick at which the run is completed, above the world's; 0: never
 * @param hooks      hooks of the run, or NULL
 * @return FISHSIM_OK, ERR_ARGUMENT, ERR_ABI, ERR_MEMORY
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_run_create(fishsim_world *world, uint64_t last_tick,
                                              const fishsim_hooks *hooks, fishsim_run **out,
                                              fishsim_error *error);

/** Frees a run and its world; NULL is allowed. No other thread may still use it. Since 0.1. */
FISHSIM_API void fishsim_run_destroy(fishsim_run *run);

/** The world of a run, for its driving thread. NULL for NULL. Since 0.1. */
FISHSIM_API fishsim_world *fishsim_run_get_world(fishsim_run *run);

/**
 * Drives the run: takes up commands and ticks the world, waiting as the speed limit asks, until
 * max_ticks ticks are done or the run is not running. Returns at once when it is not.
 * @param max_ticks  most ticks to do in this call
 * @param ticked     receives the ticks done; may be NULL
 * @return FISHSIM_OK; ERR_ARGUMENT; the world's status when the run has failed
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_run_advance(fishsim_run *run, uint64_t max_ticks,
                                               uint64_t *ticked, fishsim_error *error);

/**
 * Commands, from any thread. They are accepted or refused by the state that the run will have once
 * the commands before have been taken up; ERR_STATE when that state does not allow them.
 * Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_run_start(fishsim_run *run, fishsim_error *error);
/** Pauses a running run. Any thread. OK, ERR_ARGUMENT, ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_run_pause(fishsim_run *run, fishsim_error *error);
/** Lets a paused run go on. Any thread. OK, ERR_ARGUMENT, ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_run_resume(fishsim_run *run, fishsim_error *error);
/** Stops a run for good. Any thread. OK, ERR_ARGUMENT, ERR_STATE (already ended). Since 0.1. */
FISHSIM_API fishsim_status fishsim_run_stop(fishsim_run *run, fishsim_error *error);
/** Lets a paused run do `ticks` ticks. Any thread. OK, ERR_ARGUMENT, ERR_STATE. Since 0.1. */
FISHSIM_API fishsim_status fishsim_run_step(fishsim_run *run, uint64_t ticks, fishsim_error *error);
/**
 * Limits the speed.
 * @param ticks_per_second  0 for unlimited, else 0.001 .. 10^6
 * @return FISHSIM_OK, ERR_ARGUMENT
 * Any thread. Since 0.1.
 */
FISHSIM_API fishsim_status fishsim_run_set_speed(fishsim_run *run, double ticks_per_second,
                                                 fishsim_error *error);

/** Fills *status. Any thread. OK, ERR_ARGUMENT, ERR_ABI. Since 0.1. */
FISHSIM_API fishsim_status fishsim_run_get_status(fishsim_run *run, fishsim_run_status *status,
                                                  fishsim_error *error);

#ifdef __cplusplus
}
#endif

#endif /* FISHSIM_RUN_H */
