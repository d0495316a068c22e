/* SPDX-License-Identifier: MIT */
/*
 * climate.h: what the calendar does to the water: the season's temperature, and daylight.
 *
 * Called when a world is made, by tick/tick.c (sight) and by tick/calendar.c (temperature).
 */
#ifndef FISHSIM_LIB_CLIMATE_H
#define FISHSIM_LIB_CLIMATE_H

#include "world/world.h"

/* Temperature of the season at a calendar hour, degC. */
double climate_temperature(const fishsim_world *world, uint64_t hour);

/* Part of the distances of sight that the light of this tick leaves; 1 where nights are bright. */
float climate_sight(const fishsim_world *world);

#endif
