/* SPDX-License-Identifier: MIT */
/*
 * agents.h: observations out to the bus, actions in, for the agents of one simulation.
 *
 * A step: the observations of tick t are published; in lockstep the step waits until each agent has
 * an action for t or the deadline has passed, running free it takes the last action of each that
 * has come; the world ticks; rewards are published. Actions come on a thread of libnats and are
 * checked there: whole message, sender's sequence, tick, agents, bounds.
 */
#ifndef FISHSIM_WORKER_AGENTS_H
#define FISHSIM_WORKER_AGENTS_H

#include "worker.h"

#include <fishsim/run.h>

struct agents;

/* *out is NULL for a world without agents. */
fishsim_status agents_create(struct worker *worker, const char *simulation_id,
                             const fishsim_world *world, struct agents **out, fishsim_error *error);

void agents_destroy(struct agents *agents);

/* One step of a run that has a tick to do. Returns early, without one, when *interrupted is set. */
fishsim_status agents_step(struct agents *agents, fishsim_run *run, const atomic_bool *interrupted,
                           fishsim_error *error);

#endif
