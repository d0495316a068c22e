/* SPDX-License-Identifier: MIT */
/*
 * chart.h: population.svg, the history of a run as lines: numbers, biomass, plankton.
 */
#ifndef FISHSIM_RUN_CHART_H
#define FISHSIM_RUN_CHART_H

#include "history.h"

/* Writes DIR/population.svg under a heading. 0, or -1 after a complaint. */
int chart_write(const struct history *history, const fishsim_world *world, const char *heading,
                const char *directory);

#endif
