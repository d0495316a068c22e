/* SPDX-License-Identifier: MIT */
/*
 * scenario.h: from the command line to a world that is ready to run.
 */
#ifndef FISHSIM_RUN_SCENARIO_H
#define FISHSIM_RUN_SCENARIO_H

#include "arguments.h"

#include <fishsim/fishsim.h>

/* A world and what it is called. */
struct scenario {
    fishsim_world *world;
    char title[128];    /* of the scenario; "" when there is none */
    char name[128];     /* short name: the file's, without folder and ending */
    uint64_t ticks;     /* ticks to do */
    uint64_t last_tick; /* tick of the world at which they are done */
};

/* Opens the scenario or the snapshot that was asked for. 0, or an exit status after a complaint. */
int scenario_open(const struct arguments *arguments, struct scenario *scenario);

/* What a picture is headed with: the title, or else the name. */
const char *scenario_heading(const struct scenario *scenario);

#endif
