/* SPDX-License-Identifier: MIT */
/*
 * population.h: alarms of species that collapse or die out, by a sink on the simulation's thread.
 *
 * A species is held against its highest number since the worker has taken the simulation up. Looks
 * every POPULATION_EVERY ticks, so the same run raises the same alarms at the same ticks.
 */
#ifndef FISHSIM_WORKER_POPULATION_H
#define FISHSIM_WORKER_POPULATION_H

#include "worker.h"

#include <fishsim/world.h>

struct population;

/* Watches a world by a sink. OK, ERR_MEMORY, and as the library. */
fishsim_status population_watch(struct worker *worker, const char *simulation_id,
                                fishsim_world *world, struct population **out,
                                fishsim_error *error);

/* Ends the watch and all alarms that it has raised; NULL is allowed. */
void population_unwatch(struct population *population);

#endif
