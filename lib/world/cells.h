/* SPDX-License-Identifier: MIT */
/*
 * cells.h: how fine the grids are. They follow the fish: as those grow, so do the cells.
 */
#ifndef FISHSIM_LIB_CELLS_H
#define FISHSIM_LIB_CELLS_H

#include "world/world.h"

/* No more cells than these, of all grids together, whatever the fish. */
uint64_t cells_most(const fishsim_world *world);

/* Makes the grids as fine as suits the fish that there are now. Their order does not matter. */
void cells_fit(fishsim_world *world);

#endif
