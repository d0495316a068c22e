/* SPDX-License-Identifier: MIT */
/*
 * simulation.h: one simulation of a worker, on a thread of its own.
 *
 * desk.c makes it, passes commands on to its run, and ends it. Only its own thread touches the
 * world. It tells the log of every change of state, keeps snapshots, and says on
 * monitoring.events.critical when it fails.
 */
#ifndef FISHSIM_WORKER_SIMULATION_H
#define FISHSIM_WORKER_SIMULATION_H

#include "alarm.h"
#include "population.h"
#include "worker.h"

#include <fishsim/run.h>

struct agents;

struct simulation {
    struct worker *worker;
    char id[FISHSIM_WIRE_ID_BYTES];
    fishsim_run *run;
    fishsim_nats_feed *feed;
    struct agents *agents; /* NULL: no fish is under control */
    void *watch;           /* of metrics.h, or NULL */
    struct population *population;
    struct alarm unkept; /* its last snapshot has failed */
    uint64_t last_tick;
    pthread_t thread;
    pthread_mutex_t mutex;
    pthread_cond_t woken;
    atomic_uint_fast64_t steps; /* that a paused simulation is to do, for its agents' sake */
    atomic_bool interrupted;    /* the worker ends: keep a snapshot and leave */
    atomic_bool ended;          /* the thread has nothing more to do */
    uint64_t digest;            /* of the world, once ended */
};

/* What to make one of. */
struct simulation_plan {
    const char *id;
    fishsim_world *world; /* taken over, also on failure */
    uint64_t sequence;
    uint64_t last_tick; /* 0: without an end */
    double ticks_per_second;
    bool paused;
    bool resumed;
};

/* Makes a simulation and lets it run. */
fishsim_status simulation_start(struct worker *worker, const struct simulation_plan *plan,
                                struct simulation **out, fishsim_error *error);

/* Obeys a command, from the main thread. */
fishsim_status simulation_control(struct simulation *simulation,
                                  const fishsim_wire_control *control, fishsim_error *error);

/* Where it stands, from the main thread. Its message is "". */
void simulation_status(struct simulation *simulation, fishsim_wire_status *status);

/* Ends the thread, after a snapshot if it has not ended by itself, and frees. */
void simulation_destroy(struct simulation *simulation);

#endif
