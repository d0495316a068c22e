/* SPDX-License-Identifier: MIT */
/*
 * measure.h: the measures that sinks get in the tick, every measures.every ticks.
 *
 * Called by tick/tick.c.
 */
#ifndef FISHSIM_LIB_MEASURE_H
#define FISHSIM_LIB_MEASURE_H

#include "base/status.h"

#include <fishsim/measure.h>

/*
 * Measures all species into world->sinks, if this tick is one for it and a sink asks for them.
 * ERR_MEMORY.
 */
fishsim_status measure_take(fishsim_world *world, fishsim_error *error);

#endif
