/* SPDX-License-Identifier: MIT */
/*
 * picture.h: world.svg, what the water looks like at the end of a run.
 */
#ifndef FISHSIM_RUN_PICTURE_H
#define FISHSIM_RUN_PICTURE_H

#include <fishsim/fishsim.h>

/* Writes DIR/world.svg under a heading. 0, or -1 after a complaint. */
int picture_write(const fishsim_world *world, const char *heading, const char *directory);

#endif
